"""The questions of the lessons: rows of ``lessons/exercises.csv``, each with its right answer."""

import re
from dataclasses import dataclass

from .answers import answer_of
from .history import in_force, iso, state_names
from .tables import DataError, path_of, read, short

BAR = " | "
CHOOSE = ("single", "several", "order")


@dataclass(frozen=True)
class Question:
    """One question. ``right``: texts of choices (in order for the kind "order"), ids of land, one
    ISO day, one number, or nothing for the kind "text". ``feedback``: as in the table, split.
    """

    id: str
    notebook: str
    level: str
    kind: str
    text: str
    choices: tuple
    right: tuple
    tolerance: float
    unit: str
    day: str
    hint: str
    feedback: tuple
    model: str
    status: str
    sources: str


def question(exercise_id):
    """The question with an id; ValueError that names near ids for an unknown one."""
    rows = read("exercises")
    at = {known: k for k, known in enumerate(rows["exercise_id"])}
    if exercise_id not in at:
        raise ValueError(f"there is no exercise {exercise_id!r}; {_near(exercise_id, list(at))}")
    return _made(at[exercise_id], rows.iloc[at[exercise_id]])


def questions(lesson):
    """The questions of a lesson, core ones first: ``questions("02")``.

    >>> {q.notebook[:2] for q in questions("02")}
    {'02'}
    """
    rows = read("exercises")
    known = sorted({name[:2] for name in rows["notebook"]})
    lesson = f"{lesson:02d}" if isinstance(lesson, int) else str(lesson)
    found = [k for k, name in enumerate(rows["notebook"]) if lesson in (name, name[:2])]
    if not found:
        raise ValueError(f"no questions for lesson '{lesson}'; write one of {', '.join(known)}")
    found.sort(key=lambda k: rows["level"].iloc[k] != "core")
    return [_made(k, rows.iloc[k]) for k in found]


def place_of(question):
    """(which, of how many) the question is in its lesson."""
    rows = read("exercises")
    rows = rows[rows["notebook"] == question.notebook]
    ids = [*rows.loc[rows["level"] == "core", "exercise_id"]]
    ids += [*rows.loc[rows["level"] != "core", "exercise_id"]]
    return ids.index(question.id) + 1, len(ids)


def _near(asked, known):
    digits = re.sub(r"\D", "", str(asked))[:6]
    near = sorted(known, key=lambda k: abs(int(re.sub(r"\D", "", k) or 0) - int(digits or 0)))[:3]
    return f"write one of {', '.join(sorted(near))} ..." if near else "the table is empty"


# ---- from a row to a question; every fault names row and column


def _made(at, row):
    where = f"{short(path_of('exercises'))} row {at + 2}, column "
    parts = {
        "choices": _choices(where, row),
        "right": _right(where, row),
        "feedback": _split(row["feedback"]),
        "tolerance": _number(where, "tolerance", row["tolerance"] or "0"),
    }
    _check_feedback(where, row, parts)
    taken = ("notebook", "level", "kind", "unit", "day", "hint", "status", "sources")
    named = {name: row[name] for name in taken}
    return Question(
        id=row["exercise_id"], text=row["question"], model=row["model_answer"], **named, **parts
    )


def _split(cell):
    return tuple(part.strip() for part in cell.split("|")) if cell else ()


def _choices(where, row):
    choices = _split(row["choices"])
    if (row["kind"] in CHOOSE) != bool(choices):
        what = "must be filled" if row["kind"] in CHOOSE else "must be empty"
        raise DataError(f"{where}choices {what} for the kind {row['kind']}.")
    if len(set(map(plain, choices))) < len(choices) or not all(choices) or len(choices) == 1:
        raise DataError(f"{where}choices: write two or more different texts joined by '{BAR}'.")
    return choices


def _right(where, row):
    kind, spot = row["kind"], f"{where}answer"
    if kind == "text":
        if row["answer"] or not row["model_answer"]:
            raise DataError(f"{spot} must be empty and model_answer filled for the kind text.")
        return ()
    value = answer_of(row["answer"], spot)
    if not value:
        raise DataError(f"{spot} is empty; write the right answer or a rule.")
    if kind in CHOOSE:
        return _right_choices(spot, row, value)
    if kind == "timeline":
        return (_day(spot, value),)
    if kind == "map":
        if not row["day"]:
            raise DataError(f"{where}day is empty; a question on the map needs its day.")
        return tuple(_units(where, row, value))
    return (_number(where, "answer", value),)


def _right_choices(spot, row, value):
    right = (value,) if row["kind"] == "single" else _split(value)
    known = {plain(choice): choice for choice in _split(row["choices"])}
    for text in right:
        if plain(text) not in known:
            raise DataError(f"{spot}: '{text}' is none of the choices; add it there or correct it.")
    right = tuple(known[plain(text)] for text in right)
    if len(set(right)) < len(right) or (row["kind"] == "order" and len(right) < len(known)):
        raise DataError(f"{spot}: name each choice once, as the kind {row['kind']} needs it.")
    return right


def _day(spot, value):
    try:
        return iso(value)
    except ValueError as error:
        raise DataError(f"{spot}: {error}") from None


def _number(where, column, text):
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", text):
        raise DataError(f"{where}{column}: '{text}' is not a number; write digits, such as 1340.")
    return float(text)


def _units(where, row, cell):
    """The ids of land that "PL;CSK" means on the day: land that a state owns by law, or held."""
    day, found = _day(f"{where}day", row["day"]), []
    held = in_force(read("tenure"), day)
    for code in filter(None, (part.strip() for part in cell.split(";"))):
        by_law, power = (held.loc[held[c] == code, "unit_id"] for c in ("de_jure", "holder"))
        own = [code] if code in set(held["unit_id"]) else []
        units = list(by_law) or list(power) or own
        if not units:
            known = "is neither land of units.csv nor a state that had land"
            known += " by then" if code in state_names() else ""
            raise DataError(f"{where}answer: '{code}' {known}; correct the code or the day.")
        found += units
    return list(dict.fromkeys(found))


def _check_feedback(where, row, parts):
    count, kind = len(parts["feedback"]), row["kind"]
    wanted = {
        "single": (len(parts["choices"]),),
        "several": (len(parts["choices"]),),
        "order": (2, len(parts["choices"])),
        "text": (1,),
        "map": (2,),
    }.get(kind, (2, 4))
    if count not in wanted or not all(parts["feedback"]):
        number = " or ".join(map(str, sorted(set(wanted))))
        raise DataError(
            f"{where}feedback has {count} texts; a question of the kind {kind} needs {number}, "
            f"joined by '{BAR}'."
        )


def plain(text):
    """A text as answers are compared: small letters, single spaces, no full stop at the end.

    >>> plain("  West  Germany. ")
    'west germany'
    """
    return re.sub(r"[ \t\r\n\u00a0]+", " ", text).strip(" ").rstrip(".").lower()
