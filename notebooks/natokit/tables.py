"""Find, read and validate the tables in ``data/``. Nothing else in the kit opens a file there.

A table whose bytes match the hash in ``datapackage.json`` was validated when that file was made,
so it is
read at once. A table that somebody changed is validated first, by Frictionless against the schema
in
``datapackage.json`` and then by the rules in ``rules.py`` that span rows and tables.
"""

import contextlib
import hashlib
import io
import json
import os
from functools import lru_cache
from pathlib import Path

from . import language

HERE = Path(__file__).resolve().parent


class DataError(Exception):
    """A file in ``data/`` is missing or wrong. The message names file, row, column and the fix."""

    def _render_traceback_(self):
        """What a notebook shows: the sentence alone, for the lines of code say nothing to it."""
        return [f"DataError: {self}"]


def data_folder():
    """The folder with the tables: ``data/`` beside ``notebooks/``, or $NATOKIT_DATA where that is
    set.
    """
    return _folder(os.environ.get("NATOKIT_DATA"))


@lru_cache(maxsize=8)
def _folder(named):
    return Path(named) if named else HERE.parents[1] / "data"


def short(path):
    """A path as the reader knows it: relative to the kit, with forward slashes."""
    own = "your copy of " if _spelled(path) in _edits else ""
    try:
        return own + "data/" + Path(path).resolve().relative_to(data_folder().resolve()).as_posix()
    except ValueError:
        return Path(path).name


def file_bytes(path):
    """The bytes of a file in ``data/`` with the reader's own changes, or a DataError that says how
    to get it back.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise DataError(
            f"{short(path)} cannot be read ({error.strerror or error}). "
            "Copy the file again from the kit you downloaded, or run: git checkout data"
        ) from None
    edit = _edits.get(_spelled(path))
    return edit(raw) if edit else raw


def descriptor():
    """``datapackage.json`` as a dict; ``["resources"]`` describes every table and column."""
    path = os.path.join(data_folder(), "datapackage.json")
    return _descriptor(path, stamp(path))


@lru_cache(maxsize=4)
def _descriptor(path, _version):
    try:
        found = json.loads(file_bytes(path).decode("utf-8"))
        faults = [r for r in found["resources"] if not _is_described(r)] or not found["resources"]
    except (ValueError, KeyError, TypeError, AttributeError):
        faults = True
    if faults:
        raise DataError(
            "datapackage.json is not a whole data package: each file needs name, path and, for a "
            "table, the schema of its columns. Restore it from the kit you downloaded, or run: "
            "git checkout data"
        )
    return found


def _is_described(found):
    named = isinstance(found["name"], str) and isinstance(found["path"], str)
    columns = found["schema"]["fields"] if found["path"].endswith(".csv") else []
    return named and all(isinstance(f["name"], str) and f["type"] for f in columns)


def resource(name):
    """The description of one table or file, for example ``resource("members")["path"]``."""
    for found in descriptor()["resources"]:
        if found["name"] == name:
            return found
    known = ", ".join(r["name"] for r in descriptor()["resources"])
    raise DataError(f"datapackage.json has no table called '{name}'. It has: {known}.")


def path_of(name):
    """The path of a table or file named in ``datapackage.json``."""
    return data_folder() / resource(name)["path"]


def stamp(path):
    """What tells two versions of a file apart without reading it; None for a missing file."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    seen = stat.st_mtime_ns, stat.st_size
    return (*seen, _version) if _spelled(path) in _edits else seen


# A reader's own changes: {path: function from the bytes of the file to the bytes that are read}.
# The files stay as they are; a changed table is validated like a file that somebody changed.
_edits, _version, _words = {}, None, ""


def _spelled(path):
    return os.path.normpath(os.fspath(path))


def edited():
    """The reader's own changes in words while some stand between the files and what is read, else
    "".
    """
    return _words if _edits else ""


def edit(edits, version, words):
    """Read some tables with changes: ``edits`` is {table: function from bytes to bytes}, without
    any the files count again. ``version`` tells two sets of changes apart; one that comes back is
    known to be sound and is not validated again.
    """
    global _edits, _version, _words
    _edits = {_spelled(path_of(name)): make for name, make in edits.items()}
    _version, _words = version, words


