"""Gather what each pupil answered into one folder and one table.

    sudo python3 deploy/classroom/collect.py FOLDER

FOLDER must be new. It gets a folder for each pupil with `progress.json` (the answers as the lessons
keep them) and any `my-answers*.html` or `.csv` that the pupil exported, and `answers.csv`: one line
for each answer. Only ordinary files that belong to the pupil are read: a link, however it is laid,
is refused and named.
"""

import csv
import json
import os
import pwd
import re
import stat
import sys
from pathlib import Path

HOMES = Path("/home/natokit")
FOLDERS = ("lessons", "notebooks")  # below a home
WANTED = re.compile(r"progress\.json|my-answers[A-Za-z0-9 _-]{0,40}\.(html|csv)")
MOST = 5_000_000  # bytes: an export has some kilobytes
HEAD = ["pupil", "exercise", "answer", "right", "right_first", "tries", "last"]


class Refused(Exception):
    """Why a pupil's file was not read, as a sentence."""


def open_folder(path, names):
    """A descriptor of path/names..., where no part below path may be a link."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    for name in names:
        try:
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
        finally:
            os.close(handle)
        handle = inner
    return handle


def read_own(folder, name, owner):
    """The bytes of one file in an open folder. Raises Refused where it is not the pupil's own."""
    try:  # O_NONBLOCK: a named pipe would wait forever
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        raise Refused(f"{name} is a link or cannot be opened ({error.strerror})") from None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise Refused(f"{name} is not an ordinary file")
        if about.st_uid != owner or about.st_nlink != 1:
            raise Refused(f"{name} does not belong to the pupil alone")
        content = file.read(MOST + 1)
    if len(content) > MOST:
        raise Refused(f"{name} is larger than {MOST:,} bytes")
    return content


def cell(value):
    """Text for a spreadsheet: what begins like a formula is made to be text.

    >>> cell("=1+1"), cell(["a", "b"]), cell(None)
    ("'=1+1", 'a | b', '')
    """
    text = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = "" if value is None else text
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def rows(pupil, content):
    """Lines of the table from one progress.json. Raises Refused where it cannot be understood."""
    try:
        answers = json.loads(content)["exercises"]
        return [
            [pupil, cell(key)] + [cell(entry.get(c)) for c in ("given", *HEAD[3:])]
            for key, entry in sorted(answers.items())
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"progress.json cannot be understood ({type(error).__name__})") from None


def collect_one(home, owner, target):
    """Copy one pupil's files; (lines for the table, sentences about what was refused)."""
    lines, refused = [], []
    try:
        folder = open_folder(home, FOLDERS)
    except OSError as error:
        return [], [f"no lessons could be opened ({error.strerror})"]
    try:
        for name in sorted(filter(WANTED.fullmatch, os.listdir(folder))):
            try:
                content = read_own(folder, name, owner)
                target.mkdir(exist_ok=True)
                (target / name).write_bytes(content)
                if name == "progress.json":
                    lines += rows(home.name, content)
            except Refused as error:
                refused.append(str(error))
    finally:
        os.close(folder)
    return lines, refused


def collect(target, pupils):
    """Gather from pupils [(home, uid)]; sentences for the screen. Raises FileExistsError."""
    target.mkdir(parents=True)
    told = []
    with open(target / "answers.csv", "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        for home, owner in pupils:
            lines, refused = collect_one(home, owner, target / home.name)
            table.writerows(lines)
            told.append(f"{home.name}: {len(lines)} answers")
            told += [f"{home.name}: refused: {reason}" for reason in refused]
    return told


def class_list():
    """[(home, uid)] of the accounts that the class server made."""
    accounts = [entry for entry in pwd.getpwall() if Path(entry.pw_dir).parent == HOMES]
    return sorted((Path(e.pw_dir), e.pw_uid) for e in accounts if e.pw_name.startswith("kit-"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where to: sudo python3 deploy/classroom/collect.py FOLDER")
    if os.geteuid() != 0:
        sys.exit("Pupils' folders are closed to others: put sudo in front of the command")
    os.umask(0o077)
    try:
        print("\n".join(collect(Path(sys.argv[1]), class_list())))
    except FileExistsError:
        sys.exit(f"{sys.argv[1]} is already there; name a new folder")
    print(f"In {sys.argv[1]}: answers.csv and a folder for each pupil.")
