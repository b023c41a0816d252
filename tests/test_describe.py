"""The sentences under and beside the maps: exact for chosen days, equal to the tables for all."""

import re
from functools import cache
from itertools import pairwise

import pages
import pytest
from test_history import holds, rows_of

import natokit
from natokit import days, describe, history, words

MEMBERS = rows_of("nato/members.csv")
MEMBERSHIPS = rows_of("nato/memberships.csv")
STAGES = [row for row in rows_of("nato/stages.csv") if row["track"] != "troops"]
PARTNERS, COMMAND = "Partnership for Peace", "NATO integrated command"
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


@cache
def crossed(day):
    """The sentence of the alternative text on land without agreed title."""
    return re.search(
        r" Held without agreed title \(crossed lines\): ([^.]*)\.", natokit.alt_text(day)
    )


@pytest.mark.parametrize(("day", "text"), ALT_TEXTS.items())
def test_the_alternative_text_says_what_the_map_of_the_day_shows(day, text):
    assert natokit.alt_text(day).replace(crossed(day)[0], "") == text


CROSSED = {
    "1952-03-31": (
        "East Berlin by East Germany; Gaza by Egypt; Kehl by France; East Jerusalem and the West "
        "Bank by Jordan; "
        "Selfkant and Elten by the Netherlands; Estonia, Latvia and Lithuania by the Soviet Union; "
        "under other administrations: Austria, the Buje district (Trieste zone B), the Slovene "
        "coast (Trieste zone B), Trieste (zone A) and West Berlin"
    ),
    "1982-05-30": (
        "East Berlin by East Germany; East Jerusalem, Gaza, the Golan Heights and the West Bank by "
        "Israel; "
        "Western Sahara by Morocco; Estonia, Latvia and Lithuania by the Soviet Union; "
        "under other administrations: Northern Cyprus and West Berlin"
    ),
    "1991-12-25": (
        "East Jerusalem, Gaza, the Golan Heights, the Southern border zone of Lebanon and the West "
        "Bank by Israel; "
        "Western Sahara by Morocco; under other administrations: Northern Cyprus"
    ),
    "2014-03-18": (
        "East Jerusalem, the Golan Heights and the West Bank by Israel; Western Sahara by Morocco; "
        "Crimea and Sevastopol by Russia; under other administrations: Abkhazia, Akhalgori, "
        "Central Karabakh, Gaza, Karabakh and the districts around it, Kosovo, Northern Cyprus, "
        "South Ossetia, Transnistria, and the Upper Kodori valley"
    ),
}


@pytest.mark.parametrize(("day", "text"), CROSSED.items())
def test_the_alternative_text_names_the_land_under_crossed_lines_and_who_holds_it(day, text):
    assert crossed(day)[1] == text


def crossed_by_hand(day):
    """{unit: name of the state that holds it, or ""} of land without agreed title, from CSV."""
    subject = {row["unit_id"] for row in rows_of("borders/units.csv") if row["role"] == "kit"}
    states = {row["code"] for row in rows_of("borders/states.csv") if row["iso3"]}
    held = {}
    for row in pages.TENURE:
        if holds(row, day) and row["status"] in pages.DISPUTED and row["unit_id"] in subject:
            other = row["holder"] in states and row["holder"] != row["de_jure"]
            held[row["unit_id"]] = history.name_of(row["holder"], day) if other else ""
    return held


def test_land_under_crossed_lines_is_told_on_every_day_with_its_holder_and_no_other_land():
    names = {row["unit_id"]: row["name"].split(", ")[0] for row in rows_of("borders/units.csv")}
    for day in TURNING_DAYS:
        held, said = crossed_by_hand(day), describe.disputed_on(day)
        assert set(said) == set(held.values()), day
        for holder, places in said.items():
            units = {unit for unit in held if held[unit] == holder}
            wanted = {"Austria" if unit[:2] == "AT" else names[unit] for unit in units}
            assert {place.split(" (")[0] for place in places} == {
                name.split(" (")[0] for name in wanted
            }, day
            assert all(place in crossed(day)[1] for place in places)
            assert not holder or re.search(rf" by (the )?{re.escape(holder)}(;|$)", crossed(day)[1])


def test_the_words_on_land_under_crossed_lines_stay_few():
    assert max(len(crossed(day)[0].split()) for day in TURNING_DAYS) <= 70


