"""Land on a day: units of land joined with tenure. The only module that needs geopandas besides
``scene.py``.

A *unit* is a piece of land that was never divided since 1949. ``tenure.csv`` says who held each
unit when,
with what status, and whose it was by law. A state on a day is the union of its units; a border is
the
line between two units whose holders differ that day.
"""

from .days import FIRST_DAY
from .history import in_force, iso, iso3_codes, members_on, name_of, note_shown, turning_days
from .tables import DataError, derived, read, read_land


def tenure_on(day):
    """Rows of ``tenure.csv`` that hold on a day, indexed by unit_id: exactly one a unit.

    >>> tenure_on("1985-01-01").loc["DE-BE-W", "holder"]
    'BE-W'
    """
    return in_force(read("tenure"), day).set_index("unit_id")


def _rows_by_unit(tenure):
    found = {}
    for row in tenure.sort_values(["unit_id", "start"]).itertuples():
        if not row.end or row.end > FIRST_DAY:
            found.setdefault(row.unit_id, []).append(row)
    return found


def tenure_rows():
    """{unit: its rows of ``tenure.csv`` from the first day on, in order}."""
    return derived(_rows_by_unit, "tenure")


def borders_on(day, scale="map"):
    """Who held and who owned every piece of land on a day.

    Returns a GeoDataFrame, EPSG:4326, one row a unit: unit_id, name, holder, holder_name, status,
    de_jure, de_jure_name, certainty, sources, geometry. ``scale``: "map" (2,500 m) or "fine" (500
    m).

    >>> borders_on("1985-01-01").set_index("unit_id").loc["DE-E", "holder_name"]
    'East Germany'
    """
    day = iso(day)
    land = read_land(scale)[["name", "geometry"]].join(
        tenure_on(day)[["holder", "status", "de_jure", "note", "certainty", "sources"]], how="inner"
    )
    land["note"] = land["note"].map(note_shown)
    land["holder_name"] = [name_of(code, day) for code in land["holder"]]
    land["de_jure_name"] = [name_of(code, day) for code in land["de_jure"]]
    order = ["unit_id", "name", "holder", "holder_name", "status", "de_jure", "de_jure_name"]
    return land.reset_index()[[*order, "note", "certainty", "sources", "geometry"]]


def states_on(day, by="holder", scale="map"):
    """The states of a day, dissolved. ``by``: "holder" (who holds the land) or "de_jure" (who
    owns it by law).

    Returns a GeoDataFrame, EPSG:4326, one row a state: code, name, iso3, geometry.

    >>> "CSK" in set(states_on("1985-01-01")["code"])
    True
    """
    if by not in ("holder", "de_jure"):
        raise ValueError(f"by must be 'holder' or 'de_jure', not {by!r}")
    land = borders_on(day, scale=scale)
    states = land[[by, "geometry"]].dissolve(by, method="coverage").reset_index()
    states.insert(1, "name", [name_of(code, day) for code in states[by]])
    states.insert(2, "iso3", states[by].map(iso3_codes()).fillna(""))
    return states.rename(columns={by: "code"})


def member_codes(day):
    """Codes of the states that are NATO members on a day, as ``tenure.csv`` writes them."""
    members = set(members_on(day)["iso3"])
    return {code for code, iso3 in iso3_codes().items() if iso3 in members}


def border_length(day, one, other):
    """Kilometres of land border between two sets of states on a day, by who holds the land.

    ``one`` and ``other``: a state code, a set of codes, or "NATO". Geodesic length on WGS 84 of
    borders drawn
    at about 500 m, so it comes out a little shorter than a surveyed length.

    >>> border_length("2023-04-03", "NATO", "RU") < border_length("2023-04-04", "NATO", "RU")
    True
    """
    one, other = (codes_of(side, day) for side in (one, other))
    holder = tenure_on(day)["holder"]
    arcs = read("arcs")
    a, b = arcs["unit_a"].map(holder), arcs["unit_b"].map(holder)
    between = (a != b) & ((a.isin(one) & b.isin(other)) | (a.isin(other) & b.isin(one)))
    return round(float(arcs.loc[between, "km"].astype(float).sum()), 1)


def codes_of(side, day):
    """The codes meant by a code, a set of codes or "NATO"; ValueError if no state has one."""
    if isinstance(side, str):
        side = member_codes(day) if side == "NATO" else {side}
    unknown = set(side) - set(read("states")["code"])
    if unknown:
        raise ValueError(
            f"no state with the code {', '.join(sorted(unknown))} in states.csv; "
            "'NATO' stands for all members"
        )
    return set(side)


PLACES = {"Moscow": (37.6176, 55.7558), "St Petersburg": (30.3158, 59.9391)}  # WGS 84, city centres


def distances_to(place, scale="fine"):
    """Kilometres from a place to the nearest point of each unit of land (Series by unit_id).

    ``place``: a name in PLACES or (longitude, latitude). Measured in an azimuthal equidistant
    projection
    centred on the place, in which distances from the centre are true on the WGS 84 ellipsoid.
    """
    from shapely import Point

    if isinstance(place, str) and place not in PLACES:
        raise ValueError(
            f"no place '{place}'; give (longitude, latitude) or one of {', '.join(PLACES)}"
        )
    lon, lat = _position(PLACES.get(place, place) if isinstance(place, str) else place)
    land = read_land(scale)
    near = land.cx[lon - 60 : lon + 60, 25:85]
    flat = near.geometry.to_crs(f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84")
    return (flat.distance(Point(0, 0)) / 1000).round(0)


def _position(pair):
    try:
        lon, lat = map(float, pair)
    except (TypeError, ValueError):
        lon, lat = 0, 999
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"{pair!r} is no place; write (longitude, latitude) in degrees")
    return lon, lat


def _by_place(table):
    return {
        place: rows.set_index("unit_id")["km"].astype(float)
        for place, rows in table.groupby("place")
    }


def _known_distances(place):
    """The stored distances of a place in ``distances.csv``, else measured now."""
    if not isinstance(place, str):
        return distances_to(place)
    known = derived(_by_place, "distances")
    return known[place] if place in known else distances_to(place)


def nearest_member(day, place, distances=None):
    """(kilometres, unit name) of the member territory nearest to a place on a day, by who holds
    the land.
    """
    distances = _known_distances(place) if distances is None else distances
    holder = tenure_on(day)["holder"].reindex(distances.index)
    of_members = distances[holder.isin(member_codes(day))]
    if of_members.empty:
        raise DataError(
            f"data/borders/distances.csv has no member's land for {place} on {iso(day)}. "
            "Copy the file again from the kit you downloaded, or run: git checkout data"
        )
    unit = of_members.idxmin()
    return float(of_members[unit]), name_of(holder[unit], day)


def border_history(one="NATO", other=("SU", "RU")):
    """Length of a land border from 1949 on: a DataFrame with a row for each day on which it
    changes: day, km.

    >>> border_history().iloc[0]["day"]
    '1949-04-04'
    """
    other = {other} if isinstance(other, str) else set(other)
    return _changes(["km"], ((day, border_length(day, one, other)) for day in turning_days()))


def distance_history(place):
    """Distance from a place to the nearest NATO territory: a DataFrame: day, km, state."""
    distances = _known_distances(place)
    rows = ((day, *nearest_member(day, place, distances)) for day in turning_days())
    return _changes(["km", "state"], rows)


def _changes(columns, rows):
    import pandas as pd

    kept = []
    for row in rows:
        if not kept or kept[-1][1:] != row[1:]:
            kept.append(row)
    return pd.DataFrame(kept, columns=["day", *columns])
