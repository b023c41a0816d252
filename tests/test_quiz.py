"""The questions in the browser, by mouse and by keyboard, without a kernel; and on paper."""

import json
import os
import re
from dataclasses import replace
from types import SimpleNamespace

import pages
import pane_page
import pytest
from pages import TEXTS

import natokit
from natokit import kept, quiz
from natokit.questions import question
from natokit.tables import text_of

IDS = {
    "single": "e01",
    "several": "e02",
    "order": "e03",
    "timeline": "e04",
    "map": "e05",
    "number": "e06",
    "text": "e07",
}


@pytest.fixture
def opened(browser, own_questions, progress_file):
    """Opens a question on a plain page: (page, record); closed after the test."""
    pages_open = []

    def open_question(kind, width=1280, **attempt):
        (widget,) = natokit.exercise(IDS[kind]).children
        beside = widget if kind == "map" else SimpleNamespace(pane=widget, map=None)
        if kind != "map":
            widget.layout.flex = "1 1 100%"  # in Jupyter a column gives it the whole width
        if attempt:
            beside.pane.set_trait("attempt", attempt)
        found = pane_page.open_beside(browser, beside, width, maps=kind == "map")
        pages_open.append(found[0])
        return found

    yield open_question
    for page in pages_open:
        page.close()


def attempt(page):
    return page.evaluate("models[0].get('attempt')")


def verdict(page):
    return page.locator(".verdict").text_content()


def named(page, role, key, **parts):
    name = TEXTS[key]
    for part, value in parts.items():
        name = name.replace("{" + part + "}", value)
    return page.get_by_role(role, name=name, exact=True)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused(page):
    return page.evaluate(
        "(() => { const a = document.activeElement.shadowRoot?.activeElement;"
        " return a && (a.getAttribute('aria-label') ?? a.value ?? a.textContent); })()"
    )


def by_mouse(page, kind):
    """Give a wrong answer and then the right one with the mouse."""
    check = named(page, "button", "ex_check")
    if kind == "single":
        page.get_by_text("14", exact=True).click()
        yield check.click()
        page.get_by_text("12", exact=True).click()
        yield check.click()
    if kind == "several":
        page.get_by_text("Slovakia", exact=True).click()
        yield check.click()
        for name in ("Slovakia", "Poland", "Hungary", "Czech Republic"):
            page.get_by_text(name, exact=True).click()
        yield check.click()
    if kind == "order":
        yield check.click()
        named(page, "button", "ex_down", text="Eight states found the Warsaw Pact").click()
        named(page, "button", "ex_down", text="Eight states found the Warsaw Pact").click()
        yield check.click()
    if kind == "timeline":
        box = page.locator(".axis").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
        yield check.click()
        page.get_by_label(TEXTS["ex_date"]).fill("1982-05-30")
        yield check.click()
    if kind == "map":
        for unit in ("FR", "TR"):
            spot = page.evaluate(SPOT, unit)
            page.mouse.click(*spot)
            yield check.click()
    if kind == "number":
        page.locator(".figure").click()
        page.keyboard.type("12")
        yield check.click()
        page.locator(".figure").fill("2,300 km")
        yield check.click()


# A point inside a piece of land where nothing lies above it.
SPOT = """(id) => { const root = document.querySelector(".timemap").shadowRoot;
  const { d, i } = models[1].get("drawn").units.find((unit) => unit.id === id);
  const path = [...root.querySelectorAll("path.u")]
    .find((p) => [d, i].includes(p.getAttribute("d")));
  path.scrollIntoView({ block: "center" });
  const box = path.getBoundingClientRect();
  for (let k = 1; k < 40; k++) for (let l = 1; l < 40; l++) {
    const spot = [box.left + (k * box.width) / 40, box.top + (l * box.height) / 40];
    // The picture that waits may cover the one that is seen.
    if (root.elementsFromPoint(...spot).find((e) => e.closest(".map")) === path) return spot;
  } }"""


