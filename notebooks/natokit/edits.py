"""A reader's own change to a table: what it is, in words, and as the text of the table."""

import csv
import datetime
import difflib
import io
import re
from dataclasses import dataclass

from . import tables
from .changes import place_names
from .days import last_day
from .history import name_of_iso3
from .tables import DataError
from .words import brief, listing

TABLES = ("members", "memberships", "stages", "tenure", "states")
OWN = "Y1"  # the id of the source that every row of a reader's own names first
OWN_SOURCE = {
    "source_id": OWN,
    "title": "A row of your own: what if, not history",
    "publisher": "you",
    "date": "",
    "url": "",
    "grade": "y",
    "note": "Added or changed in this kernel; not in the files of the kit.",
}
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


@dataclass(frozen=True)
class Change:
    """``do``: "add", "change" or "remove"; ``key``: the first cells that name the row; ``cells``:
    ((column, new text), ...); ``words``: the change as a clause.
    """

    do: str
    table: str
    key: tuple
    cells: tuple
    words: str

    @property
    def row_name(self):
        return ", ".join(self.key)

    def plain(self):
        """As plain values, for a file."""
        found = {"do": self.do, "table": self.table, "key": list(self.key)}
        return {**found, "cells": dict(self.cells), "words": self.words}

    @classmethod
    def of(cls, plain):
        """The change that ``plain`` wrote; raises KeyError, TypeError or ValueError if it did not,
        DataError if its table cannot be changed.
        """
        if plain["do"] not in ("add", "change", "remove"):
            raise ValueError
        _columns(plain["table"])
        table, key = plain["table"], tuple(map(_text, plain["key"]))
        cells = () if plain["do"] == "remove" else _honest(_cells(table, plain["cells"]), table)
        return cls(plain["do"], table, key, cells, _text(plain["words"]))


def added(table, cells):
    """The change that adds a row; cells that can be known are filled in."""
    filled = {**_cells(table, cells)}
    FILL.get(table, dict)(filled)
    if "note" in _columns(table):
        filled.setdefault("note", "What if: added by you.")
    cells = _honest(filled, table)
    key = tuple(dict(cells).get(column, "") for column in _key_columns(table))
    return Change("add", table, key, cells, f"{_named(table, dict(cells))} is added to {table}")


def changed(table, key, cells):
    """The change that gives one row new cells."""
    cells, row = _cells(table, cells), _row_of(table, key)
    if not cells:
        raise DataError(f"{table}: say what to change, such as {_columns(table)[2]}=...")
    said = [f"{column} {_shown(new)} instead of {_shown(row[column])}"
            for column, new in cells.items()]  # fmt: skip
    words = f"in {table}, {_named(table, row)} has {listing(said)}"
    if "note" in row:
        cells.setdefault("note", f"What if: {listing(said)}, changed by you.")
    key = tuple(row[column] for column in _key_columns(table))
    return Change("change", table, key, _honest(cells, table), words)


def removed(table, key):
    """The change that takes one row out."""
    row = _row_of(table, key)
    key = tuple(row[column] for column in _key_columns(table))
    return Change("remove", table, key, (), f"{_named(table, row)} is taken out of {table}")


def rewritten(changes, raw):
    """The bytes of a table after some changes; a file that is no such table is left as it is."""
    columns = _columns(changes[0].table)
    try:
        head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        rows = [dict(zip(columns, row, strict=True)) for row in rows]
    except (ValueError, csv.Error):
        return raw
    if head != columns:
        return raw
    for change in changes:
        _apply(change, rows)
    return _written(columns, rows)


def with_own_source(raw):
    """The bytes of ``sources.csv`` with the source of a reader's own rows."""
    return raw.rstrip(b"\r\n") + b"\n" + _written(list(OWN_SOURCE), [OWN_SOURCE], head=False)


def _written(columns, rows, head=True):
    out = io.StringIO()
    lines = csv.DictWriter(out, columns, lineterminator="\n")
    if head:
        lines.writeheader()
    lines.writerows(rows)
    return out.getvalue().encode()


def _apply(change, rows):
    if change.do == "add":
        rows.append(dict.fromkeys(_columns(change.table), "") | dict(change.cells))
        return
    keys = _key_columns(change.table)
    at = [k for k, row in enumerate(rows) if tuple(row[c] for c in keys) == change.key]
    if len(at) != 1:
        raise DataError(
            f"{change.table} no longer has the row {change.row_name}, which one of your changes "
            "needs; undo_all() takes your changes back."
        )
    if change.do == "remove":
        del rows[at[0]]
    else:
        rows[at[0]] |= dict(change.cells)


def _columns(table):
    if table not in TABLES:
        raise DataError(
            f"there is no table {table!r} to change; the tables are: {', '.join(TABLES)}."
        )
    return [field["name"] for field in tables.resource(table)["schema"]["fields"]]


