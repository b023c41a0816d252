"""The lesson in a real JupyterLab and in Notebook 7: real keys, real clicks, live and dead kernels.

One page load serves all tests of JupyterLab. axe looks at the stepper and at what the notebook
itself contributes (text, tables, figures); faults of JupyterLab's own frame are not the kit's.
"""

import json
import re

import lab_page
import nbformat
import pages
import pytest
from lab_page import NOTEBOOK
from pages import FIRST, LAST, STAGE_DAYS
from test_history import COUNTS, rows_of

LESSON = "notebooks/02-nato-step-by-step.ipynb"
OURS = [".timemap", ".jp-Notebook .jp-RenderedHTMLCommon"]


@pytest.fixture(scope="module")
def stepper(browser, lab):
    """The lesson in JupyterLab, all cells run."""
    stepper = lab_page.open_and_run(browser, lab.address(LESSON))
    yield stepper
    stepper.page.close()


@pytest.fixture(autouse=True)
def at_the_beginning(request):
    if "stepper" in request.fixturenames:
        stepper = request.getfixturevalue("stepper")
        stepper.press("Home")
        stepper.page.mouse.move(5, 5)


@pytest.fixture(scope="module")
def outlines(project):
    drawn = json.loads((project / "data/maps/nato-europe.json").read_text(encoding="utf-8"))
    return {unit["id"]: unit.get("d") or unit["i"] for unit in drawn["units"]}


def test_all_cells_run_without_an_error_and_one_stepper_appears(stepper):
    assert stepper.host.count() == 1
    assert stepper.day == FIRST


WALK = "ArrowRight 1952-02-18, Shift+ArrowRight 1953-02-18, Shift+ArrowLeft 1952-02-18, "
WALK += f"ArrowLeft {FIRST}, End {LAST}, Home {FIRST}"


def test_keys_change_headline_words_and_picture_and_nothing_of_jupyterlab(stepper):
    before = stepper.page.evaluate(lab_page.UNTOUCHED)
    for key, day in (step.split() for step in WALK.split(", ")):
        seen = *stepper.shows(), stepper.pixels()
        assert stepper.pixels() == seen[-1]  # or else the next comparison would prove nothing
        stepper.page.keyboard.press(key)
        assert stepper.day == day, key
        assert all(a != b for a, b in zip(seen, (*stepper.shows(), stepper.pixels()), strict=True))
    for key in ("l", "Shift+L", "?", "?", " ", " ", "b", "m", "x", "Enter", "Shift+Enter"):
        stepper.page.keyboard.press(key)
        assert stepper.page.evaluate(lab_page.UNTOUCHED) == before, key
    assert stepper.day == FIRST


def test_every_button_slider_and_field_answers_to_the_mouse(stepper):
    page = stepper.page
    for name, day in {"next": "1952-02-18", "last": LAST, "previous": STAGE_DAYS[-2]}.items():
        seen = stepper.shows()
        stepper.named("button", name).click()
        assert stepper.day == day
        assert stepper.shows()[0] != seen[0]
    stepper.named("button", "first").click()
    for name, start in {"stage": 0.4, "day_slider": 0.7}.items():
        seen, box = stepper.shows(), stepper.named("slider", name).bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + start * box["width"], middle)
        page.mouse.down()
        page.mouse.move(box["x"] + (start + 0.1) * box["width"], middle, steps=3)
        page.mouse.up()
        assert all(a != b for a, b in zip(seen, stepper.shows(), strict=True)), name
        stepper.named("button", "first").click()
    stepper.find(".date").fill("1990-10-03")
    assert stepper.day == "1990-10-03"
    assert stepper.find(".headline").text_content().startswith("3 October 1990")


def test_space_plays_from_stage_to_stage_and_stops_at_the_end(stepper):
    stepper.press("End", "ArrowLeft", "ArrowLeft", " ")
    assert stepper.named("button", "pause").is_visible()
    stepper.named("button", "play").wait_for()  # two stages later, four seconds
    assert stepper.day == LAST
    stepper.named("button", "play").click()
    assert stepper.day == FIRST
    stepper.named("button", "pause").click()
    stepper.named("button", "play").wait_for()


