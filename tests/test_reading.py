"""The reading pane: the article and the map that follows it, with and without a browser."""

import json
import os

import lab_page
import pane_page
import pytest
from pages import TEXTS
from pane_page import DAYS, day_of
from test_article import PARTS
from test_history import rows_of
from test_original import made_up

from natokit import reading
from natokit.days import spoken
from natokit.original import original
from natokit.panes import land

CLAIMS = rows_of("article/claims.csv")
LEADS = {row["paragraph"]: row for row in rows_of("article/paragraphs.csv")}
WIDE = "(div) => { div.style.flex = '1 1 100%'; }"  # as Python asks for where there is a copy


@pytest.fixture(scope="module")
def beside():
    """The pane with its map, made where no copy of the article is at hand."""
    return pane_page.made("article")


def test_every_part_leads_to_its_day_and_to_land_that_is_on_the_map(beside):
    pane, map_ = beside.pane, beside.map
    drawn = {unit["id"] for unit in map_.drawn["units"]}
    assert [part["id"] for part in pane.content["parts"]] == PARTS
    for part in pane.content["parts"]:
        assert part["day"] == DAYS[LEADS[part["id"]]["stage_id"]]
        assert set(part["places"]) & drawn, part["id"]
        assert {"plain", "full"} == set(part["texts"])
    assert (pane.day, pane.places) == (map_.day, map_.places)


def test_a_state_is_outlined_with_all_that_is_its_own_by_law():
    assert {"UA", "UA-40", "UA-43", "UA-14o"} <= set(land("UA", "2021-12-07"))
    assert not {"UA-40", "UA-43"} & set(land("RU", "2021-12-07"))
    assert "UA" in land("RU", "1949-04-04")  # the Soviet Union, of which Russia was the heart
    assert land("UA-09o", "2021-12-07") == ["UA-09o"]


def test_a_teachers_copy_is_sent_when_asked_for_and_never_kept(data, monkeypatch):
    (data / "article" / "original.txt").write_text(made_up(), encoding="utf-8")
    monkeypatch.delenv("NATOKIT_ARTICLE", raising=False)
    pane, said = reading.ReadingPane(), []
    monkeypatch.setattr(pane, "send", said.append)
    pane._answer(pane, {"want": "something else"}, [])
    pane._answer(pane, {"want": "copies"}, [])
    assert said == [{"copies": original().texts, "message": original().message}]
    shown = repr(reading.linear())
    assert "Part p05:" not in json.dumps(pane.get_state()) + shown
    (data / "article" / "original.txt").unlink()
    assert repr(reading.linear()) == shown


# ---- in the browser: the article


@pytest.fixture(scope="module")
def article(browser, beside):
    """The pane of the article and its map on a plain page."""
    page, record = pane_page.open_beside(browser, beside)
    yield page, record
    page.close()


def part(page, name):
    return page.locator(".part").nth(PARTS.index(name))


def test_choosing_a_part_moves_the_map_to_its_day_and_outlines_its_places(article, beside):
    page, _ = article
    europe, ukraine = ({unit["id"]: unit for unit in m.drawn["units"]} for m in beside.maps)
    outline = page.locator("svg.map path.placed:visible")
    for name in ("p12", "p15", "p14", "p02"):
        units = ukraine if name == "p12" else europe
        part(page, name).get_by_role("button").click()
        day = DAYS[LEADS[name]["stage_id"]]
        assert (day_of(page), day_of(page, 0)) == (day, day)
        drawn = outline.get_attribute("d")
        for unit in LEADS[name]["units"].split(";"):
            assert units[unit].get("d", units[unit].get("i")) in drawn, (name, unit)
    assert units["UA-43"]["d"] in drawn  # p02 names Ukraine, and Crimea is Ukraine
    assert units["PL"]["d"] not in drawn


def test_a_part_shows_its_claims_and_a_verdict_only_when_it_is_opened(article):
    page, _ = article
    for name in ("p09", "p04"):
        page.get_by_role("combobox", name=TEXTS["pane_choose"]).select_option(name)
        about, mine = page.locator(".pane .about"), [r for r in CLAIMS if r["paragraph"] == name]
        assert [r["claim"] for r in mine if r["claim"] not in about.text_content()] == []
        for k, row in enumerate(mine):
            assert row["why"] not in about.text_content()
            about.locator("li > details > summary").nth(k).click()
            about.get_by_text(row["why"]).wait_for()
    about.get_by_role("button", name="3 April 2008").click()
    assert day_of(page) == "2008-04-03"
    part(page, "p04").get_by_role("button").click()  # the same day as before must come back
    assert day_of(page) == "2021-12-07"


