"""What the pupil sees of their progress, and what they can give to a teacher."""

import csv
import io
import os
import re
from types import SimpleNamespace

import pages
import pane_page
import pytest
from pages import TEXTS

import natokit
from natokit import claimcheck, kept, lessons

FORMULA = "=HYPERLINK(1)"
HOSTILE = """<img src=x onerror="window.hit=1">"""


@pytest.fixture
def answered(own_questions, progress_file):
    """Some answers of each sort: right at once, right later, wrong, in own words, a draft."""
    natokit.check("e01", "12")
    natokit.check("e02", "Slovakia")
    natokit.check("e02", ["Czech Republic", "Hungary", "Poland"])
    natokit.check("e04", "1990-01-01")
    natokit.check("e07", FORMULA)
    kept.record("e77", "an old " + HOSTILE, True)
    return progress_file


def table(text):
    return {row["exercise"]: row for row in csv.DictReader(io.StringIO(text))}


def test_the_summary_counts_answers_first_tries_and_what_is_open(answered):
    said = repr(natokit.progress())
    assert "02 nato step by step: 4 of 8 answered, 1 right at the first try, 4 still open" in said
    assert "03 troops step by step: 0 of 1 answered, 0 right at the first try, 1 still" in said


def test_a_stored_page_shows_nobodys_answers(own_questions, progress_file):
    def stored():
        bundle, _ = natokit.progress()._repr_mimebundle_()
        return bundle["text/plain"], bundle["text/html"]

    before = stored()
    natokit.check("e07", "My own words.")
    assert stored() == before
    assert "8 questions" in before[0]
    assert "My own words." in repr(natokit.progress().answers)


def test_the_table_for_the_teacher_holds_every_question_and_no_formula(answered, tmp_path):
    path = natokit.export_progress(tmp_path / "my-answers.csv", name="Ada, 10b")
    rows = table(path.read_text(encoding="utf-8-sig"))
    assert set(rows) == {f"e{n:02d}" for n in range(1, 10)} | {"e77"}
    found = {k: tuple(rows[k][c] for c in ("result", "first", "tries")) for k in rows}
    assert found["e01"] == ("right", "right", "1")
    assert found["e02"] == ("right", "not yet", "2")
    assert found["e04"] == ("not yet", "not yet", "1")
    assert found["e03"] == ("open", "", "0")
    assert rows["e02"]["answer"] == "Czech Republic | Hungary | Poland"
    assert rows["e07"]["answer"] == "'" + FORMULA
    assert {row["name"] for row in rows.values()} == {"Ada, 10b"}


def test_the_page_for_the_teacher_escapes_what_was_typed_and_has_a_field_for_the_name(
    browser, answered, tmp_path
):
    path = natokit.export_progress(tmp_path / "my-answers.html", name='"Ada" <b>')
    page = browser.new_page()
    record = pages.watch(page)
    page.goto(path.as_uri())
    assert page.get_by_label(TEXTS["pr_name"]).input_value() == '"Ada" <b>'
    assert page.get_by_text("an old " + HOSTILE).count() == 1
    assert page.evaluate("window.hit") is None
    assert record.errors == []
    page.close()


def test_an_export_overwrites_nothing_and_names_the_fault(answered, tmp_path):
    there = tmp_path / "a.csv"
    there.write_text("mine")
    with pytest.raises(ValueError, match=r"a.csv is already there"):
        natokit.export_progress(there)
    assert there.read_text() == "mine"
    with pytest.raises(ValueError, match=r"end in .csv or .html, not 'a.pdf'"):
        natokit.export_progress(tmp_path / "a.pdf")
    with pytest.raises(ValueError, match="cannot be written"):
        natokit.export_progress(tmp_path / "nowhere" / "a.csv")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_shows_it_all_and_saves_both_files_without_a_kernel(browser, answered, width):
    pane = natokit.progress()
    pane.layout.flex = "1 1 100%"
    beside = SimpleNamespace(pane=pane, map=None)
    page, record = pane_page.open_beside(browser, beside, width, maps=False)
    cells = page.get_by_role("row", name="02 nato step by step").get_by_role("cell")
    assert cells.all_text_contents() == ["8", "4", "1", "2", "4"]
    assert page.get_by_role("definition").all_text_contents() == [FORMULA]
    page.get_by_label(TEXTS["pr_name_free"]).fill('Ada "A", 10b')
    for key, name in (("pr_save_table", "my-answers.csv"), ("pr_save_page", "my-answers.html")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=TEXTS[key]).click()
        assert waiting.value.suggested_filename == name
        text = waiting.value.path().read_text(encoding="utf-8-sig")
        if name.endswith(".csv"):
            assert table(text)["e01"]["name"] == 'Ada "A", 10b'
        else:
            assert 'value="Ada &#34;A&#34;, 10b"' in text
    assert page.evaluate("models[0].get('name')") == 'Ada "A", 10b'
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages.axe_faults(page, [".pane"]) == []
    if folder := os.environ.get("NATOKIT_SHOTS"):
        page.screenshot(path=f"{folder}/progress-{width}.png", full_page=True)
    assert (record.errors, record.outside()) == ([], [])
    page.close()


def test_the_name_is_kept_with_the_answers(answered):
    natokit.progress().name = "Ada"
    assert natokit.progress().name == "Ada"
    assert kept.load()[0]["exercises"]["e01"]["given"] == "12"
    natokit.progress().name = ""
    assert natokit.progress().name == ""


def test_verdicts_on_claims_are_kept_in_the_same_file(own_questions, progress_file, tmp_path):
    natokit.check("e01", "12")
    pane = claimcheck.ClaimCheck("p07")
    assert pane.given == {}
    pane.given = {"p07b": ["wrong", "94,300 was said"]}
    assert claimcheck.ClaimCheck("p07").given == pane.given
    assert claimcheck.ClaimCheck("p12").given == {}  # not of that part
    pane = claimcheck.ClaimCheck("p12")
    pane.given = {"p12": ["open", ""]}
    assert set(kept.load()[0]["claims"]) == {"p07b", "p12"}
    assert kept.load()[0]["exercises"]["e01"]["given"] == "12"
    page = natokit.export_progress(tmp_path / "a.html").read_text(encoding="utf-8-sig")
    assert "p07b: wrong. 94,300 was said" in page
    assert isinstance(claimcheck.folded("p07"), lessons.Sheet)
    assert not re.search("94,300 was said", repr(claimcheck.check_claims("p07")))
