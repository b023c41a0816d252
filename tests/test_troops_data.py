"""What must be true of data/troops/: speakers, kinds, intervals, stages and axes."""

from datetime import date, timedelta

import pytest
from test_history import rows_of

import natokit
from natokit import tables, troop_rules, troops

TABLES = ("sites", "estimates", "evidence", "distances_said", "troop_disagreements")
LAST = "2022-04-06"

# id: low, high, kind, side, scope. A change here needs a reason in the commit.
FIGURES = {
    "1990-staff-germany": ("363600", "363600", "presence", "Moscow", "Germany"),
    "1997-fleet-limit": ("", "25000", "capacity", "Moscow", "Crimea"),
    "2014-crimea-pentagon": ("", "20000", "presence", "Washington", "Crimea"),
    "2014-border-nato": ("35000", "40000", "presence", "NATO", "near Ukraine"),
    "2014-inside-nato": ("1000", "", "presence", "NATO", "inside Ukraine"),
    "2015-soloti-plan": ("3500", "3500", "capacity", "press", "one base"),
    "2021-taran": ("110000", "110000", "presence", "Kyiv", "near Ukraine and in Crimea"),
    "2021-kuleba": ("120000", "", "plan", "Kyiv", "near Ukraine"),
    "2021-zapad-total": ("200000", "200000", "exercise", "Moscow", "exercise"),
    "2021-reznikov": ("94300", "94300", "presence", "Kyiv", "near Ukraine and in Crimea"),
    "2021-us-now": ("70000", "70000", "presence", "Washington", "near Ukraine"),
    "2021-us-plan": ("", "175000", "plan", "Washington", "near Ukraine"),
    "2022-nato-belarus": ("30000", "30000", "plan", "NATO", "Belarus"),
    "2022-us-official": ("150000", "150000", "presence", "Washington", "near Ukraine"),
}

# day: how many places of each kind the sources report
REPORTED = {
    "1990-01-01": {"base": 18},
    "1994-08-31": {"base": 9},
    "2014-03-18": {"base": 5, "camp": 2, "deployment": 4},
    "2021-04-14": {"base": 6, "camp": 4, "deployment": 2, "exercise": 1, "separatist": 2},
    "2021-12-07": {"base": 7, "camp": 5, "deployment": 3, "separatist": 2},
    "2022-02-18": {"base": 8, "camp": 12, "deployment": 6, "exercise": 9, "separatist": 2},
    "2022-02-24": {"base": 7, "deployment": 1},
}

LEFT = {  # the first day on which a place is no longer reported
    "matyasfold": "1991-06-19",
    "milovice": "1991-06-27",
    "vilnius": "1993-08-31",
    "legnica": "1993-09-17",
    "wunsdorf": "1994-08-31",
    "riga": "1994-08-31",
    "tallinn": "1994-08-31",
    "skrunda": "1999-10-21",
    "vaziani": "2001-06-29",
    "batumi": "2007-11-13",
    "yelnya": "2022-02-13",
    "soloti": "2022-02-20",
}

REACHED = "Chornobyl|Hostomel airport|Konotop|Trostianets|Izium|Volnovakha|Kherson|Melitopol"
REACHED += "|Enerhodar|Berdiansk"
NOT_TAKEN = "Kyiv|Chernihiv|Sumy|Kharkiv|Mykolaiv|Mariupol|Okhtyrka|Sievierodonetsk|Brovary"


def rows(name):
    return rows_of(tables.resource(name)["path"])


def stages_of_troops():
    return [row for row in rows_of("nato/stages.csv") if row["track"] in ("troops", "both")]


@pytest.mark.parametrize("name", TABLES)
def test_each_table_of_troops_is_plain_and_keeps_the_rules_of_its_description(name):
    raw = tables.file_bytes(tables.path_of(name))
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    fields = [field["name"] for field in tables.resource(name)["schema"]["fields"]]
    for row in rows(name):
        assert list(row) == fields
        assert all(cell == " ".join(cell.split()) for cell in row.values()), row
    troop_rules.check(name, name, tables.read(name))


def test_every_row_about_troops_names_sources_that_the_list_has_and_a_mark():
    known = {row["source_id"] for row in rows_of("sources.csv")}
    lines = [f["properties"] for f in troop_rules.features_of(tables.path_of("lines"))]
    for row in [*rows("sites"), *rows("estimates"), *rows("distances_said"), *lines]:
        ids = row["sources"].split(";")
        assert set(ids) <= known, row
        assert len(ids) == len(set(ids)), row
        assert row.get("status", "C") in "CP", row


