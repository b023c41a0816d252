"""Small tables that a lesson shows with one line of code; every word comes from ``data/``."""

from html import escape

from .describe import what_changed, whatif_mark
from .history import (
    in_force,
    iso,
    members_on,
    memberships_on,
    name_of,
    name_of_iso3,
    note_shown,
    spoken,
    stages,
)
from .tables import read

CELL = 'style="text-align:left;vertical-align:top"'  # JupyterLab centres tables, text to the right
TABLE = 'style="table-layout:auto;margin:0;max-width:60em;font-size:inherit"'
MARKS = {"C": "", "P": " (partly confirmed)", "M": " (not yet confirmed)"}
NATO = ("members", "memberships", "stages", "viewpoints")
GRADES = {
    "a": "official or primary",
    "b": "press or scholarship",
    "c": "copy or relay",
    "y": "invented by you",
}


class Sheet:
    """Rows under a caption; without a head, a list. A cell is text, or (text, html). Where the
    reader changed the history, the caption says so (unless ``mark`` is False).
    """

    def __init__(self, title, head, rows, mark=True):
        self.mark = whatif_mark() if mark else ""
        self.title = ". ".join(filter(None, (title, self.mark)))
        self.head = head
        self.rows = [[c if isinstance(c, tuple) else (c, escape(c)) for c in row] for row in rows]

    def __repr__(self):
        rows = (" | ".join(text for text, _ in row if text) for row in self.rows)
        return "\n".join([self.title, *rows])

    def cells(self):
        """(names of the columns, rows) as plain text."""
        return self.head or (self.title,), [[text for text, _ in row] for row in self.rows]

    def save(self, path, overwrite=False):
        """Write the table as CSV; a bare name goes to ``notebooks/my-work/``. Returns the path."""
        from .mywork import save_table

        return save_table(self, path, overwrite)

    def _repr_html_(self):
        body = "".join(
            f'<tr><th scope="row" {CELL}>{first}</th>'
            + "".join(f"<td {CELL}>{more}</td>" for _, more in others)
            + "</tr>"
            for (_, first), *others in self.rows
        )
        head = "".join(f'<th scope="col" {CELL}>{escape(name)}</th>' for name in self.head)
        caption = f"<caption {CELL}><strong>{escape(self.title)}</strong></caption>"
        if not self.head:
            items = "".join(f"<li>{sentence}</li>" for ((_, sentence),) in self.rows)
            return f"<p><strong>{escape(self.title)}</strong></p><ul>{items}</ul>"
        return f"<table {TABLE}>{caption}<tr>{head}</tr>{body}</table>"


def _fold(shown, more):
    """A cell that opens on a click or with Enter, without code and without a kernel."""
    summary = f"<summary>{escape(shown)}</summary>"
    return shown, f"<details>{summary}{more}</details>" if more else escape(shown)


def changes(day, since):
    """What differs between two days: members, Warsaw Pact, partners, command, land.

    >>> changes("1955-05-09", since="1955-05-06").rows[0][0][0]
    'Nothing changed in the tables of this kit.'
    """
    day, since = iso(day), iso(since)
    said = what_changed(day, since) or ["Nothing changed in the tables of this kit."]
    ends = [f"{spoken(d)} ({len(members_on(d))} NATO members)" for d in (since, day)]
    return Sheet(f"From {ends[0]} to {ends[1]}", (), [[sentence] for sentence in said])


def accessions(*rounds):
    """Invitation, protocol and accession of the states of some rounds, for example "1999"."""
    table = read("members")
    known = sorted(set(table["round"]))
    if not rounds or not set(rounds) <= set(known):
        raise ValueError(f"rounds are years in quotation marks, some of: {', '.join(known)}")
    rows = []
    for r in table[table["round"].isin(rounds)].itertuples():
        days = (spoken(d) if d else "–" for d in (r.invited, r.protocol_signed, r.joined))
        rows.append(
            [_fold(name_of_iso3(r.iso3, r.joined) + MARKS[r.status], escape(r.note)), *days]
        )
    head = ("State (click for a note)", "Invited", "Protocol signed", "Joined")
    return Sheet("From invitation to accession (dash: none, or not known)", head, rows)


