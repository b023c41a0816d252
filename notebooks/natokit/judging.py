"""Whether an answer is right, and what to say to it. Pure functions: no file, no widget, no clock.
``judge.js`` does the same on the page, and a test holds the two against each other.
"""

import datetime
import math
import numbers
import re

from .days import months
from .questions import plain
from .tables import texts

SPACES = " \t\r\n\u00a0\u2009\u202f"
GROUPED = rf"[0-9]{{1,3}}(?:[,'{SPACES}][0-9]{{3}})+"  # 1 340 and 1,340
NUMBER = rf"([+-]?(?:{GROUPED}|[0-9]+)(?:[.,][0-9]+)?)[{SPACES}]*([a-z./% ]*)"
KILOMETRES = ("km", "kilometres", "kilometers", "kilometre", "kilometer")
DAY = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
SPOKEN = r"([0-9]{1,2})\.? ([a-z]{3,9})\.?,? ([0-9]{4})"
SPOKEN_US = r"([a-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})"


def judge(question, given):
    """(right, feedback) for an answer: True, False, or None where nothing can be right or wrong.

    ``given``: a text; for the kinds "several" and "order" a list of texts or one text with " | "
    between them; for "timeline" a day; for "number" a number or its text; for "map" an id of land.
    ``None``, ``...`` and nothing but spaces are no answer yet.

    Raises ValueError, with what to write instead, for an answer that can't be understood.
    """
    t = texts()
    if unanswered(given):
        return None, t["ex_unanswered"]
    return JUDGES[question.kind](question, tidy(question, given), t)


def unanswered(given):
    """True for what stands where an answer will be."""
    if isinstance(given, str):
        return not given.strip(SPACES)
    return given is None or given is ... or (isinstance(given, (list, tuple, set)) and not given)


def tidy(question, given):
    """The answer as it is kept: a text or a list of texts, choices as the table writes them.

    Raises ValueError as ``judge`` does.
    """
    if question.kind in ("several", "order"):
        return _several(question, given)
    if question.kind == "timeline" and isinstance(given, datetime.date):
        given = given.isoformat()[:10]
    if question.kind in ("number", "single") and _is_number(given):
        given = _digits(given)
    if not isinstance(given, str):
        raise ValueError(f"the answer must be {_form(question)}, not {_shown(given)}")
    if len(given) > 5000:
        raise ValueError("the answer is too long; write at most 5000 letters")
    if question.kind == "single":
        return _choice(question, given)
    if question.kind == "timeline":
        return _iso(given)
    if question.kind == "number":
        _value(question, given)
    if question.kind == "map" and not re.fullmatch("[A-Za-z0-9-]{2,9}", given.strip(SPACES)):
        raise ValueError(f"the answer must be {_form(question)}, not {_shown(given)}")
    return given.strip(SPACES)


# ---- one judge a kind; each gets a tidy answer


def _single(question, given, t):
    right = given == question.right[0]
    return right, _said(t, right, question.feedback[question.choices.index(given)])


def _several_right(question, given, t):
    right, feedback = (
        set(question.right),
        dict(zip(question.choices, question.feedback, strict=True)),
    )
    wrong = [feedback[choice] for choice in given if choice not in right]
    missed = len(right - set(given))
    if not wrong and not missed:
        return True, _said(t, True, *(feedback[choice] for choice in given))
    more = [t["ex_missed"].replace("{n}", str(missed))] if missed else []
    return False, _said(t, False, *wrong, *more)


def _order(question, given, t):
    placed = [one == other for one, other in zip(given, question.right, strict=True)]
    if all(placed):
        return True, _said(t, True, question.feedback[0] if len(question.feedback) == 2 else "")
    count = t["ex_placed"].replace("{n}", str(sum(placed))).replace("{total}", str(len(given)))
    if len(question.feedback) == 2:
        return False, _said(t, False, question.feedback[1], count)
    first = question.choices.index(given[placed.index(False)])
    return False, _said(t, False, count, question.feedback[first])


def _timeline(question, given, t):
    one, other = (datetime.date.fromisoformat(day) for day in (given, question.right[0]))
    return _near(question, (one - other).days, t)


def _number(question, given, t):
    return _near(question, _value(question, given) - question.right[0], t)


