"""States and borders of a day: dissolved land, lengths of borders, distances, wrong arguments."""

from functools import lru_cache
from itertools import pairwise

import pytest

import natokit
from natokit import borders, history

DAYS = ("1949-04-04", "1961-08-13", "1991-12-26", "1999-06-10", "2014-03-18", "2024-03-07")


@lru_cache
def land_on(day, scale):
    return natokit.borders_on(day, scale=scale)


@pytest.mark.parametrize("day", DAYS)
def test_the_table_of_a_day_has_each_piece_of_land_once_with_its_names(day):
    land = land_on(day, "map")
    assert land["unit_id"].is_unique
    assert set(land["unit_id"]) == set(land_on(DAYS[0], "map")["unit_id"])
    assert land.crs.to_epsg() == 4326
    assert land.notna().all(axis=None)
    for row in land.itertuples():
        assert row.holder_name == history.name_of(row.holder, day)
        assert row.de_jure_name == history.name_of(row.de_jure, day)


@pytest.mark.parametrize("by", ["holder", "de_jure"])
@pytest.mark.parametrize("day", DAYS)
def test_states_are_their_land_joined_without_loss(day, by):
    land, states = land_on(day, "map"), natokit.states_on(day, by=by)
    assert states["code"].is_unique
    assert set(states["code"]) == set(land[by])
    joined = states.set_index("code").to_crs("EPSG:6933").area
    parts = land.to_crs("EPSG:6933").dissolve(by).area
    pieces = land.to_crs("EPSG:6933").area.groupby(land[by]).sum()
    assert ((joined - pieces).abs() / pieces).max() < 1e-6
    assert ((joined - parts).abs() / parts).max() < 1e-6
    assert states.geometry.is_valid.all()


def test_the_states_of_a_day_have_the_names_and_codes_of_that_day():
    states = natokit.states_on("1985-01-01").set_index("code")
    names = dict(zip(states.index, states["name"], strict=True))
    assert names["DE"] == "West Germany"
    assert (names["DD"], states.at["DD", "iso3"]) == ("East Germany", "DDR")
    assert "LT" not in names
    assert "LT" in set(natokit.states_on("1985-01-01", by="de_jure")["code"])
    assert states.at["BE-W", "iso3"] == ""


def test_finland_adds_more_than_a_thousand_kilometres_and_doubles_the_border_with_russia():
    before, after = (natokit.border_length(d, "NATO", "RU") for d in ("2023-04-03", "2023-04-04"))
    assert 1000 < after - before < 1400
    assert after >= 2 * before
    assert after - before == pytest.approx(natokit.border_length("2023-04-04", "FI", "RU"), abs=0.2)


# Kilometres as the CIA World Factbook gives them; ours are drawn coarser, so shorter.
SURVEYED = {
    ("ES", "PT"): 1224,
    ("ES", "FR"): 646,
    ("NO", "SE"): 1666,
    ("FI", "RU"): 1309,
    ("NO", "RU"): 191,
    ("US", "CA"): 8891,
    ("DE", "PL"): 467,
}


@pytest.mark.parametrize(("pair", "surveyed"), SURVEYED.items(), ids=str)
def test_a_border_is_about_as_long_as_the_survey_says_and_the_same_from_both_sides(pair, surveyed):
    length = natokit.border_length("2024-03-07", *pair)
    assert 0.75 * surveyed < length < 1.1 * surveyed
    assert natokit.border_length("2024-03-07", *reversed(pair)) == length


NO_BORDER = {
    "far apart": ("2024-03-07", "PT", "RU"),
    "not yet there": ("1991-12-25", "UA", "PL"),
    "no longer there": ("1992-01-01", "SU", "NATO"),
    "nobody": ("2024-03-07", set(), "RU"),
    "with itself": ("2005-01-01", "RU", "RU"),
    "one piece with another": ("2005-01-01", "DE", "DE"),
    "among members of one set": ("2024-03-07", {"FR"}, {"FR"}),
}


