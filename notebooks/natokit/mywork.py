"""Where a reader's own files go: ``notebooks/my-work/``, beside the lessons and ignored by git.

A file is written whole or not at all, and no earlier file is replaced unless the reader says so.
"""

import csv
import io
import os
from html import escape
from pathlib import Path

from . import tables
from .describe import whatif_mark

FOLDER = "my-work"


class Saved(type(Path())):
    """The path of a file that was written; shows itself without the folders of this computer."""

    @property
    def known_as(self):
        """The path as the reader knows it."""
        return f"{FOLDER}/{self.name}" if self.parent == work_folder() else self.name

    def __repr__(self):
        return f"Saved: {self.known_as}"

    def _repr_html_(self):
        name = escape(self.known_as, quote=True)
        link = f'<a href="{name}">{name}</a>' if "/" in name else name
        return f"<p>Saved: {link}</p>"


def work_folder():
    """The folder for a reader's own files, or $NATOKIT_WORK where that is set."""
    return Path(os.environ.get("NATOKIT_WORK") or tables.HERE.parent / FOLDER)


def place(path, example):
    """The path of a file; a bare name means one in the reader's own folder.

    Raises ValueError when it is no file name; ``example`` is a good one.
    """
    try:
        path = Path(path)
    except TypeError:
        raise ValueError(f"path must be text such as '{example}', not {path!r}") from None
    if path.is_dir() or not path.name:
        raise ValueError(f"{path} is a folder; add a file name, like {example}")
    return work_folder() / path if path.parent == Path() else path


def write(path, raw, overwrite=False):
    """Write bytes to a file, whole or not at all; returns its path as Saved.

    Raises ValueError when the folder is missing, the file cannot be written, or another one has
    its name (``overwrite=True`` replaces it). After a failure an older file is unharmed.
    """
    path = Path(path)
    try:
        if path.parent == work_folder():
            path.parent.mkdir(exist_ok=True)
        if path.exists() and not overwrite and path.read_bytes() != raw:
            raise ValueError(
                f"{Saved(path).known_as} exists already; choose another name or add overwrite=True"
            )
        if not path.parent.is_dir():
            raise ValueError(f"there is no folder {path.parent}; make it first or choose another")
        _replace(path, raw)
    except OSError as error:
        reason = error.strerror or error
        raise ValueError(
            f"{path} cannot be written ({reason}); choose a folder of your own"
        ) from None
    return Saved(path)


def _replace(path, raw):
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(raw)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def csv_bytes(head, rows, mark=None):
    """A table as CSV that spreadsheets open rightly; each row of an invented history says so.
    ``mark``: the sentence that says it; that of this moment when None.
    """
    mark = whatif_mark() if mark is None else mark
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([*head, "what_if"] if mark else head)
    lines.writerows([*row, mark] if mark else row for row in rows)
    return out.getvalue().encode("utf-8-sig")


def save_table(table, path, overwrite=False):
    """Write a table as CSV: a DataFrame, a table of a lesson, or a chart's table.

    >>> import tempfile
    >>> from natokit import members_on
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_table(members_on("1949-04-04"), f"{folder}/founders.csv")
    Saved: founders.csv
    """
    path = place(path, "table.csv")
    if path.suffix.lower() != ".csv":
        raise ValueError(f"end the name in .csv, not in '{path.suffix}', for a table")
    mark, table = getattr(table, "mark", None), getattr(table, "table", table)
    if hasattr(table, "columns"):
        frame = table.drop(columns="geometry", errors="ignore")
        head, rows = list(frame.columns), frame.itertuples(index=False, name=None)
    elif hasattr(table, "cells"):
        head, rows = table.cells()
    else:
        raise ValueError(f"{type(table).__name__} is no table; give what a cell shows as a table")
    return write(path, csv_bytes(head, rows, mark), overwrite)
