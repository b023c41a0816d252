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

from . import tables, troop_rules
from .days import whole_day
from .describe import FRONT_NOT_DRAWN, unit_names
from .history import (
    FIRST_DAY,
    as_of,
    classes_on,
    iso3_codes,
    note_shown,
    spoken,
    stages,
    state_names,
    statuses,
    turning_days,
)
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
    "disagreements",
    "undrawn",
    "statuses",
    "sites",
    "estimates",
    "evidence",
    "lines",
)
GRAIN = 7  # drawing units: half a pixel on a laptop, and half the corners to draw at every step
FORMAT = "4"  # raised when the document's form changes, so that an old one is not used


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
    """Draw a view for every day. Returns a dict of plain values."""
    with tables.steady():
        return _build(track, view_name)


def _build(track, view_name):
    from . import scene

    view = view_called(view_name)
    land, inset = scene.land_of(view, GRAIN), scene.inset_of(view)
    units = sorted(set(land) | set(inset))
    held = [row for unit in units for row in tenure_rows()[unit]]
    codes = sorted({code for row in held for code in (row.holder, row.de_jure)})
    cited = Cited()
    days = days_of(track)
    return {
        "key": key(),
        "track": track,
        "redrawn": False,
        "size": [WIDTH, view.height],
        "box": list(view.box),
        "units": [_unit(u, land, inset, cited) for u in units],
        "coast": {"d": _coast(land), "i": _coast(inset)},
        "arcs": [[a, b, scene.path_data(line)] for a, b, line in scene.arcs_of(view, GRAIN)],
        "states": _states(codes),
        "labels": _labels(view, "wide", track),
        "labels_narrow": _labels(view, "narrow", track),
        "type": _type_sizes(),
        "stages": _stages(track, set(land) | set(inset), cited),
        "doubts": _doubts(),
        "undrawn": _undrawn(),
        "sentences": _sentences(track, days),
        **(_positions(view, cited) if track != "nato" else {}),
        "classes": read("classes").to_dict("records"),
        "disputed": sorted(statuses("disputed")),
        "dependent": sorted(statuses("dependent")),
        "texts": tables.texts(),
        "first": first_day(track),
        "joined": sorted(number(day) for day in read("members")["joined"]),
        "front": FRONT_NOT_DRAWN,
        "sources": cited.rows(),  # last: by now all are known
    }


def days_of(track):
    """The days on which a map of the track can change, sorted."""
    if track == "nato":
        return turning_days()
    from .positions import change_days

    return sorted({*turning_days(), *change_days()})


def first_day(track):
    """The first day of a track's map: that of the treaty, or of the tables of troops."""
    return troop_rules.FIRST_DAY if track == "troops" else FIRST_DAY


def last_day(track):
    """The last day of a track's map: the newest confirmed day, or the last of the troops."""
    if track == "troops":
        return troop_rules.LAST_DAY
    return max(as_of(), stages("nato")["day"].iloc[-1])  # a "what if" may lie later


def _positions(view, cited):
    """Sites, lines and figures of the troops; see ``positions.py``."""
    from . import positions

    ends = (datetime.date.fromisoformat(troop_rules.LAST_DAY) + datetime.timedelta(1)).isoformat()
    kept = ("id", "name", "kind", "note", "d", "x", "y", "error", "spot", "evidence", "units")
    kept += ("equipment", "who", "role", "name_native", "accuracy_km", "reached", "confidence")

    def row_of(row):
        return {
            **{key: row[key] if isinstance(row[key], (str, list)) else int(row[key])
               for key in kept if key in row},
            "from": number(row["start"]),
            "to": number(row["end"] or ends),
            "mark": row["status"],
            "sources": cited.numbers(row["sources"]),
        }  # fmt: skip

    figures = read("estimates").drop(columns=["estimate_id"]).to_dict("records")
    return {
        "symbol": positions.SYMBOL,
        "site_type": positions.TYPES[view.scale],
        "sites": [
            row_of({**row, "id": f"{row['site_id']} {row['start']} {row['kind']}"})
            for row in positions.sites_of(view)
        ],
        "lines": [row_of(row) for row in positions.lines_of(view)],
        "figures": [{**row, "sources": cited.numbers(row["sources"])} for row in figures],
        "evidence": read("evidence").to_dict("records"),
    }


def _coast(pieces):
    from . import scene

    return scene.path_data(scene.coast_of(pieces)) if pieces else ""


