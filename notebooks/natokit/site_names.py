"""Where the names of sites and of the towns at the ends of arrows stand: beside their symbol, off
every other symbol, name and arrow of the same time; in a close view with a leader line where there
is no room beside it. Boxes are (left, top, right, bottom) in drawing units.
"""

from itertools import pairwise

import numpy as np

from .labels import width_of
from .views import WIDTH

SYMBOL = 80  # drawing units from a symbol's middle to its edge; never a number of troops
HALO = 140  # from a symbol's middle to the edge of the light ring around it
TYPES = {"fine": 150, "map": 140}  # drawing units: the type of a site's name, by scale of the view
TOWN_TYPE = 125  # and of the name of a town at the end of an arrow
NAMED_FROM = 14  # a name stands this far beyond the symbol's edge
TOWN = 60  # the same for a town at the end of an arrow, which has no symbol
TIGHT = 1.25  # a name keeps off other symbols by this part of their size where room is scarce
REACHES = (180, 240, 320, 430, 550, 680, 820, 980, 1160, 1360, 1600)  # of leader lines
NEAR, LEAST_PULL = 1200, 0.0012  # what stands farther off, or weighs less, turns no name away
FAR = 700  # a name this far away chooses earlier in the next round
TURN = 250  # what a name gives, in drawing units of its line, to stand away from its neighbours
STEP, HALF_LINE = 30, 20  # a line is looked at as boxes of this half width, one every step
CHUNK = 40  # ways to stand that are looked at together
ROUNDS = 10  # rounds in which those who came away without a name choose first
HALF_TYPE = 0.55  # half the height of a line of type


def text_box(text, spot, size, face=1):
    """The box of a name, of one line or two, at its spot, [x, y, anchor]; anchor as in SVG.
    ``face``: how much wider the type is than plain type.

    >>> text_box("Kyiv", [100, 50, "start"], 100)[0]
    100.0
    """
    (x, y, anchor), lines = spot, text.split("\n")
    width, half = max(map(width_of, lines)) * size * face, HALF_TYPE * size * len(lines)
    left = x - {"start": 0, "middle": 0.5, "end": 1}[anchor] * width
    return left, y - half, left + width, y + half


def name_box(row, spot):
    """The box of the name of a site or town at a spot."""
    return text_box(row["label"], spot, row["type"], row["face"])


def symbol_box(x, y, half=SYMBOL):
    """The box around a symbol."""
    return x - half, y - half, x + half, y + half


