"""Sentences computed from the data: captions, alternative text, what changed. No number here is
typed by hand.
"""

from . import tables
from .changes import place_names
from .changes import what_changed as what_changed
from .days import whatif_title
from .history import (
    FIRST_DAY,
    as_of,
    iso,
    iso3_codes,
    members_on,
    name_of,
    name_of_iso3,
    spoken,
    stage,
    states_in,
)
from .tables import derived, read, texts
from .words import counted, in_order, listing, say, the

FRONT_NOT_DRAWN = "2022-02-24"  # from this day on the line of control in Ukraine is not drawn


def joined_on(day):
    """Names of the states whose accession took effect on the day."""
    day = iso(day)
    table = read("members")
    return in_order(name_of_iso3(iso3, day) for iso3 in table.loc[table["joined"] == day, "iso3"])


def names_in(organisation, day):
    """Names of the states in an organisation on a day, sorted."""
    return in_order(name_of_iso3(s, day) for s in states_in(organisation, iso(day)))


def _crossed_rows(tenure, statuses, unit_names):
    crossed = statuses.loc[statuses["disputed"] == "yes", "status"]
    subjects = unit_names.loc[unit_names["role"] == "kit", "unit_id"]
    rows = tenure[tenure["status"].isin(crossed) & tenure["unit_id"].isin(subjects)]
    columns = (rows[c] for c in ("unit_id", "holder", "de_jure", "start", "end"))
    return list(zip(*columns, strict=True))


def disputed_on(day):
    """Land that the map crosses with lines on a day: {holder: names of the land}, both sorted. The
    holder is "" where it is no state, or where it is the owner too; land at the rim is left out.

    >>> disputed_on("2014-03-18")["Russia"]
    ['Crimea', 'Sevastopol']
    """
    day, lands = iso(day), {}
    for unit, holder, owner, start, end in derived(
        _crossed_rows, "tenure", "statuses", "unit_names"
    ):
        if start <= day and (not end or day < end):
            lands.setdefault((holder, holder == owner), []).append(place_names()[unit])
    found = {}
    for (holder, owned), land in sorted(lands.items()):
        state = name_of(holder, day) if holder in iso3_codes() and not owned else ""
        found.setdefault(state, []).extend(land)
    return {holder: _merged(found[holder]) for holder in in_order(found)}


def _merged(names):
    """The names sorted; the parts of one land become one name where all of them are there:
    "Germany (east)" and "Germany (west)".
    """
    every = [_whole(name) for name in place_names().values()]
    here = [_whole(name) for name in names]
    return in_order(
        {
            whole if here.count(whole) == every.count(whole) > 1 else name
            for name, whole in zip(names, here, strict=True)
        }
    )


def _whole(name):
    return name.split(" (")[0]


def _crossed(day):
    """The sentence on land without agreed title, or "" when there is none."""
    land = {holder: listing(map(the, names)) for holder, names in disputed_on(day).items()}
    said = [say("crossed_by", names=land[h], holder=the(h)) for h in land if h]
    said += [say("crossed_others", names=land[""])] if "" in land else []
    return " " + say("crossed", land="; ".join(said)) if said else ""


def whatif_mark():
    """The sentence on everything that shows a history the reader changed, or "" when it is the
    kit's.
    """
    changes = tables.edited()
    return texts()["whatif_mark"].replace("{changes}", changes) if changes else ""


def alt_text(day, track="nato"):
    """What the map of a day shows, in words, for those who cannot see it. ``track``: "nato",
    "troops" or "both"; the last two name the places where troops were reported.

    >>> alt_text("1999-03-12").startswith("Map for 12 March 1999: 19 NATO members")
    True
    """
    day = iso(day)
    new, pact = joined_on(day), names_in("Warsaw Pact", day)
    partners = states_in("Partnership for Peace", day) - set(members_on(day)["iso3"])
    members = counted("members", len(members_on(day)))
    parts = [say("alt_map", day=spoken(day), members=members)]
    if new:
        names = listing(new)
        founded = say("alt_founded", names=names) if day == FIRST_DAY else ""
        parts.append(founded or counted("alt_joins", len(new), names=names))
    if pact:
        parts.append(counted("alt_pact", len(pact), names=listing(pact)))
    if partners:
        parts.append(counted("alt_partners", len(partners)))
    text = "; ".join(parts) + "." + _crossed(day)
    if mark := whatif_mark():
        text = f"{mark} {text}"
    if track != "nato":
        from .positions import alt_positions

        text += " " + alt_positions(day)
    if day >= FRONT_NOT_DRAWN:
        text += " " + not_drawn()
    return text


def not_drawn():
    """The sentence that every map of a day from 24 February 2022 on carries."""
    return texts()["not_drawn"]


def caption(day, track="nato", front=True):
    """Title, borders as of, sources and newest confirmed day, for the line under a printed map.

    From 24 February 2022 on it says that the line of control is not drawn; ``front=False`` leaves
    that out, for a figure that says it elsewhere.
    """
    day, more = iso(day), ""
    if track != "nato":
        from .positions import covered_words

        more = f"{say('caption_sites')} {covered_words()}"
    said = (
        whatif_mark(),
        say("caption_map", day=spoken(day)),
        not_drawn() if front and day >= FRONT_NOT_DRAWN else "",
        say("caption_colours"),
        say("caption_confirmed", day=spoken(as_of())),
        more,
        say("caption_geometry"),
    )
    return " ".join(filter(None, said))


def headline(day, track="nato"):
    """The day and the title of its stage, or the day and the count of members.

    >>> headline("1999-03-12").split(" - ")[0]
    '12 March 1999'
    """
    day = iso(day)
    now = stage(day, track)
    title = now["title"] if now["day"] == day else counted("members", len(members_on(day)))
    first = whatif_title()
    return first + say("headline", day=spoken(day), title=title.removeprefix(first))


def _unit_names(table):
    return dict(zip(table["unit_id"], table["name"], strict=True))


def unit_names():
    """{unit_id: name} of every unit of land."""
    return derived(_unit_names, "unit_names")
