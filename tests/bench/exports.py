"""Compares our page of lesson 02 with what plotly and folium export, in one run and one browser.

    python tests/bench/exports.py [--rounds N] [--write]

Every file is opened from the disk in a new context of headless Chromium, with no network; `--write`
puts the table between the two `exports` marks of notebooks/HANDOUTS.md. See README.md.
"""

import argparse
import base64
import contextlib
import inspect
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import peers
import report
import run as bench
import shapes
from measure import PATIENCE, PROBE, QUIET, ROOT, conftest

from natokit.handout import make, pack, run

OURS = "() => document.querySelector('.timemap')?.shadowRoot.querySelector('.pictures') ?? null"
# The probe takes its time from a key: where a click is the way to step, the press counts as one.
PRESSED = "addEventListener('mousedown', () => dispatchEvent(new KeyboardEvent('keydown')), true)"


@dataclass(frozen=True)
class Export:
    """``picture``: JavaScript that returns the finished picture, or null; ``focus``: CSS of what a
    pupil steps with; ``written``: the file as the library writes it, ``file``: with all it needs.
    """

    title: str
    file: Path
    written: Path
    picture: str
    focus: str
    click: bool = False


def drawn(selector):
    """JavaScript: the map's layer, without the slider, once all its pieces have an outline."""
    return (
        f"() => {{ const layer = document.querySelector('{selector}');"
        f" return layer?.querySelectorAll('path[d]').length >= {peers.PIECES} ? layer : null; }}"
    )


def ours(folder):
    """Our lesson, and its map alone in the projector's view, with natokit's own stages."""
    pages = make.make_pages(run.run_all(run.lesson_paths("02")), slides=True)
    files = {path.stem: path for path in pack.write_alone(pages, folder)}
    lesson = next(path.stem for path in run.lesson_paths("02"))
    titles = {lesson: "the whole of lesson 02", f"{lesson}-slides": "its map alone (slides)"}
    return [
        Export(f"**natokit**, {title}", files[stem], files[stem], OURS, ".timemap .stage-area")
        for stem, title in titles.items()
    ]


def plotly_page(land, outlines, days, folder, files):
    """A choropleth with a slider over the stages. It asks another host for a map of the world,
    even where nothing of that is drawn: beside the file as written, one has an empty world in it.
    """
    import plotly.graph_objects as go

    order = sorted(set(land[days].to_numpy().ravel()))
    scale = [[(k + side) / len(order), c] for k, c in enumerate(order) for side in (0, 1)]
    codes = {day: land[day].map(order.index).tolist() for day in days}
    figure = go.Figure(go.Choropleth(
        geojson=outlines, locations=list(land.index), z=codes[days[0]], zmin=-0.5,
        zmax=len(order) - 0.5, colorscale=scale, showscale=False,
        marker_line={"color": "white", "width": 0.5}))  # fmt: skip
    here = {"lon": 18, "lat": 53}
    projection = {"type": "azimuthal equal area", "rotation": here, "scale": 3.6}
    figure.update_geos(visible=False, projection=projection, center=here)
    steps = [{"method": "restyle", "args": [{"z": [codes[day]]}], "label": day} for day in days]
    figure.update_layout(height=600, margin=dict.fromkeys("lrtb", 0), sliders=[{"steps": steps}])
    written, path = folder / "plotly-written.html", folder / "plotly.html"
    figure.write_html(written, include_plotlyjs=True)
    world = json.loads(files["world_110m.json"].read_text("utf-8"))
    assets = json.dumps({"topojson": {"world_110m": world}})
    head = f"<head><script>window.PlotlyGeoAssets = {assets}</script>"
    path.write_text(written.read_text("utf-8").replace("<head>", head, 1), "utf-8")
    picture, slider = drawn(".choroplethlayer"), ".slider-rail-touch-rect"
    return Export("plotly `write_html`", path, written, picture, slider, click=True)


