"""A map with a reader's own changes is drawn sooner from the finished one, and is the same map."""

import json

import pytest

import natokit
from natokit import drawn, tables, walk

CHANGES = {
    "a late accession": lambda: natokit.add_row("members", name="Ireland", joined="2025-01-01"),
    "an early accession": lambda: natokit.change_row("members", "POL", joined="1956-01-01"),
    "a member in the inset": lambda: natokit.add_row("members", name="Mexico", joined="1980-01-01"),
    "one member less": lambda: natokit.remove_row("members", "FIN"),
    "a stage": lambda: natokit.add_stage("1950-05-05", "A day", "Something."),
    "other land": lambda: natokit.change_row("tenure", "UA-43", "2014-03-18", holder="UA"),
    "another name": lambda: natokit.change_row("states", "FR", label="Gaul"),
    "a shorter alliance": lambda: natokit.change_row(
        "memberships", "ALB", "Warsaw Pact", end="1960-01-01"
    ),
}


@pytest.fixture(autouse=True)
def history_of_the_kit():
    natokit.undo_all()
    yield
    natokit.undo_all()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_drawn_from_the_finished_map_it_is_what_a_whole_drawing_gives(change):
    change()
    finished = drawn._finished("nato", "europe")
    assert finished is not None
    soon, whole = drawn.build("nato", "europe", finished), drawn.build("nato", "europe")
    assert json.dumps(soon) == json.dumps(whole)


def test_on_the_map_of_troops_too():
    natokit.change_row("tenure", "UA-43", "2014-03-18", holder="UA")
    finished = drawn._finished("troops", "ukraine")
    soon = drawn.build("troops", "ukraine", finished)
    assert json.dumps(soon) == json.dumps(drawn.build("troops", "ukraine"))


def test_a_change_is_drawn_at_once_and_undo_brings_back_the_finished_map(capsys):
    before = drawn.load("nato", "europe")
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    now = drawn.load("nato", "europe")
    assert (before["redrawn"], now["redrawn"]) == (False, True)
    assert now["states"]["IE"]["j"] == "2025-01-01"
    assert [s["count"] for s in now["stages"] if s["day"] == "2025-01-01"] == [33]
    assert next(u for u in now["units"] if u["id"] == "IE")["r"].startswith("M")
    natokit.undo()
    assert drawn.load("nato", "europe") is before
    assert capsys.readouterr().out == ""


def test_a_finished_map_of_other_tables_lends_nothing(data):
    path = data / "nato" / "members.csv"
    path.write_bytes(path.read_bytes().replace(b"Sweden,2024-03-07", b"Sweden,2024-03-11"))
    natokit.remove_row("members", "FIN")
    assert drawn._finished("nato", "europe") is None


def test_days_are_shared_up_to_the_first_that_differs():
    one = [("1949-04-04", "a"), ("1950-01-01", "b"), ("1951-01-01", "c")]
    assert walk.common_days(one, one) == (3, "")
    assert walk.common_days(one, one[:2]) == (2, "1951-01-01")
    assert walk.common_days([one[0], ("1950-06-01", "b")], one) == (1, "1950-01-01")
    assert walk.common_days([], one) == (0, "1949-04-04")


def test_untouched_tables_are_those_of_the_files_also_in_the_midst_of_a_drawing():
    natokit.remove_row("members", "FIN")
    with tables.steady():
        assert len(tables.read("members")) == 31
        with tables.untouched():
            assert len(tables.read("members")) == 32
            assert not tables.edited()
        assert len(tables.read("members")) == 31