@pytest.mark.parametrize("case", NO_BORDER.values(), ids=NO_BORDER)
def test_there_is_no_border_where_states_do_not_meet_or_are_the_same(case):
    assert natokit.border_length(*case) == 0


def test_nato_stands_for_its_members_of_the_day():
    members = borders.member_codes("1999-03-12")
    assert {"DE", "PL", "TR", "US"} <= members
    assert not {"DD", "SK", "EE"} & members
    one = natokit.border_length("1999-03-12", members, {"RU"})
    assert one == natokit.border_length("1999-03-12", "NATO", "RU")


def test_the_history_of_a_border_changes_where_the_border_does():
    table = natokit.border_history()
    assert table["day"].is_monotonic_increasing
    assert list(table["day"])[:1] == ["1949-04-04"]
    assert {"1952-02-18", "1991-12-26", "1999-03-12", "2004-03-29", "2023-04-04"} <= set(
        table["day"]
    )
    assert all(a != b for a, b in pairwise(table["km"]))
    for row in table.itertuples():
        assert row.km == natokit.border_length(row.day, "NATO", {"SU", "RU"})
    one = natokit.border_history("NO", "RU")
    assert list(one["km"]) == [0.0, natokit.border_length("2024-01-01", "NO", "RU")]


@pytest.mark.parametrize(
    ("place", "day", "low", "high", "state"),
    [
        ("St Petersburg", "1998-01-01", 700, 1100, "Norway"),
        ("St Petersburg", "2004-03-28", 600, 800, "Poland"),
        ("St Petersburg", "2004-03-29", 120, 145, "Estonia"),
        ("St Petersburg", "2023-04-04", 120, 145, "Estonia"),
        ("Moscow", "1998-01-01", 1350, 1450, "Denmark"),
        ("Moscow", "1999-03-12", 880, 960, "Poland"),
        ("Moscow", "2004-03-29", 560, 620, "Latvia"),
    ],
)
def test_the_nearest_member_is_about_as_far_as_the_atlas_says(place, day, low, high, state):
    km, name = natokit.nearest_member(day, place)
    assert low < km < high
    assert name == state


@pytest.mark.parametrize("place", ["Moscow", "St Petersburg"])
def test_no_accession_takes_nato_farther_away(place):
    table = natokit.distance_history(place)
    assert table["day"].iloc[0] == "1949-04-04"
    assert table["km"].is_monotonic_decreasing


def test_a_place_may_be_given_as_longitude_and_latitude():
    assert natokit.nearest_member("2004-03-29", (37.6176, 55.7558)) == natokit.nearest_member(
        "2004-03-29", "Moscow"
    )
    assert natokit.nearest_member("2004-03-29", (2.35, 48.85)) == (0.0, "France")


WRONG = {
    "scale": (lambda: natokit.borders_on("1999-03-12", scale="big"), r"'map' or 'fine'.*'big'"),
    "by": (lambda: natokit.states_on("1999-03-12", by="law"), r"'holder' or 'de_jure'.*'law'"),
    "code": (lambda: natokit.border_length("1999-03-12", "NATO", "XX"), r"XX.*states\.csv"),
    "set": (lambda: natokit.border_length("1999-03-12", {"RU", "ZZ"}, "NATO"), r"ZZ.*states\.csv"),
    "place": (lambda: natokit.nearest_member("1999-03-12", "Atlantis"), r"Atlantis.*Moscow"),
    "history": (lambda: natokit.distance_history("Atlantis"), r"Atlantis.*Moscow"),
    "point": (lambda: natokit.nearest_member("1999-03-12", (95, 370)), r"longitude, latitude"),
    "pair": (lambda: natokit.nearest_member("1999-03-12", (37.6,)), r"longitude, latitude"),
    "border": (lambda: natokit.border_history("NATO", "XX"), r"XX.*states\.csv"),
}


@pytest.mark.parametrize(("ask", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_argument_is_refused_with_what_to_write_instead(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
