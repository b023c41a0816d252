"""What all panes must hold, and the claims and the voices in the browser."""

import os
import re

import pages
import pane_page
import pytest
from pages import TEXTS
from pane_page import STAGES, day_of
from test_article import PARTS
from test_history import rows_of

from natokit import claimcheck, reading, sides
from natokit.days import spoken
from natokit.panes import text_of

CLAIMS = rows_of("article/claims.csv")


@pytest.fixture(scope="module")
def beside():
    """Each pane with its map, made once."""
    return {name: pane_page.made(name) for name in pane_page.MAKERS}


@pytest.fixture(params=pane_page.MAKERS)
def each(request, beside):
    return request.param, beside[request.param]


def test_on_paper_and_for_comparison_each_is_a_table_with_the_same_content(each):
    name, made = each
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == repr(made.sheet)
    assert bundle["text/html"].startswith("<table")
    assert "application/vnd.jupyter.widget-view+json" in bundle
    shown = made.pane.content
    words = {
        "article": lambda: [part["texts"]["plain"] for part in shown["parts"]],
        "claims": lambda: [row[key] for row in CLAIMS for key in ("claim", "verdict", "why")],
        "voices": lambda: [v["text"] for stage in shown["stages"] for v in stage["voices"]],
    }[name]()
    assert [said for said in words if said not in bundle["text/plain"]] == []


def test_our_verdicts_are_folded_away_on_paper():
    page = claimcheck.folded("p07")._repr_html_()
    before, folded = page.split("<details>", 1)
    assert "The watcher has become the doer." in folded
    assert "watcher" not in before


def test_wrong_names_are_refused_with_what_to_write_instead():
    with pytest.raises(ValueError, match=r"no paragraph 'p17'.*p16"):
        reading.ReadingPane("p17")
    with pytest.raises(ValueError, match=r"no paragraph 'p99'.*p16"):
        claimcheck.ClaimCheck("p99")
    with pytest.raises(ValueError, match=r"no stage '1990-nothing'.*2008-bucharest"):
        sides.compare_voices("1990-nothing")


def test_every_word_that_the_panes_ask_for_is_in_interface_csv():
    code = text_of("panes.js", "bars.js", "reading.js", "claimcheck.js", "sides.js")
    asked = set(re.findall(r"(?<![.\w])t\.([a-z]\w*)", code))
    asked |= {f"read_{kind}" for kind in ("headline", "subhead", "paragraph")}
    asked |= {f"level_{level}" for level in ("plain", "full")}
    assert len(asked) > 30
    assert asked - set(TEXTS) == set()


# ---- in the browser: claims and voices


def test_our_verdict_is_nowhere_on_the_page_before_the_readers_own(browser, beside):
    page, record = pane_page.open_beside(browser, beside["claims"])
    row = next(r for r in CLAIMS if r["claim_id"] == "p07b")
    text = page.locator(".pane .frame").text_content
    for claim in CLAIMS:
        page.get_by_role("combobox", name=TEXTS["pane_choose"]).select_option(claim["claim_id"])
        assert claim["claim"] in text()
        assert claim["why"] not in text()
        assert day_of(page) == min(claim["day"], "2021-12-07")
    page.get_by_role("combobox", name=TEXTS["pane_choose"]).select_option("p07b")
    page.locator(".compare").click()
    assert page.locator(".said").text_content() == TEXTS["check_first"]
    assert row["why"] not in text()
    page.get_by_role("radio", name="supported").check()
    assert row["why"] not in text()
    page.locator(".compare").click()
    for words in (row["why"], row["record_wording"], "You say: supported. We say: wrong."):
        assert words in text()
    assert "O. Reznikov, 3 December 2021: 94,300" in text()  # a row of estimates.csv
    assert "On 3 December 2021 NATO has 30 members; Ukraine is not one of them." in text()
    assert page.locator(".done").text_content().startswith("1 of 29 compared; 0 with")
    assert page.get_by_role("radio", name="wrong").is_disabled()
    assert page.evaluate("models[0].get('given')") == {"p07b": ["supported", ""]}
    assert (record.errors, record.outside()) == ([], [])
    page.close()


