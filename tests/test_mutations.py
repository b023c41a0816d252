"""However a table is damaged, it loads or the reader gets a DataError that names the file.

Every example damages a copy of one CSV file and asks what a lesson would ask.
NATOKIT_MUTATIONS=3000 tries that many damages of each table, drawn anew at random, instead of
a few dozen that are the same on every machine:

    NATOKIT_MUTATIONS=3000 python -m pytest tests/test_mutations.py
"""

import csv
import io
import os
import shutil
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import natokit
from natokit import (
    DataError,
    article,
    borders,
    describe,
    drawn,
    history,
    lessons,
    paint,
    questions,
    tables,
)

TRIES = int(os.environ.get("NATOKIT_MUTATIONS", "0"))
DAYS = ("1949-04-04", "1955-05-14", "1991-12-26", "1999-03-12", "2024-03-07")
CLOCK = count(1)
what_changed = describe.what_changed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of data/ that natokit reads instead."""
    copy = tmp_path_factory.mktemp("mutations") / "data"
    unwanted = shutil.ignore_patterns("prepare", "*.png")
    shutil.copytree(tables.data_folder(), copy, ignore=unwanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NATOKIT_DATA", str(copy))
        # Sixty comparisons for each stepper are slow; ask_members and ask_land make their own.
        patch.setattr(describe, "what_changed", lambda *days: [])
        yield copy


def ask_members():
    for day in DAYS:
        natokit.members_on(day)
        history.classes_on(day)
        natokit.alt_text(day)
    what_changed(DAYS[-1], DAYS[0])
    history.turning_days()
    natokit.chart_members()
    for row in natokit.stages().itertuples():
        history.iso(row.stage_id)


def ask_memberships():
    ask_members()
    for row in tables.read("memberships").itertuples():
        natokit.memberships_on("1999-03-12", row.organisation)


def ask_texts():
    drawn._stages(
        "nato", set(), drawn.Cited()
    )  # the stepper's texts alone; drawing the land takes seconds


def ask_stages():
    ask_texts()
    for day in DAYS:
        describe.headline(day)
    describe.caption(DAYS[-1])
    for stage_id in tables.read("stages")["stage_id"]:
        history.spoken(stage_id)


def ask_land():
    natokit.borders_on("1991-12-26")
    for day in DAYS:
        borders.tenure_on(day)
        natokit.border_length(day, "NATO", {"SU", "RU"} & set(tables.read("states")["code"]))
        describe.disputed_on(day)
    what_changed(DAYS[-1], DAYS[0])
    drawn.tenure_rows()
    history.turning_days()


def ask_statuses():
    ask_land()
    classes = history.classes_on("1999-03-12")
    for holder, owner, status in paint.rows_on("1999-03-12").values():
        paint.land_class(holder, owner, status, classes)
    lessons.who_holds("1982-05-30", "Estonia", "Saar")


def ask_doubts():
    drawn._doubts()


def ask_undrawn():
    drawn._undrawn()


def ask_article():
    for level in article.LEVELS:
        article.paragraphs(level)
    article.claims()
    article.tally()


def ask_exercises():
    for exercise_id in tables.read("exercises")["exercise_id"]:
        questions.question(exercise_id)


def ask_names():
    ask_land()
    for day in DAYS:
        history.classes_on(day)
        natokit.alt_text(day)


def ask_distances():
    for place in ("Moscow", "St Petersburg"):
        natokit.nearest_member("2004-03-29", place)


def ask_looks():
    describe.not_drawn()
    paint._styles(grey=True)
    tables.texts()


USES = {
    "sources": ask_texts,
    "members": ask_members,
    "memberships": ask_memberships,
    "stages": ask_stages,
    "viewpoints": ask_texts,
    "unit_names": ask_names,
    "tenure": ask_land,
    "states": ask_names,
    "statuses": ask_statuses,
    "disagreements": ask_doubts,
    "undrawn": ask_undrawn,
    "arcs": ask_land,
    "distances": ask_distances,
    "classes": ask_looks,
    "interface": ask_looks,
    "sentences": ask_texts,
    "paragraphs": ask_article,
    "claims": ask_article,
    "exercises": ask_exercises,
}
ODD = st.one_of(
    st.sampled_from(
        ["", " ", '"', "'", '""', ";", ",", "\n", "\r", "\r\n", "\0", "\ufeff", "\u2028", "\x1a"]
        + ["NaN", "None", "null", "0", "-1", "1e999", "=1+1", "x" * 200_000, "é", "Ω", "\U0001f30d"]
        + ["1999-3-12", "12-03-1999", "0000-00-00", "9999-12-31", "0001-01-01", "1999-02-30"]
        + ["19990312", "1999-W10-5", "2999-01-01", "1999-03-12T00:00", "1949-04-03", "1999"]
        + ["DE", "SU", "DEU", "S01", "S01;", ";S01", "C", "sovereign", "NATO", "Warsaw Pact"]
    ),
    st.text(max_size=12),
    st.dates().map(str),
)


def damaged(rows, data):
    """The rows of a table with one thing done to them; ``rows`` is a list of lists of cells."""
    rows = [list(row) for row in rows]
    row = data.draw(st.integers(0, len(rows) - 1), "row")
    column = data.draw(st.integers(0, len(rows[0]) - 1), "column")
    other = data.draw(st.integers(0, len(rows) - 1), "other row")
    what = data.draw(st.sampled_from(sorted(DAMAGE)), "damage")
    DAMAGE[what](rows, row, column, other, data)
    return rows


def swap_cells(rows, row, column, other, data):
    rows[row][column], rows[other][column] = rows[other][column], rows[row][column]


def swap_columns(rows, row, column, other, data):
    rows[row][column], rows[row][other % len(rows[0])] = rows[row][other % len(rows[0])], "1999"


def write_odd(rows, row, column, other, data):
    rows[row][column] = data.draw(ODD, "cell")


def drop_like(rows, row, column, other, data):
    cell = rows[row][column]
    rows[:] = [rows[0], *[r for r in rows[1:] if r[column] != cell]]


def keep_first(rows, row, column, other, data):
    del rows[row + 1 :]


def drop_column(rows, row, column, other, data):
    for cells in rows:
        del cells[column]


def copy_column(rows, row, column, other, data):
    for cells in rows:
        cells.append(cells[column])


DAMAGE = {
    "swap two cells of a column": swap_cells,
    "swap two cells of a row": swap_columns,
    "write something odd": write_odd,
    "write another odd thing": write_odd,
    "empty a cell": lambda rows, row, column, other, data: rows[row].__setitem__(column, ""),
    "delete a row": lambda rows, row, column, other, data: rows.pop(row),
    "delete all rows of a kind": drop_like,
    "keep the first rows": keep_first,
    "repeat a row": lambda rows, row, column, other, data: rows.insert(other + 1, rows[row]),
    "move a row": lambda rows, row, column, other, data: rows.insert(other, rows.pop(row)),
    "delete a column": drop_column,
    "repeat a column": copy_column,
}


def written(rows, mark, newline):
    """CSV text as a careless editor writes it: quotes only where a comma demands them."""

    def cell(text):
        return '"' + text.replace('"', '""') + '"' if "," in text and mark == "," else text

    return newline.join(mark.join(map(cell, row)) for row in rows) + newline


def spoiled(raw, data):
    """The bytes of a table after one or two damages to its cells, its form or its bytes."""
    kind = data.draw(st.sampled_from(["cells", "cells", "cells", "form", "bytes"]), "kind")
    if kind == "bytes":
        out = bytearray(raw)
        for _ in range(data.draw(st.integers(1, 4), "flips")):
            at = data.draw(st.integers(0, len(out) - 1), "at")
            out[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3), "bytes")
        return bytes(out)
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8"))))
    mark, newline, coding = ",", "\n", "utf-8"
    if kind == "form":
        mark = data.draw(st.sampled_from([",", ";", "\t", "|", ", ", " "]), "mark")
        newline = data.draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n", ""]), "newline")
        coding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), "coding")
    for _ in range(data.draw(st.integers(0 if kind == "form" else 1, 2), "damages")):
        rows = damaged(rows, data) if rows and rows[0] else rows
    return written(rows, mark, newline).encode(coding, "replace")


TABLES = [r["name"] for r in tables.descriptor()["resources"] if "schema" in r]


@pytest.mark.parametrize("name", TABLES)
def test_a_damaged_table_loads_or_says_what_is_wrong_with_it(folder, name):
    path = folder / tables.resource(name)["path"]
    raw = path.read_bytes()

    @settings(
        max_examples=TRIES or 40,
        derandomize=not TRIES,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # shrinking a failure would take minutes; the draws are printed
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def try_one(data):
        path.write_bytes(spoiled(raw, data))
        moment = next(CLOCK) * 1_000_000_000
        os.utime(path, ns=(moment, moment))  # writes in quick succession have one time stamp
        try:
            tables.read(name)
            USES.get(name, int)()  # a table without a use of its own is only read
        except DataError as error:
            said = str(error)
            assert len(said) < 1000, said[:200]
            assert path.name in said, said

    try:
        try_one()
    finally:
        path.write_bytes(raw)


def test_every_use_is_that_of_a_table():
    assert set(USES) <= set(TABLES)
