"""Questions about a day: who was a member of what, and which stage of the history it is. No
drawing, no widgets.

A day is an ISO string ("1999-03-12"), a ``datetime.date``, or the id of a stage. Intervals are
half-open:
a row holds from ``start`` up to, not including, ``end``; an empty ``end`` means it still holds.
"""

import datetime
from bisect import bisect_right

from .days import FIRST_DAY, iso, last_day, stage_table
from .days import spoken as spoken  # every day that a reader sees passes here
from .tables import derived, read, untouched
from .words import say


def in_force(table, day):
    """The rows of a table with ``start`` and ``end`` that hold on the day."""
    day = iso(day)
    return table[(table["start"] <= day) & ((table["end"] == "") | (table["end"] > day))]


def members_on(day):
    """NATO's members on a day, in order of accession: the rows of ``members.csv`` with ``joined``
    <= day.

    >>> len(members_on("1999-03-12"))
    19
    """
    table = derived(_by_accession, "members")
    return table[table["joined"] <= iso(day)].reset_index(drop=True)


def _by_accession(members):
    return members.sort_values(["joined", "name"])


def memberships_on(day, organisation=None):
    """Rows of ``memberships.csv`` that hold on a day: Warsaw Pact, Partnership for Peace, command
    and councils.

    >>> len(memberships_on("1955-05-14", "Warsaw Pact"))
    8
    """
    table = in_force(read("memberships"), day)
    if organisation is not None:
        known = sorted(set(read("memberships")["organisation"]))
        if organisation not in known:
            raise ValueError(
                f"no organisation '{organisation}' in memberships.csv; it has {', '.join(known)}"
            )
        table = table[table["organisation"] == organisation]
    return table.reset_index(drop=True)


def stages(track=None, kind=None):
    """The named days, sorted. ``track``: "nato" or "troops" (stages marked "both" belong to each).
    An accession without a row in ``stages.csv`` is a stage too, so that a "what if" can be seen.

    >>> stages("nato").loc[0, "day"]
    '1949-04-04'
    """
    table = stage_table()
    if track is not None:
        if track not in ("nato", "troops", "both"):
            raise ValueError(f"track must be 'nato', 'troops' or 'both', not {track!r}")
        if track != "both":
            table = table[table["track"].isin([track, "both"])]
    if kind is not None:
        known = sorted(set(stage_table()["kind"]))
        if kind not in known:
            raise ValueError(f"no stage is of the kind {kind!r}; the kinds are {', '.join(known)}")
        table = table[table["kind"] == kind]
    return table.reset_index(drop=True)


def stage(day, track="both"):
    """The stage on a day or, when the day has none, the last one before it, as a row (Series);
    of a track's stages, as in ``stages``.

    >>> stage("1999-03-12")["kind"]
    'enlargement'
    """
    table = stages(track)
    return table.iloc[max(bisect_right(list(table["day"]), iso(day)) - 1, 0)]


def note_shown(note):
    """A note of ``tenure.csv`` without the words that only readers of the table need."""
    return note.replace(say("opens_table"), "").strip()


def as_of():
    """The newest day for which membership is confirmed: the last day in ``stages.csv``."""
    with untouched():  # a stage that the reader invents confirms nothing
        table = read("stages")
    return max(table.loc[table["track"] != "troops", "day"])


def _names(states):
    found = {}
    for row in sorted(
        states[["code", "start", "end", "name", "label", "iso3"]].itertuples(index=False, name=None)
    ):
        found.setdefault(row[0], []).append(row[1:])
    return found


def state_names():
    """{code: [(start, end, name, label, iso3), ...]} for every state and area in ``states.csv``."""
    return derived(_names, "states")


def _named(code, day):
    day = iso(day)
    rows = state_names().get(code)
    if not rows:
        raise ValueError(f"no state or area with the code '{code}' in states.csv")
    return ([row for row in rows if row[0] <= day] or rows[:1])[-1]


def name_of(code, day, short=False):
    """What a state or area was called on a day; ``short`` gives the name on the map.

    >>> name_of("DE", "1985-01-01")
    'West Germany'
    """
    _, _, name, label, _ = _named(code, day)
    return label if short else name


