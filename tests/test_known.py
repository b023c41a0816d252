"""How do we know of a border? The answer as a table, against the tables that it is made of."""

import pytest

import natokit

LENGTHS = [("2024-03-07", "FI", "RU"), ("1985-01-01", "DE", "DD"), ("1962-01-01", "NATO", "SU")]


@pytest.mark.parametrize("case", LENGTHS, ids=str)
def test_the_stretches_of_a_border_are_as_long_as_the_border(case):
    known = natokit.border_sources(*case)
    assert known["km"].sum() / 2 == pytest.approx(natokit.border_length(*case), abs=0.1)
    assert (known["sources"] != "").all()
    assert known["certainty"].isin(["C", "P"]).all()


SINCE = {  # day, one, other, stretch, since: the line's day, not the last entry of its sides
    "older than the map": ("1960-01-01", "FR", "ES", "FR | ES", ""),
    "not the founding of a state": ("1960-01-01", "DE", "FR", "DE-W | FR", ""),
    "the Saar comes back": ("1960-01-01", "DE", "FR", "DE-SL | FR", "1957-01-01"),
    "line of control": ("2015-01-01", "UA", "RU", "UA | UA-43", "2014-03-18"),
    "held by one state in between": ("1965-01-01", "IL", "EG", "IL | EG-SIN", "1957-03-08"),
    "the line of January 1957": ("1957-02-01", "EG", "IL", "EG-SIW | EG-SIN", "1957-01-15"),
    "the wall's line": ("1985-01-01", "BE-W", "DD", "DE-BE-W | DE-BE-E", ""),
}


@pytest.mark.parametrize(("day", "one", "other", "stretch", "since"), SINCE.values(), ids=SINCE)
def test_a_stretch_is_as_old_as_the_line(day, one, other, stretch, since):
    known = natokit.border_sources(day, one, other)
    rows = known[known["stretch"] == stretch]
    assert list(rows["unit_id"]) == stretch.split(" | ")
    assert set(rows["since"]) == {since}


def test_the_other_days_of_a_side_and_the_titles_of_its_sources_are_told():
    known = natokit.border_sources("2015-01-01", "RU", "UA").set_index(["stretch", "unit_id"])
    crimea = known.loc[("UA-43 | UA", "UA-43")]
    assert crimea["other_days"] == "2014-02-20, 2014-02-27, 2014-03-21"
    assert (crimea["holder"], crimea["de_jure"], crimea["status"]) == ("RU", "UA", "occupied")
    titles = natokit.tables.read("sources").set_index("source_id")["title"]
    assert crimea["sources"].startswith(f"T522 {titles['T522']}; T516 {titles['T516']}; ")


def test_states_that_do_not_meet_have_no_border_to_tell_of():
    known = natokit.border_sources("2024-03-07", "PT", "RU")
    assert known.empty
    assert "since" in known.columns


def test_a_wrong_code_is_refused_with_where_the_codes_are():
    with pytest.raises(ValueError, match=r"XX.*states\.csv"):
        natokit.border_sources("2015-01-01", "XX", "RU")