def test_what_is_disputed_or_dependent_is_what_the_table_says_and_equal_marks_look_alike():
    table = rows_of("borders/statuses.csv")
    flagged = {row["status"] for row in table if row["disputed"] == "yes"}
    assert history.statuses("disputed") == flagged == pages.DISPUTED
    assert history.statuses("dependent") == pages.COLONIAL
    assert {row["status"] for row in pages.TENURE} <= {row["status"] for row in table}
    for flag in ("disputed", "dependent"):
        looks = {row["map"] for row in table if row[flag] == "yes"}
        assert len(looks) == 1
        assert not looks & {row["map"] for row in table if row[flag] == "no"}


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
    assert ("not drawn" in describe.caption(day)) == says
    assert "not drawn" not in describe.caption(day, front=False)


CHANGES = """
1949-04-04 1949-04-05 |
1951-04-01 1951-04-02 |
1952-02-17 1952-02-18 | 18 February 1952: Greece and Turkey join NATO; 12 members become 14.
1954-10-25 1954-10-26 | 26 October 1954: Control of Trieste (zone A) passes from the Free \
Territory of Trieste to Italy; by law: the Free Territory of Trieste. Control of the Buje district \
(Trieste zone B) and the Slovene coast (Trieste zone B) passes from the Free Territory of Trieste \
to Yugoslavia; by law: the Free Territory of Trieste.
1955-05-06 1955-05-14 | 14 May 1955: Albania, Bulgaria, Czechoslovakia, East Germany, Hungary, \
Poland, Romania and the Soviet Union found the Warsaw Pact.
1956-12-31 1957-01-01 | 1 January 1957: Control of the Saar passes from France to West Germany.
1963-07-31 1963-08-01 | 1 August 1963: Control of Selfkant and Elten passes from the Netherlands \
to West Germany.
1966-06-30 1966-07-01 | 1 July 1966: France leaves NATO's integrated command.
1968-09-12 1968-09-13 | 13 September 1968: Albania leaves the Warsaw Pact.
1973-07-09 1973-07-10 | 10 July 1973: Land passes from the United Kingdom to the Bahamas.
1974-08-13 1974-08-14 | 14 August 1974: Greece leaves NATO's integrated command.
1980-10-19 1980-10-20 | 20 October 1980: Greece is back in NATO's integrated command.
1990-09-12 1990-10-03 | 24 September 1990: East Germany leaves the Warsaw Pact. / 3 October 1990: \
Control of West Berlin passes from West Berlin (three Western sectors) to Germany. Control of Amt \
Neuhaus, East Berlin and Germany (east) passes from East Germany to Germany.
1991-06-30 1991-07-01 | 1 July 1991: The Warsaw Pact ends; Bulgaria, Czechoslovakia, Hungary, \
Poland, Romania and the Soviet Union were its last members.
1991-09-05 1991-09-06 | 6 September 1991: Land passes from the Soviet Union to Estonia, Latvia \
and Lithuania.
1992-12-31 1993-01-01 | 1 January 1993: Land passes from Czechoslovakia to the Czech Republic \
and Slovakia.
1996-10-22 1997-02-05 | 27 October 1996: Malta leaves the Partnership for Peace. / 11 December \
1996: Switzerland joins the Partnership for Peace.
1998-12-31 1999-01-01 | 1 January 1999: Spain enters NATO's integrated command.
1999-03-11 1999-03-12 | 12 March 1999: The Czech Republic, Hungary and Poland join NATO; \
16 members become 19.
2006-12-13 2006-12-14 | 14 December 2006: Bosnia and Herzegovina, Montenegro, and Serbia join \
the Partnership for Peace.
2009-03-31 2009-04-05 | 1 April 2009: Albania and Croatia join NATO; 26 members become 28. / \
4 April 2009: France is back in NATO's integrated command.
2014-03-17 2014-03-18 | 18 March 2014: Control of Crimea and Sevastopol passes from Ukraine to \
Russia; by law: Ukraine.
2022-05-31 2022-06-01 |
2024-03-06 2024-03-07 | 7 March 2024: Sweden joins NATO; 31 members become 32.
"""
CHANGES = CHANGES.replace("\\\n", "").strip().split("\n")