def _near(question, off, t):
    """By how far it is off decides; too low or too early has a text of its own where there is."""
    right = abs(off) <= question.tolerance + 1e-9
    which = 0 if right else 1
    if not right and len(question.feedback) == 4:
        which = 2 if off < 0 else 3
    return right, _said(t, right, question.feedback[which])


def _map(question, given, t):
    right = given in question.right
    return right, _said(t, right, question.feedback[0 if right else 1])


def _text(question, given, t):
    return None, f"{t['ex_model']} {question.model} {t['ex_look']} {question.feedback[0]}"


JUDGES = {
    "single": _single,
    "several": _several_right,
    "order": _order,
    "timeline": _timeline,
    "number": _number,
    "map": _map,
    "text": _text,
}


def _said(t, right, *more):
    return " ".join(filter(None, (t["ex_right" if right else "ex_wrong"], *more)))


# ---- what somebody may have meant


def _choice(question, given):
    for choice in question.choices:
        if plain(choice) == plain(given):
            return choice
    known = ", ".join(f"'{choice}'" for choice in question.choices)
    raise ValueError(f"{_shown(given)} is none of the choices; write one of {known}")


def _several(question, given):
    if isinstance(given, str):
        given = [part for part in given.split("|") if part.strip(SPACES)]
    if not isinstance(given, (list, tuple, set, frozenset)):
        raise ValueError(f"the answer must be {_form(question)}, not {_shown(given)}")
    texts_given = [_digits(part) if _is_number(part) else part for part in given]
    if not all(isinstance(part, str) for part in texts_given):
        raise ValueError(f"the answer must be {_form(question)}, not {_shown(given)}")
    found = list(dict.fromkeys(_choice(question, part) for part in texts_given))
    if question.kind == "several":
        return [choice for choice in question.choices if choice in found]
    if len(found) != len(texts_given) or len(found) != len(question.choices):
        raise ValueError(f"name each of the {len(question.choices)} choices once, the first first")
    return found


def _iso(given):
    """The ISO day of "1999-03-12", "12 March 1999" or "March 12, 1999"."""
    text = re.sub(f"[{SPACES}]+", " ", given).strip(" ").lower()
    if found := re.fullmatch(DAY, text):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(SPOKEN, text) or re.fullmatch(SPOKEN_US, text):
        name, day = sorted(found.groups()[:2], key=str.isdigit)
        fits = [k for k, known in enumerate(months(), 1) if known.lower().startswith(name)]
        year, month, day = int(found[3]), (fits or [0])[0], int(day)
    else:
        year = month = day = 0
    try:
        if not 1900 <= year <= 2100:
            raise ValueError
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(
            f"{_shown(given)} is no day from 1900 to 2100; write it like 1999-03-12 or "
            "12 March 1999"
        ) from None


def _value(question, given):
    """The number in "1 340", "1,340", "1340 km" or "12.5"."""
    text = given.strip(SPACES).lower().replace("\u2212", "-")
    found = re.fullmatch(NUMBER, text) if len(text) <= 40 else None
    unit = question.unit.lower()
    units = {"", unit, unit.removesuffix("s"), *(KILOMETRES if unit == "km" else ())}
    if not found or found[2].strip(". ") not in units:
        raise ValueError(f"{_shown(given)} is not understood; write {_form(question)}")
    whole = re.fullmatch(rf"([+-]?{GROUPED})([.,][0-9]+)?", found[1])
    if whole:
        return float(re.sub(f"[,'{SPACES}]", "", whole[1]) + (whole[2] or "").replace(",", "."))
    return float(found[1].replace(",", "."))


def _is_number(given):
    return isinstance(given, numbers.Real) and not isinstance(given, bool)


def _digits(number):
    """A number as text, never with an exponent."""
    value = float(number)
    if not math.isfinite(value) or abs(value) >= 1e15:
        raise ValueError(f"{_shown(number)} is not understood; write a number such as 1340")
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _form(question):
    unit = f" in {question.unit}" if question.unit else ""
    return {
        "several": "a list of choices such as ['one', 'two']",
        "order": "a list of all choices, the first first",
        "timeline": "a day such as '1999-03-12'",
        "number": f"a number{unit} such as 1340",
        "map": "the id of a piece of land such as 'PL'",
    }.get(question.kind, "a text")


def _shown(given):
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "..."
