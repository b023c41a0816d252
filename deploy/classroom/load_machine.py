"""The class server's processes and the load test's accounts on this machine."""

import contextlib
import os
import platform
import signal
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from load_report import spread
from who import API, setting

HERE = Path(__file__).resolve().parent
PREFIX = "load-"
KINDS = {
    "ipykernel_launcher": "kernel",
    "jupyterhub-singleuser": "server",
    "configurable-http-proxy": "proxy",
    "bin/jupyterhub -f": "hub",
}


def this_machine(hub):
    """The address again. Raises SystemExit for any machine but this one.

    >>> this_machine("https://localhost:8443")
    'https://localhost:8443'
    """
    if urlsplit(hub).hostname not in ("localhost", "127.0.0.1"):
        raise SystemExit("the load test talks to this machine only: --hub https://localhost")
    return hub


def machine():
    """What the figures are measured on, before the load begins."""
    return {
        "cores": os.cpu_count(),
        "gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1),
        "used_mb": used_mb(),
    }


def used_mb():
    """Memory in use on the whole machine."""
    return psutil.virtual_memory().used / 2**20


def sizes():
    """{kind: {uid: [(PSS, USS) in MB of each process]}} of the class server."""
    found = defaultdict(lambda: defaultdict(list))
    for process in psutil.process_iter(["cmdline", "uids"]):
        line = " ".join(process.info["cmdline"] or [])
        kind = next((k for w, k in KINDS.items() if w in line), None)
        if kind and "/opt/natokit-class" in line:
            with contextlib.suppress(psutil.Error):
                full = process.memory_full_info()
                pair = full.pss / 2**20, full.uss / 2**20
                found[kind][process.info["uids"].real].append(pair)
    return found


def memory():
    """{kind: {"PSS": [median, p95, most], "USS": ...}} in MB.

    PSS shares out the pages that several processes use; USS counts what is a process's own.
    Of a pupil's kernels the largest counts: it is the one that ran the lesson.
    """
    found = sizes()
    for owner in set(found["server"]) & set(found["kernel"]):
        every = found["server"][owner] + found["kernel"][owner]
        found["pupil"][owner] = [tuple(map(sum, zip(*every, strict=True)))]
    return {
        kind: {
            name: spread([max(pairs)[i] for pairs in owners.values()])
            for i, name in enumerate(("PSS", "USS"))
        }
        for kind, owners in found.items()
    }


def kill_hub():
    """kill -9 the Hub; seconds until it answers again."""
    status = subprocess.run(
        ["supervisorctl", "pid", "natokit-hub"], capture_output=True, text=True, check=True
    )
    begun = time.monotonic()
    os.kill(int(status.stdout), signal.SIGKILL)
    time.sleep(0.5)
    while subprocess.run(
        [sys.executable, HERE / "who.py"], capture_output=True, check=False
    ).returncode:
        if time.monotonic() - begun > 60:
            raise SystemExit("the Hub did not come back in 60 seconds")
        time.sleep(0.2)
    return time.monotonic() - begun


def left_over():
    """Homes with the names that the load test uses."""
    return sorted(Path("/home/natokit").glob(f"{PREFIX}[0-9][0-9]"))


def stop_server(name):
    """Let the Hub end a pupil's server, so that it knows."""
    ask = urllib.request.Request(
        f"{API}/users/{name}/server",
        method="DELETE",
        headers={"Authorization": f"token {setting('TOOLS_TOKEN')}"},
    )
    with contextlib.suppress(OSError):  # what still runs ends with the account
        urllib.request.urlopen(ask, timeout=30).close()


def remove_accounts():
    """The accounts that this test made, with their homes; main() saw that none was there before."""
    for home in left_over():
        stop_server(home.name)
    for home in left_over():
        name = f"kit-{home.name}"
        for _ in range(20):  # until their last process has ended
            subprocess.run(["pkill", "-KILL", "-u", name], check=False)
            done = subprocess.run(["userdel", "--remove", name], capture_output=True, check=False)
            if done.returncode == 0:
                break
            time.sleep(0.2)
