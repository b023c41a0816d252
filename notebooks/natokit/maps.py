"""Printable pictures of one day. The drawing itself is in ``paint.py``."""

from . import tables
from .describe import alt_text, caption, headline
from .history import iso
from .pictures import DPI, Picture
from .views import view_called


class MapPicture(Picture):
    """The map of one day."""

    def __init__(self, day, view="europe", grey=False):
        self.day, self.view, self.grey = iso(day), view, grey
        view_called(view)

    @property
    def title(self):
        return headline(self.day)

    @property
    def alt(self):
        return alt_text(self.day)

    @property
    def caption(self):
        return caption(self.day)

    def png(self, dpi=DPI):
        """PNG bytes: the stored picture of that day when it fits the tables, else a new one."""
        stored = None if self.grey or dpi != DPI else _stored(self.day, self.view)
        return stored or super().png(dpi)

    @property
    def figure(self):
        from .paint import figure_of

        return figure_of(self.day, view_called(self.view), self.grey)

    @property
    def screen_figure(self):
        from .paint import figure_of

        return figure_of(self.day, view_called(self.view), self.grey, captioned=False)


def draw_map(day, view="europe", grey=False):
    """The printable map of any day from 1949-04-04 on. ``view``: "europe" or "north-atlantic";
    ``grey`` for grey print.

    >>> draw_map("1999-03-12").alt.split(";")[0]
    'Map for 12 March 1999: 19 NATO members'
    """
    return MapPicture(day, view, grey)


def _stored(day, view):
    """The PNG in ``data/maps/`` for a day, or None when there is none or the tables changed."""
    from .drawn import key

    folder = tables.data_folder() / "maps"
    listed, stored = folder / "stills.key", folder / f"{view}-{day}.png"
    if stored.is_file() and listed.is_file() and listed.read_text().strip() == key():
        return stored.read_bytes()
    return None