def test_no_map_shows_what_came_later_before_the_reader_has_judged(browser, beside):
    page, record = pane_page.open_beside(browser, beside["claims"])
    units = {unit["id"]: unit for unit in beside["claims"].map.drawn["units"]}
    choose = page.get_by_role("combobox", name=TEXTS["pane_choose"])
    later = [row for row in CLAIMS if row["day"] > "2021-12-07"]
    assert {row["claim_id"] for row in later} == {"headline", "p04a", "p04c"}
    shown = (day_of(page), page.locator(".when").text_content())
    assert shown[0] == "2021-12-07"
    assert "7 December 2021" in shown[1]
    for row in later:
        choose.select_option(row["claim_id"])
        assert day_of(page) == "2021-12-07"
        for part in (".headline", ".live", ".panel"):
            seen = page.locator(f".timemap {part}").all_text_contents()
            assert [words for words in seen if spoken(row["day"]) in words] == []
        page.get_by_role("radio", name="opinion").check()
        page.locator(".compare").click()
        assert day_of(page) == row["day"]
        assert f"gone on to {spoken(row['day'])}" in page.locator(".when").text_content()
        outline = page.locator("svg.map path.placed:visible")
        assert units["UA"]["d"] in outline.get_attribute("d")
    choose.select_option("p12")
    assert (day_of(page), page.locator(".when").text_content()) == (
        "2014-03-18",
        TEXTS["check_when"].format(day="18 March 2014"),
    )
    choose.select_option("headline")  # judged before: its own day comes back
    assert day_of(page) == "2022-02-24"
    assert (record.errors, record.outside()) == ([], [])
    page.close()


def test_the_figures_that_bear_on_a_claim_are_drawn_as_bars_after_the_verdict(browser, beside):
    page, record = pane_page.open_beside(browser, beside["claims"])
    rows = {row["estimate_id"]: row for row in rows_of("troops/estimates.csv")}
    drawn = {row["claim_id"]: re.findall(r"estimates:([\w-]+)", row["tables"]) for row in CLAIMS}
    assert {claim for claim, ids in drawn.items() if ids} == {"p02", "p07b", "p08", "s2"}
    for claim in ("p02", "p07b", "p08", "s2", "p12"):
        page.get_by_role("combobox", name=TEXTS["pane_choose"]).select_option(claim)
        assert page.locator(".bars").count() == 0
        page.get_by_role("radio", name="open").check()
        page.locator(".compare").click()
        seen = page.locator(".bars [data-figure]").evaluate_all("""(marks) => marks.map((mark) => {
          const { left, right } = mark.getBoundingClientRect();
          return [mark.dataset.figure, left, right, getComputedStyle(mark).fill]; })""")
        assert {name for name, *_ in seen} == set(drawn[claim])
        for name, left, right, fill in seen:
            row = rows[name]
            said = page.locator(".bars svg").get_attribute("aria-label")
            assert f"{int(row['high']):,}" in said
            assert row["area"] in said
            assert (fill == "rgb(255, 255, 255)") == (row["kind"] == "plan")
            assert right > left
        middle = {name: (left + right) / 2 for name, left, right, _ in seen}
        if claim == "p02":  # on one scale: 70,000, 94,300 and 95,000 to 100,000
            step = (middle["2021-reznikov"] - middle["2021-us-now"]) / 24_300
            assert abs(middle["2021-mcconville"] - middle["2021-us-now"] - 27_500 * step) < 1
    assert page.locator(".bars").count() == 0  # p12 has no figure
    assert (record.errors, record.outside()) == ([], [])
    page.close()


# The maps that can be seen: track, the picture's box on the screen, its smallest name in pixels.
SEEN = """() => [...document.querySelectorAll(".timemap")].filter((host) => host.checkVisibility())
  .map((host) => { const svg = host.shadowRoot.querySelector("svg.map");
    const names = [...svg.querySelectorAll("text")].filter((text) => text.checkVisibility()
      && text.getBoundingClientRect().height && !text.closest(".off"));
    const sizes = names.map((text) => (parseFloat(getComputedStyle(text).fontSize)
      * text.getBoundingClientRect().height) / text.getBBox().height);
    const { width, top, bottom } = svg.getBoundingClientRect();
    return { ukraine: svg.getAttribute("viewBox"), width, top, bottom, least: Math.min(...sizes),
             day: host.shadowRoot.querySelector(".date").value }; })"""


def one_map(page):
    """The map that can be seen, once its words are there; there is never more than one."""
    page.evaluate(pages.SETTLED)
    (seen,) = page.evaluate(SEEN)
    assert page.locator(".stage-area:visible").count() == 1  # and only one is met by keys
    return seen


@pytest.mark.parametrize("width", [1280, 375])
def test_the_map_beside_is_large_and_goes_to_ukraine_where_the_text_does(browser, beside, width):
    page, record = pane_page.open_beside(browser, beside["article"], width, height=800)
    europe, ukraine = (
        f"0 0 {w} {h}" for w, h in (each.drawn["size"] for each in beside["article"].maps)
    )
    assert europe != ukraine
    choose = page.get_by_role("combobox", name=TEXTS["pane_choose"])
    for part, near in (("p01", False), ("p10", True), ("p12", True), ("p15", False)):
        choose.select_option(part)
        seen = one_map(page)
        day = "2014-03-18" if part == "p12" else "1996-10-22" if part == "p15" else "2021-12-07"
        assert (seen["ukraine"] == ukraine, seen["day"]) == (near, day), part
        assert seen["least"] >= 9, part
        assert seen["width"] >= (600 if width == 1280 else 350), part
        text = page.locator(".part[aria-current]").bounding_box()
        assert seen["top"] >= 0
        assert max(seen["bottom"], text["y"] + 40) <= 800, part  # map and text on one screen
    assert (record.errors, record.outside()) == ([], [])
    page.close()


