"""Compare the files of a language, data/languages/<code>/<table>.csv, with the tables of today.

    python data/prepare/languages.py de             list missing, stale and orphaned rows; 1 if any
    python data/prepare/languages.py de --extract   first append missing rows, with no translation
    python data/prepare/languages.py de --prune     first take out stale and orphaned rows

A row is stale when its English has changed since it was translated, orphaned when its text is gone.
"""

import csv
import io
import json
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
HEADER = ["key", "column", "en"]  # and last the code of the language
COLUMNS = {
    "interface": ["en"],
    "sentences": ["en"],
    "map_names": ["label", "forms"],
    "members": ["name"],
    "undrawn": ["what"],
    "classes": ["label", "meaning"],
    "stages": ["title", "summary"],
    "viewpoints": ["voice", "text", "speaker"],  # a quotation stays in the words it was read in
    "states": ["name", "label"],
    "unit_names": ["name"],
    "tenure": ["note"],
    "disagreements": ["why"],
    "sites": ["name", "role", "units", "equipment", "who", "note"],
    "estimates": ["who", "scope", "area", "counts", "note"],
    "evidence": ["label", "meaning"],
    "lines": ["name", "note"],
}


def rows_of(path):
    """The rows of a CSV file as dicts; none for a file that is not there."""
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    return list(csv.DictReader(io.StringIO(text), strict=True))


def english(table, data=DATA):
    """{(key, column): text} of all that a reader sees of a table, in the order of the table."""
    package = json.loads((data / "datapackage.json").read_bytes())
    found = next(r for r in package["resources"] if r["name"] == table)
    path, keys = data / found["path"], found.get("schema", {}).get("primaryKey", ["id"])
    drawn = json.loads(path.read_bytes())["features"] if path.suffix == ".geojson" else []
    rows = [feature["properties"] for feature in drawn] or rows_of(path)
    named = ((" / ".join(row[key] for key in keys), row) for row in rows)
    return {(key, c): row[c] for key, row in named for c in COLUMNS[table] if row[c]}


def compare(language, data=DATA):
    """[(what is wrong, table, key, column), ...] of a language, table by table."""
    faults = []
    for table in COLUMNS:
        rows, now = rows_of(data / "languages" / language / f"{table}.csv"), english(table, data)
        done = {(row["key"], row["column"]): row["en"] for row in rows}
        faults += [("missing", table, *place) for place in now if place not in done]
        faults += [("stale", table, *p) for p, text in done.items() if now.get(p, text) != text]
        faults += [("orphaned", table, *place) for place in done if place not in now]
    return faults


def extract(language, data=DATA):
    """Append the missing rows to the files of a language, each with an empty translation."""
    for table in COLUMNS:
        path = data / "languages" / language / f"{table}.csv"
        done = {(row["key"], row["column"]) for row in rows_of(path)}
        new = [(*p, text, "") for p, text in english(table, data).items() if p not in done]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="") as file:
            header = [] if file.tell() else [(*HEADER, language)]
            csv.writer(file, lineterminator="\n").writerows([*header, *new])


def prune(language, data=DATA):
    """Take the rows out that no longer fit the tables; they are then missing."""
    for table in COLUMNS:
        path, now = data / "languages" / language / f"{table}.csv", english(table, data)
        rows = rows_of(path)
        kept = [row for row in rows if now.get((row["key"], row["column"])) == row["en"]]
        if kept != rows:
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [*HEADER, language], lineterminator="\n")
                writer.writeheader()
                writer.writerows(kept)


if __name__ == "__main__":
    code, *options = sys.argv[1:] or sys.exit(__doc__)
    if "--prune" in options:
        prune(code)
    if "--extract" in options:
        extract(code)
    faults = compare(code)
    print("\n".join(": ".join(fault) for fault in faults) or "Every row fits the tables of today.")
    sys.exit(bool(faults))
