"""What a day is: an ISO string ("1999-03-12"), a ``datetime.date``, or the id of a stage; and
which days are stages.
"""

import calendar
import datetime
import re

from .tables import derived, edited, texts
from .words import counted, listing, say

FIRST_DAY = "1949-04-04"
ISO_DAY = r"\d{4}-\d{2}-\d{2}"


def iso(day):
    """The day as an ISO string.

    >>> iso(datetime.date(2004, 3, 29))
    '2004-03-29'

    Raises ValueError for a day that does not exist, is before 1949-04-04 or lies in the future.
    """
    if isinstance(day, datetime.datetime):
        day = day.date()
    text = day.isoformat() if isinstance(day, datetime.date) else day
    if not isinstance(text, str):
        raise ValueError(
            f"a day must be text such as '1999-03-12', a date or a stage id, not {day!r}"
        )
    text = text.strip()
    if not re.fullmatch(ISO_DAY, text):
        return _day_of_stage(text)
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text} is not a day of the calendar; write year-month-day, like 1999-03-12"
        ) from None
    if text < FIRST_DAY:
        raise ValueError(
            f"{text} is too early: the maps begin on {FIRST_DAY}, when the treaty was signed"
        )
    if text > last_day():
        raise ValueError(f"{text} lies in the future; the last day you can ask for is today")
    return text


def number(day):
    """Days since 1970-01-01, the way the browser counts them."""
    return (datetime.date.fromisoformat(day) - datetime.date(1970, 1, 1)).days


def whole_day(part):
    """The first day of a year, of a month, or the day itself.

    >>> whole_day("1978"), whole_day("2000-06")
    ('1978-01-01', '2000-06-01')
    """
    return part + "-01-01"[len(part) - 4 :] if len(part) < 10 else part


def last_day():
    """Today, or the day of the last stage where the clock of the computer is behind it."""
    return max(datetime.date.today().isoformat(), derived(_last_stage, "stages"))


def _last_stage(stages):
    return max(stages["day"])


def _day_of_stage(text):
    table = stage_table()
    found = table.loc[table["stage_id"] == text, "day"]
    if len(found):
        return found.iloc[0]
    if re.search(r"\d{4}", text) and re.fullmatch(r"[\d./ -]+", text):
        raise ValueError(f"'{text}' is not written as year-month-day; {date_hint(text)}")
    near = [s for s in table["stage_id"] if text[:4] and s.startswith(text[:4])]
    hint = f" Stages of that year: {', '.join(near)}." if near else " stages() lists all stage ids."
    raise ValueError(f"'{text}' is neither a day (year-month-day) nor the id of a stage.{hint}")


def _with_accessions(stages, members):
    """The stages, and one more for each accession whose day has none, as in a "what if"."""
    import pandas as pd

    known, first = set(stages.loc[stages["track"] != "troops", "day"]), whatif_title()
    made = [
        {
            "stage_id": f"{day[:4]}-accession-{day[5:]}",
            "day": day,
            "track": "nato",
            "kind": "enlargement",
            "title": first + counted("stage_made", len(names), names=listing(sorted(names))),
            "summary": say("stage_made_summary"),
            "status": "M",
            "sources": "",
        }
        for day, names in members.groupby("joined")["name"]
        if day not in known
    ]
    every = pd.concat([stages, pd.DataFrame(made)]) if made else stages
    return every.sort_values(["day", "stage_id"]).reset_index(drop=True)


def whatif_title():
    """What a title begins with while the reader's own changes stand, else ""."""
    return f"{texts()['whatif_title']}: " if edited() else ""


def stage_table():
    """All stages, sorted by day: the rows of ``stages.csv`` and, for an accession on a day that
    has no row there, a stage made from ``members.csv`` (status M, no sources).
    """
    return derived(_with_accessions, "stages", "members")


def months():
    """The names of the twelve months in the language spoken now."""
    return [say(f"month_{k}") for k in range(1, 13)]


def spoken(day):
    """The day as words; any ISO day will do, also one before the maps begin.

    >>> spoken("1999-03-12")
    '12 March 1999'
    """
    if not (isinstance(day, str) and re.fullmatch(ISO_DAY, day)):
        day = iso(day)
    date = datetime.date.fromisoformat(day)
    month = say(f"month_{date.month}")  # not strftime: it would speak the computer's language
    return say("day", day=date.day, month=month, year=date.year)


def date_hint(cell):
    """The same day as an ISO date where it can be guessed: 12-03-1999, 12.3.1999, 1999-3-12."""
    found = re.fullmatch(r"\s*(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})\s*", cell)
    if found:
        one, month, other = map(int, found.groups())
        year, day = max(one, other), min(one, other)
        if year > 1000 and month <= 12 and 0 < day <= calendar.monthrange(year, max(month, 1))[1]:
            return f"write {year}-{month:02d}-{day:02d}"
    return "write year-month-day, for example 1999-03-12"
