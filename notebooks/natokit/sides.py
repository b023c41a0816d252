"""Two voices on one stage, side by side, beside a map of that day."""

import traitlets

from .history import stages
from .lessons import GRADES, Sheet, voices
from .panes import WHOLE, Beside, Pane, cited
from .tables import read, text_of

SHOWN = ["voice", "text", "quote", "speaker", "day", "status"]


class Sides(Pane):
    """``stage`` and, as numbers of its rows in ``viewpoints.csv``, the voices ``left`` and
    ``right``.
    """

    _esm = text_of("picture.js", "panes.js", "sides.js")
    stage = traitlets.Unicode().tag(sync=True)
    left = traitlets.Int(0).tag(sync=True)
    right = traitlets.Int(1).tag(sync=True)

    def __init__(self, *stage_ids, **options):
        content = _content(stage_ids)
        first = content["stages"][0]
        super().__init__(content, stage=first["id"], day=first["day"], **options)


def compare_voices(*stage_ids):
    """Two voices side by side for a chosen stage, beside the map of its day; without a stage, all
    stages on which at least three voices are heard.

    On paper and on GitHub it is a table of all voices on these stages.
    """
    ids = stage_ids or contested()
    return Beside(Sides(*ids), voices(*ids), WHOLE)


def contested():
    """The stages on which at least three voices are heard, in order of time.

    >>> "2008-bucharest" in contested()
    True
    """
    heard = read("viewpoints").groupby("stage_id")["voice"].nunique()
    return [stage_id for stage_id in stages()["stage_id"] if heard.get(stage_id, 0) >= 3]


def documents(*stage_ids):
    """What our tables rest on for some stages: each source with its grade and what to know of it,
    best first (a Sheet).

    >>> documents("1990-two-plus-four-treaty").rows[0][2][0]
    'official or primary'
    """
    tables = (read(name) for name in ("stages", "viewpoints"))
    cells = [c for t in tables for c in t.loc[t["stage_id"].isin(stage_ids), "sources"]]
    used = {part for cell in cells for part in cell.split(";")}
    table = read("sources").sort_values(["grade", "date", "source_id"])
    rows = [
        [r.title, ", ".join(filter(None, (r.publisher, r.date))), GRADES[r.grade], r.note or "–"]
        for r in table[table["source_id"].isin(used)].itertuples()
    ]
    head = ("Title", "Publisher and date", "Grade", "What to know")
    return Sheet("What it rests on", head, rows)


def _content(stage_ids):
    """All that the page needs, as plain values."""
    table, days, found = read("viewpoints"), stages().set_index("stage_id"), []
    for stage_id in stage_ids:
        said = table[table["stage_id"] == stage_id]
        if len(said) < 2:
            raise ValueError(
                f"no stage {stage_id!r} with two voices; among them are {', '.join(contested())}"
            )
        row = days.loc[stage_id]
        heard = said[SHOWN].assign(sources=said["sources"].str.split(";")).to_dict("records")
        about = {name: row[name] for name in ("day", "title", "summary", "status")}
        found.append({"id": stage_id, **about, "voices": heard})
    used = [";".join(voice["sources"]) for stage in found for voice in stage["voices"]]
    return {"stages": found, "sources": cited(*used)}
