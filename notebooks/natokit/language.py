"""Which language the kit speaks, and cells of its tables in that language.

The tables are English. Another language is a folder, ``data/languages/<code>/``, with a file for
each table, whose rows (key, column, en, translation) take the place of cells. A cell without such a
row, or whose English has changed since it was translated, stays English.
"""

import contextlib
import csv
import io
import os

ENGLISH = "en"
_chosen = None


def current():
    """The code of the language spoken now: the one chosen, else $NATOKIT_LANGUAGE, else "en"."""
    return _chosen or os.environ.get("NATOKIT_LANGUAGE") or ENGLISH


def languages():
    """The codes of all languages that the kit has.

    >>> languages()
    ['en', 'de']
    """
    from .tables import data_folder

    folders = sorted((data_folder() / "languages").glob("*/interface.csv"))
    return [ENGLISH, *(path.parent.name for path in folders)]


def known(code):
    """The code itself, or the current one for None; ValueError for a language that is not there."""
    code = current() if code is None else code
    if code != ENGLISH and code not in languages():
        raise ValueError(
            f"there is no language {code!r}; the kit has: {', '.join(languages())} "
            "(chosen with language=... or NATOKIT_LANGUAGE)"
        )
    return code


def use_language(code):
    """Speak a language from now on, "en" or the name of a folder in ``data/languages/``."""
    global _chosen
    _chosen = known(code)


@contextlib.contextmanager
def speaking(code):
    """While it lasts, a language is spoken; None leaves the current one.

    >>> from natokit.days import spoken
    >>> with speaking("de"):
    ...     spoken("1999-03-12")
    '12. März 1999'
    """
    global _chosen
    outer, _chosen = _chosen, known(code)
    try:
        yield
    finally:
        _chosen = outer


def words_path(table, code):
    """The file with the words of a table in a language; it need not exist."""
    from .tables import data_folder

    return os.path.join(data_folder(), "languages", code, f"{table}.csv")


def words_of(table, code):
    """{(key of the row, column): (English, translation)} of a table in a language."""
    from .tables import DataError, file_bytes, short

    path = words_path(table, code)
    if not os.path.exists(path):
        return {}
    try:
        rows = list(csv.DictReader(io.StringIO(file_bytes(path).decode("utf-8-sig")), strict=True))
        return {(row["key"], row["column"]): (row["en"], row[code]) for row in rows if row[code]}
    except (ValueError, KeyError, csv.Error) as error:
        raise DataError(
            f"{short(path)} cannot be read ({error}). It needs UTF-8 and the columns key, column, "
            f"en, {code}; copy it again from the kit you downloaded"
        ) from None


def translated(words, key, column, cell):
    """A cell in another language, or as it is where its words are missing or stale."""
    english, other = words.get((key, column), (None, ""))
    return other if english == cell else cell


def translated_frame(frame, keys, words):
    """A table in another language; ``keys``: the columns that name a row, ``words`` as from
    ``words_of``.
    """
    frame = frame.copy()
    named = [" / ".join(row) for row in zip(*(frame[key] for key in keys), strict=True)]
    for column in sorted({column for _, column in words} & set(frame.columns)):
        cells = zip(named, frame[column], strict=True)
        frame[column] = [translated(words, key, column, cell) for key, cell in cells]
    return frame
