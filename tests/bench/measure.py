"""Runs one notebook in a real JupyterLab and takes times, memory and size."""

import contextlib
import importlib.util
import inspect
import json
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROBE = (HERE / "probe.js").read_text(encoding="utf-8")
PATIENCE = 60  # seconds for a picture; a step gets a quarter of it
QUIET = 250  # milliseconds without a change that end a step


def _conftest():
    """tests/conftest.py: the network guard, the search for a browser and the way Lab is started."""
    spec = importlib.util.spec_from_file_location("conftest", ROOT / "tests" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


conftest = _conftest()


class _Folder:
    """What the `lab` fixture needs of pytest's tmp_path_factory."""

    def __init__(self, path):
        self.path = path

    def mktemp(self, name):
        made = self.path / name
        made.mkdir()
        # The widgets' state is stored too: without it no widget is seen until its cell is run.
        kept = made / "jupyterlab_settings_dir" / "@jupyter-widgets" / "jupyterlab-manager"
        kept.mkdir(parents=True)
        (kept / "plugin.jupyterlab-settings").write_text('{"saveState": true}')
        return made


@contextlib.contextmanager
def jupyter_and_browser(folder):
    """JupyterLab on a copy of the project and headless Chromium, both as the tests start them."""
    commands = inspect.unwrap(conftest.readme_commands)()
    start = contextlib.contextmanager(inspect.unwrap(conftest.lab))
    browse = contextlib.contextmanager(inspect.unwrap(conftest.browser))
    with start(_Folder(folder), commands) as lab, browse() as browser:
        yield lab, browser


def write_notebook(path, *sources):
    """A notebook with these code cells."""
    cells = [
        {"cell_type": "code", "id": f"cell-{k}", "execution_count": None, "metadata": {},
         "outputs": [], "source": source.strip()}
        for k, source in enumerate(sources)
    ]  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    document = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")


class Page:
    """A notebook open in JupyterLab, with the probe in every frame."""

    def __init__(self, lab, browser, notebook, files=None):
        self.lab, self.name = lab, notebook
        self.page = browser.new_page(viewport={"width": 1280, "height": 1000})
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.add_init_script(PROBE)
        self.outside = set()
        self.files = files or {}
        self.page.route(lambda url: not url.startswith(lab.url), self._answer)
        self.page.goto(lab.address(notebook, app="doc/tree"))
        self.page.wait_for_function(
            "() => { const now = window.jupyterapp?.shell.currentWidget;"
            " return now?.sessionContext?.session?.kernel?.status === 'idle'"
            " && now.content?.widgets.length > 0; }"
        )

    def _answer(self, route):
        """A request to another host: answered from files at hand, else refused. Both are noted."""
        address = urlsplit(route.request.url)
        if address.scheme not in ("http", "https"):
            return route.continue_()
        name = address.path.rsplit("/", 1)[-1]
        self.outside.add(name)
        found = self.files.get(name)
        if found is None:
            return route.abort()
        return route.fulfill(path=found)

    def run(self, index):
        """Start a cell and do not wait. Returns when it was started, by the page's clock."""
        return self.page.evaluate(
            """(index) => {
              const now = window.jupyterapp.shell.currentWidget;
              now.content.activeCellIndex = index;
              window.jupyterapp.commands.execute('notebook:run-cell');
              return performance.timeOrigin + performance.now();
            }""",
            index,
        )

    def run_all(self):
        """Run every cell. Returns the time (monotonic) at which the last one had run."""
        self.page.evaluate(
            "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
        )
        # What is stored has execution counts already, so first see the kernel at work.
        self.page.wait_for_function(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"
            " === 'busy'"
        )
        self.wait(-1)
        return time.monotonic()

    def wait(self, index):
        """Until a cell (-1: the last) and all before it have run; raises a cell's error."""
        self.page.wait_for_function(
            """(index) => {
              const now = window.jupyterapp.shell.currentWidget;
              const cells = now.content.widgets.slice(0, index < 0 ? undefined : index + 1);
              return cells.every((cell) =>
                  cell.model.type !== 'code' || cell.model.executionCount)
                && now.sessionContext.session.kernel.status === 'idle';
            }""",
            arg=index,
        )
        wrong = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
              .flatMap((cell) => cell.model.type === 'code' ? cell.model.outputs.toJSON() : [])
              .find((output) => output.output_type === 'error')?.traceback.join('\\n') ?? null"""
        )
        if wrong:
            raise RuntimeError(re.sub(r"\x1b\[[0-9;]*m", "", wrong))

    def kernel_memory(self):
        """Megabytes that the kernel's process holds (resident set)."""
        kernel = self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"
        )
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any(kernel in part for part in process.cmdline()):
                    return process.memory_info().rss / 2**20
        raise RuntimeError("no process of this kernel")

    def save(self):
        """Store the notebook. Returns its size in kB with the widgets' state, and without it."""
        path = self.lab.root / self.name
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        document = json.loads(path.read_text(encoding="utf-8"))
        document["metadata"].pop("widgets", None)
        plain = json.dumps(document, indent=1, ensure_ascii=False).encode()
        return path.stat().st_size / 1000, len(plain) / 1000

    def close(self):
        """Shut the kernel down, close the page."""
        session = self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.id"
        )
        self.lab.ask(f"/api/sessions/{session}", method="DELETE")
        self.page.close()


def first_picture(page, peer, begun):
    """Wait for the picture. Returns milliseconds from `begun` on, and the picture's frame."""
    frame = page.page.main_frame
    if peer.framed:
        page.page.wait_for_selector(".jp-CodeCell iframe", state="attached")
        frame = page.page.query_selector(".jp-CodeCell iframe").content_frame()
    done = frame.evaluate(f"(patience) => bench.first({peer.picture}, patience)", PATIENCE * 1000)
    return done - begun, frame


def press(page, frame, peer, keys):
    """Press keys one by one. Returns a record a step; None where no change of the picture came."""
    frame.evaluate(f"() => bench.watch({peer.picture})")
    target = frame.locator(peer.focus).first
    # JupyterLab would take the arrow keys away from a bare <input>; here they reach it.
    target.evaluate("(node) => { node.dataset.lmSuppressShortcuts = 'true'; }")
    target.focus()
    page.page.wait_for_timeout(500)
    records = []
    for key in keys:
        page.page.keyboard.press(key)
        records.append(
            frame.evaluate(
                "([quiet, patience]) => bench.settled(quiet, patience)",
                [QUIET, PATIENCE * 250],
            )
        )
        if records[-1] is None:
            break
    return records


def measure(lab, browser, peer, keys, files, picture=None):
    """Everything about one peer, once."""
    name = f"notebooks/bench-{peer.name}.ipynb"
    write_notebook(lab.root / name, peer.read, peer.show)
    page = Page(lab, browser, name, files)
    try:
        page.run(0)
        page.wait(0)
        begun = page.run(1)
        first, frame = first_picture(page, peer, begun)
        page.wait(1)
        page.page.wait_for_timeout(2000)
        steps = press(page, frame, peer, keys)
        if picture:
            page.page.screenshot(path=picture)
        stored, plain = page.save()
        return {
            "first_ms": first, "steps": steps, "kernel_mb": page.kernel_memory(),
            "notebook_kb": plain, "with_state_kb": stored, "outside": sorted(page.outside),
        }  # fmt: skip
    finally:
        page.close()
