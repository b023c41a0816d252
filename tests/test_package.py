"""datapackage.json and the files it describes: broken, missing, elsewhere, and out of step."""

import json
import os
import re
import subprocess
import sys

import frictionless
import pytest
from test_history import rows_of

import natokit
from natokit import DataError, drawn, tables

REQUIRED_CLASSES = [row["class_id"] for row in rows_of("maps/classes.csv")]


def test_frictionless_accepts_the_whole_package_with_its_foreign_keys():
    package = frictionless.Package(str(tables.data_folder() / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:5]
    named = {resource.name for resource in package.resources}
    assert {"members", "memberships", "stages", "viewpoints", "tenure", "states", "units"} <= named
    keys = {r.name: r.schema.foreign_keys for r in package.resources if r.path.endswith(".csv")}
    assert {"viewpoints", "tenure"} <= {name for name, found in keys.items() if found}


def test_every_file_has_the_hash_and_size_that_the_package_gives():
    for found in tables.descriptor()["resources"]:
        raw = tables.file_bytes(tables.path_of(found["name"]))
        assert (tables.digest(raw), len(raw)) == (found["hash"], found["bytes"]), found["name"]


BROKEN = {
    "missing": None,
    "empty": "",
    "cut off": '{"resources": [{"name": "mem',
    "a list": "[]",
    "a number": "5",
    "no resources": '{"name": "x"}',
    "empty list": '{"resources": []}',
    "resources as text": '{"resources": "members.csv"}',
    "resource as text": '{"resources": ["members.csv"]}',
    "no path": '{"resources": [{"name": "members"}]}',
    "no name": '{"resources": [{"path": "nato/members.csv"}]}',
    "no schema": '{"resources": [{"name": "members", "path": "nato/members.csv"}]}',
    "number as path": '{"resources": [{"name": "members", "path": 5, "schema": {"fields": []}}]}',
    "not UTF-8": "\xff\xfe",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_description_of_the_package_is_named_with_the_way_to_get_it_back(data, text):
    path = data / "datapackage.json"
    path.unlink() if text is None else path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match=r"datapackage\.json.*git checkout"):
        natokit.members_on("1999-03-12")


@pytest.mark.parametrize("part", ["name", "path", "schema", "fields"])
@pytest.mark.parametrize("name", ["members", "tenure"])
def test_a_description_that_lost_a_part_is_named(data, name, part):
    path = data / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    (found,) = [r for r in package["resources"] if r["name"] == name]
    del (found["schema"] if part == "fields" else found)[part]
    path.write_text(json.dumps(package), encoding="utf-8")
    for file in ("nato/members.csv", "borders/tenure.csv"):  # a changed table is checked
        (data / file).write_bytes((data / file).read_bytes().replace(b",C,", b",P,", 1))
    with pytest.raises(DataError, match=r"datapackage\.json"):
        tables.read(name)


def test_an_unknown_table_is_refused_with_the_list_of_tables():
    with pytest.raises(DataError, match=r"no table called 'troops'.*members"):
        tables.read("troops")
    with pytest.raises(ValueError, match=r"'map' or 'fine'"):
        tables.read_land("coarse")


@pytest.mark.parametrize("name", ["units", "units_fine"])
@pytest.mark.parametrize("keep", [None, 0, 100, 20_000], ids=["missing", "empty", "head", "part"])
def test_a_damaged_file_of_land_is_named_with_the_way_to_get_it_back(data, name, keep):
    path = data / "borders" / f"{name}.parquet"
    raw = path.read_bytes()
    path.unlink() if keep is None else path.write_bytes(raw[:keep])
    with pytest.raises(DataError, match=rf"data/borders/{name}\.parquet.*git checkout"):
        natokit.borders_on("1999-03-12", scale={"units": "map", "units_fine": "fine"}[name])


def test_land_without_the_columns_that_are_needed_is_named(data):
    import pandas as pd

    path = data / "borders" / "units.parquet"
    pd.DataFrame({"unit_id": ["FR"]}).to_parquet(path)
    with pytest.raises(DataError, match=r"data/borders/units\.parquet"):
        natokit.borders_on("1999-03-12")


def test_a_table_is_read_again_after_a_change_and_after_the_change_is_undone(data):
    path = data / "nato" / "members.csv"
    raw = path.read_bytes()
    assert len(natokit.members_on("2024-03-10")) == 32
    path.write_bytes(raw.replace(b"Sweden,2024-03-07", b"Sweden,2024-03-11"))
    assert len(natokit.members_on("2024-03-10")) == 31
    path.write_bytes(raw)
    assert len(natokit.members_on("2024-03-10")) == 32


def test_a_change_in_one_table_is_held_against_the_tables_that_refer_to_it(data):
    natokit.stages()
    text = (data / "sources.csv").read_text(encoding="utf-8").split("\n")
    cited = rows_of("nato/stages.csv")[0]["sources"].split(";")[0]
    kept = [line for line in text if not line.startswith(cited + ",")]
    (data / "sources.csv").write_text("\n".join(kept), encoding="utf-8")
    numbers = drawn.Cited()  # the part of the drawing that cites
    numbers.numbers(cited)
    with pytest.raises(DataError, match=rf"(stages|sources)\.csv.*{cited}"):
        numbers.rows()


@pytest.mark.parametrize("name", REQUIRED_CLASSES)
def test_a_class_that_the_maps_need_cannot_be_taken_out(data, name):
    path = data / "maps" / "classes.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(x for x in lines if not x.startswith(name + ",")), encoding="utf-8")
    day = "1985-01-01" if name == "pact" else "1999-03-12"
    with pytest.raises(DataError, match=rf"data/maps/classes\.csv.*{name}"):
        _ = natokit.draw_map(day).figure


@pytest.mark.parametrize("key", ["not_drawn", "disputed", "north_america"])
def test_a_word_that_the_maps_need_cannot_be_taken_out(data, key):
    path = data / "maps" / "interface.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(x for x in lines if not x.startswith(key + ",")), encoding="utf-8")
    with pytest.raises(DataError, match=rf"data/maps/interface\.csv.*{key}"):
        (natokit.alt_text("2024-01-01"), natokit.draw_map("2024-01-01").figure)


TAKEN_OUT = {  # file, lines that are taken out, what a lesson asks then
    "a state": ("borders/states.csv", r"^AL,", lambda: natokit.borders_on("1999-03-12")),
    "a piece of land": ("borders/units.csv", r"^IT-TS,", lambda: drawn.load("nato", "europe")),
    "a city": ("borders/distances.csv", r"^Moscow,", lambda: natokit.distance_history("Moscow")),
    "distances": (
        "borders/distances.csv",
        r"^Moscow,[B-Z]",
        lambda: natokit.nearest_member("1999-03-12", "Moscow"),
    ),
    "an organisation": (
        "nato/memberships.csv",
        r"Partnership for Peace",
        lambda: natokit.alt_text("1999-03-12"),
    ),
    "the last stages": ("nato/stages.csv", r"^(19[5-9]|20)", lambda: natokit.as_of()),
}


@pytest.mark.parametrize(("path", "lines", "ask"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_without_rows_that_others_need_a_table_still_serves_or_is_named(data, path, lines, ask):
    text = (data / path).read_text(encoding="utf-8").split("\n")
    kept = [line for line in text if not re.search(lines, line)]
    assert len(kept) < len(text)
    (data / path).write_text("\n".join(kept), encoding="utf-8")
    try:
        ask()
    except DataError as error:
        said = str(error)
    else:
        said = path
    assert path.split("/")[1] in said


def test_without_the_first_stage_the_table_is_named_and_no_later_stage_is_given(data):
    path = data / "nato" / "stages.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    with pytest.raises(DataError, match=r"data/nato/stages\.csv.*1949-04-04"):
        natokit.stage("1949-04-05")


@pytest.mark.parametrize("path", ["borders/tenure.csv", "nato/members.csv", "sources.csv"])
def test_a_quote_that_is_not_closed_does_not_spill_the_file_into_the_message(data, path):
    lines = (data / path).read_text(encoding="utf-8").split("\n")
    lines[1] = '"' + lines[1]
    (data / path).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=rf"data/{path} row 2") as caught:
        tables.read(path.split("/")[-1].removesuffix(".csv"))
    assert len(str(caught.value)) < 400


def test_the_working_directory_does_not_matter(tmp_path, project):
    code = (
        "import natokit; m = natokit.members_on('1999-03-12'); print(len(m))\n"
        "try: natokit.tables.path_of('troops')\nexcept natokit.DataError as e: print(e)"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(project / "notebooks"), *sys.path])}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert re.match(r"19\ndatapackage\.json has no table called 'troops'", run.stdout), run.stderr
