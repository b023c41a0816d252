"""The reading pane: the article retold part by part, tied to days and places, beside a map."""

import traitlets

from .article import LEVELS, claims, paragraphs, said_on
from .days import spoken
from .history import stages
from .lessons import Sheet
from .original import original
from .panes import COPIED, SIDE, Beside, Leading, cited, led, place_names_on, target
from .tables import text_of
from .words import listing, the


class ReadingPane(Leading):
    """The article, part by part. Choosing a part or scrolling to it sets ``paragraph``, ``day``
    and ``places``; ``level`` is "plain" or "full".

    >>> ReadingPane(paragraph="p12").day
    '2014-03-18'
    """

    _esm = text_of("picture.js", "panes.js", "reading.js")
    paragraph = traitlets.Unicode().tag(sync=True)
    level = traitlets.Enum(LEVELS, "plain").tag(sync=True)

    def __init__(self, paragraph="headline", **options):
        content = _content()
        parts = {part["id"]: part for part in content["parts"]}
        if paragraph not in parts:
            raise ValueError(f"no paragraph {paragraph!r}; the paragraphs are {', '.join(parts)}")
        start = led({name: parts[paragraph][name] for name in ("day", "places", "near")})
        super().__init__(content, content["parts"], paragraph=paragraph, **start, **options)
        self.on_msg(self._answer)

    def _answer(self, _widget, message, _buffers):
        """Send a teacher's copy when the page asks for it. It is no trait: JupyterLab stores the
        state of widgets in the notebook, and the text must not get there.
        """
        if message == {"want": "copies"}:
            copy = original()
            self.send({"copies": dict(copy.texts), "message": copy.message})


def read_article(level="plain", paragraph="headline"):
    """The article to read, beside the map that follows it. ``level``: "plain" or "full".

    On paper and on GitHub, and as text, it is a table of all parts.
    """
    pane = ReadingPane(paragraph, level=level)
    return Beside(pane, linear(level), COPIED if original() else SIDE)


def linear(level="plain"):
    """The article as a plain table: each part with its day, places and claims (a Sheet)."""
    rows = []
    for part in _content()["parts"]:
        where = f"{spoken(part['day'])}: {part['names']}"
        rows.append([_name(part), part["texts"][level], where, _listed(part["claims"])])
    head = ("Part", "Retold in our words", "Leads to", "What it states")
    return Sheet("The article, part by part", head, rows)


def _name(part):
    kind = part["kind"].capitalize()
    return f"{kind} ({part['id']})" if part["kind"] != "headline" else kind


def _listed(rows):
    return " ".join(f"{row['id']}: {row['claim']}" for row in rows)


def _content():
    """All that the page needs, as plain values."""
    tables = {level: paragraphs(level) for level in LEVELS}
    titles, numbers, parts = stages().set_index("stage_id"), {}, []
    for k, row in enumerate(tables["full"].itertuples()):
        numbers[row.kind] = numbers.get(row.kind, 0) + 1
        also = titles.loc[[s for s in row.also.split(";") if s]]
        parts.append(
            {
                "id": row.paragraph,
                "kind": row.kind,
                "number": numbers[row.kind],
                **target(row.units, row.day),
                "names": listing(map(the, place_names_on(row.units, row.day))),
                "also": also[["day", "title"]].to_dict("records"),
                "texts": {level: table.loc[k, "text"] for level, table in tables.items()},
                "claims": [claim_of(claim) for claim in claims(row.paragraph).itertuples()],
            }
        )
    return {"parts": parts, "sources": cited(*claims()["sources"])}


def claim_of(row):
    """A claim as the page shows it, from its row of ``claims.csv``."""
    return {
        "id": row.claim_id,
        "claim": row.claim,
        "words": row.article_wording,
        "verdict": row.verdict,
        "why": row.why,
        "record": row.record_wording,
        "speaker": row.record_speaker,
        "said": said_on(row.record_day) if row.record_day else "",
        "status": row.status,
        "sources": row.sources.split(";"),
    }
