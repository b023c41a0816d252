"""Small tables for the lesson on troops: who said how many, where, and on what evidence."""

from html import escape

from . import tables, troop_rules, troops
from .days import iso, spoken
from .lessons import MARKS, Sheet, _fold
from .tables import read
from .troop_words import (
    FORCES,
    KINDS,
    amount,
    figures_between,
    groups,
    ordered,
    said_in_words,
    whole,
)
from .words import capital, listing, plural


def who_said(day, days=31):
    """Who named which figure in the ``days`` days up to a day, newest first, and what was counted.

    >>> [row[2][0] for row in who_said("2021-12-03", days=1).rows]
    ['94,300', 'about 70,000; 50 battalion groups', 'up to 175,000; 100 battalion groups']
    """
    table = troops.estimates_on(day, days)
    rows = [_said(row) for row in table.to_dict("records")]
    span = "up to" if days is None else "on" if days == 1 else f"in the {days} days up to"
    head = ("Day", "Who (click for a note)", "How many", "What was counted", "What it is")
    title = f"Who said how many {span} {spoken(iso(day))}"
    return Sheet(title if rows else f"{title}: no figure in these tables", head, rows)


def _said(row):
    note = [f"“{row['words']}”"] if row["words"] else []
    note += [row["note"]] if row["note"] else []
    counted = [f"{row['counts']}: {row['area']}"]
    counted += [] if row["forces"] == "BTGs only" else [FORCES.get(row["forces"], row["forces"])]
    return [
        spoken(row["day"]),
        _fold(f"{row['who']}{MARKS[row['status']]}", "<br>".join(map(escape, note))),
        "; ".join(filter(None, (amount(row), groups(row)))),
        "; ".join(counted),
        KINDS[row["kind"]] + (", low confidence" if row["confidence"] == "low" else ""),
    ]


def side_by_side(*estimate_ids):
    """Some figures of ``estimates.csv`` beside each other, one a column, so that one sees what
    differs: day, area, forces. ``estimate_ids``: ids of that table.
    """
    table = read("estimates").set_index("estimate_id", drop=False)
    _known("figure", estimate_ids, table.index)
    chosen = [table.loc[name] for name in estimate_ids]
    lines = {
        "Day": [spoken(row["day"]) for row in chosen],
        "How many": [amount(row) or groups(row) for row in chosen],
        "What": [row["counts"] for row in chosen],
        "Where": [row["area"] for row in chosen],
        "Which forces": [FORCES.get(row["forces"], row["forces"]) for row in chosen],
        "What it is": [KINDS[row["kind"]] for row in chosen],
    }
    head = ("", *(row["who"] for row in chosen))
    return Sheet("Figures side by side", head, [[name, *cells] for name, cells in lines.items()])


def _known(what, wanted, known):
    """Refuse an unknown id with the known ones that begin alike."""
    if not wanted:
        raise ValueError(f"name at least one {what}, for example '{next(iter(known))}'")
    for name in wanted:
        if name not in set(known):
            near = sorted(k for k in known if k[:4] == str(name)[:4])
            hint = f"of that year: {', '.join(near)}" if near else "an id begins with its year"
            raise ValueError(f"there is no {what} {name!r}; {hint}")


def battalion_groups(first, last):
    """How many battalion tactical groups were named from one day to another, by whom, and the
    soldiers that the same speaker named with them. The two are never joined by a product.
    """
    table = figures_between(first, last)
    rows = [
        [
            spoken(row["day"]),
            row["who"] + MARKS[row["status"]],
            groups(row).removesuffix(" battalion groups"),
            amount(row) or "none named",
            KINDS[row["kind"]],
        ]
        for row in table.to_dict("records")
        if groups(row)
    ]
    head = ("Day", "Who", "Battalion groups", "Soldiers in the same statement", "What it is")
    return Sheet(f"Battalion tactical groups, {spoken(first)} to {spoken(last)}", head, rows)