def by_keyboard(page, kind):
    """The same with nothing but keys, from the first field of the question on."""
    page.locator("fieldset.asked :is(input, select, textarea, button:enabled)").first.focus()
    if kind == "single":
        yield press(page, "Space", "ArrowDown", "ArrowDown", "Enter")
        yield press(page, "ArrowUp", "Enter")
    if kind == "several":
        yield press(page, "Tab", "Space", "Enter")
        yield press(
            page, "Space", "Tab", "Space", "Tab", "Space", *["Shift+Tab"] * 3, "Space", "Enter"
        )
    if kind == "order":
        press(page, "Enter")  # moves the first one down; the focus stays with it
        moved = TEXTS["ex_moved"].replace("{text}", "Eight states found the Warsaw Pact")
        moved = moved.replace("{n}", "2").replace("{total}", "3")
        assert page.locator(".hidden[role=status]").text_content() == moved
        assert focused(page) == TEXTS["ex_down"].replace(
            "{text}", "Eight states found the Warsaw Pact"
        )
        page.locator(".check").focus()
        yield press(page, "Enter")
        named(page, "button", "ex_down", text="Eight states found the Warsaw Pact").focus()
        press(page, "Enter")
        page.locator(".check").focus()
        yield press(page, "Enter")
    if kind == "timeline":
        press(page, "PageDown", "ArrowLeft", "Shift+ArrowRight")
        page.locator(".check").focus()
        yield press(page, "Enter")
        page.locator(".axis").focus()
        for _ in range(600):
            year, month = map(int, page.get_by_label(TEXTS["ex_date"]).input_value().split("-")[:2])
            off = (1982 - year) * 12 + 6 - month
            if not off:
                break
            far = "Page" + ("Up" if off > 0 else "Down")
            near = "Arrow" + ("Right" if off > 0 else "Left")
            step = far if abs(off) >= 120 else f"Shift+{near}" if abs(off) >= 12 else near
            press(page, step)
        page.locator(".check").focus()
        yield press(page, "Enter")
    if kind == "map":
        for name in ("France", "Turkey"):
            page.locator("fieldset select").focus()
            page.keyboard.type(name)
            page.wait_for_timeout(1200)  # then what is typed is a new word to the list
            page.locator(".check").focus()
            yield press(page, "Enter")
    if kind == "number":
        page.keyboard.type("12")
        yield press(page, "Enter")
        press(page, "Control+a")
        page.keyboard.type("2300")
        yield press(page, "Enter")


@pytest.mark.parametrize("hand", [by_mouse, by_keyboard])
@pytest.mark.parametrize("kind", [kind for kind in IDS if kind != "text"])
def test_each_kind_is_answered_wrong_and_then_right(opened, kind, hand):
    page, record = opened(kind)
    steps = hand(page, kind)
    next(steps)
    page.evaluate("settled()")
    assert verdict(page).startswith("✘\ufe0e Not yet. "), verdict(page)
    assert len(verdict(page)) > 18
    assert named(page, "button", "ex_again").is_visible()
    assert attempt(page)["tries"] == 1
    next(steps)
    page.evaluate("settled()")
    asked = question(IDS[kind])
    assert verdict(page).startswith("✔\ufe0e Right. "), verdict(page)
    assert attempt(page)["tries"] == 2
    assert quiz.judge(asked, attempt(page)["given"]) == (True, verdict(page)[3:])
    assert not named(page, "button", "ex_again").is_visible()
    assert (record.errors, record.outside()) == ([], [])


def test_a_text_is_kept_while_it_is_written_and_then_compared(opened):
    page, record = opened("text")
    model = question("e07").model
    page.get_by_label(TEXTS["ex_text"]).fill("One of them acts.")
    page.wait_for_function("() => models[0].get('attempt').given")
    assert attempt(page) == {"given": "One of them acts.", "tries": 0}
    assert model not in page.locator(".frame").text_content()
    named(page, "button", "ex_compare").click()
    assert model in verdict(page)
    assert not verdict(page).startswith(("✔", "✘"))
    assert attempt(page)["tries"] == 1
    assert record.errors == []


@pytest.mark.parametrize("kind", IDS)
def test_without_an_answer_nothing_is_judged_or_kept(opened, kind):
    page, _ = opened(kind)
    page.locator(".check").click()
    if kind == "order":  # some order is always given
        assert attempt(page)["tries"] == 1
        return
    assert verdict(page) == "Not answered yet."
    assert attempt(page) == {}


def test_what_cannot_be_understood_counts_as_no_try(opened):
    page, _ = opened("number")
    page.locator(".figure").fill("many miles")
    page.locator(".check").click()
    assert verdict(page) == TEXTS["ex_unclear_number"]
    assert attempt(page) == {}


def test_try_again_clears_the_answer_and_puts_the_focus_on_it(opened):
    page, _ = opened("single")
    page.get_by_role("radio", name="14").check()
    page.locator(".check").click()
    named(page, "button", "ex_again").click()
    assert verdict(page) == ""
    assert page.get_by_role("radio", checked=True).count() == 0
    assert focused(page) == "10"
    assert attempt(page)["tries"] == 1  # it happened


def test_the_hint_opens_by_keyboard_and_feedback_is_in_a_live_region(opened):
    page, _ = opened("single")
    assert not page.get_by_text("Count the states on the first map.").is_visible()
    page.locator(".hint summary").focus()
    press(page, "Enter")
    assert page.get_by_text("Count the states on the first map.").is_visible()
    assert page.locator(".verdict").get_attribute("role") == "status"
    group = page.get_by_role("group", name="How many members did NATO have when the treaty")
    assert group.get_by_role("radio").count() == 3


