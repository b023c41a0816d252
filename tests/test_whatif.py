"""A reader's own changes: what follows from them, what is refused, and that they leave no trace."""

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_history import rows_of

import natokit
from natokit import DataError, drawn, edits, export, history, lessons, tables, whatif

MARK = "What if, not history: "


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    """Each test begins and ends with the history of the kit, and saves into a folder of its own."""
    monkeypatch.setenv("NATOKIT_WORK", str(tmp_path / "my-work"))
    natokit.undo_all()
    yield
    natokit.undo_all()


def frames():
    """All tables, as the lessons read them."""
    return {name: tables.read(name) for name in (*edits.TABLES, "sources")}


def files():
    """Hashes of all files in data/."""
    folder = tables.data_folder()
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


# -- what follows from a change -----------------------------------------------------------------


def test_an_accession_becomes_a_stage_and_changes_counts_classes_and_the_map_of_that_day():
    told = natokit.add_row("members", name="Ireland", joined="2025-01-01")
    assert str(told) == (
        "Ireland is added to members. Your changes: 1. undo() takes the last one back."
    )
    assert [len(natokit.members_on(d)) for d in ("2024-12-31", "2025-01-01")] == [32, 33]
    found = natokit.stage("2025-01-01")
    assert (found["title"], found["status"]) == ("What if: Ireland joins", "M")
    assert [history.class_of("IE", d) for d in ("2024-12-31", "2025-01-01", "2025-01-02")] == [
        *("partner", "new", "member")
    ]
    assert natokit.what_changed("2025-01-01", "2024-12-31") == [
        "1 January 2025: Ireland joins NATO; 32 members become 33."
    ]
    land = export.table_of("2025-01-01").set_index("holder")
    assert land.loc["IE", "class"] == "new"


def test_a_member_taken_out_shortens_the_border_and_moves_the_nearest_member():
    day = "2026-07-06"
    with_finland = natokit.border_length(day, "NATO", "RU")
    finland = natokit.border_length(day, "FI", "RU")
    natokit.remove_row("members", "Finland")
    without = natokit.border_length(day, "NATO", "RU")
    assert finland > 1000
    assert without == pytest.approx(with_finland - finland, abs=0.2)
    assert natokit.nearest_member(day, "Moscow")[1] == "Latvia"
    natokit.remove_row("members", "LVA")
    assert natokit.nearest_member(day, "Moscow")[1] == "Estonia"


def test_land_in_other_hands_moves_the_border():
    day = "2014-03-18"
    held, before = (natokit.border_length(d, "UA", "RU") for d in (day, "2014-03-17"))
    for place in ("Crimea", "Sevastopol"):
        natokit.change_row("tenure", place, day, holder="UA", status="sovereign")
    assert natokit.border_length(day, "UA", "RU") == before < held
    assert "Crimea" not in natokit.alt_text(day).split("Map for")[1]


def test_a_stage_of_ones_own_can_be_named_and_stepped_to():
    natokit.add_stage("2020-05-05", "A day in May", "Something happened.")
    row = natokit.stage("2020-05-05")
    assert (row["stage_id"], row["title"]) == ("2020-what-if-a-day-in-may", "What if: A day in May")
    assert (row["status"], row["sources"], row["kind"]) == ("M", "Y1", "diplomacy")
    stepper = natokit.TimeMap(day="2020-what-if-a-day-in-may")
    assert stepper.day == "2020-05-05"
    assert [s["title"] for s in stepper.drawn["stages"] if s["day"] == "2020-05-05"] == [
        "What if: A day in May"
    ]


def test_an_invented_stage_confirms_no_membership():
    confirmed = natokit.as_of()
    natokit.add_stage("2026-08-01", "Later", "Later than the kit.")
    assert natokit.as_of() == confirmed < "2026-08-01"


# -- an invented history never looks like the real one --------------------------------------------


