"""What a pupil has answered so far: a page to look at, and files for a teacher. No accounts; the
files go where the pupil puts them.
"""

import csv
import io
from html import escape
from pathlib import Path

import traitlets

from . import kept
from .lessons import Sheet
from .panes import Pane
from .questions import BAR
from .tables import read, text_of, texts
from .words import plural

HEAD = ("lesson", "exercise", "level", "question", "answer", "result", "first", "tries", "time")
STYLE = (
    "body{font:15px/1.45 Arial,Helvetica,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}th,td{padding:3px 6px;border:1px solid #6b7680;"
    "text-align:left;vertical-align:top}td:nth-child(4){overflow-wrap:anywhere}"  # the answer
    "input{font:inherit;width:20em}"
)


class ProgressPane(Pane):
    """How far the reader is, with buttons that save it as a page or as a table.

    ``answers``: what the progress file holds; it follows each answer that this kernel keeps. On a
    page without a kernel the page's own script fills it from the browser. The stored twin is the
    same whatever it holds.
    """

    _esm = text_of("picture.js", "panes.js", "summary.js")
    css = traitlets.Unicode(text_of("panes.css", "quiz.css")).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    name = traitlets.Unicode().tag(sync=True)

    def __init__(self, **options):
        answers, note = kept.load()
        options = {"note": note, "name": answers["name"], "answers": answers, **options}
        super().__init__(_content(), **options)
        kept.followers.add(self)

    def follow(self, answers):
        """Show what is kept now."""
        self.answers = answers

    @traitlets.observe("name")
    def _keep_name(self, change):
        if change["new"] != self.answers.get("name"):
            self.note = kept.keep("exercises", {}, name=change["new"][:80])

    def __repr__(self):
        lines = _lines(_rows(self.answers), texts())
        rows = (f"{lesson}: {_filled(texts()['pr_line'], counts)}" for lesson, counts in lines)
        return "\n".join([texts()["pr_title"], *rows, *filter(None, [self.note])])

    def _repr_mimebundle_(self, **options):
        bundle, notes = super()._repr_mimebundle_(**options)
        sheet = _on_paper()
        return bundle | {"text/plain": repr(sheet), "text/html": sheet._repr_html_()}, notes


def progress():
    """How many questions of each lesson are answered, right at the first try, and still open; and
    the answers in the reader's own words.
    """
    return ProgressPane()


def export_progress(path="my-answers.html", name=""):
    """Write the answers as a table (``.csv``) or a page to print (``.html``); returns the path.

    ``name``: the pupil's, if they want to give it. Raises ValueError for another kind of file, and
    where the file is already there: nothing is overwritten.
    """
    path, answers = Path(path), kept.load()[0]
    make = {".csv": _table, ".html": _page}.get(path.suffix.lower())
    if make is None:
        raise ValueError(f"path must end in .csv or .html, not {path.name!r}")
    try:
        with open(path, "x", encoding="utf-8-sig", newline="") as file:
            file.write(make(answers, name or answers["name"]))
    except FileExistsError:
        raise ValueError(f"{path.name} is already there; choose another name for it") from None
    except OSError as error:
        raise ValueError(f"{path.name} cannot be written ({error.strerror})") from None
    return path


def _rows(answers):
    """A dict a question of the kit, with the columns of HEAD; then those it no longer has."""
    t, given, known = texts(), answers["exercises"], []
    for row in read("exercises").sort_values(["notebook", "level", "exercise_id"]).itertuples():
        entry = given.get(row.exercise_id)
        known.append([row.notebook, row.exercise_id, row.level, row.question, *_answer(entry, t)])
    lost = (key for key in given if key not in {row[1] for row in known})
    known += [["", key, "", t["pr_gone"], *_answer(given[key], t)] for key in lost]
    return [dict(zip(HEAD, row, strict=True)) for row in known]


def _answer(entry, t):
    """(answer, result, at first try, tries, time) as words."""
    if not entry:
        return "", t["pr_open"], "", 0, ""
    given = entry["given"] if isinstance(entry["given"], str) else BAR.join(entry["given"])
    mark = {True: t["pr_right"], False: t["pr_not_yet"], None: t["pr_own_words"]}
    tried = entry["tries"] > 0
    result = mark[entry["right"]] if tried else t["pr_draft"]
    first = mark[entry["right_first"]] if tried else ""
    return given, result, first, entry["tries"], entry["last"]


def _lines(rows, t):
    """[(lesson, "3 of 8 answered, ...")] for each lesson that has questions."""
    found = []
    for lesson in dict.fromkeys(row["lesson"] for row in rows if row["lesson"]):
        mine = [row for row in rows if row["lesson"] == lesson]
        counts = {
            "answered": sum(row["tries"] > 0 for row in mine),
            "first": sum(row["first"] == t["pr_right"] for row in mine),
            "right": sum(row["result"] == t["pr_right"] for row in mine),
            "open": sum(not row["tries"] for row in mine),
        }
        found.append([_named(lesson), {"total": len(mine), **counts}])
    return found


def _named(lesson):
    return lesson.replace("-", " ")


def _content():
    """The questions of the kit, from which the page makes counts, page and table by itself, as
    ``_lines``, ``_page`` and ``_table`` do here; a test holds the two against each other.
    """
    rows = _rows({"exercises": {}})
    keys = ("lesson", "exercise", "level", "question")
    return {"questions": [[row[key] for key in keys] for row in rows], "style": STYLE}


def _filled(text, parts):
    for key, value in parts.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def _on_paper():
    rows = _lines(_rows({"exercises": {}}), texts())
    rows = [[lesson, plural(counts["total"], "question")] for lesson, counts in rows]
    return Sheet(texts()["pr_stored"], ("Lesson", "Questions"), rows)


def _table(answers, name):
    """The answers as CSV. A cell that a spreadsheet would run as a formula gets a quote before."""
    out = io.StringIO()
    lines = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow(("name", *HEAD))
    for row in _rows(answers):
        cells = (name, *map(str, row.values()))
        lines.writerow(["'" + c if c[:1] in "=+-@\t\r" and c else c for c in cells])
    return out.getvalue()


def _page(answers, name):
    """The answers as a page to print, with a field for the name."""
    t = texts()
    head = "".join(f'<th scope="col">{escape(t[f"pr_{key}"])}</th>' for key in HEAD[1:])
    body, lesson = "", None
    for row in _rows(answers):
        if row["lesson"] != lesson:
            lesson = row["lesson"]
            said = _named(lesson) or t["pr_gone"]
            body += f'<tr><th colspan="{len(HEAD) - 1}" scope="rowgroup">{escape(said)}</th></tr>'
        body += "<tr>" + "".join(f"<td>{escape(str(row[key]))}</td>" for key in HEAD[1:]) + "</tr>"
    claims = "".join(
        f"<li>{escape(key)}: {escape(entry['verdict'])}. {escape(entry['reason'])}</li>"
        for key, entry in answers["claims"].items()
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(t["pr_title"])}'
        f"</title><style>{STYLE}</style><h1>{escape(t['pr_title'])}</h1>"
        f'<p><label>{escape(t["pr_name"])} <input value="{escape(name)}"></label></p>'
        f"<table><tr>{head}</tr>{body}</table>"
        + (f"<h2>{escape(t['pr_verdicts'])}</h2><ul>{claims}</ul>" if claims else "")
        + "</html>\n"
    )
