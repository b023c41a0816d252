"""The progress file: nothing that was kept is ever lost, whatever happens to the process, the disk
or the file.
"""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from natokit import kept

ROUNDS = int(os.environ.get("NATOKIT_KILLS", "25"))
NOTEBOOKS = Path(kept.__file__).resolve().parents[1]


def answers():
    return kept.load()[0]["exercises"]


def run(code, path):
    """A process of its own that runs code with the kept module; it prints what it has saved."""
    env = os.environ | {"NATOKIT_PROGRESS": str(path), "PYTHONPATH": str(NOTEBOOKS)}
    command = [sys.executable, "-u", "-c", "from natokit import kept\n" + code]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def test_an_answer_comes_back_with_tries_first_result_and_times(progress_file):
    assert kept.load() == ({"name": "", "exercises": {}, "claims": {}}, "")
    assert kept.record("e01", "14", False) == ""
    assert kept.record("e01", "12", True) == ""
    assert kept.record("e02", ["Poland", "Україна"], None, again=False) == ""
    one, draft = answers()["e01"], answers()["e02"]
    assert {k: one[k] for k in ("given", "right", "right_first", "tries")} == {
        "given": "12",
        "right": True,
        "right_first": False,
        "tries": 2,
    }
    assert one["first"] <= one["last"]
    assert (draft["tries"], draft["given"]) == (0, ["Poland", "Україна"])
    text = progress_file.read_text(encoding="utf-8")
    assert '"version": 1' in text
    assert "Україна" in text  # readable
    assert {p.name for p in progress_file.parent.iterdir()} <= {
        "progress.json",
        "progress.json.lock",
    }


def test_a_draft_becomes_a_first_try_when_it_is_handed_in(progress_file):
    kept.record("e01", "1", False, again=False)
    kept.record("e01", "12", True)
    assert (answers()["e01"]["tries"], answers()["e01"]["right_first"]) == (1, True)


def test_reading_writes_nothing(progress_file):
    kept.load()
    assert list(progress_file.parent.iterdir()) == []


def test_kill_9_during_a_write_loses_nothing_that_was_kept_before(progress_file):
    code = """
import itertools
for n in itertools.count(len(kept.load()[0]["exercises"])):
    assert kept.record(f"e{n}", "x" * 3000, True) == ""
    print(n, flush=True)
"""
    chance, during = random.Random(3), 0
    for _ in range(ROUNDS):
        process = run(code, progress_file)
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        printed = [int(line) for line in [first, *process.stdout.read().splitlines()] if line]
        process.wait()
        during += any(progress_file.parent.glob("*.tmp"))
        saved, told = kept.load()
        assert told == ""
        assert {f"e{n}" for n in range(printed[-1] + 1)} <= set(saved["exercises"])
        assert all(entry["given"] == "x" * 3000 for entry in saved["exercises"].values())
    print(f"{ROUNDS} kills, {during} of them in the middle of a write, {len(answers())} answers")
    assert kept.record("last", "1", True) == ""
    assert list(progress_file.parent.glob("*.tmp")) == []
    assert list(progress_file.parent.glob("*set-aside*")) == []


def test_two_kernels_at_once_lose_none_of_each_others_answers(progress_file):
    code = "for n in range(60): assert kept.record(f'{NAME}{n}', str(n), True) == ''"
    processes = [run(code.replace("{NAME}", name), progress_file) for name in "abc"]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert set(answers()) == {f"{name}{n}" for name in "abc" for n in range(60)}


