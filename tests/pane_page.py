"""What the tests of the panes share: a pane and its map on a plain page, linked as by jslink."""

import json

import pytest
from pages import ADDRESS, watch
from test_history import rows_of

from natokit import claimcheck, reading, sides
from natokit.original import Original

DAYS = {row["stage_id"]: row["day"] for row in rows_of("nato/stages.csv")}
STAGES = ("1990-not-one-inch", "2008-bucharest", "2021-russian-drafts")
MAKERS = {
    "article": reading.read_article,
    "claims": claimcheck.check_claims,
    "voices": lambda: sides.compare_voices(*STAGES),
}

HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>The pane</title>
<link rel="icon" href="data:,"><style>main { display: flex; flex-flow: row wrap; gap: 12px }
main > * { min-width: 0 }</style>
<main><div></div><div></div><div></div></main></html>"""

# A value of the pane, the widget that follows it, and its value there.
LINKED = [["day", 1, "day"], ["places", 1, "places"], ["far", 1, "shown"]]
LINKED += [["near_day", 2, "day"], ["near_places", 2, "places"], ["near", 2, "shown"]]

# The whole of what the widgets need from Jupyter, and what a link of ipywidgets does.
SHIM = """async ({ widgets, linked, answer, box }) => {
  Object.assign(document.querySelector("main").style, box);
  const modelOf = (state) => {
    const heard = {};
    const fire = (event, ...said) => { for (const hear of [...heard[event] ?? []]) hear(...said); };
    return {
      get: (key) => state[key],
      set: (key, value) => {
        if (JSON.stringify(state[key]) === JSON.stringify(value)) return;
        state[key] = value;
        fire("change:" + key);
      },
      save_changes: () => {},
      on: (event, hear) => (heard[event] ??= []).push(hear),
      off: (event, hear) => { heard[event] = (heard[event] ?? []).filter((f) => f !== hear); },
      send: (said) => { if (answer && said.want) setTimeout(() => fire("msg:custom", answer)); },
    };
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  window.settled = () => frame().then(() => new Promise((done) => setTimeout(done)));
  window.models = widgets.map(({ state }) => modelOf(state));
  const link = (from, key, to, there) =>
    from.on("change:" + key, () => to.set(there, from.get(key)));
  for (const [key, k, there] of linked) {
    if (!models[k]) continue;
    models[k].set(there, models[0].get(key));
    link(models[0], key, models[k], there); link(models[k], there, models[0], key);
  }
  window.undo = [];
  for (const [k, { state, flex }] of widgets.entries()) {
    const module = new Blob([state._esm], { type: "text/javascript" });
    const widget = (await import(URL.createObjectURL(module))).default;
    const el = document.querySelectorAll("main > div")[k];
    el.style.flex = flex;
    undo.push(widget.render({ model: models[k], el }));
  }
}"""


def made(name):
    """A pane and its map, as they are where no copy of the article is at hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "original", lambda: Original("no copy"))
        return MAKERS[name]()


def open_beside(browser, beside, width=1280, height=900, content=None, answer=None, maps=True):
    """(page, record) of a plain page with a pane and, if ``maps``, the map that follows it.

    ``content`` replaces what the pane shows; ``answer`` is what a kernel would send it.
    """
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(15_000)
    record = watch(page)
    page.route(ADDRESS, lambda route: route.fulfill(body=HTML, content_type="text/html"))
    page.goto(ADDRESS)
    widgets = [
        {"state": json.loads(json.dumps(widget.get_state())), "flex": widget.layout.flex}
        for widget in (beside.pane, *beside.maps)[: None if maps else 1]
    ]
    widgets[0]["state"]["content"] = content or widgets[0]["state"]["content"]
    box = {"flexFlow": beside.layout.flex_flow, "alignItems": beside.layout.align_items or ""}
    page.evaluate(SHIM, {"widgets": widgets, "linked": LINKED, "answer": answer, "box": box})
    page.locator(".pane .frame").wait_for()
    return page, record


def day_of(page, which=1):
    """The day of the map (or, 0, of the pane), once its words are there too."""
    return page.evaluate("(k) => settled().then(() => models[k].get('day'))", which)
