"""What all tests share: a network guard, the project's folder, a browser and a real JupyterLab.

- `project`  the project's root folder (pathlib.Path)
- `data`     a copy of data/ that natokit reads instead, for tests that spoil a file
- `own_questions`  such a copy with the questions of tests/exercises.csv; `progress_file`  a new one
- `readme_commands`  what the README says to type, by name
- `browser`  headless Chromium through Playwright; use `browser.new_page()` and close the page
- `state`, `opened`  the stepper as Python sends it, and a plain page (no Jupyter) that shows it
- `handouts` all pages of `python -m natokit.handout`; `host` a server of them, `base` the address
  of a folder of them, `context` a window of its own
- `lab`      JupyterLab on a *copy* of the project: `page.goto(lab.address("notebooks/..."))`

Browser and server start once per worker, at the first test that asks for them.
"""

import hashlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUARD = ROOT / "tests" / "netguard"
IN_CI = os.environ.get("CI", "").lower() == "true"

CHROMIUM_ARGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The guard below watches Python only; this makes every other name unknown to the browser.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def start_guard():
    """Refuse outside connections here and in every Python process that this one starts."""
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit what the main process sets
        folder = tempfile.mkdtemp(prefix="natokit-tests-")
        os.environ["NATOKIT_NETGUARD_LOG"] = os.path.join(folder, "refused.txt")
        # Nobody's start-up scripts and no shared history database in the kernels.
        os.environ["IPYTHONDIR"] = os.path.join(folder, "ipython")
        # Nobody's own answers: neither read nor written, here and in the kernels.
        os.environ["NATOKIT_PROGRESS"] = os.path.join(folder, "progress.json")
        # What the notebooks save belongs to the tests, not among a reader's own files.
        os.environ["NATOKIT_WORK"] = os.path.join(folder, "my-work")
        others = os.environ.get("PYTHONPATH", "")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), others]))
    spec = importlib.util.spec_from_file_location("netguard", GUARD / "sitecustomize.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


start_guard()


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        # On a new machine matplotlib lists the fonts first and says so on stderr, which a
        # notebook's comparison would take for a changed output: let it happen here.
        import matplotlib.font_manager  # noqa: F401


def refused():
    """The connections that were refused so far, one a line."""
    log = Path(os.environ["NATOKIT_NETGUARD_LOG"])
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """A run in which anything tried to leave the machine has failed, even if it hid the error."""
    if not hasattr(session.config, "workerinput") and refused():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if lines := refused():
        terminalreporter.section("refused connections to other machines", red=True)
        terminalreporter.write_line("\n".join(lines))


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(Path(os.environ["NATOKIT_NETGUARD_LOG"]).parent, ignore_errors=True)


@pytest.fixture(scope="session")
def project():
    """The project's root folder."""
    return ROOT


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of data/ that natokit reads instead."""
    folder = tmp_path / "data"
    unwanted = shutil.ignore_patterns("prepare", "*.png")
    shutil.copytree(ROOT / "data", folder, ignore=unwanted)
    monkeypatch.setenv("NATOKIT_DATA", str(folder))
    return folder


@pytest.fixture(scope="module")
def own_questions(tmp_path_factory):
    """A copy of data/ that natokit reads instead, with the questions of tests/exercises.csv: one
    or more a kind, whatever the lessons ask.
    """
    folder = tmp_path_factory.mktemp("questions") / "data"
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("prepare"))
    raw = (ROOT / "tests" / "exercises.csv").read_bytes()
    (folder / "lessons" / "exercises.csv").write_bytes(raw)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (found,) = [r for r in package["resources"] if r["name"] == "exercises"]
    found |= {"bytes": len(raw), "hash": "sha256:" + hashlib.sha256(raw).hexdigest()}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NATOKIT_DATA", str(folder))
        yield folder


@pytest.fixture
def progress_file(tmp_path, monkeypatch):
    """Where natokit keeps answers in this test; the file is not there yet."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv("NATOKIT_PROGRESS", str(path))
    return path


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium (a Playwright Browser); skips without one, but fails in CI."""
    from natokit.handout.pdf import find_chromium, sandbox_options

    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = find_chromium()
    if chromium is None:
        reason = "no Chromium, Chrome or Edge found: install one or name it in NATOKIT_BROWSER"
        (pytest.fail if IN_CI else pytest.skip)(reason)
    args = [*CHROMIUM_ARGS, *sandbox_options()]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def state():
    """All that Python sends to the page of a stepper."""
    from natokit import TimeMap

    return TimeMap().get_state()


@pytest.fixture(scope="module")
def opened(browser, state):
    """(page, record) of a plain page with nothing but the stepper; closed after the last test."""
    import pages

    page, record = pages.open_plain(browser, state)
    yield page, record
    page.close()


@pytest.fixture(scope="session")
def handouts(tmp_path_factory):
    """All pages that need no Jupyter, as single files and as a site (see handout_page.py)."""
    import handout_page

    return handout_page.make_all(tmp_path_factory.mktemp("handouts"))


@pytest.fixture(scope="session")
def host(handouts):
    """The address of a server that has the site of the handouts below kit/."""
    import handout_page

    server, address = handout_page.serve(handouts.host)
    yield address
    server.shutdown()


@pytest.fixture(params=["one file", "site on a disk", "site under a sub-path"])
def base(request, handouts):
    """The address of a folder with pages."""
    if request.param == "site under a sub-path":
        return request.getfixturevalue("host") + "/kit/"
    return (handouts.alone if request.param == "one file" else handouts.site).as_uri() + "/"


@pytest.fixture
def context(browser):
    """A window of its own in the browser, with a storage of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab server: its address, its token and the copy of the project it serves."""

    url: str
    token: str
    root: Path

    def address(self, path="", app=None):
        """Address of a file in JupyterLab; app="doc/tree" shows it alone, app="notebooks" in
        Notebook 7. Each call names a new workspace: the default one brings back what other tests
        had open, and the page would hold two lessons.
        """
        app = app or f"lab/workspaces/{secrets.token_hex(8)}/tree"
        return f"{self.url}/{app}/{path}?token={self.token}"

    def ask(self, path, method="GET"):
        """Status of a request to the server's own interface, or None while it does not answer."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}{path}", method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status
        except OSError:
            return None


def copy_project(target):
    """Copy the project without its history, environment and caches, so tests never dirty it."""
    unwanted = (".git", ".venv", "__pycache__", ".*_cache", ".ipynb_checkpoints", ".hypothesis")
    return Path(shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*unwanted)))


@pytest.fixture(scope="session")
def readme_commands():
    """The README's commands by name: the line in the code block after `<!-- name -->`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- ([a-z-]+) -->\s*```[a-z]*\n(.+)\n```", readme))


@pytest.fixture(scope="session")
def lab(tmp_path_factory, readme_commands):
    """JupyterLab as the README starts it, on a free loopback port, with nobody's own settings."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(16), copy_project(folder / "copy"))
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    places += ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    env = os.environ | {name: str(folder / name.lower()) for name in places}
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    options += [f"--IdentityProvider.token={server.token}", "--expose-app-in-browser"]
    command = readme_commands["lesson"].split(" && ")[-1].split()[1:]  # without .venv/bin/python
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command, *options], cwd=server.root, env=env, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 90
        while server.ask("/api/status") != 200:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("JupyterLab did not start:\n" + (folder / "server.log").read_text())
            time.sleep(0.2)
        yield server
        server.ask("/api/shutdown", method="POST")  # ends the kernels too, on every system
        process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