def label_of(code, day):
    """What stands on the map for a state or area on a day: (name, three-letter code or "").

    >>> label_of("DE", "1985-01-01")
    ('W. Germany', 'DEU')
    """
    return _named(code, day)[3:]


def iso3_of(code, day):
    """The three-letter code of a state on a day, or "".

    >>> iso3_of("CS", "1995-01-01")
    'YUG'
    """
    return _named(code, day)[4]


def _by_iso3(states):
    found = {}
    for iso3, start, name in sorted(
        zip(*(states[c] for c in ("iso3", "start", "name")), strict=True)
    ):
        found.setdefault(iso3, []).append((start, name))
    return found


def name_of_iso3(iso3, day):
    """What the state with a three-letter code was called on a day; the code if none has it.

    >>> name_of_iso3("YUG", "1985-01-01"), name_of_iso3("YUG", "1995-01-01")
    ('Yugoslavia', 'FR Yugoslavia')
    """
    rows = derived(_by_iso3, "states").get(iso3, [("", iso3)])
    day = iso(day)
    return ([row for row in rows if row[0] <= day] or rows[:1])[-1][1]


def _iso3(states):
    return {code: iso3 for code, iso3 in zip(states["code"], states["iso3"], strict=True) if iso3}


def iso3_codes():
    """{state code: ISO 3166 alpha-3, historic codes included}; areas without one are left out."""
    return derived(_iso3, "states")


def class_of(code, day):
    """The class of a state on a day: member, new, soviet, pact, partner or other (see
    ``maps/classes.csv``).

    >>> class_of("PL", "1999-03-12"), class_of("PL", "1999-03-13")
    ('new', 'member')
    """
    if code not in state_names():
        raise ValueError(f"no state or area with the code '{code}' in states.csv")
    return classes_on(day).get(code, "other")


def classes_on(day):
    """{state code: class} on a day. "new" is the day of accession itself; a member that is also a
    partner is a member.
    """
    day = iso(day)
    joined = dict(zip(read("members")["iso3"], read("members")["joined"], strict=True))
    pact, partners = states_in("Warsaw Pact", day), states_in("Partnership for Peace", day)
    found = {}
    for code, iso3 in iso3_codes().items():
        if iso3 in joined and joined[iso3] <= day:
            found[code] = "new" if joined[iso3] == day else "member"
        elif iso3 in ("SUN", "RUS"):
            found[code] = "soviet"
        elif iso3 in pact:
            found[code] = "pact"
        elif iso3 in partners:
            found[code] = "partner"
    return found


def _spells(memberships):
    found = {}
    columns = (memberships[c] for c in ("organisation", "state", "start", "end"))
    for organisation, *spell in zip(*columns, strict=True):
        found.setdefault(organisation, []).append(spell)
    return found


def states_in(organisation, day):
    """Three-letter codes of the states in an organisation on an ISO day, as a set.

    >>> len(states_in("Warsaw Pact", "1955-05-14"))
    8
    """
    spells = derived(_spells, "memberships").get(organisation, ())
    return {state for state, start, end in spells if start <= day and (not end or day < end)}


def turning_days():
    """Every day, sorted, on which membership, a name, a holder or an owner changes; the maps
    change on no other day.
    """
    days = {FIRST_DAY}
    for table in ("memberships", "tenure", "states"):
        rows = read(table)
        days |= set(rows["start"]) | set(rows["end"])
    for joined in read("members")["joined"]:
        after = datetime.date.fromisoformat(joined) + datetime.timedelta(days=1)
        days |= {joined, after.isoformat()}
    return sorted(d for d in days if FIRST_DAY <= d <= last_day())


def _flags(statuses):
    return {
        flag: frozenset(statuses.loc[statuses[flag] == "yes", "status"])
        for flag in ("disputed", "dependent")
    }


def statuses(flag):
    """The statuses of land that ``borders/statuses.csv`` marks "disputed" or "dependent".

    >>> sorted(statuses("dependent"))
    ['colony', 'protectorate']
    """
    return derived(_flags, "statuses")[flag]
