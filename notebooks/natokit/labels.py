"""Put names on the map without collisions, for one day or for a walk through many days.

The land is sampled on a grid of cells. A name may stand where its box covers its own state and the
sea, never much of another state and never with its middle on one; ``naming.py`` says in which ways
it is tried. Small land chooses before large land, which has more room. A name stays where it stood
the day before as long as the place is still free.
"""

from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np

from .grid import CELL
from .naming import BOLD, LIMITS, RANKS, REACHES, SIZES, SMALL, ways_of_area, ways_of_state
from .spots import WET, Taken, in_sea, on_land

LINE = 1.05  # height of a line, in parts of the type size
WIDER = 1.12  # how much wider a line is in bold
SCREENS = {"wide": 1.0, "narrow": 1.8}  # names grow on a narrow screen, and fewer find a place
TRIES = 4  # rounds in which those who came away without a name choose first
NEAREST = 40  # places in the sea with a clear leader line that are looked at closely
LEAST = 3  # cells: smaller land gets no leader line


@dataclass(frozen=True)
class Label:
    """A name on the map; x and y are the middle of its box, in drawing units; ``style`` is a key
    of SIZES.
    """

    code: str
    text: str
    x: int
    y: int
    style: str
    scale: float = 1.0  # of SCREENS
    tip: tuple = ()  # where a leader line ends: (x, y) on the land

    @property
    def size(self):
        return SIZES[self.style] * self.scale

    @property
    def box(self):
        """(left, top, right, bottom) in drawing units."""
        height, width = _box(self.text, self.style, self.scale)
        left, top = self.x - width / 2, self.y - height / 2
        return left, top, left + width, top + height

    @property
    def line(self):
        """The leader line from the edge of the box to the land: (x1, y1, x2, y2), or ()."""
        if not self.tip:
            return ()
        left, top, right, bottom = self.box
        x, y = self.tip
        start = min(max(x, left), right), min(max(y, top), bottom)
        return tuple(round(value) for value in (*start, x, y))

    @property
    def reach(self):
        """Length of the leader line in drawing units, 0 without one."""
        x1, y1, x2, y2 = self.line or (0, 0, 0, 0)
        return float(np.hypot(x2 - x1, y2 - y1))


@cache
def width_of(line):
    """Width of a line in parts of the type size, for DejaVu Sans, the widest face in use."""
    wide, slim = sum(line.count(c) for c in "mwMW"), sum(line.count(c) for c in "iljtfrI.' ")
    capitals = sum(c.isupper() for c in line)
    return 0.62 * len(line) + 0.28 * wide - 0.25 * slim + 0.07 * capitals


@cache
def _box(text, style, scale):
    """(height, width) of a text in drawing units."""
    lines, size = text.split("\n"), SIZES[style] * scale
    face = WIDER if style in BOLD else 1
    return LINE * size * len(lines), size * face * max(map(width_of, lines))


@cache
def _box_cells(text, style, scale):
    return tuple(max(2, int(np.ceil(side / CELL))) for side in _box(text, style, scale))


