"""Draw places with reported troops and lines with matplotlib, as the stepper shows them."""

from .days import iso
from .positions import SYMBOL, TYPES, holds, lines_of, sites_of
from .tables import read, texts
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
            _draw_site(axes, site, TYPES[view.scale])


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
        marks.append(Line2D([], [], marker="o", label=row.label, **look))
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


def _draw_site(axes, site, type_size):
    from matplotlib.patches import Circle
    from matplotlib.patheffects import withStroke

    size = 2 * SYMBOL * INCHES * 72 / WIDTH
    if site["error"] > 1.5 * SYMBOL:
        look = {"facecolor": "#1A1A1A10", "edgecolor": INK, "linewidth": 0.7, "linestyle": "--"}
        axes.add_artist(Circle((site["x"], site["y"]), site["error"], **look))
    evidence = site["evidence"]
    axes.plot(
        site["x"], site["y"], MARKERS[site["kind"]], markersize=size, markeredgecolor=INK,
        markerfacecolor=INK if evidence == "satellite" else "white", markeredgewidth=0.8,
    )  # fmt: skip
    if evidence in ("official", "open_source"):
        inner = {"fillstyle": "top" if evidence == "open_source" else "full", "color": INK}
        part = 0.85 if evidence == "open_source" else 0.45
        inner |= {"markeredgewidth": 0, "markerfacecoloralt": "none"}
        axes.plot(site["x"], site["y"], "o", markersize=size * part, **inner)
    if site["spot"]:
        x, y, anchor = site["spot"]
        side = {"start": "left", "end": "right", "middle": "center"}[anchor]
        axes.text(
            x, y, site["name"], fontsize=type_size * INCHES * 72 / WIDTH, ha=side, va="center",
            color=INK, path_effects=[withStroke(linewidth=1.6, foreground="white", alpha=0.8)],
        )  # fmt: skip
