"""Length of the land border between every two units that touch (the table arcs.csv)."""

import csv

import numpy as np
import pyproj
import shapely


def edges_of(polygons):
    """Every edge of every ring: its two ends in a fixed order, and the number of its polygon."""
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    owner = part_owner[part]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[:-1] == ring[1:]
    start, end = xy[:-1][inside], xy[1:][inside]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start[swap], end[swap] = end[swap], start[swap].copy()
    return np.hstack([start, end]), owner[ring[:-1][inside]]


def shared_lengths(unit_ids, polygons):
    """Dictionary (unit_a, unit_b) -> kilometres of common edges along the WGS84 ellipsoid."""
    edges, owner = edges_of(polygons)
    order = np.lexsort((owner, *edges.T[::-1]))
    edges, owner = edges[order], owner[order]
    twin = (edges[:-1] == edges[1:]).all(axis=1) & (owner[:-1] != owner[1:])
    pairs, lines = np.column_stack([owner[:-1], owner[1:]])[twin], edges[:-1][twin]
    metres = pyproj.Geod(ellps="WGS84").inv(*lines.T)[2]
    total = {}
    for (a, b), length in zip(pairs, metres, strict=True):
        key = tuple(sorted((unit_ids[a], unit_ids[b])))
        total[key] = total.get(key, 0.0) + length / 1000
    return total


def write_arcs(path, unit_ids, polygons):
    """Write unit_a, unit_b, km (one decimal), sorted; borders that round to 0.0 are left out."""
    rows = sorted((a, b, f"{km:.1f}") for (a, b), km in shared_lengths(unit_ids, polygons).items())
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["unit_a", "unit_b", "km"])
        out.writerows(r for r in rows if r[2] != "0.0")