def test_the_keys_go_through_the_parts_one_by_one(article):
    page, _ = article
    part(page, "headline").get_by_role("button").click()
    seen = [page.evaluate("models[0].get('paragraph')")]
    for key in ["ArrowDown"] * 18 + ["ArrowDown", "ArrowUp", "Home", "End"]:
        page.keyboard.press(key)
        seen.append(page.evaluate("models[0].get('paragraph')"))
        current = page.locator(".part[aria-current]")
        assert current.count() == 1
        assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == (
            current.get_by_role("button").text_content()
        )
    assert seen == [*PARTS, "p16", "p15", "headline", "p16"]
    assert day_of(page) == "1996-10-22"


def test_scrolling_reads_every_part_in_order_and_moves_the_map(article):
    page, _ = article
    part(page, "headline").get_by_role("button").click()
    seen = page.locator(".parts").evaluate("""async (list) => {
      const seen = [];
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      for (let top = 4; top < list.scrollHeight; top += 4) {
        list.scrollTop = top;
        await frame();
        if (seen.at(-1) !== models[0].get("paragraph")) seen.push(models[0].get("paragraph"));
      }
      return seen; }""")
    assert seen == PARTS
    assert day_of(page) == "1996-10-22"


def test_the_two_levels_can_be_switched_and_the_part_stays(article, beside):
    page, _ = article
    part(page, "p07").get_by_role("button").click()
    texts = {p["id"]: p["texts"] for p in beside.pane.content["parts"]}
    for level in ("full", "plain"):
        page.get_by_role("radio", name=TEXTS[f"level_{level}"]).check()
        for name in PARTS:
            assert part(page, name).locator("p").first.text_content() == texts[name][level]
        assert page.evaluate("[models[0].get('paragraph'), models[0].get('level')]") == [
            "p07",
            level,
        ]


def test_a_copy_stands_beside_the_parts_and_can_be_hidden(browser, beside, tmp_path):
    (tmp_path / "mine.txt").write_text(made_up(), encoding="utf-8")
    copy = original(tmp_path / "mine.txt")
    answer = {"copies": copy.texts, "message": copy.message}
    page, _ = pane_page.open_beside(browser, beside, answer=answer, maps=False)
    page.locator("main > div").first.evaluate(WIDE)
    shown = part(page, "p05").locator(".copy")
    shown.wait_for()
    assert shown.text_content() == copy.texts["p05"]
    own, other = (part(page, "p05").locator("p").nth(k).bounding_box() for k in (0, 1))
    assert other["x"] >= own["x"] + own["width"]
    assert page.get_by_text("mine.txt: 19 of 19 parts found.").is_visible()
    page.get_by_role("checkbox", name=TEXTS["read_copy_show"]).uncheck()
    assert not shown.is_visible()
    page.close()


def test_a_turned_screen_keeps_the_part_that_is_read(browser, beside):
    page, _ = pane_page.open_beside(browser, beside, width=375, height=800)
    page.get_by_role("combobox", name=TEXTS["pane_choose"]).select_option("p15")
    page.locator("details.rest:visible > summary").click()
    for width, height in ((800, 375), (375, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert page.evaluate("models[0].get('paragraph')") == "p15"
        chosen, around = (page.locator(c).bounding_box() for c in (".part[aria-current]", ".parts"))
        assert around["y"] - 1 <= chosen["y"] < around["y"] + around["height"]
    page.close()


def test_a_screen_reader_hears_part_day_and_places(article):
    page, _ = article
    part(page, "p12").get_by_role("button").click()
    said = page.locator(".pane [aria-live=polite]").first.text_content()
    assert said == (
        "Paragraph 12. This part leads the map to 18 March 2014. "
        "Outlined on the map: Sevastopol, Crimea and Russia."
    )


def test_in_jupyterlab_the_map_follows_the_article_without_the_kernel(browser, lab):
    lesson = lab_page.open_and_run(browser, lab.address("notebooks/01-read-the-article.ipynb"))
    page = lesson.page
    page.locator(".pane").first.evaluate("(host) => host.scrollIntoView()")
    page.evaluate(f"async () => {{ await {lab_page.NOTEBOOK}.sessionContext.shutdown(); }}")
    for name in ("p12", "p15", "p01"):
        part(page, name).get_by_role("button").click()
        said = spoken(DAYS[LEADS[name]["stage_id"]])
        page.locator(".headline:visible", has_text=said).wait_for()
        assert page.locator(".stage-area:visible").count() == 1
        text, picture = (page.locator(c).bounding_box() for c in (".parts", "svg.map:visible"))
        assert text["x"] + text["width"] < picture["x"]  # side by side, the files' list open too
        assert picture["width"] >= 500
    part(page, "p01").get_by_role("button").press("ArrowDown")
    assert page.locator(".part[aria-current]").text_content().startswith("Paragraph 2")
    assert page.evaluate(f"{lab_page.NOTEBOOK}.content.mode") == "command"
    if folder := os.environ.get("NATOKIT_SHOTS"):
        page.screenshot(path=f"{folder}/lab.png")
    told = [error for error in lesson.record.errors if "widget sync message" not in error]
    assert (told, lesson.record.outside()) == ([], [])
    page.close()
