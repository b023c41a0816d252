"""The class server, as far as it can be looked at without one running."""

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

CLASSROOM = Path(__file__).resolve().parents[1] / "deploy" / "classroom"


def module(name):
    """A script of deploy/classroom, without running it."""
    spec = importlib.util.spec_from_file_location(f"classroom_{name}", CLASSROOM / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="the class server is for Debian")


@needs_unix
def test_a_pupil_never_gets_an_account_of_the_system():
    assert module("pupils").account("root") == "kit-root"


@needs_unix
@pytest.mark.parametrize(
    "name", ["", "a", "Ana", "../etc", "a b", "anna\n", "-rf", "a" * 21, "ж" * 3]
)
def test_names_that_could_be_more_than_a_name_are_refused(name):
    with pytest.raises(ValueError, match="use 2 to 20 of a-z"):
        module("pupils").account(name)


@pytest.fixture
def kit(tmp_path):
    (tmp_path / "kit/notebooks").mkdir(parents=True)
    (tmp_path / "kit/data").mkdir()
    (tmp_path / "kit/notebooks/02.ipynb").write_text("first")
    return tmp_path / "kit"


def test_delivery_never_overwrites_what_a_pupil_changed(kit, tmp_path):
    deliver, mine = module("deliver").deliver, tmp_path / "home/notebooks/02.ipynb"
    assert deliver(kit, tmp_path / "home")["added"] == 1
    mine.write_text("my work")
    (kit / "notebooks/02.ipynb").write_text("second")
    [name] = deliver(kit, tmp_path / "home")["beside"]
    assert mine.read_text() == "my work"
    assert mine.with_name(name).read_text() == "second"
    assert deliver(kit, tmp_path / "home") == {"added": 0, "renewed": 0, "beside": []}


def test_a_lesson_that_nobody_changed_follows_the_kit(kit, tmp_path):
    deliver = module("deliver").deliver
    deliver(kit, tmp_path / "home")
    (kit / "notebooks/02.ipynb").write_text("second")
    assert deliver(kit, tmp_path / "home")["renewed"] == 1
    assert (tmp_path / "home/notebooks/02.ipynb").read_text() == "second"


def test_without_a_list_of_what_was_delivered_nothing_is_replaced(kit, tmp_path):
    deliver, mine = module("deliver").deliver, tmp_path / "home/notebooks/02.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("my work")
    (tmp_path / "home/.delivered.json").write_text("{broken")
    assert len(deliver(kit, tmp_path / "home")["beside"]) == 1
    assert mine.read_text() == "my work"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "ana/lessons/notebooks").mkdir(parents=True)
    return tmp_path / "ana"


@needs_unix
def test_answers_are_gathered_in_one_table(home, tmp_path):
    answers = {"exercises": {"e01": {"given": "=1+1", "right": True, "tries": 1}}}
    (home / "lessons/notebooks/progress.json").write_text(json.dumps(answers))
    told = module("collect").collect(tmp_path / "out", [(home, os.getuid())])
    assert told == ["ana: 1 answers"]
    table = (tmp_path / "out/answers.csv").read_text(encoding="utf-8-sig").splitlines()
    assert table[1] == "ana,e01,'=1+1,True,,1,"


@needs_unix
@pytest.mark.parametrize("how", ["symlink", "hard link", "pipe", "folder link", "not the owner's"])
def test_collecting_reads_nothing_but_the_pupils_own_files(home, tmp_path, how):
    secret, place, owner = (
        tmp_path / "secret",
        home / "lessons/notebooks/progress.json",
        os.getuid(),
    )
    secret.write_text('{"exercises": {}}')
    if how == "symlink":
        place.symlink_to(secret)
    elif how == "hard link":
        os.link(secret, place)
    elif how == "pipe":
        os.mkfifo(place)
    elif how == "folder link":
        place.parent.rmdir()
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere/progress.json").write_text("{}")
        place.parent.symlink_to(tmp_path / "elsewhere")
    else:
        place.write_text('{"exercises": {}}')
        owner += 1
    told = module("collect").collect(tmp_path / "out", [(home, owner)])
    assert told[0] == "ana: 0 answers"
    assert "refused" in told[1]
    assert not (tmp_path / "out/ana/progress.json").exists()


@needs_unix
def test_limits_are_asked_for_in_both_kinds_of_control_groups(tmp_path):
    prepare = module("limits").prepare
    (one,) = [join for join in prepare("ana", 10**9, 1.5, tmp_path) if "memory" in str(join)]
    assert (one.parent / "memory.limit_in_bytes").read_text() == "1000000000"
    (tmp_path / "two").mkdir()
    (tmp_path / "two/cgroup.controllers").write_text("memory cpu")
    (two,) = prepare("ana", 10**9, 1.5, tmp_path / "two")
    assert (two.parent / "cpu.max").read_text() == "150000 100000"


def test_the_class_has_the_versions_of_the_lessons():
    def pins(path):
        return {line.split(" ")[0] for line in path.read_text().splitlines() if "==" in line}

    root = CLASSROOM.parents[1]
    assert pins(root / "requirements.txt") <= pins(CLASSROOM / "requirements.txt")


@pytest.mark.parametrize(
    "path", sorted(CLASSROOM.rglob("*require*.txt")) + [CLASSROOM / "proxy/package-lock.json"]
)
def test_locked_sets_of_the_class_name_no_registry(path):
    text = path.read_text()
    assert "resolved" not in text
    assert "--index" not in text
    assert text.count("sha") > 10
