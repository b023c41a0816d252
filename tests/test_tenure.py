"""Who held which land when: rules of the tables of borders, and words for every day of change.

What the tables say of real places is asked in test_holders.py.
"""

import csv
import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
FIRST, OPEN = date(1949, 4, 4), date.max
STATUSES = {
    *("sovereign", "occupied", "annexed", "separatist", "de_facto", "colony", "protectorate"),
    *("un_administered", "leased", "international", "partly_recognised"),
}
# Marks that editing left behind in the notes of the first version
DEBRIS = re.compile(
    r"\.\.|\. \.|NEW UNIT|to be drawn|corrected|\(see |the file|cut it out|^[a-z(.]|  |\bTODO\b"
)


def read(name, folder="borders"):
    with open(DATA / folder / name, encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        if "start" in row:
            row["from"] = date.fromisoformat(row["start"])
            row["to"] = date.fromisoformat(row["end"]) if row["end"] else OPEN
    return rows


TENURE, STATES = read("tenure.csv"), read("states.csv")
DISAGREEMENTS = read("disagreements.csv")
UNITS = defaultdict(list)
for _row in TENURE:
    UNITS[_row["unit_id"]].append(_row)
NAMES = defaultdict(list)
for _row in STATES:
    NAMES[_row["code"]].append(_row)


def on(rows, day):
    return [row for row in rows if row["from"] <= day < row["to"]]


def name_of(code, day):
    (row,) = on(NAMES[code], date.fromisoformat(day))
    return row["name"]


def first_unnamed_day(code, row):
    """The first day inside the row on which `code` has no name, or None."""
    day = max(row["from"], FIRST)
    while day < row["to"]:
        names = on(NAMES[code], day)
        if not names:
            return day
        day = names[0]["to"]
    return None


def test_rows_are_sorted_by_unit_and_start():
    keys = [(row["unit_id"], row["start"]) for row in TENURE]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_each_unit_is_held_without_gap_or_overlap_from_1949_on(unit):
    rows = UNITS[unit]
    assert rows[0]["from"] <= FIRST
    assert rows[-1]["to"] == OPEN
    assert all(row["from"] < row["to"] for row in rows)
    assert all(a["to"] == b["from"] for a, b in pairwise(rows))


def test_each_unit_has_one_holder_on_25_days():
    for step in range(25):
        day = FIRST + timedelta(days=step * 1150)
        wrong = [unit for unit, rows in UNITS.items() if len(on(rows, day)) != 1]
        assert not wrong, f"{day}: {wrong}"


@pytest.mark.parametrize("column", ["holder", "de_jure"])
def test_each_code_has_a_name_on_every_day_it_is_used(column):
    missing = [
        (row["unit_id"], row[column], first_unnamed_day(row[column], row))
        for row in TENURE
        if row["to"] > FIRST and first_unnamed_day(row[column], row)
    ]
    assert not missing


def test_names_of_one_code_do_not_overlap():
    for code, rows in NAMES.items():
        rows = sorted(rows, key=lambda row: row["from"])
        assert all(row["from"] < row["to"] for row in rows), code
        assert all(a["to"] <= b["from"] for a, b in pairwise(rows)), code


def test_every_code_in_states_is_used_by_some_land():
    used = {row[column] for row in TENURE for column in ("holder", "de_jure")}
    assert set(NAMES) == used


def test_labels_are_short_enough_for_a_map():
    assert not [row["label"] for row in STATES if not 0 < len(row["label"]) <= 14]


def test_statuses_and_marks_are_from_the_lists():
    assert {row["status"] for row in TENURE} <= STATUSES
    assert {row["certainty"] for row in TENURE + STATES} <= {"C", "P", "M"}


def test_sovereign_land_belongs_to_its_holder():
    rows = [row for row in TENURE if row["status"] == "sovereign"]
    assert not [row["unit_id"] for row in rows if row["holder"] != row["de_jure"]]


def test_every_row_has_a_source_of_the_right_form():
    for row in TENURE + STATES:
        ids = row["sources"].split(";")
        assert all(re.fullmatch(r"[A-Z]\d+", i) for i in ids), row
        assert len(ids) == len(set(ids)), row


def test_every_source_is_in_the_list_of_sources():
    known = {row["source_id"] for row in read("sources.csv", folder="")}
    rows = TENURE + STATES + DISAGREEMENTS
    assert not {i for row in rows for i in row["sources"].split(";")} - known


def test_every_tenure_row_has_a_readable_note():
    bad = [(r["unit_id"], r["note"]) for r in TENURE if not r["note"] or DEBRIS.search(r["note"])]
    assert not bad
    assert not [row["note"] for row in TENURE if row["note"][-1] not in ".)"]


def test_a_row_says_why_it_is_only_partly_certain_and_nothing_is_left_from_memory():
    for row in TENURE + STATES:
        assert row["certainty"] in ("C", "P"), row
        assert (row["certainty"] == "P") == ("Partly certain: " in row["note"]), row
        assert "from memory" not in row["note"], row


def test_every_day_on_which_land_changes_hands_says_what_happened():
    for row in TENURE:
        if row["from"] <= FIRST:
            assert not row["event"], row  # such a start opens the table and is no event
        else:
            assert 10 <= len(row["event"]) <= 90, row
            assert row["event"][0].isupper(), row
            assert row["event"][-1] not in ".;:", row
            assert not DEBRIS.search(row["event"]), row


def test_every_day_on_which_a_name_begins_or_ends_says_what_happened():
    told = {(row[c], row["from"]) for row in TENURE for c in ("holder", "de_jure") if row["event"]}
    told |= {(old["holder"], new["from"]) for rows in UNITS.values() for old, new in pairwise(rows)}
    told |= {(row["code"], row["from"]) for row in STATES if row["note"]}
    for row in STATES:
        assert row["from"] <= FIRST or (row["code"], row["from"]) in told, row
        assert row["to"] == OPEN or (row["code"], row["to"]) in told or row["note"], row


# What a country does on the first day of a membership that has neither a stage nor a note
FIRST_STEP = {"Partnership for Peace": "signs the framework document"}


def test_every_day_on_which_a_membership_begins_or_ends_says_what_happened():
    stages = {row["day"] for row in read("stages.csv", folder="nato")}
    for row in read("memberships.csv", folder="nato"):
        told = row["note"] or row["organisation"] in FIRST_STEP
        assert told or row["start"] in stages, row
        assert row["note"] or row["end"] in stages | {""}, row
    for row in read("members.csv", folder="nato"):
        assert row["joined"] in stages, row


# Changes inside a state, which the map does not show
NO_CHANGE_OF_STATE = {"Amt Neuhaus to Lower Saxony"}


@pytest.mark.parametrize("row", DISAGREEMENTS, ids=lambda row: row["subject"])
def test_a_disagreement_names_land_a_day_and_other_days(row):
    units = row["unit_ids"].split(";")
    assert units == sorted(set(units))
    assert set(units) <= set(UNITS)
    days = {start for unit in units for start in (r["start"] for r in UNITS[unit])}
    assert (row["used_day"] in days) == (row["subject"] not in NO_CHANGE_OF_STATE)
    others = [day for day in row["other_days"].split(";") if day]
    assert others == sorted(set(others))
    assert row["used_day"] not in others
    for day in others:
        date.fromisoformat(day if len(day) == 10 else f"{day}-01")
    assert row["why"][0].isupper()
    assert row["why"][-1] == "."


def test_where_land_is_only_partly_certain_the_rival_days_are_listed():
    listed = {(unit, r["used_day"]) for r in DISAGREEMENTS for unit in r["unit_ids"].split(";")}
    for row in TENURE:
        if row["certainty"] == "P":
            assert listed & {(row["unit_id"], row[c]) for c in ("start", "end")}, row


def test_land_with_a_local_administration_is_treated_alike():
    """Separatist, however strong another state's hold: see the row on Northern Cyprus."""
    local = {
        "CY-NC",
        "GE-ABH",
        "GE-OSS",
        "MD-PMR",
        "UA-DNR",
        "UA-LNR",
        "AZ-NKR",
        "RU-ICH",
        "HR-RSK",
    }
    rows = [row for row in TENURE if row["status"] == "separatist"]
    assert {row["holder"] for row in rows} == local
    assert {row["status"] for row in TENURE if row["holder"] in local} == {"separatist"}


def test_crimea_belongs_to_ukraine_in_law_on_every_day_since_1991():
    for unit in ("UA-40", "UA-43"):
        rows = [row for row in UNITS[unit] if row["start"] >= "1991-12-26"]
        assert {row["de_jure"] for row in rows} == {"UA"}


def test_the_baltic_states_own_their_land_in_law_throughout():
    for code in ("EE", "LV", "LT"):
        assert {row["de_jure"] for row in UNITS[code]} == {code}


NAMES_ON_A_DAY = """
DE 1990-10-02 West Germany
DE 1990-10-03 Germany
TR 2022-05-31 Turkey
TR 2022-06-01 Türkiye
MK 2019-02-11 Macedonia
MK 2019-02-12 North Macedonia
CS 2003-02-03 FR Yugoslavia
CS 2003-02-04 Serbia and Montenegro
CZ 1999-03-12 Czech Republic
CZ 2024-03-07 Czechia
SU 1991-12-25 Soviet Union
"""


@pytest.mark.parametrize("line", NAMES_ON_A_DAY.strip().split("\n"))
def test_a_state_has_the_name_of_that_day(line):
    code, day, name = line.split(" ", 2)
    assert name_of(code, day) == name


UNDRAWN = list(csv.DictReader((DATA / "borders" / "undrawn.csv").open(encoding="utf-8")))
README = (DATA / "borders" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", UNDRAWN, ids=lambda row: row["place"])
def test_what_is_not_drawn_names_its_land_time_and_source_and_stands_in_the_readme(row):
    units = row["unit_ids"].split(";")
    assert units == sorted(set(units))
    assert set(units) <= set(UNITS)
    assert not row["end"] or row["start"] < row["end"]
    assert row["what"][0].isupper()
    assert row["what"][-1] == "."
    known = {source["source_id"] for source in read("sources.csv", folder="")}
    assert set(row["sources"].split(";")) <= known
    assert f"| {row['place']} |" in README


def test_land_whose_note_speaks_of_something_not_drawn_is_in_the_list():
    listed = {unit for row in UNDRAWN for unit in row["unit_ids"].split(";")}
    small = {"BE", "CN", "KP", "KR", "SO", "SS", "SA", "MD"}  # at the rim, or told in the README
    noted = {row["unit_id"] for row in TENURE if "not drawn" in row["note"] and row["to"] > FIRST}
    assert noted - small <= listed, noted - small - listed


def test_a_confirmed_change_has_an_official_source_or_two_others():
    grades = {row["source_id"]: row["grade"] for row in read("sources.csv", folder="")}
    for row in TENURE:
        if row["certainty"] == "C" and row["from"] > FIRST:
            of_row = [grades[source] for source in row["sources"].split(";")]
            assert "a" in of_row or len(of_row) >= 2, row
