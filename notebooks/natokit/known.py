"""How we know where a border ran on a day: the land on both sides, since when it divides two
holders, and what the tables say of it. A table of what the stepper tells under "How do we know?".
"""

from .borders import codes_of, tenure_on, tenure_rows
from .days import FIRST_DAY
from .history import iso, note_shown
from .tables import read


def border_sources(day, one, other):
    """How we know of the land border between two sets of states on a day.

    ``one`` and ``other``: a state code, a set of codes, or "NATO". Returns a DataFrame with two
    rows a stretch of border, the land of ``one`` first: stretch (its two units), km, since (the
    day on which the stretch began to divide two holders; "" when it is older than the first
    day), unit_id, holder, de_jure, status, note, certainty, other_days, sources (id and title).
    Raises ValueError for a code that no state has, DataError for a day out of range.

    >>> known = border_sources("2015-01-01", "UA", "RU")
    >>> known.loc[known["stretch"] == "UA | UA-43", "since"].iloc[0]
    '2014-03-18'
    """
    import pandas as pd

    day = iso(day)
    one, other = (codes_of(side, day) for side in (one, other))
    land = tenure_on(day)
    titles = dict(zip(read("sources")["source_id"], read("sources")["title"], strict=True))
    rows = []
    for arc in read("arcs").itertuples():
        sides = [land.loc[unit] for unit in (arc.unit_a, arc.unit_b)]
        if sides[0].holder == sides[1].holder:
            continue
        if not (sides[0].holder in one and sides[1].holder in other):
            sides.reverse()
        if sides[0].holder in one and sides[1].holder in other:
            stretch = [" | ".join(side.name for side in sides), float(arc.km), _since(arc, day)]
            rows += [[*stretch, *_told(side, titles)] for side in sides]
    return pd.DataFrame(rows, columns=[*COLUMNS])


COLUMNS = (
    "stretch", "km", "since", "unit_id", "holder", "de_jure", "status", "note", "certainty",
    "other_days", "sources",
)  # fmt: skip


def _since(arc, day):
    """The first day from which the two units of an arc had two holders up to ``day``; or ""."""
    since = day
    runs = [tenure_rows()[unit] for unit in (arc.unit_a, arc.unit_b)]
    starts = sorted({row.start for rows in runs for row in rows if row.start <= day}, reverse=True)
    for start in starts:
        start = max(start, FIRST_DAY)
        a, b = (next(r for r in rows if r.start <= start and (not r.end or start < r.end)).holder
                for rows in runs)  # fmt: skip
        if a == b:
            return since
        since = start
    return ""


def _told(side, titles):
    doubts = [
        row.other_days.replace(";", ", ")
        for row in read("disagreements").itertuples()
        if row.used_day == side.start and side.name in row.unit_ids.split(";")
    ]
    sources = "; ".join(f"{one} {titles.get(one, '')}".strip() for one in side.sources.split(";"))
    note = note_shown(side.note)
    return [side.name, side.holder, side.de_jure, side.status, note, side.certainty,
            ", ".join(filter(None, doubts)), sources]  # fmt: skip
