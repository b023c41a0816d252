"""Where troops were reported, as the stepping map needs it: sites, lines and figures, each with its
days, and the sentences about them.
"""

from .days import iso, spoken
from .history import in_force
from .tables import read
from .troop_rules import FIRST_DAY, LAST_DAY
from .views import WIDTH
from .words import listing, plural

SYMBOL = 80  # drawing units from a symbol's middle to its edge; never a number of troops
TYPES = {"fine": 170, "map": 140}  # drawing units: the type of a site's name, by scale of the view
NAMED_FROM = 14  # a name stands this far beyond the symbol's edge


def change_days():
    """Every day, sorted, on which a site or a line appears or vanishes."""
    lines = [feature["properties"] for feature in _features()]
    rows = read("sites").to_dict("records") + lines
    return sorted({row[c] for row in rows for c in ("start", "end") if row[c]})


def _features():
    from .troops import lines_features

    return lines_features()


def place(view, lon, lat):
    """Points (arrays of degrees) in the drawing units of a view: (x, y), whole numbers."""
    import numpy as np  # lazy: a lesson that only steps runs where numpy cannot be installed
    import pyproj

    from .scene import to_drawing

    flat = pyproj.Transformer.from_crs("EPSG:4326", view.crs, always_xy=True)
    return to_drawing(np.column_stack(flat.transform(lon, lat)), view).astype(int).T


def sites_of(view):
    """The sites inside a view: rows of ``sites.csv`` with x, y, the radius of their error and the
    place of their name: [x, y, anchor], or [] where it would cover another site.
    """
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
            * sum(other["site_id"] == row["site_id"] and _overlap(row, other) for other in rows[:k])
        )
        row["x"] = round(row["x"])
    for row, spot in zip(rows, name_spots(rows, view), strict=True):
        row["spot"] = spot
    return rows


def name_spots(rows, view):
    """Places for the names of sites: beside the symbol, off every other symbol and name of the same
    time; better known places choose first.
    """
    boxes = [(_box(row["x"], row["y"], SYMBOL), row) for row in rows]
    spots, size = [[] for _ in rows], TYPES[view.scale]
    by_place, order = {}, {"high": 0, "medium": 1, "low": 2}
    for k in sorted(range(len(rows)), key=lambda k: (order[rows[k]["confidence"]], k)):
        row = rows[k]
        if row["error"] > 4 * SYMBOL:
            continue  # an area, not a place: its circle is enough
        if any(
            spots[j] and r["name"] == row["name"] and _overlap(row, r) for j, r in enumerate(rows)
        ):
            continue  # named beside its neighbour
        kept = by_place.get((row["x"], row["y"]))
        for spot in [kept] if kept else _options(row, size):
            box = _text_box(row["name"], spot, size)
            taken = any(
                _meet(box, other) and _overlap(row, owner)
                for other, owner in boxes
                if (owner["x"], owner["y"]) != (row["x"], row["y"])
            )
            if not taken and box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < view.height:
                spots[k] = by_place[row["x"], row["y"]] = spot
                boxes.append((box, row))
                break
    return spots


class Clearing:
    """Keeps the names of states off the symbols and, if wanted, the names of the sites of a day."""

    def __init__(self, grid, view, names=True):
        self.grid, self.size, self.names = grid, TYPES[view.scale], names
        self.rows, self.known = sites_of(view), {}

    def on(self, day):
        """(cells of the ``Grid`` where no name may stand, names of the sites) on a day."""
        rows = [r for r in self.rows if r["start"] <= day and (not r["end"] or day < r["end"])]
        key = tuple((row["site_id"], row["start"], row["kind"]) for row in rows)
        if key not in self.known:
            boxes = [_box(row["x"], row["y"], SYMBOL) for row in rows]
            if self.names:
                boxes += [
                    _text_box(row["name"], row["spot"], self.size) for row in rows if row["spot"]
                ]
            self.known[key] = self.grid.blocked_by(boxes), {row["name"] for row in rows}
        return self.known[key]