def membership(organisation):
    """Who belonged to an organisation of ``memberships.csv``, from when to when."""
    memberships_on("1949-04-04", organisation)  # lists the organisations when this is not one
    table, rows = read("memberships"), []
    for r in table[table["organisation"] == organisation].itertuples():
        state = _fold(name_of_iso3(r.state, r.start) + MARKS[r.status], escape(r.note))
        rows.append([state, spoken(r.start), spoken(r.end) if r.end else "still in"])
    return Sheet(organisation, ("State (click for a note)", "In from", "Out from"), rows)


def steps(first, last):
    """The stages from one day to another that are not enlargement; a click opens the summary."""
    table = stages("nato")
    table = table[table["day"].between(iso(first), iso(last)) & (table["kind"] != "enlargement")]
    rows = [
        [spoken(r.day), _fold(r.title, escape(r.summary)), r.kind + MARKS[r.status]]
        for r in table.itertuples()
    ]
    return Sheet("Steps that are not enlargement", ("Day", "Step (click to open)", "Kind"), rows)


def voices(*stage_ids):
    """Who says what about a stage: our summary, their own words, where it was found."""
    for stage_id in stage_ids:
        iso(stage_id)  # lists the stages of that year when this is not one
    table, sources = read("viewpoints"), read("sources").set_index("source_id")
    rows = []
    for r in table[table["stage_id"].isin(stage_ids)].itertuples():
        found = "; ".join(dict.fromkeys(sources.loc[r.sources.split(";"), "publisher"]))
        said_by = ", ".join(filter(None, (r.speaker, r.day and spoken(r.day))))
        quote = f"“{r.quote}” – {said_by}" if r.quote else ""
        said = [f"{r.text}{MARKS[r.status]}", *filter(None, [quote])]
        rows.append([r.voice, (" ".join(said), "<br>".join(map(escape, said))), found])
    return Sheet("In whose words", ("Who", "In short, and in their own words", "Source"), rows)


def who_holds(day, *places):
    """Who held some pieces of land on a day, and whose they were by law.

    >>> who_holds("1982-05-30", "Estonia").rows[0][1:3]
    [('Soviet Union', 'Soviet Union'), ('Estonia', 'Estonia')]
    """
    held = in_force(read("tenure"), day).set_index("unit_id")
    names = read("unit_names").set_index("unit_id")["name"].reindex(held.index)
    labels = read("statuses").set_index("status")["label"]
    for place in set(places) - set(names):
        near = ", ".join(sorted(n for n in names if n[:1] == place[:1]))
        raise ValueError(f"no land called '{place}'; with the same letter: {near}")
    rows = []
    for place in places:
        r = held.loc[names.index[names == place][0]]
        names_now = (name_of(code, day) for code in (r.holder, r.de_jure))
        rows.append([_fold(place, escape(note_shown(r.note))), *names_now, labels[r.status]])
    head = ("Land (click for a note)", "Held by", "By law", "How")
    return Sheet(f"Who holds, who owns: {spoken(iso(day))}", head, rows)


def doubts(*tables):
    """Rows of tables that are marked P (partly confirmed) or M (not yet confirmed), with notes."""
    rows = []
    for name in tables or NATO:
        for mark, group in read(name).query("status != 'C'").groupby("status"):
            said = [escape(_doubt(row)) for row in group.to_dict("records")]
            items = f"<ul><li>{'</li><li>'.join(said)}</li></ul>"
            rows.append([name, MARKS[mark].strip(" ()"), _fold(f"{len(said)} rows", items)])
    return Sheet("Not fully confirmed", ("Table", "Mark", "Rows (click to open)"), rows)


def _doubt(row):
    if "organisation" in row:
        return f"{row['organisation']}, {name_of_iso3(row['state'], row['start'])}: {row['note']}"
    return row.get("title") or row.get("name") or f"{row['voice']}: {row['text']}"


def sources_of(*tables):
    """The sources of some tables, by grade; a click opens the list with its addresses."""
    used = {s for name in tables or NATO for cell in read(name)["sources"] for s in cell.split(";")}
    table, rows = read("sources"), []
    for grade, group in table[table["source_id"].isin(used)].groupby("grade"):
        items = "".join(map(_item, *(group[c] for c in ("publisher", "title", "date", "url"))))
        rows.append([_fold(f"{len(group)} of grade {grade}", f"<ul>{items}</ul>"), GRADES[grade]])
    return Sheet("Sources", ("How many (click to open)", "Grade"), rows)


def _item(publisher, title, date, url):
    link = f'<a href="{escape(url)}">{escape(title)}</a>' if url[:4] == "http" else escape(title)
    return f"<li>{', '.join(filter(None, (escape(publisher), link, date)))}</li>"
