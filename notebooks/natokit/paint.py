"""Draw one day with matplotlib: land, borders, names, legend. The same scene that the stepper
shows.
"""

import textwrap
from functools import lru_cache

import numpy as np
import shapely

from . import scene, tables
from .borders import tenure_on
from .describe import FRONT_NOT_DRAWN, caption, headline, not_drawn, unit_names
from .grid import grid_of
from .history import classes_on, statuses
from .labels import Placer
from .language import current
from .naming import BOLD, ITALIC, key_of, label_texts
from .tables import read
from .views import WIDTH

HATCH = {"diagonal": "////", "upright": "||||", "dots": "...", "lines": "-"}
INCHES = 9.0
LOOK = {"hatch.linewidth": 0.5, "font.family": "DejaVu Sans"}


def figure_of(day, view, grey=False, captioned=True, track="nato"):
    """The matplotlib figure of a day: title, map, inset, names, legend and, if wanted, caption."""
    import matplotlib
    from matplotlib.figure import Figure

    lines = textwrap.wrap(caption(day, track, front=False), 175) if captioned else []
    foot = max(0.32, 0.12 * len(lines) if len(lines) > 3 else 0) if captioned else 0
    height, head = INCHES * view.height / WIDTH, 0.45
    labels = labels_for(day, view, track)
    below, more = _below(labels, day), 0 if track == "nato" else 0.68
    said = 0.16 * len(below) + (0.06 if below else 0)
    key = 0.5 + more + said
    total = head + height + key + foot
    with matplotlib.rc_context(LOOK):
        figure = Figure(figsize=(INCHES, total), facecolor="white")
        axes = figure.add_axes((0, (key + foot) / total, 1, height / total))
        _draw_map(axes, day, view, _styles(grey), labels)
        if track != "nato":
            from .paint_positions import draw_positions, key_of_positions

            draw_positions(axes, day, view)
            key_of_positions(figure, (more + said + foot) / total)
        _legend(figure, _styles(grey), (key + foot) / total)
        words = {"x": 0.008, "va": "center", "parse_math": False}
        for k, (line, weight) in enumerate(reversed(below)):
            y = (foot + 0.11 + 0.16 * k) / total
            figure.text(y=y, s=line, fontsize=7, weight=weight, **words)
        figure.text(
            y=1 - head / total / 2, s=headline(day, track), fontsize=13, weight="bold", **words
        )
        if captioned:
            words |= {"fontsize": 6, "color": "#444444"}
            figure.text(y=foot / total / 2, s="\n".join(lines), **words)
    return figure


def _below(labels, day):
    """[(line, weight), ...] under the legend: what is not drawn, and the names behind the codes."""
    whole = (f"{code} {name}".replace(" ", "\u00a0") for code, name in key_of(labels, day).items())
    names = ", ".join(whole)
    key = textwrap.wrap(f"{tables.texts()['map_key']}: {names}", 150) if names else []
    front = textwrap.wrap(not_drawn(), 135) if day >= FRONT_NOT_DRAWN else []
    return [(line, "bold") for line in front] + [(line, "normal") for line in key]


def _draw_map(axes, day, view, style, labels):
    axes.set(xlim=(0, WIDTH), ylim=(view.height, 0))
    axes.set_axis_off()
    axes.set_aspect("auto")
    axes.add_artist(_box((0, 0, WIDTH, view.height), style["sea"]["fill"]))
    rows, classes = rows_on(day), classes_on(day)
    _draw_land(axes, scene.land_of(view), rows, classes, style)
    _draw_arcs(axes, scene.arcs_of(view), rows, classes)
    if view.inset:
        left, top, width, high = view.box
        axes.add_artist(_box(view.box, style["sea"]["fill"], edgecolor="#757575"))
        _draw_land(axes, scene.inset_of(view), rows, classes, style)
        name, ink = tables.texts()["north_america"], style["sea"]["ink"]
        axes.text(left + width / 2, top + high - 50, name, fontsize=7, ha="center", color=ink)
    _draw_labels(axes, labels, classes, style)


def _styles(grey):
    style = {row["class_id"]: row for row in read("classes").to_dict("records")}
    if grey:
        for row in style.values():
            for part in ("fill", "ink", "pattern_ink"):
                row[part] = _grey(row[part])
    return style


def _grey(colour):
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    value = round(0.299 * red + 0.587 * green + 0.114 * blue)
    return f"#{value:02x}{value:02x}{value:02x}"


def rows_on(day):
    """{unit: (holder, owner, status)} of a day."""
    return {row.Index: (row.holder, row.de_jure, row.status) for row in tenure_on(day).itertuples()}


def land_class(holder, owner, status, classes):
    """The class that fills a piece of land: the owner's where the title is disputed, else the
    holder's.
    """
    if status in statuses("disputed"):
        return classes.get(owner, "other")
    held = classes.get(holder, "other")
    return "dependency" if status in statuses("dependent") and held in ("member", "new") else held


def _box(box, colour, **more):
    from matplotlib.patches import Rectangle

    x, y, width, height = box
    return Rectangle((x, y), width, height, facecolor=colour, **more)


