"""A damaged table or file of lines in data/troops/ is named, with row or feature and column."""

import json

import pytest

import natokit
from natokit import DataError, tables, troop_rules

SPOILED = [  # table, column, row id, value, what the sentence must name
    ("sites", "start", "yelnya", "2022-04-07", "start: 2022-04-07"),
    ("sites", "end", "yelnya", "2023-01-01", "end: 2023-01-01"),
    ("sites", "stage_id", "yelnya", "1949-twelve-founders", "track nato only"),
    ("sites", "lat", "yelnya", "54.60473", "four decimals"),
    ("estimates", "high", "2014-border-nato", "30000", "smaller than the lower end 35000"),
    ("estimates", "high", "2014-inside-nato", "1000", "over does not fit"),
    ("estimates", "low", "2021-us-plan", "70000", "up to does not fit"),
    ("estimates", "low", "2022-guardian-btg", "60000", "BTGs only"),
    ("estimates", "kind", "2021-zapad-total", "presence", "scope exercise"),
    ("estimates", "words", "2021-us-plan", "word " * 26, "at most 25 words"),
    ("estimates", "day", "2022-april-us", "2022-05-01", "day: 2022-05-01"),
    ("distances_said", "fits", "zyabrovka", "no", "we measure 25 km"),
    ("distances_said", "site_id", "kursk", "kurskk", "'kurskk' is not in"),
]


@pytest.mark.parametrize(("name", "column", "row", "value", "named"), SPOILED)
def test_a_spoiled_cell_is_named_with_its_row_and_column(name, column, row, value, named):
    frame = tables.read(name).copy()
    at = frame.index[frame[frame.columns[0]] == row][0]
    frame.loc[at, column] = value
    with pytest.raises(DataError, match=rf"x\.csv row {at + 2}, column .*{named}"):
        troop_rules.check(name, "x.csv", frame)


def test_two_rows_of_a_place_and_kind_must_not_overlap():
    frame = tables.read("sites").copy()
    at = frame.index[(frame["site_id"] == "gudauta") & (frame["start"] == "2009-02-01")][0]
    frame.loc[at, "start"] = "2008-01-01"
    with pytest.raises(DataError, match="column start: 2008-01-01 lies in the row before"):
        troop_rules.check("sites", "x.csv", frame)


def _without(key):
    def change(document):
        del document["features"][0]["properties"][key]

    return change


def _with(key, value, at=2):
    return lambda document: document["features"][at]["properties"].update({key: value})


def _shifted(document):
    document["features"][0]["geometry"]["coordinates"][0] = [48.6, 139.6]


DAMAGE = {
    "no start": _without("start"),
    "no name": _without("name"),
    "unknown kind": _with("kind", "arrow"),
    "wrong flag": _with("reached", "no"),
    "a date too late": _with("end", "2022-05-01"),
    "unknown source": _with("sources", "Z999"),
    "text as error": _with("accuracy_km", "ten"),
    "swapped coordinates": _shifted,
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE)
def test_damage_in_the_lines_is_named(data, change):
    path = data / "troops" / "lines.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError, match=r"troops/lines\.geojson"):
        natokit.lines_on("2022-03-01")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"features": 5}', b"\xff", b'{"features": [1]}']
)
def test_a_file_of_lines_that_is_none_is_named_with_the_way_to_get_it_back(data, raw):
    (data / "troops" / "lines.geojson").write_bytes(raw)
    with pytest.raises(DataError, match=r"troops/lines\.geojson.*git checkout"):
        natokit.lines_on("2022-03-01")
