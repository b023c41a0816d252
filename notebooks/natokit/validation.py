"""Check a table that somebody changed: the schema by Frictionless, then the rules that span rows
and tables.

Every finding becomes one DataError sentence: file, row as a spreadsheet counts it (the header is
row 1), column, fix.
"""

import calendar
import codecs
import csv
import datetime
import re
from itertools import groupby, pairwise
from operator import itemgetter

from . import tables
from .tables import DataError

FIRST_DAY = "1949-04-04"
MUST_BE_ON_THE_MAP = (("members", "joined"), ("stages", "day"))


def check_schema(name, path):
    """Validate one CSV file against its schema in ``datapackage.json``; raise DataError on the
    first fault.
    """
    import frictionless  # lazy: 0.5 s that only a changed table costs
    from frictionless.formats import CsvControl

    raw = tables.file_bytes(path).removeprefix(codecs.BOM_UTF8)  # spreadsheets put one in front
    schema = tables.resource(name)["schema"]
    fields = {"fields": schema["fields"], "missingValues": [""]}
    if schema.get("primaryKey"):
        fields["primaryKey"] = schema["primaryKey"]
    _check_text(path, raw, [f["name"] for f in schema["fields"]])
    comma = frictionless.Dialect(controls=[CsvControl(delimiter=",")])
    resource = frictionless.Resource(
        data=raw,
        format="csv",
        encoding="utf-8",
        dialect=comma,  # else it guesses, and pandas guesses otherwise
        schema=frictionless.Schema.from_descriptor(fields),
    )
    report = resource.validate(limit_errors=1)
    errors = report.tasks[0].errors if report.tasks else report.errors
    if errors:
        raise DataError(_sentence(path, errors[0], schema))


