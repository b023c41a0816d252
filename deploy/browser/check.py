"""Use the finished site in Chromium as a pupil does: ``python check.py SITE [--write]``.

Nothing but 127.0.0.1 can be reached. All cells of some lessons are run. The check ends with exit
code 1 where a lesson shows no map that steps, a traceback, a dialog, an error of the page or a
request to another host, or where an answer does not survive a reload. Needs what the tests need.
"""

import argparse
import datetime
import functools
import http.server
import json
import sys
import threading
import time
from pathlib import Path

import psutil
from playwright.sync_api import Error, TimeoutError, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "notebooks")]
from lab_page import ALL_RUN, NOTEBOOK, OUTPUTS, READY, RUN_ALL, Stepper  # noqa: E402
from pages import watch  # noqa: E402

from natokit.handout.pdf import find_chromium, sandbox_options  # noqa: E402

FLAGS = ("--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
LESSONS = ("02-nato-step-by-step", "01-read-the-article", "04-check-the-claims")
PATIENCE = 300  # seconds for each thing that is waited for
MAP = ".timemap svg.map path.u"
RUN = f"""async (code) => {{ const kernel = {NOTEBOOK}.sessionContext.session.kernel;
  return (await kernel.requestExecute({{ code }}).done).content.status; }}"""
ANSWER = "from natokit.kept import load, record\nrecord('e10', '16', True)"
KEPT = "from natokit.kept import load\nassert load()[0]['exercises']['e10']['given'] == '16'"
MB = 1_000_000


class Files(http.server.SimpleHTTPRequestHandler):
    """A server for plain files that counts what it sends."""

    protocol_version = "HTTP/1.1"
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".wasm": "application/wasm",
        ".mjs": "text/javascript",
    }
    sent = 0

    def copyfile(self, source, outputfile):
        data = source.read()
        Files.sent += len(data)
        outputfile.write(data)

    def log_message(self, *args):
        pass


def serve(site):
    """A server on a free port of this computer."""
    answer = functools.partial(Files, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run_all(page, url):
    """Open a lesson and run its cells; returns the seconds to {"ready", "map", "all cells"}."""
    start, times = time.monotonic(), {}

    def reached(name):
        times[name] = round(time.monotonic() - start, 1)

    page.goto(url)
    page.wait_for_function(READY)
    reached("ready")
    page.evaluate(RUN_ALL)
    if LESSONS[0] in url:
        page.locator(MAP).first.wait_for(state="attached")
        reached("map")
    page.wait_for_function(ALL_RUN)
    reached("all cells")
    return times


def wrong(page):
    """What the page shows that it must not."""
    outputs = map(json.dumps, page.evaluate(OUTPUTS))
    found = [o[:400] for o in outputs if '"output_type": "error"' in o or "Traceback" in o]
    dialogs = page.locator(".jp-Dialog")
    return found + [f"a dialog: {text}" for text in dialogs.all_inner_texts()]


def steps(page, record):
    """Step by key and by click; returns faults."""
    stepper, faults = Stepper(page, record), []
    stepper.named("button", "first").click()
    ways = {
        "key": lambda: stepper.press("ArrowRight"),
        "click": lambda: stepper.named("button", "next").click(),
    }
    for way, step in ways.items():
        before = (*stepper.shows(), stepper.pixels())
        step()
        after = (*stepper.shows(), stepper.pixels())
        names = ("headline", "words", "colours", "picture")
        pairs = zip(names, before, after, strict=True)
        faults += [f"a {way} changed no {name}" for name, old, new in pairs if old == new]
    return faults


def keeps_an_answer(page):
    """Whether an answer is still there after a reload; returns faults."""
    if page.evaluate(RUN, ANSWER) != "ok":
        return ["an answer could not be kept"]
    page.once("dialog", lambda dialog: dialog.accept())  # "leave without saving the notebook?"
    page.reload()
    page.wait_for_function(READY)
    return [] if page.evaluate(RUN, KEPT) == "ok" else ["an answer was gone after a reload"]


def memory():
    """Megabytes of the largest tab of the browser that this check started."""
    sizes = [0]
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                sizes.append(process.memory_info().rss)
        except psutil.Error:  # it ended meanwhile
            continue
    return round(max(sizes) / MB)


def use(page, home, lesson, shots):
    """Use one lesson; returns (figures, faults)."""
    record = watch(page)
    figures, faults = {}, []
    try:
        figures = run_all(page, f"{home}notebooks/index.html?path=notebooks/{lesson}.ipynb")
        figures |= {"loaded": round(Files.sent / MB), "tab": memory()}
        faults += wrong(page)
        page.screenshot(path=shots / f"{lesson}.png")
        if lesson == LESSONS[0]:
            faults += steps(page, record)
            page.screenshot(path=shots / f"{lesson}-stepped.png")
            faults += keeps_an_answer(page)
    except (TimeoutError, Error) as error:
        faults += [*wrong(page), f"{error}"]
        page.screenshot(path=shots / f"{lesson}-failed.png")
    faults += [f"request to another host: {url}" for url in record.outside()]
    faults += [f"error of the page: {text}" for text in record.errors]
    return figures, [f"{lesson}: {fault}" for fault in faults]


def check(site, shots):
    """Use the site; returns ({lesson: figures}, faults)."""
    chromium = find_chromium() or sys.exit("No Chromium found: name one in NATOKIT_BROWSER.")
    server, figures, faults = serve(site), {}, []
    home = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as driver:
        flags = [*FLAGS, *sandbox_options()]
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.goto(home)
        page.screenshot(path=shots / "first-page.png")
        page.close()
        for lesson in LESSONS:
            print(lesson, flush=True)
            page = context.new_page()
            figures[lesson], found = use(page, home, lesson, shots)
            faults += found
            page.close()
        browser.close()
    server.shutdown()
    return figures, faults


def written(figures):
    """The figures as lines for README.md."""
    first = figures[LESSONS[0]]
    day = datetime.date.today().isoformat()
    busy = ", ".join(f"{load:.1f}" for load in psutil.getloadavg())
    lines = [
        f"Measured on {day} with `python deploy/browser/check.py SITE --write` "
        f"({psutil.cpu_count()} cores, load average {busy}):",
        "",
        f"- until the first lesson has run: {first.get('loaded')} MB loaded (not compressed); "
        f"its tab needs {first.get('tab')} MB of memory",
    ]
    for lesson, found in figures.items():
        names = [name for name in ("ready", "map", "all cells") if name in found]
        lines.append(f"- {lesson}: " + ", ".join(f"{name} after {found[name]} s" for name in names))
    return "\n".join(lines)


def write(figures):
    """Put the figures between the two marks in README.md."""
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    head, tail = text.split("<!-- figures -->\n", 1)[0], text.split("<!-- end -->", 1)[1]
    made = f"{head}<!-- figures -->\n{written(figures)}\n<!-- end -->{tail}"
    readme.write_text(made, encoding="utf-8")


def main():
    """Check, print, and write the figures where asked and nothing failed."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("site", type=Path)
    asked.add_argument("--shots", type=Path, default=Path("."), help="folder for screenshots")
    asked.add_argument("--write", action="store_true", help="put the figures into README.md")
    given = asked.parse_args()
    figures, faults = check(given.site, given.shots)
    print(written(figures))
    print(*faults or ["no fault"], sep="\n")
    if faults and given.write:
        print("README.md stays as it is.")
    elif given.write:
        write(figures)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
