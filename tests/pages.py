"""What the browser tests share: the stepper on a plain page, a record of what a page did, and what
the picture of a day must look like, worked out from the CSV files with the csv module.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from test_history import TENURE, class_by_hand, holds, rows_of

TEXTS = {row["key"]: row["en"] for row in rows_of("maps/interface.csv")}
STAGES = [row for row in rows_of("nato/stages.csv") if row["track"] != "troops"]
STAGE_DAYS = sorted(row["day"] for row in STAGES)
FIRST, LAST = STAGE_DAYS[0], STAGE_DAYS[-1]

ADDRESS = "http://127.0.0.1:1949/"  # nobody answers there: HTML is all there is
HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>The map</title>
<link rel="icon" href="data:,"><main></main></html>"""

# The words of a step follow the picture, when the page has time.
# They come within a moment or, after a fault, never: then the test ends and says so.
SETTLED = """() => new Promise((done, fail) => {
  const until = performance.now() + 60000;
  const busy = () => [...document.querySelectorAll(".timemap")]
    .some((host) => host.shadowRoot?.querySelector(".frame[aria-busy]"));
  const look = () => { if (!busy()) setTimeout(done);
    else if (performance.now() > until) fail(new Error("the words of the map did not come"));
    else setTimeout(look, 5); };
  look(); })"""

# The whole of what the stepper needs from Jupyter. `go` and `choose` do what Python does.
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
  window.settled = SETTLED;
  window.choose = (key, value) => {
    model.set(key, value); model.save_changes(); return settled();
  };
  window.go = (day) => choose("day", day);
  window.model = model;
  window.undo = widget.render({ model, el: document.querySelector("main") });
}""".replace("SETTLED", SETTLED)

# The class of every path of the picture and the names that show, with their place on the screen.
# A name's box is as wide as its widest line and as high as its type; its halo is left out.
LOOK = (
    f"async () => {{ await ({SETTLED})();"
    + """
  const root = document.querySelector(".timemap").shadowRoot, svg = root.querySelector("svg.map");
  const screen = root.host.clientWidth < 700 ? "narrow" : "wide";
  const words = [...svg.querySelectorAll(`.names.${screen} .l:not(.off) text`)].map((text) => {
    const box = text.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
    const { fontSize, fill, stroke } = getComputedStyle(text);
    const size = (parseFloat(fontSize) * box.height) / text.getBBox().height;
    const half = (size * (1.05 * (text.childElementCount || 1) - 0.05)) / 2;
    return { text: text.textContent, left: box.left, right: box.right, top: middle - half,
             bottom: middle + half, size, ink: fill, halo: stroke };
  });
  const read = (name) => root.querySelector(name).textContent;
  const not = "defs path, .coast, .picked, .placed, .lead";
  const paths = [...svg.querySelectorAll(`path[d]:not(${not})`)];
  return { paths: paths.map((path) => path.getAttribute("class")), words,
           alt: svg.getAttribute("aria-label"), headline: read(".headline"), live: read(".live"),
           more: read(".more"), place: read(".place"), count: read(".count") };
}"""
)
OUTLINES = """() => [...document.querySelector(".timemap").shadowRoot.querySelectorAll(
  "svg.map path[d]:not(defs path, .coast, .picked, .placed, .lead)")].map((path) =>
  path.getAttribute("d"))"""

# Goes to a day and moves the pointer over the land with an outline; the words of the tip.
HOVER = """([day, outline]) => { go(day);
  const root = document.querySelector(".timemap").shadowRoot;
  const all = [...root.querySelectorAll(".map path.u")];
  const land = all.find((p) => p.getAttribute("d") === outline);
  land.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 99, clientY: 99 }));
  return root.querySelector(".tip").textContent; }"""


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
    page.on("console", lambda said: said.type == "error" and record.errors.append(said.text))
    page.on("request", lambda request: record.asked.append(request.url))
    page.on("websocket", lambda socket: record.asked.append(socket.url))
    return record


def open_plain(browser, state, width=1280, height=900):
    """(page, record) of a page that holds nothing but the stepper; `state` as TimeMap sends it."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(15_000)
    record = watch(page)
    page.route(ADDRESS, lambda route: route.fulfill(body=HTML, content_type="text/html"))
    page.goto(ADDRESS)
    page.evaluate(SHIM, {"source": state["_esm"], "state": json.loads(json.dumps(state))})
    page.locator(".timemap svg.map").wait_for()
    return page, record