class Placer:
    """Places names day by day for one width of screen; remembers where they stood."""

    def __init__(self, grid, screen="wide"):
        self.grid, self.screen, self.scale = grid, screen, SCREENS[screen]
        self.last = {}  # where each name stood the day before
        self.asked, self.placed = None, []  # most days change no name

    def place(self, rows, texts, ranks, areas, blocked=None):
        """Labels of one day.

        ``rows``: {unit: (holder, owner, status)}; ``blocked``: cells where no name may stand, else
        those of the grid; the rest as ``naming.label_texts`` gives it.
        """
        blocked = self.grid.blocked if blocked is None else blocked
        asked = {unit: row[0] for unit, row in rows.items()}, texts, ranks, areas, id(blocked)
        same = self.asked is not None and asked[:-1] == self.asked[:-1]
        if not (same and (asked == self.asked or self._still_free(blocked))):
            self.placed = self._tried(self._names(rows, texts, ranks, areas), blocked)
            for label in self.placed:
                self.remember(label)
        self.asked = asked
        return self.placed

    def _still_free(self, blocked):
        """True when all names of the day before may stay although other cells are blocked."""
        spots = [_slices(label) for label in self.placed]
        spots += [_along(label.line) for label in self.placed if label.tip]
        return not any(blocked[spot].any() for spot in spots)

    def resume(self, placed, rows, texts, ranks, areas, blocked):
        """Go on from a day whose labels are known; the rest as ``place`` has it."""
        self.placed = placed
        self.asked = {unit: row[0] for unit, row in rows.items()}, texts, ranks, areas, id(blocked)

    def _names(self, rows, texts, ranks, areas):
        """What wants a place: [(rank, order, code, Patch, ways), ...], who chooses first first."""
        found = []
        for code, units in self.grid.held({unit: row[0] for unit, row in rows.items()}).items():
            if (land := self.grid.patch(units)) is not None:
                own, rank = self.grid.home(code, units), ranks.get(code)
                ways = ways_of_state(texts[code], land.size, rank, self.screen)
                found.append((rank, self._order(rank, own), code, own, ways))
        for unit, names in areas.items():
            own = self.grid.patch((unit,))
            if own is not None and own.size >= LEAST:
                roomy = partial(self._roomy, own)
                ways = ways_of_area(names, own.size, roomy, self.screen)
                rank = None if own.size < SMALL else "held"
                found.append((rank, self._order(rank, own), rows[unit][0], own, ways))
        return sorted(found, key=lambda name: (RANKS.index(name[0]), name[1], name[2]))

    def _order(self, rank, own):
        """Small land first, which has the least room; but large land first among those that choose
        last, and among held land on a narrow screen, where not all can be named.
        """
        last = rank is None or (rank == "held" and self.screen == "narrow")
        return -own.size if last else own.size

    def _tried(self, names, blocked):
        """The labels found. Who comes away without a name chooses first in the next try; those
        without a rank choose when the best try is known.
        """
        ranked, others = ([n for n in names if bool(n[0]) == chosen] for chosen in (True, False))
        best, first = None, []
        for _ in range(TRIES):
            order = [*first, *(k for k in range(len(ranked)) if k not in first)]
            taken = Taken(blocked)
            found = [self._way(*ranked[k][2:], taken) for k in order]
            lost = [k for k, label in zip(order, found, strict=True) if not label]
            loss = [sum(ranked[k][0] == rank for k in lost) for rank in RANKS]
            if best is None or loss < best[0]:
                best = loss, found, taken
            if not lost or set(lost) <= set(first):
                break
            first = [*(k for k in lost if k not in first), *first]
        found = [*best[1], *self._last(others, best[2])]
        return sorted(filter(None, found), key=lambda label: (label.code, label.text))

    def _last(self, names, taken):
        """A label or None for each name: their leader lines wait until all stand that need none."""
        found = [None] * len(names)
        for ways_now in (LIMITS, REACHES):
            for at, (*_, code, own, ways) in enumerate(names):
                now = [way for way in ways if way[2] in ways_now]
                found[at] = found[at] or self._way(code, own, now, taken)
        return found

    def _roomy(self, own, text):
        height, width = _box_cells(text, "area", self.scale)
        return own.size >= 4 * height * width  # else the name would hide the crossed lines

    def _way(self, code, own, ways, taken):
        """The name in the first way that finds a place, or None."""
        for text, style, way in ways:
            label = Label(code, text, 0, 0, style, self.scale)
            placed = (self._led if way in REACHES else self._inside)(label, way, own, taken)
            if placed:
                taken.add(_slices(placed), _along(placed.line) if placed.tip else None)
                return placed
        return None

    def _spots(self, make, own, box, limits):
        key = make, own, box, limits
        if key not in self.grid.spots:
            self.grid.spots[key] = make(self.grid, own, box, limits)
        return self.grid.spots[key]

    def _inside(self, label, way, own, taken):
        height, width = box = _box_cells(label.text, label.style, self.scale)
        if own.size < LIMITS[way][0] * height * width:
            return None
        rows, columns = self._spots(on_land, own, box, LIMITS[way])
        last = self.last.get((label.code, label.text, label.style, False))
        if last and self._fits(last, way, own, taken.cells):
            return last
        for k in taken.free(rows, columns, height, width):
            if not taken.cells[rows[k] : rows[k] + height, columns[k] : columns[k] + width].any():
                return _at(label, rows[k], columns[k], box)
        return None

    def _led(self, label, way, own, taken):
        """A name in the sea with a leader line to its land, or None."""
        if own.size < LEAST:
            return None
        last = self.last.get((label.code, label.text, label.style, True))
        still = last and last.reach <= REACHES[way] and own.has(*_cell(last.tip))
        if still and _clear(last, self.grid.land, taken.cells):
            return last
        height, width = box = _box_cells(label.text, label.style, self.scale)
        rows, columns, lines = self._spots(in_sea, own, box, REACHES[way] // CELL)
        free = taken.free(rows, columns, height, width)
        if len(free):
            free = free[~taken.cells[lines[0][:, free], lines[1][:, free]].any(0)]
        tip = (own.middle[1] + 0.5) * CELL, (own.middle[0] + 0.5) * CELL
        for k in free[:NEAREST]:
            if taken.cells[rows[k] : rows[k] + height, columns[k] : columns[k] + width].any():
                continue
            placed = replace(_at(label, rows[k], columns[k], box), tip=tip)
            if not taken.cells[_along(placed.line)].any():
                return placed
        return None

    def remember(self, label):
        """Note where a name stood, so that it stays there while the place is free."""
        self.last[label.code, label.text, label.style, bool(label.tip)] = label

    def _fits(self, label, way, own, taken):
        spot = _slices(label)
        if (box := taken[spot]).any():
            return False
        least, most = LIMITS[way]
        here, land = own.within(*spot), self.grid.land[spot].sum()
        middle = tuple((side.start + side.stop) // 2 for side in spot)
        at_home = own.has(*middle) or not self.grid.land[middle]
        return at_home and here / box.size >= least and (land - here) / box.size <= most


def _at(label, row, column, box):
    height, width = box
    x, y = (column + width / 2) * CELL, (row + height / 2) * CELL
    return replace(label, x=round(x), y=round(y))


def _slices(label):
    height, width = _box_cells(label.text, label.style, label.scale)
    top, left = round(label.y / CELL - height / 2), round(label.x / CELL - width / 2)
    return slice(max(top, 0), top + height), slice(max(left, 0), left + width)


def _cell(point):
    return int(point[1] // CELL), int(point[0] // CELL)


def _along(line):
    """The cells that a leader line crosses, as an index of the grid."""
    x1, y1, x2, y2 = line
    steps = np.linspace(0, 1, 2 + int(np.hypot(x2 - x1, y2 - y1) // CELL))
    rows, columns = (y1 + steps * (y2 - y1)) // CELL, (x1 + steps * (x2 - x1)) // CELL
    return rows.astype(int), columns.astype(int)


def _clear(label, land, taken):
    spot = _slices(label)
    free = not taken[spot].any() and land[spot].mean() <= WET
    return free and not taken[_along(label.line)].any()
