"""What the tables of the kit say about a claim: rows found by a reference, told as sentences."""

from .days import spoken
from .describe import unit_names
from .history import in_force, members_on, name_of, name_of_iso3
from .lessons import MARKS, Sheet
from .tables import DataError, read, resource
from .troop_words import KINDS, amount, groups, whole


def rows_of(reference):
    """The rows that a reference in the column ``tables`` of ``claims.csv`` means (DataFrame).

    ``reference``: the name of a table, a colon, and the beginning of a row's key; a longer key
    goes on after a bar.

    >>> rows_of("members:CZE").loc[0, "joined"], len(rows_of("memberships:CSK|Warsaw Pact"))
    ('1999-03-12', 1)
    """
    name, _, key = reference.partition(":")
    columns = resource(name).get("schema", {}).get("primaryKey", [])
    table, parts = read(name) if columns else [], key.split("|")
    for column, part in zip(columns, parts, strict=False):
        table = table[table[column] == part]
    if not len(table) or len(parts) > len(columns):
        raise DataError(
            f"'{reference}' means no row of {name}; write {name}: and the value of "
            f"{'|'.join(columns)}, or only its beginning."
        )
    return table.reset_index(drop=True)


def bearing_on(claim_id):
    """[(file, [sentence, ...]), ...]: the rows that bear on a claim, by the file they stand in.

    >>> bearing_on("p15b")[0][0]
    'data/nato/memberships.csv'
    """
    table = read("claims").set_index("claim_id")
    if claim_id not in table.index:
        raise ValueError(f"no claim {claim_id!r}; the claims are {', '.join(table.index)}")
    day, found = table.at[claim_id, "day"], {}
    for reference in filter(None, table.at[claim_id, "tables"].split(";")):
        name = reference.partition(":")[0]
        rows = rows_of(reference)
        if name in ("tenure", "states"):  # the rest of a land's history does not bear on it
            rows = in_force(rows, day)
        told = [SENTENCES[name](row) + _mark(row) for row in rows.to_dict("records")]
        found.setdefault("data/" + resource(name)["path"], []).extend(told)
    return list(found.items())


def figures_on(claim_id):
    """The figures of soldiers that bear on a claim, counts before plans, as plain values to draw:
    id, who, where, plan, low and high (None where the speaker left an end open), bound, amount.

    >>> [(each["amount"], each["plan"]) for each in figures_on("s2")]
    [('about 70,000', False), ('up to 175,000', True)]
    """
    told = read("claims").set_index("claim_id").at[claim_id, "tables"].split(";")
    rows = [
        row
        for reference in told
        if reference.startswith("estimates:")
        for row in rows_of(reference).to_dict("records")
        if amount(row)
    ]
    return [
        {
            "id": row["estimate_id"],
            "who": f"{row['who']}, {spoken(row['day'])}",
            "where": row["area"] + _mark(row),
            "plan": row["kind"] == "plan",
            "low": whole(row["low"]),
            "high": whole(row["high"]),
            "bound": row["bound"],
            "amount": amount(row),
        }
        for row in sorted(rows, key=lambda row: row["kind"] == "plan")
    ]


def evidence(claim_id):
    """What the tables of this kit say about a claim, read from them now (a Sheet).

    >>> evidence("p07b").rows[1][1][0].split(": ")[1].split(" (")[0]
    'about 70,000 troops there now'
    """
    rows = [[file, said] for file, sentences in bearing_on(claim_id) for said in sentences]
    day = read("claims").set_index("claim_id").at[claim_id, "day"]
    return Sheet(f"Claim {claim_id}: {counted(day)}", ("File", "What it says"), rows)


def counted(day):
    """How many members NATO has on a day, and that Ukraine is not one of them (or is).

    >>> counted("2021-12-07")
    'on 7 December 2021 NATO has 30 members; Ukraine is not one of them'
    """
    members = members_on(day)
    inside = "" if "UKR" in set(members["iso3"]) else "not "
    return f"on {spoken(day)} NATO has {len(members)} members; Ukraine is {inside}one of them"


def _mark(row):
    return MARKS[row["certainty"] if "certainty" in row else row["status"]]


def _span(row):
    end = f"to {spoken(row['end'])}" if row["end"] else "on, still so in these tables"
    return f"from {spoken(row['start'])} {end}"


def _voice(row):
    who = ", ".join(filter(None, (row["speaker"], row["day"] and spoken(row["day"]))))
    quote = f" “{row['quote']}” ({who})" if row["quote"] else ""
    return f"{row['voice']}: {row['text']}{quote}"


def _member(row):
    invited = f"invited on {spoken(row['invited'])}, " if row["invited"] else ""
    return f"{row['name']}: {invited}member since {spoken(row['joined'])}."


def _estimate(row):
    kind = "" if row["kind"] == "presence" else f"{KINDS[row['kind']]}: "
    number = amount(row) or groups(row)
    said = f"{row['who']}, {spoken(row['day'])}: {kind}{number} {row['counts']}"
    return f"{said} ({row['area']}). {row['note']}".strip()


def _tenure(row):
    holder, owner = (name_of(row[c], row["start"]) for c in ("holder", "de_jure"))
    held = holder if holder == owner else f"{holder}, by law {owner}'s"
    return f"{unit_names()[row['unit_id']]}, {_span(row)}: held by {held}. {row['note']}".strip()


SENTENCES = {
    "stages": lambda row: f"{spoken(row['day'])}: {row['title']}. {row['summary']}",
    "viewpoints": _voice,
    "members": _member,
    "memberships": lambda row: (
        f"{name_of_iso3(row['state'], row['start'])}, {row['organisation']}: {_span(row)}."
    ),
    "estimates": _estimate,
    "tenure": _tenure,
    "states": lambda row: f"{row['name']}: a state of that name {_span(row)}.",
}
