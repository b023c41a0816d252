"""Copy the lessons to a pupil and never overwrite the pupil's work.

    python deliver.py KIT FOLDER

A new file is added. A file that the pupil never changed follows the kit. A file that the pupil
changed stays as it is, and when the kit has a newer one, that is put beside it under another name.
Nothing is deleted.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

PARTS = ("notebooks", "data")
LIST = ".delivered.json"  # {path: sha256 of what was delivered last}


def digest(content):
    return hashlib.sha256(content).hexdigest()


def beside(path, content):
    """Another name for a newer lesson.

    >>> beside(Path("notebooks/02-nato.ipynb"), b"newer").name
    '02-nato.new-804f51f7.ipynb'
    """
    return path.with_name(f"{path.stem}.new-{digest(content)[:8]}{path.suffix}")


def write(path, content):
    """Whole or not at all: a pupil's server may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.part")
    waiting.write_bytes(content)
    os.replace(waiting, path)


def deliver(kit, folder):
    """Bring the lessons of kit to folder; {"added": n, "renewed": n, "beside": [names]}."""
    kit, folder = Path(kit), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    known, told = remembered(folder / LIST), {"added": 0, "renewed": 0, "beside": []}
    for source in sorted(p for part in PARTS for p in (kit / part).rglob("*") if p.is_file()):
        name = source.relative_to(kit).as_posix()
        deliver_one(folder / name, source.read_bytes(), known.get(name), told)
        known[name] = digest(source.read_bytes())
    write(folder / LIST, json.dumps(known, indent=0, sort_keys=True).encode())
    return told


def deliver_one(target, content, last, told):
    """One file; last is the hash of what was delivered there before, or None."""
    if not os.path.lexists(target):
        told["added"] += 1
        return write(target, content)
    if digest(content) == last:
        return None  # nothing new in the kit: whatever the pupil made of it stays
    here = digest(target.read_bytes()) if target.is_file() else None
    if here == digest(content):
        return None
    if here is not None and here == last:
        told["renewed"] += 1
        return write(target, content)
    other = beside(target, content)
    told["beside"].append(other.name)
    return None if other.exists() else write(other, content)


def remembered(path):
    """What was delivered before; a list that cannot be read counts as none: nothing is replaced."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Say where the lessons are and where to put them: deliver.py KIT FOLDER")
    result = deliver(*sys.argv[1:])
    if any(result.values()):
        print(json.dumps(result))
