"""Questions about a day: where sources report Soviet or Russian troops, which figures had been
named, and which lines held. No drawing.

The tables begin on 1989-01-01 and end on 2022-04-06: they are history, not a tracker of a war.
``sites.csv`` has no column for numbers of soldiers: hardly any source gives one for a single place.
"""

import datetime
from functools import lru_cache

from . import language, tables, troop_rules
from .days import iso, spoken
from .history import in_force
from .tables import read
from .troop_rules import FIRST_DAY, LAST_DAY

POINTS = ("lat", "lon", "coord_error_km")
COUNTS = ("low", "high", "radius_km", "btg_low", "btg_high")
# What became of the town at the end of an arrow, by the kind of the arrow.
OUTCOMES = {"axis": "reached", "axis_beyond": "not_taken"}


def covered(day):
    """True for the days that the tables of troops cover.

    >>> covered("2022-04-06"), covered("2022-04-07")
    (True, False)
    """
    return FIRST_DAY <= iso(day) <= LAST_DAY


def covered_day(day):
    """The day as ISO text; ValueError for one that the tables of troops do not cover."""
    day = iso(day)
    if not covered(day):
        raise ValueError(
            f"the tables of troops cover {spoken(FIRST_DAY)} to {spoken(LAST_DAY)}, not "
            f"{spoken(day)}; they are history and stop with the first weeks of the invasion"
        )
    return day


def _of_kind(table, kind):
    known = sorted(set(table["kind"]))
    if kind is not None and kind not in known:
        raise ValueError(f"kind must be one of {', '.join(known)}, not {kind!r}")
    return table if kind is None else table[table["kind"] == kind]


def sites_on(day, kind=None):
    """Places for which sources report troops on a day: rows of ``sites.csv``, strongest evidence
    first. ``kind``: "base", "deployment", "camp", "exercise" or "separatist".

    ``lat`` and ``lon`` are degrees (WGS 84); the place lies within ``coord_error_km`` of them.
    Raises ValueError for a day that the tables do not cover.

    >>> sorted(sites_on("2001-06-28")["name"])[-1]
    'Vaziani'
    >>> len(sites_on("2022-02-18", kind="exercise"))
    9
    """
    table = in_force(_of_kind(read("sites"), kind), covered_day(day))
    order = dict(zip(read("evidence")["evidence"], read("evidence")["order"], strict=True))
    rank = table["evidence"].map(order).astype(int)
    table = table.assign(rank=rank, **{c: table[c].astype(float) for c in POINTS})
    table["km_to_ukraine"] = _whole(table["km_to_ukraine"])
    return table.sort_values(["rank", "name"]).drop(columns="rank").reset_index(drop=True)


def counts_apart(table):
    """(places with Russian troops, places with separatist forces) in rows of ``sites.csv``: most
    counts of Russian troops leave the latter out.

    >>> counts_apart(sites_on("2022-02-18"))
    (34, 2)
    """
    apart = table["kind"] == "separatist"
    return table.loc[~apart, "name"].nunique(), table.loc[apart, "name"].nunique()


def _whole(column):
    """Numbers of a table as whole numbers; an empty cell becomes a missing value, never 0."""
    return column.where(column != "").astype("Int64")


def estimates_on(day, days=31, kind=None):
    """Figures that had been named in the ``days`` days up to a day, newest first: rows of
    ``estimates.csv``. ``days=None`` gives all up to that day.

    Only the kind "presence" is a count of troops; "plan", "capacity" and "exercise" are not. Rows
    with another ``scope`` or ``forces`` count something else and must not be joined by a line.

    >>> list(estimates_on("2021-12-03", days=1)["kind"])
    ['presence', 'presence', 'plan']
    """
    day = covered_day(day)
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or days < 1):
        raise ValueError(f"days must be a whole number from 1 on, or None for all, not {days!r}")
    table = _of_kind(read("estimates"), kind)
    since = FIRST_DAY
    if days is not None:
        first = datetime.date.fromisoformat(day) - datetime.timedelta(days=min(days, 40000) - 1)
        since = first.isoformat()
    table = table[(table["day"] <= day) & (table["day"] >= since)]
    table = table.assign(**{c: _whole(table[c]) for c in COUNTS})
    table = table.sort_values("estimate_id").sort_values("day", ascending=False, kind="stable")
    return table.reset_index(drop=True)