def test_every_figure_has_a_speaker_an_area_and_a_way_of_counting():
    for row in rows("estimates"):
        for column in ("who", "side", "scope", "area", "forces", "counts", "confidence"):
            assert row[column], row
        assert row["estimate_id"].startswith(row["day"][:4]), row


@pytest.mark.parametrize("estimate_id", FIGURES)
def test_a_known_figure_stands_as_its_speaker_gave_it(estimate_id):
    (row,) = [row for row in rows("estimates") if row["estimate_id"] == estimate_id]
    found = tuple(row[c] for c in ("low", "high", "kind", "side", "scope"))
    assert found == FIGURES[estimate_id]


def test_the_three_figures_of_3_december_are_two_counts_of_different_areas_and_a_plan():
    found = natokit.estimates_on("2021-12-03", days=1).set_index("estimate_id")
    assert set(found.index) == {"2021-reznikov", "2021-us-now", "2021-us-plan"}
    assert list(found.loc[["2021-reznikov", "2021-us-now"], "kind"]) == ["presence"] * 2
    assert found.loc["2021-us-plan", "kind"] == "plan"
    assert found.loc["2021-reznikov", "scope"] != found.loc["2021-us-now", "scope"]


def test_the_190000_of_february_counts_other_forces_than_the_150000_of_the_same_day():
    found = natokit.estimates_on("2022-02-18", days=1).set_index("estimate_id")
    wide, narrow = found.loc["2022-carpenter"], found.loc["2022-us-official"]
    assert (wide["low"], wide["high"], wide["forces"]) == (169000, 190000, "with other forces")
    assert (narrow["high"], narrow["forces"]) == (150000, "not said")


def test_a_plan_an_exercise_or_a_capacity_is_never_among_the_counts():
    counts = natokit.estimates_on(LAST, days=None, kind="presence")
    assert set(counts["kind"]) == {"presence"}
    after_2000 = counts[counts["day"] > "2000"]
    assert after_2000[["low", "high"]].max().max() == 190000
    assert not set(counts["scope"]) & {"exercise", "one base"}


def test_battalion_groups_are_never_multiplied_into_soldiers():
    for row in rows("estimates"):
        for soldiers in (row["low"], row["high"]):
            for groups in (row["btg_low"], row["btg_high"]):
                if soldiers and groups:
                    assert not 600 <= int(soldiers) / int(groups) <= 1000, row
    alone = [row for row in rows("estimates") if row["forces"] == "BTGs only"]
    assert len(alone) >= 6
    assert not any(row["low"] or row["high"] for row in alone)


def test_a_missing_end_of_a_figure_is_missing_and_not_zero():
    found = natokit.estimates_on("2014-08-28", days=1).set_index("estimate_id")
    assert found["high"].isna().loc["2014-inside-nato"]
    assert natokit.estimates_on(LAST, days=None)["low"].min() > 0


def test_no_column_of_the_places_gives_a_number_by_which_a_sign_could_be_sized():
    columns = set(rows("sites")[0])
    assert not columns & {"low", "high", "troops", "soldiers", "strength", "number", "btg_low"}


@pytest.mark.parametrize("day", REPORTED)
def test_on_a_known_day_the_known_number_of_places_is_reported(day):
    assert natokit.sites_on(day)["kind"].value_counts().to_dict() == REPORTED[day]


@pytest.mark.parametrize("site", LEFT)
def test_a_place_is_reported_up_to_the_day_before_its_troops_are_gone(site):
    before = (date.fromisoformat(LEFT[site]) - timedelta(days=1)).isoformat()
    assert site in set(natokit.sites_on(before)["site_id"])
    assert site not in set(natokit.sites_on(LEFT[site])["site_id"])


def test_every_place_belongs_to_a_stage_of_the_troops_of_about_its_time():
    """Bases may be set up half a year after the agreement, all others begin within a week."""
    days = {row["stage_id"]: row["day"] for row in stages_of_troops()}
    for row in rows("sites"):
        stage = date.fromisoformat(days[row["stage_id"]])
        latest = stage + timedelta(days=180 if row["kind"] == "base" else 7)
        assert row["start"] <= latest.isoformat(), row
        if row["end"]:
            assert stage - date.fromisoformat(row["end"]) < timedelta(days=730), row


def test_a_day_that_no_source_names_is_the_first_of_its_month_or_year():
    for row in rows("sites"):
        if row["dates"] == "month":
            assert "-01" in (row["start"][7:], row["end"][7:]), row


