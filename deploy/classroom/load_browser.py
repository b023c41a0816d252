"""A pupil who is a real page in Chromium: clicks, presses keys, looks whether the map changed."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import time

from load_pupil import FIRST, LESSON, PATIENCE, Pupil, cells
from playwright.async_api import async_playwright

KEYS = 10  # presses of the arrow key on the map
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
FLAGS = (
    "--no-sandbox",  # for root, who runs the test
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
# From the key to the start of the frame after the one that holds the changed picture: the picture
# was on the screen by then.
CLOCK = """(host) => { window.natokitSteps = [];
  host.shadowRoot.querySelector(".stage-area").addEventListener("keydown", (event) =>
    requestAnimationFrame(() => requestAnimationFrame(() =>
      window.natokitSteps.push(performance.now() - event.timeStamp))), true); }"""


@contextlib.asynccontextmanager
async def pages(names, password, hub, shots=None):
    """A PagePupil for each name, in one browser. Raises SystemExit where there is none."""
    found = os.environ.get("NATOKIT_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        raise SystemExit("no Chromium, Chrome or Edge found; install one, or say --pages 0")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=found, args=FLAGS)
        yield [PagePupil(name, password, hub, browser, shots) for name in names]
        await browser.close()


class PagePupil(Pupil):
    """A pupil in a window of its own; ``shots``: folder for a picture of the page, or None."""

    def __init__(self, name, password, hub, browser, shots=None):
        super().__init__(name, password, hub)
        self.browser, self.shots, self.replies = browser, shots, []

    async def lesson(self, wait):
        """Log in, open the lesson, run it, step by key, answer a question."""
        await asyncio.sleep(wait)
        try:
            await self.do()
        finally:
            if self.shots:
                await self.page.screenshot(path=self.shots / f"{self.name}.png")

    async def do(self):
        self.begun = time.monotonic()
        self.context = await self.browser.new_context(
            ignore_https_errors=True, viewport={"width": 1280, "height": 900}
        )
        self.page = await self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self.hear_frame))
        await self.come_in()
        await self.run_all()
        host = self.shown(".timemap").first
        await host.evaluate("(host) => host.scrollIntoView()")
        await host.evaluate(CLOCK)
        pictures = [await self.picture()] + [await self.step() for _ in range(KEYS)]
        if len(set(pictures)) < 4:  # not every stage changes land
            raise RuntimeError("keys changed the words, but not the map")
        self.steps = [t / 1000 for t in await self.page.evaluate("window.natokitSteps")]
        await self.answer()
        self.note("saved")

    def shown(self, selector):
        """Parts of the lesson in front."""
        return self.page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) {selector}")

    def hear_frame(self, frame):
        """Remember each end of a cell."""
        frame = frame.encode() if isinstance(frame, str) else frame
        if b"execute_reply" in frame:
            if not self.replies:
                self.note("first_cell")
            self.replies.append(b'"ok"' in frame)

    async def come_in(self):
        """The log-in form, then the waiting page, then JupyterLab."""
        await self.page.goto(f"{self.hub}/hub/login")
        await self.page.fill("input[name=username]", self.name)
        await self.page.fill("input[name=password]", self.password)
        await self.page.click("#login_submit")
        await self.page.wait_for_url(lambda url: "/hub/login" not in url, wait_until="commit")
        self.note("logged_in")
        await self.page.wait_for_url(f"**/user/{self.name}/lab**", wait_until="commit")
        self.note("ready")
        await self.page.locator(".jp-Notebook").first.wait_for()

    async def run_all(self):
        """Open lesson 02 from the list of files, and run its cells from the menu."""
        await self.wait(lambda: self.kernel_idle(FIRST), "the first lesson has a kernel")
        name = LESSON.rpartition("/")[2]
        await self.page.locator(".jp-DirListing-item", has_text=name).dblclick()
        await self.wait(lambda: self.kernel_idle(LESSON), "lesson 02 has a kernel")
        await self.shown(".jp-CodeCell").first.wait_for()
        await self.page.get_by_role("menuitem", name="Run", exact=True).click()
        await self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        await self.wait(self.all_replied, "all cells have run")
        self.note("all_cells")
        if not all(self.replies):
            raise RuntimeError("a cell failed")

    async def all_replied(self):
        return len(self.replies) >= len(cells())

    async def kernel_idle(self, path):
        """True where the page is connected to the kernel of a lesson, and that does nothing."""
        told = await self.context.request.get(self.url("api/sessions"))
        return told.ok and any(
            one["path"] == path
            and one["kernel"]["connections"]
            and one["kernel"]["execution_state"] == "idle"
            for one in await told.json()
        )

    async def wait(self, ask, what, seconds=PATIENCE):
        """Ask until it is so. Raises RuntimeError where it does not come."""
        end = time.monotonic() + seconds
        while not await ask():
            if time.monotonic() > end:
                raise RuntimeError(f"not so after {seconds} s: {what}")
            await asyncio.sleep(0.2)

    async def picture(self):
        """Hash of the map's pixels on the screen."""
        shot = await self.shown(".timemap svg.map").first.screenshot()
        return hashlib.sha256(shot).hexdigest()

    async def step(self):
        """Press the arrow key; the picture then. Raises RuntimeError where the day stays."""
        headline = self.shown(".timemap .headline").first
        before = await headline.text_content()

        async def moved():
            return await headline.text_content() != before

        await self.shown(".timemap .stage-area").first.focus()
        await self.page.keyboard.press("ArrowRight")
        await self.wait(moved, "a key changes the day", 20)
        return await self.picture()

    async def answer(self):
        """Answer the first question with choices, and wait until that is kept."""
        radio = self.page.locator("input[type=radio]")
        pane = self.shown(".pane").filter(has=radio).first
        await pane.locator("input[type=radio]").first.check()
        await pane.locator("button.check").click()
        await pane.locator(".verdict.right, .verdict.wrong").wait_for()
        await self.wait(self.in_file, "an answer is in its file", 30)

    async def in_file(self):
        """True where the server has the pupil's answer in a file."""
        kept = await self.context.request.get(self.url("api/contents/notebooks/progress.json"))
        return kept.ok and "given" in await kept.text()

    async def kept(self):
        """True where the answer is in its file and the page that stayed open still steps."""
        await self.step()
        return await self.in_file()
