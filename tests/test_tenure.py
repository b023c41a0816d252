"""Who held which land when: rules of the tables, and days that a reader may look up."""

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


def read(name):
    with open(DATA / "borders" / name, encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        if "start" in row:
            row["from"] = date.fromisoformat(row["start"])
            row["to"] = date.fromisoformat(row["end"]) if row["end"] else OPEN
    return rows


TENURE, STATES = read("tenure.csv"), read("states.csv")
UNITS = defaultdict(list)
for _row in TENURE:
    UNITS[_row["unit_id"]].append(_row)
NAMES = defaultdict(list)
for _row in STATES:
    NAMES[_row["code"]].append(_row)


def on(rows, day):
    return [row for row in rows if row["from"] <= day < row["to"]]


def held(unit, day):
    (row,) = on(UNITS[unit], date.fromisoformat(day))
    return row["holder"], row["de_jure"], row["status"]


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
        assert all(re.fullmatch(r"[ST]\d+", i) for i in ids), row
        assert len(ids) == len(set(ids)), row


def test_every_source_is_in_the_list_of_sources():
    with open(DATA / "sources.csv", encoding="utf-8", newline="") as handle:
        known = {row["source_id"] for row in csv.DictReader(handle)}
    assert not {i for row in TENURE + STATES for i in row["sources"].split(";")} - known


def test_every_tenure_row_has_a_readable_note():
    bad = [(r["unit_id"], r["note"]) for r in TENURE if not r["note"] or DEBRIS.search(r["note"])]
    assert not bad
    assert not [row["note"] for row in TENURE if row["note"][-1] not in ".)"]


# (unit, last day before, first day after, before, after); each part is holder, de_jure, status
CHANGES = """
DE-W 1949-05-22 1949-05-23 | DE-ALW DE occupied | DE DE sovereign
DE-E 1949-10-06 1949-10-07 | DE-SBZ DE4 occupied | DD DD sovereign
DE-E 1990-10-02 1990-10-03 | DD DD sovereign | DE DE sovereign
DE-BE-E 1949-10-06 1949-10-07 | DE-SBZ BE4 occupied | DD BE4 de_facto
DE-BE-W 1990-10-02 1990-10-03 | BE-W BE4 occupied | DE DE sovereign
DE-SL 1956-12-31 1957-01-01 | SAAR DE protectorate | DE DE sovereign
AT-3 1955-07-26 1955-07-27 | AT AT occupied | AT AT sovereign
IT-TS 1954-10-25 1954-10-26 | FTT FTT occupied | IT FTT de_facto
IT-TS 1977-04-02 1977-04-03 | IT FTT de_facto | IT IT sovereign
SI-LIT 1954-10-25 1954-10-26 | FTT FTT occupied | YU FTT de_facto
GL 1953-06-04 1953-06-05 | DK DK colony | DK DK sovereign
CY-N 1974-08-15 1974-08-16 | CY CY sovereign | CY-NC CY separatist
CY-SBA 1960-08-15 1960-08-16 | GB GB colony | GB GB sovereign
MT 1964-09-20 1964-09-21 | GB GB colony | MT MT sovereign
DZ-N 1962-07-02 1962-07-03 | FR FR sovereign | DZ DZ sovereign
EE 1991-09-05 1991-09-06 | SU EE annexed | EE EE sovereign
LV 1991-09-05 1991-09-06 | SU LV annexed | LV LV sovereign
LT 1991-09-05 1991-09-06 | SU LT annexed | LT LT sovereign
RU 1991-12-25 1991-12-26 | SU SU sovereign | RU RU sovereign
UA 1991-12-25 1991-12-26 | SU SU sovereign | UA UA sovereign
UA-43 2014-03-17 2014-03-18 | UA UA sovereign | RU UA occupied
UA-40 2014-03-17 2014-03-18 | UA UA sovereign | RU UA occupied
UA-14o 2014-05-10 2014-05-11 | UA UA sovereign | UA-DNR UA separatist
UA-09o 2022-02-23 2022-02-24 | UA-LNR UA separatist | RU UA occupied
GE-AB 1993-09-29 1993-09-30 | GE GE sovereign | GE-ABH GE separatist
GE-SO 1992-06-23 1992-06-24 | GE GE sovereign | GE-OSS GE separatist
MD-SN 1992-07-20 1992-07-21 | MD MD sovereign | MD-PMR MD separatist
AZ-OCC 1994-05-11 1994-05-12 | AZ AZ sovereign | AZ-NKR AZ separatist
AZ-OCC 2020-11-30 2020-12-01 | AZ-NKR AZ separatist | AZ AZ sovereign
AZ-NKr 2023-09-19 2023-09-20 | AZ-NKR AZ separatist | AZ AZ sovereign
RU-CE 1996-08-30 1996-08-31 | RU RU sovereign | RU-ICH RU separatist
RU-CE 1999-09-30 1999-10-01 | RU-ICH RU separatist | RU RU sovereign
SI 1991-10-07 1991-10-08 | YU YU sovereign | SI SI sovereign
BA 1992-03-05 1992-03-06 | YU YU sovereign | BA BA sovereign
HR-KRA 1995-08-06 1995-08-07 | HR-RSK HR separatist | HR HR sovereign
HR-ESL 1996-01-14 1996-01-15 | HR-RSK HR separatist | HR-UNTAES HR un_administered
RS 1992-04-26 1992-04-27 | YU YU sovereign | CS CS sovereign
ME 2006-06-02 2006-06-03 | CS CS sovereign | ME ME sovereign
XK 1999-06-09 1999-06-10 | CS CS sovereign | XK CS un_administered
XK 2008-02-16 2008-02-17 | XK RS un_administered | XK XK partly_recognised
CZ 1992-12-31 1993-01-01 | CSK CSK sovereign | CZ CZ sovereign
FI-POR 1956-01-25 1956-01-26 | SU FI leased | FI FI sovereign
PS-WB 1967-06-06 1967-06-07 | JO PS annexed | IL PS occupied
PS-GZ 2005-09-11 2005-09-12 | IL PS occupied | PS PS de_facto
SY-GOLo 1967-06-09 1967-06-10 | SY SY sovereign | IL SY occupied
EG-SIN 1982-04-24 1982-04-25 | IL EG occupied | EG EG sovereign
SY 1958-02-21 1958-02-22 | SY SY sovereign | UAR UAR sovereign
EH 1976-02-25 1976-02-26 | ES EH colony | MA EH occupied
MA-N 1956-04-06 1956-04-07 | ES MA protectorate | MA MA sovereign
CA-NL 1949-04-04 1949-04-05 | CA CA sovereign | CA CA sovereign
"""


@pytest.mark.parametrize("line", CHANGES.strip().split("\n"), ids=lambda line: line.split(" |")[0])
def test_land_changes_hands_on_this_day_and_not_before(line):
    head, before, after = (part.split() for part in line.split("|"))
    unit, last, first = head
    assert date.fromisoformat(first) - date.fromisoformat(last) == timedelta(days=1)
    assert held(unit, last) == tuple(before)
    assert held(unit, first) == tuple(after)


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
