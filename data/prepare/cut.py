"""Cut the units that no province has: West Berlin, South Ossetia, the held part of Donbas ...

Each row of cuts.csv cuts the polygons of `from_units` with lines (Natural Earth's or our own of
handmade.geojson) and moves the pieces that hold a seed point to `unit_id`.
"""

import json
import math

import shapely
from assign import GRID
from fetch import read_table, say
from shapely.geometry import LineString, Point

SPECK_KM2 = 6.0  # crumbs that a wavering line leaves along a border follow their longest neighbour


def km2(geometry):
    """Rough area of a small piece in degrees."""
    return geometry.area * 111.2**2 * math.cos(math.radians(geometry.centroid.y))


def read_handmade(path):
    """Our own lines by line_id."""
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {f["properties"]["line_id"]: LineString(f["geometry"]["coordinates"]) for f in features}


def reach(line, others, limit):
    """Prolong both ends of a line to the nearest other line if it is under `limit` degrees away."""
    points = list(line.coords)
    for end in (0, -1):
        start = Point(points[end])
        hits = [shapely.shortest_line(start, o) for o in others]
        gap = min(hits, key=lambda h: h.length)
        if 0 < gap.length < limit:
            (x0, y0), (x1, y1) = gap.coords
            over = 2e-4 / gap.length  # a touch beyond, so that the lines surely cross
            tip = (x1 + (x1 - x0) * over, y1 + (y1 - y0) * over)
            points = [tip, *points] if end == 0 else [*points, tip]
    return LineString(points)


def faces_of(polygon, cuts, limit):
    """The pieces of a polygon between its own outline and the cut lines."""
    lines = [LineString(p.coords) for c in cuts for p in shapely.get_parts(c)]
    edge = polygon.boundary
    if limit:
        lines = [reach(c, [edge, *lines[:i], *lines[i + 1 :]], limit) for i, c in enumerate(lines)]
    net = shapely.union_all([edge, *lines], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([net]))
    return list(faces[shapely.contains(polygon, shapely.point_on_surface(faces))])


def pick(faces, seeds):
    """Numbers of the faces that hold a seed, plus the crumbs that mostly border on those."""
    taken = {i for i, f in enumerate(faces) if any(f.contains(s) for s in seeds)}
    crumbs = [i for i, f in enumerate(faces) if i not in taken and km2(f) < SPECK_KM2]
    for i in crumbs:
        shared = [
            shapely.intersection(faces[i], f).length if j != i else 0 for j, f in enumerate(faces)
        ]
        if max(shared) > 0 and shared.index(max(shared)) in taken:
            taken.add(i)
    return taken


def cut(units, row, lines):
    """Carry out one row of cuts.csv on the dictionary of units."""
    seeds = [Point(*map(float, s.split())) for s in row["seeds"].split(";")]
    cuts = [lines[k] for k in row["lines"].split(";") if k]
    moved = []
    if not row["from_units"]:  # an island that the source lacks: the line itself is its coast
        moved = list(shapely.get_parts(shapely.polygonize(cuts)))
    for source in filter(None, row["from_units"].split(";")):
        faces = faces_of(units[source], cuts, float(row["reach_deg"]))
        taken = pick(faces, seeds)
        moved += [faces[i] for i in sorted(taken)]
        left = [f for i, f in enumerate(faces) if i not in taken]
        units[source] = shapely.union_all(left, grid_size=GRID)
    missing = [s.coords[0] for s in seeds if not any(m.covers(s) for m in moved)]
    if missing:
        raise ValueError(f"cuts.csv step {row['step']}, {row['unit_id']}: no land at {missing}")
    old = [units[row["unit_id"]]] if row["unit_id"] in units else []
    units[row["unit_id"]] = shapely.union_all(old + moved, grid_size=GRID)


def check_area(polygon, row):
    """Compare the new unit with the area that cuts.csv expects."""
    area = sum(km2(p) for p in shapely.get_parts(polygon))
    text = f"  {row['unit_id']:8s} {area:9,.0f} km2"
    if not row["expected_km2"]:
        return say(text)
    want, spread = float(row["expected_km2"]), float(row["spread_pct"])
    off = 100 * (area / want - 1)
    if abs(off) > spread:
        unit = f"cuts.csv step {row['step']}, {row['unit_id']}"
        raise ValueError(f"{unit}: {area:,.0f} km2, expected {want:,.0f} within {spread} %")
    return say(f"{text}  ({off:+.0f} % of {want:,.0f}, {row['expected_from']})")


def cut_all(units, lines):
    """All rows of cuts.csv in order; changes and returns the dictionary."""
    for row in read_table("cuts.csv"):
        cut(units, row, lines)
        check_area(units[row["unit_id"]], row)
    return units
