"""Right answers, computed from the tables: ``=members(1999-03-12)`` in ``lessons/exercises.csv``
is 19 as long as the tables say so, and no key can drift from the lesson.
"""

import inspect
import re

from .days import iso
from .history import class_of as _class_of
from .history import in_force, members_on, name_of, stage_table
from .tables import DataError, read, resource

RUSSIA = {"SU", "RU"}


def answer_of(cell, where="the answer"):
    """The text that a cell stands for: itself, or what its rule finds in the tables.

    ``where``: file, row and column, for the message of the DataError that a wrong rule raises.

    >>> answer_of("=members(1999-03-12)"), answer_of("Poland")
    ('19', 'Poland')
    """
    if not cell.startswith("="):
        return cell
    found = re.fullmatch(r"=\s*([a-z_]+)\s*\((.*)\)\s*", cell)
    if not found or found[1] not in RULES:
        raise DataError(f"{where}: '{cell}' is no rule; write =rule(...) with {', '.join(RULES)}.")
    rule, given = RULES[found[1]], [part.strip() for part in found[2].split(",")]
    wanted = list(inspect.signature(rule).parameters)
    if len(given) != len(wanted) or not all(given):
        form = f"={found[1]}({', '.join(wanted).upper()})"
        raise DataError(f"{where}: '{cell}' has not what the rule needs; write {form}.")
    try:
        return str(rule(*given))
    except (ValueError, DataError) as error:
        raise DataError(f"{where}: '{cell}': {error}") from None


# ---- membership and stages


def members(day):
    """How many members NATO has on a day."""
    return len(members_on(day))


def new_on(day):
    """The states whose accession took effect on a day."""
    from .describe import joined_on

    return " | ".join(_some(joined_on(day), f"no state joined on {day}"))


def joined(iso3):
    """The day of accession of a state."""
    return _cell("members", "iso3", iso3, "joined")


def day_of(stage_id):
    """The day of a stage."""
    return _stage(stage_id)["day"]


def title_of(stage_id):
    """The title of a stage."""
    return _stage(stage_id)["title"]


def in_order(stage_ids):
    """Titles of stages, the earliest first."""
    rows = [_stage(part.strip()) for part in stage_ids.split(";")]
    days = [row["day"] for row in rows]
    if len(set(days)) < len(days):
        raise ValueError("two of these stages have the same day or are the same; leave one out")
    return " | ".join(row["title"] for row in sorted(rows, key=lambda row: row["day"]))


def start(organisation, state):
    """The first day of a state in an organisation."""
    return min(_membership(organisation, state)["start"])


def end(organisation, state):
    """The day from which a state was no longer in an organisation."""
    ends = _membership(organisation, state)["end"]
    if "" in set(ends):
        raise ValueError(f"{state} has not left {organisation}")
    return max(ends)


# ---- land


def holder(unit_id, day):
    """The state that held a piece of land on a day."""
    return name_of(_tenure(unit_id, day)["holder"], day)


def owner(unit_id, day):
    """The state whose a piece of land was by law on a day."""
    return name_of(_tenure(unit_id, day)["de_jure"], day)


def unit_of(code, day):
    """The pieces of land that a state held on a day."""
    held = in_force(read("tenure"), day)
    units = held.loc[held["holder"] == code, "unit_id"]
    return ";".join(_some(units, f"no state with the code '{code}' held land on {day}"))


def class_of(code, day):
    """The class of a state on a day, as on the map."""
    return _class_of(code, day)


def border_km(day):
    """Kilometres of land border between NATO and Russia, rounded to tens."""
    from .borders import border_length

    return _tens(border_length(day, "NATO", RUSSIA))


def distance_km(place, day):
    """Kilometres from a place to the nearest member's land, rounded to tens."""
    from .borders import PLACES, nearest_member

    if place not in PLACES:
        raise ValueError(f"no place '{place}'; the places are {', '.join(PLACES)}")
    return _tens(nearest_member(day, place)[0])


# ---- troops, claims, tables


def sites(day):
    """In how many places sources report troops on a day, without those of separatist forces."""
    from .troops import counts_apart, sites_on

    return counts_apart(sites_on(day))[0]


def low(estimate_id):
    """The lower end of an estimate."""
    return _cell("estimates", "estimate_id", estimate_id, "low")


def high(estimate_id):
    """The upper end of an estimate."""
    return _cell("estimates", "estimate_id", estimate_id, "high")


def speaker(estimate_id):
    """Who gave an estimate."""
    return _cell("estimates", "estimate_id", estimate_id, "who")


def verdict(claim_id):
    """The kit's verdict on a claim."""
    return _cell("claims", "claim_id", claim_id, "verdict")


def tally(verdict):
    """How many claims got a verdict."""
    from .article import verdict_counts

    counts = verdict_counts()
    if verdict not in counts:
        raise ValueError(f"no verdict '{verdict}'; the verdicts are {', '.join(counts)}")
    return counts[verdict]


def count(table):
    """How many rows a table has."""
    if "schema" not in resource(table):
        raise ValueError(f"'{table}' has no rows to count; name a table")
    return len(read(table))


RULES = {
    rule.__name__: rule
    for rule in (
        *(members, new_on, joined, day_of, title_of, in_order, start, end),
        *(holder, owner, unit_of, class_of, border_km, distance_km),
        *(sites, low, high, speaker, verdict, tally, count),
    )
}


# ---- how they look things up


def _some(found, fault):
    if not len(found):
        raise ValueError(fault)
    return found


def _tens(km):
    return round(km / 10) * 10


def _cell(table, key, value, column):
    rows = read(table)
    found = rows.loc[rows[key] == value, column]
    if not len(found):
        near = [known for known in rows[key] if known[:4] == value[:4]][:5] or list(rows[key])[:5]
        raise ValueError(f"{table}.csv has no {key} '{value}'; it has {', '.join(near)} ...")
    if not found.iloc[0]:
        raise ValueError(f"{table}.csv has no {column} for '{value}': it is not known")
    return found.iloc[0]


def _stage(stage_id):
    table = stage_table()
    if stage_id not in set(table["stage_id"]):
        iso(stage_id)  # says which stages that year has, unless it is a day
        raise ValueError(f"'{stage_id}' is a day; write the id of a stage")
    return table.set_index("stage_id").loc[stage_id]


def _membership(organisation, state):
    table = read("memberships")
    known = sorted(set(table["organisation"]))
    if organisation not in known:
        raise ValueError(f"no organisation '{organisation}'; there are {', '.join(known)}")
    rows = table[(table["organisation"] == organisation) & (table["state"] == state)]
    return _some(rows, f"{organisation} has no state '{state}'; write its three-letter code")


def _tenure(unit_id, day):
    rows = in_force(read("tenure"), day)
    rows = rows[rows["unit_id"] == unit_id]
    return _some(rows, f"no land '{unit_id}' in units.csv").iloc[0]
