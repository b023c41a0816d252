"""The sentences under and beside the maps: exact for chosen days, equal to the tables for all."""

import re
from itertools import pairwise

import pytest
from test_history import holds, rows_of

import natokit
from natokit import describe, history

MEMBERS = rows_of("nato/members.csv")
MEMBERSHIPS = rows_of("nato/memberships.csv")
STAGES = [row for row in rows_of("nato/stages.csv") if row["track"] != "troops"]
PARTNERS = "Partnership for Peace"
HERZEGOVINA = " and Herzegovina"
TURNING_DAYS = history.turning_days()
NOT_DRAWN = " The line of control in Ukraine after 24 February 2022 is not drawn."

ALT_TEXTS = {
    "1949-04-04": (
        "Map for 4 April 1949: 12 NATO members; Belgium, Canada, Denmark, France, Iceland, Italy, "
        "Luxembourg, Netherlands, Norway, Portugal, United Kingdom and United States sign the "
        "treaty on this day."
    ),
    "1949-04-05": "Map for 5 April 1949: 12 NATO members.",
    "1952-02-18": "Map for 18 February 1952: 14 NATO members; Greece and Turkey join on this day.",
    "1955-05-06": "Map for 6 May 1955: 15 NATO members; West Germany joins on this day.",
    "1955-05-14": (
        "Map for 14 May 1955: 15 NATO members; 8 Warsaw Pact members: Albania, Bulgaria, "
        "Czechoslovakia, East Germany, Hungary, Poland, Romania and Soviet Union."
    ),
    "1990-10-03": (
        "Map for 3 October 1990: 16 NATO members; 6 Warsaw Pact members: Bulgaria, "
        "Czechoslovakia, Hungary, Poland, Romania and Soviet Union."
    ),
    "1994-01-26": (
        "Map for 26 January 1994: 16 NATO members; "
        "1 state in the Partnership for Peace outside NATO."
    ),
    "1999-03-12": (
        "Map for 12 March 1999: 19 NATO members; Czech Republic, Hungary and Poland join on this "
        "day; 24 states in the Partnership for Peace outside NATO."
    ),
    "2020-03-27": (
        "Map for 27 March 2020: 30 NATO members; North Macedonia joins on this day; "
        "20 states in the Partnership for Peace outside NATO."
    ),
    "2024-03-07": (
        "Map for 7 March 2024: 32 NATO members; Sweden joins on this day; "
        "18 states in the Partnership for Peace outside NATO." + NOT_DRAWN
    ),
}


@pytest.mark.parametrize(("day", "text"), ALT_TEXTS.items())
def test_the_alternative_text_says_what_the_map_of_the_day_shows(day, text):
    assert natokit.alt_text(day) == text


def numbers_by_hand(day):
    """Members, joining, in the Warsaw Pact, partners outside NATO on a day, from the CSV files."""
    inside = {row["iso3"] for row in MEMBERS if row["joined"] <= day}
    new = {row["iso3"] for row in MEMBERS if row["joined"] == day}
    states = {"Warsaw Pact": set(), PARTNERS: set()}
    for row in MEMBERSHIPS:
        if row["organisation"] in states and holds(row, day):
            states[row["organisation"]].add(row["state"])
    return (len(inside), len(new), len(states["Warsaw Pact"]), len(states[PARTNERS] - inside))


def numbers_in(text):
    """The same numbers as the text gives them; names are counted, not their number believed."""

    def names(pattern):
        found = re.search(pattern, text)
        return (
            len(re.split(r", | and (?=[^,;]+$)", found[1].replace(HERZEGOVINA, ""))) if found else 0
        )

    counted = re.search(r"(\d+) Warsaw Pact members?:", text)
    pact = names(r"Warsaw Pact members?: ([^;.]+)")
    assert pact == (int(counted[1]) if counted else 0)
    partners = re.search(r"(\d+) states? in the Partnership", text)
    new = names(r"NATO members; ([^;:]+) (?:joins?|sign the treaty) on this day")
    members = re.search(r": (\d+) NATO members", text)
    return int(members[1]), new, pact, int(partners[1]) if partners else 0


def test_the_numbers_in_every_alternative_text_are_those_of_the_tables():
    said = {day: numbers_in(natokit.alt_text(day)) for day in TURNING_DAYS}
    assert said == {day: numbers_by_hand(day) for day in TURNING_DAYS}


@pytest.mark.parametrize(
    ("day", "says"),
    [("2014-03-18", False), ("2022-02-23", False), ("2022-02-24", True), ("2024-07-10", True)],
)
def test_the_map_says_from_24_february_2022_on_that_the_front_is_not_drawn(day, says):
    assert natokit.alt_text(day).endswith(NOT_DRAWN) == says
    assert ("not drawn" in natokit.alt_text(day)) == says


