"""The article under study: retold paragraph by paragraph, and its claims with our verdicts.

The text itself is somebody else's and not part of the kit; ``original.py`` reads a teacher's copy.
"""

import re

from .days import spoken
from .lessons import MARKS, Sheet
from .tables import DataError, file_bytes, path_of, read, resource, short

LEVELS = ("plain", "full")


def paragraphs(level="full"):
    """The article in order: headline, subheads and paragraphs, one row each (DataFrame).

    ``level``: "full", or "plain" for short sentences and few hard words. Columns: paragraph, kind,
    stage_id, day (of that stage), also (other stages), units (land on the map), text.

    >>> len(paragraphs()), paragraphs("plain").loc[0, "paragraph"]
    (19, 'headline')

    Raises DataError when ``article.md`` does not hold every part once, at both levels.
    """
    if level not in LEVELS:
        raise ValueError(f"level must be 'full' or 'plain', not {level!r}")
    table, told = read("paragraphs"), _retold()
    for number, name in enumerate(table["paragraph"], 2):
        if name not in told:
            where = short(path_of("article"))
            raise DataError(
                f"{where} has no part '## {name}', which paragraphs.csv row {number} names; "
                "write it, at both levels."
            )
    days = read("stages").set_index("stage_id")["day"]
    texts = [told[name][level] for name in table["paragraph"]]
    return table.assign(day=table["stage_id"].map(days), text=texts)


def _retold():
    """{paragraph: {level: text}} of ``article.md``."""
    where, known = short(path_of("article")), set(read("paragraphs")["paragraph"])
    try:
        text = file_bytes(path_of("article")).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{where} is not UTF-8 text. Save it again as UTF-8.") from None
    found = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        name = name.strip()
        if name in found or name not in known:
            fault = "stands there twice" if name in found else "is not in paragraphs.csv"
            raise DataError(f"{where}: the part '## {name}' {fault}; correct its id.")
        found[name] = {level: _at_level(body, level) for level in LEVELS}
        for level, said in found[name].items():
            if not said:
                raise DataError(
                    f"{where}: the part '## {name}' has no text that begins with '{level}: '."
                )
    return found


def _at_level(body, level):
    said = re.search(rf"^{level}:\s+(.+?)\s*(?:\n\s*\n|\Z)", body, re.MULTILINE | re.DOTALL)
    return " ".join(said[1].split()) if said else ""


def claims(paragraph=None):
    """What the article states, with verdicts: all rows of ``claims.csv``, or one paragraph's.

    >>> list(claims("p07")["verdict"])
    ['true underneath but garbled', 'wrong']
    """
    parts = () if paragraph is None else (paragraph,)
    return _some(read("claims"), parts).reset_index(drop=True)


def verdict_counts():
    """{verdict: how many claims}, in the order in which ``datapackage.json`` lists the verdicts.

    >>> sum(verdict_counts().values())
    29
    """
    fields = {f["name"]: f for f in resource("claims")["schema"]["fields"]}
    counts = read("claims")["verdict"].value_counts()
    return {v: int(counts.get(v, 0)) for v in fields["verdict"]["constraints"]["enum"]}


def meaning(verdict):
    """What a verdict means, in a few words.

    >>> meaning("wrong")
    'the record says otherwise'
    """
    texts = read("interface").set_index("key")["en"]
    return texts[f"means_{verdict.replace(' ', '_')}"]


def tally():
    """How many claims got which verdict, and which ones: counted from the table (a Sheet)."""
    table, rows = read("claims"), []
    for verdict, count in verdict_counts().items():
        ids = table.loc[table["verdict"] == verdict, "claim_id"]
        rows.append([verdict, meaning(verdict), str(count), ", ".join(ids)])
    head = ("Verdict", "What it means", "Claims", "Which")
    return Sheet(f"The {len(table)} claims of the article", head, rows)


def retold(*parts, level="plain"):
    """The article in our words: all of it or some parts (a Sheet).

    >>> retold("s1").rows[0][1][0]
    "A heading says: “Biden's Measures Seem Weak”."
    """
    rows = [[r.paragraph, r.text] for r in _some(paragraphs(level), parts).itertuples()]
    return Sheet("The article, part by part", ("Part", "Retold in our words"), rows)


def verdicts(*parts, unsure=False):
    """The claims of some parts, or of all: what is stated, our verdict, and both wordings;
    ``unsure``: only those whose verdict is not fully confirmed.

    >>> verdicts("p09").rows[1][1][0].split(":")[0]
    'altered quotation'
    """
    rows = []
    table = _some(read("claims"), parts)
    for r in (table[table["status"] != "C"] if unsure else table).itertuples():
        said = f"{r.verdict}: {r.why}{MARKS[r.status]}"
        rows.append([f"{r.claim_id}: {r.claim}", said, f"“{r.article_wording}”", record(r) or "–"])
    head = ("The article states", "Verdict, and why", "Its words", "Words of the record")
    return Sheet("Claims of the article", head, rows)


def record(row):
    """The words of the record with speaker and day, from a row of ``claims.csv``; "" if none."""
    words = f"“{row.record_wording}” – {row.record_speaker}, {said_on(row.record_day)}"
    return words if row.record_wording else ""


def said_on(day):
    """A day as words; a year or a month, as old records have it, stays as it is.

    >>> said_on("2015"), said_on("1999-03-12")
    ('2015', '12 March 1999')
    """
    return spoken(day) if len(day) == 10 else day


def pairs(*parts):
    """Wordings side by side: the article, the agency, and a second copy of the same report.

    >>> pairs("p09").rows[1][1][0]
    'provoke return fire'
    """
    rows = [
        [r.article, r.record, r.second_copy or "–", f"{r.change}: {r.note}"]
        for r in wordings_of(*_some(read("claims"), parts)["claim_id"]).itertuples()
    ]
    head = ("The article", "The agency", "A second copy", "What the change does")
    return Sheet("One report, three wordings (dash: no such sentence)", head, rows)


def spliced():
    """From which report the wordings of each part come: where the article was joined (a Sheet).

    >>> [row[1][0].count("Kyiv") for row in spliced().rows if row[0][0] in ("p08", "p09")]
    [0, 1]
    """
    sources, table = read("sources").set_index("source_id"), read("wordings")
    table = table.merge(read("claims")[["claim_id", "paragraph"]], on="claim_id")
    rows = []
    for part, group in table.groupby("paragraph", sort=True):
        first = dict.fromkeys(group["sources"].str.split(";").str[0])
        said = (f"{sources.at[s, 'title']} ({sources.at[s, 'publisher']})" for s in first)
        rows.append([part, "; ".join(said)])
    return Sheet("Where the words of each part come from", ("Part", "Report"), rows)


def wordings_of(*claim_ids):
    """The rows of ``wordings.csv`` that belong to some claims (DataFrame)."""
    table = read("wordings")
    return table[table["claim_id"].isin(claim_ids)]


def _some(table, parts):
    known = list(read("paragraphs")["paragraph"])
    for part in parts:
        if part not in known:
            raise ValueError(f"no paragraph {part!r}; the paragraphs are {', '.join(known)}")
    return table[table["paragraph"].isin(parts)] if parts else table
