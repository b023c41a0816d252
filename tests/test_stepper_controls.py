"""The stepper on a plain page without Jupyter: keys, controls, safety, silence, layout."""

import pages
import pytest
from pages import FIRST, LAST, STAGE_DAYS, TEXTS
from test_history import COUNTS

from natokit import alt_text

LAYERS = ["nato", "pact", "partner", "labels"]


@pytest.fixture
def page(opened):
    """The page as it opens: first day, all layers, the map in focus."""
    page, _ = opened
    start = {"who": "holds", "steps": "all", "layers": LAYERS, "day": FIRST}
    page.evaluate(
        "async (start) => { for (const [k, v] of Object.entries(start)) await choose(k, v); }",
        start,
    )
    page.locator(".stage-area").focus()
    return page


def day_of(page):
    """The day of the map, once its words are there too."""
    return page.evaluate("settled().then(() => model.get('day'))")


def fill_of(land):
    return land.evaluate("path => getComputedStyle(path).fill")


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
        assert day_of(page) == day, line
        assert page.locator(".date").input_value() == day


WAITING = """(sentence) => document.querySelector(".timemap").shadowRoot
  .querySelector(".behind")?.getAttribute("aria-label") === sentence"""
# Presses a key on the map, and counts what changes inside the two pictures in that moment.
PRESSED = """(key) => { const root = document.querySelector(".timemap").shadowRoot;
  const watcher = new MutationObserver(() => {});
  watcher.observe(root.querySelector(".pictures"), { subtree: true, attributes: true });
  root.querySelector(".stage-area").dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
  return watcher.takeRecords().filter(({ target }) => target.tagName !== "svg").length; }"""


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft"])
def test_the_next_stage_waits_behind_and_shows_all_that_a_jump_would_show(page, key):
    page.evaluate("choose('steps', 'enlargement')")
    days = list(COUNTS) if key == "ArrowRight" else list(COUNTS)[::-1]
    page.keyboard.press("Home" if key == "ArrowRight" else "End")
    page.keyboard.press(key)  # from now on the map knows which way it goes
    ready = []
    for day in days[2:]:
        page.wait_for_function(WAITING, arg=alt_text(day))
        ready.append(page.evaluate(PRESSED, key))
        assert day_of(page) == day
        stepped = page.evaluate(pages.LOOK)
        page.evaluate("go('1990-10-03')")
        page.evaluate(f"go('{day}')")
        jumped = page.evaluate(pages.LOOK)
        assert stepped == jumped, day
    assert ready == [0] * len(ready)


# Presses the right key; in the same moment an answer to an older step comes back from Python.
ECHOED = """async () => { const before = model.get("day"), save = model.save_changes, told = [];
  const area = document.querySelector(".timemap").shadowRoot.querySelector(".stage-area");
  const pressed = { key: "ArrowRight", bubbles: true, composed: true };
  area.dispatchEvent(new KeyboardEvent("keydown", pressed));
  const asked = model.get("day");
  model.set("day", before);
  model.save_changes();
  const echoed = model.get("day");
  model.save_changes = () => { told.push(model.get("day")); save(); };
  await settled();
  model.save_changes = save;
  return { asked, echoed, told, now: model.get("day"), stage: model.get("stage") }; }"""


def test_a_late_answer_to_an_older_step_does_not_undo_the_step_in_hand(page):
    assert page.evaluate(ECHOED) == {
        "asked": "1952-02-18",
        "echoed": "1952-02-18",
        "told": ["1952-02-18"],  # Python hears of it once the picture is painted
        "now": "1952-02-18",
        "stage": "1952-greece-turkey",
    }
    assert page.evaluate(pages.LOOK)["alt"] == alt_text("1952-02-18")


# A point in the middle of Anatolia on the screen, whichever picture lies above.
ANATOLIA = """() => { const root = document.querySelector(".timemap").shadowRoot;
  const land = model.get("drawn").units.find((unit) => unit.id === "TR").d;
  const path = [...root.querySelectorAll(".map path.u")].find((p) => p.getAttribute("d") === land);
  const { x, y, width, height } = path.getBoundingClientRect();
  return [x + width * 0.6, y + height * 0.6]; }"""


def test_readers_and_pointers_meet_one_picture_only(page):
    said = [TEXTS["other_state"], TEXTS["joins_today"]]
    said += [TEXTS["member_since"].replace("{day}", "18 February 1952")]
    days = [FIRST, "1952-02-18", "1954-03-31"]
    for sentence, day, ahead in zip(said, days, [*days[1:], "1955-05-06"], strict=True):
        page.wait_for_function(WAITING, arg=alt_text(ahead))
        assert page.locator(".behind").get_attribute("aria-hidden") == "true"
        assert page.locator(".map").get_attribute("aria-hidden") is None
        assert page.locator(".map").get_attribute("aria-label") == alt_text(day)
        assert page.locator(".map").bounding_box() == page.locator(".behind").bounding_box()
        page.mouse.move(*page.evaluate(ANATOLIA))
        assert page.locator(".tip").inner_text() == f"Turkey: {sentence}"
        page.keyboard.press("ArrowRight")
    page.mouse.move(1, 1)