def site_table(day, kind=None):
    """The places for which sources report troops on a day, strongest evidence first. No numbers of
    soldiers: hardly any source gives one for a single place.
    """
    table = troops.sites_on(day, kind)
    labels = read("evidence").set_index("evidence")["label"]
    rows = []
    for row in table.to_dict("records"):
        more = [row["units"], row["equipment"], row["note"]]
        km = whole(row["km_to_ukraine"])
        rows.append(
            [
                _fold(
                    row["name"] + MARKS[row["status"]],
                    "<br>".join(escape(capital(text)) for text in more if text),
                ),
                row["role"],
                labels[row["evidence"]],
                row["who"],
                "–" if km is None else f"{km} km",
            ]
        )
    head = ("Place (click for more)", "What it was", "Best evidence", "Who says so", "To Ukraine")
    russian, apart = troops.counts_apart(table)
    places = plural(russian if russian or not apart else apart, "place")
    if russian and apart:
        places += f" with Russian troops; {apart} with forces of the self-declared republics"
    return Sheet(f"Reported on {spoken(iso(day))}: {places}", head, rows)


def evidence_for(day):
    """The kinds of evidence behind the places of a day, from the strongest to the weakest: what
    each can show, and for which places it is the best that there is.
    """
    table, rows = troops.sites_on(day), []
    for kind in read("evidence").to_dict("records"):
        found = table[table["evidence"] == kind["evidence"]]
        names = escape(listing(sorted(set(found["name"]))))
        places = plural(found["site_id"].nunique(), "place")
        rows.append([kind["label"], kind["meaning"], _fold(places, names if len(found) else "")])
    head = ("Evidence", "What it shows", "Best for (click for names)")
    return Sheet(f"What we know it from: {spoken(iso(day))}", head, rows)


def rival_versions(*words):
    """Subjects on which sources differ: what is printed, what this kit uses, and why. ``words``:
    only the subjects that have one of these words; without any, all.
    """
    table, words = read("troop_disagreements"), [str(word) for word in words]
    lost = [w for w in words if not table["subject"].str.contains(w, case=False, regex=False).any()]
    if lost:
        raise ValueError(
            f"no subject has the word {lost[0]!r}; the subjects are: {'; '.join(table['subject'])}"
        )
    rows = [
        [row["subject"], row["versions"], row["choice"], row["why"]]
        for row in table.to_dict("records")
        if not words or any(word.casefold() in row["subject"].casefold() for word in words)
    ]
    return Sheet("Where sources differ", ("Subject", "Printed", "In this kit", "Why"), rows)


def troop_steps(first, last):
    """The stages of the troops from one day to another; a click opens the summary."""
    from .history import stages

    table = stages("troops")
    table = table[table["day"].between(*ordered(first, last))]
    rows = [
        [spoken(r.day), _fold(r.title, escape(r.summary)), r.kind + MARKS[r.status]]
        for r in table.itertuples()
    ]
    return Sheet("Stages of the troops", ("Day", "Stage (click to open)", "Kind"), rows)


def not_confirmed():
    """Places, figures and lines that are marked P or M, with their notes."""
    features = troop_rules.features_of(tables.path_of("lines"), check=False)
    lines = [(f["properties"]["status"], _doubt(f["properties"])) for f in features]
    parts = {
        "places": [(r["status"], _doubt(r)) for r in read("sites").to_dict("records")],
        "figures": [(r["status"], _doubt(r)) for r in read("estimates").to_dict("records")],
        "lines and axes": lines,
    }
    rows = []
    for name, found in parts.items():
        for mark in ("P", "M"):
            said = [escape(text) for status, text in found if status == mark]
            items = f"<ul><li>{'</li><li>'.join(said)}</li></ul>"
            if said:
                rows.append([name, MARKS[mark].strip(" ()"), _fold(f"{len(said)} rows", items)])
    return Sheet("Not fully confirmed", ("What", "Mark", "Rows (click to open)"), rows)


def _doubt(row):
    said = said_in_words(row) if "who" in row and "counts" in row else row["name"]
    return f"{said}: {row['note']}" if row["note"] else said
