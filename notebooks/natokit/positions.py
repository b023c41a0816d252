"""Sentences about the places where troops were reported, and the days on which they change."""

from .days import iso, spoken
from .history import in_force
from .tables import read, texts
from .troop_rules import FIRST_DAY, LAST_DAY
from .troops import counts_apart, holds, lines_features, outcomes_on
from .words import listing, plural


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
        names = sorted(set(rows.loc[rows["evidence"] == evidence, "name"]))
        if names:
            said.append(f"{labels[evidence].lower()}: {listing(names)}")
    text = f"{counted_words(day)}. " + "; ".join(said)
    lines = [f["properties"] for f in lines_features() if holds(f["properties"], iso(day))]
    axes = [line["name"] for line in lines if line["kind"] == "axis"]
    fixed = [line["name"] for line in lines if line["kind"] in ("contact", "crimea")]
    text += "."
    if fixed:
        text += f" Lines: {listing(fixed)}."
    if axes:
        text += f" {plural(len(axes), 'arrow')} for ways that Russian troops took."
    if towns := outcomes_on(day):
        said = (f"{texts()['town_' + key]}: {listing(names)}" for key, names in towns.items())
        text += f" Towns at the ends of arrows: {'; '.join(said)}."
    return text.replace("..", ".").replace(". .", ".")


def counted_words(day):
    """How many places have reported troops on a day, with those of separatist forces apart, because
    most counts of Russian troops leave them out.

    >>> counted_words("2021-12-03")
    'Russian troops reported at 15 places; forces of the self-declared republics at 2'
    """
    russian, others = counts_apart(sites_in_force(day))
    if not russian + others:
        return "No place with reported troops in these tables"
    if not others:
        return f"Troops reported at {plural(russian, 'place')}"
    said = f"Russian troops reported at {plural(russian, 'place')}"
    return f"{said}; forces of the self-declared republics at {others}"


def positions_changed(day, since):
    """Sentences for the sites that appeared or vanished after ``since``, up to ``day``."""
    if iso(since) < FIRST_DAY or iso(day) > LAST_DAY:
        return []  # the tables begin or end between the two days: that is no event
    now, before = (set(sites_in_force(d)["name"]) for d in (day, since))
    found = []
    if now - before:
        found.append(f"Newly reported: {_some(now - before)}.")
    if before - now:
        found.append(f"No longer reported: {_some(before - now)}.")
    return found


def _some(names):
    return listing(sorted(names)) if len(names) <= 12 else plural(len(names), "place")


def covered_words():
    """The sentence that says which days the tables of troops cover."""
    return f"Troops: {spoken(FIRST_DAY)} to {spoken(LAST_DAY)}; the tables stop there."
