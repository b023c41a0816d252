"""Check a table that somebody changed: its text, then its schema by Frictionless; ``rules.py``
holds the rules that span rows and tables.

Every finding becomes one DataError sentence: file, row as a spreadsheet counts it (the header is
row 1), column, fix.
"""

import codecs
import csv
import io

from . import tables
from .days import date_hint
from .rules import check_rules as check_rules  # tables.py asks here for both
from .tables import DataError
from .words import brief, plural


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
        data=raw.rstrip(b"\r\n"),
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
    """Bytes that are no such table: another coding or separator, quotes that swallow rows."""
    name = tables.short(path)
    if not raw.strip():
        raise DataError(f"{name} is empty. Copy it again from the kit you downloaded.")
    if raw.startswith(b"PK\3\4"):
        raise DataError(f"{name} is a workbook, not text. Save it as 'CSV UTF-8'.")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or raw.count(0) > len(raw) / 5:
        raise DataError(f"{name} is UTF-16 text ('Unicode Text'). Save it again as 'CSV UTF-8'.")
    text = raw.decode("utf-8", "replace")
    first = text.splitlines()[0]
    _check_separator(name, first, columns)
    for sign, fault in (
        ("\ufffd", "is not UTF-8 text. Save the file again as 'CSV UTF-8'."),
        ("\0", "holds a NUL character. Delete it."),
    ):
        if sign in text:
            raise DataError(f"{name} row {text[: text.index(sign)].count(chr(10)) + 1} {fault}")
    if next(csv.reader([first]), []) != columns:
        raise DataError(f"{name} row 1: the header must read {','.join(columns)}, with commas.")
    _check_cells(name, text, columns)


def _check_separator(name, first, columns):
    """The header in the forms that Excel writes where the comma is the decimal sign."""
    for fault, line, mark in (
        ("separates its cells by semicolons", first, ";"),
        ("separates its cells by tabs", first, "\t"),
        ("has each row in one pair of double quotes", first[1:-1], ","),
    ):
        if next(csv.reader([line], delimiter=mark), []) == columns:
            raise DataError(
                f"{name} {fault}, as Excel does in German and many other settings: put the kit's "
                "own copy back and change it in JupyterLab (right-click, Open With, Editor)."
            )


def _check_cells(name, text, columns):
    """Each row has all its cells, each cell one line; a lost double quote breaks one or both."""
    row, rows = 0, csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), strict=True)
    try:
        for row, cells in enumerate(rows, 1):
            for column, cell in zip(columns, cells, strict=False):
                if "\n" in cell or "\r" in cell:
                    raise DataError(
                        f"{name} row {row}, column {column}: the cell runs over several lines; "
                        "look for a double quote that is not closed."
                    )
            if len(cells) != len(columns):
                raise DataError(f"{name} row {row}{_miscounted(cells, len(columns))}")
    except csv.Error:
        raise DataError(
            f"{name} row {row + 1}: a double quote is missing or one too many; look at this row "
            "and the next ones."
        ) from None


def _miscounted(cells, wanted):
    if not cells:
        return " is blank; delete it."
    if len(cells) == 1 and cells[0].count(",") >= wanted - 1:
        return ": the whole row stands in double quotes; delete the outer ones."
    if len(cells) == 1 and cells[0].count(";") >= wanted - 1:
        return ": semicolons separate the cells; write commas."
    few = f" has {plural(len(cells), 'cell')} instead of {wanted}"
    return f"{few}; a text with a comma needs straight double quotes around it."


def _sentence(path, error, schema):
    seen = error.to_dict()
    kind, row, column = error.type, seen.get("rowNumber"), seen.get("fieldName")
    cell = brief(str(seen.get("cell", "")))
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
    most = field.get("constraints", {}).get("maxLength")
    if kind == "constraint-error" and most and len(str(seen.get("cell", ""))) > most:
        return f"{where}: '{cell}' has {len(seen['cell'])} characters; at most {most} fit."
    if kind == "primary-key":
        key = ", ".join(schema["primaryKey"])
        return f"{where}: this row repeats {key} of an earlier row; delete one of the two."
    return f"{where}: {brief(seen.get('note') or error.message)}"
