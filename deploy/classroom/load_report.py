"""The figures of a load test: held against what must be so, put in words, written to the README."""

import datetime
import statistics
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end -->"
SECONDS = {
    "logged_in": "logged in",
    "ready": "own server ready",
    "first_cell": "first cell has run",
    "all_cells": "all cells of lesson 02 have run",
}
MEGABYTES = {
    "server": "server",
    "kernel": "kernel that ran lesson 02",
    "pupil": "all of a pupil: server and two kernels",
}


def spread(values):
    """[median, p95, most]; p95 is the smallest figure that 95 of 100 do not exceed.

    >>> spread(range(1, 41))
    [20.5, 38, 40]
    """
    ordered = sorted(values)
    if not ordered:
        return []
    return [statistics.median(ordered), ordered[-(-95 * len(ordered) // 100) - 1], ordered[-1]]


def faults(figures):
    """Sentences about what was not as it must be.

    >>> faults({"failures": [], "broke_in": ["a wrong password was let in"], "work_lost": []})
    ['a wrong password was let in']
    """
    lost = [f"{name}: the saved work was not found" for name in figures["work_lost"]]
    return figures["failures"] + figures["broke_in"] + lost


def row(name, values, digits=1):
    """One line of the table.

    >>> row("own server ready", [1, 2.25, 3])
    '| own server ready | 1.0 | 2.2 | 3.0 |'
    """
    cells = [f"{value:,.{digits}f}" for value in values]
    return "| " + " | ".join([name, *cells]) + " |"


def written(figures, command):
    """The figures as lines of Markdown."""
    on, pupils, pages = figures["machine"], figures["pupils"], figures["pages"]
    apart = f"one every {figures['stagger']:g} s" if figures["stagger"] else "all at once"
    lines = [
        f"Measured on {datetime.date.today().isoformat()} with `{command}`: {on['cores']} cores, "
        f"{on['gb']} GB, {on['system']}, load average {on['load']} before the start.",
        f"{pupils} pupils arrived {apart}, {pages} of them as pages in Chromium on the same "
        f"machine. No failures; {figures['wall_s']:.0f} s until the last had finished.",
        "",
        "| | median | p95 | most |",
        "|---|---:|---:|---:|",
    ]
    lines += [row(f"{name}, s", figures["seconds"][key]) for key, name in SECONDS.items()]
    lines.append(row("a day set by a cell in the kernel, s", figures["kernel_step_s"], 2))
    if figures["page_step_s"]:
        lines.append(row("a step by key in Chromium, s", figures["page_step_s"], 2))
    for key, name in MEGABYTES.items():
        for kind in ("PSS", "USS"):
            lines.append(row(f"{name}, {kind} in MB", figures["memory_mb"][key][kind], 0))
    hub, proxy = (figures["memory_mb"][key]["PSS"][0] for key in ("hub", "proxy"))
    return "\n".join([
        *lines,
        "",
        f"Hub {hub:.0f} MB, proxy {proxy:.0f} MB; the machine used {figures['machine_mb']:,.0f} MB "
        "more than before the class came, Chromium and other programs included. A wrong password "
        "got nothing; no pupil read another's files or the server's passwords. After `kill -9` "
        f"the Hub answered again in {figures['hub_back_s']:.0f} s, and the saved work of all "
        f"{pupils} was there.",
    ])  # fmt: skip


def write(figures, command, readme=README):
    """Put the figures between the README's marks. Raises ValueError where something failed."""
    if wrong := faults(figures):
        raise ValueError(f"nothing was written, because {len(wrong)} things went wrong")
    text = readme.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN, 1)[0], text.split(END, 1)[1]
    made = f"{head}{BEGIN}{written(figures, command)}\n{END}{tail}"
    readme.write_text(made, encoding="utf-8")
