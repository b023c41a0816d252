"""The land of a day for other programs: what is in the files, and that others can read them."""

import json
import os
import subprocess
import sys
from itertools import chain

import frictionless
import geopandas as gpd
import numpy as np
import pytest
import shapely

import natokit
from natokit import export, mywork

FORMS = ("geojson", "gpkg", "topojson")
DAY = "1985-01-01"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Path of a file of one day, written once: written("1985-01-01", "states", "gpkg")."""
    folder, done = tmp_path_factory.mktemp("export"), {}

    def path_of(day, what, form, scale="map"):
        key = (day, what, form, scale)
        if key not in done:
            path = folder / f"{what}-{scale}-{day}.{form}"
            done[key] = natokit.export_day(day, path, what=what, scale=scale)
        return done[key]

    return path_of


def land_at(table, lon, lat):
    """(holder, owner, status) of the features at a point."""
    found = table[table.contains(shapely.Point(lon, lat))]
    return list(found[["holder", "de_jure", "status"]].itertuples(index=False, name=None))


# -- what is in them ----------------------------------------------------------------------------

HOLDERS = {  # day: states that carry a colour; counted from lists of members, not from the tables
    "1949-04-04": {"new": 12, "soviet": 1, "pact": 0},
    "1955-05-14": {"member": 15, "soviet": 1, "pact": 7},
    "1985-01-01": {"member": 16, "soviet": 1, "pact": 6},
    "1999-03-12": {"member": 16, "new": 3, "soviet": 1},
    "2024-03-07": {"member": 31, "new": 1, "soviet": 1},
}


@pytest.mark.parametrize("day", HOLDERS)
def test_each_class_has_as_many_states_as_history_says(written, day):
    table = gpd.read_file(written(day, "states", "gpkg"))
    own = table[table["holder"] == table["de_jure"]]
    count = own.groupby("class")["holder"].nunique()
    assert {name: count.get(name, 0) for name in HOLDERS[day]} == HOLDERS[day]


POINTS = [  # day, longitude, latitude, (holder, owner, status)
    ("1985-01-01", 13.30, 52.51, ("BE-W", "BE4", "occupied")),
    ("1985-01-01", 12.37, 51.34, ("DD", "DD", "sovereign")),
    ("1985-01-01", 24.75, 59.40, ("SU", "EE", "annexed")),
    ("1956-12-31", 6.99, 49.24, ("FR", "DE", "protectorate")),
    ("1957-01-01", 6.99, 49.24, ("DE", "DE", "sovereign")),
    ("2021-12-07", 34.10, 44.95, ("RU", "UA", "occupied")),
    ("2021-12-07", 30.52, 50.45, ("UA", "UA", "sovereign")),
]


def test_a_note_for_readers_of_the_table_does_not_reach_the_export():
    notes = export.table_of("1950-01-01", "units")["note"]
    assert notes.str.len().gt(0).sum() > 50
    assert not notes.str.contains("opens the table").any()


@pytest.mark.parametrize(("day", "lon", "lat", "held"), POINTS)
def test_the_right_state_holds_a_place(written, day, lon, lat, held):
    for what in ("states", "units"):
        assert land_at(gpd.read_file(written(day, what, "gpkg")), lon, lat) == [held]


@pytest.mark.parametrize("what", ["states", "units", "borders"])
def test_every_feature_says_from_24_february_2022_on_that_the_front_is_not_drawn(what):
    for day, says in {"2022-02-23": False, "2022-02-24": True, "2024-03-07": True}.items():
        words = set(export.table_of(day, what)["not_drawn"])
        assert len(words) == 1
        assert ("not drawn" in words.pop()) == says


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", ["states", "units", "borders"])
def test_what_is_read_back_is_what_was_written(written, what, form):
    table, back = export.table_of(DAY, what), gpd.read_file(written(DAY, what, form))
    columns = [c for c in table.columns if c != "geometry"]
    back["day"] = back["day"].astype(str).str[:10]  # some readers make a date of it
    assert set(columns) <= set(back.columns)
    assert back[columns].to_dict("list") == table[columns].to_dict("list")
    assert set(back["day"]) == {DAY}
    assert set(back["licence"]) == {"CC BY 4.0"}
    assert back["source"].str.contains("Natural Earth").all()
    same = shapely.equals_exact(
        shapely.normalize(back.geometry.to_numpy()),
        shapely.normalize(table.geometry.to_numpy()),
        1e-9,
    )
    assert same.all(), table[columns[0]][~same].tolist()


@pytest.mark.parametrize("form", FORMS)
def test_names_keep_their_letters(written, form):
    states = gpd.read_file(written("2024-03-07", "states", form)).set_index("holder")
    assert states.loc["TR", "holder_name"] == "Türkiye"
    assert any(ord(c) > 127 for c in "".join(states["holder_name"]))


def test_states_are_the_land_of_states_on_and_lose_none_of_it(written):
    table = gpd.read_file(written(DAY, "states", "gpkg"))
    states = natokit.states_on(DAY).set_index("code").geometry
    assert set(table["holder"]) == set(states.index)
    back = table.dissolve("holder").geometry
    assert np.allclose(shapely.area(back.values), shapely.area(states[back.index].values))
    assert not table.duplicated(["holder", "de_jure", "status"]).any()


def test_units_are_the_rows_of_borders_on(written):
    table, land = gpd.read_file(written(DAY, "units", "gpkg")), natokit.borders_on(DAY)
    for column in ("unit_id", "holder", "de_jure", "status", "note", "sources"):
        assert list(table[column].fillna("")) == list(land[column])


def test_a_border_is_as_long_as_border_length_says(written):
    for day, one, other in ((DAY, "DD", "DE"), ("2023-04-04", "FI", "RU"), (DAY, "BE-W", "DD")):
        table = gpd.read_file(written(day, "borders", "geojson", "fine"))
        sides = [set(pair) for pair in zip(table["holder_a"], table["holder_b"], strict=True)]
        km = table["km"][[pair == {one, other} for pair in sides]].sum()
        assert km == pytest.approx(natokit.border_length(day, one, other), abs=0.3)


def test_a_border_says_what_it_divides(written):
    table = gpd.read_file(written("2021-12-07", "borders", "geojson"))
    rows = table.set_index(["holder_a", "de_jure_a", "holder_b", "de_jure_b"])["kind"]
    assert rows["RU", "RU", "UA", "UA"] == "state"
    assert rows["RU", "UA", "UA", "UA"] == "control"  # the edge of Crimea
    assert rows["RU", "RU", "UA-DNR", "UA"] == "state"
    assert not ((table["holder_a"] == table["holder_b"]) & (table["kind"] != "law")).any()


# -- the formats --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["states", "units", "borders"])
def test_geojson_keeps_to_rfc_7946(written, what):
    raw = written(DAY, what, "geojson").read_bytes()
    document = json.loads(raw.decode("utf-8"))
    assert raw[:1] == b"{"  # no byte order mark
    assert document["type"] == "FeatureCollection"
    assert "crs" not in document
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in document["features"]])
    points = shapely.get_coordinates(shapes)
    assert (np.abs(points).max(axis=0) <= [180, 90]).all()
    assert not shapely.has_z(shapes).any()
    rings = [r for p in shapely.get_parts(shapes) if p.geom_type == "Polygon" for r in [p.exterior]]
    assert all(ring.is_ccw for ring in rings)
    assert bool(rings) == (what != "borders")


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_the_reference_system_is_wgs_84(written, form):
    assert gpd.read_file(written(DAY, "states", form)).crs.to_epsg() == 4326


@pytest.mark.parametrize("scale", ["map", "fine"])
def test_topojson_stores_every_shared_border_once(written, scale):
    document = json.loads(written(DAY, "states", "topojson", scale).read_bytes())
    (geometries,) = [o["geometries"] for o in document["objects"].values()]
    used = np.zeros(len(document["arcs"]), int)
    for shape in geometries:
        for number in chain.from_iterable(chain.from_iterable(shape["arcs"])):
            used[number if number >= 0 else ~number] += 1
    assert set(used) == {1, 2}
    steps = [np.abs(arc).tolist() for arc in document["arcs"]]
    assert all(isinstance(v, int) for point in steps[0] for v in point)
    smaller = written(DAY, "states", "topojson", scale).stat().st_size
    assert smaller < 0.65 * written(DAY, "states", "geojson", scale).stat().st_size


def test_topojson_keeps_the_points_along_a_parallel(written):
    """A program that draws great circles would else bend the border along the 49th parallel."""
    back = gpd.read_file(written(DAY, "states", "topojson")).set_index("holder").geometry
    points = shapely.get_coordinates(back["CA"])
    along = points[
        (np.abs(points[:, 1] - 49) < 0.02) & (points[:, 0] > -122) & (points[:, 0] < -96)
    ]
    assert np.diff(np.sort(along[:, 0])).max() < 4


def test_topojson_turns_outer_rings_as_d3_wants_them(written):
    back = gpd.read_file(written(DAY, "states", "topojson")).geometry
    outer = shapely.get_exterior_ring(shapely.get_parts(back.to_numpy()))
    assert not shapely.is_ccw(outer).any()


@pytest.mark.parametrize("form", ["geojson", "topojson"])
def test_the_same_day_gives_the_same_bytes(written, tmp_path, form):
    again = natokit.export_day(DAY, tmp_path / f"again.{form}")
    assert again.read_bytes() == written(DAY, "states", form).read_bytes()


def test_a_stage_is_a_day_and_a_form_can_be_named(tmp_path):
    path = natokit.export_day("1999-03-12", str(tmp_path / "Länder.json"), form="geojson")
    stage = natokit.stage("1999-03-12")["stage_id"]
    assert path.read_bytes() == natokit.export_day(stage, tmp_path / "2.geojson").read_bytes()


def test_natokit_alone_does_not_load_geopandas(project):
    code = "import sys, natokit; 'export_day' in dir(natokit); print('geopandas' in sys.modules)"
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(project / "notebooks"), *sys.path])}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert run.stdout.strip() == "False", run.stderr


# -- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name", "options", "words"),
    [
        (DAY, "a.shp", {}, r"'\.shp' of a\.shp is no form.*\.geojson, \.gpkg, .*\.csv"),
        (DAY, "a", {}, r"no form.*form='geojson'"),
        (DAY, "a.json", {}, r"'\.json'.*form='geojson'"),
        (DAY, "a.geojson", {"form": "kml"}, r"form='kml' is no form"),
        (DAY, "none/a.gpkg", {}, r"there is no folder .*none; make it first"),
        (DAY, ".", {"form": "gpkg"}, r"is a folder; add a file name"),
        (DAY, 5, {}, r"path must be text.*not 5"),
        (DAY, "a.gpkg", {"what": "rivers"}, r"'states', 'units' or 'borders', not 'rivers'"),
        (DAY, "a.gpkg", {"scale": "big"}, r"'map' or 'fine', not 'big'"),
        ("1948-01-01", "a.gpkg", {}, r"too early"),
        ("2999-01-01", "a.gpkg", {}, r"future"),
        ("1.1.1985", "a.gpkg", {}, r"year-month-day"),
    ],
)
def test_a_wrong_argument_is_named_with_the_remedy(tmp_path, day, name, options, words):
    path = tmp_path / name if isinstance(name, str) else name
    with pytest.raises(ValueError, match=words):
        natokit.export_day(day, path, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path, form):
    path = tmp_path / f"mine.{form}"
    path.write_bytes(b"mine")
    with pytest.raises(ValueError, match=r"exists already.*overwrite=True"):
        natokit.export_day(DAY, path)
    assert path.read_bytes() == b"mine"
    natokit.export_day(DAY, path, overwrite=True)
    assert len(gpd.read_file(path)) > 80
    assert list(tmp_path.iterdir()) == [path]


def test_an_older_file_survives_a_failure(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "mine.geojson"
    path.write_bytes(b"mine")
    monkeypatch.setattr(mywork.os, "replace", full)
    with pytest.raises(ValueError, match=r"cannot be written \(No space left on device\)"):
        natokit.export_day(DAY, path, overwrite=True)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


# -- the data package from outside --------------------------------------------------------------


def test_the_package_is_valid_for_others_in_a_clean_copy(data):
    report = frictionless.validate(str(data / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]
    assert report.stats["tasks"] == len(natokit.tables.descriptor()["resources"])


def test_others_see_a_changed_byte(data):
    path = data / "borders" / "units.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    report = frictionless.validate(str(data / "datapackage.json"))
    assert not report.valid


def test_geopackage_holds_one_layer_named_after_its_content(written):
    assert gpd.list_layers(written(DAY, "borders", "gpkg"))["name"].tolist() == ["borders"]
