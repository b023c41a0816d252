"""What if? Change the history for yourself: add, change or take out rows, and take it back.

The files of the kit are never touched. The changes live in this kernel and end with it, unless
``keep_changes`` writes them to a file of your own. A changed table passes the same checks as a file
of the kit; a wrong row gives one sentence (DataError) and changes nothing. Whatever is drawn,
listed or saved while changes stand says that it is no history.
"""

import json
import re
from functools import partial

from . import edits, mywork, tables
from .edits import Change
from .lessons import Sheet
from .tables import DataError

NOTHING = "Nothing is changed: the tables are those of the kit."
_changes = ()


class Told(Sheet):
    """One sentence as the answer of a cell."""

    def __init__(self, sentence):
        super().__init__(sentence, (), (), mark=False)

    def _repr_html_(self):
        return super()._repr_html_().replace("<ul></ul>", "")


def add_row(table, **cells):
    """Add a row to "members", "memberships", "stages", "tenure" or "states" (the columns are in
    data/README.md). What can be known is filled in: a member's code from its name, or its name
    from its code.

    >>> add_row("members", name="Ireland", joined="2025-01-01")
    Ireland is added to members. Your changes: 1. undo() takes the last one back.
    >>> undo()
    Taken back: Ireland is added to members. Nothing is changed: the tables are those of the kit.

    Raises DataError, in one sentence, when the row is wrong; then nothing has changed.
    """
    return _do(edits.added(table, cells))


def change_row(table, *key, **cells):
    """Change cells of one row, for example ``change_row("members", "POL", joined="2000-01-01")``.

    ``key`` names the row: what its first columns say (a member's code or name, a stage's id, a
    unit and its start). Raises DataError when no row, or more than one, is meant, and when the new
    row is wrong.
    """
    return _do(edits.changed(table, key, cells))


def remove_row(table, *key):
    """Take one row out, for example ``remove_row("members", "FIN")``. Raises DataError when other
    rows need it.
    """
    return _do(edits.removed(table, key))


def add_stage(day, title, summary, **cells):
    """Add a stage of your own to the stepper: a day, a short title, and what happened.

    >>> add_stage("2025-01-02", "A day of my own", "Nothing happened.").title.split(".")[0]
    '“A day of my own” is added to stages'
    >>> _ = undo()
    """
    return _do(edits.added("stages", {"day": day, "title": title, "summary": summary, **cells}))


def check_row(table, **cells):
    """Say whether a new row would be right, and change nothing.

    >>> check_row("members", name="Ireland", joined="01-01-2025").title.split("column ")[1]
    "joined: '01-01-2025' is not an ISO date; write 2025-01-01"
    """
    before = _changes
    try:
        _set((*before, edits.added(table, cells)))
    except DataError as fault:
        return Told(f"Not right yet: {fault}")
    _set(before)
    return Told("This row is right: add_row would take it.")


def undo():
    """Take the last change back; the tables are exactly as they were before it."""
    if not _changes:
        return Told(f"There is nothing to take back. {NOTHING}")
    last = _changes[-1]
    _set(_changes[:-1])
    return Told(f"Taken back: {last.words}. {_count()}")


def undo_all():
    """Take all changes back."""
    _set(())
    return Told(NOTHING)


def my_changes():
    """Your changes as a table, the first one first."""
    rows = [[str(k), c.table, c.row_name, c.words] for k, c in enumerate(_changes, 1)]
    title = "Your changes: what if, not history" if rows else NOTHING
    return Sheet(title, ("No.", "Table", "Row", "What you did"), rows, mark=False)


def keep_changes(name="my-history.json", overwrite=False):
    """Write your changes to a file in ``notebooks/my-work/``; ``load_changes`` brings them back."""
    about = "Changes to the tables of the kit: what if, not history. natokit.load_changes reads it."
    kept = {"about": about, "changes": [change.plain() for change in _changes]}
    raw = (json.dumps(kept, indent=1, ensure_ascii=False) + "\n").encode()
    return mywork.write(mywork.place(name, "my-history.json"), raw, overwrite)


def load_changes(name="my-history.json"):
    """Do the changes of a file of ``keep_changes`` again, after those that stand.

    Raises DataError when the file is missing or is none of these, or when a row no longer fits;
    then nothing has changed, and the file stays as it is.
    """
    path = mywork.place(name, "my-history.json")
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        loaded = [Change.of(row) for row in kept["changes"]]
    except OSError:
        raise DataError(
            f"{path.name} is not in the folder {mywork.FOLDER}; keep_changes('{path.name}') "
            "writes it."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DataError(
            f"{path.name} was not written by keep_changes, or was damaged since; it stays as it "
            "is. Choose another file."
        ) from None
    _set((*_changes, *loaded))
    return my_changes()


def _do(change):
    _set((*_changes, change))
    return Told(f"{change.words}. {_count()}")


def _count():
    if not _changes:
        return NOTHING
    return f"Your changes: {len(_changes)}. undo() takes the last one back."


def _set(changes):
    """Let these changes stand if every table with them is sound; else keep those that stood."""
    global _changes
    _read_with(changes)
    try:
        for name in edits.TABLES:
            tables.read(name)
    except DataError:
        _read_with(_changes)
        raise
    _changes = changes


def _read_with(changes):
    makers = {}
    for table in dict.fromkeys(change.table for change in changes):
        makers[table] = partial(edits.rewritten, tuple(c for c in changes if c.table == table))
    if changes:
        makers["sources"] = edits.with_own_source
    tables.edit(makers, changes, _summary(changes))


def _summary(changes):
    """All changes in few words, for captions."""
    said = [change.words for change in changes]
    more = f" and {len(said) - 2} more" if len(said) > 2 else ""
    return re.sub(r"\s+", " ", "; ".join(said[:2])) + more