def patch(shape, **look):
    """A polygon, or several as one, as a matplotlib patch with its holes."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points, codes = [], []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            corners = np.asarray(ring.coords)[:, :2]
            points.append(corners)
            codes += [Path.MOVETO] + [Path.LINETO] * (len(corners) - 2) + [Path.CLOSEPOLY]
    return PathPatch(Path(np.concatenate(points), codes), **look)


def _draw_land(axes, land, rows, classes, style):
    for shape in land.values():
        axes.add_artist(patch(shape, facecolor="none", edgecolor="#8F8F8F", linewidth=0.9))
    for unit, shape in land.items():
        if rows.get(unit) and land_class(*rows[unit], classes) == "new":
            axes.add_artist(patch(shape, facecolor="none", edgecolor="#1A1A1A", linewidth=1.9))
    same = {}  # all land of a class is one patch: between two patches a hairline would show
    for unit, shape in land.items():
        same.setdefault(land_class(*rows.get(unit, ("", "", "")), classes), []).append(shape)
    for name, shapes in same.items():
        fill = style[name]["fill"]
        axes.add_artist(patch(shapes, facecolor=fill, edgecolor=fill, linewidth=0.3))
    for unit, shape in land.items():
        holder, owner, status = rows.get(unit, ("", "", ""))
        look = style[land_class(holder, owner, status, classes)]
        if look["pattern"] in HATCH:
            axes.add_artist(_hatched(shape, HATCH[look["pattern"]], look["pattern_ink"]))
        if status in statuses("disputed"):
            held = style[classes.get(holder, "other")]
            ink = (
                held["fill"]
                if held["pattern"] == "none" and held["class_id"] != "other"
                else held["pattern_ink"]
            )
            axes.add_artist(_hatched(shape, "xxxx", ink))


def _hatched(shape, hatch, ink):
    return patch(shape, facecolor="none", edgecolor=ink, linewidth=0, hatch=hatch)


def _draw_arcs(axes, arcs, rows, classes):
    from matplotlib.collections import LineCollection

    looks = {
        "fresh": ("#1A1A1A", 1.4, "solid"),
        "state": ("#FFFFFF", 0.8, "solid"),
        "control": ("#1A1A1A", 0.9, (0, (3, 2))),
        "law": ("#1A1A1A", 0.6, (0, (1, 2))),
    }
    lines = {name: [] for name in looks}
    for a, b, line in arcs:
        if a in rows and b in rows:
            kind = line_kind(rows[a], rows[b])
            new = any(land_class(*rows[u], classes) == "new" for u in (a, b))
            if kind in lines:
                lines["fresh" if new and kind == "state" else kind] += [
                    np.asarray(part.coords) for part in shapely.get_parts(line)
                ]
    for name in ("law", "state", "control", "fresh"):
        colour, width, dash = looks[name]
        axes.add_collection(
            LineCollection(lines[name], colors=colour, linewidths=width, linestyles=dash)
        )


def line_kind(one, other):
    """What the line between two pieces of land is: "state", "control" (one owner), "law" (one
    holder) or "none".
    """
    if one[0] != other[0]:
        return "state" if one[1] != other[1] else "control"
    return "law" if one[1] != other[1] else "none"


def _draw_labels(axes, labels, classes, style):
    from matplotlib.patheffects import withStroke

    for label in labels:
        look = style["sea" if label.line else classes.get(label.code, "other")]
        points = label.size * INCHES * 72 / WIDTH
        if label.line:
            x1, y1, x2, y2 = label.line
            axes.plot((x1, x2), (y1, y2), color="#1A1A1A", linewidth=0.6)
        axes.text(
            label.x,
            label.y,
            label.text,
            fontsize=points,
            linespacing=1.0,
            ha="center",
            va="center",
            parse_math=False,
            color=look["ink"],
            weight="bold" if label.style in BOLD else "normal",
            style="italic" if label.style in ITALIC else "normal",
            path_effects=[withStroke(linewidth=1.8, foreground=look["fill"], alpha=0.8)],
        )


def _legend(figure, style, top):
    from matplotlib.patches import Patch

    other, thin = style["other"], {"linewidth": 0.3}
    marks = [
        Patch(
            facecolor=row["fill"],
            edgecolor=row["pattern_ink"],
            hatch=HATCH.get(row["pattern"]),
            label=row["label"],
            linewidth=1.2 if row["class_id"] == "new" else 0.3,
        )
        for row in style.values()
        if row["class_id"] != "sea"
    ]
    stripes = {"facecolor": other["fill"], "edgecolor": other["pattern_ink"], "hatch": "xxxx"}
    marks.append(Patch(label=tables.texts()["disputed"], **stripes, **thin))
    place = {"loc": "upper left", "bbox_to_anchor": (0, top), "ncols": 4, "columnspacing": 1.2}
    figure.legend(handles=marks, frameon=False, fontsize=7, handlelength=2, **place)


@lru_cache(maxsize=4)
def _clearing(view, _version):
    from .site_map import Clearing

    return Clearing(grid_of(view), view)


def labels_for(day, view, track="nato"):
    """The labels that the picture of a day carries."""
    grid, rows = grid_of(view), rows_on(day)
    blocked, named = grid.blocked, ()
    if track != "nato":
        files = ("units", "units_fine", "sites")
        version = current(), *(tables.stamp(tables.path_of(file)) for file in files)
        blocked, named = _clearing(view, version).on(day)
    texts, ranks, areas = label_texts(day, rows)
    areas = {unit: names for unit, names in areas.items() if unit_names()[unit] not in named}
    return Placer(grid).place(rows, texts, ranks, areas, blocked)