class Cited:
    """The sources that the document names, each once; everything else refers to their numbers."""

    def __init__(self):
        self.ids = []

    def numbers(self, cell):
        """Numbers of the sources in a cell such as "S01;T044"."""
        named = [s for s in cell.split(";") if s]
        self.ids += [s for s in dict.fromkeys(named) if s not in self.ids]
        return [self.ids.index(s) for s in named]

    def rows(self):
        """What the reader sees of each source."""
        return tables.sources_shown(self.ids)


def _unit(unit, land, inset, cited):
    from .scene import path_data, rough

    rows, joining = tenure_rows()[unit], set(read("members")["iso3"])
    found = {
        "id": unit,
        "name": unit_names()[unit],
        "t": [[number(max(r.start, FIRST_DAY)), r.holder, r.de_jure, r.status] for r in rows],
        "why": [[note_shown(r.note), r.certainty, cited.numbers(r.sources), r.start] for r in rows],
    }
    joins = any(iso3_codes().get(c) in joining for r in rows for c in (r.holder, r.de_jure))
    for key, ring, pieces in (("d", "r", land), ("i", "q", inset)):
        if unit in pieces:
            found[key] = path_data(pieces[unit])
            if joins:
                found[ring] = path_data(rough(pieces[unit]))
    return found


def _rows_by_unit(tenure):
    found = {}
    for row in tenure.sort_values(["unit_id", "start"]).itertuples():
        if not row.end or row.end > FIRST_DAY:
            found.setdefault(row.unit_id, []).append(row)
    return found


def tenure_rows():
    """{unit: its rows of ``tenure.csv`` from the first day on, in order}."""
    return tables.derived(_rows_by_unit, "tenure")


def _doubts():
    """Days on which sources differ: the day used, the others, the land and the reason."""
    return [
        {
            "day": row.used_day,
            "others": [d for d in row.other_days.split(";") if d],
            "units": row.unit_ids.split(";"),
            "why": row.why,
        }
        for row in read("disagreements").itertuples()
    ]


def _undrawn():
    """What the map leaves out: the land, from when to when (0: still so), and a sentence."""
    return [
        {
            "units": row.unit_ids.split(";"),
            "from": number(max(whole_day(row.start), FIRST_DAY)),
            "to": number(whole_day(row.end)) if row.end else 0,
            "what": row.what,
        }
        for row in read("undrawn").itertuples()
    ]


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


def _type_sizes():
    from .labels import SCREENS, SIZES

    return {
        screen: {style: round(size * scale) for style, size in SIZES.items()}
        for screen, scale in SCREENS.items()
    }


def _labels(view, screen, track):
    """[[text, x, y, style, code, [[from, to], ...], leader line], ...]; ``to`` is 0 when the name
    stays, the line is [x1, y1, x2, y2] or empty.
    """
    from .labels import Grid, Placer, label_texts
    from .scene import land_of

    land = land_of(view)
    grid, named = Grid(view, land), set()
    if track != "nato":
        from .positions import keep_clear

        named = keep_clear(grid, view, names=screen == "wide")
    placer, spans, days = Placer(grid, screen), {}, turning_days()
    for at, day in enumerate(days):
        today = number(day)
        now = {unit: [r for r in tenure_rows()[unit] if r.start <= day][-1] for unit in land}
        rows = {unit: (r.holder, r.de_jure, r.status) for unit, r in now.items()}
        until = number(days[at + 1]) if at + 1 < len(days) else 0
        texts, new, areas = label_texts(day, rows)
        areas = {unit: name for unit, name in areas.items() if name not in named}
        for label in placer.place(rows, texts, new, areas):
            who = (label.text, label.x, label.y, label.style, label.code, label.line)
            mine = spans.setdefault(who, [])
            if mine and mine[-1][1] == today:
                mine[-1][1] = until
            else:
                mine.append([today, until])
    return [[*who, when, list(line)] for (*who, line), when in sorted(spans.items())]


def _sentences(track, days):
    from .describe import alt_text

    return [[number(day), alt_text(day, track).replace(spoken(day), "{day}")] for day in days]


def _changed(track, day, since, units):
    from .describe import what_changed
    from .positions import positions_changed

    said = what_changed(day, since, units)
    said.sort(key=lambda line: not line.startswith(spoken(day)))  # the stage's own day comes first
    return said if track == "nato" else [*positions_changed(day, since), *said]


def _stages(track, units, cited):
    from .history import members_on

    rows, found, before = stages(track), [], None
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
                "changed": _changed(track, row.day, before, units) if before else [],
                "voices": said[["voice", "text", "quote", "speaker", "day", "status"]].to_dict(
                    "records"
                ),
                "sources": cited.numbers(row.sources),
            }
        )
        before = row.day
    return found
