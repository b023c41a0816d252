"""How do we know? The stepper's answer for every piece of land and every border, and its names on a
narrow screen.
"""

from itertools import combinations

import pages
import pytest
from pages import FIRST, LAST, TEXTS
from test_history import TENURE, rows_of

from natokit import history

SOURCES = {row["source_id"]: row for row in rows_of("sources.csv")}
DOUBTS = rows_of("borders/disagreements.csv")

# Chooses the holder of a piece of land by a click on it; the words of its fold, opened.
ASK = """async ([day, outline]) => {
  await go(day);
  const root = document.querySelector(".timemap").shadowRoot;
  root.querySelector(".known .close")?.click(); // a second click on the same land would close it
  const all = [...root.querySelectorAll(".map path.u")];
  const land = all.find((p) => p.getAttribute("d") === outline);
  land.dispatchEvent(new PointerEvent("click", { bubbles: true }));
  await settled();
  const fold = root.querySelector(".known details.land[open]");
  await new Promise((done) => setTimeout(done));
  return [fold.querySelector("summary").textContent, fold.textContent];
}"""


@pytest.fixture(scope="module")
def answers(opened, state):
    """{(unit, start): words} for each row of tenure.csv on its first day on the map."""
    units = {unit["id"]: unit for unit in state["drawn"]["units"]}
    found = {}
    for row in TENURE:
        if row["unit_id"] in units and (not row["end"] or row["end"] > FIRST):
            unit, day = units[row["unit_id"]], max(row["start"], FIRST)
            name, words = opened[0].evaluate(ASK, [day, unit.get("d") or unit["i"]])
            assert name == unit["name"]
            found[row["unit_id"], row["start"]] = words
    return found


def test_every_row_of_tenure_is_explained_with_its_note_mark_and_sources(answers):
    asked = [row for row in TENURE if (row["unit_id"], row["start"]) in answers]
    assert len(asked) > 250
    for row in asked:
        words = answers[row["unit_id"], row["start"]]
        assert history.note_shown(row["note"]) in words, row
        assert TEXTS[f"certain_{row['certainty']}"] in words
        for source in row["sources"].split(";"):
            assert SOURCES[source]["title"] in words, row
        if row["start"] > FIRST:
            assert f"since {history.spoken(row['start'])}" in words
        else:
            assert TEXTS["held_before"] in words


def test_where_sources_differ_about_the_day_the_reader_is_told_the_other_days(answers):
    told = 0
    for row in DOUBTS:
        for unit in row["unit_ids"].split(";"):
            if (unit, row["used_day"]) in answers:
                told += 1
                assert row["why"] in answers[unit, row["used_day"]], row
    assert told >= 40


def test_a_border_tells_since_when_it_runs_there(opened, state):
    (france,) = (u["d"] for u in state["drawn"]["units"] if u["id"] == "FR")
    _, words = opened[0].evaluate(ASK, ["1960-01-01", france])
    assert "border with Germany, west (West Germany)" in words
    assert "(since 23 May 1949)" not in words  # that day the state was founded, not the border
    assert "border with Saar (West Germany) (since 1 January 1957)" in words
    assert "border with Spain" in words
    (crimea,) = (u["d"] for u in state["drawn"]["units"] if u["id"] == "UA-43")
    _, words = opened[0].evaluate(ASK, ["2015-01-01", crimea])
    assert "line of control, no agreed border, towards Ukraine (since 18 March 2014)" in words


def test_a_border_is_as_old_as_the_line_and_not_as_the_last_entry_of_its_sides(opened, state):
    units = {unit["id"]: unit["d"] for unit in state["drawn"]["units"] if "d" in unit}
    _, words = opened[0].evaluate(ASK, ["1965-01-01", units["IL"]])
    assert "border with West Bank (Jordan)" in words
    assert "West Bank (Jordan) (since" not in words  # the armistice line is older than these maps
    egypt = "Egypt (named United Arab Republic)"
    assert f"Sinai, east ({egypt}) (since 8 March 1957)" in words  # Israel held both in 1956-57
    assert "24 April 1950" not in words
    assert "28 September 1961" not in words