def axe_faults(page, include, exclude=()):
    """Serious and critical faults that axe-core finds inside the given parts, one a line.

    The names on the map are left out: axe guesses the colours of drawn text from boxes, while the
    tests compare the ink of each name with its halo.
    """
    import axe_playwright_python

    folder = Path(axe_playwright_python.__file__).parent
    page.evaluate((folder / "axe.min.js").read_text(encoding="utf-8"))
    names = {"fromShadowDom": [".timemap", "svg.map text"]}
    context = {"include": list(include), "exclude": [names, *exclude]}
    found = page.evaluate("(context) => axe.run(context, {resultTypes: ['violations']})", context)
    return [
        f"{fault['id']}: {spot['target']} {spot['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for spot in fault["nodes"]
    ]


def contrast(one, other):
    """Ratio of the lightness of two CSS colours as WCAG 2 defines it, 1 to 21."""
    found = []
    for colour in (one, other):
        parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (
            x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts
        )
        found.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(found) / min(found)


def overflowing(page):
    """Parts of the stepper that stick out of its left or right edge or hide some of their width."""
    return page.locator(".timemap").first.evaluate("""(host) => {
      const { left, right } = host.getBoundingClientRect(), faults = [];
      const parts = ".frame :not(svg *, option, .tip, .dots, .dots *)";
      for (const part of host.shadowRoot.querySelectorAll(parts)) {
        const box = part.getBoundingClientRect();
        const sticksOut = box.left < left - 1 || box.right > right + 1;
        const hides = part.clientWidth && part.scrollWidth > part.clientWidth + 1;
        if (box.width && (sticksOut || hides)) faults.push(`${part.tagName} ${part.className}`);
      }
      return faults;
    }""")


# ---------------------------------------------------------------- what must be seen

DISPUTED = {"occupied", "annexed", "separatist", "de_facto", "un_administered", "partly_recognised"}
COLONIAL = {"colony", "protectorate"}
class_of = cache(class_by_hand)


@cache
def land_on(day):
    """{unit: its row of tenure.csv} on a day."""
    return {row["unit_id"]: row for row in TENURE if holds(row, day)}


def fill_by_hand(unit, day, who):
    """Class of land: the lawful owner's where the title is disputed or the law is asked for."""
    row = land_on(day)[unit]
    code = row["de_jure" if who == "owns" or row["status"] in DISPUTED else "holder"]
    colony = row["status"] in COLONIAL and code == row["holder"]
    found = class_of(code, day)
    return "dependency" if colony and found in ("member", "new") else found


def stripes_by_hand(unit, day, who):
    """Class of the stripes on land: the holder's, where the title is disputed."""
    row = land_on(day)[unit]
    return class_of(row["holder"], day) if who == "holds" and row["status"] in DISPUTED else "off"


def line_by_hand(a, b, day, who, last):
    """What runs between two pieces of land: a border, a line of control or of law, or nothing."""
    now, then = ([land_on(d)[a], land_on(d)[b]] for d in (day, last))
    held, owned = (now[0][column] != now[1][column] for column in ("holder", "de_jure"))
    later = "later" if then[0]["de_jure"] != then[1]["de_jure"] else "none"
    if who == "owns":
        return "state" if owned else later
    return {(1, 1): "state", (1, 0): "control", (0, 1): "law", (0, 0): later}[held, owned]
