"""The stepper: a map of every day, with stages, a day slider, layers and words. Stepping needs no
kernel.
"""

import base64

import anywidget
import traitlets

from . import drawn as drawing
from .describe import alt_text, headline
from .history import as_of, iso, stage, stages
from .tables import HERE

LAYERS = ("nato", "pact", "partner", "labels")


def _text(*names):
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class TimeMap(anywidget.AnyWidget):
    """A map that goes to any day from 1949-04-04 to the newest confirmed day.

    ``track``: "nato". ``day``: where it opens, a day or a stage id; ``steps``: "all" or
    "enlargement".
    Traits that can be linked with ``jslink``: ``day``, ``stage``, ``who`` ("holds" or "owns"),
    ``layers``, ``steps``.

    >>> TimeMap(day="1999-03-12").stage
    '1999-czechia-hungary-poland'
    """

    _esm = _text("picture.js", "timemap.js")
    css = traitlets.Unicode(_text("timemap.css")).tag(sync=True)
    drawn = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    day = traitlets.Unicode().tag(sync=True)
    stage = traitlets.Unicode().tag(sync=True)
    who = traitlets.Enum(("holds", "owns"), "holds").tag(sync=True)
    layers = traitlets.List(traitlets.Enum(LAYERS), list(LAYERS)).tag(sync=True)
    steps = traitlets.Enum(("all", "enlargement"), "all").tag(sync=True)
    interval = traitlets.Int(2000).tag(sync=True)  # milliseconds between stages while it plays

    def __init__(self, track="nato", day="1949-04-04", view="europe", **options):
        if track != "nato":
            raise ValueError(f"there is no track {track!r}; the tracks are: 'nato'")
        self._view = view
        document = {**drawing.load(track, view), "last": as_of()}
        super().__init__(
            drawn=document, title="Map of NATO's enlargement, day by day", day=iso(day), **options
        )

    @traitlets.validate("day")
    def _known_day(self, proposal):
        return iso(proposal["value"])

    @traitlets.validate("stage")
    def _known_stage(self, proposal):
        if proposal["value"]:
            iso(proposal["value"])
        return proposal["value"]

    @traitlets.observe("day")
    def _stage_of_day(self, change):
        now = stage(change["new"])
        self.stage = now["stage_id"] if now["day"] == change["new"] else ""

    @traitlets.observe("stage")
    def _day_of_stage(self, change):
        if change["new"]:
            self.day = iso(change["new"])

    def __repr__(self):
        return (
            f"{headline(self.day)}. {alt_text(self.day)} Stepper with {len(stages('nato'))} stages."
        )

    def _repr_mimebundle_(self, **options):
        """The live widget; a picture where widgets do not run; and the sentence, which needs no
        eyes.
        """
        bundle, notes = super()._repr_mimebundle_(**options)
        from .maps import MapPicture

        bundle["text/plain"] = repr(self)
        bundle["image/png"] = base64.b64encode(MapPicture(self.day, self._view).png()).decode()
        notes["image/png"] = {"alt": alt_text(self.day)}
        return bundle, notes
