"""What the tests in JupyterLab and Notebook 7 share: questions to a page, the stepper on it."""

import hashlib

import pytest
from pages import SETTLED, TEXTS, watch

NOTEBOOK = "window.jupyterapp.shell.currentWidget"
READY = """() => { const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext.session?.kernel?.status === "idle"; }"""
CODE = f"{NOTEBOOK}.content.widgets.filter((cell) => cell.model.type === 'code')"
# The promise of run-all may stay open after the last cell has run, so the cells are asked.
RUN_ALL = f"""() => {{ for (const cell of {CODE}) cell.model.executionCount = null;
  window.jupyterapp.commands.execute("notebook:run-all-cells"); }}"""
ALL_RUN = f"""() => {CODE}.every((cell) => cell.model.executionCount)
  && {NOTEBOOK}.sessionContext.session?.kernel?.status === "idle\""""
OUTPUTS = f"() => {NOTEBOOK}.content.model.toJSON().cells.flatMap((cell) => cell.outputs ?? [])"
# All that a stray key could change in JupyterLab: text, cells, selection, mode, line numbers.
UNTOUCHED = f"""() => {{ const book = {NOTEBOOK}.content, cells = book.widgets;
  return [book.activeCellIndex, book.mode, book.selectedCells.length,
    cells.map((c) => c.model.sharedModel.source), document.title, cells.length,
    document.querySelectorAll(".cm-lineNumbers, .jp-Dialog").length,
    {NOTEBOOK}.sessionContext.session?.kernel?.id]; }}"""
ASK = f"""async (code) => {{ const kernel = {NOTEBOOK}.sessionContext.session.kernel;
  const asked = {{ code, user_expressions: {{ answer: "answer" }}, store_history: false }};
  const reply = await kernel.requestExecute(asked).done;
  return reply.content.user_expressions.answer.data["text/plain"]; }}"""
# The colour in which land shows: of the path, or of the tile that fills it.
COLOUR = """(host, outline) => { const root = host.shadowRoot;
  const land = [...root.querySelectorAll(".map path.u")];
  const path = land.find((p) => p.getAttribute("d") === outline);
  const { fill } = getComputedStyle(path), tile = fill.match(/#([\\w-]+)/);
  if (tile) return root.getElementById(tile[1]).firstChild.getAttribute("fill");
  const hex = fill.match(/\\d+/g).map((n) => (+n).toString(16).padStart(2, "0"));
  return "#" + hex.join("").toUpperCase(); }"""
PAINTED = """(host) => [...host.shadowRoot.querySelectorAll(".map :is(path, text)")].map((part) => {
  const { visibility, fill, stroke, strokeWidth } = getComputedStyle(part);
  return [visibility, fill, stroke, strokeWidth]; }).join(";")"""


class Stepper:
    """The stepper on a page of Jupyter, and what it shows."""

    def __init__(self, page, record):
        self.page, self.record = page, record
        self.host = page.locator(".timemap").first  # the questions of a lesson have maps as well
        self.map = self.find("svg.map")

    def find(self, name):
        return self.host.locator(name)

    def press(self, *keys):
        """Press keys on the map itself."""
        self.find(".stage-area").focus()
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def day(self):
        self.page.evaluate(SETTLED)
        return self.find(".date").input_value()

    def pixels(self):
        """Hash of the picture on the screen: pytest takes minutes to compare two pictures."""
        return hashlib.sha256(self.map.screenshot()).hexdigest()

    def picture(self):
        """Hash of all colours, lines and names that the browser draws."""
        return hashlib.sha256(self.host.evaluate(PAINTED).encode()).hexdigest()

    def shows(self):
        """(headline, words that are read out, picture)."""
        self.page.evaluate(SETTLED)
        words = [self.find(name).text_content() for name in (".headline", ".live")]
        return *words, self.picture()

    def named(self, role, key):
        return self.host.get_by_role(role, name=TEXTS[key], exact=True)


def open_and_run(browser, address):
    """The stepper of a lesson in JupyterLab of which all cells have run without a fault."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    record = watch(page)
    page.goto(address)
    page.wait_for_function(READY, timeout=120_000)
    page.evaluate(RUN_ALL)
    page.wait_for_function(ALL_RUN, timeout=180_000)
    faults = [out for out in page.evaluate(OUTPUTS) if out["output_type"] in ("error", "stream")]
    assert not faults
    page.locator(".timemap svg.map").first.wait_for()
    page.locator(".timemap").first.evaluate("(host) => host.scrollIntoView()")
    return Stepper(page, record)


def run_the_stepper_by_hand(page):
    """Click cells and press keys, again while the kernel is not there yet and ignores them."""
    for _ in range(6):
        for code in ("from natokit import TimeMap", "TimeMap()"):
            cell = page.locator(".jp-CodeCell .jp-InputArea-editor", has_text=code).last
            cell.locator(".cm-content").click(timeout=60_000)
            page.keyboard.press("Control+Enter")
        page.wait_for_timeout(3000)
        if page.locator(".timemap svg.map").count():
            return
    pytest.fail("the stepper did not appear in a minute")
