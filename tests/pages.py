"""What the browser tests share: the stepper on a plain page, and a record of what a page did."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python

ADDRESS = "http://127.0.0.1:1949/"  # nobody answers there: the page below is all there is
HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>The map</title>
<link rel="icon" href="data:,"><main></main></html>"""
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")

# The whole of what the stepper needs from Jupyter; a page without Jupyter brings this instead.
SHIM = """async ({source, state}) => {
  const heard = {}, changed = new Set();
  const model = {
    get: (key) => state[key],
    set: (key, value) => { if (state[key] !== value) { state[key] = value; changed.add(key); } },
    save_changes: () => { const keys = [...changed]; changed.clear();
      for (const key of keys) for (const hear of heard["change:" + key] ?? []) hear(); },
    on: (event, hear) => (heard[event] ??= []).push(hear),
    off: (event, hear) => { heard[event] = (heard[event] ?? []).filter((f) => f !== hear); },
  };
  const module = new Blob([source], { type: "text/javascript" });
  const widget = (await import(URL.createObjectURL(module))).default;
  window.go = (day) => { model.set("day", day); model.save_changes(); };
  window.choose = (key, value) => { model.set(key, value); model.save_changes(); };
  window.model = model;
  window.undo = widget.render({ model, el: document.querySelector("main") });
}"""

# Runs in the page: the classes of all land, lines and names of the stepper, keyed by their outline.
SHAPES = """() => {
  const root = document.querySelector(".timemap").shadowRoot, found = {};
  for (const path of root.querySelectorAll("svg path[d]")) {
    const kind = path.classList[0];
    if ("uxa".includes(kind)) found[kind + path.getAttribute("d")] = path.getAttribute("class");
  }
  return found;
}"""


@dataclass
class Record:
    """What a page did since `watch`: faults it reported and addresses it asked for."""

    errors: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def outside(self):
        """Requests that left this machine."""
        inner = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
        return [address for address in self.asked if not address.startswith(inner)]


def watch(page):
    """Record the page's errors and requests from now on."""
    record = Record()
    page.on("pageerror", lambda error: record.errors.append(str(error)))
    page.on(
        "console", lambda said: said.type == "error" and record.errors.append(said.text)
    )
    page.on("request", lambda request: record.asked.append(request.url))
    page.on("websocket", lambda socket: record.asked.append(socket.url))
    return record


def open_plain(browser, state, width=1280, height=900):
    """A page that holds nothing but the stepper; `state` is what TimeMap().get_state() gives.

    Returns (page, record). In the page, `go(day)` and `choose(trait, value)` do what Python does.
    """
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(15_000)
    record = watch(page)
    page.route(ADDRESS, lambda route: route.fulfill(body=HTML, content_type="text/html"))
    page.goto(ADDRESS)
    page.evaluate(SHIM, {"source": state["_esm"], "state": json.loads(json.dumps(state))})
    page.locator(".timemap svg.map").wait_for()
    return page, record


def axe_faults(page, include, exclude=()):
    """Serious and critical faults that axe-core finds inside the given parts, one a line."""
    page.evaluate(AXE)
    context = {"include": list(include), "exclude": list(exclude)}
    found = page.evaluate("(context) => axe.run(context, {resultTypes: ['violations']})", context)
    return [
        f"{fault['id']}: {spot['target']} {spot['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for spot in fault["nodes"]
    ]