def line_boxes(points):
    """Small boxes along a line through points (x, y), close enough that no name slips between."""
    found = []
    for (x1, y1), (x2, y2) in pairwise(points):
        steps = np.linspace(0, 1, 2 + int(np.hypot(x2 - x1, y2 - y1) // STEP))
        found += [symbol_box(x1 + s * (x2 - x1), y1 + s * (y2 - y1), HALF_LINE) for s in steps]
    return found


def together(one, other):
    """True when two rows with ``start`` and ``end`` hold on some day together."""
    return not (one["end"] and one["end"] <= other["start"]) and not (
        other["end"] and other["end"] <= one["start"]
    )


def name_places(rows, view, ways=(), standing=()):
    """A spot and a leader line for each row, as ``[(spot, lead), ...]``.

    ``rows``: dicts with label (name in lines), x, y, start, end; half, type and face (sizes of
    symbol and name) and rank (less chooses first). ``ways``: the arrows, as (points, row with start
    and end). ``standing``: rows that have their spot and lead. A spot is [x, y, anchor], a lead
    [x1, y1, x2, y2]; both are [] for a name that finds no place or stands at a twin of the same
    name, place and time.
    """
    order, best = sorted(range(len(rows)), key=lambda k: (rows[k]["rank"], k)), None
    for _ in range(ROUNDS if view.scale == "fine" else 1):
        board = _Board(rows, view, ways, standing)
        lost = [k for k in order if not board.name(k)]
        loss = len(lost), sum(_length(lead) for _, lead in board.found)
        if best is None or loss < best[0]:
            best = loss, board.found
        first = lost or [k for k in order if _length(board.found[k][1]) > FAR]
        order = [*first, *(k for k in order if k not in first)]
    return best[1]


class _Board:
    """What stands on the map already, each thing with the time for which it stands."""

    def __init__(self, rows, view, ways, standing):
        self.rows, self.view = rows, view
        self.found, self.by_place = [([], []) for _ in rows], {}
        self.standing = standing
        self.taken = [(np.array(line_boxes(points)), row) for points, row in ways]
        self.taken += [
            (_boxes(row, row["spot"], row["lead"]), row) for row in standing if row["spot"]
        ]

    def name(self, k):
        """Place a name; true unless it finds no room."""
        row = self.rows[k]
        if any(spot and _twin(row, self.rows[j]) for j, (spot, _) in enumerate(self.found)):
            return True
        where = row["label"], row["x"], row["y"]
        kept = self.by_place.setdefault(where, [])
        for spot, lead in self.fitting(row, kept):
            self.found[k] = spot, lead
            kept.append((spot, lead))
            self.taken.append((_boxes(row, spot, lead), row))
            return True
        return False

    def fitting(self, row, kept=()):
        """The ways (spot, lead) to stand that are free, the best first."""
        every = [*self.rows, *self.standing]
        others = [r for r in every if together(r, row) and _place(r) != _place(row)]
        taken = np.vstack([np.zeros((0, 4)), *(b for b, r in self.taken if together(r, row))])
        symbols = _symbols(others, 1)
        wide = np.vstack([taken, _symbols(others, HALO / SYMBOL)])
        tight = np.vstack([taken, _symbols(others, TIGHT)])
        lines = np.vstack([taken, symbols])
        half = round(HALF_TYPE * row["type"] * len(row["label"].split("\n")))
        ways = [*_beside(row, half), *(_led(row, half) if self.view.scale == "fine" else ())]
        away = self._away(row, others) if self.view.scale == "fine" else np.zeros(2)
        ways.sort(key=lambda way: way[0] - TURN * float(away @ way[1]))
        ways = [*kept, *(way[2:] for way in ways)]
        for off in (wide, tight) if self.view.scale == "fine" else (lines,):
            for start in range(0, len(ways), CHUNK):
                yield from self._free(row, ways[start : start + CHUNK], off, lines)

    def _free(self, row, ways, off, lines):
        """Those of some ways that meet neither other names and symbols nor lines."""
        boxes = np.array([name_box(row, spot) for spot, _ in ways])
        for k in np.flatnonzero(self._inside(boxes) & ~_meets(boxes, off)):
            lead = ways[k][1]
            if not lead or not _meets(np.array(line_boxes(_pairs(lead))), lines).any():
                yield ways[k]

    def _away(self, row, others):
        """The direction away from what stands near: there names fan out and lines do not cross."""
        pull = np.zeros(2)
        for other in others:
            apart = np.subtract(_place(row), _place(other)).astype(float)
            pull += apart / max(float(np.hypot(*apart)), SYMBOL) ** 2 * (np.hypot(*apart) < NEAR)
        return pull / length if (length := float(np.hypot(*pull))) > LEAST_PULL else pull * 0

    def _inside(self, boxes):
        left, top, right, bottom = boxes.T
        return (left > 0) & (top > 0) & (right < WIDTH) & (bottom < self.view.height)


def _boxes(row, spot, lead):
    return np.array([name_box(row, spot), *line_boxes(_pairs(lead))])


def _symbols(rows, part):
    boxes = [symbol_box(*_place(row), row["half"] * part) for row in rows]
    return np.array(boxes, float).reshape(-1, 4)


def _beside(row, high):
    """Ways to stand beside a symbol for a name of a half height: (cost, direction, spot, [])."""
    out, (x, y) = row["half"] + NAMED_FROM, _place(row)
    up, slant, drop = out + high, round(0.75 * out), round(0.4 * out + high)
    yield 0, (1, 0), [x + out, y, "start"], []
    yield 10, (-1, 0), [x - out, y, "end"], []
    yield from ((20, (0, way), [x, y + way * up, "middle"], []) for way in (-1, 1))
    for way in (-1, 1):
        yield 30, (0.7, 0.7 * way), [x + slant, y + way * drop, "start"], []
        yield 40, (-0.7, 0.7 * way), [x - slant, y + way * drop, "end"], []


def _led(row, high):
    """Ways to stand away from a symbol, with leader lines: (cost, direction, spot, lead)."""
    x, y = _place(row)
    for reach in REACHES:
        for turn in np.arange(24) * np.pi / 12:
            across, down = np.cos(turn), np.sin(turn)
            anchor = "start" if across > 0.3 else "end" if across < -0.3 else "middle"
            far = [round(x + reach * across), round(y + reach * down)]
            edge = [round(x + row["half"] * across), round(y + row["half"] * down)]
            lift = round(np.sign(down) * high) if anchor == "middle" else 0
            gap = {"start": NAMED_FROM, "end": -NAMED_FROM, "middle": 0}[anchor]
            yield reach, (across, down), [far[0] + gap, far[1] + lift, anchor], [*far, *edge]


def _place(row):
    return row["x"], row["y"]


def _twin(row, other):
    """True when another row of the same name, close by, covers the whole time of this one."""
    near = abs(row["x"] - other["x"]) + abs(row["y"] - other["y"]) < 8 * SYMBOL
    covers = other["start"] <= row["start"] and (
        not other["end"] or (row["end"] and row["end"] <= other["end"])
    )
    return row is not other and row["label"] == other["label"] and near and covers


def _pairs(lead):
    return [lead[:2], lead[2:]] if lead else []


def _length(lead):
    return float(np.hypot(lead[2] - lead[0], lead[3] - lead[1])) if lead else 0.0


def _meets(some, others):
    """Which of some boxes (n, 4) meet any of the others (m, 4)."""
    a, b = some[:, None, :], others[None, :, :]
    apart = (a[..., 0] >= b[..., 2]) | (b[..., 0] >= a[..., 2])
    apart |= (a[..., 1] >= b[..., 3]) | (b[..., 1] >= a[..., 3])
    return (~apart).any(axis=1)
