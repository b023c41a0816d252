"""Widgets that lead a map: what the reading pane, the claims and the voices have in common.

All their words are sent once, so that they work without a kernel; ``jslink`` carries the day.
"""

import anywidget
import ipywidgets
import traitlets

from .days import iso
from .describe import unit_names
from .history import in_force, name_of, state_names
from .tables import read, sources_shown, text_of, texts
from .timemap import TimeMap

SIDE, WHOLE = "1 1 280px", "1 1 100%"  # beside the map where there is room, or above it


class Pane(anywidget.AnyWidget):
    """``content``: what it shows; ``day`` and ``places`` (ids of land): where it leads a map;
    ``note``: what the reader must be told, such as that an answer could not be kept.
    """

    css = traitlets.Unicode(text_of("panes.css")).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    content = traitlets.Dict().tag(sync=True)
    day = traitlets.Unicode().tag(sync=True)
    places = traitlets.List(traitlets.Unicode()).tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)

    def __init__(self, content, **options):
        super().__init__(content=content, words=texts(), **options)


class Twin:
    """A box of widgets with a ``sheet``: the same as a plain table, for print, GitHub and
    comparison.
    """

    def __repr__(self):
        return repr(self.sheet)

    def _repr_mimebundle_(self, **options):
        bundle = super()._repr_mimebundle_(**options)
        return bundle | {"text/plain": repr(self), "text/html": self.sheet._repr_html_()}


class Beside(Twin, ipywidgets.Box):
    """A pane and the map that follows it; on a narrow page the map stands below."""

    follower, track = TimeMap, "both"

    def __init__(self, pane, sheet, flex=SIDE):
        self.pane, self.sheet = pane, sheet
        self.map = self.follower(track=self.track, day=pane.day, places=pane.places)
        for part, share in ((pane, flex), (self.map, "2 1 470px")):
            part.layout.flex, part.layout.min_width = share, "0"
        # Both ways: else a map that was moved by hand would not come back to the same day.
        for name in ("day", "places"):
            ipywidgets.jslink((pane, name), (self.map, name))
        layout = ipywidgets.Layout(flex_flow="row wrap", width="100%", grid_gap="12px")
        super().__init__((pane, self.map), layout=layout)


def cited(*cells):
    """{id: what a reader sees of a source} for cells such as "S01;T044"."""
    ids = dict.fromkeys(part for cell in cells for part in cell.split(";") if part)
    return dict(zip(ids, sources_shown(ids), strict=True))


def land(units, day):
    """The ids of land that a cell such as "UA;RU" means on a day: a state is all that is its own
    by law, so that Ukraine keeps Crimea.

    >>> "UA-43" in land("UA", "2021-12-07"), land("UA-43", "2021-12-07")
    (True, ['UA-43'])
    """
    held = in_force(read("tenure"), day).set_index("unit_id")
    found = []
    for unit in units.split(";"):
        state = _state(unit, held)
        found += list(held.index[held["de_jure"] == state]) if state else [unit]
    return list(dict.fromkeys(found))


def place_names_on(units, day):
    """What the places of such a cell were called on a day.

    >>> place_names_on("CZ;UA-43", "1996-10-22")
    ['Czech Republic', 'Crimea']
    """
    held = in_force(read("tenure"), day).set_index("unit_id")
    states = ((unit, _state(unit, held)) for unit in units.split(";"))
    names = (name_of(state, iso(day)) if state else unit_names()[unit] for unit, state in states)
    return list(dict.fromkeys(names))


def _state(unit, held):
    """The state that a unit with a state's code was the heart of; "" for any other land."""
    return held.at[unit, "de_jure"] if unit in state_names() else ""