SWITCHES = {"layer_nato": "1999-03-13", "layer_partner": "1999-03-13", "layer_labels": FIRST}
SWITCHES |= {"layer_pact": "1955-05-14", "owns": "2014-03-18"}


def test_layers_and_the_switch_between_holder_and_owner_change_the_picture(stepper):
    for key, day in SWITCHES.items():
        role, back = ("radio", "holds") if key == "owns" else ("checkbox", key)
        stepper.find(".date").fill(day)
        seen = stepper.picture()
        stepper.named(role, key).click()
        assert stepper.picture() != seen, key
        stepper.named(role, back).click()
        assert stepper.picture() == seen, key


def test_a_country_can_be_pointed_at_or_chosen(stepper, outlines):
    page, tip = stepper.page, stepper.find(".tip")
    stepper.find(".date").fill("1999-03-12")
    land = stepper.find(f'.map path.u[d="{outlines["PL"]}"]')
    land.scroll_into_view_if_needed()
    box = land.bounding_box()  # not hover(): the picture that waits may lie above, unseen
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert tip.text_content() == "Poland: joins NATO on this day"
    assert tip.is_visible()
    page.mouse.move(5, 5)
    assert not tip.is_visible()
    stepper.find("select.country").click()
    stepper.find("select.country").select_option(label="Hungary")
    page.evaluate(pages.SETTLED)
    assert stepper.find(".about").text_content() == "Hungary: joins NATO on this day"
    stepper.find("select.country").select_option("")


def test_the_rounds_alone_can_be_stepped_through(stepper):
    stepper.find("select.steps").select_option("enlargement")
    for day, count in COUNTS.items():
        assert stepper.day == day
        assert stepper.find(".count").text_content() == f"{count} members"
        stepper.press("ArrowRight")
    stepper.find("select.steps").select_option("all")


COUNTRIES = ("BE", "CA", "DE-E", "DE-W", "ES", "FI", "FR", "HU", "IS", "PL", "RU", "SE", "TR", "UA")


def test_countries_have_the_colours_of_classes_csv_at_every_round(stepper, outlines):
    fills = {row["class_id"]: row["fill"] for row in rows_of("maps/classes.csv")}
    for day in [*COUNTS, "1955-05-14", "1990-10-03", "1991-12-26"]:
        stepper.find(".date").fill(day)
        for unit in COUNTRIES:
            wanted = fills[pages.fill_by_hand(unit, day, "holds")]
            assert stepper.host.evaluate(lab_page.COLOUR, outlines[unit]) == wanted, (day, unit)


TURNS = [
    ("PL", "1999-03-12", ["partner", "new", "member"], None),
    ("DE-E", "1990-10-03", ["other", "member", "member"], None),
    ("UA-43", "2014-03-18", ["partner"] * 3, ["off", "soviet", "soviet"]),
]


@pytest.mark.parametrize(("unit", "day", "fills", "stripes"), TURNS)
def test_land_changes_on_its_day_and_not_before(stepper, outlines, unit, day, fills, stripes):
    found = {"u": [], "x": []}
    stepper.find(".date").fill(day)
    stepper.named("slider", "day_slider").press("ArrowLeft")
    for _ in range(3):
        for kind, classes in found.items():
            path = stepper.find(f'.map path.{kind}[d="{outlines[unit]}"]')
            classes += [path.get_attribute("class").split()[1]] if path.count() else []
        stepper.named("slider", "day_slider").press("ArrowRight")
    assert (found["u"], found["x"]) == (fills, stripes or found["x"])


FIND = "maps = [w for w in Out.values() if type(w).__name__ == 'TimeMap']; answer = "


