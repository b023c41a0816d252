"""The views of the map: a projection, a window in metres and a place for an inset."""

from dataclasses import dataclass, field

WIDTH = 10000  # drawing units across every view; whole numbers keep the drawing small and exact


@dataclass(frozen=True)
class View:
    """``crs``: any PROJ string. ``window``: (west, south, east, north) in metres of that
    projection.
    """

    name: str
    crs: str
    window: tuple
    inset: str = ""  # name of the view shown in a corner
    box: tuple = ()  # the inset's frame in drawing units: (x, y, width, height)
    scale: str = "map"
    only: tuple = field(default=())  # unit ids; empty means every unit

    @property
    def height(self):
        west, south, east, north = self.window
        return round(WIDTH * (north - south) / (east - west))


VIEWS = {
    view.name: view
    for view in (
        View(
            "europe",
            "EPSG:3035",
            (850e3, 920e3, 7750e3, 5620e3),
            inset="north-america",
            box=(60, 60, 2230, 2200),
        ),
        View(
            "ukraine",
            "+proj=laea +lat_0=49.5 +lon_0=32.5 +datum=WGS84",
            (-720e3, -620e3, 780e3, 640e3),
            scale="fine",
        ),
        View(
            "north-america",
            "+proj=laea +lat_0=58 +lon_0=-88 +datum=WGS84",
            (-4150e3, -3700e3, 3750e3, 3330e3),
            only=("US", "US-AK", "CA", "CA-NL", "GL", "PM", "BM", "MX", "CU", "IS"),
        ),
        View(
            "north-atlantic",
            "+proj=laea +lat_0=72 +lon_0=-5 +datum=WGS84",
            (-5200e3, -4300e3, 5500e3, 4700e3),
        ),
    )
}


def view_called(name):
    """The view of that name, or a ValueError that lists the names."""
    if name not in VIEWS:
        raise ValueError(f"there is no view '{name}'; choose one of {', '.join(VIEWS)}")
    return VIEWS[name]
