"""The land of a view in the view's own flat coordinates: pieces of land, borders between them, an
inset.

A view is a projection, a window in metres and a width in drawing units. x grows to the east and y
to the
south, as in SVG; one drawing unit of the Europe view is 690 m. Everything here is geometry; time
is elsewhere.
"""

from functools import lru_cache

import numpy as np
import shapely

from . import tables
from .views import WIDTH, view_called


def land_of(view, grain=0):
    """{unit_id: polygon in drawing units} for every unit of land with some area inside the view's
    window.

    ``grain``: how far, in drawing units, an outline may stray from the table's; neighbours keep
    their common border. A screen draws a coarser outline faster.
    """
    path = tables.path_of("units" if view.scale == "map" else "units_fine")
    return _land_of(view, grain, str(path), tables.stamp(path))


@lru_cache(maxsize=8)
def _land_of(view, grain, _path, _version):
    if grain:
        land = land_of(view)
        coarse = shapely.coverage_simplify(list(land.values()), grain)
        whole = _valid(shapely.transform(coarse, np.round))
        return {
            unit: shape for unit, shape in zip(land, map(_polygons, whole), strict=True) if shape
        }
    land = tables.read_land(view.scale)
    if view.only:
        land = land.loc[[u for u in view.only if u in land.index]]
    flat = _valid(land.geometry.to_crs(view.crs).to_numpy())
    west, south, east, north = view.window
    rim = 0.02 * (east - west)
    clipped = shapely.clip_by_rect(flat, west - rim, south - rim, east + rim, north + rim)
    pieces = {}
    for unit, shape in zip(land.index, clipped, strict=True):
        drawn = _valid(shapely.transform(shape, lambda xy: to_drawing(xy, view)))
        if shape := _polygons(drawn, 4):
            pieces[unit] = shape
    return pieces


def _polygons(shape, smallest=0):
    """The polygons of a shape that are larger than ``smallest``, as one; None if there are none."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and p.area > smallest]
    return shapely.MultiPolygon(parts) if parts else None


def _valid(shapes):
    return shapely.make_valid(shapes, method="structure", keep_collapsed=False)


def to_drawing(xy, view):
    """Metres of a view's projection as drawing units, rounded; ``xy`` is an (n, 2) array."""
    west, _, east, north = view.window
    scale = WIDTH / (east - west)
    out = np.empty_like(xy)
    out[:, 0] = np.round((xy[:, 0] - west) * scale)
    out[:, 1] = np.round((north - xy[:, 1]) * scale)
    return out


def rough(shape, grain=22):
    """The outline of a shape for a heavy line around it: fewer corners, no small islands."""
    simple = _valid(shapely.simplify(shape, grain))
    return _polygons(simple, 4 * grain**2) or shape


def coast_of(pieces):
    """The line around all land: what no two pieces share."""
    return shapely.boundary(shapely.union_all(list(pieces.values())))


def arcs_of(view, grain=0):
    """[(unit_a, unit_b, line)]: the borders between touching units, in drawing units, unit_a <
    unit_b.
    """
    path = tables.path_of("units" if view.scale == "map" else "units_fine")
    return _arcs_of(view, grain, tables.stamp(path))


@lru_cache(maxsize=8)
def _arcs_of(view, grain, _version):
    pieces = land_of(view, grain)
    names = sorted(pieces)
    shapes = [pieces[n] for n in names]
    edges = [shapely.boundary(s) for s in shapes]
    tree = shapely.STRtree(shapes)
    found = []
    for i, j in sorted(zip(*tree.query(shapes, predicate="intersects"), strict=True)):
        if i < j:
            line = _line(shapely.intersection(edges[i], edges[j]))
            if line is not None:
                found.append((names[i], names[j], line))
    return found


def _line(shared):
    lines = [g for g in shapely.get_parts(shared) if g.geom_type == "LineString"]
    return shapely.line_merge(shapely.MultiLineString(lines)) if lines else None


def inset_of(view):
    """{unit_id: polygon}: the view's inset, moved and shrunk into its box; empty when the view has
    none.
    """
    if not view.inset:
        return {}
    left, top, width, _ = view.box
    inner = view_called(view.inset)
    pieces = {}
    land = land_of(inner)
    coarse = shapely.coverage_simplify(list(land.values()), WIDTH / width * 5)
    for unit, shape in zip(land, coarse, strict=True):
        inside = shapely.clip_by_rect(shape, 0, 0, WIDTH, inner.height)
        small = shapely.transform(inside, lambda xy: np.round(xy * width / WIDTH + (left, top)))
        if found := _polygons(_valid(small), 30):
            pieces[unit] = found
    return pieces


def path_data(shape):
    """The ``d`` of an SVG path for a polygon or a line in drawing units: whole numbers, relative
    steps.

    >>> path_data(shapely.box(0, 0, 2, 1))
    'M2 0l0 1-2 0 0-1z'
    """
    out = []
    for part in shapely.get_parts(shape):
        rings = [part] if part.geom_type == "LineString" else [part.exterior, *part.interiors]
        for ring in rings:
            steps = np.asarray(ring.coords)[:, :2].round().astype(int)
            out.append(_ring_data(steps, closed=part.geom_type == "Polygon"))
    return "".join(out)


def _ring_data(points, closed):
    moves = np.diff(points, axis=0)
    if closed:
        moves = moves[:-1]  # z draws the last step
    moves = moves[(moves != 0).any(axis=1)]
    if not len(moves):
        return ""
    text = "".join(
        f"{a if a < 0 or k == 0 else f' {a}'}{b if b < 0 else f' {b}'}"
        for k, (a, b) in enumerate(moves)
    )
    return f"M{points[0][0]} {points[0][1]}l{text}{'z' if closed else ''}"
