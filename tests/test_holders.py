"""Who held and who owned the land under real places, on the days around every change.

`place_days.csv` is written from history (treaties, UN texts, courts, lists of states), never from
our own tables: a piece of land drawn in the wrong place fails as much as a wrong row does. Its
columns: the hard case it belongs to, a place, its position (WGS 84), a day, and the holder, the
owner by law and the status of that day, in the codes of states.csv.
"""

import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from shapely import Point

import natokit
from natokit import tables
from natokit.export import table_of

FIRST = "1949-04-04"
CASES = {
    *("West Berlin", "Saar", "Trieste", "Austria", "Amt Neuhaus", "German unification"),
    *("Tangier", "Spanish Morocco", "Ifni", "French Algeria", "Cyprus", "Golan", "Sinai"),
    *("Gaza and West Bank", "Transnistria", "Abkhazia", "South Ossetia", "Karabakh", "Chechnya"),
    *("Kosovo", "Krajina", "Crimea", "Donetsk and Luhansk", "Baltic states", "Yugoslavia"),
    *("Soviet Union", "East Jerusalem", "Others"),
}
# The line of contact is that of February 2015 throughout, so the map has no day for this town
WITHOUT_A_DAY = {"Debaltseve"}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read(Path(__file__).with_name("place_days.csv"))
PLACES = defaultdict(list)
for _row in ROWS:
    PLACES[_row["place"]].append(_row)
BORDERS = tables.data_folder() / "borders"
TENURE = read(BORDERS / "tenure.csv")
OWN_TOPIC = {row["unit_id"] for row in read(BORDERS / "units.csv") if row["role"] == "kit"}


@cache
def land_on(day, scale):
    return natokit.borders_on(day, scale=scale).set_index("unit_id")


@cache
def unit_at(place, scale):
    """The one unit of land under a place."""
    row, land = PLACES[place][0], land_on(FIRST, scale)
    found = land[land.contains(Point(float(row["lon"]), float(row["lat"])))]
    assert len(found) == 1, f"{len(found)} pieces of land under {place}"
    return found.index[0]


def said(row):
    return row["holder"], row["de_jure" if "de_jure" in row else "owner"], row["status"]


def day_before(day):
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


@pytest.mark.parametrize("scale", ["map", "fine"])
@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_held_and_owned_by_the_right_state_on_each_day(place, scale):
    unit = unit_at(place, scale)
    for row in PLACES[place]:
        assert said(land_on(row["day"], scale).loc[unit]) == said(row), row["day"]


def test_both_scales_put_a_place_in_the_same_unit():
    assert not [p for p in PLACES if unit_at(p, "map") != unit_at(p, "fine")]


def test_every_hard_case_has_places_inside_it_and_days_of_its_own():
    assert len(ROWS) >= 150
    assert {row["case"] for row in ROWS} == CASES
    for case in CASES:
        rows = [row for row in ROWS if row["case"] == case]
        assert len({said(row) for row in rows}) >= 2, case
        assert len({row["day"] for row in rows}) >= 3, case


def test_a_place_has_one_position_and_its_days_in_order():
    for place, rows in PLACES.items():
        assert len({(row["case"], row["lat"], row["lon"]) for row in rows}) == 1, place
        days = [row["day"] for row in rows]
        assert days == sorted(set(days)), place
        assert days[0] == FIRST, place


def test_a_change_is_asked_on_the_last_day_before_and_on_the_first_day_after():
    for place in PLACES.keys() - WITHOUT_A_DAY:
        for old, new in pairwise(PLACES[place]):
            assert said(old) == said(new) or old["day"] == day_before(new["day"]), (place, new)


def test_every_change_of_land_of_the_lessons_is_asked_at_a_place_in_it():
    asked = {(unit_at(row["place"], "fine"), row["day"]) for row in ROWS}
    changes = [
        (row["unit_id"], day)
        for row in TENURE
        if row["start"] > FIRST and row["unit_id"] in OWN_TOPIC
        for day in (day_before(row["start"]), row["start"])
    ]
    assert not sorted(set(changes) - asked)


ZONES = {
    "Soviet zone": ["Krems", "Wiener-Neustadt", "Eisenstadt", "Freistadt", "Rohrbach"],
    "American zone": ["Linz", "Wels"],
    "Western zones": ["Salzburg", "Innsbruck", "Graz"],
    "four sectors": ["Vienna"],
}


HOLDERS = {"Soviet zone": "AT-SBZ", "four sectors": "AT-W4"}


@pytest.mark.parametrize("scale", ["map", "fine"])
@pytest.mark.parametrize("zone", ZONES)
def test_a_place_in_occupied_austria_lies_in_its_zone(zone, scale):
    land = land_on("1950-01-01", scale).loc[[unit_at(place, scale) for place in ZONES[zone]]]
    assert all(zone in note for note in land["note"])
    assert set(land["holder"]) == {HOLDERS.get(zone, "AT-ALW")}
    assert set(land["de_jure"]) == {"AT"}


def test_the_map_of_1950_has_a_line_around_the_soviet_zone_of_austria():
    lines = table_of("1950-01-01", "borders")
    control = lines[lines["kind"] == "control"]
    sides = {frozenset(pair) for pair in zip(control["holder_a"], control["holder_b"], strict=True)}
    assert {"AT-SBZ", "AT-ALW"} in sides
    assert {"AT-SBZ", "AT-W4"} in sides
    assert {"AT-ALW", "AT-W4"} not in sides  # Vienna lay inside the Soviet zone
