"""The maps of the kit in another language, as pages without Jupyter, in Chromium from a disk."""

import pytest
from handout_page import Look, open_page
from pages import SETTLED, axe_faults, overflowing

from natokit import tables
from natokit.handout.__main__ import main
from natokit.language import speaking


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What the command line makes for German: the maps in German and in English."""
    made = tmp_path_factory.mktemp("maps")
    assert main(["--language", "de", "--to", str(made)]) == 0
    return made


@pytest.fixture(scope="module")
def german():
    """{key: word} of the interface in German."""
    with speaking("de"):
        return dict(tables.texts())


def headline(page):
    page.evaluate(SETTLED)
    return page.locator(".timemap .headline").text_content()


def test_the_maps_are_small_files_and_lead_to_no_page_that_is_not_there(folder):
    made = sorted(path.name for path in folder.iterdir())
    assert made == ["map-nato.de.html", "map-nato.html", "map-troops.de.html", "map-troops.html"]
    assert all(path.stat().st_size < 1_000_000 for path in folder.iterdir())
    links = {link for path in folder.iterdir() for link in Look(path.read_text("utf-8")).links}
    assert {link for link in links if not link.startswith("#")} == set(made)


def test_a_language_that_is_not_there_is_named_by_the_command_line(tmp_path, capsys):
    assert main(["--language", "xx", "--to", str(tmp_path)]) == 1
    assert "no language 'xx'; the kit has: en, de" in capsys.readouterr().err


def test_what_the_maps_in_a_language_do_not_have_is_refused(tmp_path, capsys):
    assert main(["02", "--language", "de", "--slides", "--to", str(tmp_path)]) == 1
    said = "--language makes maps only: leave out --slides, a lesson's number."
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_german_page_steps_changes_language_and_comes_back_to_the_same_stage(
    context, folder, german
):
    page, record = open_page(context, (folder / "map-nato.de.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator(".timemap").get_attribute("lang") == "de"
    assert page.get_by_text("Muttersprachler").is_visible()
    assert headline(page).startswith("4. April 1949 – ")
    page.locator(".timemap .stage-area").focus()
    page.keyboard.press("ArrowRight")
    assert headline(page).startswith("18. Februar 1952 – ")
    said = page.locator(".timemap .live").text_content()
    assert german["members"].replace("{n}", "14") in said
    assert "Beitritt zur NATO: Griechenland und Türkei. Aus 12 Mitgliedern werden 14." in said
    assert page.locator(".timemap svg.map").get_attribute("aria-label").startswith("Karte zum 18.")
    assert page.locator(".timemap .next").get_attribute("aria-label") == german["next"]
    page.locator("a[hreflang=en]").click()
    page.locator("html[lang=en][data-ready]").wait_for(state="attached")
    assert headline(page).startswith("18 February 1952 – ")
    page.locator(".timemap .stage-area").focus()
    page.keyboard.press("ArrowRight")
    assert headline(page).startswith("31 March 1954 – ")
    page.locator("a[hreflang=de]").click()
    page.locator("html[lang=de][data-ready]").wait_for(state="attached")
    assert headline(page).startswith("31. März 1954 – ")
    assert record.errors == []
    assert [address for address in record.asked if not address.startswith(("file:", "data:"))] == []


def test_the_german_map_of_troops_speaks_german_and_leaves_quotations_in_their_words(
    context, folder, german
):
    page, record = open_page(context, (folder / "map-troops.de.html").as_uri() + "#day=2021-12-07")
    assert headline(page).startswith("7. Dezember 2021 – ")
    said = page.locator(".timemap .panel").text_content()
    assert german["who_said"] in said
    assert "175.000" in said
    assert "not said" not in said
    assert page.locator(".timemap .panel q").first.get_attribute("lang") == "en"
    assert record.errors == []


@pytest.mark.parametrize("track", ["nato", "troops"])
@pytest.mark.parametrize("width", [1280, 375])
def test_no_german_word_is_cut_off_and_axe_finds_no_serious_fault(context, folder, track, width):
    page, _ = open_page(context, (folder / f"map-{track}.de.html").as_uri())
    page.set_viewport_size({"width": width, "height": 800})
    page.keyboard.press("End")
    page.evaluate(SETTLED)
    assert overflowing(page) == []
    assert axe_faults(page, ["body"]) == []
