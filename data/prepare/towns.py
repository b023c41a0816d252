"""Keep towns on their side of a border (the table towns.csv).

Natural Earth draws some rivers up to 2 km off, so that a town of the border stands on the other
bank; and a border that is simplified may run past a town. A row with `from_unit` gives the town
back what lies within `km` and is nearer to it than to its twin across the border. Every town of
the table then holds the border beside it while it is simplified (coverage.py).
"""

import math
from typing import NamedTuple

import numpy as np
import shapely
from assign import GRID
from fetch import read_table
from shapely.geometry import Point, Polygon

DEGREE_KM = 111.2


class Town(NamedTuple):
    """A town: where it is, whose it is, and for some the land that it is given back from."""

    name: str
    point: Point
    unit_id: str
    from_unit: str
    twin: Point | None
    km: float


def read_towns():
    """The rows of towns.csv in order."""
    return [
        Town(
            row["town"],
            Point(float(row["lon"]), float(row["lat"])),
            row["unit_id"],
            row["from_unit"],
            Point(*map(float, row["twin"].split())) if row["twin"] else None,
            float(row["km"] or 0),
        )
        for row in read_table("towns.csv")
    ]


def side_of(town):
    """The part of a circle around the town that is nearer to it than to its twin, in degrees."""
    scale = DEGREE_KM * np.array([math.cos(math.radians(town.point.y)), 1])
    twin = (np.array(town.twin.coords[0]) - town.point.coords[0]) * scale
    away, along = twin / np.hypot(*twin), np.array([-twin[1], twin[0]]) / np.hypot(*twin)
    half, far = twin / 2, 10 * town.km
    near = [half + along * far, half - along * far]
    side = Polygon([*near, near[1] - away * far, near[0] - away * far])
    circle = Point(0, 0).buffer(town.km, quad_segs=4)
    return shapely.transform(side & circle, lambda p: p / scale + town.point.coords[0])


def give_back(units, towns):
    """Move the side of every town with `from_unit` to its own unit; changes the dictionary."""
    for town in towns:
        if town.from_unit:
            piece = units[town.from_unit] & side_of(town)
            units[town.from_unit] = shapely.difference(units[town.from_unit], piece, GRID)
            units[town.unit_id] = shapely.union(units[town.unit_id], piece, GRID)
        if not units[town.unit_id].covers(town.point):
            raise ValueError(f"towns.csv: {town.name} does not lie in {town.unit_id}; mend the row")
    return units
