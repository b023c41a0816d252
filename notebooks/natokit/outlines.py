"""The paths of a view's land, borders and coasts: from a finished drawing of the same land where
there is one, else from the polygons.
"""

from functools import cached_property

GRAIN = 7  # drawing units: half a pixel on a laptop, and half the corners to draw at every step
PARTS = (("d", "r"), ("i", "q"))  # keys of the document: a unit's outline, its rough outline


class Outlines:
    """``finished``: a document of ``drawn.build`` for the same view and the same land, or None."""

    def __init__(self, view, finished=None):
        self.view, self.finished = view, finished
        self.known = {unit["id"]: unit for unit in finished["units"]} if finished else {}

    @cached_property
    def pieces(self):
        """({unit: polygon} of the map, {unit: polygon} of the inset)."""
        from .scene import inset_of, land_of

        return land_of(self.view, GRAIN), inset_of(self.view)

    @cached_property
    def units(self):
        """Ids of all units in the view, sorted."""
        return sorted(self.known) if self.finished else sorted({*self.pieces[0], *self.pieces[1]})

    def of(self, unit, joins):
        """The paths of a unit by key; a unit that may ever join has a rough outline as well."""
        from .scene import path_data, rough

        found, known = {}, self.known.get(unit, {})
        for at, (whole, ring) in enumerate(PARTS):
            if whole in known or (not self.finished and unit in self.pieces[at]):
                found[whole] = known.get(whole) or path_data(self.pieces[at][unit])
                if joins:
                    found[ring] = known.get(ring) or path_data(rough(self.pieces[at][unit]))
        return found

    @property
    def coast(self):
        """The line around all land, on the map and in the inset."""
        from .scene import coast_of, path_data

        if self.finished:
            return self.finished["coast"]
        return {
            key: path_data(coast_of(pieces)) if pieces else ""
            for (key, _), pieces in zip(PARTS, self.pieces, strict=True)
        }

    @property
    def arcs(self):
        """[[unit, its neighbour, path of their border], ...]."""
        from .scene import arcs_of, path_data

        if self.finished:
            return self.finished["arcs"]
        return [[a, b, path_data(line)] for a, b, line in arcs_of(self.view, GRAIN)]