CHANGES = {
    "1949-04-04 1949-04-05": [],
    "1952-02-17 1952-02-18": [
        "NATO: Greece and Turkey in; 12 members become 14.",
        "NATO integrated command: Greece in.",
    ],
    "1954-10-25 1954-10-26": [
        "Trieste (zone A): held by the Free Territory of Trieste before, by Italy now.",
        "Buje district (Trieste zone B) and Slovene coast (Trieste zone B): "
        "held by the Free Territory of Trieste before, by Yugoslavia now.",
    ],
    "1955-05-06 1955-05-14": [
        "Warsaw Pact: Albania, Bulgaria, Czechoslovakia, East Germany, Hungary, Poland, Romania "
        "and Soviet Union in."
    ],
    "1963-07-31 1963-08-01": [
        "Selfkant and Elten: held by the Netherlands before, by West Germany now."
    ],
    "1966-06-30 1966-07-01": ["NATO integrated command: France out."],
    "1968-09-12 1968-09-13": ["Warsaw Pact: Albania out."],
    "1973-07-09 1973-07-10": ["Land held by the United Kingdom is now held by the Bahamas."],
    "1990-10-02 1990-10-03": [
        "West Berlin: held by West Berlin (three Western sectors) before, by Germany now.",
        "Amt Neuhaus, East Berlin and Germany, east: held by East Germany before, by Germany now.",
    ],
    "1992-12-31 1993-01-01": [
        "Land held by Czechoslovakia is now held by the Czech Republic and Slovakia."
    ],
    "1996-10-26 1996-12-11": ["Partnership for Peace: Switzerland in; Malta out."],
    "1999-03-11 1999-03-12": ["NATO: Czech Republic, Hungary and Poland in; 16 members become 19."],
    "2014-03-17 2014-03-18": ["Crimea and Sevastopol: held by Ukraine before, by Russia now."],
    "2022-05-31 2022-06-01": [],
    "2024-03-06 2024-03-07": ["NATO: Sweden in; 31 members become 32."],
}


@pytest.mark.parametrize(("days", "wanted"), CHANGES.items(), ids=CHANGES)
def test_what_changed_between_two_days_is_said_in_these_words(days, wanted):
    since, day = days.split()
    assert natokit.what_changed(day, since) == wanted


def test_what_changed_can_be_asked_for_some_land_only():
    found = natokit.what_changed("2014-03-18", "2014-03-17", {"UA-43", "FR"})
    assert found == ["Crimea: held by Ukraine before, by Russia now."]
    assert natokit.what_changed("2014-03-18", "2014-03-17", {"FR"}) == []


def test_asking_what_changed_backwards_in_time_is_refused():
    with pytest.raises(ValueError, match=r"(?=.*1999-03-12)(?=.*2004-03-29)"):
        natokit.what_changed("1999-03-12", "2004-03-29")


def test_the_headline_is_the_stage_of_the_day_or_the_number_of_members():
    for row in STAGES:
        assert describe.headline(row["day"]) == f"{history.spoken(row['day'])} - {row['title']}"
    assert describe.headline("1999-03-13") == "13 March 1999 - 19 NATO members"
    assert describe.headline("1949-04-05") == "5 April 1949 - 12 NATO members"


def test_the_caption_names_day_law_limits_and_origin():
    assert describe.caption("1999-03-12") == (
        "NATO member states on 12 March 1999; borders as of that day, by who held the land. "
        "Colours show member states, not the area covered by Article 5. "
        f"Membership confirmed up to {history.spoken(STAGES[-1]['day'])}. "
        "Geometry: Natural Earth (public domain), changed; dates and sources: data/ of this kit."
    )


@pytest.fixture(scope="module")
def sentences():
    found = []
    for day in TURNING_DAYS:
        found += [natokit.alt_text(day), describe.headline(day), describe.caption(day)]
    stage_days = [row["day"] for row in STAGES]
    for since, day in [*pairwise(TURNING_DAYS), *pairwise(stage_days)]:
        found += natokit.what_changed(day, since)
    return found


def test_no_sentence_shows_a_gap_a_missing_value_or_a_loose_end(sentences):
    ugly = re.compile(r"  |\bNone\b|\bnan\b|[{}\[]|\s[,.;:]|,,|\.\.|;\.|^\s|\s$|\b[A-Z]{3}\b")
    assert not [text for text in sentences if ugly.search(text)]


def test_every_sentence_is_finished(sentences):
    finished = [text for text in sentences if " - " not in text]  # all but the headlines
    assert len(finished) > 300
    assert not [text for text in finished if text[-1] != "."]


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_a_reader_writes_them(names, text):
    assert describe.listing(iter(names)) == text


def test_a_count_goes_with_its_noun():
    assert describe.plural(1, "member") == "1 member"
    assert describe.plural(0, "member") == "0 members"
    assert describe.plural(2, "body", "bodies") == "2 bodies"
