"""Walk through all days and place the names of each, for the stepping map.

Where a finished walk is at hand that agrees up to some day, only what comes after it is placed
again; the result is the same, because the names of a day follow from what they ask for and from
where names stood before.
"""

from .borders import tenure_rows
from .days import number
from .grid import middle_of
from .history import turning_days
from .labels import Label, Placer, label_texts
from .positions import keep_clear


def asked_of(units):
    """What names a map of some units has to carry: [(day, rows, texts, new, areas), ...], one for
    each turning day; see ``labels.label_texts``.
    """
    found = []
    for day in turning_days():
        now = {unit: [r for r in tenure_rows()[unit] if r.start <= day][-1] for unit in units}
        rows = {unit: (r.holder, r.de_jure, r.status) for unit, r in now.items()}
        found.append((day, rows, *label_texts(day, rows)))
    return found


def first_difference(one, other):
    """The place of the first day on which two lists of ``asked_of`` differ.

    >>> first_difference([1, 2, 3], [1, 2, 4])
    2
    """
    same = (a == b for a, b in zip(one, other, strict=False))
    return next((at for at, equal in enumerate(same) if not equal), min(len(one), len(other)))


def labels_of(grid, asked, view, screen, track, known=(), at=0):
    """[[text, x, y, style, code, [[from, to], ...], leader line], ...]; ``to`` is 0 when the name
    stays, the line is [x1, y1, x2, y2] or empty.

    ``known``: the finished list of a walk that agrees with this one before the day in place ``at``.
    """
    grid, named = grid.copy(), set()
    if track != "nato":
        named = keep_clear(grid, view, names=screen == "wide")
    placer, spans = Placer(grid, screen), {}
    if at:
        spans = _resume(placer, known, number(asked[at][0]))
    ends = [number(day) for day, *_ in asked[1:]] + [0]
    for (day, rows, texts, new, areas), until in list(zip(asked, ends, strict=True))[at:]:
        today = number(day)
        areas = {unit: name for unit, name in areas.items() if name not in named}
        for label in placer.place(rows, texts, new, areas):
            who = (label.text, label.x, label.y, label.style, label.code, label.line)
            mine = spans.setdefault(who, [])
            if mine and mine[-1][1] == today:
                mine[-1][1] = until
            else:
                mine.append([today, until])
    return [[*who, when, list(line)] for (*who, line), when in sorted(spans.items())]


def _resume(placer, known, today):
    """The names of a finished walk up to a day; the placer remembers where they stood."""
    spans, stood = {}, []
    for text, x, y, style, code, when, line in known:
        before = [[start, min(end or today, today)] for start, end in when if start < today]
        if before:
            spans[text, x, y, style, code, tuple(line)] = before
            tip = middle_of(line[2:]) if line else ()
            stood.append((before[-1][1], Label(code, text, x, y, style, placer.scale, tip)))
    for _, label in sorted(stood, key=lambda pair: pair[0]):
        placer.remember(label)
    return spans
