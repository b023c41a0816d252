"""The claims of the article, to be judged: first the reader's verdict, then ours, beside a map."""

from datetime import datetime
from html import escape

import traitlets

from . import kept
from .article import claims, meaning, paragraphs, record, verdict_counts, wordings_of
from .bearing import bearing_on, counted, figures_on
from .history import stage
from .lessons import MARKS, Sheet
from .panes import Beside, Leading, cited, led, target
from .reading import claim_of
from .tables import text_of
from .words import capital

WRITTEN = "2021-biden-putin-call"  # the article's own day: before a verdict no map goes beyond it


class ClaimCheck(Leading):
    """Some claims of the article, one at a time. ``given``: {claim id: [verdict, reason]} of the
    reader, kept in the progress file; ours is put on the page only after that. Until then the map
    shows no day later than the article, so that a forecast is judged without hindsight.

    >>> ClaimCheck("p12").day, ClaimCheck("headline").day
    ('2014-03-18', '2021-12-07')
    """

    _esm = text_of("picture.js", "panes.js", "bars.js", "claimcheck.js")
    claim = traitlets.Unicode().tag(sync=True)
    given = traitlets.Dict().tag(sync=True)

    def __init__(self, *parts, **options):
        content = _content(parts)
        first = content["claims"][0]
        given, note = _given_before(content)
        now = first["after" if first["id"] in given else "before"]
        start = {"given": given, "note": note, **led(now)}
        aims = [row[when] for row in content["claims"] for when in ("before", "after")]
        super().__init__(content, aims, claim=first["id"], **start | options)
        self.observe(self._keep, "given")

    def _keep(self, change):
        """The reader's verdicts go to the progress file."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        fresh = {
            claim: {"verdict": said[0], "reason": said[1], "last": now}
            for claim, said in change["new"].items()
            if change["old"].get(claim) != said
        }
        self.note = kept.keep("claims", fresh)


def check_claims(*parts):
    """Judge the claims of some parts, or all of them, beside the map that follows.

    On paper and on GitHub it is a table in which our verdicts are folded away.
    """
    return Beside(ClaimCheck(*parts), folded(*parts))


def _given_before(content):
    """({claim: [verdict, reason]} of the progress file, a sentence for the reader or "")."""
    answers, note = kept.load()
    known = {row["id"] for row in content["claims"]}
    given = {k: [e["verdict"], e["reason"]] for k, e in answers["claims"].items() if k in known}
    return given, note


def folded(*parts):
    """The claims as a plain table; our verdict opens on a click (a Sheet)."""
    rows = []
    for part in parts or [None]:
        for row in claims(part).itertuples():
            said = f"{row.verdict}: {row.why}{MARKS[row.status]} {record(row)}".strip()
            cell = f"<details><summary>Ours (judge first)</summary>{escape(said)}</details>"
            words = f"“{row.article_wording}”"
            rows.append([row.claim_id, row.claim, words, "", (said, cell)])
    head = ("Claim", "The article states", "Its words", "Your verdict", "Our verdict")
    return Sheet("Claims to check", head, rows)


def _content(parts):
    """All that the page needs, as plain values."""
    texts, found = paragraphs("plain").set_index("paragraph"), []
    written = stage(WRITTEN)["day"]
    for part in parts or [None]:
        for row in claims(part).itertuples():
            where = texts.loc[row.paragraph]
            pairs = wordings_of(row.claim_id).itertuples()
            found.append(
                {
                    **claim_of(row),
                    "text": where["text"],
                    "before": target(where["units"], min(row.day, written)),
                    "after": target(where["units"], row.day),
                    "wordings": [
                        [p.article, p.record, p.second_copy, f"{p.change}: {p.note}"] for p in pairs
                    ],
                    "tables": bearing_on(row.claim_id),
                    "figures": figures_on(row.claim_id),
                    "counted": capital(counted(row.day)) + ".",
                }
            )
    named = [[verdict, meaning(verdict)] for verdict in verdict_counts()]
    return {"claims": found, "verdicts": named, "sources": cited(*claims()["sources"])}
