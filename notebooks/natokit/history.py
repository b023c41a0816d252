"""Questions about a day: who was a member of what, and which stage of the history it is. No
drawing, no widgets.

A day is an ISO string ("1999-03-12"), a ``datetime.date``, or the id of a stage. Intervals are
half-open:
a row holds from ``start`` up to, not including, ``end``; an empty ``end`` means it still holds.
"""

import datetime
import re
from bisect import bisect_right

from .tables import derived, read

FIRST_DAY = "1949-04-04"
ISO_DAY = r"\d{4}-\d{2}-\d{2}"
MONTHS = (  # not strftime: it would speak the language of the computer
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


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


def last_day():
    """Today, or the day of the last stage where the clock of the computer is behind it."""
    return max(datetime.date.today().isoformat(), max(read("stages")["day"]))


def _day_of_stage(text):
    table = read("stages")
    found = table.loc[table["stage_id"] == text, "day"]
    if len(found):
        return found.iloc[0]
    if re.search(r"\d{4}", text) and re.fullmatch(r"[\d./ -]+", text):
        from .validation import date_hint

        raise ValueError(f"'{text}' is not written as year-month-day; {date_hint(text)}")
    near = [s for s in table["stage_id"] if text[:4] and s.startswith(text[:4])]
    hint = f" Stages of that year: {', '.join(near)}." if near else " stages() lists all stage ids."
    raise ValueError(f"'{text}' is neither a day (year-month-day) nor the id of a stage.{hint}")


def spoken(day):
    """The day as words; any ISO day will do, also one before the maps begin.

    >>> spoken("1999-03-12")
    '12 March 1999'
    """
    if not (isinstance(day, str) and re.fullmatch(ISO_DAY, day)):
        day = iso(day)
    date = datetime.date.fromisoformat(day)
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def in_force(table, day):
    """The rows of a table with ``start`` and ``end`` that hold on the day."""
    day = iso(day)
    return table[(table["start"] <= day) & ((table["end"] == "") | (table["end"] > day))]


def members_on(day):
    """NATO's members on a day, in order of accession: the rows of ``members.csv`` with ``joined``
    <= day.

    >>> len(members_on("1999-03-12"))
    19
    """
    table = read("members")
    return table[table["joined"] <= iso(day)].sort_values(["joined", "name"]).reset_index(drop=True)


def memberships_on(day, organisation=None):
    """Rows of ``memberships.csv`` that hold on a day: Warsaw Pact, Partnership for Peace, command
    and councils.

    >>> len(memberships_on("1955-05-14", "Warsaw Pact"))
    8
    """
    table = in_force(read("memberships"), day)
    if organisation is not None:
        known = sorted(set(read("memberships")["organisation"]))
        if organisation not in known:
            raise ValueError(
                f"no organisation '{organisation}' in memberships.csv; it has {', '.join(known)}"
            )
        table = table[table["organisation"] == organisation]
    return table.reset_index(drop=True)


def stages(track=None, kind=None):
    """The named days, sorted. ``track``: "nato" or "troops" (stages marked "both" belong to each).

    >>> stages("nato").loc[0, "day"]
    '1949-04-04'
    """
    table = read("stages").sort_values("day")
    if track is not None:
        if track not in ("nato", "troops", "both"):
            raise ValueError(f"track must be 'nato', 'troops' or 'both', not {track!r}")
        if track != "both":
            table = table[table["track"].isin([track, "both"])]
    if kind is not None:
        known = sorted(set(read("stages")["kind"]))
        if kind not in known:
            raise ValueError(f"no stage is of the kind {kind!r}; the kinds are {', '.join(known)}")
        table = table[table["kind"] == kind]
    return table.reset_index(drop=True)


def stage(day):
    """The stage on a day or, when the day has none, the last one before it, as a row (Series).

    >>> stage("1999-03-12")["kind"]
    'enlargement'
    """
    table = stages()
    return table.iloc[bisect_right(list(table["day"]), iso(day)) - 1]


def as_of():
    """The newest day for which membership is confirmed: the day of the last stage."""
    return stages("nato")["day"].iloc[-1]


def _names(states):
    found = {}
    for row in sorted(
        states[["code", "start", "end", "name", "label", "iso3"]].itertuples(index=False, name=None)
    ):
        found.setdefault(row[0], []).append(row[1:])
    return found


def state_names():
    """{code: [(start, end, name, label, iso3), ...]} for every state and area in ``states.csv``."""
    return derived(_names, "states")


def _named(code, day):
    day = iso(day)
    rows = state_names().get(code)
    if not rows:
        raise ValueError(f"no state or area with the code '{code}' in states.csv")
    return ([row for row in rows if row[0] <= day] or rows[:1])[-1]


def name_of(code, day, short=False):
    """What a state or area was called on a day; ``short`` gives the name on the map.

    >>> name_of("DE", "1985-01-01")
    'West Germany'
    """
    _, _, name, label, _ = _named(code, day)
    return label if short else name


def iso3_of(code, day):
    """The three-letter code of a state on a day, or "".

    >>> iso3_of("CS", "1995-01-01")
    'YUG'
    """
    return _named(code, day)[4]


def _iso3(states):
    return {code: iso3 for code, iso3 in zip(states["code"], states["iso3"], strict=True) if iso3}


def iso3_codes():
    """{state code: ISO 3166 alpha-3, historic codes included}; areas without one are left out."""
    return derived(_iso3, "states")


def class_of(code, day):
    """The class of a state on a day: member, new, soviet, pact, partner or other (see
    ``maps/classes.csv``).

    >>> class_of("PL", "1999-03-12"), class_of("PL", "1999-03-13")
    ('new', 'member')
    """
    if code not in state_names():
        raise ValueError(f"no state or area with the code '{code}' in states.csv")
    return classes_on(day).get(code, "other")


def classes_on(day):
    """{state code: class} on a day. "new" is the day of accession itself; a member that is also a
    partner is a member.
    """
    day = iso(day)
    joined = dict(zip(read("members")["iso3"], read("members")["joined"], strict=True))
    pact = set(memberships_on(day, "Warsaw Pact")["state"])
    partners = set(memberships_on(day, "Partnership for Peace")["state"])
    found = {}
    for code, iso3 in iso3_codes().items():
        if iso3 in joined and joined[iso3] <= day:
            found[code] = "new" if joined[iso3] == day else "member"
        elif iso3 in ("SUN", "RUS"):
            found[code] = "soviet"
        elif iso3 in pact:
            found[code] = "pact"
        elif iso3 in partners:
            found[code] = "partner"
    return found


def turning_days():
    """Every day, sorted, on which membership, a name, a holder or an owner changes; the maps
    change on no other day.
    """
    days = {FIRST_DAY}
    for table in ("memberships", "tenure", "states"):
        rows = read(table)
        days |= set(rows["start"]) | set(rows["end"])
    for joined in read("members")["joined"]:
        after = datetime.date.fromisoformat(joined) + datetime.timedelta(days=1)
        days |= {joined, after.isoformat()}
    return sorted(d for d in days if FIRST_DAY <= d <= last_day())
