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
from pathlib import Path

from . import language, tables, troop_rules
from .borders import tenure_rows
from .days import number, whole_day
from .describe import FRONT_NOT_DRAWN, unit_names, whatif_mark
from .differences import merged
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
from .words import say

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
    "map_names",
    "interface",
    "sentences",
    "disagreements",
    "undrawn",
    "statuses",
    "sites",
    "estimates",
    "evidence",
    "lines",
)
FORMAT = "5"  # raised when the document's form changes, so that an old one is not used


def key():
    """Hash of the tables a drawing depends on, those of the language spoken now included."""
    code, paths = language.current(), [tables.path_of(name) for name in TABLES]
    if code != language.ENGLISH:
        words = (Path(language.words_path(name, code)) for name in TABLES)
        paths += [path for path in words if path.is_file()]
    parts = [FORMAT, *(tables.digest(tables.file_bytes(path)) for path in paths)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def stored_path(track, view):
    """Where the finished document of a track and view is kept; in another language than English,
    what differs there from the English one.
    """
    code = language.current()
    name = f"{track}-{view}" + ("" if code == language.ENGLISH else f".{code}")
    return tables.data_folder() / "maps" / f"{name}.json"


def load(track, view):
    """The document: the stored one when it fits the tables, else a new one with ``redrawn`` set to
    true.
    """
    found, now = _stored_of(track, view), key()
    if found is not None and found["key"] == now:
        return found
    if not tables.edited():
        print(say("drawing_again"))
        return {**_built(track, view, now), "redrawn": True}
    texts = tables.texts()
    words = {**texts, "redrawn": f"{whatif_mark()} {texts['whatif_redrawn']}"}
    return {**_built(track, view, now), "redrawn": True, "texts": words}


def _stored_of(track, view):
    path = stored_path(track, view)
    found = _stored(str(path), tables.stamp(path))
    if language.current() == language.ENGLISH or found is None:
        return found
    with language.speaking(language.ENGLISH):
        english = _stored_of(track, view)
    return english and merged(english, found)


def _finished(track, view):
    """The stored document where only a reader's own changes keep it from fitting, else None."""
    if not tables.edited():
        return None
    with tables.untouched():
        found = _stored_of(track, view)
        return found if found is not None and found["key"] == key() else None


@lru_cache(maxsize=8)
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
    return build(track, view, _finished(track, view))


def build(track, view_name, finished=None):
    """Draw a view for every day. Returns a dict of plain values.

    ``finished``: the document of the same track and view for the tables as the kit has them; what a
    reader's own changes cannot alter is taken from there. The result is the same, only sooner.
    """
    with tables.steady():
        return _build(track, view_called(view_name), finished)


def _build(track, view, finished):
    from .outlines import Outlines

    outlines = Outlines(view, finished)
    held = [row for unit in outlines.units for row in tenure_rows()[unit]]
    codes = sorted({code for row in held for code in (row.holder, row.de_jure)})
    cited = Cited()
    return {
        "key": key(),
        "track": track,
        "redrawn": False,
        "size": [WIDTH, view.height],
        "box": list(view.box),
        "units": [_unit(unit, outlines, cited) for unit in outlines.units],
        "coast": outlines.coast,
        "arcs": outlines.arcs,
        "states": _states(codes),
        **_labels(track, view, finished),
        "type": _type_sizes(),
        "stages": _stages(track, set(outlines.units), cited),
        "doubts": _doubts(),
        "undrawn": _undrawn(),
        "sentences": _sentences(track, days_of(track)),
        **(_positions(view, cited) if track != "nato" else {}),
        "classes": read("classes").to_dict("records"),
        "disputed": sorted(statuses("disputed")),
        "dependent": sorted(statuses("dependent")),
        "texts": tables.texts(),
        **_tongue(),
        "first": first_day(track),
        "joined": sorted(number(day) for day in read("members")["joined"]),
        "front": FRONT_NOT_DRAWN,
        "sources": cited.rows(),  # last: by now all are known
    }


def _tongue():
    """What a document in another language says besides: its language."""
    code = language.current()
    return {} if code == language.ENGLISH else {"language": code}


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
    """Sites, lines and figures of the troops; see ``site_map.py``."""
    from . import site_map, site_names

    ends = (datetime.date.fromisoformat(troop_rules.LAST_DAY) + datetime.timedelta(1)).isoformat()
    kept = ("id", "name", "kind", "note", "d", "x", "y", "error", "spot", "evidence", "units")
    kept += ("label", "lead", "town", "outcome")
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
    figures = [{**row, "forces": _forces(row["forces"])} for row in figures]
    return {
        "symbol": site_names.SYMBOL,
        "site_type": site_names.TYPES[view.scale],
        "town_type": site_names.TOWN_TYPE,
        "sites": [
            row_of({**row, "id": f"{row['site_id']} {row['start']} {row['kind']}"})
            for row in site_map.sites_of(view)
        ],
        "lines": [row_of(row) for row in site_map.lines_of(view)],
        "towns": [row_of(row) for row in site_map.towns_of(view)],
        "figures": [{**row, "sources": cited.numbers(row["sources"])} for row in figures],
        "evidence": read("evidence").to_dict("records"),
    }


def _forces(kind):
    """Which forces a figure counts, in words; "" where that is not said or plain from the figure.

    >>> _forces("not said"), _forces("ground")
    ('', 'ground')
    """
    if kind in ("not said", "BTGs only"):
        return ""
    return tables.sentences().get(f"forces {kind}", kind)


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


def _unit(unit, outlines, cited):
    rows, joining = tenure_rows()[unit], set(read("members")["iso3"])
    joins = any(iso3_codes().get(c) in joining for r in rows for c in (r.holder, r.de_jure))
    return {
        "id": unit,
        "name": unit_names()[unit],
        "t": [[number(max(r.start, FIRST_DAY)), r.holder, r.de_jure, r.status] for r in rows],
        "why": [[note_shown(r.note), r.certainty, cited.numbers(r.sources), r.start] for r in rows],
        **outlines.of(unit, joins),
    }


def _labels(track, view, finished):
    """The names on the map for a wide and a narrow screen; see ``walk.labels_of``."""
    from . import walk
    from .grid import grid_of

    names = {"labels": "wide", "labels_narrow": "narrow"}
    grid = grid_of(view)
    asked = walk.asked_of(grid.units, days_of(track))
    if not finished:
        return {k: walk.labels_of(grid, asked, view, names[k], track) for k in names}
    with tables.untouched():
        base = walk.asked_of(grid.units, days_of(track))
    return {
        key: walk.labels_of(grid, asked, view, screen, track, (finished[key], base))
        for key, screen in names.items()
    }


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
    from .labels import SCREENS
    from .naming import SIZES

    return {
        screen: {style: round(size * scale) for style, size in SIZES.items()}
        for screen, scale in SCREENS.items()
    }


def _sentences(track, days):
    from .describe import alt_text

    return [[number(day), alt_text(day, track).replace(spoken(day), "{day}")] for day in days]


def _changed(track, day, since, units):
    from .describe import what_changed
    from .positions import positions_changed

    said = what_changed(day, since, units)
    return said if track == "nato" else [*positions_changed(day, since), *said]


def _stages(track, units, cited):
    from .history import members_on

    rows, found, before = stages(track), [], None
    columns = ["voice", "text", "quote", "speaker", "day", "status"]
    voices = {stage: said[columns] for stage, said in read("viewpoints").groupby("stage_id")}
    for row in rows.itertuples():
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
                "voices": voices[row.stage_id].to_dict("records") if row.stage_id in voices else [],
                "sources": cited.numbers(row.sources),
            }
        )
        before = row.day
    return found
