"""Printable pictures of one day. The drawing itself is in ``paint.py``."""

from . import scene, tables
from .describe import alt_text, caption, headline
from .history import iso
from .pictures import Picture


class MapPicture(Picture):
    """The map of one day."""

    def __init__(self, day, view="europe", grey=False):
        self.day, self.view, self.grey = iso(day), view, grey
        scene.view_called(view)

    @property
    def title(self):
        return headline(self.day)

    @property
    def alt(self):
        return alt_text(self.day)

    @property
    def caption(self):
        return caption(self.day)

    @property
    def figure(self):
        from .paint import figure_of

        return figure_of(self.day, scene.view_called(self.view), self.grey)


def draw_map(day, view="europe", grey=False):
    """The printable map of any day from 1949-04-04 on. ``view``: "europe" or "north-atlantic";
    ``grey`` for grey print.

    >>> draw_map("1999-03-12").alt.split(";")[0]
    'Map for 12 March 1999: 19 NATO members'
    """
    return MapPicture(day, view, grey)


def still(day, view="europe"):
    """PNG bytes of a day: the stored picture when it fits the tables, else a new one."""
    from .drawn import key

    folder = tables.data_folder() / "maps"
    stored = folder / f"{view}-{day}.png"
    listed = folder / "stills.key"
    if stored.is_file() and listed.is_file() and listed.read_text().strip() == key():
        return stored.read_bytes()
    return MapPicture(day, view).png()
