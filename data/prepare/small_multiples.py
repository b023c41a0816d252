"""Draw every day on which a border moved: before, after, and where in Europe that is.

    python data/prepare/small_multiples.py FOLDER

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
from natokit.tables import read_land  # noqa: E402
from natokit.views import WIDTH, View, view_called  # noqa: E402

EUROPE = view_called("europe")
NARROWEST = 240e3  # metres; a smaller window would show no neighbours
DPI = 72
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


def changes():
    """[(day, [unit_id, ...])]: the land in the Europe view with a new holder or owner that day."""
    page = shapely.box(0, 0, WIDTH, EUROPE.height)
    seen = {unit for unit, shape in scene.land_of(EUROPE).items() if shape.intersects(page)}
    found = []
    for day in turning_days():
        if day > FIRST_DAY:
            old, new = (tenure_on(d)[["holder", "de_jure"]] for d in (before(day), day))
            old = old.reindex(new.index)
            units = sorted(set(new.index[(old != new).any(axis=1)]) & seen)
            if units:
                found.append((day, units))
    return found


def close_up(day, units):
    """A view of the fine polygons with all the changed land and some of its neighbours."""
    land = read_land("fine").loc[units].geometry.to_crs(EUROPE.crs)
    inside = shapely.clip_by_rect(land.to_numpy(), *EUROPE.window)
    west, south, east, north = shapely.total_bounds(inside)
    width = max(NARROWEST, 1.4 * (east - west), 1.4 * 1.5 * (north - south))
    x, y = (west + east) / 2, (south + north) / 2
    window = (x - width / 2, y - width / 3, x + width / 2, y + width / 3)
    return View(f"changes of {day}", EUROPE.crs, window, scale="fine")


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
    maps = [image(before(day), near), image(day, near), image(day, EUROPE, units)]
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the pictures go, outside the project")
    folder = parser.parse_args().folder.resolve()
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
