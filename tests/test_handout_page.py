"""The pages that need no Jupyter, in Chromium without any network: from a disk and from a server
that has them below a sub-path.
"""

import json
import re

import pytest
from handout_page import open_page
from pages import SETTLED, TEXTS, axe_faults

from natokit.handout import pdf

STEPPER, CLAIMS, ARTICLE = "02-nato-step-by-step", "04-check-the-claims", "01-read-the-article"


def own(record, base):
    """Nothing was asked for but the page's own files, and nothing went wrong."""
    assert record.errors == []
    assert [a for a in record.asked if not a.startswith((base, "data:", "blob:"))] == []


def day(page):
    page.evaluate(SETTLED)
    return page.locator(".timemap .date").first.input_value()


def expect_day(page, iso):
    """Wait until the map shows a day, and fail if it never does."""
    for _ in range(100):
        if day(page) == iso:
            return
        page.wait_for_timeout(50)
    assert day(page) == iso


def test_a_map_steps_by_key_by_click_and_plays(context, base):
    page, record = open_page(context, f"{base}{STEPPER}.html")
    expect_day(page, "1949-04-04")
    page.locator(".timemap .stage-area").first.focus()
    page.keyboard.press("ArrowRight")
    assert day(page) > "1949-04-04"
    page.keyboard.press("Home")
    expect_day(page, "1949-04-04")
    page.locator(".timemap .steps").first.select_option("enlargement")
    page.locator(".timemap .next").first.click()
    expect_day(page, "1952-02-18")
    assert "14" in page.locator(".timemap .count").first.text_content()
    page.evaluate("natokit.models.w0.set('interval', 60)")
    page.locator(".timemap .play").first.click()
    expect_day(page, "2024-03-07")
    assert page.locator(".timemap .play").first.text_content() == TEXTS["play"]
    own(record, base)


def test_a_part_of_the_article_moves_the_map(context, base):
    page, record = open_page(context, f"{base}{ARTICLE}.html")
    expect_day(page, "2021-12-07")
    page.get_by_role("button", name="Paragraph 12").click()
    expect_day(page, "2014-03-18")
    assert page.locator(".timemap path.placed").first.get_attribute("d")
    page.locator(".pane summary", has_text=TEXTS["read_verdict"]).first.click()
    assert page.locator(".pane .about details[open] p").first.text_content()
    own(record, base)


def judge(page, verdict="wrong"):
    pane = page.locator(".pane").first
    pane.get_by_role("radio", name=re.compile(f"^{verdict}")).check()
    pane.get_by_role("button", name=TEXTS["check_compare"]).click()
    return pane.locator(".result")


def test_an_answer_is_kept_saved_cleared_and_brought_back(context, base, tmp_path):
    page, record = open_page(context, f"{base}{CLAIMS}.html")
    assert judge(page).text_content()
    with page.expect_download() as saved:
        page.get_by_role("button", name=TEXTS["handout_save"]).click()
    saved.value.save_as(tmp_path / "mine.json")
    assert ["wrong", ""] in [
        given for kept in json.loads((tmp_path / "mine.json").read_text()).values()
        for given in kept.values()
    ]  # fmt: skip
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.locator(".pane .result").first.text_content()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=TEXTS["handout_clear"]).click()
    assert not page.locator(".pane .result").first.text_content()
    page.locator("#answers input[type=file]").set_input_files(tmp_path / "mine.json")
    page.get_by_text(TEXTS["handout_opened"]).wait_for()
    assert page.locator(".pane .result").first.text_content()
    (tmp_path / "other.json").write_text('{"a": 1}')
    page.locator("#answers input[type=file]").set_input_files(tmp_path / "other.json")
    page.get_by_text(TEXTS["handout_wrong_file"]).wait_for()
    assert page.locator(".pane .result").first.text_content()
    own(record, base)


BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("not allowed", "SecurityError"); } });"""
FOREIGN = """for (const key of Object.keys(localStorage)) localStorage[key] = "null";"""


def test_where_the_browser_keeps_nothing_the_page_works_and_says_so(context, handouts):
    context.add_init_script(BLOCKED)
    page, record = open_page(context, (handouts.alone / f"{CLAIMS}.html").as_uri())
    assert judge(page).text_content()
    assert page.get_by_text(TEXTS["handout_not_kept"]).is_visible()
    assert record.errors == []


def test_spoiled_answers_in_the_browser_spoil_no_page(context, handouts):
    page, _ = open_page(context, (handouts.alone / f"{CLAIMS}.html").as_uri())
    judge(page)
    page.evaluate(FOREIGN)
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert judge(page).text_content()


def test_an_address_with_a_day_leads_to_the_map_of_that_day(context, host, handouts):
    page, record = open_page(context, f"{host}/kit/index.html")
    page.get_by_role("searchbox").fill("poland 1999")
    page.locator(".search li a").first.click()
    page.locator("html[data-ready]").wait_for(state="attached")
    expect_day(page, "1999-03-12")
    assert page.locator(".timemap").first.is_visible()
    own(record, host)


def test_without_scripts_each_map_is_a_picture_with_its_sentence(browser, handouts):
    context = browser.new_context(java_script_enabled=False)
    page, _ = open_page(context, (handouts.alone / f"{STEPPER}.html").as_uri(), ready=False)
    twin = page.locator(".widget .twin").first
    assert twin.locator("img").is_visible()
    assert "12 NATO members" in twin.locator("figcaption").inner_text()
    page.goto((handouts.alone / f"{CLAIMS}.html").as_uri())
    assert page.locator(".twin table").first.is_visible()
    assert not page.locator("#answers").is_visible()
    context.close()


def test_a_browser_that_cannot_unpack_the_values_keeps_the_pictures(context, handouts):
    context.add_init_script("delete window.DecompressionStream")
    page, _ = open_page(context, (handouts.alone / f"{STEPPER}.html").as_uri())
    assert page.locator("html").get_attribute("data-ready") == "failed"
    assert page.locator(".widget .twin img").first.is_visible()


def test_on_paper_the_tables_come_back_and_the_tools_are_gone(context, handouts):
    page, _ = open_page(context, (handouts.alone / f"{CLAIMS}.html").as_uri())
    assert not page.locator(".twin.sheet").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".twin.sheet").first.is_visible()
    for gone in (".pane", ".code", "#answers", ".top"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("details[open]").count() == 0


@pytest.mark.parametrize("kind", ["worksheet", "answers"])
def test_a_sheet_is_printed_to_pdf_by_the_command(browser, handouts, kind):
    (path,) = handouts.alone.glob(f"*-{kind}.html")
    made = pdf.print_pdf(path).read_bytes()
    assert made.startswith(b"%PDF")
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\S* 84[12]", made), "not A4"
    assert len(re.findall(rb"/Type\s*/Page\b", made)) >= (3 if kind == "worksheet" else 1)


def test_slides_fill_the_window_and_listen_to_keys_and_remote_wherever_the_focus_is(
    context, handouts
):
    page, record = open_page(context, (handouts.alone / f"{STEPPER}-slides.html").as_uri())
    heights = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    assert heights[0] <= heights[1]
    map_box = page.locator(".timemap svg.map").bounding_box()
    assert map_box["height"] > 0.5 * heights[1]
    page.keyboard.press("PageDown")
    later = day(page)
    assert later > "1949-04-04"
    page.keyboard.press("ArrowRight")
    assert day(page) > later
    page.keyboard.press("Home")
    expect_day(page, "1949-04-04")
    assert not page.locator(".notes").is_visible()
    page.keyboard.press("n")
    assert "1949-04-04" in page.locator(".notes").inner_text()
    with page.expect_popup() as popup:
        page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    popup.value.get_by_text(day(page)).first.wait_for()
    assert record.errors == []


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
def test_on_a_projector_the_whole_map_and_its_key_are_seen_also_above_the_notes(
    browser, handouts, size
):
    context = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True)))
    page, _ = open_page(context, (handouts.alone / f"{STEPPER}-slides.html").as_uri())
    for key in ("ArrowRight", "n"):
        page.keyboard.press(key)
        # The next picture is made ready behind the one that is seen.
        page.locator(".timemap .pictures > svg").nth(1).wait_for(state="attached")
        key_box, keys_box = (
            page.locator(at).first.bounding_box() for at in (".timemap .legend", "p.keys")
        )
        for picture in page.locator(".timemap .pictures > svg").all():
            box = picture.bounding_box()
            assert box["y"] + box["height"] <= key_box["y"] + 1, key
        assert key_box["y"] + key_box["height"] <= keys_box["y"] + 1, key
        assert keys_box["y"] + keys_box["height"] <= size[1]
    assert page.locator(".notes").is_visible()
    context.close()


def test_axe_finds_nothing_serious_on_any_page(context, handouts, host):
    for path in sorted(handouts.site.glob("*.html")):
        scripts = "data-ready" if "<script" in path.read_text(encoding="utf-8") else None
        page, record = open_page(context, f"{host}/kit/{path.name}", ready=scripts)
        assert axe_faults(page, ["html"]) == [], path.name
        assert record.errors == [], path.name
        page.close()


def test_no_page_is_wider_than_a_telephone_in_the_dark(browser, handouts):
    context = browser.new_context(viewport={"width": 375, "height": 700}, color_scheme="dark")
    for path in sorted(handouts.alone.glob("*.html")):
        scripts = "<script" in path.read_text(encoding="utf-8")
        page, _ = open_page(context, path.as_uri(), ready=scripts)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path.name
        if path.stem in ("index", CLAIMS, f"{STEPPER}-slides"):  # one of each kind in the dark
            assert axe_faults(page, ["main"]) == [], path.name
        page.close()
    context.close()