def test_python_and_the_page_agree_about_day_stage_and_layers(stepper):
    page, told = stepper.page, FIND + "(maps[-1].day, maps[-1].stage[:4], len(maps[-1].layers))"
    for key, layers in (("End", 4), ("l", 3), ("l", 4)):
        stepper.press(key)
        wanted = f"('{LAST}', '{LAST[:4]}', {layers})"
        for _ in range(50):  # ipywidgets waits for the kernel before it sends the next change
            if (answer := page.evaluate(lab_page.ASK, told)) == wanted:
                break
            page.wait_for_timeout(100)
        assert answer == wanted
    page.evaluate(lab_page.ASK, FIND + "maps[-1].set_trait('stage', '1955-warsaw-pact')")
    page.locator(".timemap .headline", has_text="14 May 1955").first.wait_for()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_no_serious_fault_and_the_map_is_light_in_every_theme(stepper, theme):
    page = stepper.page
    change = "(theme) => { jupyterapp.commands.execute('apputils:change-theme', { theme }); }"
    page.evaluate(change, theme)
    light = str(theme == "JupyterLab Light").lower()
    page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")
    assert pages.axe_faults(page, OURS) == []
    sea = stepper.map.evaluate("(map) => getComputedStyle(map).backgroundColor")
    assert min(int(n) for n in re.findall(r"\d+", sea)) > 230


def test_in_a_column_of_jupyterlab_all_fits_and_names_can_be_read(stepper):
    assert pages.overflowing(stepper.page) == []
    sizes = {word["size"] for word in stepper.page.evaluate(pages.LOOK)["words"]}
    assert max(sizes) >= 13
    assert sorted(sizes)[len(sizes) // 2] >= 9


def test_no_request_left_this_machine_and_no_error_was_reported(stepper):
    assert stepper.record.asked
    assert (stepper.record.outside(), stepper.record.errors) == ([], [])


def test_stepping_goes_on_without_a_kernel(stepper):
    """Runs after the tests that need the kernel."""
    kernel = f"{NOTEBOOK}.sessionContext"
    stepper.page.evaluate(f"async () => {{ await {kernel}.session.kernel.interrupt(); }}")
    stepper.press("ArrowRight")
    assert stepper.day == "1952-02-18"
    stepper.page.evaluate(f"async () => {{ await {kernel}.shutdown(); }}")
    stepper.page.wait_for_function(f"() => !{kernel}.session?.kernel")
    seen = stepper.shows()
    stepper.press("ArrowRight")
    assert stepper.day == "1954-03-31"
    stepper.press("End")
    assert all(a != b for a, b in zip(seen, stepper.shows(), strict=True))
    told = [error for error in stepper.record.errors if "widget sync message" not in error]
    assert told == []  # that one line is ipywidgets' own word for a missing kernel


def test_notebook_7_shows_and_steps_it_at_375_pixels_too(browser, lab, stepper):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(lab.address(LESSON, app="notebooks"))
    lab_page.run_the_stepper_by_hand(page)
    page.set_viewport_size({"width": 375, "height": 800})
    record, small = pages.watch(page), lab_page.Stepper(page, None)
    small.press("End", "Home", "ArrowRight")
    assert small.day == "1952-02-18"
    assert small.find(".count").text_content() == "14 members"
    assert pages.overflowing(page) == []
    map_, words = (small.find(name).bounding_box() for name in (".stage-area", ".panel"))
    assert words["y"] >= map_["y"] + map_["height"]
    assert (record.errors, record.outside()) == ([], [])
    page.close()


def test_the_stored_lesson_has_a_picture_and_its_sentence_where_widgets_do_not_run(project):
    cells = json.loads((project / LESSON).read_text(encoding="utf-8"))["cells"]
    (cell,) = [c for c in cells if "".join(c["source"]).strip() == "TimeMap()"]
    (output,) = cell["outputs"]
    words = "".join(output["data"]["text/plain"])
    assert output["data"]["image/png"].startswith("iVBOR")
    assert "4 April 1949: 12 NATO members" in words
    assert output["metadata"]["image/png"]["alt"] in words


def test_a_saved_lesson_shows_its_live_map_when_it_is_opened_again(browser, lab):
    book = nbformat.v4.new_notebook()
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = ("from natokit import TimeMap", 'TimeMap(day="1999-03-12")')
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(book, lab.root / "notebooks" / "again.ipynb")
    address = lab.address("notebooks/again.ipynb", app="doc/tree")
    first = lab_page.open_and_run(browser, address)
    first.press("ArrowRight")
    day = first.day
    first.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    first.page.close()
    page = browser.new_page()
    page.goto(address)
    page.locator(".timemap svg.map").wait_for(timeout=60_000)
    again = lab_page.Stepper(page, pages.watch(page))
    assert again.day in (day, "1999-03-12")
    again.press("Home")
    assert again.day == FIRST
    page.close()
