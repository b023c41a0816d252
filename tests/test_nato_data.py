"""What must be true of data/nato/: days, counts, marks, wording and sources."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = ("members", "memberships", "stages", "viewpoints")
COLUMNS = {
    "members": "iso3 name joined round invited protocol_signed summit note status sources",
    "memberships": "state organisation start end status sources note",
    "stages": "stage_id day track kind title summary status sources",
    "viewpoints": "stage_id voice text quote speaker day status sources",
}

JOINED = {
    "1949-04-04": "BEL CAN DNK FRA GBR ISL ITA LUX NLD NOR PRT USA",
    "1952-02-18": "GRC TUR",
    "1955-05-06": "DEU",
    "1982-05-30": "ESP",
    "1999-03-12": "CZE HUN POL",
    "2004-03-29": "BGR EST LTU LVA ROU SVK SVN",
    "2009-04-01": "ALB HRV",
    "2017-06-05": "MNE",
    "2020-03-27": "MKD",
    "2023-04-04": "FIN",
    "2024-03-07": "SWE",
}
COUNTS = (12, 14, 15, 16, 19, 26, 28, 29, 30, 31, 32)

# Days that web pages give by mistake: flags, first sessions, invitations.
NOT_ACCESSION = (
    "1952-02-15 1955-05-02 1955-05-05 1955-05-09 1982-05-29 2004-04-02 2009-04-04 2017-06-07 "
    "2020-03-30 2022-06-29 2023-03-04"
)

REQUIRED_STAGES = (
    "1954-03-31 1955-05-14 1966-03-07 1968-09-13 1974-08-14 1980-10-20 1990-02-09 1990-09-12 "
    "1990-10-03 1990-11-19 1991-07-01 1991-12-20 1991-12-26 1994-01-10 1994-12-05 1995-09-03 "
    "1996-10-22 1997-02-05 1997-05-27 1997-06-26 1997-07-08 1999-03-24 2001-09-12 2002-05-28 "
    "2002-11-21 2007-02-10 2008-04-03 2008-08-08 2009-04-04 2010-07-01 2014-03-18 2014-04-01 "
    "2014-09-05 2015-02-12 2016-07-08 2019-02-07 2020-06-12 2021-06-16 2021-12-07 2021-12-17 "
    "2022-01-26 2022-02-21 2022-02-24 2022-09-30 2023-07-11 2024-07-10 2025-06-25"
)

PACT = "ALB BGR CSK DDR HUN POL ROU SUN"

KINDS = {
    "enlargement",
    "treaty",
    "summit",
    "diplomacy",
    "war",
    "command",
    "statehood",
    "deployment",
}
VOICES = "Washington|Moscow|joining states|other states|Kyiv|critics in the West|other allies"
VOICES += "|NATO|historians"

# The six garbled quotations of the article under study; they must never count as evidence.
ARTICLE_PHRASES = (
    "very serious impact",
    "very substantial cost",
    "engaged extensively",
    "i suppose you could call that",
    "arouse backfire",
    "training exercises under the supervision",
)


def read(name):
    folder = DATA if name == "sources" else DATA / "nato"
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(text):
    return len(text.split())


def members_on(day):
    return {row["iso3"] for row in read("members") if row["joined"] <= day}


def in_organisation(state, organisation, day):
    return any(
        row["start"] <= day and (not row["end"] or day < row["end"])
        for row in read("memberships")
        if row["state"] == state and row["organisation"] == organisation
    )


@pytest.mark.parametrize("name", TABLES)
def test_each_nato_table_has_exactly_the_agreed_columns(name):
    assert list(read(name)[0]) == COLUMNS[name].split()


@pytest.mark.parametrize("name", TABLES)
def test_each_nato_table_is_plain_utf8_with_unix_line_ends_and_no_stray_spaces(name):
    raw = (DATA / "nato" / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    for row in read(name):
        assert all(cell == cell.strip() and "  " not in cell for cell in row.values()), row


@pytest.mark.parametrize("name", TABLES)
def test_every_day_is_an_iso_date_or_unknown(name):
    for row in read(name):
        for column in ("joined", "invited", "protocol_signed", "start", "end", "day"):
            if row.get(column):
                assert date.fromisoformat(row[column]).isoformat() == row[column], row


@pytest.mark.parametrize("name", TABLES)
def test_every_row_carries_a_mark_of_certainty(name):
    assert {row["status"] for row in read(name)} <= {"C", "P", "M"}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_sources_that_the_list_of_sources_has(name):
    known = {row["source_id"] for row in read("sources")}
    for row in read(name):
        ids = [i for i in row["sources"].split(";") if i]
        assert ids, f"{name}.csv: no source in {row}"
        assert len(ids) == len(set(ids)), f"{name}.csv: a source twice in {row}"
        assert set(ids) <= known, f"{name}.csv: unknown {set(ids) - known} in {row}"


def test_each_member_joined_on_the_day_its_instrument_was_deposited():
    expected = {iso: day for day, states in JOINED.items() for iso in states.split()}
    assert {row["iso3"]: row["joined"] for row in read("members")} == expected


def test_the_number_of_members_after_each_round_is_the_known_one():
    assert tuple(len(members_on(day)) for day in JOINED) == COUNTS


def test_the_round_of_a_member_is_the_year_in_which_it_joined():
    assert all(row["round"] == row["joined"][:4] for row in read("members"))


def test_days_mistaken_for_accession_are_nobodys_joining_day():
    assert not {row["joined"] for row in read("members")} & set(NOT_ACCESSION.split())


def test_east_germany_is_not_a_member_of_its_own():
    assert "DDR" not in {row["iso3"] for row in read("members")}
    assert len(members_on("1990-10-02")) == len(members_on("1990-10-03")) == 16


def test_the_political_invitation_comes_before_the_protocol_and_the_protocol_before_accession():
    for row in read("members"):
        days = [row[c] for c in ("invited", "protocol_signed", "joined") if row[c]]
        assert days == sorted(set(days)), row["iso3"]


def test_founders_signed_the_treaty_itself_and_so_have_no_protocol():
    for row in read("members"):
        assert bool(row["protocol_signed"]) == (row["joined"] != "1949-04-04"), row["iso3"]


def test_invitation_days_that_no_source_gives_stay_empty():
    invited = {row["iso3"]: row["invited"] for row in read("members")}
    assert invited["ESP"] == invited["NOR"] == ""


def test_warsaw_pact_members_come_and_go_on_the_known_days():
    pact = {
        row["state"]: (row["start"], row["end"])
        for row in read("memberships")
        if row["organisation"] == "Warsaw Pact"
    }
    assert set(pact) == set(PACT.split())
    assert {start for start, _ in pact.values()} == {"1955-05-14"}
    left = {state: end for state, (_, end) in pact.items() if end != "1991-07-01"}
    assert left == {"DDR": "1990-09-24", "ALB": "1968-09-13"}


def test_no_state_is_in_nato_and_in_the_warsaw_pact_on_the_same_day():
    joined = {row["iso3"]: row["joined"] for row in read("members")}
    for row in read("memberships"):
        if row["organisation"] == "Warsaw Pact" and row["state"] in joined:
            assert row["end"] <= joined[row["state"]], row["state"]


def test_france_is_outside_the_integrated_command_from_july_1966_to_april_2009():
    days = ("1966-06-30", "1966-07-01", "2009-04-03", "2009-04-04")
    inside = [in_organisation("FRA", "NATO integrated command", day) for day in days]
    assert inside == [True, False, False, True]
    assert "FRA" in members_on("1990-01-01")


def test_greece_is_outside_the_integrated_command_from_august_1974_to_october_1980():
    days = ("1974-08-13", "1974-08-14", "1980-10-19", "1980-10-20")
    inside = [in_organisation("GRC", "NATO integrated command", day) for day in days]
    assert inside == [True, False, False, True]


def test_no_member_is_still_a_partner_on_its_accession_day():
    joined = {row["iso3"]: row["joined"] for row in read("members")}
    partners = [r for r in read("memberships") if r["organisation"] == "Partnership for Peace"]
    assert (len(partners), len({row["state"] for row in partners})) == (35, 34)
    for row in partners:
        if row["state"] in joined:
            assert row["end"] == joined[row["state"]], row["state"]


def test_the_nato_russia_council_follows_the_permanent_joint_council_without_a_gap():
    rows = {row["organisation"]: row for row in read("memberships") if row["state"] == "RUS"}
    assert rows["Permanent Joint Council"]["start"] == "1997-05-27"
    assert rows["Permanent Joint Council"]["end"] == rows["NATO-Russia Council"]["start"]
    assert rows["NATO-Russia Council"]["start"] == "2002-05-28"


def test_memberships_end_after_they_start_and_do_not_overlap():
    spans = {}
    for row in read("memberships"):
        assert not row["end"] or row["start"] < row["end"], row
        spans.setdefault((row["state"], row["organisation"]), []).append(row)
    for rows in spans.values():
        ordered = sorted(rows, key=lambda row: row["start"])
        for first, second in pairwise(ordered):
            assert "" < first["end"] <= second["start"], second


def test_every_enlargement_stage_falls_on_a_joining_day_and_the_other_way_round():
    days = [row["day"] for row in read("stages") if row["kind"] == "enlargement"]
    assert sorted(days) == sorted(JOINED)


def test_every_step_that_the_lessons_need_is_a_stage():
    assert set(REQUIRED_STAGES.split()) <= {row["day"] for row in read("stages")}


def test_stage_ids_are_unique_and_start_with_the_year_of_their_day():
    stages = read("stages")
    assert len({row["stage_id"] for row in stages}) == len(stages)
    assert all(row["stage_id"].startswith(row["day"][:4] + "-") for row in stages)


def test_stages_are_in_order_and_no_two_nato_stages_share_a_day():
    days = [row["day"] for row in read("stages")]
    assert days == sorted(days)
    nato = [row["day"] for row in read("stages") if row["track"] in ("nato", "both")]
    assert len(nato) == len(set(nato))


def test_stages_use_only_the_known_tracks_and_kinds():
    for row in read("stages"):
        assert row["track"] in {"nato", "troops", "both"}, row["stage_id"]
        assert row["kind"] in KINDS, row["stage_id"]


def test_titles_have_at_most_60_characters_and_summaries_at_most_60_words():
    for row in read("stages"):
        assert 0 < len(row["title"]) <= 60, row["stage_id"]
        assert 0 < words(row["summary"]) <= 60, row["stage_id"]


def test_the_last_nato_stage_says_how_far_the_sources_reach():
    last = [row for row in read("stages") if row["track"] != "troops"][-1]
    assert (last["day"][:7], last["status"]) == ("2026-07", "P")
    assert last["title"] == f"As of July 2026: {len(members_on(last['day']))} members"


def test_every_viewpoint_belongs_to_a_stage_and_to_a_known_voice():
    stages = {row["stage_id"] for row in read("stages")}
    for row in read("viewpoints"):
        assert row["stage_id"] in stages, row
        assert row["voice"] in VOICES.split("|"), row
        assert 0 < words(row["text"]) <= 40, row


def test_every_enlargement_stage_is_seen_through_at_least_three_voices():
    heard = {}
    for row in read("viewpoints"):
        heard.setdefault(row["stage_id"], set()).add(row["voice"])
    for row in read("stages"):
        if row["kind"] == "enlargement":
            assert len(heard[row["stage_id"]]) >= 3, row["stage_id"]


def test_every_stage_with_viewpoints_has_at_least_two():
    counts = {}
    for row in read("viewpoints"):
        counts[row["stage_id"]] = counts.get(row["stage_id"], 0) + 1
    assert {stage: n for stage, n in counts.items() if n < 2} == {}


def test_every_quotation_is_short_and_has_a_speaker_a_day_and_a_source():
    for row in read("viewpoints"):
        assert words(row["quote"]) <= 25, row["quote"]
        filled = {bool(row[column]) for column in ("quote", "speaker", "day")}
        assert len(filled) == 1, f"a quotation needs a speaker and a day: {row}"


def test_no_quotation_is_taken_from_the_article_under_study():
    for row in read("viewpoints"):
        said = row["quote"].lower()
        assert not any(phrase in said for phrase in ARTICLE_PHRASES), row["quote"]
        assert not {"S100", "S101"} & set(row["sources"].split(";")), row
