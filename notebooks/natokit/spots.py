"""Where a box of some size may stand on or beside a piece of land, the best place first.

It follows from the land alone, so it is worked out once for all days; whether a place is still free
on a day is asked of ``Taken``.
"""

import numpy as np

from .grid import CELL
from .views import WIDTH

CROSSING = 1.5  # what a cell of another state's land under a leader line costs, in cells of length
WET = 0.05  # greatest share of land under a name in the sea
MOST = 200  # places kept for a box, which is plenty where a name fits at all


def sums_of(mask):
    """The table of sums over all windows that begin in the corner; one row and column more."""
    sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int32)
    mask.cumsum(0, np.int32).cumsum(1, out=sums[1:, 1:])
    return sums


def _windows(table, height, width):
    return (
        table[height:, width:]
        - table[:-height, width:]
        - table[height:, :-width]
        + table[:-height, :-width]
    )


class Taken:
    """The cells of a grid that are not free, with quick answers for many boxes at once."""

    def __init__(self, blocked):
        self.cells, self.sums = blocked.copy(), sums_of(blocked)

    def add(self, spot, line=None):
        """Take a box (two slices) and, if there is one, the cells of a line (two arrays)."""
        self.cells[spot] = True
        rows, columns = (
            np.minimum(np.arange(1, end - side.start + 1, dtype=np.int32), side.stop - side.start)
            for side, end in zip(spot, self.cells.shape, strict=True)
        )
        self.sums[spot[0].start + 1 :, spot[1].start + 1 :] += rows[:, None] * columns
        if line:
            self.cells[line] = True  # too thin for the sums: ask the cells too

    def free(self, rows, columns, height, width):
        """Places of the boxes, among these corners (arrays), that meet no other box."""
        s, bottom, right = self.sums, rows + height, columns + width
        met = s[bottom, right] - s[rows, right] - s[bottom, columns] + s[rows, columns]
        return np.flatnonzero(met == 0)


def on_land(grid, own, box, limits):
    """Corners (rows, columns) of boxes (height, width) on a Patch, the best first. ``limits``:
    least share on the patch, greatest share on the land of others.
    """
    height, width = box
    rows, columns, mine = own.around(height, width, grid.shape)
    if height >= mine.shape[0] or width >= mine.shape[1]:
        return np.zeros((2, 0), int)
    other = grid.land[rows, columns] & ~mine
    on_own = _windows(sums_of(mine), height, width) / (height * width)
    on_other = _windows(sums_of(other), height, width) / (height * width)
    good = (on_own >= limits[0]) & (on_other <= limits[1])
    good &= ~other[height // 2 :, width // 2 :][: good.shape[0], : good.shape[1]]
    r, c = np.nonzero(good)
    y, x = own.places
    far = np.hypot(r + rows.start + height / 2 - y.mean(), c + columns.start + width / 2 - x.mean())
    score = on_own[good] - 2 * on_other[good] - 1.5 * far / WIDTH * CELL
    best = np.argsort(-score, kind="stable")
    best = best[:: max(1, len(best) // MOST)] if len(best) > MOST else best
    return r[best] + rows.start, c[best] + columns.start


def in_sea(grid, own, box, reach):
    """Corners (rows, columns) of boxes in the sea within reach of the middle of a Patch, and the
    cells under their leader lines (rows, columns; a line is a column of the arrays): those with the
    shortest line over the least land of others first.
    """
    (height, width), (down, across) = box, own.middle
    around = reach + max(box)
    rows = slice(max(down - around, 0), min(down + around, grid.shape[0]))
    columns = slice(max(across - around, 0), min(across + around, grid.shape[1]))
    land = grid.land[rows, columns]
    if min(land.shape) <= max(box):
        return *np.zeros((2, 0), int), None
    good = _windows(sums_of(land), height, width) <= WET * height * width
    good[1::2], good[:, 1::2] = False, False
    r, c = np.nonzero(good)
    r, c = r + rows.start, c + columns.start
    to = np.clip(down, r, r + height), np.clip(across, c, c + width)
    far = np.hypot(to[0] - down, to[1] - across)
    keep = far <= reach
    r, c, far, to = r[keep], c[keep], far[keep], (to[0][keep], to[1][keep])
    part = np.linspace(0, 1, 2 + reach)[:, None]
    rows = np.rint(down + part * (to[0] - down)).astype(np.int16).clip(0, grid.shape[0] - 1)
    columns = np.rint(across + part * (to[1] - across)).astype(np.int16).clip(0, grid.shape[1] - 1)
    foreign = (grid.land[rows, columns] & ~own.at(rows, columns)).mean(0)
    best = np.argsort(far * (1 + CROSSING * foreign), kind="stable")
    return r[best], c[best], (rows[:, best], columns[:, best])
