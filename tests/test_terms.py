"""The words of the lessons: one meaning each, the same on the page, in the text and in the list."""

import json
import re
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from test_history import rows_of

from natokit import terms

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
sys.path.insert(0, str(ROOT / "data" / "prepare"))

import mark_terms  # noqa: E402

COLUMNS = ("term", "also", "meaning", "lessons", "status", "sources")
FEW = [
    ("accession", "accessions", 'The day on which a state is "in".', "02;04", "C", "S20"),
    ("instrument of accession", "", "The paper that brings it about.", "02", "P", "S20"),
    ("Warsaw Pact", "Pact", "An alliance of eight states.", "02", "C", "S25"),
    ("tenure", "", "Who holds a piece of land.", "03", "C", "S20"),
]


@pytest.fixture
def few(monkeypatch):
    """A small glossary in the place of the real one."""
    table, real = pd.DataFrame(FEW, columns=COLUMNS), terms.read
    monkeypatch.setattr(terms, "read", lambda name: table if name == "glossary" else real(name))


def marked(*texts, lesson="02"):
    return mark_terms.mark(list(texts), terms.terms_of(lesson))


def titles(text):
    return {found[1]: found[3].replace('\\"', '"') for found in terms.LINK.finditer(text)}


# -- one word, one list ------------------------------------------------------------------------


def test_a_lesson_lists_its_words_in_alphabetical_order_with_their_marks(few):
    sheet = terms.glossary("02")
    words = [[text for text, _ in row] for row in sheet.rows]
    assert [row[0] for row in words] == ["accession", "instrument of accession", "Warsaw Pact"]
    assert words[1][1].endswith(" (partly confirmed)")
    assert repr(sheet).startswith("Words in lesson 02\naccession | ")


def test_one_word_can_be_asked_for_in_any_of_its_forms(few):
    for asked in ("Warsaw Pact", "pact", "Pact"):
        assert repr(terms.glossary(asked)) == "Warsaw Pact\nAn alliance of eight states."


def test_a_wrong_word_or_lesson_is_answered_with_what_there_is(few):
    with pytest.raises(ValueError, match=r"'acession'; with the same letter: accession"):
        terms.glossary("acession")
    with pytest.raises(ValueError, match=r"lesson '12'; use one of: \['02', '03', '04'\]"):
        terms.glossary("12")


def test_the_page_has_every_word_with_its_place_its_lessons_and_its_sources(few):
    page = terms.glossary_page()
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == [row.term for row in terms.terms_of()]
    assert '<a id="warsaw-pact"></a>\n\n## Warsaw Pact\n\nAn alliance of eight states.' in page
    assert "Also: Pact. Lessons: 02." in page
    source = next(row for row in rows_of("sources.csv") if row["source_id"] == "S25")
    assert source["title"] in page


# -- marks in the text -------------------------------------------------------------------------


def test_only_the_first_occurrence_in_a_lesson_is_marked(few):
    first, second = marked("Accession is a day. An accession ends it.", "accession, accessions")
    assert list(titles(first)) == ["Accession"]
    assert titles(first)["Accession"] == 'The day on which a state is "in".'
    assert second == "accession, accessions"


def test_the_longer_word_wins_and_parts_of_words_are_left_alone(few):
    (text,) = marked("The instrument of accession; post-accession; accessional; the Pact's end.")
    assert list(titles(text)) == ["instrument of accession", "Pact"]


KEPT = [
    "## Accession and the Pact",
    "`accession`",
    "```\naccession\n```",
    "[accession](https://example.org)",
    "“The accession of the Pact”",
    'He said "accession" twice.',
    "> accession",
    "<details><summary>More</summary>\n\naccession\n\n</details>",
    "| accession | Pact |\n|---|---|",
]


@pytest.mark.parametrize("text", KEPT)
def test_headings_code_links_and_quotations_are_never_marked_folded_text_not_first(few, text):
    assert "<details>" in text or marked(text) == [text]
    (both,) = marked(f"{text}\n\nThe accession.")
    assert both.startswith(f"{text}\n\nThe [accession](")


