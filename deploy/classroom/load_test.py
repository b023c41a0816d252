"""Forty simulated pupils on the class server of this machine; see deploy/README.md, "Measured".

    python -m pip install --require-hashes -r deploy/classroom/load_requirements.txt
    sudo python deploy/classroom/load_test.py [--pupils 40] [--pages 2] [--stagger 0] [--write]

Needs the class server that `start.sh` opened here, and talks to this machine only. Each pupil logs
in, waits for a server, opens lesson 02, runs all its cells, moves the map through the years and
saves: most over http and websocket, some as pages in Chromium. Then a wrong password and another
pupil's files are tried, the Hub is killed, and the saved work is looked for. Ends by itself;
removes the accounts that it made. --write puts the figures into deploy/README.md.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from pathlib import Path

import load_machine
import load_report
from load_intruder import try_to_break_in
from load_pupil import Pupil
from who import setting

MOST = 60  # pupils
LONGEST = 1200  # seconds that the lesson may take all together


def pages_of(names, password, given):
    """The pupils who are pages in Chromium; without any, no Playwright is needed."""
    if not names:
        return contextlib.nullcontext([])
    from load_browser import pages

    return pages(names, password, given.hub, given.shots)


async def run_class(pupils, stagger):
    """All pupils at their lesson; sentences about what failed."""
    tasks = [pupil.lesson(stagger * i) for i, pupil in enumerate(pupils)]
    results = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), LONGEST)
    return [f"{p.name}: {r!r}" for p, r in zip(pupils, results, strict=True) if r]


async def work_lost(pupils):
    """Names of pupils whose saved work is not found after the Hub came back."""
    found = await asyncio.gather(*(pupil.kept() for pupil in pupils), return_exceptions=True)
    return [p.name for p, there in zip(pupils, found, strict=True) if there is not True]


def took(pages, plain):
    """Figures of time of those who finished."""
    good = [pupil for pupil in pages + plain if "saved" in pupil.at]
    spread = load_report.spread
    return {
        "seconds": {key: spread([p.at[key] for p in good]) for key in load_report.SECONDS},
        "kernel_step_s": spread([s for p in plain for s in p.steps]),
        "page_step_s": spread([s for p in pages for s in p.steps]),
    }


async def measure(given):
    """One run of the whole class; a dict of figures."""
    password, begun = setting("CLASS_PASSWORD"), time.monotonic()
    names = [f"{load_machine.PREFIX}{i:02}" for i in range(given.pupils)]
    plain = [Pupil(name, password, given.hub) for name in names[given.pages :]]
    figures = {key: getattr(given, key) for key in ("pupils", "pages", "stagger")}
    figures["machine"] = load_machine.machine()
    async with pages_of(names[: given.pages], password, given) as pages:
        figures["failures"] = await run_class(pages + plain, given.stagger)
        figures["wall_s"] = time.monotonic() - begun
        figures["memory_mb"] = load_machine.memory()
        figures["machine_mb"] = load_machine.used_mb() - figures["machine"]["used_mb"]
        figures |= took(pages, plain)
        good = [pupil for pupil in plain if "saved" in pupil.at]
        if len(good) < 2:
            return figures | {"broke_in": ["nothing was tried"], "work_lost": []}
        figures["broke_in"] = await try_to_break_in(*good[:2], given.hub)
        figures["hub_back_s"] = await asyncio.to_thread(load_machine.kill_hub)
        figures["work_lost"] = await work_lost([p for p in pages + plain if "saved" in p.at])
    return figures


def asked():
    """What the command says. Exits with a sentence where it cannot be done."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--pupils", type=int, default=40)
    ask.add_argument("--pages", type=int, default=2, help="how many of them are Chromium's pages")
    ask.add_argument("--stagger", type=float, default=0.0, help="seconds between two arrivals")
    ask.add_argument("--hub", type=load_machine.this_machine, default="https://localhost")
    ask.add_argument("--shots", type=Path, help="folder for a picture of each page")
    ask.add_argument("--write", action="store_true", help="put the figures into deploy/README.md")
    given = ask.parse_args()
    if not 2 <= given.pupils <= MOST or not 0 <= given.stagger <= 10:
        ask.error(f"--pupils from 2 to {MOST}, --stagger from 0 to 10 seconds")
    if not 0 <= given.pages <= given.pupils - 2:
        ask.error("--pages must leave two pupils of the other kind")
    if left := load_machine.left_over():
        ask.error(f"{left[0]} is there already; this test would remove it with its account")
    return given


def main():
    given = asked()
    try:
        figures = asyncio.run(measure(given))
    finally:
        load_machine.remove_accounts()
    print(json.dumps(figures))
    if wrong := load_report.faults(figures):
        sys.exit("\n".join(["Not all went well, and nothing was written:", *wrong]))
    command = "sudo python deploy/classroom/load_test.py " + " ".join(
        f"--{key} {getattr(given, key):g}" for key in ("pupils", "pages", "stagger")
    )
    print(load_report.written(figures, command))
    if given.write:
        load_report.write(figures, command)


if __name__ == "__main__":
    main()