def lines_on(day):
    """Lines that held on a day: a GeoDataFrame of ``lines.geojson`` (EPSG:4326).

    ``kind``: "contact" (line of contact in Donbas), "crimea", "axis" (reached by Russian troops in
    the first weeks) or "axis_beyond" (towards a place that was not taken). ``places`` lists the
    towns along an axis. Axes are straight lines between towns, not tracks.

    >>> list(lines_on("2019-01-01")["kind"])
    ['contact', 'crimea']
    """
    import geopandas as gpd

    day = covered_day(day)
    found = [feature for feature in lines_features() if holds(feature["properties"], day)]
    columns = [field["name"] for field in tables.resource("lines")["featureSchema"]["fields"]]
    return gpd.GeoDataFrame.from_features(found, crs="EPSG:4326", columns=["geometry", *columns])


def lines_features():
    """The features of ``lines.geojson`` as plain dicts, without geopandas."""
    path, code = tables.path_of("lines"), language.current()
    if code == language.ENGLISH:
        return _features(str(path), tables.stamp(path))
    versions = tables.stamp(path), tables.stamp(language.words_path("lines", code))
    return _features_in(code, str(path), versions)


@lru_cache(maxsize=4)
def _features(path, _version):
    return troop_rules.features_of(path, check=tables.changed("lines"))


@lru_cache(maxsize=4)
def _features_in(code, path, versions):
    words, found = language.words_of("lines", language.known(code)), []
    for feature in _features(path, versions[0]):
        row = feature["properties"]
        cells = {
            column: language.translated(words, row["id"], column, row[column])
            for column in ("name", "note")
        }
        found.append({**feature, "properties": {**row, **cells}})
    return found


def holds(row, day):
    """True when a row with ``start`` and ``end`` holds on a day that the tables cover."""
    return row["start"] <= day and (not row["end"] or day < row["end"]) and day <= LAST_DAY


def outcomes():
    """What became of the towns at the ends of arrows, as rows with town, lat, lon, start, end and
    ``outcome``: "reached", "not_taken", or "left" from the day on which an arrow ends.

    An arrow towards a place that was not taken tells so of every town on it but the first, from
    which it starts. A town where two arrows end has one row.
    """
    found = {}
    for line in (feature["properties"] for feature in lines_features()):
        if line["kind"] not in OUTCOMES:
            continue
        reached = line["kind"] == "axis"
        for town in line["places"][-1:] if reached else line["places"][1:]:
            spans = [(line["start"], line["end"] if reached else "", OUTCOMES[line["kind"]])]
            if reached and line["end"]:
                spans.append((line["end"], "", "left"))
            for start, end, outcome in spans:
                name = tables.sentences().get(f"town {town['name']}", town["name"])
                row = {"town": name, "lat": town["lat"], "lon": town["lon"]}
                row |= {"start": start, "end": end, "status": line["status"]}
                row |= {"sources": line["sources"]}
                found[name, start] = {**row, "outcome": outcome}
    return sorted(found.values(), key=lambda row: (row["start"], row["town"]))


def outcomes_on(day):
    """{outcome: names of the towns} on a day, sorted; see ``outcomes``.

    >>> outcomes_on("2022-02-24")["not_taken"][:3]
    ['Brovary', 'Chernihiv', 'Kharkiv']
    """
    rows = [row for row in outcomes() if holds(row, iso(day))]
    return {
        outcome: names
        for outcome in ("reached", "not_taken", "left")
        if (names := [row["town"] for row in rows if row["outcome"] == outcome])
    }
