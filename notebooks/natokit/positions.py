"""Sentences about the places where troops were reported, and the days on which they change."""

from .days import iso, spoken
from .history import in_force
from .tables import read, texts
from .troop_rules import FIRST_DAY, LAST_DAY
from .troops import counts_apart, holds, lines_features, outcomes_on
from .words import counted, in_order, inside, listing, say

MOST = 12  # names; more places are only counted


def change_days():
    """Every day, sorted, on which a site or a line appears or vanishes."""
    lines = [feature["properties"] for feature in lines_features()]
    rows = read("sites").to_dict("records") + lines
    return sorted({row[c] for row in rows for c in ("start", "end") if row[c]})


def sites_in_force(day):
    """Rows of ``sites.csv`` on a day; none outside the days that the tables cover."""
    day = iso(day)
    return in_force(read("sites"), day) if FIRST_DAY <= day <= LAST_DAY else read("sites")[:0]


def alt_positions(day):
    """What the symbols and lines of a day say, for those who cannot see them.

    >>> alt_positions("2021-12-03").split(";")[0]
    'Russian troops reported at 15 places'
    """
    if not FIRST_DAY <= iso(day) <= LAST_DAY:
        return covered_words()
    rows, labels = sites_in_force(day), read("evidence").set_index("evidence")["label"]
    said = []
    for evidence in labels.index:
        names = in_order(set(rows.loc[rows["evidence"] == evidence, "name"]))
        if names:
            said.append(f"{inside(labels[evidence])}: {listing(names)}")
    text = f"{counted_words(day)}. " + "; ".join(said)
    lines = [f["properties"] for f in lines_features() if holds(f["properties"], iso(day))]
    axes = [line["name"] for line in lines if line["kind"] == "axis"]
    fixed = [line["name"] for line in lines if line["kind"] in ("contact", "crimea")]
    text += "."
    if fixed:
        text += " " + say("alt_lines", names=listing(fixed))
    if axes:
        text += " " + counted("alt_arrows", len(axes))
    if towns := outcomes_on(day):
        said = (f"{texts()['town_' + key]}: {listing(names)}" for key, names in towns.items())
        text += " " + say("alt_towns", towns="; ".join(said))
    return text.replace("..", ".").replace(". .", ".")


def counted_words(day):
    """How many places have reported troops on a day, with those of separatist forces apart, because
    most counts of Russian troops leave them out.

    >>> counted_words("2021-12-03")
    'Russian troops reported at 15 places; forces of the self-declared republics at 2'
    """
    russian, others = counts_apart(sites_in_force(day))
    if not russian + others:
        return say("places_none")
    if not others:
        return counted("places", russian)
    return say("places_apart", russian=counted("places_russian", russian), n=others)


def positions_changed(day, since):
    """Sentences for the sites that appeared or vanished after ``since``, up to ``day``."""
    if iso(since) < FIRST_DAY or iso(day) > LAST_DAY:
        return []  # the tables begin or end between the two days: that is no event
    now, before = (set(sites_in_force(d)["name"]) for d in (day, since))
    found = []
    if now - before:
        found.append(say("places_new", names=_some(now - before)))
    if before - now:
        found.append(say("places_gone", names=_some(before - now)))
    return found


def _some(names):
    return listing(in_order(names)) if len(names) <= MOST else counted("places_count", len(names))


def covered_words():
    """The sentence that says which days the tables of troops cover."""
    return say("covered", first=spoken(FIRST_DAY), last=spoken(LAST_DAY))
