"""Draw every day on which land changed holder, owner or status: before, after, and where it is.

    python data/prepare/small_multiples.py FOLDER   one picture a day and a page, to look at
    python data/prepare/small_multiples.py --sheet  all days on one sheet, data/borders/changes.png

FOLDER lies outside the project and is made if it is missing. It gets one picture a day and
`index.html`, which shows them in order with the sentence of what changed. To look at after every
change of the land: for specks, seams, lost islands and wrong colours. It takes about three minutes.
"""

import argparse
import datetime
import html
import io
import sys
from pathlib import Path

import shapely
from fetch import HERE, say

PROJECT = HERE.parents[1]
sys.path.insert(0, str(PROJECT / "notebooks"))

from natokit import scene  # noqa: E402  the package lives beside the notebooks
from natokit.borders import tenure_on  # noqa: E402
from natokit.describe import unit_names, what_changed  # noqa: E402
from natokit.history import FIRST_DAY, spoken, turning_days  # noqa: E402
from natokit.paint import figure_of  # noqa: E402
from natokit.tables import read, read_land  # noqa: E402
from natokit.views import WIDTH, View, view_called  # noqa: E402

EUROPE = view_called("europe")
NARROWEST = 240e3  # metres; a smaller window would show no neighbours
DPI = 72
TILE, GAP, COLUMNS = (250, 192), 22, 4  # pixels of a map on the sheet
SHEET = HERE.parent / "borders" / "changes.png"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<title>Every day on which a border moved</title>
<style>body{font:16px/1.5 sans-serif;max-width:110rem;margin:2rem auto;padding:0 1rem}
img{max-width:100%%}nav a{margin-right:.6em}</style>
<h1>Every day on which a border moved</h1>
<p>%d days from %s to %s. Left: the day before. Middle: the day itself. Right: where that is.</p>
<nav>%s</nav>
%s</html>
"""


def before(day):
    """The day before an ISO day."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


def on_the_page():
    """The units of land that the Europe view shows."""
    page = shapely.box(0, 0, WIDTH, EUROPE.height)
    return {unit for unit, shape in scene.land_of(EUROPE).items() if shape.intersects(page)}


def changes():
    """[(day, [unit_id, ...])]: the land of the lessons with a new holder, owner or status."""
    table = read("unit_names")
    subjects = set(table.loc[table["role"] == "kit", "unit_id"])
    found = []
    for day in turning_days():
        if day > FIRST_DAY:
            old, new = (tenure_on(d)[["holder", "de_jure", "status"]] for d in (before(day), day))
            old = old.reindex(new.index)
            units = sorted(set(new.index[(old != new).any(axis=1)]) & subjects)
            if units:
                found.append((day, units))
    return found


def plane_of(units):
    """The projection and window for some land: the map's own, or one around land outside it."""
    if set(units) & on_the_page():
        return EUROPE.crs, EUROPE.window
    west, south, east, north = read_land("fine").loc[units].geometry.total_bounds
    centre = f"+lon_0={(west + east) / 2:.0f} +lat_0={(south + north) / 2:.0f}"
    return f"+proj=laea {centre} +datum=WGS84", (-3e6, -3e6, 3e6, 3e6)


def close_up(day, units):
    """A view of the fine polygons with all the changed land and some of its neighbours."""
    crs, limits = plane_of(units)
    land = read_land("fine").loc[units].geometry.to_crs(crs)
    inside = shapely.clip_by_rect(land.to_numpy(), *limits)
    west, south, east, north = shapely.total_bounds(inside)
    width = max(NARROWEST, 1.4 * (east - west), 1.4 * 1.5 * (north - south))
    x, y = (west + east) / 2, (south + north) / 2
    window = (x - width / 2, y - width / 3, x + width / 2, y + width / 3)
    return View(f"changes of {day}", crs, window, scale="fine")


