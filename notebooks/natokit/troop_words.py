"""Figures of ``estimates.csv`` in words. Battalion groups stay groups: nothing here turns them into
soldiers or adds figures up.
"""

from . import troops
from .days import iso, spoken

KINDS = {
    "presence": "count",
    "plan": "plan or forecast, not a count",
    "exercise": "exercise total, not a count",
    "capacity": "what a base or treaty allows, not a count",
}
FORCES = {
    "not said": "forces not named",
    "ground, sea and air": "forces on land, at sea and in the air",
    "ground": "forces on land only",
    "with other forces": "with National Guard, other units and separatists",
    "fleet": "Black Sea Fleet, with new arrivals where named",
    "newly arrived": "newly arrived only",
    "separatist forces": "separatist forces",
    "BTGs only": "battalion tactical groups",
}


def whole(cell):
    """A cell as a whole number, or None where the table has nothing; never 0 for nothing."""
    text = str(cell)
    return None if text in ("", "None", "nan", "<NA>") else int(float(text))


def _ends(low, high, bound=""):
    """A figure in words; an end that nobody named stays open."""
    if low is None or high is None:
        return f"up to {high:,}" if low is None else f"over {low:,}"
    prefix = "about " if bound == "about" else ""
    return f"{low:,} to {high:,}" if low < high else f"{prefix}{low:,}"


def amount(row):
    """Soldiers of a row of ``estimates.csv`` as its speaker put it, or "" where only battalion
    groups were named.

    >>> [amount(row) for _, row in troops.estimates_on("2021-12-03", days=1).iterrows()]
    ['94,300', 'about 70,000', 'up to 175,000']
    """
    if row["forces"] == "BTGs only":
        return ""
    return _ends(whole(row["low"]), whole(row["high"]), row["bound"])


def groups(row):
    """Battalion tactical groups of a row in words, or "" where none were named."""
    low, high = whole(row["btg_low"]), whole(row["btg_high"])
    bound = row["bound"] if row["forces"] == "BTGs only" else ""
    return "" if low is None else f"{_ends(low, high, bound)} battalion groups"


def within(row):
    """How far from the border was counted, in words, or "" where the speaker does not say."""
    radius = whole(row["radius_km"])
    return "" if radius is None else f" within {radius} km"


def ordered(first, last):
    """Two days as ISO strings; raises ValueError when the first comes after the last."""
    first, last = iso(first), iso(last)
    if first > last:
        raise ValueError(f"the first day, {first}, must not come after the last, {last}")
    return first, last


def figures_between(first, last):
    """Rows of ``estimates.csv`` from one day to another, oldest first."""
    first, last = ordered(first, last)
    troops.estimates_on(first, days=1)  # refuses a day that the tables do not cover
    table = troops.estimates_on(last, days=None)
    table = table[table["day"] >= first]
    return table.sort_values(["day", "estimate_id"]).reset_index(drop=True)


def said_in_words(row):
    """A row of ``estimates.csv`` as one clause: how many, who, when."""
    return f"{amount(row) or groups(row)} ({row['who']}, {spoken(row['day'])})"
