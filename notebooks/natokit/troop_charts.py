"""The chart of estimates: what somebody said about numbers of soldiers, a bar or a mark a figure.

Figures that count different things (another area, other forces, a plan) stand in groups of their
own and are never joined by a line. Left out are battalion groups, because their size is not known,
and totals of exercises and capacities of bases, because they count nobody who was there.
"""

from .charts import BLUE, INK
from .days import iso, spoken
from .lessons import MARKS
from .pictures import Picture
from .tables import read
from .troop_words import FORCES, amount, figures_between, said_in_words, whole, within
from .words import capital, listing, plural

DRAWN = ("presence", "plan")
FORCES_ORDER = [name for name in FORCES if name != "BTGs only"]
LEFT_OUT = {
    "BTGs only": ("figure in battalion groups only", "figures in battalion groups only"),
    "exercise": ("exercise total", "exercise totals"),
    "capacity": ("capacity of a base or treaty", "capacities of bases or treaties"),
}
PLAN, BAND, GREY, RULE = "#9C4A1A", "#EEF1F4", "#4A4F55", "#D5D9DD"
WIDTH, ROW, HEAD, ABOVE, BELOW = 10, 0.46, 0.4, 0.5, 1.0  # inches
LEFT = 0.46  # of the width: the words; the marks have the rest
TITLE = 76  # letters of a title that fit in its type; a longer one becomes smaller
LETTERS = {11: 50, 10: 55}  # so many fit in a size of type; longer words become smaller
REACH = 0.07  # of the axis: how far an open end is drawn; this length says nothing
SHAPES = {"exact": "D", "about": "o", "over": ">", "up to": "<", "range": "s"}


class EstimateChart(Picture):
    """Figures in groups. ``table``: the rows of ``estimates.csv`` that are drawn, in the order of
    the chart, each with the words of its ``group``; ``left_out``: {why: how many} of those that
    are not drawn.
    """

    def __init__(self, table, left_out, title):
        self.table, self.left_out, self.title = table, left_out, title

    @property
    def groups(self):
        """{words: rows} of each group, in the order of the chart."""
        found = {}
        for row in self.table.to_dict("records"):
            found.setdefault(row["group"], []).append(row)
        return found

    @property
    def alt(self):
        said = [f"{name}: {'; '.join(map(said_in_words, r))}." for name, r in self.groups.items()]
        return f"{plural(len(self.table), 'figure')}. {' '.join(said)}"

    @property
    def caption(self):
        lost = [plural(n, *LEFT_OUT[why]) for why, n in self.left_out.items()]
        return (
            "Each group counts something else: compare within a group only, and with care where "
            "the forces are not named. An arrow is an end that the speaker left open; its length "
            "says nothing. "
            + (f"Not drawn: {listing(lost)}. " if lost else "")
            + "From data/troops/estimates.csv of this kit."
        )

    @property
    def figure(self):
        import matplotlib
        from matplotlib.figure import Figure

        high = ROW * len(self.table) + HEAD * len(self.groups)
        tall = high + ABOVE + BELOW
        with matplotlib.rc_context({"font.family": "DejaVu Sans", "hatch.linewidth": 1.5}):
            figure = Figure(figsize=(WIDTH, tall), facecolor="white")
            axes = figure.add_axes((LEFT, BELOW / tall, 0.98 - LEFT, high / tall))
            top = float(self.table[["low", "high"]].max().max())
            axes.set(xlim=(0, 1.7 * top), xlabel="soldiers", ylim=(high, 0), yticks=[])
            down = 0
            for name, rows in self.groups.items():
                _draw_group(axes, name, rows, down)
                down += HEAD + ROW * len(rows)
            _dress(axes, top)
            _legend(figure, self.table)
            figure.text(
                0.015,
                1 - 0.32 / tall,
                self.title,
                fontsize=14 * min(1, TITLE / len(self.title)),
                weight="bold",
                color=INK,
            )
            return figure


def _draw_group(axes, name, rows, down):
    """Heading and rows of a group, ``down`` inches below the top."""
    from matplotlib.patches import Rectangle

    beside, left = axes.get_yaxis_transform(), (0.015 - LEFT) / (0.98 - LEFT)
    box = Rectangle((left, down + 0.03), 1 - left, HEAD - 0.06, transform=beside, color=BAND)
    axes.add_patch(box).set_clip_on(False)
    looks = {"transform": beside, "va": "center", "zorder": 3}
    colour = PLAN if rows[0]["kind"] == "plan" else INK
    axes.text(left + 0.01, down + HEAD / 2, name, fontsize=12, weight="bold", color=colour, **looks)
    for k, row in enumerate(rows):
        middle = down + HEAD + ROW * (k + 0.5)
        doubt = [MARKS[row["status"]].strip(" ()"), f"{row['confidence']} confidence"]
        doubt = [doubt[0], doubt[1] * (row["confidence"] == "low")]
        below = "; ".join(filter(None, [row["area"], *doubt]))
        for at, text, size, ink in (
            (-0.1, f"{spoken(row['day'])}, {row['who']}", 11, INK),
            (0.11, below, 10, GREY),
        ):
            size *= min(1, LETTERS[size] / len(text))
            axes.text(left + 0.01, middle + at, text, fontsize=size, color=ink, **looks)
        _draw_mark(axes, row, middle)


