"""Draw the borders of a day and nothing else: a map to fill in by hand."""

import numpy as np
import shapely

from . import scene
from .paint import INCHES, line_kind, patch, rows_on
from .views import WIDTH

SEA, LAND, INK = "#ECECEC", "#FFFFFF", "#333333"


def blank_figure_of(day, view):
    """The matplotlib figure of the borders of a day: no names, no colours, no legend."""
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure

    height = INCHES * view.height / WIDTH
    figure = Figure(figsize=(INCHES, height), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(view.height, 0), facecolor=SEA, xticks=[], yticks=[])
    axes.set_aspect("auto")
    for shape in scene.land_of(view).values():  # first all outlines: inner ones are covered below
        axes.add_artist(patch(shape, facecolor=LAND, edgecolor="#777777", linewidth=0.9))
    for shape in scene.land_of(view).values():
        axes.add_artist(patch(shape, facecolor=LAND, edgecolor=LAND, linewidth=0.3))
    rows, lines = rows_on(day), []
    for a, b, line in scene.arcs_of(view):
        if a in rows and b in rows and line_kind(rows[a], rows[b]) in ("state", "control"):
            lines += [np.asarray(part.coords) for part in shapely.get_parts(line)]
    axes.add_collection(LineCollection(lines, colors=INK, linewidths=0.9))
    return figure