@pytest.mark.parametrize("line", CHANGES, ids=lambda line: line[:21])
def test_what_changed_between_two_days_is_said_in_these_words(line):
    days, wanted = line.split(" |")
    since, day = days.split()
    assert natokit.what_changed(day, since) == [w.strip() for w in wanted.split(" / ") if w]


def land_by_hand(since, day):
    """Days on which land went to another holder that has another one in the end than at first."""
    found, units = set(), {}
    for row in sorted(pages.TENURE, key=lambda row: row["start"]):
        units.setdefault(row["unit_id"], []).append(row)
    for rows in units.values():
        first, last = (next(r["holder"] for r in rows if holds(r, d)) for d in (since, day))
        moves = {new["start"] for old, new in pairwise(rows) if old["holder"] != new["holder"]}
        found |= {d for d in moves if first != last and since < d <= day}
    return found


def groups_by_hand(since, day):
    """Days on which a state entered or left the Warsaw Pact or the command, if it matters."""
    found, accessions = set(), {(row["iso3"], row["joined"]) for row in MEMBERS}
    for name in ("Warsaw Pact", COMMAND):
        rows = [row for row in MEMBERSHIPS if row["organisation"] == name]
        first, last = ({row["state"] for row in rows if holds(row, d)} for d in (since, day))
        for row in rows:
            began = name != COMMAND or (row["state"], row["start"]) not in accessions
            began = began and (name != COMMAND or row["start"] > "1951-04-02")
            events = {row["end"]} | ({row["start"]} if began else set())
            if row["state"] in first ^ last:
                found |= {d for d in events if since < d <= day}
    return found


def day_of(line):
    """The (first) day that a line of what changed begins with, as an ISO day."""
    spoken = re.match(r"(\d+) (\w+) (\d{4})(?: to [^:]+)?: [A-Z]", line)
    return f"{spoken[3]}-{days.months().index(spoken[2]) + 1:02d}-{int(spoken[1]):02d}"


@pytest.mark.parametrize("step", [1, 4, 15, 60])
def test_each_change_stands_in_one_line_with_its_day_and_lines_follow_time(step):
    walk = [row["day"] for row in STAGES][::step]
    for since, day in pairwise(walk):
        lines = natokit.what_changed(day, since)
        told = [day_of(line) for line in lines]
        assert told == sorted(set(told)), (since, day)
        wanted = {row["joined"] for row in MEMBERS if since < row["joined"] <= day}
        wanted |= land_by_hand(since, day) | groups_by_hand(since, day)
        partners = {d for d, line in zip(told, lines, strict=True) if PARTNERS in line}
        assert wanted - partners == set(told) - partners, (since, day)


def test_what_came_back_before_the_end_is_not_told():
    assert "Sinai" in " ".join(natokit.what_changed("1957-01-01", "1956-01-01"))
    assert "Sinai" not in " ".join(natokit.what_changed("1958-01-01", "1956-01-01"))
    assert "France is back" in " ".join(natokit.what_changed("2010-01-01", "1970-01-01"))
    assert "back" not in " ".join(natokit.what_changed("2010-01-01", "1965-01-01"))


def test_the_many_who_join_the_partnership_within_months_get_one_line():
    (line,) = [x for x in natokit.what_changed("1994-12-05", "1994-01-10") if PARTNERS in x]
    assert line.startswith("26 January 1994 to 5 October 1994: Albania, Armenia, ")
    rows = [r for r in MEMBERSHIPS if r["organisation"] == PARTNERS and r["start"] <= "1994-12-05"]
    assert len(re.split(", | and ", line)) == len(rows)


def test_what_changed_can_be_asked_for_some_land_only():
    found = natokit.what_changed("2014-03-18", "2014-03-17", {"UA-43", "FR"})
    wanted = "18 March 2014: Control of Crimea passes from Ukraine to Russia; by law: Ukraine."
    assert found == [wanted]
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
    [
        *(([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")),
        (["A", "B and C", "D"], "A, B and C, and D"),
    ],
)
def test_names_are_listed_as_a_reader_writes_them(names, text):
    assert describe.listing(iter(names)) == text


def test_a_count_goes_with_its_noun():
    assert words.plural(1, "member") == "1 member"
    assert words.plural(0, "member") == "0 members"
    assert words.plural(2, "body", "bodies") == "2 bodies"