def _looks(plan):
    """How a count and a plan differ besides the colour: filled or hollow, whole line or dashes."""
    colour = PLAN if plan else BLUE
    line = {"color": colour, "linewidth": 3, "linestyle": (0, (2, 1)) if plan else "-"}
    mark = {"markersize": 10, "markerfacecolor": "white" if plan else colour}
    return {**line, **mark, "markeredgewidth": 2}


def _draw_mark(axes, row, middle):
    """The bar or mark of a figure, named after its id, and its words."""
    looks = _looks(row["kind"] == "plan") | {"gid": row["estimate_id"], "clip_on": False}
    low, high, bound, shape = row["low"], row["high"], row["bound"], SHAPES[row["bound"]]
    right = high
    if bound == "range":
        hatch = "////" if row["kind"] == "plan" else None
        face, edge = looks["markerfacecolor"], looks["color"]
        bar = {"facecolor": face, "edgecolor": edge, "hatch": hatch, "gid": looks["gid"]}
        axes.barh(middle, high - low, 0.2, left=low, **bar)
    elif bound in ("over", "up to"):
        reach = REACH * axes.get_xlim()[1]
        ends = (low, low + reach) if bound == "over" else (high, max(0, high - reach))
        axes.plot(ends, [middle] * 2, marker=shape, markevery=[1], **looks)
        axes.plot(ends[:1], [middle], marker="|", **looks | {"gid": "", "markersize": 16})
        right = max(ends)
    else:
        axes.plot([high], [middle], marker=shape, **looks)
    words = {"fontsize": 12, "weight": "bold", "va": "center", "color": looks["color"]}
    axes.annotate(amount(row), (right, middle), (13, 0), textcoords="offset points", **words)


def _dress(axes, top):
    from matplotlib.ticker import FixedLocator, MaxNLocator

    ticks = [tick for tick in MaxNLocator(4).tick_values(0, top) if tick >= 0]
    last = next(k for k, tick in enumerate(ticks) if tick >= top)  # no mark beyond the last number
    ticks = ticks[: last + 1]
    axes.set_xlim(right=max(axes.get_xlim()[1], ticks[-1]))
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.tick_params(axis="x", labelsize=11)
    axes.grid(axis="x", color=RULE)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _legend(figure, table):
    """The signs that this chart uses, in words."""
    from matplotlib.lines import Line2D

    used = [bound for bound in SHAPES if bound in set(table["bound"])]
    signs = [(SHAPES[b], "low to high" if b == "range" else b, False) for b in used]
    if "plan" in set(table["kind"]):
        signs.append(("s", "hollow: plan, not a count", True))
    handles = [
        Line2D([], [], marker=shape, label=label, **_looks(plan) | {"linewidth": 0})
        for shape, label, plan in signs
    ]
    figure.legend(handles=handles, loc="lower left", ncols=6, fontsize=10.5, frameon=False)


def _group(row):
    """What a row may be compared with, in words: kind, area, forces."""
    words = f"{capital(row['scope'])}{within(row)}: {FORCES.get(row['forces'], row['forces'])}"
    return f"Plan or forecast, not a count. {words}" if row["kind"] == "plan" else words


def _order(row):
    """Counts before plans; then by forces, by area, by how far out was counted, by day."""
    sort = DRAWN.index(row["kind"]), FORCES_ORDER.index(row["forces"])
    return *sort, row["scope"], whole(row["radius_km"]) or 0, row["day"]


def chart_estimates(first, last, sides=None):
    """Chart of the figures that were named from one day to another, as low-high bars in groups of
    the same kind, area and forces. ``sides``: only these voices, for example ["Kyiv"].

    >>> chart_estimates("2021-12-03", "2021-12-03").table["estimate_id"].tolist()
    ['2021-us-now', '2021-reznikov', '2021-us-plan']
    """
    import pandas as pd

    table, known = figures_between(first, last), sorted(set(read("estimates")["side"]))
    if sides is not None:
        sides = list(sides) if isinstance(sides, list | tuple | set) else [sides]
        if unknown := [side for side in sides if side not in known]:
            raise ValueError(f"there is no side {unknown[0]!r}; choose from: {', '.join(known)}")
        table = table[table["side"].isin(sides)]
    why = table["kind"].where(table["forces"] != "BTGs only", "BTGs only")
    left_out = {name: int((why == name).sum()) for name in LEFT_OUT if (why == name).any()}
    rows = sorted(table[why.isin(DRAWN)].to_dict("records"), key=_order)
    span = " to ".join(dict.fromkeys([spoken(iso(first)), spoken(iso(last))]))
    if not rows:
        raise ValueError(f"no figure of soldiers in these tables for {span}; choose more days")
    drawn = pd.DataFrame([{**row, "group": _group(row)} for row in rows])
    of = f", said by {listing(sides)}" if sides else ""
    return EstimateChart(drawn, left_out, f"Who named how many soldiers, {span}{of}")
