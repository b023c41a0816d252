"""The paths of a view's land, borders and coasts: from a finished drawing of the same land where
there is one, else from the polygons.
"""

from functools import cached_property

GRAIN = 7  # drawing units: half a pixel on a laptop, and half the corners to draw at every step
# where the land lies, and its keys in the document: a unit's outline, its rough outline
PARTS = (("land", "d", "r"), ("inset", "i", "q"))


class Outlines:
    """``finished``: a document of ``drawn.build`` for the same view and the same land, or None."""

    def __init__(self, view, finished=None):
        self.view, self.finished = view, finished
        self.known = {unit["id"]: unit for unit in finished["units"]} if finished else {}

    @cached_property
    def land(self):
        """{unit: polygon} of the map."""
        from .scene import land_of

        return land_of(self.view, GRAIN)

    @cached_property
    def inset(self):
        """{unit: polygon} of the inset."""
        from .scene import inset_of

        return inset_of(self.view)

    @cached_property
    def units(self):
        """Ids of all units in the view, sorted."""
        return sorted(self.known or {*self.land, *self.inset})

    def of(self, unit, joins):
        """The paths of a unit by key; a unit that may ever join has a rough outline as well."""
        from .scene import path_data, rough

        found, known = {}, self.known.get(unit, {})
        for name, whole, ring in PARTS:
            if whole in known or (not known and unit in getattr(self, name)):
                found[whole] = known.get(whole) or path_data(getattr(self, name)[unit])
                if joins:
                    found[ring] = known.get(ring) or path_data(rough(getattr(self, name)[unit]))
        return found

    @property
    def coast(self):
        """The line around all land, on the map and in the inset."""
        from .scene import coast_of, path_data

        if self.finished:
            return self.finished["coast"]
        land = {key: getattr(self, name) for name, key, _ in PARTS}
        return {key: path_data(coast_of(pieces)) if pieces else "" for key, pieces in land.items()}

    @property
    def arcs(self):
        """[[unit, its neighbour, path of their border], ...]."""
        from .scene import arcs_of, path_data

        if self.finished:
            return self.finished["arcs"]
        return [[a, b, path_data(line)] for a, b, line in arcs_of(self.view, GRAIN)]
