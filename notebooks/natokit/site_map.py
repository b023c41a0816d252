"""Where sites, arrows and the towns at their ends lie on a view of the map, and their names."""

from functools import lru_cache

import numpy as np

from . import language, tables
from .labels import WIDER
from .naming import in_two_lines
from .site_names import (
    SYMBOL,
    TOWN,
    TOWN_TYPE,
    TYPES,
    line_boxes,
    name_box,
    name_places,
    symbol_box,
    together,
)
from .tables import read, texts
from .troops import OUTCOMES, holds, lines_features, outcomes
from .views import WIDTH

RANKS = {"not_taken": -2, "reached": -1, "left": -1}  # who chooses first
LONG = 17  # signs; a longer name stands in two lines


def place(view, lon, lat):
    """Points (arrays of degrees) in the drawing units of a view: (x, y), whole numbers."""
    import pyproj

    from .scene import to_drawing

    flat = pyproj.Transformer.from_crs("EPSG:4326", view.crs, always_xy=True)
    return to_drawing(np.column_stack(flat.transform(lon, lat)), view).astype(int).T


def sites_of(view):
    """The sites inside a view: rows of ``sites.csv`` with x, y, the radius of their error and the
    place of their name: ``spot``, [x, y, anchor] or [] where it would cover something else, and
    ``lead``, its leader line, [x1, y1, x2, y2] or [].
    """
    return _placed(view)[0]


def towns_of(view):
    """The towns at the ends of the arrows in a close view: x, y, spot and lead as ``sites_of`` has
    them, start and end, and ``label``: the town with what became of it, "Kyiv\\n(not taken)".
    """
    return _placed(view)[1]


def _placed(view):
    paths = tuple(tables.path_of(name) for name in ("sites", "lines"))
    seen = tables.edited(), language.current()
    return _placed_once(view, seen, tuple(map(str, paths)), tuple(map(tables.stamp, paths)))


@lru_cache(maxsize=4)
def _placed_once(view, _seen, _paths, _versions):
    """Sites and towns of a view with their names placed: neither covers the other."""
    order, plain = {"high": 0, "medium": 1, "low": 2}, {"type": TYPES[view.scale], "face": 1}
    sites = [
        {**row, **plain, "half": SYMBOL, "label": _in_lines(row["name"]),
         "rank": order[row["confidence"]]}
        for row in _sites(view)
    ]  # fmt: skip
    towns = _towns(view) if view.scale == "fine" else []
    arrows = [(line["points"], line) for line in lines_of(view) if line["kind"] in OUTCOMES]
    sites = _with_places(sites, name_places(sites, view))
    return sites, _with_places(towns, name_places(towns, view, arrows, sites))


def _with_places(rows, found):
    both = zip(rows, found, strict=True)
    return [{**row, "spot": spot, "lead": lead} for row, (spot, lead) in both]


def _in_lines(name):
    return in_two_lines(name) if len(name) > LONG else name


def _sites(view):
    table = read("sites")
    x, y = place(view, table["lon"].astype(float), table["lat"].astype(float))
    west, _, east, _ = view.window
    unit = WIDTH / (east - west)  # drawing units a metre
    error = table["coord_error_km"].astype(float) * 1000 * unit
    table = table.assign(x=x, y=y, error=error.round().astype(int))
    inside = (x > 0) & (x < WIDTH) & (y > 0) & (y < view.height)
    rows = table[inside].to_dict("records")
    for k, row in enumerate(rows):  # two reports of one place and time stand side by side
        row["x"] += (
            2.3
            * SYMBOL
            * sum(other["site_id"] == row["site_id"] and together(row, other) for other in rows[:k])
        )
        row["x"] = round(row["x"])
    return rows


def _towns(view):
    rows = outcomes()
    x, y = place(view, [row["lon"] for row in rows], [row["lat"] for row in rows])
    words, bold = texts(), {"half": TOWN, "type": TOWN_TYPE, "face": WIDER}
    return [
        {
            **row,
            **bold,
            "rank": RANKS[row["outcome"]],
            "label": f"{row['town']}\n({words['town_' + row['outcome']]})",
            "x": int(a),
            "y": int(b),
        }
        for row, a, b in zip(rows, x, y, strict=True)
    ]


def lines_of(view):
    """The lines in a view: properties of ``lines.geojson`` and ``d``, an SVG path."""
    found = []
    for feature in lines_features():
        x, y = place(view, *np.array(feature["geometry"]["coordinates"]).T[:2])
        path = "M" + "L".join(f"{a} {b}" for a, b in zip(x, y, strict=True))
        points = [(int(a), int(b)) for a, b in zip(x, y, strict=True)]
        found.append({**feature["properties"], "d": path, "points": points})
    return found


class Clearing:
    """Keeps the names of states off the symbols and, if wanted, the names of the sites of a day."""

    def __init__(self, grid, view, names=True):
        self.grid, self.names = grid, names
        self.rows, self.known = sites_of(view), {}
        self.towns = towns_of(view) if names else []

    def on(self, day):
        """(cells of the ``Grid`` where no name may stand, names of the sites) on a day."""
        rows, towns = ([r for r in some if holds(r, day)] for some in (self.rows, self.towns))
        key = tuple((row["label"], row["start"], row.get("kind")) for row in rows + towns)
        if key not in self.known:
            boxes = [symbol_box(row["x"], row["y"]) for row in rows]
            for row in (rows + towns) if self.names else ():
                if row["spot"]:
                    boxes.append(name_box(row, row["spot"]))
                if row["lead"]:
                    boxes += line_boxes([row["lead"][:2], row["lead"][2:]])
            self.known[key] = self.grid.blocked_by(boxes), {row["name"] for row in rows}
        return self.known[key]
