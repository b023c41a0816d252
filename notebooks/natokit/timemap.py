"""The stepper: a map of every day, with stages, a day slider, layers and words. Stepping needs no
kernel.
"""

import base64
import contextlib

import anywidget
import traitlets

from . import drawn as drawing
from .describe import alt_text, headline, whatif_mark
from .history import iso, stage, stages
from .language import known, speaking
from .tables import text_of
from .words import say

NATO_LAYERS = ("nato", "pact", "partner", "labels")
LAYERS = (*NATO_LAYERS, "sites", "lines")
TRACKS = ("nato", "troops", "both")


class TimeMap(anywidget.AnyWidget):
    """A map that goes to any day of its track.

    ``track``: "nato" (1949-04-04 to the newest confirmed day), "troops" (1989-01-01 to 2022-04-06)
    or "both". ``view``: "europe", or "ukraine" for a close view. ``day``: where it opens, a day or
    a stage id; ``steps``: "all" or "enlargement"; ``language``: "en", "de" (see
    ``language.languages``), or the one that is spoken when the map is made.
    Traits that can be linked with ``jslink``: ``day``, ``stage``, ``who`` ("holds" or "owns"),
    ``layers``, ``steps``, ``places`` (ids of land that is outlined, whoever holds it).
    ``shown``: whether it is on the page at all, where it takes turns with another map.
    ``compact``: the picture first and as wide as the widget, all else in a fold below it.

    >>> TimeMap(day="1999-03-12").stage
    '1999-czechia-hungary-poland'
    """

    _esm = text_of("positions.js", "picture.js", "panel.js", "timemap.js")
    css = traitlets.Unicode(text_of("timemap.css")).tag(sync=True)
    drawn = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    day = traitlets.Unicode().tag(sync=True)
    stage = traitlets.Unicode().tag(sync=True)
    who = traitlets.Enum(("holds", "owns"), "holds").tag(sync=True)
    layers = traitlets.List(traitlets.Enum(LAYERS), list(LAYERS)).tag(sync=True)
    steps = traitlets.Enum(("all", "enlargement"), "all").tag(sync=True)
    places = traitlets.List(traitlets.Unicode()).tag(sync=True)
    compact = traitlets.Bool(False).tag(sync=True)
    shown = traitlets.Bool(True).tag(sync=True)
    interval = traitlets.Int(2000).tag(sync=True)  # milliseconds between stages while it plays

    def __init__(self, track="nato", day=None, view="europe", language=None, **options):
        if track not in TRACKS:
            raise ValueError(f"there is no track {track!r}; the tracks are: {', '.join(TRACKS)}")
        self._track, self._view, self._language = track, view, known(language)
        with speaking(self._language):
            document = {**drawing.load(track, view), "last": drawing.last_day(track)}
            title = ". ".join(filter(None, (say(f"title_{track}"), whatif_mark())))
        day = iso(drawing.first_day(track) if day is None else day)
        options.setdefault("layers", list(NATO_LAYERS if track == "nato" else LAYERS))
        super().__init__(drawn=document, title=title, day=day, **options)

    @traitlets.validate("day")
    def _known_day(self, proposal):
        day = iso(proposal["value"])
        first, last = drawing.first_day(self._track), drawing.last_day(self._track)
        if self._track == "troops" and not first <= day <= last:
            raise ValueError(
                f"{day} is not on this map: the tables of troops cover {first} to {last}"
            )
        return day

    @traitlets.validate("stage")
    def _known_stage(self, proposal):
        if proposal["value"]:
            iso(proposal["value"])
        return proposal["value"]

    @traitlets.observe("day")
    def _stage_of_day(self, change):
        now = stage(change["new"], self._track)
        self.stage = now["stage_id"] if now["day"] == change["new"] else ""

    @traitlets.observe("stage")
    def _day_of_stage(self, change):
        if change["new"]:
            self.day = iso(change["new"])

    def __repr__(self):
        with speaking(self._language):
            said = f"{headline(self.day, self._track)}. {alt_text(self.day, self._track)}"
            return f"{said} {say('stepper', n=len(stages(self._track)))}"

    def _repr_mimebundle_(self, **options):
        """The live widget; a picture where widgets do not run; and the sentence, which needs no
        eyes.
        """
        bundle, notes = super()._repr_mimebundle_(**options)
        from .maps import MapPicture

        bundle["text/plain"] = repr(self)
        picture = MapPicture(self.day, self._view, False, self._track, self._language)
        with contextlib.suppress(ImportError):  # stepping needs no library that draws
            bundle["image/png"] = base64.b64encode(picture.png()).decode()
            notes["image/png"] = {"alt": picture.alt}
        return bundle, notes
