"""Turn the units into coverages: polygons that share every point of their common borders."""

import numpy as np
import pyproj
import shapely

PLANE = "EPSG:3575"  # north-pole equal-area plane: no seam at 180 degrees, so Chukotka is one piece
METRE = 1.0
STEP = 0.1  # degrees between points on long straight borders (the 49th parallel bends in the plane)
ROUND = 1e-4  # degrees in the finished files, about 10 m
PIN, MESH = 1600.0, 200.0  # metres: half the side of the square around a pinned town, and its mesh

_to_plane = pyproj.Transformer.from_crs(4326, PLANE, always_xy=True)


def to_plane(geometry):
    """Longitude and latitude to metres."""
    return shapely.transform(
        geometry, lambda p: np.column_stack(_to_plane.transform(p[:, 0], p[:, 1]))
    )


def to_degrees(geometry):
    """Metres back to longitude and latitude."""
    back = _to_plane.transform
    return shapely.transform(
        geometry, lambda p: np.column_stack(back(p[:, 0], p[:, 1], direction="INVERSE"))
    )


def outlines(polygons):
    """All borders of all units as one network of lines that meet only at their ends."""
    return shapely.union_all(shapely.boundary(polygons))


def faces_of(net, polygons, locate=lambda points: points):
    """The faces of a network of lines, and for each the number of the polygon with its inner point.

    Faces inside none of `polygons` are sea: left out. `locate` turns inner points into the
    coordinates of `polygons`.
    """
    faces = shapely.get_parts(shapely.polygonize([net]))
    points = locate(shapely.point_on_surface(faces))
    hit, owner = shapely.STRtree(polygons).query(points, predicate="intersects")
    _, first = np.unique(hit, return_index=True)
    return faces[hit[first]], owner[first]


def by_owner(faces, owner, count):
    """One (multi)polygon for each owner, merged from its faces."""
    missing = sorted(set(range(count)) - set(owner.tolist()))
    if missing:
        raise ValueError(f"polygon number {missing[0]} vanished: too small for this grid")
    return np.array([shapely.coverage_union_all(faces[owner == n]) for n in range(count)])


def faces_by_owner(net, polygons, locate=lambda points: points):
    """Polygons from a network of lines: a face goes to the polygon that holds its inner point."""
    return by_owner(*faces_of(net, polygons, locate), len(polygons))


def to_coverage(polygons):
    """Units in degrees -> units in the plane, with the same points on both sides of a border."""
    net = shapely.segmentize(outlines(polygons), STEP)
    net = shapely.union_all(to_plane(net), grid_size=METRE)
    return faces_by_owner(net, polygons, to_degrees)


def mesh_around(point):
    """A small square of lines around a point of the plane."""
    x, y = shapely.get_coordinates(point)[0]
    steps = np.arange(-PIN, PIN + MESH / 2, MESH)
    across = [[(x - PIN, y + d), (x + PIN, y + d)] for d in steps]
    return shapely.linestrings(across + [[(x + d, y - PIN), (x + d, y + PIN)] for d in steps])


def simplify(coverage, tolerance, towns):
    """Simplify together, but hold borders where they are beside the `towns` (points in the plane).

    A point where three faces meet is never moved. So the land around a town is cut along a mesh:
    each crossing of a border and the mesh is such a point. Afterwards the faces are merged again.
    """
    if not len(towns):
        return shapely.coverage_simplify(coverage, tolerance)
    mesh = np.concatenate([mesh_around(town) for town in towns])
    net = shapely.union_all([outlines(coverage), *mesh], grid_size=METRE)
    faces, owner = faces_of(net, coverage)
    return by_owner(shapely.coverage_simplify(faces, tolerance), owner, len(coverage))


def drop_islands(coverage, km2):
    """Leave out islands under `km2`, but no unit's largest part and no part beside another unit."""
    parts, owner = shapely.get_parts(coverage, return_index=True)
    area = shapely.area(parts) / 1e6
    largest = np.zeros(len(coverage))
    np.maximum.at(largest, owner, area)
    a, b = shapely.STRtree(parts).query(parts, predicate="intersects")
    touches = np.isin(np.arange(len(parts)), a[owner[a] != owner[b]])
    keep = (area >= km2) | touches | (area == largest[owner])
    return np.array(
        [shapely.multipolygons(parts[keep & (owner == n)]) for n in range(len(coverage))]
    )


def open_at_180(coverage):
    """Cut along the 180th meridian (a ray in the plane): no polygon crosses the edge of the map."""
    ray = to_plane(shapely.linestrings([(180, 89.9), (180, 20)]))
    strip = shapely.buffer(ray, METRE, cap_style="flat")
    near = shapely.intersects(coverage, strip)
    coverage[near] = shapely.difference(coverage[near], strip)
    return coverage


def round_off(polygons):
    """Put every point on the grid of the finished files and keep the coverage valid."""
    net = shapely.union_all(shapely.boundary(polygons), grid_size=ROUND)
    result = faces_by_owner(net, polygons)
    return shapely.transform(result, lambda p: np.round(p, 4) + 0.0)


def as_multi(polygon):
    """Every geometry a MultiPolygon with its parts and rings in a fixed order and direction."""
    parts = shapely.get_parts(shapely.normalize(polygon))
    return shapely.orient_polygons(shapely.multipolygons(parts))


def problems(polygons):
    """What is wrong with a finished coverage, in words; empty if nothing is."""
    found = []
    if not shapely.is_valid(polygons).all():
        found.append(f"invalid polygons at {np.flatnonzero(~shapely.is_valid(polygons)).tolist()}")
    if not shapely.coverage_is_valid(polygons):
        edges = shapely.coverage_invalid_edges(polygons)
        found.append(f"gaps or overlaps at {[e.bounds for e in edges if not e.is_empty][:5]}")
    if np.abs(shapely.bounds(polygons)[:, [0, 2]]).max() > 180:
        found.append("points beyond 180 degrees")
    return found


def scale(coverage, tolerance, island_km2, towns=()):
    """One finished scale: simplify, drop small islands, back to rounded degrees."""
    simple = simplify(coverage, tolerance, towns)
    simple = open_at_180(drop_islands(simple, island_km2))
    polygons = np.array([as_multi(p) for p in round_off(to_degrees(simple))])
    if found := problems(polygons):
        raise ValueError(f"the coverage at {tolerance} m is broken: {'; '.join(found)}")
    return polygons
