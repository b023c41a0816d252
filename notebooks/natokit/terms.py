"""The words of the lessons and their meanings, from ``data/lessons/glossary.csv``.

In the text of a lesson the first occurrence of a word is a link to ``GLOSSARY.md`` that carries
the meaning as its title; ``data/prepare/mark_terms.py`` writes those links.
"""

import re
from pathlib import Path

from .lessons import MARKS, Sheet
from .tables import read

STYLE = Path(__file__).with_name("page") / "custom.css"
LINK = re.compile(r'\[([^\]]+)\]\(GLOSSARY\.md#([\w-]+) "((?:[^"\\]|\\.)*)"\)')
INTRODUCTION = """# Words of the lessons

In the lessons a dotted line marks a word of this list where it first appears. Point at it, or reach
it with the Tab key, and its meaning shows. Generated from `data/lessons/glossary.csv` by
`data/prepare/refresh_package.py`; do not edit by hand.
"""


class Words(Sheet):
    """A table of words. It brings the style of marked words to pages that lack it (Notebook 7)."""

    def _repr_html_(self):
        style = re.sub(r"/\*.*?\*/|\s+", " ", STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
        return f"<style>{style.strip()}</style>{super()._repr_html_()}"


def glossary(which=None):
    """The words of a lesson, for example "02", as a table; or the meaning of one word; or all.

    >>> glossary("02").title
    'Words in lesson 02'
    >>> glossary("xylophone")
    Traceback (most recent call last):
    ...
    ValueError: the glossary has no 'xylophone'; with the same letter: none
    """
    table = read("glossary")
    lessons = sorted({n for cell in table["lessons"] for n in cell.split(";")})
    if which in lessons:
        return _sheet(f"Words in lesson {which}", terms_of(which))
    if which is None:
        return _sheet("Words of the lessons", terms_of())
    if re.fullmatch(r"\d+", str(which)):
        raise ValueError(f"no words are listed for lesson '{which}'; use one of: {lessons}")
    found = [r for r in terms_of() if str(which).lower() in map(str.lower, forms(r))]
    if not found:
        same = [r.term for r in terms_of() if r.term[:1].lower() == str(which)[:1].lower()]
        near = ", ".join(same) or "none"
        raise ValueError(f"the glossary has no '{which}'; with the same letter: {near}")
    return Sheet(found[0].term, (), [[meaning_of(found[0])]])


def _sheet(title, rows):
    return Words(title, ("Word", "Meaning"), [[r.term, meaning_of(r)] for r in rows])


def terms_of(lesson=None):
    """The rows of the glossary for a lesson ("02"), or all; in alphabetical order."""
    rows = read("glossary").itertuples(index=False)
    chosen = [r for r in rows if lesson is None or lesson in r.lessons.split(";")]
    return sorted(chosen, key=lambda r: r.term.lower())


def meaning_of(row):
    """The meaning of a word as plain text, with the mark of its certainty."""
    return row.meaning.replace("*", "") + MARKS.get(row.status, "")  # no status: nothing to doubt


def forms(row):
    """All ways in which a word of the glossary is written."""
    return [row.term, *filter(None, row.also.split(" | "))]


def anchor(term):
    """The name of a word's place on the page, as GitHub makes it from a heading.

    >>> anchor("Warsaw Pact"), anchor("battalion tactical group (BTG)")
    ('warsaw-pact', 'battalion-tactical-group-btg')
    """
    return re.sub(r"[^\w-]", "", term.lower().replace(" ", "-"))


def link(text, row):
    """A marked word: ``text`` with the meaning of ``row`` as title, in Markdown."""
    title = meaning_of(row).replace("\\", "\\\\").replace('"', '\\"')
    return f'[{text}](GLOSSARY.md#{anchor(row.term)} "{title}")'


def unmarked(markdown):
    """Text of a lesson without the links of marked words, for example to count what is read.

    >>> unmarked('On [accession](GLOSSARY.md#accession "Becoming a member.") it is a member.')
    'On accession it is a member.'
    """
    return LINK.sub(r"\1", markdown)


def glossary_page():
    """``GLOSSARY.md``: each word with its other forms, meaning, lessons and sources."""
    sources = read("sources").set_index("source_id")
    parts = [INTRODUCTION]
    for row in terms_of():
        also = f"Also: {', '.join(forms(row)[1:])}. " if row.also else ""
        numbers = ", ".join(row.lessons.split(";"))
        place = f'<a id="{anchor(row.term)}"></a>'  # JupyterLab's own names keep capital letters
        parts.append(f"{place}\n\n## {row.term}\n\n{meaning_of(row)}\n")
        known = [_source(sources.loc[s]) for s in filter(None, row.sources.split(";"))]
        sourced = f"Sources: {'; '.join(known)}." if known else ""
        parts.append(f"{also}Lessons: {numbers}. {sourced}".rstrip() + "\n")
    return "\n".join(parts)


def _source(row):
    title = f"[{row['title']}]({row['url']})" if row["url"][:4] == "http" else row["title"]
    return ", ".join(filter(None, (row["publisher"], title, row["date"])))