def image(day, view, units=()):
    """The map of a day as a Pillow image; a ring goes around the land in ``units``."""
    from matplotlib.patches import Circle
    from PIL import Image

    figure, raw = figure_of(day, view, captioned=False), io.BytesIO()
    if units:
        changed = shapely.union_all([scene.land_of(view)[u] for u in units])
        ring = shapely.minimum_bounding_radius(changed) + 150
        middle = shapely.minimum_bounding_circle(changed).centroid
        look = {"fill": False, "edgecolor": "#D0006F", "linewidth": 2}
        figure.axes[0].add_artist(Circle((middle.x, middle.y), ring, **look))
    figure.savefig(raw, format="png", dpi=DPI)
    return Image.open(raw).convert("RGB")


def strip(day, units):
    """The three maps of a day side by side."""
    from PIL import Image

    near = close_up(day, units)
    maps = [image(before(day), near), image(day, near)]
    if ringed := sorted(set(units) & on_the_page()):
        maps.append(image(day, EUROPE, ringed))
    out = Image.new("RGB", (sum(m.width for m in maps), max(m.height for m in maps)), "white")
    left = 0
    for one in maps:
        out.paste(one, (left, 0))
        left += one.width
    return out


def page(days):
    """The page that shows the pictures in order."""
    parts, years = [], []
    for day, units in days:
        if day[:4] not in years:
            years.append(day[:4])
            parts.append(f'<h2 id="y{day[:4]}">{day[:4]}</h2>')
        names = ", ".join(unit_names()[unit] for unit in units)
        said = " ".join(what_changed(day, before(day), units)).removeprefix(f"{spoken(day)}: ")
        said = said or f"The entry for the owner by law changed: {names}."
        alt = f"Three maps: {spoken(before(day))}, {spoken(day)}, and the place in Europe"
        parts.append(f"<h3>{spoken(day)}</h3><p>{html.escape(said)}</p>")
        parts.append(f'<img loading="lazy" src="{day}.png" alt="{html.escape(alt)}">')
    links = "".join(f'<a href="#y{year}">{year}</a>' for year in years)
    ends = spoken(days[0][0]), spoken(days[-1][0])
    return PAGE % (len(days), *ends, links, "\n".join(parts))


def sheet(days):
    """All days on one picture in few colours, before beside after; its days are in its text."""
    from PIL import Image, ImageDraw, PngImagePlugin

    wide, high = 2 * TILE[0] + GAP, TILE[1] + GAP
    rows = -(-len(days) // COLUMNS)
    out = Image.new("RGB", (COLUMNS * wide, rows * high), "white")
    pen = ImageDraw.Draw(out)
    for number, (day, units) in enumerate(days):
        say(f"{number + 1} of {len(days)}: {day}")
        near = close_up(day, units)
        left, top = number % COLUMNS * wide, number // COLUMNS * high
        for place, when in enumerate((before(day), day)):
            out.paste(image(when, near).resize(TILE), (left + place * TILE[0], top))
        names = ", ".join(unit_names()[unit] for unit in units)
        pen.text((left + 4, top + TILE[1] + 3), f"{spoken(day)}: {names}"[:80], fill="black")
    text = PngImagePlugin.PngInfo()
    text.add_text("days", " ".join(day for day, _ in days))
    out.quantize(64, dither=Image.Dither.NONE).save(SHEET, optimize=True, pnginfo=text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="for the pictures, not in the project")
    parser.add_argument("--sheet", action="store_true", help="make data/borders/changes.png")
    wanted = parser.parse_args()
    if wanted.sheet:
        return sheet(changes())
    if not wanted.folder:
        parser.error("name a folder, or --sheet")
    folder = wanted.folder.resolve()
    if folder.is_relative_to(PROJECT):
        sys.exit(f"error: {folder} lies inside the project; name a folder outside it")
    folder.mkdir(parents=True, exist_ok=True)
    days = changes()
    for number, (day, units) in enumerate(days, 1):
        say(f"{number} of {len(days)}: {day}, {', '.join(units[:6])}")
        strip(day, units).save(folder / f"{day}.png")
    (folder / "index.html").write_text(page(days), encoding="utf-8")
    say(f"written: {folder / 'index.html'}")


if __name__ == "__main__":
    main()