def _check_text(path, raw, columns):
    if not raw.strip():
        raise DataError(
            f"{tables.short(path)} is empty. Copy it again from the kit you downloaded."
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise DataError(
            f"{tables.short(path)} row {row} is not UTF-8 text. Save the file again as 'CSV UTF-8'."
        ) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise DataError(f"{tables.short(path)} row {row} holds a NUL character. Delete it.")
    if next(csv.reader(text.splitlines()), []) != columns:
        raise DataError(
            f"{tables.short(path)} row 1: the header must read {','.join(columns)} "
            "(with commas: some spreadsheets write semicolons)."
        )


def _sentence(path, error, schema):
    seen = error.to_dict()
    kind, row, column = error.type, seen.get("rowNumber"), seen.get("fieldName")
    cell = _brief(str(seen.get("cell", "")))
    where = (
        tables.short(path)
        + (f" row {row}" if row else "")
        + (f", column {column}" if column else "")
    )
    field = next((f for f in schema["fields"] if f["name"] == column), {})
    if kind == "type-error" and field.get("type") == "date":
        return f"{where}: '{cell}' is not an ISO date; {date_hint(str(cell))}"
    if kind == "constraint-error" and "enum" in field.get("constraints", {}):
        return f"{where}: '{cell}' is not one of {', '.join(field['constraints']['enum'])}."
    if kind == "constraint-error" and "pattern" in str(error.note):
        return f"{where}: '{cell}' does not have the form {field['constraints']['pattern']}"
    if kind == "constraint-error" and not str(cell):
        return f"{where} is empty; this column must be filled."
    if kind == "primary-key":
        key = ", ".join(schema["primaryKey"])
        return f"{where}: this row repeats {key} of an earlier row; delete one of the two."
    if kind in ("extra-cell", "missing-cell", "blank-row"):
        cells = len(schema["fields"])
        return f"{where}: the row must have {cells} cells; a text with a comma needs double quotes."
    return f"{where}: {_brief(seen.get('note') or error.message)}"


def _brief(cell):
    """A cell as a message shows it: short, and with the usual cause where it ran over lines."""
    hint = " (is a double quote not closed?)" if "\n" in cell else ""
    cell = cell.splitlines()[0] if hint else cell
    return (cell if len(cell) <= 60 else cell[:57] + "...") + hint


def date_hint(cell):
    """The same day as an ISO date where it can be guessed: 12-03-1999, 12.3.1999, 1999-3-12."""
    found = re.fullmatch(r"\s*(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})\s*", cell)
    if found:
        one, month, other = map(int, found.groups())
        year, day = max(one, other), min(one, other)
        if year > 1000 and month <= 12 and 0 < day <= calendar.monthrange(year, max(month, 1))[1]:
            return f"write {year}-{month:02d}-{day:02d}"
    return "write year-month-day, for example 1999-03-12"


def check_rules(name, frame):
    """The rules that a schema cannot hold; raise DataError on the first one that is broken."""
    where = tables.short(tables.path_of(name))
    _check_cells(where, frame)
    _check_days(name, where, frame)
    _check_intervals(where, frame)
    _check_keys(name, where, frame)
    _check_needed(name, where, frame)
    _check_referrers(name, where, frame)
    if name == "tenure":
        _check_tenure(where, frame)
    if name == "states":
        _check_states(where, frame)


def _row(position):
    return position + 2  # the header is row 1


def _check_cells(where, frame):
    """A line break or quote that swallowed rows shows as a cell with a line break."""
    for column in frame.columns:
        for at, cell in enumerate(frame[column]):
            if "\n" in cell or "\r" in cell:
                raise DataError(
                    f"{where} row {_row(at)}, column {column}: the cell runs over several lines; "
                    "look for a double quote that is not closed."
                )


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


def _check_keys(name, where, frame):
    """Foreign keys of the schema, and ids of sources joined by semicolons."""
    checks = [
        (key["fields"][0], key["reference"]["resource"], key["reference"]["fields"][0])
        for key in tables.resource(name)["schema"].get("foreignKeys", [])
    ]
    if "sources" in frame.columns:
        checks.append(("sources", "sources", "source_id"))
    for column, other, other_column in checks:
        known = set(tables.read(other)[other_column])
        for at, cell in enumerate(frame[column]):
            for part in cell.split(";") if column == "sources" else [cell]:
                if part and part not in known:
                    raise DataError(
                        f"{where} row {_row(at)}, column {column}: '{part}' is not in "
                        f"{tables.short(tables.path_of(other))}; add it there or correct it."
                    )


def _check_needed(name, where, frame):
    """Rows without which the maps cannot be drawn: ``mustHave`` in ``datapackage.json``."""
    for column, values in tables.resource(name).get("mustHave", {}).items():
        for value in values:
            if value not in set(frame[column]):
                raise DataError(
                    f"{where}: the row with {column} '{value}' is missing; put it back."
                )


def _check_referrers(name, where, frame):
    """A row that another table refers to must stay. The others are read as they are, unchecked."""
    import pandas as pd

    for other in tables.descriptor()["resources"]:
        schema = other.get("schema", {})
        uses = [(k["fields"][0], k["reference"]) for k in schema.get("foreignKeys", [])]
        if any(field["name"] == "sources" for field in schema.get("fields", [])):
            uses.append(("sources", {"resource": "sources", "fields": ["source_id"]}))
        for column, reference in uses:
            path = tables.path_of(other["name"])
            if reference["resource"] != name or other["name"] == name or not path.is_file():
                continue
            known = set(frame[reference["fields"][0]])
            cells = pd.read_csv(path, dtype=object, keep_default_na=False, on_bad_lines="skip")
            for cell in cells.get(column, ()):
                lost = {p for p in cell.split(";") if column == "sources"} or {cell}
                if lost := sorted(lost - known - {""}):
                    raise DataError(
                        f"{where}: '{lost[0]}' is missing, and {tables.short(path)} refers to it "
                        f"in its column {column}; put the row back."
                    )


def _check_states(where, frame):
    """A state has one name at a time; years without any are allowed."""
    columns = (frame[c] for c in ("code", "start", "end"))
    rows = sorted(zip(*columns, range(len(frame)), strict=True))
    for (code, _, end, _), (next_code, start, _, at) in pairwise(rows):
        if code == next_code and (not end or start < end):
            raise DataError(
                f"{where} row {_row(at)}, column start: {start} is before the row before ends "
                f"({end or 'never'}), so {code} would have two names at once."
            )


def _check_tenure(where, frame):
    """Each unit of land has exactly one holder on every day from the first day on."""
    columns = (frame[c] for c in ("unit_id", "start", "end"))
    rows = sorted(zip(*columns, range(len(frame)), strict=True))
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