def test_a_pane_opens_on_its_part_with_the_right_map(browser):
    page, _ = pane_page.open_beside(browser, reading.read_article(paragraph="p10"))
    assert one_map(page)["day"] == "2021-12-07"
    assert page.locator("svg.map path.placed:visible").get_attribute("d")
    part, around = (page.locator(name).bounding_box() for name in (".part[aria-current]", ".parts"))
    assert around["y"] <= part["y"] < around["y"] + around["height"] - 40
    page.close()


def test_a_second_map_is_made_only_where_a_part_is_about_ukraines_east_or_crimea():
    assert len(claimcheck.check_claims("p09").maps) == 2
    assert len(claimcheck.check_claims("p15").maps) == 1


def test_two_voices_stand_side_by_side_and_the_map_leads_and_follows(browser, beside):
    page, record = pane_page.open_beside(browser, beside["voices"])
    left, right = page.locator(".voice").all()
    one, other = left.bounding_box(), right.bounding_box()
    assert one["x"] + one["width"] <= other["x"]
    assert abs(one["y"] - other["y"]) < 1
    rows = [r for r in rows_of("nato/viewpoints.csv") if r["stage_id"] == "2008-bucharest"]
    page.get_by_role("combobox", name=TEXTS["voices_stage"]).select_option("2008-bucharest")
    assert day_of(page) == "2008-04-03"
    for k, row in enumerate(rows):
        right.get_by_role("combobox").select_option(index=k)
        for words in (row["text"], row["quote"], row["speaker"]):
            assert words in right.text_content()
    assert rows[0]["text"] in left.text_content()
    page.evaluate("models[1].set('day', '2021-12-17')")
    assert page.evaluate("models[0].get('stage')") == "2021-russian-drafts"
    page.evaluate("models[1].set('day', '2000-01-01')")
    assert page.locator(".away").text_content() == TEXTS["voices_elsewhere"]
    assert day_of(page) == "2000-01-01"
    assert (record.errors, record.outside()) == ([], [])
    page.close()


# ---- in the browser: every pane

HOSTILE = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>"""
STEERS = ("id", "day", "kind", "status", "grade", "places", "number", "url", "sources")


def spoil(value, key=""):
    """A copy of what a pane shows, each text with code at its end; what steers it stays."""
    if isinstance(value, dict):
        return {k: v if k in STEERS and key != "all" else spoil(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [spoil(v) for v in value]
    return value + HOSTILE if isinstance(value, str) and value else value


def test_code_in_the_texts_is_shown_and_never_runs(browser, each):
    name, made = each
    content = {k: spoil(v) for k, v in made.pane.content.items()}
    if name == "claims":
        content["verdicts"] = made.pane.content["verdicts"]
    answer = {"copies": {p: p + HOSTILE for p in PARTS}, "message": HOSTILE}
    page, record = pane_page.open_beside(browser, made, content=content, answer=answer, maps=False)
    if name == "claims":
        page.get_by_role("radio", name="opinion").check()
        page.locator(".compare").click()
    page.evaluate("settled()")
    for summary in page.locator(".pane summary").all():
        summary.click()
    assert page.locator(".frame").text_content().count("<img src=x onerror") >= 5
    assert page.evaluate("window.hit") is None
    assert page.locator(".pane img, .pane script").count() == 0
    assert (record.errors, record.outside()) == ([], [])
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_everything_fits_the_width_and_axe_finds_no_serious_fault(browser, each, width):
    _, made = each
    page, record = pane_page.open_beside(browser, made, width)
    if page.locator(".compare").count():
        page.get_by_role("radio", name="opinion").check()
        page.locator(".compare").click()
    for summary in page.locator(".pane summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages.axe_faults(page, [".pane", ".timemap"]) == []
    seen = (page.locator(f"{name}:visible") for name in (".pane", ".timemap"))
    pane, map_ = (found.bounding_box() for found in seen)
    side_by_side = map_["x"] >= pane["x"] + pane["width"]
    assert side_by_side == (width == 1280 and each[0] != "voices")
    if folder := os.environ.get("NATOKIT_SHOTS"):
        page.screenshot(path=f"{folder}/{each[0]}-{width}.png", full_page=True)
    assert record.errors == []
    page.close()


def test_a_closed_pane_no_longer_listens(browser, each):
    page, record = pane_page.open_beside(browser, each[1], maps=False)
    page.evaluate("undo[0]()")
    before = page.locator(".frame").text_content()
    last = {"article": "paragraph", "claims": "claim", "voices": "stage"}[each[0]]
    value = {"article": "p12", "claims": "p12", "voices": STAGES[1]}[each[0]]
    page.evaluate("([key, value]) => models[0].set(key, value)", [last, value])
    assert page.locator(".frame").text_content() == before
    assert record.errors == []
    page.close()