def test_l_hides_the_names_and_a_question_mark_shows_the_keys(page):
    names = page.locator(".map .names.wide .l:not(.off) text").first
    keys = page.get_by_text(TEXTS["keys_text"])
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


def test_the_keys_are_listed_where_the_question_mark_was_clicked_above_the_map(page):
    asked = page.locator(".keys")
    asked.click()
    button, listed, drawn = (
        page.locator(name).bounding_box() for name in (".keys", ".help", ".pictures")
    )
    assert button["y"] + button["height"] <= listed["y"]
    assert listed["y"] + listed["height"] <= drawn["y"]
    asked.click()


def test_space_plays_and_pauses_and_play_stops_at_the_end(page):
    page.evaluate("model.set('interval', 40)")
    page.keyboard.press(" ")
    page.wait_for_function("model.get('day') > '1955-05-06'")
    assert page.locator(".play").text_content() == TEXTS["pause"]
    page.keyboard.press(" ")
    assert page.locator(".play").text_content() == TEXTS["play"]
    day = day_of(page)
    page.wait_for_timeout(200)
    assert day_of(page) == day
    page.keyboard.press(" ")
    page.wait_for_function(f"model.get('day') === '{LAST}'")
    assert page.locator(".play").text_content() == TEXTS["play"]
    page.wait_for_timeout(200)
    assert day_of(page) == LAST


def test_buttons_do_what_their_names_say(page):
    days = {"next": STAGE_DAYS[1], "last": LAST, "previous": STAGE_DAYS[-2], "first": FIRST}
    for name, day in days.items():
        page.get_by_role("button", name=TEXTS[name], exact=True).click()
        assert day_of(page) == day


def test_sliders_go_stage_by_stage_and_day_by_day(page):
    stage = page.get_by_role("slider", name=TEXTS["stage"], exact=True)
    day = page.get_by_role("slider", name=TEXTS["day_slider"], exact=True)
    stage.fill("5")
    assert day_of(page) == STAGE_DAYS[5]
    assert TEXTS["members"].replace("{n}", "15") in page.locator(".live").text_content()
    stage.press("ArrowRight")
    assert day_of(page) == STAGE_DAYS[6] == "1968-09-13"
    assert "13 September 1968" in stage.get_attribute("aria-valuetext")
    day.press("ArrowRight")
    assert day_of(page) == "1968-09-14"
    assert stage.input_value() == "6"
    assert TEXTS["between"] in page.locator(".live").text_content()
    assert day.get_attribute("aria-valuetext") == "14 September 1968"


def test_a_date_can_be_typed_digit_by_digit(page):
    page.locator(".date").focus()
    page.keyboard.type("10031990", delay=20)  # the browser of the tests is American
    assert day_of(page) == "1990-10-03"


@pytest.mark.parametrize("day", ["1940-01-01", "2999-01-01"])
def test_a_date_out_of_range_is_not_left_standing_beside_another_days_map(page, day):
    page.locator(".date").fill(day)
    page.locator(".stage-area").focus()
    day = day_of(page)
    assert page.locator(".date").input_value() == day


def test_a_chosen_country_is_outlined_on_the_map_and_described_on_every_day(page, state):
    land = {unit["id"]: unit["d"] for unit in state["drawn"]["units"] if "d" in unit}
    about, outline = page.locator(".about"), page.locator(".map path.picked")
    page.locator("select.country").focus()
    page.locator("select.country").select_option(label="Poland")
    page.evaluate("settled()")
    assert about.text_content() == "Poland: in neither alliance"
    outlined = outline.get_attribute("d")
    assert land["PL"] in outlined
    assert land["CZ"] not in outlined
    for day, words in {"1955-05-14": "Warsaw Pact", "1999-03-12": "joins NATO on this day"}.items():
        page.evaluate("day => go(day)", day)
        assert words in about.text_content()
    page.locator("select.country").select_option("")
    page.evaluate("settled()")
    assert (about.text_content(), outline.get_attribute("d")) == ("", "")


def test_each_layer_loses_its_colour_when_it_is_switched_off_and_gets_it_back(page):
    for layer, name in {"nato": "member", "pact": "pact", "partner": "partner"}.items():
        page.evaluate("day => go(day)", "1955-05-14" if layer == "pact" else "2004-03-30")
        box = page.get_by_role("checkbox", name=TEXTS[f"layer_{layer}"], exact=True)
        land, other = (
            page.locator(f".map path.u.{name}").first,
            page.locator(".map path.u.other").first,
        )
        before = fill_of(land)
        box.uncheck()
        assert fill_of(land) == fill_of(other) != before
        assert layer not in page.evaluate("model.get('layers')")
        box.check()
        assert fill_of(land) == before


