"""The questions as widgets: an answer gets its feedback at once, without a kernel, and is kept."""

import base64
import json
from html import escape

import ipywidgets
import traitlets

from . import kept
from .describe import unit_names
from .history import in_force, name_of, spoken
from .judging import judge, tidy, unanswered
from .lessons import Sheet
from .panes import Beside, Pane, Twin, cited
from .questions import place_of, question, questions
from .tables import read, text_of, texts
from .timemap import TimeMap
from .words import plural

SHOWN = ("given", "tries", "right", "right_first", "last")  # what the page knows of an answer


class ExercisePane(Pane):
    """One question. ``attempt``: {} or {"given": ..., "tries": n, ...} of the reader; no tries yet
    means a draft. It comes back from the progress file, and goes there when it changes. The page
    adds how it judged, for a summary where no kernel can judge.

    >>> ExercisePane(questions("02")[0]).content["level"]
    'core'
    """

    _esm = text_of("picture.js", "panes.js", "judge.js", "quiz.js")
    css = traitlets.Unicode(text_of("panes.css", "quiz.css")).tag(sync=True)
    attempt = traitlets.Dict().tag(sync=True)

    def __init__(self, asked, **options):
        self._asked = asked
        answers, note = kept.load()
        attempt = answers["exercises"].get(asked.id, {})
        attempt = {key: attempt[key] for key in SHOWN if key in attempt}
        if not _fits(asked, attempt):
            attempt = {}
        places = [attempt["given"]] if attempt and asked.kind == "map" else []
        start = {"attempt": attempt, "places": places, "day": asked.day, "note": note}
        super().__init__(_content(asked), **start, **options)
        self.observe(self._keep, "attempt")

    def _keep(self, change):
        attempt = change["new"]
        if _fits(self._asked, attempt):
            again = attempt["tries"] > change["old"].get("tries", 0)
            self.note = _record(self._asked, attempt["given"], again)


class PickMap(TimeMap):
    """A map on which the land that is clicked becomes its ``places``."""

    _esm = TimeMap._esm.replace("export default { render };", text_of("pick.js"))


class OnTheMap(Beside):
    """A question beside the map on which it is answered; in the lessons that step through the
    troops with their places and arrows.
    """

    follower, share, compact = PickMap, "2 1 470px", False  # the question comes first on any screen

    def __init__(self, asked, pane, sheet):
        self.track = "both" if asked.notebook[:2] in ("03", "06") else "nato"
        super().__init__(pane, sheet)


class Exercises(Twin, ipywidgets.VBox):
    """Questions one under the other. ``panes``: their widgets, in order; ``sheet``: on paper."""

    def __init__(self, asked, title):
        self.panes, self.sheet = [ExercisePane(each) for each in asked], on_paper(asked, title)
        parts = [
            OnTheMap(each, pane, on_paper([each], title)) if each.kind == "map" else pane
            for pane, each in zip(self.panes, asked, strict=True)
        ]
        super().__init__(parts, layout=ipywidgets.Layout(width="100%", grid_gap="10px"))


def exercises(lesson):
    """The questions of a lesson, core ones first: ``exercises("02")``.

    On paper and on GitHub it is a table of the questions, with the hints folded away.
    """
    asked = questions(lesson)
    return Exercises(asked, f"{plural(len(asked), 'question')} ({asked[0].notebook[:2]})")


def exercise(exercise_id):
    """One question: ``exercise("e03")``."""
    return Exercises([question(exercise_id)], f"Question {exercise_id}")


class Feedback:
    """What ``check`` says: ``right`` (True, False or None) and ``text``."""

    def __init__(self, right, text):
        self.right, self.text = right, text

    def __repr__(self):
        return self.text


def check(exercise_id, answer=...):
    """Judge an answer and keep it: ``check("e03", "Poland")``.

    ``answer``: a text, a number or a day; a list of texts where several are asked for. Nothing,
    ``None`` or ``...`` is no answer yet. Returns a Feedback; raises ValueError, with what to write
    instead, for an unknown exercise or an answer that can't be understood.

    >>> check("e01")
    Not answered yet.
    """
    asked = question(exercise_id)
    right, said = judge(asked, answer)
    if unanswered(answer):
        return Feedback(right, said)
    note = _record(asked, answer, again=True)
    hint = f"{texts()['ex_hint']}: {asked.hint}" if right is False and asked.hint else ""
    return Feedback(right, "\n".join(filter(None, (said, hint, note))))


def on_paper(asked, title):
    """Questions as a plain table (a Sheet): never answered, whatever the progress file holds."""
    t, rows = texts(), []
    for each in asked:
        number = f"{each.id} ({t[f'ex_level_{each.level}']})"
        hint = f"<details><summary>{escape(t['ex_hint'])}</summary>{escape(each.hint)}</details>"
        space = BLANKS[each.kind](each)
        blanks = (" / ".join(space), "<br>".join(map(escape, space)))
        rows.append([number, each.text, blanks, t["ex_unanswered"], ("", hint)])
    return Sheet(title, ("Number", "Question", "Choose or write", "Your answer", "Hint"), rows)


def _listed(each):
    return [f"☐ {choice}" for choice in each.choices]


BLANKS = {
    "single": _listed,
    "several": _listed,
    "order": lambda each: [f"__ {choice}" for choice in each.choices],
    "timeline": lambda each: ["day: ____-__-__"],
    "map": lambda each: [f"Mark it on a map of {spoken(each.day)}."],
    "number": lambda each: [f"________ {each.unit}".strip()],
    "text": lambda each: ["________________"],
}


def _record(asked, given, again):
    return kept.record(asked.id, tidy(asked, given), judge(asked, given)[0], again)


def _fits(asked, attempt):
    """True for an attempt that this question can show; a table may have changed since."""
    try:
        tidy(asked, attempt.get("given"))
    except ValueError:
        return False
    return isinstance(attempt.get("tries"), int)


def _content(asked):
    """All that the page needs to ask, judge and answer. The key is in base64, so that nobody reads
    it by accident in a notebook or a page; it keeps honest people honest and no more.
    """
    key = {"right": asked.right, "tolerance": asked.tolerance}
    key |= {"feedback": asked.feedback, "model": asked.model}
    number, total = place_of(asked)
    shown = ("id", "level", "kind", "text", "choices", "unit", "day", "hint", "status")
    return {
        **{name: getattr(asked, name) for name in shown},
        "number": number,
        "total": total,
        "key": base64.b64encode(json.dumps(key, ensure_ascii=False).encode()).decode(),
        "land": _land(asked.day) if asked.kind == "map" else [],
        "sources": list(cited(asked.sources).values()),
    }


def _land(day):
    """[[id, name], ...] of the land that can be pointed at, with its state where that has another
    name.
    """
    held = in_force(read("tenure"), day).set_index("unit_id")["holder"]
    found = []
    for unit, name in unit_names().items():
        state = name_of(held[unit], day)
        main = unit == held[unit] or state == name  # Türkiye was Turkey then
        found.append([unit, state if main else f"{name} ({state})"])
    return sorted(found, key=lambda row: row[1])
