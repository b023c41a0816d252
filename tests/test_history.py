"""Questions about a day: counts of members, names, classes, stages, half-open intervals.

The expected classes are worked out here from the CSV files with the csv module, not by natokit.
"""

import csv
import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest

import natokit
from natokit import history, tables

DATA = tables.data_folder()
COUNTS = {
    "1949-04-04": 12,
    "1952-02-18": 14,
    "1955-05-06": 15,
    "1982-05-30": 16,
    "1999-03-12": 19,
    "2004-03-29": 26,
    "2009-04-01": 28,
    "2017-06-05": 29,
    "2020-03-27": 30,
    "2023-04-04": 31,
    "2024-03-07": 32,
}
TODAY = dt.date.today()
PARTNERSHIP = "Partnership for Peace"


def rows_of(path):
    """A table as a list of dicts, read without natokit."""
    with open(DATA / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def holds(row, day):
    return row["start"] <= day and (not row["end"] or day < row["end"])


def day_before(day):
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


ISO3 = {row["code"]: row["iso3"] for row in rows_of("borders/states.csv") if row["iso3"]}
JOINED = {row["iso3"]: row["joined"] for row in rows_of("nato/members.csv")}
MEMBERSHIPS = rows_of("nato/memberships.csv")
TENURE = rows_of("borders/tenure.csv")
STAGE_DAYS = sorted({row["day"] for row in rows_of("nato/stages.csv")})


def class_by_hand(code, day):
    """The class of a state on a day, straight from the CSV files."""
    iso3 = ISO3.get(code, "none")
    inside = {
        row["organisation"] for row in MEMBERSHIPS if row["state"] == iso3 and holds(row, day)
    }
    if JOINED.get(iso3, "9") <= day:
        return "new" if JOINED[iso3] == day else "member"
    if iso3 in ("SUN", "RUS"):
        return "soviet"
    return "pact" if "Warsaw Pact" in inside else "partner" if PARTNERSHIP in inside else "other"


def codes_in_use(day):
    """Holders and owners of land on a day, straight from tenure.csv."""
    return {row[column] for row in TENURE if holds(row, day) for column in ("holder", "de_jure")}


@pytest.mark.parametrize(("day", "count"), COUNTS.items())
def test_a_round_counts_from_its_own_day_and_not_from_the_day_before(day, count):
    assert len(natokit.members_on(day)) == count
    if day != "1949-04-04":
        before = [n for d, n in COUNTS.items() if d < day][-1]
        assert len(natokit.members_on(day_before(day))) == before


def test_an_interval_holds_on_its_first_day_and_no_longer_on_its_end():
    rows = [("2000-01-01", "2000-01-03"), ("2000-01-03", ""), ("1999-01-01", "2000-01-01")]
    table = pd.DataFrame(rows, columns=["start", "end"])
    held = {day: list(history.in_force(table, f"2000-01-0{day}").index) for day in (1, 2, 3, 4)}
    assert held == {1: [0], 2: [0], 3: [1], 4: [1]}


NAMES = """
DE 1949-05-22 Germany as a whole (four powers)
DE 1949-05-23 West Germany
DE 1990-10-03 Germany
DD 1949-10-07 East Germany
DE-SBZ 1949-10-06 Germany (Soviet zone)
CS 2003-02-03 FR Yugoslavia
YU 1992-04-26 Yugoslavia
CSK 1992-12-31 Czechoslovakia
CZ 1993-01-01 Czech Republic
CZ 2016-05-02 Czechia
XK 1999-06-10 Kosovo (UN administration)
XK 2008-02-17 Kosovo
SU 1991-12-25 Soviet Union
RU 1991-12-26 Russia
EG 1971-09-01 Egypt (named United Arab Republic)
AE 1971-12-01 Trucial States
"""


@pytest.mark.parametrize("line", NAMES.strip().split("\n"))
def test_a_state_is_called_what_it_was_called_on_that_day(line):
    code, day, name = line.split(" ", 2)
    assert history.name_of(code, day) == name


def test_the_short_name_is_the_label_of_that_day():
    assert history.name_of("DE", "1985-01-01", short=True) == "W. Germany"
    assert history.name_of("TR", "1952-02-18", short=True) == "Turkey"
    assert history.name_of("MK", "2020-03-27", short=True) == "N. Macedonia"


WRONG_ARGUMENTS = {
    "organisation": (lambda: natokit.memberships_on("1990-01-01", "Pact"), "Pact.*Warsaw Pact"),
    "track": (lambda: natokit.stages("army"), "'nato'.*army"),
    "kind": (lambda: natokit.stages(kind="enlargment"), "enlargment.*enlargement"),
    "code": (lambda: history.name_of("ZZ", "1990-01-01"), "ZZ.*states.csv"),
    "class": (lambda: history.class_of("ZZ", "1990-01-01"), "ZZ.*states.csv"),
    "name": (lambda: natokit.members_at, "members_at.*members_on"),
}


@pytest.mark.parametrize(("ask", "message"), WRONG_ARGUMENTS.values(), ids=WRONG_ARGUMENTS)
def test_a_wrong_argument_is_refused_with_the_words_that_would_do(ask, message):
    with pytest.raises((ValueError, AttributeError), match=message):
        ask()


def test_stages_are_in_order_and_those_of_both_tracks_belong_to_each():
    named = {track: natokit.stages(track) for track in (None, "nato", "troops", "both")}
    tracks = {name: set(table["track"]) for name, table in named.items()}
    assert tracks["nato"] <= {"nato", "both"}
    assert tracks["troops"] <= {"troops", "both"}
    assert len(named["both"]) == len(named[None]) == len(rows_of("nato/stages.csv"))
    assert all(list(table["day"]) == sorted(table["day"]) for table in named.values())
    assert list(natokit.stages(kind="enlargement")["day"]) == list(COUNTS)
    assert natokit.as_of() == named["nato"]["day"].iloc[-1]


def test_the_stage_of_a_day_without_one_is_the_last_one_before():
    assert natokit.stage("1999-03-11")["stage_id"] == "1997-madrid"
    assert natokit.stage("1999-03-12")["stage_id"] == "1999-czechia-hungary-poland"
    assert natokit.stage("1999-03-13")["stage_id"] == "1999-czechia-hungary-poland"


def what_if(data, *rows):
    """Add rows to members.csv, as a reader does who asks what would have been."""
    with open(data / "nato/members.csv", "a", encoding="utf-8") as file:
        file.writelines(f"{row},,,,What if,M,S35\n" for row in rows)


def test_an_accession_without_a_stage_of_its_own_is_a_stage(data):
    before, as_of = natokit.stages("nato"), natokit.as_of()
    what_if(data, "IRL,Ireland,2025-01-01,2025", "AUT,Austria,2025-01-01,2025")
    what_if(data, "CHE,Switzerland,2026-08-01,2026")
    table = natokit.stages("nato")
    added = table[~table["stage_id"].isin(before["stage_id"])]
    assert list(zip(added["day"], added["title"], strict=True)) == [
        ("2025-01-01", "Austria and Ireland join"),
        ("2026-08-01", "Switzerland joins"),
    ]
    assert set(added["kind"] + added["status"] + added["sources"]) == {"enlargementM"}
    assert all("members.csv" in text and "stages.csv" in text for text in added["summary"])
    assert natokit.stage("2025-01-02")["title"] == "Austria and Ireland join"
    assert [history.iso(stage_id) for stage_id in added["stage_id"]] == list(added["day"])
    assert len(natokit.stages(kind="enlargement")) == len(COUNTS) + 2
    assert natokit.as_of() == as_of  # what somebody imagines confirms nothing


def test_an_accession_on_the_day_of_a_stage_needs_no_other_one(data):
    before = natokit.stages()
    what_if(data, "IRL,Ireland,2024-03-07,2024", "AUT,Austria,2014-03-18,2014")
    assert natokit.stages().equals(before)
    assert len(natokit.members_on("2024-03-07")) == 34


def test_the_stages_of_the_kit_itself_are_those_of_its_table():
    assert list(natokit.stages()["stage_id"]) == [
        row["stage_id"] for row in rows_of("nato/stages.csv")
    ]


def test_a_three_letter_code_has_the_name_of_the_day_or_stays_as_it_is():
    for code, day, name in [
        ("YUG", "1985-01-01", "Yugoslavia"),
        ("YUG", "1995-01-01", "FR Yugoslavia"),
        ("DEU", "1985-01-01", "West Germany"),
        ("TUR", "2022-06-01", "Türkiye"),
        ("SVK", "1985-01-01", "Slovakia"),
        ("QQQ", "1985-01-01", "QQQ"),
    ]:
        assert history.name_of_iso3(code, day) == name


def test_an_answer_that_is_written_on_does_not_change_the_next_one():
    for ask in (lambda: natokit.members_on("1999-03-12"), natokit.stages):
        first, name = ask(), ask().columns[0]
        first.loc[0, name] = "spoiled"
        assert "spoiled" not in set(ask()[name])


CLASSES = """
FR 1949-04-04 new
FR 1949-04-05 member
FR 1966-07-01 member
TR 1952-02-18 new
DE 1955-05-05 other
DE 1955-05-06 new
DE 1955-05-07 member
DD 1955-05-13 other
DD 1955-05-14 pact
DD 1990-09-23 pact
DD 1990-09-24 other
DE 1990-10-03 member
AL 1968-09-12 pact
AL 1968-09-13 other
SU 1955-05-14 soviet
RU 1991-12-26 soviet
RU 1994-06-22 soviet
PL 1991-07-01 other
PL 1994-02-02 partner
PL 1999-03-11 partner
PL 1999-03-12 new
PL 1999-03-13 member
YU 1955-05-14 other
FI 2023-04-03 partner
FI 2023-04-04 new
SE 2024-03-06 partner
UA 1994-02-07 other
UA 1994-02-08 partner
MT 1996-10-26 partner
MT 1996-10-27 other
MT 2008-04-03 partner
BE-W 1985-01-01 other
XK 2024-03-07 other
"""


@pytest.mark.parametrize("line", CLASSES.strip().split("\n"))
def test_a_state_has_the_class_of_that_day(line):
    code, day, wanted = line.split()
    assert history.class_of(code, day) == wanted


@pytest.mark.parametrize("day", STAGE_DAYS)
def test_every_state_has_at_every_stage_the_class_that_the_tables_give(day):
    found = history.classes_on(day)
    wanted = {code: class_by_hand(code, day) for code in codes_in_use(day)}
    assert {code: found.get(code, "other") for code in wanted} == wanted


def test_nothing_changes_between_two_turning_days():
    days = history.turning_days()
    assert days == sorted(set(days))
    assert days[0] == "1949-04-04"
    assert days[-1] <= TODAY.isoformat()
    for first, after in pairwise(days):
        last = day_before(after)
        assert history.classes_on(first) == history.classes_on(last)
        names = {code: history.name_of(code, first) for code in codes_in_use(first)}
        assert names == {code: history.name_of(code, last) for code in codes_in_use(last)}
