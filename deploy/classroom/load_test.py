"""Forty simulated pupils on the class server of this machine; see deploy/README.md, "Measured".

    python -m pip install --require-hashes -r deploy/classroom/load_requirements.txt
    sudo python deploy/classroom/load_test.py [--pupils 40] [--stagger 0]

Needs the class server that `start.sh` opened here, and talks to this machine only. Each pupil logs
in, waits for a server, opens lesson 02, runs all its cells through the websocket, moves the map
through the years and saves. Then a wrong password and another pupil's files are tried, the Hub is
killed, and the saved work is looked for. Ends by itself; removes the accounts that it made.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil
from load_pupil import Pupil, client
from who import setting

HERE = Path(__file__).resolve().parent
MOST = 60  # pupils, and no more than 20 minutes in all
PREFIX = "load-"


async def run_class(count, stagger, hub):
    """All pupils; (their figures, sentences about what failed)."""
    pupils = [Pupil(f"{PREFIX}{i:02}", setting("CLASS_PASSWORD"), hub) for i in range(count)]
    tasks = [pupil.lesson(stagger * i) for i, pupil in enumerate(pupils)]
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 1200)
    failed = [f"{p.name}: {r!r}" for p, r in zip(pupils, results, strict=True) if r]
    return pupils, failed


def memory():
    """{kind: [MB of each process]}: shared pages counted once (PSS)."""
    found = {"server": [], "kernel": [], "hub": [], "proxy": []}
    words = {
        "ipykernel_launcher": "kernel",
        "jupyterhub-singleuser": "server",
        "configurable-http-proxy": "proxy",
        "bin/jupyterhub -f": "hub",
    }
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        kind = next((k for w, k in words.items() if w in line), None)
        if kind and "/opt/natokit-class" in line:
            try:
                found[kind].append(process.memory_full_info().pss / 2**20)
            except psutil.Error:
                continue
    return found


def kill_hub():
    """kill -9 the Hub; seconds until it answers again."""
    status = subprocess.run(
        ["supervisorctl", "pid", "natokit-hub"], capture_output=True, text=True, check=True
    )
    begun = time.monotonic()
    os.kill(int(status.stdout), 9)
    time.sleep(0.5)
    while subprocess.run(
        [sys.executable, HERE / "who.py"], capture_output=True, check=False
    ).returncode:
        if time.monotonic() - begun > 60:
            raise SystemExit("the Hub did not come back in 60 seconds")
        time.sleep(0.2)
    return time.monotonic() - begun


async def try_to_break_in(pupils, hub):
    """Sentences about what a pupil got that no pupil should get."""
    first, second = pupils[0], pupils[1]
    got = []
    async with client() as session:
        stranger = Pupil(f"{PREFIX}zz", "not-the-password", hub)
        if await stranger.log_in(session):
            got.append("a wrong password was let in")
        async with session.get(f"{hub}/user/{first.name}/api/contents", allow_redirects=False) as r:
            if r.status == 200:
                got.append("files were shown without a password")
    got += await first.reach_for(second.name)
    return got


async def still_there(pupils):
    """Names of pupils whose saved mark is not found after the Hub came back."""
    found = await asyncio.gather(*(pupil.saved_mark() for pupil in pupils))
    return [p.name for p, there in zip(pupils, found, strict=True) if not there]


def left_over():
    """Homes with the names that this test uses."""
    return sorted(Path("/home/natokit").glob(f"{PREFIX}[0-9][0-9]"))


def remove_accounts():
    """The accounts that this test made, with their homes; main() saw that none was there before."""
    for home in left_over():
        name = f"kit-{home.name}"
        for _ in range(20):  # until their last process has ended
            subprocess.run(["pkill", "-KILL", "-u", name], check=False)
            done = subprocess.run(["userdel", "--remove", name], capture_output=True, check=False)
            if done.returncode == 0:
                break
            time.sleep(0.2)


async def measure(count, stagger, hub):
    """One run of the whole class; a dict of figures."""
    begun = time.monotonic()
    pupils, failed = await run_class(count, stagger, hub)
    good = [pupil for pupil in pupils if "saved" in pupil.at]
    took = {
        key: [p.at[key] for p in good] for key in ("logged_in", "ready", "first_cell", "all_cells")
    }
    used = memory()
    figures = {
        "pupils": count,
        "stagger_s": stagger,
        "failures": failed,
        "seconds": {k: spread(v) for k, v in took.items()},
        "step_s": spread([s for p in good for s in p.steps]),
        "memory_mb": {k: round(statistics.mean(v), 1) for k, v in used.items() if v},
        "wall_s": round(time.monotonic() - begun, 1),
    }
    figures["broke_in"] = await try_to_break_in(good, hub) if len(good) > 1 else ["not tried"]
    figures["hub_back_s"] = round(await asyncio.to_thread(kill_hub), 1)
    figures["work_lost"] = await still_there(good)
    return figures


def spread(values):
    """[median, ninth tenth, most], rounded."""
    if not values:
        return []
    ordered = sorted(values)
    tenth = ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]
    return [round(v, 2) for v in (statistics.median(ordered), tenth, ordered[-1])]


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--pupils", type=int, default=40)
    ask.add_argument("--stagger", type=float, default=0.0, help="seconds between two arrivals")
    ask.add_argument("--hub", default="https://localhost")
    given = ask.parse_args()
    if not 2 <= given.pupils <= MOST or not 0 <= given.stagger <= 10:
        ask.error(f"--pupils from 2 to {MOST}, --stagger from 0 to 10 seconds")
    if left_over():
        ask.error(f"{left_over()[0]} is there already; this test would remove it with its account")
    try:
        figures = asyncio.run(measure(given.pupils, given.stagger, given.hub))
    finally:
        remove_accounts()
    print(json.dumps(figures, indent=1))
    if figures["failures"] or figures["broke_in"] or figures["work_lost"]:
        sys.exit("Not all went well; see failures, broke_in and work_lost above")


if __name__ == "__main__":
    main()