SHOWN = {
    "alternative text": lambda: natokit.alt_text("2025-01-01"),
    "caption": lambda: natokit.draw_map("2025-01-01").caption,
    "map": lambda: natokit.draw_map("1999-03-12"),
    "chart": lambda: natokit.chart_members(),
    "caption of a chart": lambda: natokit.chart_border().caption,
    "stepper": lambda: natokit.TimeMap(day="1999-03-12"),
    "name of the stepper": lambda: natokit.TimeMap().title,
    "line below the stepper": lambda: natokit.TimeMap().drawn["texts"]["redrawn"],
    "small table": lambda: lessons.changes("2025-01-01", "2024-01-01"),
    "sentences of the stepper": lambda: natokit.TimeMap().drawn["sentences"][3][1],
    "source of a file": lambda: export.table_of("1999-03-12")["source"][0],
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_whatever_is_shown_says_that_it_is_no_history_as_long_as_a_change_stands(show):
    before = str(show())
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    assert MARK + "Ireland is added to members (changed by you)." in str(show())
    natokit.undo()
    assert MARK not in str(show())
    assert str(show()) == before


def test_titles_of_pictures_begin_with_what_if():
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    for picture in (natokit.draw_map("1999-03-12"), natokit.chart_members()):
        assert picture.title.startswith("What if: ")
    assert natokit.draw_map("2025-01-01").title == "What if: 1 January 2025 - Ireland joins"


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("members", ("POL",), {"joined": "2000-01-01", "sources": "S01"}),
        ("memberships", ("ALB", "Warsaw Pact"), {"end": "1960-01-01"}),
        ("tenure", ("Crimea", "2014-03-18"), {"holder": "UA"}),
        ("states", ("Albania",), {"name": "Skipetaria"}),
        ("stages", ("1999-czechia-hungary-poland",), {"title": "Three states"}),
    ],
)
def test_a_changed_row_loses_its_sources_and_its_mark_and_says_what_was_changed(table, key, cells):
    natokit.change_row(table, *key, **cells)
    row = tables.read(table).query("sources.str.startswith('Y1')").to_dict("records")
    assert len(row) == 1
    assert row[0]["sources"] == "Y1" + (";S01" if "sources" in cells else "")
    assert row[0]["certainty" if "certainty" in row[0] else "status"] == "M"
    if "note" in row[0]:
        assert row[0]["note"].startswith("What if: ")
        assert row[0]["note"].endswith("changed by you.")
    assert "a row of your own: what if" in str(tables.sources_shown(["Y1"])).casefold()


def test_the_kit_itself_has_no_row_of_ones_own():
    assert not any(row["grade"] == "y" for row in rows_of("sources.csv"))
    for resource in tables.descriptor()["resources"]:
        if "schema" in resource:
            assert not any("Y1" in row.get("sources", "") for row in rows_of(resource["path"]))


# -- a wrong row --------------------------------------------------------------------------------


