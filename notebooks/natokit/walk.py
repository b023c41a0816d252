"""Walk through all days and place the names of each, for the stepping map.

Where a finished walk is at hand that agrees up to some day, only what comes after it is placed
again; the result is the same, because the names of a day follow from what they ask for and from
where names stood before.
"""

from operator import itemgetter

from .borders import tenure_rows
from .days import number
from .describe import unit_names
from .grid import middle_of
from .labels import Label, Placer
from .naming import label_texts
from .site_map import Clearing


def asked_of(units, days):
    """What names a map of some units has to carry: [(day, rows, texts, ranks, areas), ...], one
    for each of the days on which the map changes; see ``naming.label_texts``.
    """
    found, held = [], tenure_rows()
    for day in days:
        now = {unit: [r for r in held[unit] if r.start <= day][-1] for unit in units}
        rows = {unit: (r.holder, r.de_jure, r.status) for unit, r in now.items()}
        found.append((day, rows, *label_texts(day, rows)))
    return found


def common_days(asked, finished):
    """How many days two lists of ``asked_of`` begin with alike, and up to which ISO day the names
    of these are the same; the last of them lasts differently where another day follows.

    >>> common_days([("1949-04-04", "a"), ("1950-01-01", "b")], [("1949-04-04", "a")])
    (1, '1950-01-01')
    """
    same = (a == b for a, b in zip(asked, finished, strict=False))
    at = next((k for k, equal in enumerate(same) if not equal), min(len(asked), len(finished)))
    return at, min((days[at][0] for days in (asked, finished) if at < len(days)), default="")


def labels_of(grid, asked, view, screen, track, finished=()):
    """[[text, x, y, style, code, [[from, to], ...], leader line], ...]; ``to`` is 0 when the name
    stays, the line is [x1, y1, x2, y2] or empty.

    ``finished``: such a list, and what its own walk was asked; what agrees is taken from there.
    """
    clearing = Clearing(grid, view, names=screen == "wide") if track != "nato" else None
    placer, spans = Placer(grid, screen), {}

    def asks(day, rows, texts, ranks, areas):
        blocked, named = clearing.on(day) if clearing else (grid.blocked, ())
        kept = {unit: names for unit, names in areas.items() if unit_names()[unit] not in named}
        return rows, texts, ranks, kept, blocked

    ends, at = [number(day) for day, *_ in asked[1:]] + [0], 0
    if finished:
        known, base = finished
        at, until = common_days(asked, base)
        if at:
            until = number(until) if until else 0
            spans, standing = _resume(placer, known, until, ends[at - 1])
            placer.resume(standing, *asks(*asked[at - 1]))
    for day_asked, until in list(zip(asked, ends, strict=True))[at:]:
        today = number(day_asked[0])
        for label in placer.place(*asks(*day_asked)):
            who = (label.text, label.x, label.y, label.style, label.code, label.line)
            mine = spans.setdefault(who, [])
            if mine and mine[-1][1] == today:
                mine[-1][1] = until
            else:
                mine.append([today, until])
    return [[*who, when, list(line)] for (*who, line), when in sorted(spans.items())]


def _resume(placer, known, until, lasts):
    """The names of a finished walk before the day ``until`` (0: all), and the labels that stand on
    the eve of it, which last to the day ``lasts``. The placer remembers where all of them stood.
    """
    spans, stood = {}, []
    for text, x, y, style, code, when, line in known:
        before = [
            [start, end if end and (not until or end < until) else lasts]
            for start, end in when
            if not until or start < until
        ]
        if before:
            spans[text, x, y, style, code, tuple(line)] = before
            tip = middle_of(line[2:]) if line else ()
            stood.append((*before[-1], Label(code, text, x, y, style, placer.scale, tip)))
    for *_, label in sorted(stood, key=itemgetter(0)):
        placer.remember(label)
    return spans, [label for _, end, label in stood if end == lasts]
