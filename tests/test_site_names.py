"""The names of sites and of towns on the close map: each has one, beside its own symbol and no
other's, and every line leads to what it names. Asked of the drawing as it is stored.
"""

import json
from functools import cache
from itertools import combinations

import pytest
import shapely
from test_history import rows_of

import natokit
from natokit import tables
from natokit.days import number
from natokit.labels import width_of

DAYS = (
    *("2014-03-18", "2021-04-20", "2021-12-01", "2021-12-03", "2022-01-26", "2022-02-10"),
    *("2022-02-18", "2022-02-20", "2022-02-23", "2022-02-24", "2022-03-02", "2022-04-06"),
)
HALF_TYPE = 0.5  # half the height of a line, in parts of the type size
CLOSE = 100  # drawing units: a name without a line stands no farther from its symbol
NAMED = ("Kyiv", "Kharkiv", "Chernihiv", "Sumy", "Kherson", "Mariupol")
NAMELESS = {}  # {(name, day): why it has no name}: none


@cache
def drawing():
    return json.loads((tables.data_folder() / "maps" / "troops-ukraine.json").read_text("utf-8"))


def shown(key, day):
    return [row for row in drawing()[key] if row["from"] <= number(day) < row["to"]]


def size_of(row):
    return drawing()["town_type" if "outcome" in row else "site_type"]


def box_of(row):
    """The box of a name, worked out from its text, its place and the size of its type."""
    (x, y, anchor), lines = row["spot"], row["label"].split("\n")
    wide = max(map(width_of, lines)) * size_of(row)
    left = x - {"start": 0, "middle": 0.5, "end": 1}[anchor] * wide
    high = HALF_TYPE * size_of(row) * len(lines)
    return shapely.box(left, y - high, left + wide, y + high)


def symbol_of(row):
    return shapely.Point(row["x"], row["y"]).buffer(drawing()["symbol"])


def line_of(row):
    return shapely.LineString([row["lead"][:2], row["lead"][2:]])


def names_on(day):
    return [row for row in shown("sites", day) + shown("towns", day) if row["spot"]]


@pytest.mark.parametrize("day", DAYS)
def test_each_site_and_town_has_a_name_but_for_the_listed_exceptions(day):
    rows = shown("sites", day) + shown("towns", day)
    named = {row["label"].replace("\n", " ") for row in rows if row["spot"]}
    lost = {row["label"].replace("\n", " ") for row in rows} - named
    assert lost == {name for name, when in NAMELESS if when == day}


@pytest.mark.parametrize("day", DAYS)
def test_no_name_lies_on_a_symbol_nor_starts_beside_that_of_another_site(day):
    sites = shown("sites", day)
    for row in names_on(day):
        box = box_of(row)
        for site in sites:
            own = (row["label"] == site["label"], row["x"] == site["x"])
            assert not box.intersects(symbol_of(site)), (day, row["label"], site["name"])
            if not any(own):
                assert box.distance(symbol_of(site)) > 15, (day, row["label"], site["name"])


@pytest.mark.parametrize("day", DAYS)
def test_a_name_without_a_line_is_nearest_to_its_own_symbol(day):
    sites = shown("sites", day)
    for row in names_on(day):
        if not row["lead"] and "outcome" not in row:
            box, others = box_of(row), [s for s in sites if s["name"] != row["name"]]
            near = box.distance(symbol_of(row))
            assert near <= CLOSE
            assert all(box.distance(symbol_of(site)) > near for site in others), (day, row["name"])


@pytest.mark.parametrize("day", DAYS)
def test_names_cover_neither_each_other_nor_lines(day):
    rows = names_on(day)
    for one, other in combinations(rows, 2):
        assert not box_of(one).intersects(box_of(other)), (day, one["label"], other["label"])
    for row in rows:
        for led in rows:
            if led["lead"] and led is not row:
                assert not line_of(led).intersects(box_of(row)), (day, led["label"], row["label"])


@pytest.mark.parametrize("day", DAYS)
def test_a_leader_line_ends_at_its_own_symbol_and_crosses_nothing(day):
    rows = [row for row in names_on(day) if row["lead"]]
    for row in rows:
        tip = shapely.Point(row["lead"][2:])
        assert tip.distance(shapely.Point(row["x"], row["y"])) < drawing()["symbol"] + 3
        assert line_of(row).distance(box_of(row)) < 60, (day, row["label"])
        for site in shown("sites", day):
            if (site["x"], site["y"]) != (row["x"], row["y"]):
                assert not line_of(row).crosses(symbol_of(site)), (day, row["label"], site["name"])
    for one, other in combinations(rows, 2):
        assert not line_of(one).intersects(line_of(other)), (day, one["label"], other["label"])


@pytest.mark.parametrize("day", ["2022-02-24", "2022-04-06"])
def test_every_arrow_names_the_town_at_its_end_and_whether_it_was_reached(day):
    towns = {row["town"]: row for row in shown("towns", day)}
    path = tables.data_folder() / "troops" / "lines.geojson"
    for line in (f["properties"] for f in json.loads(path.read_text("utf-8"))["features"]):
        if line["reached"] and line["start"] <= day and not (line["end"] and line["end"] <= day):
            end = towns[line["places"][-1]["name"]]
            word = {"yes": "(reached)", "no": "(not taken)"}[line["reached"]]
            assert end["label"].split("\n") == [line["places"][-1]["name"], word]
    for name in NAMED:
        assert towns[name]["spot"]


@pytest.mark.parametrize("day", ["2022-02-24", "2022-04-06"])
def test_the_printed_map_and_its_sentence_name_the_same_towns(day):
    picture = natokit.draw_map(day, view="ukraine", troops=True)
    (axes,) = picture.figure.axes
    texts = {text.get_text() for text in axes.texts}
    for row in shown("towns", day):
        assert row["label"] in texts
        assert row["town"] in picture.alt
    assert "Kyiv\n(not taken)" in texts


def test_an_encyclopedia_has_a_dashed_ring_on_the_printed_map_and_in_its_legend():
    from matplotlib.path import Path

    figure = natokit.draw_map("2022-02-18", view="ukraine", troops=True).figure
    (axes,) = figure.axes
    dashed = [line for line in axes.lines if isinstance(line.get_marker(), Path)]
    now = [r for r in rows_of("troops/sites.csv") if r["start"] <= "2022-02-18" < (r["end"] or "9")]
    assert len(dashed) == sum(row["evidence"] == "reference" for row in now) > 0
    legend = {
        text.get_text(): handle.get_marker()
        for box in figure.legends
        for text, handle in zip(box.texts, box.legend_handles, strict=True)
        if hasattr(handle, "get_marker")
    }
    breaks = (legend["Encyclopedia or relay"].codes == Path.MOVETO).sum()
    assert breaks > 5
    assert legend["Press report"] == "o"