MEMBERS, STAGES = "data/nato/members.csv", "data/nato/stages.csv"
WRONG = {
    "another form of the day": (
        *(natokit.add_row, "members", {"name": "Ireland", "joined": "01-01-2025"}),
        rf"your copy of {MEMBERS} row 34, column joined: '01-01-2025' is not .*write 2025-01-01",
    ),
    "no day": (
        *(natokit.add_row, "members", {"name": "Ireland"}),
        rf"{MEMBERS} row 34, column (joined|round) is empty; this column must be filled",
    ),
    "a day to come": (
        *(natokit.add_row, "members", {"name": "Ireland", "joined": "2999-01-01"}),
        rf"{MEMBERS} row 34, column joined: 2999-01-01 is in the future",
    ),
    "a day too early": (
        *(natokit.add_row, "members", {"name": "Ireland", "joined": "1948-01-01"}),
        r"row 34, column joined: 1948-01-01 is before the treaty",
    ),
    "no such state": (
        *(natokit.add_row, "members", {"iso3": "QQQ", "name": "Q", "joined": "2025-01-01"}),
        r"row 34, column iso3: 'QQQ' is not in data/borders/states.csv; add it there or correct",
    ),
    "no such name": (
        *(natokit.add_row, "members", {"name": "Narnia", "joined": "2025-01-01"}),
        r"members, column name: there is no state called 'Narnia'; look in data/borders/states",
    ),
    "a name misspelt": (
        *(natokit.add_row, "members", {"name": "Irland", "joined": "2025-01-01"}),
        r"members, column name: there is no state called 'Irland'; do you mean Ireland\?",
    ),
    "no name": (
        *(natokit.add_row, "members", {"joined": "2025-01-01"}),
        r"row 34, column iso3 is empty",
    ),
    "twice": (
        *(natokit.add_row, "members", {"name": "Poland", "joined": "2025-01-01"}),
        r"row 34: this row repeats iso3",
    ),
    "another mark": (
        *(natokit.add_row, "members", {"name": "Ireland", "joined": "2025-01-01", "status": "C"}),
        r"members, column status: a row of your own is always marked M.*leave status out",
    ),
    "no such source": (
        *(natokit.add_row, "members"),
        {"name": "Ireland", "joined": "2025-01-01", "sources": "S9999"},
        r"row 34, column sources: 'S9999' is not in .*sources.csv",
    ),
    "a column misspelt": (
        *(natokit.add_row, "members", {"nam": "Ireland"}),
        r"members has no column 'nam'; do you mean name\?",
    ),
    "no such column": (
        *(natokit.add_row, "members", {"zzz": "Ireland"}),
        r"members has no column 'zzz'; its columns are: iso3, name,",
    ),
    "no such table": (
        *(natokit.add_row, "member", {"name": "Ireland"}),
        r"no table 'member' to change; the tables are: members,",
    ),
    "a table of troops": (
        *(natokit.add_row, "sites", {"name": "Somewhere"}),
        r"no table 'sites' to change",
    ),
    "end before start": (
        *(natokit.add_row, "memberships"),
        {
            **{"state": "AUT", "organisation": "Warsaw Pact"},
            **{"start": "1956-01-01", "end": "1955-01-01"},
        },
        r"memberships.csv row \d+, column end: 1955-01-01 is not after the start",
    ),
    "two holders": (
        *(natokit.add_row, "tenure"),
        {
            **{"unit_id": "UA-43", "start": "2015-01-01"},
            **{"holder": "UA", "de_jure": "UA", "status": "sovereign"},
        },
        r"tenure.csv row \d+, column start: 2015-01-01 overlaps the row before.*UA-43",
    ),
    "a long title": (
        *(natokit.add_row, "stages", {"day": "2020-01-01", "title": "x" * 80, "summary": "s"}),
        rf"{STAGES} row \d+, column title: .* has 89 characters; at most 60 fit",
    ),
}


