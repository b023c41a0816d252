"""Everything a stepping map needs, in one JSON document, for every day at once.

Made from the tables by ``build`` (needs geopandas) and stored in ``data/maps/``. A lesson that
only steps loads the stored document. It is keyed by the hash of the tables: change a row and the
map is drawn again.
"""

import datetime
import hashlib
import json
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from . import tables
from .describe import FRONT_NOT_DRAWN, unit_names
from .history import FIRST_DAY, classes_on, iso3_codes, spoken, stages, state_names, turning_days
from .tables import read
from .views import WIDTH, view_called

TABLES = (
    "sources",
    "members",
    "memberships",
    "stages",
    "viewpoints",
    "tenure",
    "states",
    "units",
    "unit_names",
    "classes",
    "interface",
)
FORMAT = "1"  # raised when the document's form changes, so that an old one is not used


def key():
    """Hash of the tables a drawing depends on."""
    parts = [FORMAT, *(tables.digest(tables.file_bytes(tables.path_of(name))) for name in TABLES)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def stored_path(track, view):
    """Where the finished document of a track and view is kept."""
    return tables.data_folder() / "maps" / f"{track}-{view}.json"


def load(track, view):
    """The document: the stored one when it fits the tables, else a new one with ``redrawn`` set to
    true.
    """
    found = _stored(str(stored_path(track, view)), tables.stamp(stored_path(track, view)))
    if found is not None and found["key"] == key():
        return found
    print("The tables were changed: the map is drawn again, which takes some seconds.")
    return {**_built(track, view, key()), "redrawn": True}


@lru_cache(maxsize=4)
def _stored(path, stamp):
    if stamp is None:
        return None
    try:
        found = json.loads(tables.file_bytes(path))
    except ValueError:
        return None
    return found if isinstance(found, dict) and "key" in found else None


@lru_cache(maxsize=4)
def _built(track, view, _key):
    return build(track, view)


def number(day):
    """Days since 1970-01-01, the way the browser counts them."""
    return (datetime.date.fromisoformat(day) - datetime.date(1970, 1, 1)).days


def build(track, view_name):
    """Draw a view for every day. Returns a dict of plain values; see the keys below."""
    from . import scene

    view = view_called(view_name)
    land, inset = scene.land_of(view), scene.inset_of(view)
    units = sorted(set(land) | set(inset))
    codes = sorted({c for rows in _tenure(units).values() for row in rows for c in row[1:3]})
    return {
        "key": key(),
        "redrawn": False,
        "size": [WIDTH, view.height],
        "box": list(view.box),
        "units": [_unit(u, land, inset) for u in units],
        "arcs": [[a, b, scene.path_data(line)] for a, b, line in scene.arcs_of(view)],
        "states": _states(codes),
        "labels": _labels(view, land),
        "stages": _stages(track, set(land) | set(inset)),
        "sentences": _sentences(),
        "classes": read("classes").to_dict("records"),
        "texts": dict(zip(read("interface")["key"], read("interface")["en"], strict=True)),
        "first": FIRST_DAY,
        "front": FRONT_NOT_DRAWN,
    }


def _unit(unit, land, inset):
    from .scene import path_data

    found = {"id": unit, "name": unit_names()[unit], "t": _tenure([unit])[unit]}
    if unit in land:
        found["d"] = path_data(land[unit])
    if unit in inset:
        found["i"] = path_data(inset[unit])
    return found


def _tenure(units):
    """{unit: [[day number, holder, owner, status], ...]} from the first day on."""
    rows, wanted = {}, set(units)
    for row in read("tenure").sort_values(["unit_id", "start"]).itertuples():
        if row.unit_id in wanted and (row.end == "" or row.end > FIRST_DAY):
            start = max(row.start, FIRST_DAY)
            rows.setdefault(row.unit_id, []).append(
                [number(start), row.holder, row.de_jure, row.status]
            )
    return rows


def _states(codes):
    """{code: {"n": [[day, name]], "c": [[day, class]], "j": accession day}}, each list from the
    first day on.
    """
    members, iso3 = read("members"), iso3_codes()
    joined = dict(zip(members["iso3"], members["joined"], strict=True))
    by_day = [(number(day), classes_on(day)) for day in turning_days()]
    found = {}
    for code in codes:
        runs = groupby(
            ((day, classes.get(code, "other")) for day, classes in by_day), key=itemgetter(1)
        )
        found[code] = {"n": _name_days(code), "c": [list(next(run)) for _, run in runs]}
        if joined.get(iso3.get(code)):
            found[code]["j"] = joined[iso3[code]]
    return found


def _name_days(code):
    rows = state_names()[code]
    return [
        [number(max(start, FIRST_DAY)), name]
        for start, end, name, *_ in rows
        if not end or end > FIRST_DAY
    ]


def _labels(view, land):
    """[[text, x, y, style, code, [[from, to], ...]], ...]; ``to`` is 0 when the name stays."""
    from .labels import Grid, Placer, label_texts

    placer, spans, days = Placer(Grid(view, land)), {}, turning_days()
    tenure = _tenure(land)
    for at, day in enumerate(days):
        today = number(day)
        rows = {
            unit: tuple([r for r in rows if r[0] <= today][-1][1:]) for unit, rows in tenure.items()
        }
        until = number(days[at + 1]) if at + 1 < len(days) else 0
        for label in placer.place(rows, *label_texts(day, rows)):
            mine = spans.setdefault((label.text, label.x, label.y, label.style, label.code), [])
            if mine and mine[-1][1] == today:
                mine[-1][1] = until
            else:
                mine.append([today, until])
    return [[*who, when] for who, when in sorted(spans.items())]


def _sentences():
    from .describe import alt_text

    found = []
    for day in turning_days():
        found.append([number(day), alt_text(day).replace(spoken(day), "{day}")])
    return found


def _stages(track, units):
    from .describe import what_changed
    from .history import members_on

    rows, found, before = stages(track), [], None
    sources = read("sources").set_index("source_id")
    voices = read("viewpoints")
    for row in rows.itertuples():
        said = voices[voices["stage_id"] == row.stage_id]
        found.append(
            {
                "id": row.stage_id,
                "day": row.day,
                "kind": row.kind,
                "title": row.title,
                "summary": row.summary,
                "status": row.status,
                "count": len(members_on(row.day)),
                "changed": what_changed(row.day, before, units) if before else [],
                "voices": said[["voice", "text", "quote", "speaker", "day", "status"]].to_dict(
                    "records"
                ),
                "sources": [_source(s, sources) for s in row.sources.split(";") if s],
            }
        )
        before = row.day
    return found


def _source(source_id, sources):
    row = sources.loc[source_id]
    return {k: row[k] for k in ("title", "publisher", "date", "url", "grade")}