GOOD = {"given": "12", "right": True, "right_first": True, "tries": 1, "first": "t", "last": "t"}
WHOLE = {"kind": kept.KIND, "version": 1, "name": "", "exercises": {"e01": GOOD}, "claims": {}}
UNREADABLE = {
    "empty": b"",
    "cut off": json.dumps(WHOLE).encode()[:-20],
    "not text": bytes(range(256)),
    "another program's": b'{"progress": 50}',
    "a list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "a newer version": json.dumps(WHOLE | {"version": 2}).encode(),
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_used_is_set_aside_and_the_pupil_is_told(progress_file, raw):
    progress_file.write_bytes(raw)
    occupied = progress_file.with_name("progress.set-aside-1.json")
    occupied.write_text("set aside before")
    found, told = kept.load()
    assert found["exercises"] == {}
    assert "put aside as progress.set-aside-2.json" in told
    assert told.count(".") <= 5
    assert occupied.read_text() == "set aside before"
    assert progress_file.with_name("progress.set-aside-2.json").read_bytes() == raw
    assert kept.record("e01", "12", True) == ""
    assert list(answers()) == ["e01"]
    assert kept.load()[1] == ""


def test_answers_that_can_be_read_in_a_damaged_file_are_kept(progress_file):
    bad = {"given": 5, "tries": "many"}
    progress_file.write_text(json.dumps(WHOLE | {"exercises": {"e01": GOOD, "e02": bad}}))
    found, told = kept.load()
    assert found["exercises"] == {"e01": GOOD}
    assert "the answers that could be read are kept" in told
    assert kept.load() == (found, "")


def test_a_file_damaged_while_a_lesson_runs_is_set_aside_at_the_next_answer(progress_file):
    kept.record("e01", "12", True)
    progress_file.write_bytes(b"damaged")
    told = kept.keep("exercises", {"e02": GOOD})
    assert "progress.set-aside-1.json" in told
    assert list(answers()) == ["e02"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_a_progress_file_holds_it_is_read_or_set_aside_byte_for_byte(progress_file, data):
    for path in progress_file.parent.iterdir():
        path.unlink()
    text = json.dumps(WHOLE | {"claims": {"p07b": {"verdict": "v", "reason": "", "last": "t"}}})
    raw = data.draw(
        st.binary(max_size=60)
        | st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda part: (
                st.lists(part, max_size=3)
                | st.dictionaries(
                    st.sampled_from([*WHOLE, *GOOD, "e01"]) | st.text(max_size=3), part, max_size=5
                )
            ),
        ).map(lambda value: json.dumps(WHOLE | (value if isinstance(value, dict) else {})).encode())
        | st.integers(0, len(text)).map(lambda n: text[:n].encode())
        | st.tuples(st.integers(0, len(text) - 1), st.integers(0, 255)).map(
            lambda spot: text.encode()[: spot[0]] + bytes([spot[1]]) + text.encode()[spot[0] + 1 :]
        )
    )
    progress_file.write_bytes(raw)
    found, told = kept.load()
    assert kept.load() == (found, "")
    aside = progress_file.with_name("progress.set-aside-1.json")
    assert bool(told) == aside.exists()
    assert (aside if told else progress_file).read_bytes() == raw
    assert kept.keep("exercises", {"e99": GOOD}) == ""
    assert kept.load()[0]["exercises"] == found["exercises"] | {"e99": GOOD}


def test_a_full_disk_is_told_and_the_answer_is_written_when_there_is_room(
    progress_file, monkeypatch
):
    kept.record("e01", "12", True)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(kept.os, "fsync", full)
        told = kept.record("e02", "13", False)
    assert "progress.json cannot be written (No space left on device)" in told
    assert list(json.loads(progress_file.read_text())["exercises"]) == ["e01"]
    assert list(answers()) == ["e01", "e02"]  # kept in memory
    assert kept.record("e03", "1", True) == ""
    assert list(json.loads(progress_file.read_text())["exercises"]) == ["e01", "e02", "e03"]


def test_a_folder_that_cannot_be_written_is_told_and_nothing_breaks(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NATOKIT_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert "cannot be written" in kept.record("e01", "12", True)
    assert answers()["e01"]["given"] == "12"
    monkeypatch.setenv("NATOKIT_PROGRESS", str(tmp_path))
    found, told = kept.load()
    assert found["exercises"] == {}
    assert "does not open" in told


def test_by_itself_the_file_lies_beside_the_notebooks_and_git_ignores_it(monkeypatch, project):
    monkeypatch.delenv("NATOKIT_PROGRESS")
    assert kept.progress_path() == project / "notebooks" / "progress.json"
    ignored = (project / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert "notebooks/progress*.json*" in ignored