def folium_page(land, outlines, days, folder, files):
    """A TimeSliderChoropleth over the stages, and the same with the scripts it asks for in it."""
    import folium
    import folium.plugins

    world = folium.Map(location=(52, 18), zoom_start=4, tiles=None, height=600)
    styles = {piece: {str(k): {"color": land.loc[piece, day], "opacity": 1}
                      for k, day in enumerate(days)} for piece in land.index}  # fmt: skip
    folium.plugins.TimeSliderChoropleth(json.dumps(outlines), styledict=styles).add_to(world)
    written, path = folder / "folium-written.html", folder / "folium.html"
    world.save(written)
    path.write_text(inlined(written.read_text("utf-8"), files), "utf-8")
    picture = drawn(".leaflet-overlay-pane")
    return Export("folium `TimeSliderChoropleth`", path, written, picture, "input[type=range]")


def inlined(page, files):
    """A page with the scripts and styles of other hosts in it; fonts and icons are left out."""

    def script(found):
        name = found[1].rsplit("/", 1)[-1]
        if name not in files:
            raise SystemExit(f"folium needs {name}, which npm did not bring: no fair comparison")
        code = base64.b64encode(files[name].read_bytes()).decode()
        return f'<script src="data:text/javascript;base64,{code}"></script>'

    def style(found):
        file = files.get(found[1].rsplit("/", 1)[-1])
        return f"<style>{file.read_text('utf-8')}</style>" if file else ""

    page = re.sub(r'<script src="(https?:[^"]+)"></script>', script, page)
    return re.sub(r'<link\b[^>]*href="(https?:[^"]+)"[^>]*/?>', style, page)


@contextlib.contextmanager
def opened(browser, file):
    """(a page with no network that is loading the file, list of the addresses it asks for)."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(PROBE)
    page.goto(file.as_uri(), wait_until="commit")
    try:
        yield page, asked
    finally:
        context.close()


def asks(browser, file):
    """How many addresses of other hosts a file asks for until nothing more comes."""
    with opened(browser, file) as (page, asked):
        page.wait_for_load_state("load")
        page.wait_for_timeout(3000)
        return sum(address.startswith("http") for address in asked)


def times(browser, export, shot):
    """Milliseconds from the start of loading to the first whole picture, and to the picture after
    the first step, which is asked for as soon as the first is there.
    """
    with opened(browser, export.file) as (page, asked):
        waited = f"(patience) => bench.first({export.picture}, patience)"
        first = page.evaluate(waited, PATIENCE * 1000)
        page.evaluate(f"() => {{ bench.watch({export.picture}); {PRESSED * export.click} }}")
        target = page.locator(export.focus).first
        if export.click:
            box = target.bounding_box()
            page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)
        else:
            target.focus()
            page.keyboard.press("ArrowRight")
        wait = "([quiet, patience]) => bench.settled(quiet, patience)"
        if page.evaluate(wait, [QUIET, PATIENCE * 1000]) is None:
            raise SystemExit(f"{export.title}: the first step changed nothing")
        begun, stepped = page.evaluate("[performance.timeOrigin, bench.frame]")
        page.screenshot(path=shot)
        if outside := [address for address in asked if address.startswith("http")]:
            raise SystemExit(f"{export.title} is not whole, it asks for {outside[0]}")
        return first - begun, stepped - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into HANDOUTS.md")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="natokit-exports-"))
    land, days = shapes.land(), shapes.stage_days()
    globe = land.to_crs(4326).set_index(land.index.astype(str))
    given = globe, json.loads(globe[["geometry"]].to_json()), days, folder
    files = bench.files_of_other_hosts(folder)
    exports = [*ours(folder), plotly_page(*given, files), folium_page(*given, files)]
    found = {export: [] for export in exports}
    with contextlib.contextmanager(inspect.unwrap(conftest.browser))() as browser:
        asked = {export: asks(browser, export.written) for export in exports}
        for number in range(options.rounds):
            for export in exports if number % 2 == 0 else exports[::-1]:
                found[export].append(times(browser, export, export.file.with_suffix(".png")))
                print(f"round {number + 1}, {export.title}: {found[export][-1]}", flush=True)
        text = report.exports(found, asked, shapes.vertices(land), browser.version.split(".")[0])
    print(f"\n{text}\nThe files and a picture of each are in {folder}")
    if options.write:
        report.write_between(ROOT / "notebooks" / "HANDOUTS.md", "exports", text)


if __name__ == "__main__":
    main()
