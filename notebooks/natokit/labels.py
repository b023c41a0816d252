"""Put names on the map without collisions, for one day or for a walk through many days.

The land is sampled on a grid of cells. A name may stand where its box covers its own state and the
sea, never much of another state; the fullest name that fits wins: the label in one line or two,
then the three-letter code, else none. A name stays where it stood the day before as long as the
place is still free.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from .describe import DISPUTED, unit_names
from .history import classes_on, iso3_codes, iso3_of, name_of
from .views import WIDTH

CELL = 25  # drawing units a cell; 17 km in the Europe view, about two pixels on a laptop
LINE = 1.05  # height of a line, in parts of the type size
BOLD = 1.12  # how much wider a line is in bold
SIZES = {"large": 230, "plain": 170, "small": 138, "area": 118}
NAME_SHARE, CODE_SHARE = 0.42, 0.4  # how much of the box must lie on the state's own land


@dataclass(frozen=True)
class Label:
    """A name on the map; x and y are the middle of its box, in drawing units; ``style`` is a key
    of SIZES or "new".
    """

    code: str
    text: str
    x: int
    y: int
    style: str

    @property
    def size(self):
        return _size(self.style)

    @property
    def box(self):
        """(left, top, right, bottom) in drawing units."""
        height, width = _box(self.text, self.style)
        left, top = self.x - width / 2, self.y - height / 2
        return left, top, left + width, top + height


class Grid:
    """Which unit of land lies in each cell of a view; -1 is sea."""

    def __init__(self, view, land):
        self.units = sorted(land)
        self.homes = {}
        self.shape = (view.height // CELL, WIDTH // CELL)
        rows, columns = np.indices(self.shape)
        points = shapely.points((columns.ravel() + 0.5) * CELL, (rows.ravel() + 0.5) * CELL)
        tree = shapely.STRtree([land[u] for u in self.units])
        at, unit = tree.query(points, predicate="within")
        self.cells = np.full(points.shape, -1)
        self.cells[at] = unit
        self.cells = self.cells.reshape(self.shape)
        self.blocked = np.zeros(self.shape, bool)
        if view.box:
            left, top, width, height = view.box
            self.blocked[: (top + height) // CELL + 2, : (left + width) // CELL + 2] = True

    def home(self, code, codes, cells):
        """Cells where the name of a state may stand: its home land, not its colonies; all of its
        land if it has no home unit.
        """
        own = cells == codes.index(code)
        if code not in self.homes:
            units = [unit == code or unit.startswith(code + "-") for unit in self.units]
            self.homes[code] = np.array([*units, False])[self.cells]
        at_home = own & self.homes[code]
        return at_home if at_home.any() else own

    def owners(self, holder):
        """Cells numbered by state: (array, [codes]); ``holder`` maps unit_id to a state code."""
        codes = sorted({holder[u] for u in self.units if u in holder})
        number = np.array(
            [codes.index(holder[u]) if u in holder else -1 for u in self.units] + [-1]
        )
        return number[self.cells], codes


def _size(style):
    return SIZES.get(style, SIZES["plain"])  # "new" is plain in size and bold


def _sums(mask):
    return np.pad(mask.astype(np.int32).cumsum(0).cumsum(1), ((1, 0), (1, 0)))


def _window_sums(table, height, width):
    return (
        table[height:, width:]
        - table[:-height, width:]
        - table[height:, :-width]
        + table[:-height, :-width]
    )


def _width(line):
    """Width of a line in parts of the type size, for DejaVu Sans, the widest face in use."""
    wide, slim = sum(line.count(c) for c in "mwMW"), sum(line.count(c) for c in "iljtfrI.' ")
    capitals = sum(c.isupper() for c in line)
    return 0.62 * len(line) + 0.28 * wide - 0.25 * slim + 0.07 * capitals


def _box(text, style):
    """(height, width) of a text in drawing units."""
    lines, size = text.split("\n"), _size(style)
    face = BOLD if style == "new" else 1
    return LINE * size * len(lines), size * face * max(map(_width, lines))


def _box_cells(text, style):
    return tuple(max(2, int(np.ceil(side / CELL))) for side in _box(text, style))


class Placer:
    """Places names day by day; remembers where they stood."""

    def __init__(self, grid):
        self.grid = grid
        self.last = {}  # where each name stood the day before
        self.tried = {}  # searches done: most days change few states, so most searches come again

    def place(self, rows, texts, new, areas):
        """Labels of one day.

        ``rows``: {unit: (holder, owner, status)}; ``texts``: {code: (label, three letters)};
        ``new``: codes that are always named; ``areas``: {unit: name} of land that is named besides
        its holder, because its title is disputed.
        """
        cells, codes = self.grid.owners({unit: row[0] for unit, row in rows.items()})
        land, taken = cells >= 0, self.grid.blocked.copy()
        size = np.bincount(cells[land], minlength=len(codes))
        labels = []
        for k in sorted(range(len(codes)), key=lambda k: (codes[k] not in new, -size[k])):
            if size[k]:
                options = _options(texts[codes[k]], size[k], codes[k] in new)
                self._add(
                    labels, codes[k], options, self.grid.home(codes[k], codes, cells), land, taken
                )
        for unit, name in sorted(areas.items()):
            own = (
                self.grid.cells == self.grid.units.index(unit)
                if unit in self.grid.units
                else np.zeros(1)
            )
            if own.sum() >= 8:
                self._add(labels, rows[unit][0], [(name, "area")], own, land, taken)
        return sorted(labels, key=lambda found: (found.code, found.text))

    def _add(self, labels, code, options, own, land, taken):
        for text, style in options:
            label = self.last.get((code, text, style))
            if not (label and _fits(label, own, land, taken)):
                spot = self._search(text, style, own, land, taken)
                label = Label(code, text, *spot, style) if spot else None
            if label:
                labels.append(label)
                taken[_slices(label)] = True
                self.last[code, text, style] = label
                return

    def _search(self, text, style, own, land, taken):
        height, width = _box_cells(text, style)
        rows, columns = np.flatnonzero(own.any(1)), np.flatnonzero(own.any(0))
        corner = max(rows[0] - height, 0), max(columns[0] - width, 0)
        near = slice(corner[0], rows[-1] + height + 1), slice(corner[1], columns[-1] + width + 1)
        key = text, style, corner, own[near].tobytes(), taken[near].tobytes()
        if key not in self.tried:
            self.tried[key] = _best_spot(
                (height, width), corner, _limits(text, style), own[near], land[near], taken[near]
            )
        return self.tried[key]


def label_texts(day, rows):
    """What a day's labels say: {code: (label, three letters)}, the codes that are new, and {unit:
    name} of disputed land.
    """
    codes, classes, iso3 = {row[0] for row in rows.values()}, classes_on(day), iso3_codes()
    texts = {code: (name_of(code, day, short=True), iso3_of(code, day)) for code in codes}
    names = unit_names()
    areas = {
        unit: names[unit]
        for unit, (holder, owner, status) in rows.items()
        if status in DISPUTED and holder != owner and holder in iso3 and unit in names
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
        return 0.15, 0.25
    return (CODE_SHARE, 0.2) if len(text) == 3 else (NAME_SHARE, 0.03)


def _slices(label):
    height, width = _box_cells(label.text, label.style)
    top, left = round(label.y / CELL - height / 2), round(label.x / CELL - width / 2)
    return slice(max(top, 0), top + height), slice(max(left, 0), left + width)


def _fits(label, own, land, taken):
    spot = _slices(label)
    least, most = _limits(label.text, label.style)
    here = own[spot]
    return not taken[spot].any() and here.mean() >= least and (land[spot] & ~here).mean() <= most


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
