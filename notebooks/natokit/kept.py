"""A pupil's answers, kept in one readable file beside the notebooks: ``progress.json``.

It is written whole or not at all, so a killed process loses nothing that was kept before. Two
notebooks may write at once: each merges its answer into what the file holds. A file that cannot be
read is set aside under another name, never changed. Nothing leaves the computer.
"""

import contextlib
import glob
import json
import os
import threading
import weakref
from datetime import datetime
from pathlib import Path

from .filelock import locked
from .tables import HERE, texts

KIND, VERSION = "natokit progress", 1
PARTS = ("exercises", "claims")

_guard = threading.Lock()
followers = weakref.WeakSet()  # whose ``follow(answers)`` is called after each answer
_waiting = {}  # what could not be written yet: {path: {(part, id): entry}}


def progress_path():
    """``notebooks/progress.json``, or $NATOKIT_PROGRESS where that is set."""
    return Path(os.environ.get("NATOKIT_PROGRESS") or HERE.parent / "progress.json")


def load():
    """(what was kept, a sentence for the pupil or "").

    ``{"name": text, "exercises": {id: entry}, "claims": {id: entry}}``. An entry of an exercise
    holds given, right, right_first, tries, first and last (times); one of a claim verdict, reason
    and last. Never raises: an absent file is an empty one, an unreadable one is set aside.
    """
    path = progress_path()
    try:
        kept, whole = _parsed(path.read_bytes())
    except FileNotFoundError:
        return _with_waiting(path, _empty()), ""
    except OSError as error:
        return _with_waiting(path, _empty()), _say("pr_unreadable", path, error)
    return _with_waiting(path, kept), "" if whole else _repaired(path)


def keep(part, entries, name=None):
    """Merge entries ({id: entry}) into a part of the file; a sentence for the pupil or "".

    What cannot be written now, on a full disk or in a folder that is read-only, is kept in memory
    and written with the next answer.
    """
    told = _keep(progress_path(), part, entries, name)
    if followers:
        answers = load()[0]
        for follower in list(followers):
            follower.follow(answers)
    return told


def _keep(path, part, entries, name):
    with _guard:
        waiting = _waiting.setdefault(path, {})
        waiting.update({(part, key): entry for key, entry in entries.items()})
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with locked(_beside(path, ".lock")):
                told = _merge(path, waiting, name)
        except OSError as error:
            return _say("pr_unsaved", path, error)
        waiting.clear()
    return told


def record(exercise_id, given, right, again=True):
    """Keep an answer to an exercise; a sentence for the pupil or "".

    ``again=False`` keeps a draft: it counts as no try.
    """
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    old = load()[0]["exercises"].get(exercise_id, {})
    entry = {"right_first": right, "tries": 0, "first": now} | old
    if again and not entry["tries"]:
        entry["right_first"] = right
    entry |= {"given": given, "right": right, "tries": entry["tries"] + again, "last": now}
    return keep("exercises", {exercise_id: entry})


def _merge(path, waiting, name):
    """Write the file with the waiting entries; the lock is held."""
    told = ""
    try:
        kept, whole = _parsed(path.read_bytes())
    except FileNotFoundError:
        kept, whole = _empty(), True
    if not whole:
        for part in PARTS:  # or they would be gone if the disk is full
            for key, entry in kept[part].items():
                waiting.setdefault((part, key), entry)
        told = _set_aside(path)
    for (part, key), entry in waiting.items():
        kept[part][key] = entry
    if name is not None:
        kept["name"] = name
    _write(path, kept)
    return told


def _write(path, kept):
    """All or nothing: a new file, on the disk, then put in the place of the old one."""
    text = json.dumps({"kind": KIND, "version": VERSION} | kept, indent=1, ensure_ascii=False)
    draft = _beside(path, f".{os.getpid()}.tmp")
    try:
        with open(draft, "wb") as file:
            file.write((text + "\n").encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    for left in path.parent.glob(f"{glob.escape(path.name)}.*.tmp"):  # by a process that was killed
        with contextlib.suppress(OSError):
            left.unlink()


def _repaired(path):
    """Set a damaged file aside and keep the entries in it that are whole."""
    try:
        with _guard, locked(_beside(path, ".lock")):
            waiting = _waiting.setdefault(path, {})
            told = _merge(path, waiting, None)
            waiting.clear()
            return told
    except OSError as error:
        return _say("pr_unreadable", path, error)


def _set_aside(path):
    """Give the file a name that is free; nothing is ever overwritten."""
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.set-aside-{number}{path.suffix}")
        try:
            aside.touch(exist_ok=False)  # now the name is ours
            break
        except FileExistsError:
            number += 1
    try:
        os.replace(path, aside)
    except OSError:
        aside.unlink()
        raise
    return texts()["pr_aside"].replace("{file}", path.name).replace("{aside}", aside.name)


def _beside(path, ending):
    return path.with_name(path.name + ending)


def _say(key, path, error):
    why = error.strerror or str(error)
    return texts()[key].replace("{file}", path.name).replace("{why}", why)


def _empty():
    return {"name": "", "exercises": {}, "claims": {}}


def _with_waiting(path, kept):
    for (part, key), entry in list(_waiting.get(path, {}).items()):
        kept[part][key] = entry
    return kept


# ---- what a whole file looks like


def _parsed(raw):
    """(what the bytes hold, whether all of it could be used)."""
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _empty(), False
    if not isinstance(found, dict) or found.get("kind") != KIND or found.get("version") != VERSION:
        return _empty(), False
    kept, whole = _empty(), isinstance(found.get("name"), str)
    kept["name"] = found["name"] if whole else ""
    for part, is_whole in (("exercises", _is_answer), ("claims", _is_verdict)):
        entries = found.get(part)
        if not isinstance(entries, dict):
            whole = False
            continue
        kept[part] = {key: entry for key, entry in entries.items() if is_whole(entry)}
        whole = whole and len(kept[part]) == len(entries)
    return kept, whole


def _is_answer(entry):
    if not isinstance(entry, dict) or type(entry.get("tries")) is not int or entry["tries"] < 0:
        return False
    given = entry.get("given")
    listed = given if isinstance(given, list) else [given]
    times = [entry.get("first"), entry.get("last")]
    marks = [entry.get("right", ""), entry.get("right_first", "")]
    return (
        all(isinstance(text, str) for text in listed + times)
        and bool(listed)
        and all(mark is None or isinstance(mark, bool) for mark in marks)
    )


def _is_verdict(entry):
    wanted = ("verdict", "reason", "last")
    return isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in wanted)