def test_the_map_shows_the_day_of_the_question_and_comes_back_to_it(opened):
    page, _ = opened("map")
    back = named(page, "button", "ex_back", day="18 February 1952")
    assert not back.is_visible()
    page.evaluate("models[1].set('day', '1999-03-12')")
    back.click()
    assert page.evaluate("models[1].get('day')") == "1952-02-18"
    page.locator("fieldset select").select_option("TR")
    assert page.evaluate("models[1].get('places')") == ["TR"]
    line = "document.querySelector('.timemap').shadowRoot.querySelectorAll('path.placed')"
    assert page.evaluate(f"[...{line}].some((path) => path.getAttribute('d').length > 9)")


def test_feedback_comes_back_when_the_map_sends_the_same_land_again(opened):
    page, _ = opened("map")
    for land in ("ES", "TR"):
        page.locator("fieldset select").select_option(land)
        page.locator(".check").click()
        said = page.locator(".verdict").text_content()
        assert said
        page.evaluate("models[1].set('places', ['FR'])")  # as by a click on the map
        assert page.locator(".verdict").text_content() == ""
        page.evaluate("(land) => models[1].set('places', [land])", land)
        assert page.locator(".verdict").text_content() == said


def test_on_the_map_of_troops_a_click_on_a_symbol_means_the_land_below(browser, own_questions):
    asked = question("e05")
    pane = quiz.ExercisePane(asked)
    pane.day = "2014-03-18"
    beside = quiz.OnTheMap(replace(asked, notebook="03-troops-step-by-step"), pane, None)
    page, record = pane_page.open_beside(browser, beside)
    spot = page.evaluate("""() => { const root = document.querySelector(".timemap").shadowRoot;
      for (const symbol of root.querySelectorAll("svg.map .s:not(.off) .sign")) {
        const box = symbol.getBoundingClientRect();
        const spot = [box.x + box.width / 2, box.y + box.height / 2];
        const top = root.elementsFromPoint(...spot).find((e) => e.closest(".map"));
        if (top?.closest(".s") === symbol.closest(".s")) return spot;
      } }""")
    page.mouse.click(*spot)
    assert page.evaluate("models[0].get('places').length") == 1
    assert page.locator("fieldset select").input_value()
    assert record.errors == []
    page.close()


GIVEN = {
    "single": "14",
    "several": ["Slovakia"],
    "order": ["Greece and Turkey join", "Eight states found the Warsaw Pact",
              "The Soviet Union suggests that it might join NATO"],
    "timeline": "1990-01-01",
    "map": "FR",
    "number": "12",
    "text": "Because.",
}  # fmt: skip


@pytest.mark.parametrize("kind", IDS)
def test_an_answer_comes_back_with_its_feedback(opened, kind):
    asked = question(IDS[kind])
    natokit.check(asked.id, GIVEN[kind])
    page, record = opened(kind)
    right, said = quiz.judge(asked, GIVEN[kind])
    assert verdict(page) == ("" if right is None else "✘\ufe0e ") + said
    shown = "models[0].get('attempt').given"
    assert page.evaluate(shown) == quiz.tidy(asked, GIVEN[kind])
    fields = {
        "single": lambda: page.get_by_role("radio", checked=True).input_value(),
        "several": lambda: [page.get_by_role("checkbox", checked=True).input_value()],
        "order": lambda: page.locator("ol.order span.row > span").all_text_contents(),
        "timeline": lambda: page.get_by_label(TEXTS["ex_date"]).input_value(),
        "map": lambda: page.locator("fieldset select").input_value(),
        "number": lambda: page.locator(".figure").input_value(),
        "text": lambda: page.locator("textarea").input_value(),
    }
    assert fields[kind]() == GIVEN[kind]
    assert record.errors == []


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("kind", IDS)
def test_everything_fits_the_width_and_axe_finds_no_serious_fault(opened, kind, width):
    natokit.check(IDS[kind], GIVEN[kind])
    page, record = opened(kind, width)
    page.locator(".hint summary").click()
    page.evaluate("models[0].set('note', 'Your answers cannot be kept.')")
    assert page.get_by_text("Your answers cannot be kept.").is_visible()
    page.evaluate("settled()")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages.axe_faults(page, [".pane"]) == []
    if folder := os.environ.get("NATOKIT_SHOTS"):
        page.screenshot(path=f"{folder}/quiz-{kind}-{width}.png", full_page=True)
    assert record.errors == []


def test_code_in_the_texts_is_shown_and_never_runs(browser, own_questions, progress_file):
    (pane,) = natokit.exercise("e01").children
    content = pane_page.json.loads(json.dumps(pane.content))
    hostile = """<img src=x onerror="window.hit=1">"""
    for key in ("text", "hint"):
        content[key] += hostile
    content["choices"] = [choice + hostile for choice in content["choices"]]
    beside = SimpleNamespace(pane=pane, map=None)
    page, record = pane_page.open_beside(browser, beside, content=content, maps=False)
    assert page.locator(".frame").text_content().count("<img src=x") == 5
    assert page.evaluate("window.hit") is None
    assert record.errors == []
    page.close()


