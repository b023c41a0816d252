"""The pages around the lessons: index with search, glossary, guide and rules."""

import json
import re

from .. import tables
from ..history import spoken, stages
from ..language import ENGLISH
from ..terms import anchor
from ..words import say
from .page import Page, clean, fill, text_page
from .stepper import MAPS, file_of, language_links

DOCUMENTS = {"notebooks/TEACHER-GUIDE.md": "TEACHER-GUIDE", "data/borders/README.md": "borders"}


def linked_pages(lessons):
    """{path in the kit: file of its page} for all links between the texts of the kit."""
    pages = {f"notebooks/{lesson.stem}.ipynb": f"{lesson.stem}.html" for lesson in lessons}
    pages |= {path: f"{stem}.html" for path, stem in DOCUMENTS.items()}
    pages |= {"notebooks/GLOSSARY.md": "glossary.html"} if has_table("glossary") else {}
    return pages | {"README.md": "index.html"}


def texts_around(linked):
    """The teacher guide and the rules about borders, as pages; a glossary where there is one."""
    pages = [text_page(stem, path, linked) for path, stem in DOCUMENTS.items()]
    return [*pages, glossary_page()] if has_table("glossary") else pages


def has_table(name):
    """True when ``datapackage.json`` describes such a table."""
    return any(resource["name"] == name for resource in tables.descriptor()["resources"])


def index_page(lessons, states, extras):
    """The index. ``states``: {stem: PageState}; ``extras``: {number of a lesson: [Page, ...]} of
    its worksheets and slides.
    """
    words = tables.texts()
    rows = [
        {
            "file": f"{lesson.stem}.html",
            "title": lesson.title,
            "question": re.sub(r"[*`]", "", lesson.question),
            "time": time_of(lesson),
            "more": [(page.file, page.around["name"]) for page in extras.get(lesson.number, [])],
        }
        for lesson in lessons
    ]
    around = [("TEACHER-GUIDE.html", words["handout_guide"])]
    around += [("borders.html", words["handout_borders"])]
    around += [("glossary.html", words["handout_glossary"])] * has_table("glossary")
    maps = [(say(f"title_{t}"), file_of(t, ENGLISH), language_links(t, ENGLISH)) for t in MAPS]
    body = fill("index_body.html.j2", words=words, rows=rows, around=around, maps=maps)
    data = {"search": stage_entries(lessons, states) + glossary_entries()}
    about = words["handout_about"]
    scripts = ("search.js",)
    return Page("index", words["handout_kit"], body, about, "index", scripts=scripts, data=data)


def time_of(lesson):
    """What the opening says about the time, without its signs.

    >>> from .run import Lesson, NOTEBOOKS
    >>> import nbformat
    >>> notebook = nbformat.read(NOTEBOOKS / "02-nato-step-by-step.ipynb", 4)
    >>> time_of(Lesson("02-nato-step-by-step", notebook)).split(",")[0]
    'core 45 minutes'
    """
    opening = lesson.notebook.cells[0].source
    found = re.search(r"\*\*Time:\*\*\s*(.*?)\s*(\*\*Facts|$)", opening, re.MULTILINE)
    return re.sub(r"\*", "", found[1]) if found else ""


def stage_entries(lessons, states):
    """[[title, summary, address], ...]: each stage with the map that it leads to."""
    files = {}
    for lesson in lessons[::-1]:  # so that the first lesson with such a map wins
        for name, drawn in maps_alone(lesson, states[lesson.stem]):
            files |= {stage["id"]: f"{lesson.stem}.html" for stage in drawn["stages"] if name}
    rows = [row for row in stages().itertuples() if row.stage_id in files]
    return [
        [
            f"{spoken(row.day)}: {row.title}",
            row.summary,
            f"{files[row.stage_id]}#day={row.day}",
        ]
        for row in rows
    ]


def maps_alone(lesson, state):
    """(model, drawn document) of the maps that stand for themselves, not beside a text. Lesson 00
    only tries the map out.
    """
    led = {name for one, _, other, _, _ in state.links for name in (one, other)}
    for name, model in state.models.items():
        if model.get("kind") == "TimeMap" and name not in led and lesson.number != "00":
            yield name, json.loads(state.parts[model["parts"]["drawn"]])


def glossary_entries():
    if not has_table("glossary"):
        return []
    rows = tables.read("glossary").itertuples()
    return [
        [
            ", ".join([row.term, *filter(None, row.also.split(" | "))]),
            row.meaning,
            f"glossary.html#{anchor(row.term)}",
        ]
        for row in rows
    ]


def glossary_page():
    """All words of the glossary, as a page."""
    words = tables.texts()
    rows = [
        {
            "anchor": anchor(row.term),
            "term": row.term,
            "also": row.also.replace(" | ", ", "),
            "meaning": row.meaning,
        }
        for row in sorted(tables.read("glossary").itertuples(), key=lambda row: row.term.lower())
    ]
    body = fill("glossary_body.html.j2", words=words, rows=rows)
    return Page("glossary", words["handout_glossary"], clean(body))