@pytest.mark.parametrize(("do", "table", "cells", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_gives_one_sentence_and_changes_nothing(do, table, cells, sentence):
    natokit.remove_row("members", "SWE")  # an earlier change must survive as well
    natokit.add_row("members", name="Sweden", joined="2024-03-08")
    before, words = frames(), tables.edited()
    with pytest.raises(DataError) as caught:
        do(table, **cells)
    assert re.search(sentence, str(caught.value)), caught.value
    assert "\n" not in str(caught.value)
    checked = natokit.check_row(table, **cells)
    assert str(checked) == f"Not right yet: {caught.value}"
    after = frames()
    assert all(after[name] is before[name] for name in before)
    assert (tables.edited(), len(natokit.my_changes().rows)) == (words, 2)


@pytest.mark.parametrize(
    ("do", "args", "cells", "sentence"),
    [
        (natokit.change_row, ("members", "POLL"), {"joined": "2000-01-01"}, r"do you mean POL\?"),
        (natokit.change_row, ("members",), {"joined": "2000-01-01"}, r"name one row by its iso3"),
        (natokit.change_row, ("members", "POL"), {}, r"members: say what to change"),
        (natokit.change_row, ("members", "POL", "x"), {"name": "y"}, r"name one row by its iso3"),
        (natokit.change_row, ("tenure", "Crimea"), {"holder": "UA"}, r"has 3 rows .*2014-03-18"),
        (natokit.change_row, ("members", "POL"), {"joined": ""}, r"row 20, column joined is empty"),
        (natokit.change_row, ("tenure", "AL"), {"holder": "QQ"}, r"holder: 'QQ' is not in data/"),
        (natokit.remove_row, ("members", "IRL"), {}, r"members has no row with iso3 'IRL'"),
        (natokit.remove_row, ("stages", "1999-czechia-hungary-poland"), {}, r"refers to it"),
        (natokit.remove_row, ("states", "AL"), {}, r"refers to it"),
        (natokit.remove_row, ("stages", "1949-twelve-founders"), {}, r"stages.csv: .*"),
        (natokit.remove_row, ("tenure", "AL"), {}, r"unit AL has no row"),
    ],
)
def test_a_change_that_does_not_fit_is_told_and_changes_nothing(do, args, cells, sentence):
    before = frames()
    with pytest.raises(DataError, match=sentence):
        do(*args, **cells)
    assert all(frame is before[name] for name, frame in frames().items())
    assert not tables.edited()


def test_a_notebook_shows_the_sentence_of_a_wrong_row_without_lines_of_code():
    with pytest.raises(DataError) as caught:
        natokit.add_row("members", name="Ireland")
    assert caught.value._render_traceback_() == [f"DataError: {caught.value}"]


def test_looking_at_a_right_row_changes_nothing_either():
    before = frames()
    told = natokit.check_row("members", name="Ireland", joined="2025-01-01")
    assert str(told) == "This row is right: add_row would take it."
    assert all(frame is before[name] for name, frame in frames().items())


# -- taking back, keeping, and no trace ---------------------------------------------------------


def test_undo_restores_exactly_what_was_there_and_no_file_was_touched():
    before, raw, key = frames(), files(), drawn.key()
    stages = natokit.stages().to_dict("records")
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    one = frames()
    natokit.change_row("members", "POL", joined="2000-01-01")
    natokit.add_stage("2001-01-01", "A day", "Something.")
    assert drawn.key() != key
    natokit.undo()
    natokit.undo()
    assert all(frame.equals(one[name]) for name, frame in frames().items())
    assert str(natokit.undo()).startswith("Taken back: Ireland is added to members. Nothing is")
    assert all(frame.equals(before[name]) for name, frame in frames().items())
    assert natokit.stages().to_dict("records") == stages
    assert drawn.key() == key
    assert files() == raw
    assert str(natokit.undo()).startswith("There is nothing to take back.")


def test_the_list_of_changes_names_each_one():
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    natokit.change_row("members", "Poland", joined="2000-01-01")
    natokit.remove_row("members", "FIN")
    said = [row[3][0] for row in natokit.my_changes().rows]
    assert said == [
        "Ireland is added to members",
        "in members, Poland has joined 2000-01-01 instead of 1999-03-12",
        "Finland is taken out of members",
    ]
    assert tables.edited().endswith("and 1 more")
    natokit.undo_all()
    assert str(natokit.my_changes()) == whatif.NOTHING


def test_a_new_kernel_has_the_history_of_the_kit():
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    code = "import natokit; print(len(natokit.members_on('2026-01-01')))"
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert run.stdout == "32\n"


def test_kept_changes_come_back_and_only_when_asked(tmp_path):
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    natokit.change_row("members", "POL", joined="2000-01-01")
    natokit.remove_row("members", "FIN")
    wanted, words = frames(), str(natokit.my_changes())
    assert repr(natokit.keep_changes("mine.json")) == "Saved: my-work/mine.json"
    natokit.undo_all()
    assert str(natokit.load_changes("mine.json")) == words
    assert all(frame.equals(wanted[name]) for name, frame in frames().items())
    kept = (tmp_path / "my-work" / "mine.json").read_text(encoding="utf-8")
    assert json.loads(kept)["changes"][1]["cells"]["joined"] == "2000-01-01"


def test_a_kept_file_is_replaced_only_when_asked(tmp_path):
    natokit.add_row("members", name="Ireland", joined="2025-01-01")
    natokit.keep_changes("mine.json")
    raw = (tmp_path / "my-work" / "mine.json").read_bytes()
    natokit.undo_all()
    with pytest.raises(ValueError, match=r"my-work/mine.json exists already.*overwrite=True"):
        natokit.keep_changes("mine.json")
    assert (tmp_path / "my-work" / "mine.json").read_bytes() == raw


GOOD = {"do": "add", "table": "members", "key": ["IRL"], "words": "x"}
SPOILED = {
    "missing": (None, r"mine.json is not in the folder my-work; keep_changes"),
    "empty": ("", r"mine.json was not written by keep_changes.*it stays as it is"),
    "a list": ("[]", r"was not written by keep_changes"),
    "cut off": ('{"changes": [{"do": "add", "ta', r"was not written by keep_changes"),
    "not UTF-8": ("\xff\xfe", r"was not written by keep_changes"),
    "another deed": (json.dumps({"changes": [{**GOOD, "do": "burn"}]}), r"was not written"),
    "cells as text": (json.dumps({"changes": [{**GOOD, "cells": "x"}]}), r"not written|no column"),
    "a wrong row": (
        json.dumps({"changes": [{**GOOD, "cells": {"iso3": "IRL", "joined": "never"}}]}),
        r"members.csv row 33, column ",
    ),
    "a row that is gone": (
        json.dumps({"changes": [{**GOOD, "do": "remove"}]}),
        r"members no longer has the row IRL.*undo_all",
    ),
    "another table": (
        json.dumps({"changes": [{**GOOD, "table": "sites", "cells": {}}]}),
        r"no table 'sites'",
    ),
    "a mark": (
        json.dumps({"changes": [{**GOOD, "cells": {"status": "C"}}]}),
        r"always marked M",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_of_changes_is_told_left_as_it_is_and_changes_nothing(
    tmp_path, text, sentence
):
    natokit.remove_row("members", "FIN")
    before, path = frames(), tmp_path / "my-work" / "mine.json"
    path.parent.mkdir()
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match=sentence):
        natokit.load_changes("mine.json")
    assert all(frame is before[name] for name, frame in frames().items())
    assert text is None or path.read_bytes() == text.encode("latin-1")


def test_a_file_that_somebody_edits_meanwhile_is_read_with_the_changes_on_top(data):
    natokit.remove_row("members", "SWE")
    path = data / "nato" / "members.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("FIN,Finland,2023-04-04", "FIN,Finland,2023-05-04"), "utf-8")
    assert len(natokit.members_on("2024-03-07")) == 31
    assert len(natokit.members_on("2023-04-30")) == 30
    path.write_text("\n".join(x for x in text.split("\n") if "Sweden,2024" not in x), "utf-8")
    with pytest.raises(DataError, match=r"members no longer has the row SWE.*undo_all"):
        natokit.members_on("2024-03-07")
    natokit.undo_all()
    assert len(natokit.members_on("2024-03-07")) == 31


# -- any change at all --------------------------------------------------------------------------


def some(table):
    """Text for cells and keys: what the table has, days, and nonsense."""
    rows = rows_of(tables.resource(table)["path"])
    columns = list(rows[0])
    known = [row[c] for row in rows[:: max(1, len(rows) // 25)] for c in columns]
    odd = ["", "2025-01-01", "1949-04-04", "2999-01-01", "31.12.1999", "IRL", "$x$ <b>&", '"', "\n"]
    cell = st.one_of(st.sampled_from(odd), st.sampled_from(known), st.text(max_size=12))
    keys = [tuple(row[c] for c in edits._key_columns(table)) for row in rows]
    key = st.one_of(st.sampled_from(keys), st.lists(cell, max_size=3).map(tuple))
    return key, st.dictionaries(st.sampled_from(columns), cell, max_size=5)


@pytest.mark.parametrize("table", edits.TABLES)
@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_any_change_either_holds_or_is_told_and_leaves_everything_as_it_was(table, data):
    natokit.undo_all()
    key, cells = some(table)
    do = data.draw(st.sampled_from([natokit.add_row, natokit.change_row, natokit.remove_row]))
    args = (table,) if do is natokit.add_row else (table, *data.draw(key, "key"))
    new = {} if do is natokit.remove_row else data.draw(cells, "cells")
    before, told = frames(), None
    try:
        do(*args, **new)
    except DataError as fault:
        told = str(fault)
    if told is not None:
        assert len(told) < 1000
        assert "\n" not in told
        assert not tables.edited()
        assert all(frame is before[name] for name, frame in frames().items())
        return
    assert len(natokit.my_changes().rows) == 1
    for day in ("1949-04-04", "1991-12-26", "2024-03-07"):
        assert natokit.alt_text(day).startswith(MARK)
    natokit.stages()
    history.turning_days()
    natokit.undo()
    assert all(frame.equals(before[name]) for name, frame in frames().items())
