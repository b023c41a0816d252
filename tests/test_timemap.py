"""The stepper without a browser: its state, what its cell stores, and what it does not load."""

import base64
import json
import os
import shutil
import subprocess
import sys

import pytest
from test_history import COUNTS, rows_of
from traitlets import TraitError

import natokit
from natokit import drawn, tables

STAGES = [row for row in rows_of("nato/stages.csv") if row["track"] != "troops"]
TRAITS = ("day", "stage", "who", "layers", "steps")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of data/ with a finished map, as a reader has it who changed nothing."""
    copy = tmp_path_factory.mktemp("timemap") / "data"
    shutil.copytree(tables.data_folder(), copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NATOKIT_DATA", str(copy))
        document = drawn.load("nato", "europe")
        stored = json.dumps({**document, "redrawn": False})
        drawn.stored_path("nato", "europe").write_text(stored, encoding="utf-8")
        for day in COUNTS:
            (copy / "maps" / f"europe-{day}.png").write_bytes(b"\x89PNG of " + day.encode())
        (copy / "maps" / "stills.key").write_text(drawn.key(), encoding="utf-8")
        yield copy


@pytest.fixture
def widget(folder):
    return natokit.TimeMap()


def test_it_opens_on_the_first_day_with_every_layer_and_can_open_on_any_other(folder, widget):
    assert (widget.day, widget.stage) == ("1949-04-04", "1949-twelve-founders")
    assert (widget.who, widget.steps) == ("holds", "all")
    assert list(widget.layers) == ["nato", "pact", "partner", "labels"]
    by_stage = natokit.TimeMap(day="1999-czechia-hungary-poland")
    assert by_stage.day == "1999-03-12"
    assert natokit.TimeMap(day="1999-03-13").stage == ""
    assert natokit.TimeMap(day="1999-03-12", who="owns", steps="enlargement").who == "owns"


def test_it_carries_the_finished_drawing_and_the_last_confirmed_day(widget):
    assert widget.drawn["redrawn"] is False
    assert widget.drawn["last"] == STAGES[-1]["day"]
    assert [stage["day"] for stage in widget.drawn["stages"]] == [row["day"] for row in STAGES]


@pytest.mark.parametrize("row", STAGES, ids=lambda row: row["stage_id"])
def test_setting_the_stage_sets_the_day_and_setting_the_day_sets_the_stage(widget, row):
    widget.stage = row["stage_id"]
    assert widget.day == row["day"]
    widget.day = "1950-01-01"
    assert widget.stage == ""
    widget.day = row["day"]
    assert widget.stage == row["stage_id"]


WRONG = {
    "form": ("day", "12-03-1999", "12-03-1999"),
    "early": ("day", "1949-04-03", "too early"),
    "late": ("day", "2999-01-01", "future"),
    "impossible": ("day", "1999-02-30", "calendar"),
    "number": ("day", 5, "day"),
    "stage": ("stage", "1999-nothing", "1999-nothing"),
    "who": ("who", "likes", "who"),
    "layer": ("layers", ["nato", "troops"], "layers"),
    "steps": ("steps", "some", "steps"),
}


@pytest.mark.parametrize(("trait", "value", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_refused_and_leaves_everything_as_it_was(widget, trait, value, message):
    widget.stage = "2004-seven-states"
    before = {name: getattr(widget, name) for name in TRAITS}
    with pytest.raises((ValueError, TraitError), match=message):
        setattr(widget, trait, value)
    assert {name: getattr(widget, name) for name in TRAITS} == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"track": "tanks"}, r"tanks.*nato, troops, both"),
        ({"view": "mars"}, r"mars.*europe"),
        ({"day": "1948-01-01"}, r"too early"),
        ({"day": 1999}, r"1999"),
        ({"track": "troops", "view": "ukraine", "day": "1988-12-31"}, r"1989-01-01 to 2022-04-06"),
        ({"track": "troops", "view": "ukraine", "day": "2022-04-07"}, r"1989-01-01 to 2022-04-06"),
    ],
    ids=["track", "view", "early", "number", "before troops", "after troops"],
)
def test_a_wrong_option_is_refused_with_what_to_write_instead(folder, options, message):
    with pytest.raises(ValueError, match=message):
        natokit.TimeMap(**options)


def test_a_cell_stores_the_widget_a_picture_and_the_sentence_but_no_drawing(widget):
    widget.day = "1999-03-12"
    bundle, notes = widget._repr_mimebundle_()
    view = "application/vnd.jupyter.widget-view+json"
    assert set(bundle) == {view, "image/png", "text/plain"}
    assert bundle[view]["model_id"] == widget.model_id
    assert base64.b64decode(bundle["image/png"]) == b"\x89PNG of 1999-03-12"
    assert notes["image/png"]["alt"] == natokit.alt_text("1999-03-12")
    assert len(json.dumps([bundle, notes])) < 200_000


def test_the_sentence_says_the_day_and_is_the_same_for_two_widgets(folder):
    one, two = natokit.TimeMap(day="2004-03-29"), natokit.TimeMap(day="2004-03-29")
    assert repr(one) == repr(two)
    assert repr(one) == (
        "29 March 2004 - Seven states join. Map for 29 March 2004: 26 NATO members; Bulgaria, "
        "Estonia, Latvia, Lithuania, Romania, Slovakia and Slovenia join on this day; "
        "20 states in the Partnership for Peace outside NATO. "
        "Held without agreed title (crossed lines): East Jerusalem, Gaza, the Golan Heights and "
        "the West Bank by Israel; Western Sahara by Morocco; under other administrations: "
        "Abkhazia, Central Karabakh, Iraq, Karabakh and the districts around it, Kosovo, Northern "
        f"Cyprus, South Ossetia, and Transnistria. Stepper with {len(STAGES)} stages."
    )
    assert one._repr_mimebundle_()[0]["text/plain"] == repr(one)


def test_what_the_page_receives_is_plain_json_and_holds_code_and_style(widget):
    state = widget.get_state()
    assert json.loads(json.dumps(state["drawn"])) == state["drawn"]
    assert "export default" in state["_esm"]
    assert state["css"].strip()
    assert {*TRAITS, "title", "interval"} <= set(state)
    for text in (state["_esm"], state["css"]):
        assert "http://" not in text.replace("http://www.w3.org/", "")
        assert "https://" not in text
        assert "@import" not in text


def in_a_new_process(code, folder):
    """The modules that a fresh Python has loaded after the code."""
    paths = os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")])
    env = os.environ | {"NATOKIT_DATA": str(folder), "PYTHONPATH": paths}
    code += "\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-W", "error:::natokit", "-c", code],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


HEAVY = {"geopandas", "shapely", "matplotlib", "pyproj", "frictionless", "pyarrow.parquet"}


def test_importing_natokit_loads_no_library(folder):
    loaded = in_a_new_process("import natokit", folder)
    assert loaded & {*HEAVY, "pandas", "numpy", "anywidget"} == set()


def test_a_stepper_on_unchanged_tables_loads_no_library_for_drawing(folder):
    code = "from natokit import TimeMap; TimeMap(day='1999-03-12')._repr_mimebundle_()"
    assert in_a_new_process(code, folder) & HEAVY == set()
