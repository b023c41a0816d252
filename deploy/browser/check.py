"""Use the finished site in Chromium as a pupil does: ``python check.py SITE [--write]``.

Nothing but 127.0.0.1 can be reached. Every cell of some lessons is run; a traceback, an error of
the page or a request to another host ends the check with exit code 1.
"""

import argparse
import contextlib
import datetime
import functools
import http.server
import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
LESSONS = ("02-nato-step-by-step", "01-read-the-article", "04-check-the-claims")
PATIENCE = 300  # seconds for each thing that is waited for
NOTEBOOK = "window.jupyterapp.shell.currentWidget"
READY = """() => { const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext.session?.kernel?.status === "idle"; }"""
CODE = f"{NOTEBOOK}.content.widgets.filter((cell) => cell.model.type === 'code')"
RUN_ALL = f"""() => {{ for (const cell of {CODE}) cell.model.executionCount = null;
  window.jupyterapp.commands.execute("notebook:run-all-cells"); }}"""
ALL_RUN = f"""() => {CODE}.every((cell) => cell.model.executionCount)
  && {NOTEBOOK}.sessionContext.session?.kernel?.status === "idle\""""
OUTPUTS = f"() => {NOTEBOOK}.content.model.toJSON().cells.flatMap((cell) => cell.outputs ?? [])"


class Files(http.server.SimpleHTTPRequestHandler):
    """A server for plain files that counts what it sends."""

    protocol_version = "HTTP/1.1"
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".wasm": "application/wasm", ".mjs": "text/javascript"}  # fmt: skip
    sent = 0

    def copyfile(self, source, outputfile):
        data = source.read()
        Files.sent += len(data)
        outputfile.write(data)

    def log_message(self, *args):
        pass


def serve(site):
    """A server on a free port of this computer."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Files, directory=site)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Watch:
    """Collects whatever must not happen."""

    def __init__(self, context, home):
        self.outside, self.faults, self.seen = [], [], []
        context.on("request", lambda r: self.outside.append(r.url) if not r.url.startswith(
            (home, "data:", "blob:")) else None)  # fmt: skip
        context.on("response", lambda r: self.seen.append((r.status, r.url)))
        context.on("console", self._console)
        context.on("weberror", lambda e: self.faults.append(str(e.error)[:300]))

    def _console(self, message):
        if message.type == "error":
            self.faults.append(f"{message.text[:300]} {message.location.get('url', '')}")


def run_all(page, url):
    """Open a lesson and run its cells; returns the seconds to notebook, kernel, map and end."""
    start, times = time.monotonic(), {}

    def reached(name, script):
        page.wait_for_function(script, timeout=PATIENCE * 1000)
        times[name] = round(time.monotonic() - start, 1)

    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE * 1000)
    times["notebook"] = round(time.monotonic() - start, 1)
    reached("kernel", READY)
    page.evaluate(RUN_ALL)
    with contextlib.suppress(TimeoutError):  # not every lesson has a map
        page.locator(".timemap svg.map path.u").first.wait_for(state="attached", timeout=90_000)
        times["map"] = round(time.monotonic() - start, 1)
    reached("all cells", ALL_RUN)
    return times


def wrong_outputs(page):
    """What the outputs of the cells show that they must not."""
    found = []
    for output in page.evaluate(OUTPUTS):
        text = json.dumps(output)
        if output["output_type"] == "error" or "Traceback" in text:
            found.append(text[:400])
    return found


def steps(page):
    """Step by key and by click; returns faults."""
    host, faults = page.locator(".timemap").first, []
    host.scroll_into_view_if_needed()

    def shown():
        return host.locator(".headline").inner_text(), hash(host.locator("svg.map").screenshot())

    before = shown()
    host.locator(".stage-area").focus()
    for way in ("key", "click"):
        if way == "key":
            page.keyboard.press("ArrowRight")
        else:
            host.get_by_role("button", name="Next", exact=False).first.click()
        page.wait_for_timeout(1500)
        now = shown()
        faults += [f"a {way} changed no {what}" for what, a, b in
                   zip(("words", "picture"), before, now, strict=True) if a == b]  # fmt: skip
        before = now
    return faults


def memory():
    """Megabytes of the largest tab of Chromium."""
    lines = subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True, check=False)
    sizes = [int(row.split()[0]) for row in lines.stdout.splitlines() if "--type=renderer" in row]
    return max(sizes, default=0) // 1024


def check(site, shots):
    """Use the site; returns (figures, faults)."""
    server = serve(site)
    home, figures, faults = f"http://127.0.0.1:{server.server_port}/", {}, []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        watch, page = Watch(context, home), context.new_page()
        page.goto(home)
        page.screenshot(path=shots / "first-page.png")
        for lesson in LESSONS:
            print(lesson, flush=True)
            times = run_all(page, f"{home}notebooks/index.html?path=notebooks/{lesson}.ipynb")
            figures.setdefault("MB", round(Files.sent / 1e6, 1))
            figures.setdefault("tab MB", memory())
            figures[lesson] = times
            page.screenshot(path=shots / f"{lesson}.png")
            faults += wrong_outputs(page)
            if page.locator(".jp-Dialog").count():
                faults.append(f"{lesson} opens a dialog: {page.locator('.jp-Dialog').inner_text()}")
            if "map" in times and lesson == LESSONS[0]:
                faults += steps(page)
                page.screenshot(path=shots / f"{lesson}-stepped.png")
        browser.close()
    faults += [f"request to another host: {url}" for url in watch.outside]
    faults += [f"console: {text}" for text in watch.faults]
    server.shutdown()
    return figures, faults


def written(figures):
    """The figures as lines for README.md."""
    day = datetime.date.today().isoformat()
    lines = [f"Measured on {day} with `python deploy/browser/check.py SITE --write`:", ""]
    lines += [f"- loaded for the first lesson: {figures['MB']} MB; memory of the tab: "
              f"{figures['tab MB']} MB"]  # fmt: skip
    for lesson in LESSONS:
        said = ", ".join(f"{name} {seconds} s" for name, seconds in figures[lesson].items())
        lines.append(f"- {lesson}: {said}")
    return "\n".join(lines)


def main():
    """Check, print, and write the figures where asked."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("site", type=Path)
    asked.add_argument("--shots", type=Path, default=Path("."), help="folder for screenshots")
    asked.add_argument("--write", action="store_true", help="put the figures into README.md")
    given = asked.parse_args()
    figures, faults = check(given.site, given.shots)
    print(written(figures))
    if given.write:
        readme = HERE / "README.md"
        text = readme.read_text(encoding="utf-8")
        head, tail = text.split("<!-- figures -->\n", 1)[0], text.split("<!-- end -->", 1)[1]
        made = f"{head}<!-- figures -->\n{written(figures)}\n<!-- end -->{tail}"
        readme.write_text(made, encoding="utf-8")
    print(*faults or ["no fault"], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
