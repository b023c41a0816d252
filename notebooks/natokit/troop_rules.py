"""What must be true of the tables of troops beyond their schema, and the reader of the lines.

Every fault becomes one DataError sentence: file, row or feature, column, fix.
"""

import json
import math
from itertools import pairwise

from . import tables
from .tables import DataError

FIRST_DAY, LAST_DAY = "1989-01-01", "2022-04-06"
MOST_WORDS = 25


def check(name, where, frame):
    """Rules for the table called ``name``; tables that are not about troops pass."""
    rules = {"sites": _check_sites, "estimates": _check_estimates, "distances_said": _check_said}
    if name in rules:
        _check_span(where, frame)
        rules[name](where, frame)


def _fail(where, at, column, text):
    raise DataError(f"{where} row {at + 2}, column {column}: {text}")


def _check_span(where, frame):
    """Nothing before 1989 and nothing after the day on which the kit stops."""
    for column in {"start", "end", "day"} & set(frame.columns):
        for at, day in enumerate(frame[column]):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                _fail(where, at, column, f"{day} is not between {FIRST_DAY} and {LAST_DAY}.")


def _check_sites(where, frame):
    """One row a place, kind and day; the stage is one of the troops."""
    stages = tables.read("stages")
    tracks = dict(zip(stages["stage_id"], stages["track"], strict=True))
    for at, stage in enumerate(frame["stage_id"]):
        if tracks.get(stage) == "nato":
            _fail(where, at, "stage_id", f"{stage} is a stage of the track nato only.")
    columns = (frame[c] for c in ("site_id", "kind", "start", "end"))
    rows = sorted(zip(*columns, range(len(frame)), strict=True))
    for (*one, _, end, _), (*other, start, _, at) in pairwise(rows):
        if one == other and (not end or start < end):
            _fail(where, at, "start", f"{start} lies in the row before of {one[0]} ({one[1]}).")
    for at, (lat, lon) in enumerate(zip(frame["lat"], frame["lon"], strict=True)):
        for column, text in (("lat", lat), ("lon", lon)):
            if len(text.partition(".")[2]) > 4:
                _fail(where, at, column, "no more than four decimals: no place is known better.")


def _check_estimates(where, frame):
    """The ends of a figure fit its bound; battalion groups are never turned into soldiers."""
    for at, row in enumerate(frame.to_dict("records")):
        low, high, btg_low, btg_high = (
            int(row[c]) if row[c] else None for c in ("low", "high", "btg_low", "btg_high")
        )
        for first, last, column in ((low, high, "high"), (btg_low, btg_high, "btg_high")):
            if first is not None and last is not None and first > last:
                _fail(where, at, column, f"{last} is smaller than the lower end {first}.")
        groups = row["forces"] == "BTGs only"
        if (low is None and high is None) != groups or (groups and btg_low is None):
            _fail(where, at, "forces", "a row has soldiers, or is BTGs only and has btg_low.")
        if not groups and not _fits(row["bound"], low, high):
            _fail(where, at, "bound", f"{row['bound']} does not fit low {low} and high {high}.")
        if (row["kind"] == "exercise") != (row["scope"] == "exercise"):
            _fail(where, at, "scope", "the kind exercise has the scope exercise, no other has it.")
        if len(row["words"].split()) > MOST_WORDS:
            _fail(where, at, "words", f"at most {MOST_WORDS} words.")


def _fits(bound, low, high):
    if bound in ("over", "up to"):
        return (low is None) == (bound == "up to") and (high is None) == (bound == "over")
    return None not in (low, high) and (low < high) == (bound == "range")


def _check_said(where, frame):
    """``fits`` says what the figures say."""
    sites = tables.read("sites")
    measured = {
        site: (float(km or 0), float(error))
        for site, km, error in zip(
            sites["site_id"], sites["km_to_ukraine"], sites["coord_error_km"], strict=True
        )
    }
    for at, row in enumerate(frame.to_dict("records")):
        low, high = float(row["km_low"]), float(row["km_high"])
        if row["site_id"] not in measured:
            _fail(where, at, "site_id", f"'{row['site_id']}' is not in data/troops/sites.csv.")
        if low > high:
            _fail(where, at, "km_high", f"{high:g} is smaller than km_low {low:g}.")
        km, error = measured[row["site_id"]]
        error += max(2, high / 20)
        if (row["fits"] == "yes") != (low - error <= km <= high + error):
            _fail(where, at, "fits", f"we measure {km:g} km, give or take {error:g}.")


def features_of(path, check=True):
    """The features of ``lines.geojson`` as dicts; ``check`` holds them against their description
    in ``datapackage.json``. Raises DataError.
    """
    raw, where = tables.file_bytes(path), tables.short(path)
    try:
        features = json.loads(raw.decode("utf-8"))["features"]
        for feature in features:
            feature["properties"]["start"] + feature["properties"]["end"]
            _check_coordinates(feature["geometry"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DataError(
            f"{where} is not a GeoJSON file of lines with their properties. "
            "Copy it again from the kit you downloaded, or run: git checkout data"
        ) from None
    if check:
        _check_properties(where, [feature["properties"] for feature in features])
    return features


def _check_coordinates(geometry):
    points = geometry["coordinates"]
    if geometry["type"] != "LineString" or len(points) < 2:
        raise ValueError
    for lon, lat in points:
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise ValueError


def _check_properties(where, rows):
    import frictionless  # lazy: 0.5 s that only a changed file costs

    schema = tables.resource("lines")["featureSchema"]
    names = [field["name"] for field in schema["fields"]]
    for at, row in enumerate(rows, 1):
        if sorted(row) != sorted(names):
            raise DataError(f"{where} feature {at}: its properties must be {', '.join(names)}.")
    filled = [{name: None if cell == "" else cell for name, cell in row.items()} for row in rows]
    schema = frictionless.Schema.from_descriptor(schema)
    report = frictionless.Resource(data=filled, schema=schema).validate(limit_errors=1)
    if report.tasks[0].errors:
        seen = report.tasks[0].errors[0].to_dict()
        spot = f"feature {(seen.get('rowNumber') or 2) - 1}, {seen.get('fieldName') or 'all'}"
        raise DataError(f"{where} {spot}: {seen.get('note') or seen.get('message')}")
    sources = set(tables.read("sources")["source_id"])
    for row in rows:
        if fault := _fault_of_line(row, sources):
            raise DataError(f"{where}, line {row['id']}: {fault}")


def _fault_of_line(row, sources):
    """What is wrong with the properties of a line, or ""."""
    days = [day for day in (row["start"], row["end"]) if day]
    if not all(FIRST_DAY <= day <= LAST_DAY for day in days) or days != sorted(set(days)):
        return f"start and end must be days from {FIRST_DAY} to {LAST_DAY}, the end later."
    if lost := sorted(set(row["sources"].split(";")) - sources):
        return f"'{lost[0]}' is not in data/sources.csv."
    if row["reached"] != {"axis": "yes", "axis_beyond": "no"}.get(row["kind"], ""):
        return f"reached does not fit the kind {row['kind']}."
    for place in row["places"]:
        if not isinstance(place, dict) or set(place) != {"name", "lat", "lon", "status"}:
            return "each of its places needs name, lat, lon and status."
    return ""
