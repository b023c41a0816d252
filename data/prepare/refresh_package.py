"""Bring the computed parts up to date: hashes and sizes in datapackage.json, data/README.md,
data/maps/ and notebooks/GLOSSARY.md.

    python data/prepare/refresh_package.py          write them
    python data/prepare/refresh_package.py --check  say what is out of date and leave with 1

Run it after changing any table. Every table is validated first; a fault is named and nothing is
written.
"""

import json
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(DATA.parent / "notebooks"))

from natokit import drawn, tables, validation  # noqa: E402  the package lives beside the notebooks
from natokit.borders import PLACES, distances_to  # noqa: E402
from natokit.differences import difference  # noqa: E402
from natokit.history import stages  # noqa: E402
from natokit.language import languages, speaking  # noqa: E402
from natokit.terms import glossary_page  # noqa: E402

MAPS = (("nato", "europe"), ("troops", "ukraine"), ("troops", "europe"), ("both", "europe"))
TROOP_STILLS = (
    ("ukraine", ("2014-03-18", "2021-12-03", "2022-02-18", "2022-02-24")),
    ("europe", ("1990-10-03", "2008-08-12")),
)
LESSON_DAYS = ("1955-05-14", "1990-10-03", "1991-12-26", "2014-03-18", "2021-12-07", "2022-02-24")


def distances():
    """``distances.csv``: how far each unit of land is from the places of the lessons."""
    lines = ["place,unit_id,km"]
    for place in PLACES:
        measured = distances_to(place).sort_index()
        lines += [f"{place},{unit},{km:.0f}" for unit, km in measured.items()]
    return "\n".join(lines) + "\n"


def refreshed_descriptor(new):
    """``datapackage.json`` with the hash and size of each file, as it is now or in ``new``."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    for found in package["resources"]:
        path = DATA / found["path"]
        raw = new.get(path) or path.read_bytes()
        found["bytes"], found["hash"] = len(raw), tables.digest(raw)
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def check_tables():
    """Validate every table as if somebody had changed it."""
    for found in tables.descriptor()["resources"]:
        if "schema" in found:
            validation.check_schema(found["name"], tables.path_of(found["name"]))
            validation.check_rules(found["name"], tables.read(found["name"]))


def readme(package):
    """``data/README.md`` from the descriptor."""
    lines = [f"# {package['title']}", "", package["description"], ""]
    lines += [
        "Generated from `datapackage.json` by `prepare/refresh_package.py`; do not edit by hand.",
        "",
    ]
    lines += [
        "Licence of tables and polygons: CC BY 4.0. Polygons: after Natural Earth (public domain).",
        "",
    ]
    lines += ["| file | what it holds |", "|---|---|"]
    lines += [f"| `{r['path']}` | {r['description']} |" for r in package["resources"]]
    for found in package["resources"]:
        if "schema" in found:
            lines += [
                "",
                f"## {found['path']}: {found['title']}",
                "",
                "| column | type | meaning |",
                "|---|---|---|",
            ]
            lines += [_column(f) for f in found["schema"]["fields"]]
            lines += ["", f"Key: {', '.join(found['schema']['primaryKey'])}."]
    return "\n".join(lines) + "\n"


def _column(field):
    limits = field.get("constraints", {})
    allowed = f" One of: {', '.join(limits['enum'])}." if "enum" in limits else ""
    needed = "" if limits.get("required") else " May be empty."
    return f"| `{field['name']}` | {field['type']} | {field['description']}{allowed}{needed} |"


def _json(document):
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return (text + "\n").encode()


def map_files():
    """{path: bytes} of the drawn maps: one document a track and view, and pictures of the rounds of
    enlargement and of the days on which lessons open.
    """
    from animation import enlargement_gif

    from natokit.maps import MapPicture
    from natokit.pictures import Picture

    files, folder = {}, DATA / "maps"
    for track, view in MAPS:
        english = drawn.build(track, view)
        files[drawn.stored_path(track, view)] = _json(english)
        for code in languages()[1:]:
            with speaking(code):
                change = difference(english, drawn.build(track, view))
                files[drawn.stored_path(track, view)] = _json(change)
    for day in sorted({*stages("nato", kind="enlargement")["day"], *LESSON_DAYS}):
        files[folder / f"europe-{day}.png"] = Picture.png(MapPicture(day))
    for view, days in TROOP_STILLS:
        for day in days:
            picture = MapPicture(day, view, track="troops")
            files[folder / f"troops-{view}-{day}.png"] = Picture.png(picture)
    files[folder / "enlargement.gif"] = enlargement_gif()
    files[folder / "stills.key"] = (drawn.key() + "\n").encode()
    return files


def main(check=False):
    """Write, or only compare; returns the number of files that were out of date."""
    check_tables()
    wanted = {DATA / "borders" / "distances.csv": distances().encode()}
    wanted[DATA / "datapackage.json"] = refreshed_descriptor(wanted).encode()
    wanted[DATA / "README.md"] = readme(json.loads(wanted[DATA / "datapackage.json"])).encode()
    wanted[DATA.parent / "notebooks" / "GLOSSARY.md"] = glossary_page().encode()
    wanted |= map_files()
    stale = [p for p, raw in wanted.items() if not p.is_file() or p.read_bytes() != raw]
    for path in stale:
        print("out of date:" if check else "wrote", path.relative_to(DATA.parent))
        if not check:
            path.write_bytes(wanted[path])
    return len(stale)


if __name__ == "__main__":
    out_of_date = main(check="--check" in sys.argv)
    sys.exit(1 if out_of_date and "--check" in sys.argv else 0)