def test_camps_of_the_last_weeks_end_on_the_day_of_the_invasion_and_nothing_is_newer():
    for name in ("sites", "estimates"):
        for row in rows(name):
            assert max(row.get(c, "") for c in ("start", "end", "day")) <= LAST, row
    moved = [r for r in rows("sites") if r["start"] >= "2022-02-01" and r["end"] > "2022-02-20"]
    assert {row["end"] for row in moved} == {"2022-02-24"}
    assert not natokit.sites_on("2022-02-24", kind="base").empty


def test_exercises_that_were_announced_are_told_apart_from_camps_nearby():
    on = natokit.sites_on("2022-02-18").set_index("site_id")["kind"]
    assert set(on[["obuz", "brestsky", "asipovichy", "luninyets", "lida"]]) == {"exercise"}
    assert set(on[["yelsk", "zyabrovka", "bokov", "oktyabrske"]]) == {"camp"}


def test_a_place_that_no_source_names_is_left_out_and_said_to_be():
    assert "boyevo" not in {row["site_id"] for row in rows("sites")}
    assert "Boyevo" in {row["subject"] for row in rows("troop_disagreements")}


def test_the_strongest_evidence_comes_first_and_every_kind_is_used():
    kinds = [row["evidence"] for row in rows("evidence")]
    assert set(kinds) == {row["evidence"] for row in rows("sites")}
    seen = [kinds.index(kind) for kind in natokit.sites_on("2022-02-18")["evidence"]]
    assert seen == sorted(seen)


def test_places_along_the_axes_are_marked_as_reached_or_as_not_taken():
    marks = {}
    for line in natokit.lines_on("2022-02-24").itertuples():
        for place in line.places[line.kind == "axis_beyond" :]:
            marks.setdefault(place["name"], set()).add(line.reached)
    assert {name for name in REACHED.split("|") if marks[name] == {"yes"}} == set(
        REACHED.split("|")
    )
    assert {name for name in NOT_TAKEN.split("|") if marks[name] == {"no"}} == set(
        NOT_TAKEN.split("|")
    )
    assert not set(REACHED.split("|")) & {n for n, found in marks.items() if "no" in found}


def test_each_stretch_beyond_starts_where_its_axis_ended():
    lines = natokit.lines_on("2022-02-24").set_index("id")
    for name in lines.index[lines["kind"] == "axis_beyond"]:
        axis = name.removesuffix("-beyond")
        if axis in lines.index:
            assert lines.loc[axis, "places"][-1] == lines.loc[name, "places"][0], name


def test_by_the_last_day_the_axes_in_the_north_are_gone():
    gone = {f"{axis}{end}" for axis in ("n1", "n2", "ne3") for end in ("", "-beyond")}
    gone |= {"ne1", "ne2-beyond"}
    before, after = (set(natokit.lines_on(day)["id"]) for day in ("2022-04-05", LAST))
    assert before - after == gone
    assert {"s1", "s2", "s3", "e4-beyond"} <= after


@pytest.mark.parametrize("ask", [natokit.sites_on, natokit.estimates_on, natokit.lines_on])
@pytest.mark.parametrize("day", ["1988-12-31", "2022-04-07", "2023-04-04"])
def test_days_that_the_tables_do_not_cover_are_refused_with_the_reason(ask, day):
    with pytest.raises(ValueError, match=r"cover 1 January 1989 to 6 April 2022"):
        ask(day)
    assert not troops.covered(day)


def test_a_stage_id_and_a_date_work_as_a_day_and_an_unknown_kind_is_named():
    by_id = natokit.sites_on("2022-osce-count")
    assert by_id.equals(natokit.sites_on(date(2022, 2, 18)))
    with pytest.raises(ValueError, match="base, camp, deployment, exercise, separatist"):
        natokit.sites_on("2022-02-18", kind="tanks")
    with pytest.raises(ValueError, match="days must be"):
        natokit.estimates_on("2022-02-18", days=0)


def test_every_new_stage_of_the_troops_is_told_by_at_least_two_voices():
    voices = {}
    for row in rows_of("nato/viewpoints.csv"):
        voices.setdefault(row["stage_id"], set()).add(row["voice"])
    new = [row["stage_id"] for row in stages_of_troops() if row["track"] == "troops"]
    assert len(new) >= 19
    assert {stage for stage in new if len(voices.get(stage, ())) < 2} == set()
