"""Sentences computed from the data: captions, alternative text, what changed. No number here is
typed by hand.
"""

from .history import (
    FIRST_DAY,
    as_of,
    in_force,
    iso,
    members_on,
    memberships_on,
    name_of,
    spoken,
    stage,
)
from .tables import derived, read

DISPUTED = ("occupied", "annexed", "separatist", "de_facto", "un_administered", "partly_recognised")
FRONT_NOT_DRAWN = "2022-02-24"  # from this day on the line of control in Ukraine is not drawn


def listing(names):
    """Names as a reader writes them.

    >>> listing(["Czechia", "Hungary", "Poland"])
    'Czechia, Hungary and Poland'
    """
    *before, last = list(names) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def plural(count, one, many=None):
    """A count with its noun: ``plural(1, "member")`` is "1 member"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def _the(name):
    with_article = ("Soviet Union", "United", "Free Territory", "Saar", "Netherlands", "Bahamas")
    with_article += ("Czech Republic", "Trucial States", "Mali Federation")
    return f"the {name}" if name.startswith(with_article) else name


def joined_on(day):
    """Names of the states whose accession took effect on the day."""
    day = iso(day)
    table = read("members")
    return sorted(_name3(iso3, day) for iso3 in table.loc[table["joined"] == day, "iso3"])


def _codes_by_iso3(day):
    states = read("states")
    return {iso3: code for code, iso3 in zip(states["code"], states["iso3"], strict=True) if iso3}


def _name3(iso3, day):
    code = _codes_by_iso3(day).get(iso3)
    return name_of(code, day) if code else iso3


def names_in(organisation, day):
    """Names of the states in an organisation on a day, sorted."""
    return sorted(_name3(s, day) for s in memberships_on(day, organisation)["state"])


def disputed_on(day):
    """Names of the holders, or of the land, that the map stripes on a day, with the lawful owner
    in brackets.
    """
    rows = in_force(read("tenure"), day)
    rows = rows[rows["status"].isin(DISPUTED)]
    found = {(r.holder, r.de_jure) for r in rows.itertuples()}
    return [(name_of(h, day), name_of(o, day)) for h, o in sorted(found)]


def alt_text(day):
    """What the map of a day shows, in words, for those who cannot see it.

    >>> alt_text("1999-03-12").startswith("Map for 12 March 1999: 19 NATO members")
    True
    """
    day = iso(day)
    new, pact = joined_on(day), names_in("Warsaw Pact", day)
    partners = set(memberships_on(day, "Partnership for Peace")["state"]) - set(
        members_on(day)["iso3"]
    )
    parts = [f"Map for {spoken(day)}: {plural(len(members_on(day)), 'NATO member')}"]
    if new:
        verb = "sign the treaty" if day == FIRST_DAY else "joins" if len(new) == 1 else "join"
        parts.append(f"{listing(new)} {verb} on this day")
    if pact:
        parts.append(f"{plural(len(pact), 'Warsaw Pact member')}: {listing(pact)}")
    if partners:
        parts.append(f"{plural(len(partners), 'state')} in the Partnership for Peace outside NATO")
    text = "; ".join(parts) + "."
    if day >= FRONT_NOT_DRAWN:
        text += " " + not_drawn()
    return text


def not_drawn():
    """The sentence that every map of a day from 24 February 2022 on carries."""
    texts = read("interface")
    return texts.loc[texts["key"] == "not_drawn", "en"].iloc[0]


def caption(day):
    """Title, borders as of, sources and newest confirmed day, for the line under a printed map."""
    day = iso(day)
    return (
        f"NATO member states on {spoken(day)}; borders as of that day, by who held the land. "
        "Colours show member states, not the area covered by Article 5. "
        f"Membership confirmed up to {spoken(as_of())}. "
        "Geometry: Natural Earth (public domain), changed; dates and sources: data/ of this kit."
    )


def headline(day):
    """The day and the title of its stage, or the day and the count of members.

    >>> headline("1999-03-12").split(" - ")[0]
    '12 March 1999'
    """
    day = iso(day)
    now = stage(day)
    title = now["title"] if now["day"] == day else plural(len(members_on(day)), "NATO member")
    return f"{spoken(day)} - {title}"


def what_changed(day, since, units=None):
    """Sentences for what differs between two days: members, Warsaw Pact, partners, command, land.

    ``units``: the unit ids to speak of; all when None. An empty list means nothing differs.
    """
    day, since = iso(day), iso(since)
    if since > day:
        raise ValueError(f"{day} is before {since}: swap day and since")
    return [
        *_joined_between(since, day),
        *_moved("Warsaw Pact", since, day),
        *_moved("Partnership for Peace", since, day),
        *_moved("NATO integrated command", since, day),
        *_land_between(since, day, units),
    ]


def _joined_between(since, day):
    table = read("members")
    rows = table[(table["joined"] > since) & (table["joined"] <= day)]
    if not len(rows):
        return []
    return [
        f"NATO: {listing(sorted(_name3(i, day) for i in rows['iso3']))} in; "
        f"{len(members_on(since))} members become {len(members_on(day))}."
    ]


def _moved(organisation, since, day):
    before, after = (set(memberships_on(d, organisation)["state"]) for d in (since, day))
    into, out = (sorted(_name3(i, day) for i in s) for s in (after - before, before - after))
    out = (
        [n for n in out if n not in set(_joined_names(since, day))]
        if organisation.startswith("Partner")
        else out
    )
    said = [f"{listing(into)} in" if into else "", f"{listing(out)} out" if out else ""]
    return [f"{organisation}: {'; '.join(s for s in said if s)}."] if into or out else []


def _joined_names(since, day):
    table = read("members")
    return [
        _name3(i, day)
        for i in table.loc[(table["joined"] > since) & (table["joined"] <= day), "iso3"]
    ]


def _land_between(since, day, units):
    before, after = (in_force(read("tenure"), d).set_index("unit_id") for d in (since, day))
    ids = [u for u in after.index if u in before.index and (units is None or u in units)]
    groups, held_before = {}, set(before["holder"])
    for unit in ids:
        old, new = before.at[unit, "holder"], after.at[unit, "holder"]
        if old != new:
            groups.setdefault(old, []).append((new, unit))
    found = []
    for old, moved in sorted(groups.items()):
        before_name = _the(name_of(old, since))
        fresh = {name_of(new, day) for new, _ in moved if new not in held_before}
        fresh = sorted(fresh, key=lambda name: name.lstrip("'"))
        if fresh:
            found.append(f"Land held by {before_name} is now held by {listing(map(_the, fresh))}.")
        for new in sorted({n for n, _ in moved if n in held_before}):
            names = sorted(unit_names()[u] for n, u in moved if n == new)
            found.append(
                f"{listing(names)}: held by {before_name} before, by {_the(name_of(new, day))} now."
            )
    return found


def _unit_names(table):
    return dict(zip(table["unit_id"], table["name"], strict=True))


def unit_names():
    """{unit_id: name} of every unit of land."""
    return derived(_unit_names, "unit_names")
