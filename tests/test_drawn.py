"""The document that the stepper draws from: timelines, names on the map, keys, stored files."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
import shapely
from test_history import COUNTS, STAGE_DAYS, class_by_hand, codes_in_use, holds, rows_of

from natokit import drawn, history, tables
from natokit.labels import SCREENS, Label
from natokit.naming import BOLD, ITALIC

TENURE = rows_of("borders/tenure.csv")
TURNING_DAYS = history.turning_days()
HAIR = 2  # drawing units, a fifth of a pixel: names stand on a grid and may graze each other


def number(day):
    return (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days


def value_on(timeline, day):
    """The entry of [[day number, ...], ...] that holds on a day."""
    return [row for row in timeline if row[0] <= number(day)][-1][1:]


def labels_on(document, day):
    """[(text, x, y, style, code), ...] of the names that stand on the map on a day."""
    return [row[:5] for row in whole_labels_on(document, day)]


def whole_labels_on(document, day, key="labels"):
    """The same with the days and the leader line of each name."""
    now = number(day)
    return [
        tuple(row)
        for row in document[key]
        if any(start <= now and (now < end or not end) for start, end in row[5])
    ]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of data/ without finished maps, which natokit reads instead of data/."""
    folder = tmp_path_factory.mktemp("drawn") / "data"
    unwanted = shutil.ignore_patterns("prepare", "*.json", "*.png", "*.key")
    shutil.copytree(tables.data_folder(), folder, ignore=unwanted)
    shutil.copy(tables.data_folder() / "datapackage.json", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NATOKIT_DATA", str(folder))
        yield folder


@pytest.fixture(scope="module")
def other_process(copy):
    """A second drawing, made meanwhile by a process whose sets and dicts hash differently."""
    code = "from natokit import drawn; import json; print(json.dumps(drawn.build('nato','europe')))"
    paths = os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")])
    env = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def document(copy, other_process):
    return drawn.load("nato", "europe")


def test_the_document_is_plain_json(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["first"] == "1949-04-04"


def test_drawing_twice_gives_the_same_bytes(document, other_process):
    out, _ = other_process.communicate(timeout=300)
    assert json.loads(out) == {**document, "redrawn": False}
    assert out.decode().strip() == json.dumps({**document, "redrawn": False})


def test_each_timeline_starts_with_the_treaty_and_goes_forward(document):
    timelines = [unit["t"] for unit in document["units"]]
    timelines += [state["c"] for state in document["states"].values()]
    timelines += [document["sentences"]]
    for rows in timelines:
        days = [row[0] for row in rows]
        assert days[0] == number("1949-04-04")
        assert all(a < b for a, b in pairwise(days))


@pytest.mark.parametrize("day", STAGE_DAYS)
def test_at_every_stage_the_land_has_the_holder_owner_and_status_of_the_table(document, day):
    wanted = {
        row["unit_id"]: [row["holder"], row["de_jure"], row["status"]]
        for row in TENURE
        if holds(row, day)
    }
    for unit in document["units"]:
        assert value_on(unit["t"], day) == wanted[unit["id"]], unit["id"]


def test_at_every_stage_each_state_has_the_class_and_name_that_the_tables_give(document):
    states = rows_of("borders/states.csv")
    for day in STAGE_DAYS:
        names = {row["code"]: row["name"] for row in states if holds(row, day)}
        for code in codes_in_use(day) & set(document["states"]):
            state = document["states"][code]
            assert value_on(state["c"], day) == [class_by_hand(code, day)], (code, day)
            assert value_on(state["n"], day) == [names[code]], (code, day)


def test_members_carry_their_day_of_accession_and_nobody_else_does(document):
    joined = {row["iso3"]: row["joined"] for row in rows_of("nato/members.csv")}
    codes = {row["code"]: row["iso3"] for row in rows_of("borders/states.csv")}
    found = {codes[code]: s["j"] for code, s in document["states"].items() if "j" in s}
    assert found == joined


def test_stages_count_members_and_their_sentences_are_those_of_the_day(document):
    from natokit import alt_text

    found = {stage["day"]: stage["count"] for stage in document["stages"]}
    assert {day: found[day] for day in COUNTS} == COUNTS
    for day in (*COUNTS, "1955-05-14", "2022-02-24"):
        text = value_on(document["sentences"], day)[0]
        assert text.replace("{day}", history.spoken(day)) == alt_text(day)


@pytest.mark.parametrize("unit", ["UA-43", "UA-40"])
def test_crimea_is_ukraines_in_law_and_striped_from_18_march_2014(document, unit):
    (found,) = [row for row in document["units"] if row["id"] == unit]
    for day in TURNING_DAYS:
        if day >= "1991-12-26":
            holder, owner, status = value_on(found["t"], day)
            assert value_on(document["states"][owner]["c"], day) != ["soviet"]
            assert (owner, status == "occupied", holder == "RU") == (
                "UA",
                *[day >= "2014-03-18"] * 2,
            )


def test_names_do_not_overlap_and_stay_on_the_map_and_off_the_inset(document):
    width, height = document["size"]
    left, top, wide, high = document["box"]
    for day in TURNING_DAYS:
        boxes = [
            Label(c, text, x, y, style).box for text, x, y, style, c in labels_on(document, day)
        ]
        for a in boxes:
            assert a[0] >= 0 and a[1] >= 0 and a[2] <= width and a[3] <= height, (day, a)  # noqa: PT018
            off = a[0] >= left + wide or a[1] >= top + high
            within = a[0] >= left and a[1] >= top and a[2] <= left + wide and a[3] <= top + high
            assert off or within, (day, a)
        for a, b in combinations(boxes, 2):
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            assert min(across, down) < HAIR, (day, a, b)


def test_leader_lines_end_on_their_states_land_and_cross_no_name(document):
    from natokit import scene, views

    land = scene.land_of(views.view_called("europe"))
    led = set()
    for day in ("1949-04-04", "1955-05-14", "1999-03-12", "2004-03-29", "2024-03-07"):
        holder = {row["unit_id"]: row["holder"] for row in TENURE if holds(row, day)}
        labels = whole_labels_on(document, day)
        for text, x, y, _, code, _, line in labels:
            if line:
                led.add(text)
                tip = shapely.Point(line[2:]).buffer(30)
                own = [land[u] for u, h in holder.items() if h == code and u in land]
                assert any(shape.intersects(tip) for shape in own), (day, text)
                way = shapely.LineString([line[:2], line[2:]])
                for other, ox, oy, ostyle, ocode, *_ in labels:
                    if (other, ox, oy) != (text, x, y):
                        box = shapely.box(*Label(ocode, other, ox, oy, ostyle).box)
                        assert way.intersection(box).length < 30, (day, text, other)
    assert "Luxembourg" in led


def test_names_for_a_narrow_screen_are_fewer_and_larger_and_do_not_overlap(document):
    scale = SCREENS["narrow"]
    for day in TURNING_DAYS[::7]:
        rows = whole_labels_on(document, day, "labels_narrow")
        assert len(rows) < len(whole_labels_on(document, day))
        boxes = [Label(c, text, x, y, style, scale).box for text, x, y, style, c, *_ in rows]
        for a, b in combinations(boxes, 2):
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            assert min(across, down) < 4 * HAIR, (day, a, b)
    assert document["type"]["narrow"]["plain"] == round(scale * document["type"]["wide"]["plain"])


def test_every_state_that_joins_is_named_on_its_day(document):
    codes = {row["iso3"]: row["code"] for row in rows_of("borders/states.csv") if row["iso3"]}
    missing = [
        row["iso3"]
        for row in rows_of("nato/members.csv")
        if not any(
            code == codes[row["iso3"]] and style in BOLD
            for *_, style, code in labels_on(document, row["joined"])
        )
    ]
    assert not missing


def test_a_name_on_the_map_is_a_form_of_the_name_or_the_three_letters_of_that_day(document):
    states, units = rows_of("borders/states.csv"), {u["name"] for u in document["units"]}
    iso3 = {row["code"]: row["iso3"] for row in states}
    forms = {row["label"]: row["forms"] for row in rows_of("maps/map_names.csv")}

    def said(label):
        return {form.replace(" / ", " ") for form in forms.get(label, label).split(" | ")}

    areas = set().union(*map(said, units)) | {
        iso3[u["id"]] for u in document["units"] if u["id"] in iso3
    }
    for day in TURNING_DAYS:
        allowed = {
            row["code"]: said(row["label"]) | {row["iso3"]} for row in states if holds(row, day)
        }
        for text, _, _, style, code in labels_on(document, day):
            whole = text.replace("\n(occupied)", "").replace("\n", " ").removesuffix("*")
            assert whole in allowed[code] | (areas if style in ITALIC else set()), (day, code)


DRAWN_FROM = (
    "sources.csv",
    "nato/members.csv",
    "nato/memberships.csv",
    "nato/stages.csv",
    "nato/viewpoints.csv",
    "borders/tenure.csv",
    "borders/states.csv",
    "borders/units.parquet",
    "maps/classes.csv",
    "maps/map_names.csv",
    "maps/interface.csv",
    "maps/sentences.csv",
    "borders/disagreements.csv",
    "borders/statuses.csv",
    "troops/sites.csv",
    "troops/estimates.csv",
    "troops/lines.geojson",
)


@pytest.mark.parametrize("path", [*DRAWN_FROM, "borders/arcs.csv", "borders/units_fine.parquet"])
def test_the_key_changes_when_a_table_of_the_drawing_changes_and_only_then(copy, path):
    before, raw = drawn.key(), (copy / path).read_bytes()
    (copy / path).write_bytes(raw + b"\n")
    changed = drawn.key() != before
    (copy / path).write_bytes(raw)
    assert changed == (path in DRAWN_FROM)
    assert drawn.key() == before


def test_the_stored_document_is_used_while_it_fits_the_tables(document, copy):
    stored = drawn.stored_path("nato", "europe")
    assert document["redrawn"] is True
    stored.write_text(json.dumps({**document, "redrawn": False, "mark": "stored"}))
    assert drawn.load("nato", "europe")["mark"] == "stored"
    assert drawn.load("nato", "europe")["redrawn"] is False
    for spoiled in ('{"key": ', "[]", "{}", '{"key": "another"}', "\xff"):
        stored.write_text(spoiled, encoding="latin-1")
        assert drawn.load("nato", "europe") == document
    stored.unlink()


def test_a_changed_row_is_drawn_anew_and_the_document_says_so(document, copy):
    path = copy / "nato" / "members.csv"
    raw = path.read_bytes()
    drawn.stored_path("nato", "europe").write_text(json.dumps({**document, "redrawn": False}))
    path.write_bytes(raw.replace(b"SWE,Sweden,2024-03-07", b"SWE,Sweden,2024-03-11"))
    again = drawn.load("nato", "europe")
    path.write_bytes(raw)
    assert again["redrawn"] is True
    assert again["key"] != document["key"]
    assert again["states"]["SE"]["j"] == "2024-03-11"
    assert value_on(again["states"]["SE"]["c"], "2024-03-10") == ["other"]
    assert value_on(again["states"]["SE"]["c"], "2024-03-11") == ["new"]
    assert [u["d"] for u in again["units"] if "d" in u] == [
        u["d"] for u in document["units"] if "d" in u
    ]