def _mark(table):
    """The column that says how certain a row is; the status of land is something else."""
    return "certainty" if "certainty" in _columns(table) else "status"


def _key_columns(table):
    return tables.resource(table)["schema"]["primaryKey"]


def _cells(table, cells):
    columns = _columns(table)
    for column in cells:
        if column not in columns:
            near = difflib.get_close_matches(str(column), columns, 1)
            hint = f"do you mean {near[0]}?" if near else f"its columns are: {', '.join(columns)}."
            raise DataError(f"{table} has no column '{brief(str(column))}'; {hint}")
        if column == _mark(table) and _text(cells[column]) != "M":
            raise DataError(
                f"{table}, column {column}: a row of your own is always marked M, not confirmed; "
                f"leave {column} out."
            )
    return {column: _text(cell) for column, cell in cells.items()}


def _text(cell):
    """A cell as text in one line; signs that no file can show become blanks."""
    if isinstance(cell, datetime.date):
        return cell.isoformat()[:10]
    text = "" if cell is None else str(cell).encode("utf-8", "replace").decode()
    return UNSEEN.sub(" ", text).strip()


def _honest(cells, table):
    """The cells as pairs, with the mark and the source that tell an invented row from a fact."""
    named = [s for s in cells.get("sources", "").split(";") if s and s != OWN]
    return tuple({**cells, _mark(table): "M", "sources": ";".join([OWN, *named])}.items())


def _row_of(table, key):
    """The one row that a key names."""
    columns, key = _key_columns(table), tuple(map(_text, key))
    _columns(table)
    rows = tables.read(table).to_dict("records")
    if not key or len(key) > len(columns):
        raise DataError(f"{table}: name one row by its {listing(columns)}.")
    if table == "tenure":  # a piece of land may be called by its name
        ids = {name: unit for unit, name in place_names().items()}
        key = (ids.get(key[0], key[0]), *key[1:])
    found = [r for r in rows if tuple(r[c] for c in columns[: len(key)]) == key]
    found = found or [r for r in rows if (r.get("name"),) == key]
    if not found:
        near = difflib.get_close_matches(key[0], {r[columns[0]] for r in rows}, 1)
        hint = f"do you mean {near[0]}?" if near else f"for example {rows[0][columns[0]]}."
        raise DataError(f"{table} has no row with {columns[0]} '{brief(', '.join(key))}'; {hint}")
    if len(found) > 1:
        open_columns = columns[len(key) :] or columns
        which = listing("/".join(r[c] for c in open_columns) for r in found)
        raise DataError(
            f"{table} has {len(found)} rows for {', '.join(key)}; name also the "
            f"{listing(open_columns)}: {which}."
        )
    return found[0]


def _named(table, row):
    """What a reader calls a row."""
    if table == "tenure":
        return place_names().get(row.get("unit_id"), brief(row.get("unit_id") or "a row"))
    if row.get("title"):
        return f"“{brief(row['title'].removeprefix(_first()))}”"
    return brief(row.get("name") or row.get(_key_columns(table)[0]) or "a row")


def _first():
    return f"{tables.texts()['whatif_title']}: "


def _shown(cell):
    return brief(cell) if cell else "nothing"


def _fill_member(cells):
    states = tables.read("states")
    if not cells.get("iso3") and cells.get("name"):
        known = states[states["iso3"] != ""].set_index("name")["iso3"].to_dict()
        if cells["name"] not in known:
            near = difflib.get_close_matches(cells["name"], known, 1, cutoff=0.75)
            hint = f"do you mean {near[0]}?" if near else "look in data/borders/states.csv."
            said = f"there is no state called '{brief(cells['name'])}'"
            raise DataError(f"members, column name: {said}; {hint}")
        cells["iso3"] = known[cells["name"]]
    if not cells.get("name") and cells.get("iso3") in set(states["iso3"]):
        cells["name"] = name_of_iso3(cells["iso3"], last_day())
    if re.match(r"\d{4}-", cells.get("joined", "")):
        cells.setdefault("round", cells["joined"][:4])


def _fill_stage(cells):
    title = cells.get("title", "").removeprefix(_first())
    cells["title"] = title and _first() + title
    day = cells.get("day", "")
    year = re.search(r"\d{4}", day)
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    own = f"{year[0] if year else '0000'}-what-if-{slug[:40].strip('-') or 'stage'}"
    cells.setdefault("stage_id", own)
    cells.setdefault("track", "nato")
    joins = day in set(tables.read("members")["joined"])
    cells.setdefault("kind", "enlargement" if joins else "diplomacy")


FILL = {"members": _fill_member, "stages": _fill_stage}
