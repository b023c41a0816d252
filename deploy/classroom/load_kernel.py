"""Run one cell over a kernel's websocket, as JupyterLab's page does."""

import json
import uuid

import aiohttp

PATIENCE = 300  # seconds for one cell


def request(ident, source):
    """The message that asks a kernel to run source."""
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
    rest = {"parent_header": {}, "metadata": {}, "buffers": [], "channel": "shell"}
    return {"header": head, "content": content, **rest}


async def run(ws, source):
    """Run one cell and wait for its end. Raises RuntimeError with what the kernel said."""
    ident = uuid.uuid4().hex
    await ws.send_json(request(ident, source))
    wanted, error = {"idle", "reply"}, None
    while wanted:
        message = await ws.receive(timeout=PATIENCE)
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