def test_what_is_not_drawn_is_said_of_the_land_and_only_in_its_time(opened, state):
    units = {unit["id"]: unit["d"] for unit in state["drawn"]["units"] if "d" in unit}
    for day, told in (("1994-06-01", True), ("1996-06-01", False)):
        _, words = opened[0].evaluate(ASK, [day, units["BA"]])
        assert ("two thirds of the land, and the fronts moved" in words) == told


def test_a_republic_is_told_its_own_rival_days_only(opened, state):
    (ukraine,) = (unit["d"] for unit in state["drawn"]["units"] if unit["id"] == "UA")
    _, words = opened[0].evaluate(ASK, ["1995-01-01", ukraine])
    assert "others say 1 December 1991" in words
    assert "others say 25 August 1991" not in words


def test_a_state_that_is_not_there_on_the_day_stays_chosen_and_the_reader_is_told(opened):
    page = opened[0]
    page.evaluate("go('1985-06-01')")
    page.locator("select.country").focus()
    page.locator("select.country").select_option(label="East Germany")
    page.evaluate("go('1995-06-01')")
    assert page.locator(".about").text_content() == "East Germany: not on the map on this day"
    assert page.locator("select.country option:checked").text_content() == "East Germany"
    page.locator("select.country").select_option("")


def test_on_a_narrow_screen_names_are_larger_do_not_overlap_and_can_be_read(browser, state):
    page, _ = pages.open_plain(browser, state, width=375)
    for day in (FIRST, "1955-05-14", "1999-03-12", "2004-03-29", LAST):
        words = page.evaluate(f"async (day) => {{ await go(day); return ({pages.LOOK})(); }}", day)
        shown = [word for word in words["words"] if word["text"]]
        assert len(shown) >= 15, day
        assert min(word["size"] for word in shown) >= 8
        for a, b in combinations(shown, 2):
            wide = min(a["right"], b["right"]) - max(a["left"], b["left"])
            high = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
            assert wide <= 0.5 or high <= 0.5, (day, a, b)
    page.close()


def test_what_was_asked_goes_away_with_a_second_click_with_escape_or_with_its_button(opened, state):
    page, words = opened[0], opened[0].locator(".known")
    (poland,) = (u["d"] for u in state["drawn"]["units"] if u["id"] == "PL")
    for how in ("click", "Escape", "button"):
        page.evaluate(ASK, ["1999-03-12", poland])
        assert page.locator(".about").text_content() == "Poland: joins NATO on this day"
        assert "Poland" in words.text_content()
        if how == "click":
            land = page.locator(f'.map path.u[d="{poland}"]')
            land.dispatch_event("click")
        elif how == "Escape":
            page.locator(".stage-area").press("Escape")
        else:
            words.get_by_role("button", name=TEXTS["close"]).click()
        page.evaluate("settled()")
        assert words.text_content() == page.locator(".about").text_content() == ""
        assert page.locator("select.country").input_value() == ""


def test_a_day_out_of_range_is_refused_in_words_until_the_next_step(opened):
    page, said = opened[0], opened[0].locator(".refused")
    for day in ("1948-01-01", "2030-01-01"):
        page.locator(".date").fill(day)
        assert said.text_content().startswith("This map goes from 4 April 1949 to ")
    page.evaluate("go('1999-03-12')")
    page.evaluate("go('1999-03-13')")
    assert said.text_content() == ""


def test_land_is_described_by_itself_and_a_state_by_its_main_land(opened, state):
    page = opened[0]
    (crimea,) = (u["d"] for u in state["drawn"]["units"] if u["id"] == "UA-43")
    page.evaluate(ASK, ["2015-01-01", crimea])
    assert page.locator(".about").text_content().startswith("Crimea: occupied")
    page.locator("select.country").select_option("")
    page.evaluate("go('1985-01-01')")
    page.locator("select.country").focus()
    page.locator("select.country").select_option(label="East Germany")
    page.evaluate("settled()")
    assert page.locator(".about").text_content() == "East Germany: Warsaw Pact member"
    page.locator("select.country").select_option("")
