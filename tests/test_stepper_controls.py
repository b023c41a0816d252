"""The stepper on a plain page without Jupyter: keys, controls, safety, silence, layout."""

import copy

import pages
import pytest
from test_history import COUNTS, STAGE_DAYS, rows_of

from natokit import TimeMap

LAYERS = ["nato", "pact", "partner", "labels"]
TEXTS = {row["key"]: row["en"] for row in rows_of("maps/interface.csv")}
LAST = STAGE_DAYS[-1]


@pytest.fixture(scope="module")
def state():
    """All that Python sends to the page."""
    return TimeMap().get_state()


@pytest.fixture(scope="module")
def opened(browser, state):
    page, record = pages.open_plain(browser, state)
    yield page, record
    page.close()


@pytest.fixture
def page(opened):
    """The page as it opens: first day, all layers, the map in focus."""
    page, _ = opened
    start = {"who": "holds", "steps": "all", "layers": LAYERS, "day": "1949-04-04"}
    page.evaluate("(start) => Object.entries(start).forEach(([k, v]) => choose(k, v))", start)
    page.locator(".stage-area").focus()
    return page


KEYS = """
ArrowRight 1952-02-18
ArrowRight 1954-03-31
ArrowLeft 1952-02-18
Shift+ArrowRight 1953-02-18
ArrowLeft 1952-02-18
Shift+ArrowLeft 1951-02-18
ArrowRight 1952-02-18
End LAST
ArrowRight LAST
Shift+ArrowRight LAST
Home 1949-04-04
ArrowLeft 1949-04-04
Shift+ArrowLeft 1949-04-04
"""


def test_each_key_goes_where_the_help_says(page):
    for line in KEYS.strip().splitlines():
        key, day = line.replace("LAST", LAST).split()
        page.keyboard.press(key)
        assert page.evaluate("model.get('day')") == day, line
        assert page.locator(".date").input_value() == day


def test_l_hides_the_names_and_a_question_mark_shows_the_keys(page):
    names, keys = page.locator("text.l").first, page.get_by_text(TEXTS["keys_text"])
    assert names.is_visible()
    assert not keys.is_visible()
    page.keyboard.press("l")
    page.keyboard.press("?")
    assert not names.is_visible()
    assert keys.is_visible()
    page.keyboard.press("?")
    page.keyboard.press("Shift+L")
    assert names.is_visible()
    assert not keys.is_visible()


def test_space_plays_and_pauses_and_play_stops_at_the_end(page):
    page.evaluate("model.set('interval', 40)")
    page.keyboard.press(" ")
    page.wait_for_function("model.get('day') > '1955-05-06'")
    assert page.locator(".play").text_content() == TEXTS["pause"]
    page.keyboard.press(" ")
    assert page.locator(".play").text_content() == TEXTS["play"]
    day = page.evaluate("model.get('day')")
    page.wait_for_timeout(200)
    assert page.evaluate("model.get('day')") == day
    page.keyboard.press(" ")
    page.wait_for_function(f"model.get('day') === '{LAST}'")
    assert page.locator(".play").text_content() == TEXTS["play"]
    page.wait_for_timeout(200)
    assert page.evaluate("model.get('day')") == LAST


def test_enlargements_only_steps_through_the_eleven_rounds(page):
    page.locator("select.steps").select_option(label=TEXTS["steps_enlargement"])
    page.locator(".stage-area").focus()
    for count in COUNTS.values():
        assert page.locator(".count").text_content() == f"{count} members"
        assert page.locator(".place").text_content().endswith("of 11")
        page.keyboard.press("ArrowRight")


HOSTILE = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>"""


def spoil(value):
    """A copy of the drawing's words, each with code at its end; what steers the map stays."""
    if isinstance(value, dict):
        kept = ("id", "day", "kind", "status", "grade", "d", "i", "t", "j", "c", "code", "key")
        return {k: v if k in kept else spoil(v) for k, v in value.items()}
    if isinstance(value, list):
        return [spoil(v) for v in value]
    return value + HOSTILE if isinstance(value, str) and value else value


def test_code_in_the_tables_is_shown_as_text_and_never_runs(browser, state):
    drawn = copy.deepcopy(state["drawn"])
    for part in ("units", "states", "stages", "texts", "sentences"):
        drawn[part] = spoil(drawn[part])
    drawn["labels"] = [[text + HOSTILE, *rest] for text, *rest in drawn["labels"]]
    page, record = pages.open_plain(browser, {**state, "drawn": drawn, "title": HOSTILE})
    for day in ("1949-04-04", "1999-03-12", "2014-03-18"):
        page.evaluate(HOVER, [day, drawn["units"][0]["d"]])
        page.locator("summary").click()
        page.locator("select.country").focus()
        shown = page.locator(".timemap").evaluate("host => host.shadowRoot.querySelector('.frame').textContent")
        assert shown.count("<img src=x onerror") > 50
    assert page.evaluate("window.hit") is None
    assert page.locator(".timemap img, .timemap script").count() == 0
    assert (record.errors, record.asked[1:]) == ([], [])
    page.close()


def test_nothing_was_asked_of_any_server_and_no_error_was_reported(opened, seen):
    page, record = opened
    assert [address for address in record.asked if not address.startswith("blob:")] == [pages.ADDRESS]
    assert record.errors == []


def test_a_closed_view_stops_playing_and_listening(browser, state):
    page, record = pages.open_plain(browser, {**state, "interval": 30})
    page.locator(".play").click()
    page.wait_for_function("model.get('day') > '1950'")
    page.evaluate("undo()")
    day, picture = page.evaluate("[model.get('day'), document.querySelector('.timemap').shadowRoot.innerHTML]")
    page.wait_for_timeout(150)
    assert page.evaluate("model.get('day')") == day
    page.evaluate("go('2024-03-07')")
    assert page.evaluate("document.querySelector('.timemap').shadowRoot.innerHTML") == picture
    assert record.errors == []
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_everything_fits_the_width_and_axe_finds_no_serious_fault(browser, state, width):
    page, _ = pages.open_plain(browser, state, width)
    for day in ("1949-04-04", "1999-03-12", "2014-03-18", "2026-01-01"):
        page.evaluate("day => go(day)", day)
        assert pages.overflowing(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert pages.axe_faults(page, [".timemap"]) == []
    map_, panel = (page.locator(name).bounding_box() for name in (".stage-area", ".panel"))
    if width == 375:
        assert panel["y"] >= map_["y"] + map_["height"]
        assert panel["width"] >= 340
    else:
        assert panel["x"] >= map_["x"] + map_["width"]
    for box in page.locator(":is(button, select, input, summary):visible").all():
        assert box.bounding_box()["height"] >= 16, box
    page.close()