@contextlib.contextmanager
def untouched():
    """While it lasts, the tables are read as the files have them."""
    global _edits, _steady
    outer, _edits, _steady = (_edits, _steady), {}, None if _steady is None else {}
    try:
        yield
    finally:
        _edits, _steady = outer


def digest(raw):
    """The hash as ``datapackage.json`` writes it: ``sha256:`` and 64 hex digits."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def changed(name):
    """True when the file's bytes differ from the hash in ``datapackage.json``."""
    return digest(file_bytes(path_of(name))) != resource(name).get("hash")


def read(name):
    """A table as a DataFrame of strings: ISO days stay text (they sort as days), empty means
    unknown.

    >>> read("members").loc[0, "joined"]
    '1949-04-04'

    Raises DataError when the file is missing or breaks a rule. Do not change the frame in place:
    it is shared.
    """
    code = language.current()
    if _steady is not None and (name, code) in _steady:
        return _steady[name, code]
    path = os.path.join(data_folder(), resource(name)["path"])
    if code == language.ENGLISH:
        frame = _read(name, path, stamp(path))
    else:
        versions = stamp(path), stamp(language.words_path(name, code))
        frame = _read_in(code, name, path, versions)
    if _steady is not None:
        _steady[name, code] = frame
    return frame


_steady = None


@contextlib.contextmanager
def steady():
    """While it lasts, each table is looked at once: nobody asks again whether its file changed."""
    global _steady
    outer, _steady = _steady, {} if _steady is None else _steady
    try:
        yield
    finally:
        _steady = outer


@lru_cache(maxsize=64)
def _read(name, path, _version):
    import pandas as pd

    edited = changed(name)
    if edited:
        from . import validation

        validation.check_schema(name, path)
    raw = io.BytesIO(file_bytes(path))
    frame = pd.read_csv(raw, dtype=object, keep_default_na=False, encoding="utf-8-sig")
    if edited:
        validation.check_rules(name, frame)
    return frame


@lru_cache(maxsize=64)
def _read_in(code, name, path, versions):
    with language.speaking(language.ENGLISH):  # the rules of the tables are asked in English
        frame = _read(name, path, versions[0])
    words = language.words_of(name, language.known(code))
    keys = resource(name)["schema"]["primaryKey"]
    return language.translated_frame(frame, keys, words) if words else frame


_derived = {}


def derived(make, *names):
    """``make(*tables)`` for the named tables, computed again only when one of the files changed."""
    frames, asked = tuple(read(name) for name in names), (make, names, language.current())
    kept = _derived.get(asked)
    if kept is None or any(old is not new for old, new in zip(kept[0], frames, strict=True)):
        kept = _derived[asked] = (frames, make(*frames))
    return kept[1]


def _by_key(table):
    return dict(zip(table["key"], table["en"], strict=True))


def texts():
    """{key: words} of ``maps/interface.csv``: every word that a map or a widget shows."""
    return derived(_by_key, "interface")


def sentences():
    """{key: template} of ``maps/sentences.csv``: what ``words.say`` fills in."""
    return derived(_by_key, "sentences")


def sources_shown(ids):
    """What a reader sees of some sources, in the order of their ids: a list of dicts."""
    shown = ["title", "publisher", "date", "url", "grade"]
    return read("sources").set_index("source_id").loc[list(ids), shown].to_dict("records")


def text_of(*names):
    """The text of files of this package, one after the other."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def read_land(scale="map"):
    """Units of land as a GeoDataFrame indexed by unit_id, EPSG:4326.

    ``scale``: ``"map"`` (simplified at about 2,500 m) or ``"fine"`` (about 500 m, for measuring
    and insets).

    >>> read_land().crs.to_epsg()
    4326
    """
    names = {"map": "units", "fine": "units_fine"}
    if scale not in names:
        raise ValueError(f"scale must be 'map' or 'fine', not {scale!r}")
    path = path_of(names[scale])
    return _read_land(str(path), stamp(path))


@lru_cache(maxsize=4)
def _read_land(path, _version):
    import geopandas as gpd

    file_bytes(path)
    try:
        land = gpd.read_parquet(path).set_index("unit_id")
    except Exception as error:  # pyarrow raises many kinds; the reader needs one sentence
        raise DataError(
            f"{short(path)} is not a readable GeoParquet file ({type(error).__name__}). "
            "Copy it again from the kit you downloaded, or run: git checkout data"
        ) from None
    return land
