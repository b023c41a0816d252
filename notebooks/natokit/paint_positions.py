"""Draw places with reported troops and lines with matplotlib, as the stepper shows them."""

from .days import iso
from .site_map import lines_of, sites_of, towns_of
from .site_names import SYMBOL
from .tables import read, texts
from .troops import holds
from .views import WIDTH

MARKERS = {"base": "s", "deployment": "o", "camp": "o", "exercise": "^", "separatist": "D"}
INK, INCHES = "#1A1A1A", 9.0
LINES = {  # kind: (width in points, dashes)
    "contact": (1.7, (0, (6, 2, 1, 2))),
    "crimea": (1.1, "solid"),
    "axis": (1.7, (0, (4, 2))),
    "axis_beyond": (1.2, (0, (1, 2))),
}


def draw_positions(axes, day, view):
    """Add sites and lines of a day to axes in drawing units."""
    day = iso(day)
    for line in lines_of(view):
        if holds(line, day):
            _draw_line(axes, line)
    for site in sites_of(view):
        if holds(site, day):
            _draw_site(axes, site)
            _draw_name(axes, site)
    for town in towns_of(view):
        if holds(town, day):
            dot = {"markersize": 3.2, "color": INK, "markeredgecolor": "white"}
            axes.plot(town["x"], town["y"], "o", markeredgewidth=0.6, zorder=2.7, **dot)
            _draw_name(axes, town, weight="bold")


def key_of_positions(figure, top):
    """A second legend, below the colours: what shapes, fillings and lines mean."""
    from matplotlib.lines import Line2D

    words = texts()
    plain = {"color": "none", "markeredgecolor": INK, "markersize": 6, "markeredgewidth": 0.8}
    shapes = ("base", "deployment", "exercise", "separatist")
    marks = [
        Line2D([], [], marker=MARKERS[kind], label=words[f"legend_{kind}"],
               markerfacecolor="white", **plain)
        for kind in shapes
    ]  # fmt: skip
    for row in read("evidence").itertuples():
        half = {"fillstyle": "top"} if row.evidence == "open_source" else {}
        fill = INK if row.evidence in ("satellite", "open_source") else "white"
        inner = {"markeredgewidth": 2.2} if row.evidence == "official" else {}
        look = {**plain, "markerfacecolor": fill, "markerfacecoloralt": "white", **half, **inner}
        if row.evidence == "reference":
            look |= {"marker": _dashed("o"), "markerfacecolor": "none", "markeredgewidth": 1.1}
        marks.append(Line2D([], [], **{"marker": "o", "label": row.label, **look}))
    for kind, (width, dashes) in LINES.items():
        name = words[f"kind_{kind}"]
        marks.append(Line2D([], [], color=INK, linewidth=width, linestyle=dashes, label=name))
    place = {"loc": "upper left", "bbox_to_anchor": (0, top), "ncols": 4, "columnspacing": 1.2}
    figure.legend(handles=marks, frameon=False, fontsize=7, handlelength=2, **place)


def _draw_line(axes, line):
    points = [tuple(map(int, part.split())) for part in line["d"].lstrip("M").split("L")]
    width, dashes = LINES[line["kind"]]
    x, y = zip(*points, strict=True)
    axes.plot(x, y, color="white", linewidth=width + 1.4, alpha=0.75)
    axes.plot(x, y, color=INK, linewidth=width, linestyle=dashes)
    if line["kind"].startswith("axis"):
        head = {"arrowstyle": "-|>", "color": INK, "linewidth": 0.1, "mutation_scale": 9}
        axes.annotate("", xy=points[-1], xytext=points[-2], arrowprops=head)


def _draw_site(axes, site):
    from matplotlib.patches import Circle

    size, ring = 2 * SYMBOL * INCHES * 72 / WIDTH, {"zorder": 2.5}
    if site["error"] > 1.5 * SYMBOL:
        look = {"facecolor": "#1A1A1A10", "edgecolor": INK, "linewidth": 0.7, "linestyle": "--"}
        axes.add_artist(Circle((site["x"], site["y"]), site["error"], **look))
    evidence = site["evidence"]
    edge = "white" if evidence == "reference" else INK
    axes.plot(
        site["x"], site["y"], MARKERS[site["kind"]], markersize=size, markeredgecolor=edge,
        markerfacecolor=INK if evidence == "satellite" else "white", markeredgewidth=0.8, **ring,
    )  # fmt: skip
    if evidence == "reference":
        marker = _dashed(MARKERS[site["kind"]])
        look = {"linestyle": "none", "markersize": size, "markeredgecolor": INK}
        axes.plot(site["x"], site["y"], marker=marker, markeredgewidth=1, **look, **ring)
    if evidence in ("official", "open_source"):
        inner = {"fillstyle": "top" if evidence == "open_source" else "full", "color": INK}
        part = 0.85 if evidence == "open_source" else 0.45
        inner |= {"markeredgewidth": 0, "markerfacecoloralt": "none"}
        axes.plot(site["x"], site["y"], "o", markersize=size * part, **inner, **ring)


def _dashed(marker):
    """The outline of a marker in dashes, as a path: matplotlib draws every marker's edge whole."""
    from matplotlib.markers import MarkerStyle
    from matplotlib.path import Path

    style = MarkerStyle(marker)
    whole = style.get_path().transformed(style.get_transform())
    outline = whole.to_polygons(closed_only=False)[0]
    return Path(*_dashes(outline))


def _dashes(points, dashes=9):
    """(points, codes) of dashes of equal length along a closed outline, with gaps between."""
    import numpy as np
    from matplotlib.path import Path

    points = np.asarray(points)
    walked = np.r_[0, np.hypot(*np.diff(points, axis=0).T).cumsum()]
    ends, codes = [], []
    for k in range(dashes):
        at = np.linspace(k, k + 0.6, 6) * walked[-1] / dashes
        ends += list(zip(*(np.interp(at, walked, axis) for axis in points.T), strict=True))
        codes += [Path.MOVETO] + [Path.LINETO] * 5
    return ends, codes


def _draw_name(axes, row, **more):
    from matplotlib.patheffects import withStroke

    if row["lead"]:
        x1, y1, x2, y2 = row["lead"]
        axes.plot([x1, x2], [y1, y2], color="white", linewidth=1.8, alpha=0.8, zorder=2.8)
        axes.plot([x1, x2], [y1, y2], color=INK, linewidth=0.6, zorder=2.9)
    if row["spot"]:
        x, y, anchor = row["spot"]
        side = {"start": "left", "end": "right", "middle": "center"}[anchor]
        look = {"fontsize": row["type"] * INCHES * 72 / WIDTH, "color": INK, "linespacing": 1.05}
        halo = [withStroke(linewidth=1.6, foreground="white", alpha=0.8)]
        place = {"ha": side, "va": "center", "multialignment": side}
        axes.text(x, y, row["label"], path_effects=halo, **look, **place, **more)