def test_the_switch_between_holders_and_owners_changes_the_baltic_states(page, state):
    (estonia,) = (unit["d"] for unit in state["drawn"]["units"] if unit["id"] == "EE")
    land = page.locator(f'.map path.x[d="{estonia}"], .map path.u[d="{estonia}"]')
    names = [land.nth(k).get_attribute("class") for k in range(2)]
    page.get_by_role("radio", name=TEXTS["owns"]).check()
    assert names == ["u other", "x soviet"]
    assert [land.nth(k).get_attribute("class") for k in range(2)] == ["u other", "x off"]


def test_enlargements_only_steps_through_the_eleven_rounds(page):
    page.locator("select.steps").select_option(label=TEXTS["steps_enlargement"])
    page.locator(".stage-area").focus()
    for count in COUNTS.values():
        page.evaluate("settled()")
        assert page.locator(".count").text_content() == f"{count} members"
        assert page.locator(".place").text_content().endswith("of 11")
        page.keyboard.press("ArrowRight")


HOSTILE = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>"""


def spoil(value):
    """A copy of the drawing's words, each with code at its end; what steers the map stays."""
    if isinstance(value, dict):
        kept = ("id", "day", "kind", "status", "grade", "t", "j", "c", "code", "key", *"diqr")
        return {k: v if k in kept else spoil(v) for k, v in value.items()}
    if isinstance(value, list):
        return [spoil(v) for v in value]
    return value + HOSTILE if isinstance(value, str) and value else value


def test_code_in_the_tables_is_shown_as_text_and_never_runs(browser, state):
    drawn = dict(state["drawn"])
    for part in ("units", "states", "stages", "texts", "sentences"):
        drawn[part] = spoil(drawn[part])
    drawn["labels"] = [[text + HOSTILE, *rest] for text, *rest in drawn["labels"]]
    page, record = pages.open_plain(browser, {**state, "drawn": drawn, "title": HOSTILE})
    for day in ("1949-04-04", "1999-03-12", "2014-03-18"):
        page.evaluate(pages.HOVER, [day, drawn["units"][0]["d"]])
        page.locator(".panel summary").click()
        page.locator("select.country").focus()
        assert page.locator(".frame").text_content().count("<img src=x onerror") > 50
    assert page.evaluate("window.hit") is None
    assert page.locator(".timemap img, .timemap script").count() == 0
    assert (record.errors, record.asked[1:]) == ([], [])
    page.close()


def test_stepping_asks_nothing_of_any_server_and_reports_no_error(opened, page):
    for key in ("End", "ArrowLeft", "Shift+ArrowLeft", "l", "?", "Home"):
        page.keyboard.press(key)
    asked = [address for address in opened[1].asked if not address.startswith("blob:")]
    assert (asked, opened[1].errors) == ([pages.ADDRESS], [])


def test_a_closed_view_stops_playing_and_listening(browser, state):
    page, record = pages.open_plain(browser, {**state, "interval": 30})
    page.locator(".play").click()
    page.wait_for_function("model.get('day') > '1950'")
    page.evaluate("undo()")
    day, headline = day_of(page), page.locator(".headline").text_content()
    page.wait_for_timeout(150)
    assert day_of(page) == day
    page.evaluate("go('2024-03-07')")
    assert page.locator(".headline").text_content() == headline
    assert record.errors == []
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_everything_fits_the_width_and_axe_finds_no_serious_fault(browser, state, width):
    page, _ = pages.open_plain(browser, state, width)
    for day in (FIRST, "2014-03-18"):
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


def test_on_a_narrow_screen_one_row_of_buttons_and_the_slider_stand_above_the_map(browser, state):
    page, _ = pages.open_plain(browser, state, width=375)
    boxes = {
        name: page.locator(f".timemap {css}").first.bounding_box()
        for name, css in {
            "previous": "button.previous", "next": "button.next", "play": "button.play",
            "slider": "input.stage", "map": "svg.map", "date": "input.date",
            "steps": "select.steps", "live": ".live", "frame": ".frame",
        }.items()
    }  # fmt: skip
    page.close()
    assert boxes["previous"]["y"] == boxes["next"]["y"] == boxes["play"]["y"]
    assert boxes["play"]["y"] < boxes["slider"]["y"] < boxes["map"]["y"]
    assert boxes["map"]["y"] - boxes["frame"]["y"] <= 150
    assert boxes["map"]["width"] == boxes["frame"]["width"]
    for below in ("date", "steps"):
        assert boxes["map"]["y"] < boxes[below]["y"] < boxes["live"]["y"]


def test_the_legend_says_what_the_three_letters_on_the_map_of_a_day_mean(browser, state):
    page, _ = pages.open_plain(browser, state)
    page.locator(".timemap details.codes summary").click()
    page.evaluate("async () => { await go('1999-03-12'); await settled(); }")
    words = page.locator(".timemap details.codes").inner_text()
    page.close()
    assert "NLD Netherlands" in words
