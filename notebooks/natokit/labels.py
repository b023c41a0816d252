"""Put names on the map without collisions, for one day or for a walk through many days.

The land is sampled on a grid of cells. A name may stand where its box covers its own state and the
sea, never much of another state; the fullest name that fits wins: the label in one line or two,
then the three-letter code. A state too small for its name gets it in the sea nearby, with a leader
line. A name stays where it stood the day before as long as the place is still free.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from .describe import unit_names
from .grid import CELL
from .history import classes_on, iso3_codes, label_of, statuses
from .views import WIDTH

LINE = 1.05  # height of a line, in parts of the type size
BOLD = 1.12  # how much wider a line is in bold
SIZES = {"large": 270, "plain": 205, "small": 170, "area": 145, "new": 205}  # drawing units
SCREENS = {"wide": 1.0, "narrow": 1.8}  # names grow on a narrow screen, and fewer find a place
REACH = 1100  # drawing units that a leader line may bridge
TRIES = 60  # places looked at, every twelfth, before a name with a leader line is given up
LEAST = 3  # cells: smaller land gets no leader line
NAME_SHARE, CODE_SHARE = 0.42, 0.4  # how much of the box must lie on the state's own land


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


def _sums(mask):
    sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int32)
    mask.cumsum(0, np.int32).cumsum(1, out=sums[1:, 1:])
    return sums


def _window_sums(table, height, width):
    return (
        table[height:, width:]
        - table[:-height, width:]
        - table[height:, :-width]
        + table[:-height, :-width]
    )


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
    face = BOLD if style == "new" else 1
    return LINE * size * len(lines), size * face * max(map(width_of, lines))


@cache
def _box_cells(text, style, scale):
    return tuple(max(2, int(np.ceil(side / CELL))) for side in _box(text, style, scale))


class Placer:
    """Places names day by day for one width of screen; remembers where they stood."""

    def __init__(self, grid, screen="wide"):
        self.grid, self.scale = grid, SCREENS[screen]
        self.last = {}  # where each name stood the day before
        self.asked, self.placed = None, []  # most days change no name
        self.tried = {}  # searches done: most days change few states, so most searches come again

    def place(self, rows, texts, new, areas):
        """Labels of one day.

        ``rows``: {unit: (holder, owner, status)}; ``texts``: {code: (label, three letters)};
        ``new``: codes that are always named; ``areas``: {unit: name} of land that is named besides
        its holder, because its title is disputed.
        """
        asked = {unit: row[0] for unit, row in rows.items()}, texts, new, areas
        if asked != self.asked:
            self.asked, self.placed = asked, self._place(rows, texts, new, areas)
        return self.placed

    def _place(self, rows, texts, new, areas):
        grid, taken = self.grid, self.grid.blocked.copy()
        held = grid.held({unit: row[0] for unit, row in rows.items()})
        lands = {code: land for code, units in held.items() if (land := grid.patch(units))}
        found, unnamed = [], []
        for code in sorted(lands, key=lambda code: (code not in new, -lands[code].size)):
            own = grid.home(code, held[code])
            options = _options(texts[code], lands[code].size, code in new)
            label = self._inside(code, options, own, taken)
            if not label and texts[code][1]:
                unnamed.append((code, _beside(texts[code], code in new), own))
            found.append(label)
        found += [self._area(rows[u][0], name, u, taken) for u, name in sorted(areas.items())]
        found += [self._led(code, options, own, taken) for code, options, own in unnamed]
        return sorted(filter(None, found), key=lambda label: (label.code, label.text))

    def _area(self, code, name, unit, taken):
        own = self.grid.patch((unit,))
        if own is None or own.size < 8:
            return None
        height, width = _box_cells(name, "area", self.scale)
        led = own.size < 4 * height * width  # a name inside would hide the crossed lines
        options = [(name, "area")]
        return (led and self._led(code, options, own, taken)) or self._inside(
            code, options, own, taken
        )

    def _inside(self, code, options, own, taken):
        for text, style in options:
            label = self.last.get((code, text, style, False))
            if not (label and self._fits(label, own, taken)):
                spot = self._search(text, style, own, taken)
                label = Label(code, text, *spot, style, self.scale) if spot else None
            if label:
                return self._keep(label, taken)
        return None

    def _led(self, code, options, own, taken):
        """A name in the sea with a leader line to its land, or None."""
        if own.size < LEAST:
            return None
        for text, style in options:
            label = self.last.get((code, text, style, True))
            if not (label and own.has(*_cell(label.tip)) and _clear(label, self.grid.land, taken)):
                label = self._beside(Label(code, text, 0, 0, style, self.scale), own, taken)
            if label:
                return self._keep(label, taken)
        return None

    def _beside(self, label, own, taken):
        at = own.middle
        around = REACH // CELL + max(_box_cells(label.text, label.style, label.scale))
        near = tuple(slice(max(k - around, 0), k + around) for k in at)
        key = label, own, taken[near].tobytes()
        if key not in self.tried:
            self.tried[key] = _best_beside(label, at, near, self.grid.land, taken)
        return self.tried[key]

    def _keep(self, label, taken):
        taken[_slices(label)] = True
        if label.tip:
            taken[_along(label.line)] = True
        self.remember(label)
        return label

    def remember(self, label):
        """Note where a name stood, so that it stays there while the place is free."""
        self.last[label.code, label.text, label.style, bool(label.tip)] = label

    def _fits(self, label, own, taken):
        spot = _slices(label)
        if (box := taken[spot]).any():
            return False
        least, most = _limits(label.text, label.style)
        here, land = own.within(*spot), self.grid.land[spot].sum()
        return here / box.size >= least and (land - here) / box.size <= most

    def _search(self, text, style, own, taken):
        height, width = _box_cells(text, style, self.scale)
        rows, columns, here = own.around(height, width, taken.shape)
        key = text, style, own, taken[rows, columns].tobytes()
        if key not in self.tried:
            self.tried[key] = _best_spot(
                (height, width),
                (rows.start, columns.start),
                _limits(text, style),
                here,
                self.grid.land[rows, columns],
                taken[rows, columns],
            )
        return self.tried[key]


def label_texts(day, rows):
    """What a day's labels say: {code: (label, three letters)}, the codes that are new, and {unit:
    name} of disputed land.
    """
    codes, classes, iso3 = {row[0] for row in rows.values()}, classes_on(day), iso3_codes()
    texts = {code: label_of(code, day) for code in codes}
    names, disputed = unit_names(), statuses("disputed")
    areas = {
        unit: names[unit]
        for unit, (holder, owner, status) in rows.items()
        if status in disputed and holder != owner and holder in iso3 and unit in names
    }
    return texts, {code for code in codes if classes.get(code) == "new"}, areas


def _options(names, area, is_new):
    full, code3 = names
    forms = list(dict.fromkeys((full, _in_two_lines(full))))
    codes = [code3] if code3 and code3 != full else []
    if is_new:
        return [(form, "new") for form in forms + codes]
    styles = [*(["large"] if area > 2500 else []), "plain", "small"]
    return [(form, style) for style in styles for form in forms] + [(c, "small") for c in codes]


def _in_two_lines(text):
    """The text broken at the blank that makes the longer line shortest.

    >>> _in_two_lines("Saudi Arabia")
    'Saudi\\nArabia'
    """
    breaks = [text[:k] + "\n" + text[k + 1 :] for k, sign in enumerate(text) if sign == " "]
    return min(breaks, key=lambda form: max(map(len, form.split("\n"))), default=text)


def _limits(text, style):
    """(least share of own land, greatest share of others' land) for the box of a name."""
    if style == "new":
        return 0.04, 1.0  # a new member is always named, if need be beside its land
    if style == "area":
        return 0.4, 0.2
    return (CODE_SHARE, 0.2) if len(text) == 3 else (NAME_SHARE, 0.03)


def _beside(names, is_new):
    full, code3 = names
    style = "new" if is_new else "small"
    return [*([(full, style)] if len(full) <= 12 else []), (code3, style)]


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
    free = not taken[spot].any() and land[spot].mean() <= 0.05
    return free and not taken[_along(label.line)].any()


def _best_beside(label, at, near, land, taken):
    """The label in the sea, as near to its own land as a free place with a clear line allows."""
    height, width = _box_cells(label.text, label.style, label.scale)
    top, left = near[0].start, near[1].start
    if min(land[near].shape) <= max(height, width):
        return None
    good = _window_sums(_sums(taken[near]), height, width) == 0
    good &= _window_sums(_sums(land[near]), height, width) <= 0.05 * height * width
    r, c = np.nonzero(good)
    down = np.clip(at[0], r + top, r + top + height) - at[0]
    across = np.clip(at[1], c + left, c + left + width) - at[1]
    far = np.hypot(down, across)
    tip = (at[1] + 0.5) * CELL, (at[0] + 0.5) * CELL
    for k in np.argsort(far, kind="stable")[: 12 * TRIES : 12]:
        x, y = (left + c[k] + width / 2) * CELL, (top + r[k] + height / 2) * CELL
        placed = replace(label, x=round(x), y=round(y), tip=tip)
        if far[k] <= REACH // CELL and not taken[_along(placed.line)].any():
            return placed
    return None


def _best_spot(box, corner, limits, own, land, taken):
    """The middle of the best free box in a cut-out of the grid, in drawing units, or None."""
    (height, width), (top, left), (least, most) = box, corner, limits
    if height >= own.shape[0] or width >= own.shape[1]:
        return None
    on_own = _window_sums(_sums(own), height, width) / (height * width)
    on_other = _window_sums(_sums(land & ~own), height, width) / (height * width)
    good = (_window_sums(_sums(taken), height, width) == 0) & (on_own >= least) & (on_other <= most)
    if not good.any():
        return None
    rows, columns = np.nonzero(own)
    r, c = np.indices(good.shape)
    far = np.hypot(r + height / 2 - rows.mean(), c + width / 2 - columns.mean()) / WIDTH * CELL
    score = np.where(good, on_own - 2 * on_other - 1.5 * far, -np.inf)
    at, across = np.unravel_index(score.argmax(), good.shape)
    return round((left + across + width / 2) * CELL), round((top + at + height / 2) * CELL)
