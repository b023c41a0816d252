"""Sentences for what differs between two days: members, alliances, command, land.

Only what differs in the end is told: a state that left and came back, or land that was held for
some months in between, gives no line.
"""

import datetime
import re
from itertools import pairwise

from .days import iso, spoken
from .history import (
    in_force,
    members_on,
    memberships_on,
    name_of,
    name_of_iso3,
    states_in,
    statuses,
)
from .tables import derived, read
from .words import capital, counted, in_order, listing, say, the

COMMAND, PARTNERS = "NATO integrated command", "Partnership for Peace"
GROUPS = {  # and the sentence that names them
    "Warsaw Pact": "group_pact",
    PARTNERS: "group_partners",
    COMMAND: "group_command",
}
MANY = 4  # days; a group that more of them joined gets one line for all


def what_changed(day, since, units=None):
    """Sentences for what differs between two days, each with its day, in order of time.

    ``units``: the unit ids to speak of; all when None. An empty list means nothing differs.

    >>> what_changed("1993-01-01", "1992-12-31")
    ['1 January 1993: Land passes from Czechoslovakia to the Czech Republic and Slovakia.']

    Raises ValueError when ``since`` comes after ``day``.
    """
    day, since = iso(day), iso(since)
    if since > day:
        raise ValueError(f"{day} is before {since}: swap day and since")
    found = {}
    for told in (_joined(since, day), *(_group(name, since, day) for name in GROUPS)):
        for when, sentence in told:
            found.setdefault(when, []).append(sentence)
    for when, sentence in _land(since, day, units):
        found.setdefault((when, when), []).append(sentence)
    return [
        f"{_span(*when)}: {' '.join(f'{capital(said)}.' for said in found[when])}"
        for when in sorted(found)
    ]


def _span(first, last):
    one = spoken(first)
    return one if first == last else say("span", first=one, last=spoken(last))


def _names(codes, day):
    return listing(map(the, in_order(name_of_iso3(iso3, day) for iso3 in codes)))


def _told_of(key, organisation, codes, day):
    """The sentence that some states (codes) join, found, leave, end or are back in a group."""
    group = say(GROUPS[organisation])
    return counted(f"group_{key}", len(codes), names=_names(codes, day), group=group)


def _joined(since, day):
    """[((first day, last day), sentence)]: who joined NATO."""
    table = read("members")
    count, found = len(members_on(since)), []
    for when, states in table.groupby("joined")["iso3"]:
        if since < when <= day:
            after = count + len(states)
            change = {"names": _names(states, when), "before": count, "after": after}
            found.append(((when, when), counted("joins", len(states), **change)))
            count = after
    return found


def _group(organisation, since, day):
    """[((first day, last day), sentence)]: who entered or left one of the other groups."""
    before, after = (states_in(organisation, d) for d in (since, day))
    if before == after:
        return []
    table = read("memberships")
    table = table[table["organisation"] == organisation]
    table = table[table["state"].isin(before ^ after)]
    found = []
    for column, tell in (("start", _entry), ("end", _exit)):
        rows = table[(table[column] > since) & (table[column] <= day)]
        by_day = {when: sorted(states) for when, states in rows.groupby(column)["state"]}
        if organisation == PARTNERS and tell is _entry and len(by_day) > MANY:
            first, *_, last = by_day
            every = [state for states in by_day.values() for state in states]
            found.append(((first, last), tell(organisation, every, last)))
        else:
            found += [((when, when), tell(organisation, by_day[when], when)) for when in by_day]
    return [(when, sentence) for when, sentence in found if sentence]


def _joining(day):
    members = read("members")
    return set(members.loc[members["joined"] == day, "iso3"])


def _entry(organisation, states, day):
    """The sentence for states that enter a group on a day, or "" where a row merely begins.

    The table names for the command only the states that were ever outside it, so that its first
    day and the day of an accession are no news.
    """
    rows = read("memberships")
    rows = rows[rows["organisation"] == organisation]
    first = day == min(rows["start"])
    if organisation != COMMAND:
        key = "founds" if first and len(states) > 1 else "joins"
        return _told_of(key, organisation, states, day)
    states = [] if first else sorted(set(states) - _joining(day))
    back = [s for s in states if (rows.loc[rows["state"] == s, "start"] < day).any()]
    fresh = [s for s in states if s not in back]
    told = (("returns", back), ("enters", fresh))
    return "; ".join(_told_of(key, organisation, some, day) for key, some in told if some)


def _exit(organisation, states, day):
    """The sentence for states that leave a group on a day, or "" where they leave it for NATO."""
    states = [s for s in states if organisation != PARTNERS or s not in _joining(day)]
    if not states:
        return ""
    ends = organisation != COMMAND and not len(memberships_on(day, organisation))
    return _told_of("ends" if ends else "leaves", organisation, states, day)


def _steps(tenure):
    """{unit: [(start, end, holder, status, owner), ...]} in order of time."""
    columns = ("unit_id", "start", "end", "holder", "status", "de_jure")
    found = {}
    for unit, *row in sorted(zip(*(tenure[c] for c in columns), strict=True)):
        found.setdefault(unit, []).append(tuple(row))
    return found


def _land(since, day, units):
    """[(day, sentence)]: which land changed hands, if another state holds it in the end."""
    moves = {}
    for unit, rows in derived(_steps, "tenure").items():
        if (units is None or unit in units) and _holder(rows, since) != _holder(rows, day):
            for (_, _, old, *_), (start, _, *new) in pairwise(rows):
                if since < start <= day and old != new[0]:
                    moves.setdefault(start, []).append((unit, old, *new))
    return [(when, said) for when in sorted(moves) for said in _told(when, moves[when])]


def _holder(rows, day):
    return [holder for start, _, holder, *_ in rows if start <= day][-1]


def _told(when, moves):
    """Sentences for the land that changed hands on a day. The land of a state that is new needs no
    name of its own; land without agreed title always has one, and its owner.
    """
    eve = (datetime.date.fromisoformat(when) - datetime.timedelta(days=1)).isoformat()
    held_before, disputed = set(in_force(read("tenure"), eve)["holder"]), statuses("disputed")
    whole, parts = {}, {}
    for unit, old, new, status, owner in moves:
        if new not in held_before and status not in disputed:
            whole.setdefault(old, set()).add(the(name_of(new, when)))
        else:
            law = owner if status in disputed and owner != new else ""
            parts.setdefault((old, new, law), []).append(the(place_names()[unit]))
    found = [
        say("land_whole", old=the(name_of(old, eve)), new=listing(in_order(fresh)))
        for old, fresh in sorted(whole.items())
    ]
    for (old, new, law), places in sorted(parts.items()):
        said = say(
            "land_part",
            places=listing(in_order(places)),
            old=the(name_of(old, eve)),
            new=the(name_of(new, when)),
        )
        found.append(say("land_law", said=said, owner=the(name_of(law, when))) if law else said)
    return found


def _places(table):
    pairs = zip(table["unit_id"], table["name"], strict=True)
    return {unit: re.sub(r", (.+)$", r" (\1)", name) for unit, name in pairs}


def place_names():
    """{unit_id: name inside a sentence}, without commas: "Germany (east)"."""
    return derived(_places, "unit_names")