def test_a_closed_question_no_longer_listens(opened):
    page, record = opened("single")
    page.evaluate("undo[0]()")
    page.evaluate("models[0].set('attempt', { given: '14', tries: 1 })")
    assert verdict(page) == ""
    assert record.errors == []


def test_every_word_that_the_questions_ask_for_is_in_interface_csv():
    code = text_of("panes.js", "judge.js", "quiz.js", "summary.js")
    asked = set(re.findall(r"(?<![.\w])t\.([a-z]\w*)", code))
    asked |= {"ex_up", "ex_down", "ex_level_core", "ex_level_more"}
    columns = " ".join(re.findall(r"const (?:COLUMNS|COUNTED) = \[(.*?)\]", code))
    assert len(columns) > 100
    asked |= {f"pr_{key}" for key in re.findall(r"\w+", columns)}
    assert len(asked) > 30
    assert asked - set(TEXTS) == set()


# ---- Python's side


def test_a_change_on_the_page_is_judged_and_kept_and_a_foreign_one_is_not(
    own_questions, progress_file
):
    (pane,) = natokit.exercise("e01").children
    assert not progress_file.exists()
    pane.attempt = {"given": "14", "tries": 1}
    entry = kept.load()[0]["exercises"]["e01"]
    assert (entry["given"], entry["right"], entry["tries"]) == ("14", False, 1)
    for odd in ({"given": "99", "tries": 2}, {"tries": 2}, {"given": ["12"], "tries": "x"}, {}):
        pane.attempt = odd
    assert kept.load()[0]["exercises"]["e01"] == entry
    back = natokit.exercise("e01").children[0].attempt
    assert {
        "given": "14",
        "tries": 1,
        "right": False,
        "right_first": False,
    }.items() <= back.items()


def test_the_pupil_is_told_on_the_page_when_an_answer_cannot_be_kept(
    own_questions, tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NATOKIT_PROGRESS", str(tmp_path / "file" / "progress.json"))
    (pane,) = natokit.exercise("e01").children
    pane.attempt = {"given": "12", "tries": 1}
    assert "cannot be written" in pane.note
    assert "cannot be written" in repr(natokit.check("e01", "12"))


def test_an_answer_to_a_question_that_has_changed_is_left_alone(own_questions, progress_file):
    kept.record("e01", "no choice any more", True)
    assert natokit.exercise("e01").children[0].attempt == {}
    assert kept.load()[0]["exercises"]["e01"]["given"] == "no choice any more"


def test_check_says_what_it_thinks_and_keeps_the_answer(own_questions, progress_file):
    assert [repr(natokit.check("e01", *none)) for none in ((), (...,), (None,))] == [
        "Not answered yet."
    ] * 3
    assert not progress_file.exists()
    assert repr(natokit.check("e01", 14)).endswith("Hint: Count the states on the first map.")
    found = natokit.check("e01", "12")
    assert found.right is True
    assert repr(found) == "Right. Ten in western Europe, the USA and Canada."
    assert kept.load()[0]["exercises"]["e01"]["tries"] == 2
    with pytest.raises(ValueError, match=r"no exercise 'e99'.*e09"):
        natokit.check("e99", "12")
    with pytest.raises(ValueError, match="none of the choices"):
        natokit.check("e01", "13")


def test_on_paper_no_question_is_ever_answered(own_questions, progress_file):
    before = natokit.exercises("02")._repr_mimebundle_()
    for kind, key in IDS.items():
        natokit.check(key, GIVEN[kind])
    after = natokit.exercises("02")._repr_mimebundle_()
    for mime in ("text/plain", "text/html"):
        assert after[mime] == before[mime]
    plain, html = before["text/plain"], before["text/html"]
    assert plain.count("Not answered yet.") == html.count("Not answered yet.") == 8
    for key in IDS.values():
        asked = question(key)
        assert all(said in plain for said in (asked.text, *asked.choices))
        assert asked.hint not in plain
        assert not any(text in html for text in asked.feedback)
    assert html.count("<details>") == 8
    assert html.count("Count the states on the first map.") == 1


def test_core_questions_come_first_and_each_knows_its_number(own_questions, progress_file):
    panes = natokit.exercises("02").panes
    assert [pane.content["level"] for pane in panes] == ["core"] * 5 + ["more"] * 3
    assert [(p.content["number"], p.content["total"]) for p in panes] == [
        (n, 8) for n in range(1, 9)
    ]
    assert natokit.exercise("e08").panes[0].content["number"] == 8