def test_a_word_that_stands_only_in_folded_text_is_marked_there(few):
    (text,) = marked("<details><summary>An accession</summary>\n\nAn accession\n\n</details>")
    assert text.count("GLOSSARY.md") == 1
    assert text.index("GLOSSARY.md") > text.index("</summary>")


def test_a_phrase_in_which_the_word_means_something_else_is_left_alone(few, monkeypatch):
    row = ("round", "rounds", "States that join on one day.", "02", "C", "S20")
    table = pd.DataFrame([row], columns=COLUMNS)
    monkeypatch.setattr(terms, "read", lambda name: table)
    texts = marked("They read it the other way round.", "Ten rounds.")
    assert [len(titles(text)) for text in texts] == [0, 1]


def test_marking_again_changes_nothing_and_a_new_meaning_replaces_the_old(few, monkeypatch):
    once = marked("An accession.\n\nA *Pact* and **accessions**.")
    assert marked(*once) == once
    changed = [(FEW[0][0], FEW[0][1], "Another meaning.", *FEW[0][3:])]
    table = pd.DataFrame(changed, columns=COLUMNS)
    monkeypatch.setattr(terms, "read", lambda name: table)
    assert titles(marked(*once)[0]) == {"accession": "Another meaning."}
    assert terms.unmarked(once[0]) == "An accession.\n\nA *Pact* and **accessions**."


def test_a_lesson_gains_its_list_of_words_once_and_before_its_sources(few, tmp_path):
    lesson = nbformat.v4.new_notebook()
    for source in ("# Title", "The accession.", "## Sources", "## Next"):
        lesson.cells.append(nbformat.v4.new_markdown_cell(source))
    path = tmp_path / "02-a-lesson.ipynb"
    nbformat.write(lesson, path)
    for _ in range(2):
        path.write_text(mark_terms.marked_notebook(path), encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    assert [c.source.split("\n")[0] for c in cells[-4:]] == [
        *("## Words in this lesson", "from natokit import glossary", "## Sources", "## Next")
    ]
    assert len(cells) == 6
    assert titles(cells[1].source)


# -- the lessons as they are stored ------------------------------------------------------------


def test_each_meaning_is_short_and_plain_enough_for_a_title():
    rows = rows_of("lessons/glossary.csv")
    for row in rows:
        assert len(row["meaning"].split()) <= 30, row["term"]
        assert not re.search(r"[|<>\n]", row["meaning"]), row["term"]
    places = [terms.anchor(row["term"]) for row in rows]
    every = [form.lower() for row in terms.terms_of() for form in terms.forms(row)]
    for found in (places, every):
        assert sorted(set(found)) == sorted(found), "two words share a form or a place on the page"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_marked_word_of_a_lesson_is_in_the_glossary_with_its_meaning(path):
    known = {form: row for row in terms.terms_of() for form in terms.forms(row)}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for found in terms.LINK.finditer("".join(cell["source"])):
            row = known.get(found[1]) or known[found[1][:1].lower() + found[1][1:]]
            assert found[0] == terms.link(found[1], row)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_marking_a_stored_lesson_again_changes_nothing(path):
    assert mark_terms.marked_notebook(path) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_word_that_is_listed_for_a_lesson_is_marked_in_its_text(path):
    assert mark_terms.never_met(path) == []


def test_a_listed_word_that_the_text_lacks_or_has_only_in_a_heading_is_named(few, tmp_path):
    path = tmp_path / "02-with-one-word.ipynb"
    cells = [
        nbformat.v4.new_markdown_cell(t) for t in ("## The instrument of accession", "A Pact.")
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    path.write_text(mark_terms.marked_notebook(path), encoding="utf-8")
    assert mark_terms.never_met(path) == ["accession", "instrument of accession"]


def test_the_page_is_the_one_that_the_table_gives():
    page = (ROOT / "notebooks" / "GLOSSARY.md").read_text(encoding="utf-8")
    assert page == terms.glossary_page()
