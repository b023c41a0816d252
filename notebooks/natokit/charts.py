"""Charts of the lessons, computed from members, tenure and borders. Each is a Picture with its
table in ``table``.
"""

import datetime

from .borders import border_history, distance_history
from .days import whatif_title
from .describe import whatif_mark
from .history import as_of, spoken
from .pictures import Picture
from .tables import read

BLUE, RED, INK = "#23507F", "#C46A4E", "#1A1A1A"
SHORT = 700  # days; a step that lasts less has no room for its number


class Chart(Picture):
    """Steps over the years. ``series``: {name: DataFrame with day and a value}; ``table`` is the
    first of them.
    """

    def __init__(self, title, alt, series, value, unit):
        self.series, self.value, self.unit = series, value, unit
        self.mark = mark = whatif_mark()  # of this moment, as the numbers are
        self.title, self.alt = whatif_title() + title, " ".join(filter(None, (mark, alt)))
        computed = f"Computed from data/ of this kit; as of {spoken(as_of())}."
        self.caption = " ".join(filter(None, (mark, computed)))

    @property
    def table(self):
        return next(iter(self.series.values()))

    @property
    def figure(self):
        import matplotlib
        from matplotlib.figure import Figure

        with matplotlib.rc_context({"font.family": "DejaVu Sans"}):
            figure = Figure(figsize=(9, 3.6), facecolor="white", layout="constrained")
            axes = figure.add_subplot()
            looks = zip(self.series.items(), ((BLUE, "-"), (RED, "--")), strict=False)
            for (name, table), (colour, dash) in looks:
                self._steps(axes, name, table, colour, dash)
            axes.set_title(self.title, loc="left", weight="bold", color=INK)
            axes.set_ylabel(self.unit)
            axes.set_ylim(bottom=0)
            axes.yaxis.set_major_formatter("{x:,.0f}")
            axes.grid(axis="y", color="#D5D9DD")
            axes.spines[["top", "right"]].set_visible(False)
            if len(self.series) > 1:
                axes.legend(frameon=False)
            return figure

    def _steps(self, axes, name, table, colour, dash):
        days = [*table["day"], max(as_of(), *table["day"])]  # a "what if" may come after it
        values = [*table[self.value], table[self.value].iloc[-1]]
        dates = [datetime.date.fromisoformat(day) for day in days]
        axes.step(
            dates, values, where="post", color=colour, linestyle=dash, linewidth=2, label=name
        )
        for k, (date, value) in enumerate(zip(dates[:-1], values[:-1], strict=True)):
            if (dates[k + 1] - date).days > SHORT or k == len(dates) - 2:
                place = {"textcoords": "offset points", "fontsize": 8, "color": colour}
                axes.annotate(f"{value:,.0f}", (date, value), (2, 4), **place)


def chart_members():
    """How many members NATO had, from 1949 to the newest confirmed day."""
    import pandas as pd

    counts = read("members").groupby("joined").size().cumsum()
    table = pd.DataFrame({"day": counts.index, "members": counts.to_numpy()})
    steps = ", ".join(
        f"{n} in {day[:4]}" for day, n in zip(table["day"], table["members"], strict=True)
    )
    return Chart(
        "Members of NATO", f"Number of members: {steps}.", {"members": table}, "members", "members"
    )


def chart_border():
    """Length of the land border between NATO members and the Soviet Union, later Russia."""
    table = border_history("NATO", ("SU", "RU"))
    steps = "; ".join(
        f"{km:,.0f} km from {spoken(day)}"
        for day, km in zip(table["day"], table["km"], strict=True)
    )
    return Chart(
        "Land border between NATO and the Soviet Union, later Russia",
        f"Length by who held the land: {steps}.",
        {"border": table},
        "km",
        "kilometres",
    )


def chart_distance(*places):
    """Distance from Moscow and St Petersburg, or other places, to the nearest NATO territory."""
    series = {place: distance_history(place) for place in places or ("Moscow", "St Petersburg")}
    said = [
        f"{place}: "
        + ", ".join(f"{r.km:,.0f} km ({r.state}) from {r.day[:4]}" for r in table.itertuples())
        for place, table in series.items()
    ]
    return Chart(
        "Distance to the nearest NATO territory", "; ".join(said) + ".", series, "km", "kilometres"
    )
