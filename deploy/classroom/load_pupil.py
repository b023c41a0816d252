"""One simulated pupil: does over http and websocket what a browser does."""

import asyncio
import json
import re
import time
from pathlib import Path

import aiohttp
from load_kernel import run
from load_machine import this_machine

FIRST = "notebooks/00-start-here.ipynb"  # what the class server shows after the log-in
LESSON = "notebooks/02-nato-step-by-step.ipynb"
KIT = Path(__file__).resolve().parents[2]
STEPS = ("1955-05-09", "1982-05-30", "1999-03-12", "2004-03-29", "2024-03-07")
PATIENCE = 900  # seconds for a server, the pupil waiting in turn


def client(cookies=None):
    """A browser's session. The class's certificate is its own, so it is not held against a list."""
    return aiohttp.ClientSession(
        cookie_jar=cookies or aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(ssl=False),
        timeout=aiohttp.ClientTimeout(total=600),
    )


def cells():
    """Source of each code cell of the lesson."""
    lesson = json.loads((KIT / LESSON).read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in lesson["cells"] if c["cell_type"] == "code"]


def mark(name):
    """What a pupil writes into the lesson."""
    return f"what I wrote myself: {name}"


class Pupil:
    """name logs in with password at hub.

    ``at``: seconds after which each thing was done; ``steps``: seconds that each step took.
    """

    def __init__(self, name, password, hub):
        self.name, self.password, self.hub = name, password, this_machine(hub)
        self.at, self.steps, self.cookies = {}, [], None

    def url(self, path):
        return f"{self.hub}/user/{self.name}/{path}"

    def note(self, what):
        self.at[what] = time.monotonic() - self.begun

    async def lesson(self, wait):
        """Log in, open the lesson, run it, step, save. Returns None; raises what went wrong."""
        await asyncio.sleep(wait)
        self.begun = time.monotonic()
        async with client() as session:
            if not await self.log_in(session):
                raise RuntimeError("the class password was refused")
            self.note("logged_in")
            await self.wait_for_server(session)
            self.note("ready")
            await self.kernel(session, FIRST)  # the page starts one for each lesson it opens
            await self.run_lesson(session)
            await self.save(session)
            self.note("saved")
            self.cookies = session.cookie_jar

    async def log_in(self, session):
        """True where the Hub let the pupil in."""
        async with session.get(f"{self.hub}/hub/login") as page:
            await page.read()
        form = {"username": self.name, "password": self.password, "_xsrf": token(session, "/hub/")}
        async with session.post(
            f"{self.hub}/hub/login", data=form, allow_redirects=False
        ) as answer:
            return answer.status == 302

    async def wait_for_server(self, session):
        """Ask for a server and listen, as the waiting page does, until it answers."""
        end = time.monotonic() + PATIENCE
        address = f"{self.hub}/hub/spawn"
        while time.monotonic() < end:
            async with session.get(address) as page:
                text = await page.text()
                if page.status == 200 and page.url.path.startswith(f"/user/{self.name}/lab"):
                    return
            if told := re.search(r'EventSource\("([^"]+)"', text):
                await self.hear(session, told[1].encode().decode("unicode_escape"))
            else:
                await asyncio.sleep(1)
            address = self.url("lab")  # a page, for the server's own log-in
        raise RuntimeError(f"no server after {PATIENCE} seconds")

    async def hear(self, session, path):
        """Follow what the Hub tells about the start. Raises RuntimeError where it failed."""
        async with session.get(self.hub + path.replace("&amp;", "&")) as events:
            async for line in events.content:
                told = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if told.get("failed"):
                    raise RuntimeError(told.get("message", "the server did not start"))
                if told.get("ready"):
                    return

    async def kernel(self, session, path):
        """Start a kernel for a notebook; its id."""
        ask = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        return (await self.send(session, "post", "api/sessions", ask))["kernel"]["id"]

    async def run_lesson(self, session):
        for path in (f"lab/tree/{LESSON}", f"api/contents/{LESSON}"):
            async with session.get(self.url(path)) as page:
                if page.status != 200:
                    raise RuntimeError(f"{path}: {page.status}")
                self.content = await page.read()
        kernel = await self.kernel(session, LESSON)
        async with session.ws_connect(
            self.url(f"api/kernels/{kernel}/channels"), max_msg_size=0
        ) as ws:
            await run(ws, "1")
            self.note("first_cell")
            for source in cells():
                await run(ws, source)
            self.note("all_cells")
            await run(ws, "walked = TimeMap()")
            for day in STEPS:
                before = time.monotonic()
                await run(ws, f"walked.day = {day!r}")
                self.steps.append(time.monotonic() - before)

    async def save(self, session):
        """Write the lesson back with a line of the pupil's own in it."""
        lesson = json.loads(self.content)["content"]
        lesson["cells"][0]["source"] += f"\n\n{mark(self.name)}"
        body = {"type": "notebook", "content": lesson, "format": "json"}
        await self.send(session, "put", f"api/contents/{LESSON}", body)

    async def kept(self):
        """True where the pupil's line is in the saved lesson."""
        async with (
            client(self.cookies) as session,
            session.get(self.url(f"api/contents/{LESSON}")) as answer,
        ):
            return answer.status == 200 and mark(self.name) in await answer.text()

    def headers(self, session):
        return {"X-XSRFToken": token(session, f"/user/{self.name}/")}

    async def send(self, session, verb, path, body):
        async with session.request(
            verb, self.url(path), json=body, headers=self.headers(session)
        ) as answer:
            if answer.status not in (200, 201):
                raise RuntimeError(f"{verb} {path}: {answer.status}")
            return await answer.json()


def token(session, path):
    """The page's token against forged forms."""
    for cookie in session.cookie_jar:
        if cookie.key == "_xsrf" and cookie["path"] == path:
            return cookie.value
    return ""
