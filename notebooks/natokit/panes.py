"""Widgets that lead a map: what the reading pane, the claims and the voices have in common.

All their words are sent once, so that they work without a kernel; ``jslink`` carries the day.
"""

import anywidget
import ipywidgets
import traitlets

from . import troop_rules
from .days import iso
from .describe import unit_names
from .history import in_force, name_of, state_names
from .tables import read, sources_shown, text_of, texts
from .timemap import TimeMap

# Beside the map where there is room (with a copy of the text too), or above the map.
SIDE, COPIED, WHOLE = "1 1 280px", "1 1 330px", "1 1 100%"
MAP = "3 1 500px"  # side by side also in JupyterLab on a small screen, beside its list of files


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
    """A pane and the map that follows it; on a narrow page the map stands directly above the text,
    or, for a pane that is always as wide as the page, below.
    """

    follower, track, share, compact = TimeMap, "both", MAP, True

    def __init__(self, pane, sheet, flex=SIDE):
        self.pane, self.sheet = pane, sheet
        more, flow = self._looks(flex)
        more |= {"shown": pane.far} if pane.has_trait("far") else {}
        self.map = self.follower(track=self.track, day=pane.day, places=pane.places, **more)
        self.maps = [self.map]
        # Both ways: else a map that was moved by hand would not come back to the same day.
        for name in ("day", "places"):
            ipywidgets.jslink((pane, name), (self.map, name))
        self._come_near(more)
        for part, share in ((pane, flex), *((each, self.share) for each in self.maps)):
            part.layout.flex, part.layout.min_width = share, "0"
        layout = ipywidgets.Layout(**flow, width="100%", grid_gap="12px")
        super().__init__((pane, *self.maps), layout=layout)

    def _looks(self, flex):
        """(options of the map, layout of the box)."""
        if flex == WHOLE or not self.compact:
            return {}, {"flex_flow": "row wrap"}
        # Reversed: the second widget stands above the first where they do not fit side by side.
        return {"compact": True}, {"flex_flow": "row wrap-reverse", "align_items": "flex-end"}

    def _come_near(self, more):
        """A second map, of Ukraine, for a pane that says when all its places lie there."""
        if not getattr(self.pane, "goes_near", False):
            return
        aim = {"day": self.pane.near_day, "places": self.pane.near_places, "shown": self.pane.near}
        self.near = TimeMap("troops", view="ukraine", **more | aim)
        self.maps.append(self.near)
        for one, other in (("near_day", "day"), ("near_places", "places"), ("near", "shown")):
            ipywidgets.jslink((self.pane, one), (self.near, other))
        ipywidgets.jslink((self.pane, "far"), (self.map, "shown"))


class Leading(Pane):
    """A pane that leads two maps, of Europe and, where all the places of a part lie there, of
    Ukraine: ``near`` or else ``far`` is true, and ``near_day`` and ``near_places`` are for the
    second of them. ``goes_near``: whether any of the ``aims`` is there at all.
    """

    near, far = traitlets.Bool(False).tag(sync=True), traitlets.Bool(True).tag(sync=True)
    near_day = traitlets.Unicode("2021-12-07").tag(sync=True)
    near_places = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, content, aims, **options):
        self.goes_near = any(aim["near"] for aim in aims)
        super().__init__(content, **options)


def target(units, day):
    """Where a part leads the maps: day, places (ids of land) and whether it is ``near``, that is
    about pieces of Ukraine, on a day that the map of Ukraine has.

    >>> target("UA-43;RU", "2014-03-18")["near"], target("UA;RU", "2021-12-07")["near"]
    (True, False)
    """
    pieces = {unit for unit in units.split(";") if unit != "RU"}
    inside = bool(pieces) and all(unit.startswith("UA-") for unit in pieces)
    near = inside and troop_rules.FIRST_DAY <= day <= troop_rules.LAST_DAY
    return {"day": day, "places": land(units, day), "near": near}


def led(aim):
    """The traits of a Leading pane that leads to a ``target``."""
    near = {"near_day": aim["day"], "near_places": aim["places"]} if aim["near"] else {}
    return {**aim, "far": not aim["near"], **near}


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
