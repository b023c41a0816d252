"""A view's land on a grid of cells: where names may stand. Geometry and numbers only, no words."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely

from . import tables
from .scene import inset_of, land_of
from .views import WIDTH

CELL = 25  # drawing units a cell; 17 km in the Europe view, about two pixels on a laptop


@dataclass(frozen=True, eq=False)
class Patch:
    """Some cells of a grid: ``mask`` is cut out of it, with its corner at row ``top``, column
    ``left``. Two patches are equal only when they are the same object, so that one can be a key.
    """

    mask: np.ndarray
    top: int
    left: int

    @cached_property
    def size(self):
        """How many cells."""
        return int(self.mask.sum())

    @cached_property
    def places(self):
        """Rows and columns of the cells, as two arrays."""
        rows, columns = np.nonzero(self.mask)
        return rows + self.top, columns + self.left

    @cached_property
    def middle(self):
        """The cell nearest to the centre of gravity: (row, column)."""
        rows, columns = self.places
        near = np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2)
        return int(rows[near]), int(columns[near])

    def within(self, rows, columns):
        """How many of the cells lie in a window of the grid, given as two slices."""
        return self.mask[
            max(rows.start - self.top, 0) : max(rows.stop - self.top, 0),
            max(columns.start - self.left, 0) : max(columns.stop - self.left, 0),
        ].sum()

    def has(self, row, column):
        """True when the cell is one of these."""
        return bool(self.within(slice(row, row + 1), slice(column, column + 1)))

    def at(self, rows, columns):
        """Which of some cells of the grid are of the patch; two arrays of one shape."""
        down, across = rows - self.top, columns - self.left
        inside = (down >= 0) & (across >= 0)
        inside &= (down < self.mask.shape[0]) & (across < self.mask.shape[1])
        inside[inside] = self.mask[down[inside], across[inside]]
        return inside

    def around(self, height, width, shape):
        """The cells with a margin of a box on each side: (rows, columns) of the grid as slices,
        and which cells of that window are of the patch.
        """
        bottom, right = self.top + self.mask.shape[0], self.left + self.mask.shape[1]
        rows = slice(max(self.top - height, 0), min(bottom + height, shape[0]))
        columns = slice(max(self.left - width, 0), min(right + width, shape[1]))
        own = np.zeros((rows.stop - rows.start, columns.stop - columns.start), bool)
        down, across = self.top - rows.start, self.left - columns.start
        own[down:, across:][: self.mask.shape[0], : self.mask.shape[1]] = self.mask
        return rows, columns, own


def middle_of(point):
    """The middle of the cell in which a point (x, y) lies, both in drawing units."""
    return tuple((value // CELL + 0.5) * CELL for value in point)


class Grid:
    """Which unit of land lies in each cell of a view; -1 is sea. ``land``: {unit: polygon}."""

    def __init__(self, view, land):
        self.units = sorted(land)
        self.shape = (view.height // CELL, WIDTH // CELL)
        rows, columns = np.indices(self.shape)
        points = shapely.points((columns.ravel() + 0.5) * CELL, (rows.ravel() + 0.5) * CELL)
        unit, at = shapely.STRtree(points).query([land[u] for u in self.units], "contains")
        self.cells = np.full(points.shape, -1)
        self.cells[at] = unit
        self.cells = self.cells.reshape(self.shape)
        self.blocked = np.zeros(self.shape, bool)
        if view.box:
            self._add_inset(view, points)
        self.land = self.cells >= 0
        self.patches, self.spots = {}, {}  # what was asked before

    def _add_inset(self, view, points):
        """The land that only the inset shows: its names stand on it, all others keep off."""
        left, top, width, height = view.box
        box = slice((top + height) // CELL + 2), slice((left + width) // CELL + 2)
        shown = inset_of(view)
        only = sorted(set(shown) - set(self.units))
        unit, at = shapely.STRtree(points).query([shown[u] for u in only], "contains")
        self.cells[box], self.blocked[box] = -1, True
        self.cells.ravel()[at], self.blocked.ravel()[at] = unit + len(self.units), False
        self.units += only

    def blocked_by(self, boxes):
        """The cells where no name may stand, with boxes (left, top, right, bottom) in drawing units
        added.
        """
        blocked = self.blocked.copy()
        for left, top, right, bottom in boxes:
            rows = slice(max(int(top // CELL), 0), int(bottom // CELL) + 1)
            blocked[rows, max(int(left // CELL), 0) : int(right // CELL) + 1] = True
        return blocked

    def patch(self, units):
        """The cells of some units (a tuple of ids) as a Patch, or None when they have none."""
        if units not in self.patches:
            chosen = np.array([*(unit in units for unit in self.units), False])[self.cells]
            rows, columns = np.flatnonzero(chosen.any(1)), np.flatnonzero(chosen.any(0))
            self.patches[units] = None
            if len(rows):
                box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
                self.patches[units] = Patch(chosen[box].copy(), int(rows[0]), int(columns[0]))
        return self.patches[units]

    def held(self, holder):
        """{state code: its units in the grid}, sorted; ``holder`` maps unit_id to a code."""
        found = {}
        for unit in self.units:
            if unit in holder:
                found.setdefault(holder[unit], []).append(unit)
        return {code: tuple(found[code]) for code in sorted(found)}

    def home(self, code, units):
        """The Patch where the name of a state may stand: its home land, not its colonies; all of
        its land if no home unit is on the map.
        """
        own = tuple(unit for unit in units if unit == code or unit.startswith(code + "-"))
        return self.patch(own) or self.patch(units)


def grid_of(view):
    """The Grid of a view."""
    path = tables.path_of("units" if view.scale == "map" else "units_fine")
    return _grid_of(view, str(path), tables.stamp(path))


@lru_cache(maxsize=4)
def _grid_of(view, _path, _version):
    return Grid(view, land_of(view))
