"""One simulated pupil: does over http and websocket what a browser does."""

import asyncio
import json
import time
import uuid
from pathlib import Path

import aiohttp

LESSON = "notebooks/02-nato-step-by-step.ipynb"
KIT = Path(__file__).resolve().parents[2]
STEPS = ("1955-05-09", "1982-05-30", "1999-03-12", "2004-03-29", "2024-03-07")
MARK = "what I wrote myself"


def client():
    """A browser's session. The class's certificate is its own, so it is not held against a list."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(ssl=False),
        timeout=aiohttp.ClientTimeout(total=600),
    )


def cells():
    """Source of each code cell of the lesson."""
    lesson = json.loads((KIT / LESSON).read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in lesson["cells"] if c["cell_type"] == "code"]


class Pupil:
    """name logs in with password at hub; ``at``: seconds after which each thing was done."""

    def __init__(self, name, password, hub):
        if not hub.startswith(("https://localhost", "https://127.0.0.1", "http://127.0.0.1")):
            raise SystemExit("the load test talks to this machine only: --hub https://localhost")
        self.name, self.password, self.hub = name, password, hub
        self.at, self.steps, self.cookies = {}, [], None

    def url(self, path):
        return f"{self.hub}/user/{self.name}/{path}"

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
            await self.run_lesson(session)
            await self.save(session)
            self.note("saved")
            self.cookies = session.cookie_jar

    def note(self, what):
        self.at[what] = time.monotonic() - self.begun

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
        """Ask for a server as the page does, then until it answers."""
        async with session.get(f"{self.hub}/hub/spawn") as page:
            await page.read()
        for _ in range(400):
            async with session.get(self.url("lab")) as page:  # a page, for the server's own log-in
                await page.read()
                if page.status == 200 and page.url.path == f"/user/{self.name}/lab":
                    return
            await asyncio.sleep(1)
        raise RuntimeError("no server after 400 seconds")

    async def run_lesson(self, session):
        for path in (f"lab/tree/{LESSON}", f"api/contents/{LESSON}"):
            async with session.get(self.url(path)) as page:
                assert page.status == 200, f"{path}: {page.status}"
                self.content = await page.read()
        ask = {"path": LESSON, "name": "02", "type": "notebook", "kernel": {"name": "python3"}}
        kernel = (await self.post(session, "api/sessions", ask))["kernel"]["id"]
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
        lesson["cells"][0]["source"] += f"\n\n{MARK}: {self.name}"
        await self.send(
            session,
            "put",
            f"api/contents/{LESSON}",
            {"type": "notebook", "content": lesson, "format": "json"},
        )

    async def saved_mark(self):
        """True where the pupil's line is in the saved lesson."""
        async with (
            aiohttp.ClientSession(
                cookie_jar=self.cookies, connector=aiohttp.TCPConnector(ssl=False)
            ) as session,
            session.get(self.url(f"api/contents/{LESSON}")) as answer,
        ):
            return answer.status == 200 and f"{MARK}: {self.name}" in await answer.text()

    async def reach_for(self, other):
        """Try another pupil's files every way there is; sentences about what was got."""
        home, got = f"/home/natokit/{other}", []
        async with aiohttp.ClientSession(
            cookie_jar=self.cookies, connector=aiohttp.TCPConnector(ssl=False)
        ) as session:
            for path in (
                f"{self.hub}/user/{other}/api/contents/{LESSON}",
                self.url(f"api/contents/../../{other}/lessons/{LESSON}"),
                self.url(f"api/contents/%2e%2e/%2e%2e/{other}/lessons/{LESSON}"),
                self.url(f"files{home}/lessons/{LESSON}"),
            ):
                async with session.get(path) as answer:
                    if f"{MARK}: {other}" in await answer.text():
                        got.append(f"{path} showed another pupil's lesson")
            async with session.post(
                self.url("api/terminals"),
                headers={"X-XSRFToken": token(session, f"/user/{self.name}/")},
            ) as answer:
                if answer.status < 400:
                    got.append("a terminal was opened")
            ask = {
                "path": "x.ipynb",
                "name": "x",
                "type": "notebook",
                "kernel": {"name": "python3"},
            }
            kernel = (await self.post(session, "api/sessions", ask))["kernel"]["id"]
            async with session.ws_connect(self.url(f"api/kernels/{kernel}/channels")) as ws:
                for source in (
                    f"import os; os.listdir({home!r})",
                    f"open({home + '/lessons/' + LESSON!r}).read()",
                    "open('/etc/natokit-class/class.env').read()",
                    "open('/var/lib/natokit-class/hub.sqlite', 'rb').read()",
                ):
                    try:
                        await run(ws, source)
                        got.append(f"the kernel answered {source}")
                    except RuntimeError as error:
                        if "PermissionError" not in str(error):
                            got.append(f"{source}: {error}")
        return got

    async def post(self, session, path, body):
        return await self.send(session, "post", path, body)

    async def send(self, session, verb, path, body):
        headers = {"X-XSRFToken": token(session, f"/user/{self.name}/")}
        async with session.request(verb, self.url(path), json=body, headers=headers) as answer:
            if answer.status not in (200, 201):
                raise RuntimeError(f"{verb} {path}: {answer.status}")
            return await answer.json()


def token(session, path):
    """The page's token against forged forms."""
    for cookie in session.cookie_jar:
        if cookie.key == "_xsrf" and cookie["path"] == path:
            return cookie.value
    return ""


async def run(ws, source):
    """Run one cell and wait for its end. Raises RuntimeError with what the kernel said."""
    ident = uuid.uuid4().hex
    head = {
        "msg_id": ident,
        "msg_type": "execute_request",
        "session": ident,
        "username": "",
        "version": "5.3",
        "date": "",
    }
    content = {
        "code": source,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
    }
    await ws.send_json(
        {
            "header": head,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "buffers": [],
            "channel": "shell",
        }
    )
    wanted, error = {"idle", "reply"}, None
    while wanted:
        message = await ws.receive(timeout=300)
        if message.type == aiohttp.WSMsgType.BINARY:
            continue
        if message.type != aiohttp.WSMsgType.TEXT:
            raise RuntimeError(f"the connection ended ({message.type.name})")
        told = json.loads(message.data)
        if told["parent_header"].get("msg_id") != ident:
            continue
        kind, body = told["header"]["msg_type"], told["content"]
        if kind == "error":
            error = f"{body['ename']}: {body['evalue']}"
        if kind == "execute_reply":
            wanted.discard("reply")
        if kind == "status" and body["execution_state"] == "idle":
            wanted.discard("idle")
    if error:
        raise RuntimeError(error)
