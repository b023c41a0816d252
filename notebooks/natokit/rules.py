"""The rules that span the rows of a table, or several tables; a schema cannot hold them."""

import datetime
import io
import re
from itertools import groupby, pairwise
from operator import itemgetter

from . import tables, troop_rules
from .days import FIRST_DAY, date_hint, whole_day
from .tables import DataError
from .words import brief

MUST_BE_ON_THE_MAP = (("members", "joined"), ("stages", "day"))


def check_rules(name, frame):
    """The rules that a schema cannot hold; raise DataError on the first one that is broken."""
    where = tables.short(tables.path_of(name))
    _check_days(name, where, frame)
    _check_intervals(where, frame)
    _check_keys(name, where, frame)
    _check_needed(name, where, frame)
    _check_referrers(name, where, frame)
    if name == "tenure":
        _check_tenure(where, frame)
    if name == "states":
        _check_states(where, frame)
    if name == "undrawn":
        _check_parts(where, frame)
    troop_rules.check(name, where, frame)


def _row(position):
    return position + 2  # the header is row 1


def _check_days(name, where, frame):
    """Days are written in full, and what a map must reach lies between 1949 and today."""
    days = [f["name"] for f in tables.resource(name)["schema"]["fields"] if f["type"] == "date"]
    last = datetime.date.today().isoformat()
    for column in days:
        for at, day in enumerate(frame[column]):
            spot = f"{where} row {_row(at)}, column {column}"
            if day and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
                raise DataError(f"{spot}: '{day}' is not an ISO date; {date_hint(day)}")
            if (name, column) in MUST_BE_ON_THE_MAP and not FIRST_DAY <= day <= last:
                side = (
                    f"before the treaty was signed ({FIRST_DAY})" if day < last else "in the future"
                )
                raise DataError(f"{spot}: {day} is {side}; the maps do not go there.")


def _check_intervals(where, frame):
    if not {"start", "end"} <= set(frame.columns):
        return
    for at, (start, end) in enumerate(zip(frame["start"], frame["end"], strict=True)):
        if start and end and not start < end:
            raise DataError(
                f"{where} row {_row(at)}, column end: {end} is not after the start {start}; "
                "the end is the first day on which the row no longer holds."
            )


def _check_parts(where, frame):
    """Years, months and days that the calendar has."""
    for column in ("start", "end"):
        for at, part in enumerate(frame[column]):
            try:
                datetime.date.fromisoformat(whole_day(part or FIRST_DAY))
            except ValueError:
                raise DataError(
                    f"{where} row {_row(at)}, column {column}: '{brief(part)}' is not in the "
                    "calendar; write a year, a month or a day: 1978, 1978-06 or 1978-06-10."
                ) from None


def _references(schema):
    """[(column, table, its column)]: what a table refers to; ids of sources are joined by ;"""
    found = [
        (key["fields"][0], key["reference"]["resource"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
    ]
    if any(field["name"] == "sources" for field in schema.get("fields", [])):
        found.append(("sources", "sources", "source_id"))
    return found


def _lost(column, cells, known):
    """(row, id as a message shows it) for each id in the cells that the other table lacks."""
    for at, cell in enumerate(cells):
        for part in cell.split(";") if column == "sources" else [cell]:
            if part and part not in known:
                yield _row(at), brief(part)


def _check_keys(name, where, frame):
    """What the table refers to must be there."""
    for column, other, other_column in _references(tables.resource(name)["schema"]):
        known = set(tables.read(other)[other_column])
        for row, part in _lost(column, frame[column], known):
            raise DataError(
                f"{where} row {row}, column {column}: '{part}' is not in "
                f"{tables.short(tables.path_of(other))}; add it there or correct it."
            )


def _check_needed(name, where, frame):
    """Rows without which the maps cannot be drawn: ``mustHave`` in ``datapackage.json``."""
    for column, values in tables.resource(name).get("mustHave", {}).items():
        for _, value in _lost(column, values, set(frame[column])):
            raise DataError(f"{where}: the row with {column} '{value}' is missing; put it back.")


def _check_referrers(name, where, frame):
    """A row that another table refers to must stay. The others are read as they are, unchecked."""
    import pandas as pd

    for other in tables.descriptor()["resources"]:
        for column, table, own_column in _references(other.get("schema", {})):
            path = tables.path_of(other["name"])
            if table != name or other["name"] == name or not path.is_file():
                continue
            if tables.changed(other["name"]):
                continue  # it is held against this one when it is read, and names its own row
            raw = io.BytesIO(tables.file_bytes(path))
            cells = pd.read_csv(raw, dtype=object, keep_default_na=False, on_bad_lines="skip")
            known = set(frame[own_column])
            for _, part in _lost(column, cells.get(column, ()), known):
                raise DataError(
                    f"{where}: '{part}' is missing, and {tables.short(path)} refers to it "
                    f"in its column {column}; put the row back."
                )


def _intervals_by(frame, column):
    """[(key, start, end, place in the table), ...], sorted, so that rows of one key follow on."""
    columns = (frame[c] for c in (column, "start", "end"))
    return sorted(zip(*columns, range(len(frame)), strict=True))


def _check_states(where, frame):
    """A state has one name at a time; years without any are allowed."""
    rows = _intervals_by(frame, "code")
    for (code, _, end, _), (next_code, start, _, at) in pairwise(rows):
        if code == next_code and (not end or start < end):
            raise DataError(
                f"{where} row {_row(at)}, column start: {start} is before the row before ends "
                f"({end or 'never'}), so {code} would have two names at once."
            )


def _check_tenure(where, frame):
    """Each unit of land has exactly one holder on every day from the first day on."""
    rows = _intervals_by(frame, "unit_id")
    for unit, held in groupby(rows, key=itemgetter(0)):
        (_, opens, end, at), *later = held
        if opens > FIRST_DAY:
            raise DataError(
                f"{where} row {_row(at)}, column start: unit {unit} has no holder "
                f"from {FIRST_DAY} to {opens}; start the row earlier or add one before it."
            )
        for _, start, next_end, at in later:
            if start != end:
                fault = "overlaps" if not end or start < end else "leaves a gap after"
                raise DataError(
                    f"{where} row {_row(at)}, column start: {start} {fault} the row before, "
                    f"which ends {end or 'never'} (unit {unit}); start it on the day that row ends."
                )
            end = next_end
        if end:
            raise DataError(
                f"{where} row {_row(at)}, column end: unit {unit} has no holder after {end}; "
                "leave the last end empty."
            )
    for unit in tables.read("unit_names")["unit_id"]:
        if unit not in set(frame["unit_id"]):
            raise DataError(
                f"{where}: unit {unit} has no row; add one from {FIRST_DAY} or earlier on."
            )
