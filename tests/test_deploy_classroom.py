"""The class server's commands and its load test, as far as they go without a server."""

import configparser
import doctest
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLASSROOM = Path(__file__).resolve().parents[1] / "deploy" / "classroom"
BASH = shutil.which("bash")
needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="the class server is for Debian")
FIGURES = {
    "machine": {"cores": 2, "gb": 23, "system": "Linux x86_64", "load": 0.5, "used_mb": 900.0},
    "pupils": 40,
    "pages": 2,
    "stagger": 0.0,
    "failures": [],
    "broke_in": [],
    "work_lost": [],
    "wall_s": 301.4,
    "machine_mb": 9000.0,
    "hub_back_s": 3.2,
    "seconds": {
        "logged_in": [0.1, 0.2, 0.3],
        "ready": [1.0, 2.0, 3.0],
        "first_cell": [2.0, 3.0, 4.0],
        "all_cells": [5.0, 6.0, 7.0],
    },
    "kernel_step_s": [0.01, 0.02, 0.03],
    "page_step_s": [0.04, 0.05, 0.06],
    "memory_mb": {
        kind: {"PSS": [100.0, 110.0, 120.0], "USS": [90.0, 95.0, 99.0]}
        for kind in ("server", "kernel", "pupil", "hub", "proxy")
    },
}


@pytest.fixture
def script(monkeypatch):
    """Imports a script of deploy/classroom by its name."""
    monkeypatch.syspath_prepend(str(CLASSROOM))
    return importlib.import_module


@pytest.fixture
def readme(tmp_path):
    path = tmp_path / "README.md"
    path.write_text("before\n<!-- figures -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    return path


def test_figures_are_written_between_the_marks_with_their_command(script, readme):
    script("load_report").write(FIGURES, "sudo python load_test.py --pupils 40", readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- figures -->\nMeasured on 20")
    assert text.endswith("\n<!-- end -->\nafter\n")
    assert "`sudo python load_test.py --pupils 40`: 2 cores, 23 GB" in text
    assert "| own server ready, s | 1.0 | 2.0 | 3.0 |" in text
    assert "old" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"failures": ["load-03: RuntimeError('no server')"]},
        {"broke_in": ["a wrong password was let in"]},
        {"work_lost": ["load-04"]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_nothing_is_written_where_anything_went_wrong(script, readme, wrong):
    before = readme.read_bytes()
    with pytest.raises(ValueError, match="nothing was written, because 1 thing"):
        script("load_report").write(FIGURES | wrong, "command", readme)
    assert readme.read_bytes() == before


def test_the_readme_has_a_place_for_the_figures(script):
    report = script("load_report")
    text = report.README.read_text(encoding="utf-8")
    assert text.count(report.BEGIN) == text.count(report.END) == 1
    assert text.index(report.BEGIN) < text.index(report.END)


def test_p95_is_the_figure_that_two_of_forty_exceed(script):
    middle, p95, most = script("load_report").spread([float(n) for n in range(40, 0, -1)])
    assert (middle, p95, most) == (20.5, 38.0, 40.0)
    assert script("load_report").spread([]) == []


@needs_unix
@pytest.mark.parametrize(
    "hub",
    ["https://example.org", "https://localhost.example.org", "https://127.0.0.1@example.org", "x"],
)
def test_the_load_test_talks_to_no_other_machine(script, hub):
    with pytest.raises(SystemExit, match="this machine only"):
        script("load_machine").this_machine(hub)


@needs_unix
def test_of_two_kernels_the_one_that_ran_the_lesson_counts(script, monkeypatch):
    machine = script("load_machine")
    found = {
        "server": {1001: [(110.0, 60.0)], 1002: [(112.0, 62.0)]},
        "kernel": {1001: [(50.0, 40.0), (150.0, 120.0)], 1002: [(152.0, 122.0)]},
        "pupil": {},
    }
    monkeypatch.setattr(machine, "sizes", lambda: found)
    assert machine.memory() == {
        "server": {"PSS": [111.0, 112.0, 112.0], "USS": [61.0, 62.0, 62.0]},
        "kernel": {"PSS": [151.0, 152.0, 152.0], "USS": [121.0, 122.0, 122.0]},
        "pupil": {"PSS": [287.0, 310.0, 310.0], "USS": [202.0, 220.0, 220.0]},
    }


@needs_unix
@pytest.mark.parametrize(
    "name", ["collect", "deliver", "load_machine", "load_report", "pupils", "who"]
)
def test_examples_in_the_scripts_of_the_class_are_right(script, name):
    done = doctest.testmod(script(name))
    assert done.attempted > 0
    assert done.failed == 0


@needs_unix
@pytest.mark.parametrize("name", sorted(path.name for path in CLASSROOM.glob("*.sh")))
def test_scripts_of_the_class_are_whole(name):
    done = subprocess.run([BASH, "-n", CLASSROOM / name], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@needs_unix
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--port", "https"], "--port must be a number"),
        (["--port"], "--port needs a value"),
        (["--memory", "lots"], "--memory must be like 800M or 1G"),
        (["--idle", "5"], "--idle must be 15 minutes or more"),
        (["--name", "a b"], "--name must be a machine's name"),
        (["--bogus"], "unknown word --bogus"),
    ],
)
def test_start_says_what_is_wrong_with_a_word_before_it_does_anything(words, says):
    done = subprocess.run(
        [BASH, CLASSROOM / "start.sh", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Stopped: {says}")
    assert done.stdout == ""


@needs_unix
@pytest.mark.parametrize("name", ["start.sh", "stop.sh", "uninstall.sh"])
def test_only_the_administrator_opens_closes_or_removes_a_class(name):
    nobody = 65534 if os.geteuid() == 0 else None
    with open(CLASSROOM / name, "rb") as script:  # nobody may not look into every folder
        done = subprocess.run(
            [BASH, "-s"], stdin=script, capture_output=True, user=nobody, cwd="/", check=False
        )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"put sudo in front" in done.stderr


def test_every_setting_that_start_writes_is_one_that_the_server_reads():
    written = set(re.findall(r"(NATOKIT_\w+)=%s", (CLASSROOM / "start.sh").read_text()))
    config = (CLASSROOM / "jupyterhub_config.py").read_text(encoding="utf-8")
    assert written == {"NATOKIT_BIND", "NATOKIT_MEMORY", "NATOKIT_IDLE"}
    assert all(f'"{name}"' in config for name in written)


def test_the_parts_that_start_and_stop_name_are_those_that_supervisor_keeps():
    parts = configparser.ConfigParser()
    parts.read(CLASSROOM / "supervisor.conf")
    names = {section.removeprefix("program:") for section in parts.sections()}
    for script in ("start.sh", "stop.sh"):
        said = (CLASSROOM / script).read_text(encoding="utf-8")
        assert names == set(re.findall(r"\bnatokit-(?:hub|proxy)\b(?!\.)", said)), script


def test_a_pupils_page_has_no_debugger_because_its_port_would_be_open_to_other_accounts():
    page = json.loads((CLASSROOM / "slim/labconfig/page_config.json").read_text(encoding="utf-8"))
    assert page["disabledExtensions"] == {"@jupyterlab/debugger-extension": True}
