"""Worksheets to print, and their answer sheets: grey maps, questions with space to write.

The questions are those of ``data/lessons/exercises.csv`` where there are any, then those that the
lesson asks in its text ("Ask again", the exit ticket), with the answer that is folded below them.
"""

import ast
import re
from dataclasses import dataclass, field

from ..history import spoken
from ..maps import draw_map
from ..panes import place_names_on
from ..tables import read, texts
from ..terms import unmarked
from ..words import listing
from .page import Page, fill, html_of, picture_name
from .site import has_table

ASKED = re.compile(r"\*\*Ask again\.\*\*\s*(.+?)(?=\n\n|\Z)", re.DOTALL)
FOLD = re.compile(r"<details>\s*<summary>.*?</summary>(.*?)</details>", re.DOTALL)
TICKET = re.compile(r"^## Exit ticket\s+(.+)", re.DOTALL)
LINES = {"number": 1, "timeline": 1, "single": 0, "several": 0, "order": 1, "map": 1}
BOXED = ("single", "several", "order")


@dataclass(frozen=True)
class Question:
    """``text``, ``answer``: HTML. ``choices``: to tick. ``lines``: empty lines to write on."""

    place: str
    text: str
    answer: str
    choices: list = field(default_factory=list)
    lines: int = 3


def sheets_of(lesson):
    """The worksheet and the answer sheet of a lesson (two Pages), or none if it asks nothing."""
    exercises = exercises_of(lesson)
    questions = [
        *exercises,
        *(one for one in asked_in(lesson) if not _asked_before(one, exercises)),
    ]
    if not questions:
        return []
    words, pictures = texts(), {}
    days = map_days(lesson)
    maps = [_put(draw_map(**{**day, "grey": True}), pictures) for day in days]
    blank = _put(draw_map(days[0]["day"], blank=True), pictures) if days else None
    tasks = {"day": spoken(days[0]["day"])} if days else {}
    values = {"words": words, "lesson": lesson, "questions": questions, "maps": maps}
    body = fill("worksheet_body.html.j2", blank=blank, tasks=tasks, **values)
    answers = fill("answers_body.html.j2", **values)
    head = f"{words['handout_worksheet']}: {lesson.title}"
    told = f"{words['handout_answer_sheet']}: {lesson.title}"
    return [
        Page(f"{lesson.stem}-worksheet", head, body, kind="sheet", pictures=pictures,
             styles=("sheet.css",), around={"name": words["handout_worksheet"]}),
        Page(f"{lesson.stem}-answers", told, answers, kind="sheet",
             styles=("sheet.css",), around={"name": words["handout_answer_sheet"]}),
    ]  # fmt: skip


def _asked_before(question, exercises):
    """True when an exercise asks the same in more words, so that paper need not ask it twice."""
    own = _long_words(question.text)
    return any(4 * len(own & _long_words(other.text)) >= 3 * len(own) for other in exercises)


def _long_words(text):
    return set(re.findall(r"\w{4,}", re.sub(r"<[^>]+>", " ", text).lower()))


def asked_in(lesson):
    """The questions that a lesson asks in its text, with the answer folded below each."""
    found, heading = [], ""
    for cell in lesson.notebook.cells:
        if cell.cell_type != "markdown":
            continue
        text = unmarked(cell.source)
        heading = next(iter(re.findall(r"^## (.+)$", text, re.MULTILINE)), heading)
        for asked in ASKED.finditer(text):
            fold = FOLD.search(text, asked.end())
            told = html_of(fold[1].strip()) if fold else ""
            found.append(Question(heading, _inline(asked[1]), told))
        if ticket := TICKET.search(text):
            text = re.sub(r"^\*\d+ min\.\*\s*", "", ticket[1].strip())
            found.append(Question(heading, _inline(text), "", lines=5))
    return found


def exercises_of(lesson):
    """The exercises of a lesson as questions for paper; [] while there is no such table."""
    if not has_table("exercises"):
        return []
    rows = read("exercises")
    return [_exercise(row) for row in rows[rows["notebook"] == lesson.stem].itertuples()]


def _exercise(row):
    choices = row.choices.split(" | ") if row.kind in BOXED else []
    right, feedback = _right(row.answer), row.feedback.split(" | ")
    reasons = feedback[:1]
    if row.kind in ("single", "several"):
        pairs = zip(choices, feedback, strict=False)
        reasons = [why for choice, why in pairs if choice in right.split(" | ")]
    if row.kind == "timeline":
        right = spoken(right)
    if row.kind == "map":
        right = listing(place_names_on(right, row.day))
    unit = f" {row.unit}" if row.kind == "number" else ""
    right = right.replace(" | ", " → " if row.kind == "order" else "; ")
    told = [f"**{right}{unit}.**" if right else "", row.model_answer, *reasons]
    answer = html_of(" ".join(filter(None, told)))
    # On paper no map stands beside the question, so "this day" is named.
    place = f"{row.exercise_id}, {spoken(row.day)}" if row.kind == "map" else row.exercise_id
    return Question(place, _inline(row.question), answer, choices, LINES.get(row.kind, 4))


def _right(cell):
    """The right answer of an exercise: what stands there, or what its rule computes."""
    if not cell.startswith("="):
        return cell
    from ..answers import answer_of

    return answer_of(cell)


def map_days(lesson):
    """The arguments of each map that the lesson draws, once each, in order.

    >>> from .run import Lesson, NOTEBOOKS
    >>> import nbformat
    >>> notebook = nbformat.read(NOTEBOOKS / "02-nato-step-by-step.ipynb", 4)
    >>> map_days(Lesson("02-nato-step-by-step", notebook))[0]
    {'day': '1949-04-04', 'view': 'europe', 'troops': False}
    """
    found = []
    for cell in lesson.notebook.cells:
        if cell.cell_type != "code":
            continue
        for call in ast.walk(ast.parse(cell.source)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "draw_map":
                found.append(_arguments(call))
    return [day for k, day in enumerate(found) if day and day not in found[:k]]


def _arguments(call):
    """The constant arguments of a call of ``draw_map``; {} if it computes them."""
    try:
        given = dict(zip(("day", "view"), map(ast.literal_eval, call.args), strict=False))
        given |= {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    except ValueError:
        return {}
    return {"day": given["day"], "view": given.get("view", "europe"),
            "troops": given.get("troops", False)}  # fmt: skip


def _put(picture, pictures):
    raw = picture.png()
    pictures[picture_name(raw)] = raw
    return {"file": picture_name(raw), "alt": repr(picture), "caption": picture.caption}


def _inline(source):
    """Markdown of one paragraph as HTML without the paragraph around it."""
    return re.sub(r"^<p>|</p>$", "", html_of(source))