def _options(row, size):
    out = SYMBOL + NAMED_FROM
    x, y = row["x"], row["y"]
    return [[x + out, y, "start"], [x - out, y, "end"],
            [x, y - out - size // 2, "middle"], [x, y + out + size // 2, "middle"]]  # fmt: skip


def _text_box(text, spot, size):
    from .labels import width_of

    x, y, anchor = spot
    width = width_of(text) * size
    left = x - {"start": 0, "middle": 0.5, "end": 1}[anchor] * width
    return left, y - 0.55 * size, left + width, y + 0.55 * size


def _box(x, y, half):
    return x - half, y - half, x + half, y + half


def _meet(one, other):
    return (one[0] < other[2] and other[0] < one[2]) and (one[1] < other[3] and other[1] < one[3])


def _overlap(one, other):
    """True when two rows hold on some day together."""
    return not (one["end"] and one["end"] <= other["start"]) and not (
        other["end"] and other["end"] <= one["start"]
    )


def lines_of(view):
    """The lines in a view: properties of ``lines.geojson`` and ``d``, an SVG path."""
    found = []
    for feature in _features():
        x, y = place(view, *list(zip(*feature["geometry"]["coordinates"], strict=True))[:2])
        path = "M" + "L".join(f"{a} {b}" for a, b in zip(x, y, strict=True))
        found.append({**feature["properties"], "d": path})
    return found


def sites_in_force(day):
    """Rows of ``sites.csv`` on a day; none outside the days that the tables cover."""
    day = iso(day)
    return in_force(read("sites"), day) if FIRST_DAY <= day <= LAST_DAY else read("sites")[:0]


def alt_positions(day):
    """What the symbols and lines of a day say, for those who cannot see them.

    >>> alt_positions("2021-12-03").startswith("Troops reported at")
    True
    """
    if not FIRST_DAY <= iso(day) <= LAST_DAY:
        return covered_words()
    rows, labels = sites_in_force(day), read("evidence").set_index("evidence")["label"]
    said = []
    for evidence in labels.index:
        names = sorted(set(rows.loc[rows["evidence"] == evidence, "name"]))
        if names:
            said.append(f"{labels[evidence].lower()}: {listing(names)}")
    text = (
        f"Troops reported at {plural(rows['name'].nunique(), 'place')}. " + "; ".join(said)
        if said
        else ("No place with reported troops in these tables")
    )
    lines = [f["properties"] for f in _features() if holds(f["properties"], iso(day))]
    axes = [line["name"] for line in lines if line["kind"] == "axis"]
    fixed = [line["name"] for line in lines if line["kind"] in ("contact", "crimea")]
    text += "."
    if fixed:
        text += f" Lines: {listing(fixed)}."
    if axes:
        text += f" {plural(len(axes), 'arrow')} for ways that Russian troops took."
    return text.replace("..", ".")


def holds(row, day):
    """True when a row with ``start`` and ``end`` holds on a day that the tables cover."""
    return row["start"] <= day and (not row["end"] or day < row["end"]) and day <= LAST_DAY


def positions_changed(day, since):
    """Sentences for the sites that appeared or vanished after ``since``, up to ``day``."""
    if iso(since) < FIRST_DAY or iso(day) > LAST_DAY:
        return []  # the tables begin or end between the two days: that is no event
    now, before = (set(sites_in_force(d)["name"]) for d in (day, since))
    found = []
    if now - before:
        found.append(f"Newly reported: {_some(now - before)}.")
    if before - now:
        found.append(f"No longer reported: {_some(before - now)}.")
    return found


def _some(names):
    return listing(sorted(names)) if len(names) <= 12 else plural(len(names), "place")


def covered_words():
    """The sentence that says which days the tables of troops cover."""
    return f"Troops: {spoken(FIRST_DAY)} to {spoken(LAST_DAY)}; the tables stop there."
