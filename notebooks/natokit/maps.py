"""Printable pictures of one day. The drawing itself is in ``paint.py``."""

from . import tables
from .describe import alt_text, caption, headline
from .history import iso, spoken
from .language import ENGLISH, known, speaking
from .pictures import DPI, Picture
from .tables import texts
from .views import view_called


class MapPicture(Picture):
    """The map of one day in one language."""

    def __init__(self, day, view="europe", grey=False, track="nato", language=None):
        self.day, self.view, self.grey, self.track = iso(day), view, grey, track
        self.language = known(language)
        view_called(view)

    def _said(self, tell):
        with speaking(self.language):
            return tell(self.day, self.track)

    title = property(lambda self: self._said(headline))
    alt = property(lambda self: self._said(alt_text))
    caption = property(lambda self: self._said(caption))

    def png(self, dpi=DPI):
        """PNG bytes: the stored picture of that day when it fits the tables, else a new one."""
        usual = not self.grey and dpi == DPI and self.language == ENGLISH
        stored = _stored(self.day, self.view, self.track) if usual else None
        return stored or super().png(dpi)

    @property
    def figure(self):
        return self._figure(captioned=True)

    @property
    def screen_figure(self):
        return self._figure(captioned=False)

    def _figure(self, captioned):
        from .paint import figure_of

        with speaking(self.language):
            return figure_of(self.day, view_called(self.view), self.grey, captioned, self.track)


class BlankMap(Picture):
    """The borders of one day without names and colours, to be filled in."""

    def __init__(self, day, view="europe", language=None):
        self.day, self.view, self.language = iso(day), view, known(language)
        view_called(view)

    @property
    def title(self):
        with speaking(self.language):
            return texts()["blank_map"].replace("{day}", spoken(self.day))

    alt = caption = property(lambda self: self.title)

    @property
    def figure(self):
        from .paint_blank import blank_figure_of

        return blank_figure_of(self.day, view_called(self.view))


def draw_map(day, view="europe", grey=False, troops=False, blank=False, language=None):
    """The printable map of any day from 1949-04-04 on. ``view``: "europe", "north-atlantic" or
    "ukraine"; ``grey`` for grey print; ``troops`` adds the places with reported troops; ``blank``
    leaves only the borders, to fill in; ``language``: "en", "de", or the one spoken now.

    >>> draw_map("1999-03-12").alt.split(";")[0]
    'Map for 12 March 1999: 19 NATO members'
    """
    if troops:
        from .troops import covered_day

        covered_day(day)
    if blank:
        return BlankMap(day, view, language)
    return MapPicture(day, view, grey, "both" if troops else "nato", language)


def _stored(day, view, track):
    """The PNG in ``data/maps/`` for a day, or None when there is none or the tables changed."""
    from .drawn import key

    folder = tables.data_folder() / "maps"
    name = f"{view}-{day}.png" if track == "nato" else f"{track}-{view}-{day}.png"
    listed, stored = folder / "stills.key", folder / name
    if stored.is_file() and listed.is_file() and listed.read_text().strip() == key():
        return stored.read_bytes()
    return None
