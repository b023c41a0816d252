"""What a reader is told when a file in data/ is missing or wrong: file, row, column and the fix."""

import csv
import io
import re

import pytest
from test_history import rows_of

from natokit import DataError, tables

NAMES = [r["name"] for r in tables.descriptor()["resources"] if "schema" in r]
PATHS = {name: tables.resource(name)["path"] for name in NAMES}
MEMBERS, TENURE = "nato/members.csv", "borders/tenure.csv"


def told(name):
    """The sentence of the DataError that reading a table ends in."""
    with pytest.raises(DataError) as caught:
        tables.read(name)
    return str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_holds_the_cells_of_its_file_as_text(name):
    frame = tables.read(name)
    rows = rows_of(PATHS[name])
    assert list(frame.columns) == [f["name"] for f in tables.resource(name)["schema"]["fields"]]
    assert frame.to_dict("records") == rows


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named_with_the_way_to_get_it_back(data, name):
    (data / PATHS[name]).unlink()
    assert re.match(rf"data/{PATHS[name]} cannot be read .*Copy .*git checkout", told(name))


SPOILED = {
    "empty": (b"", r" is empty\. Copy"),
    "blank": (b" \n\n", r" is empty\. Copy"),
    "not UTF-8": (b"a,b\n\xff\xfe,1\n", r" row 2 is not UTF-8 text\. Save .*CSV UTF-8"),
    "NUL": (b"a,b\nx\0y,1\n", r" row 2 .*NUL.*Delete"),
    "other header": (b"a,b\n1,2\n", r" row 1: the header must read "),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", r" row 1 is not UTF-8"),
    "a web page": (b"<!doctype html>\n<p>Not found</p>\n", r" row 1: the header must read "),
    "a workbook": (
        b"PK\x03\x04\x14\0\x06\0\x08\0",
        r" is a workbook, not text\. Save it as 'CSV UTF-8'",
    ),
    "UTF-16": ("a,b\n1,2\n".encode("utf-16"), r" is UTF-16 text .*Save it again as 'CSV UTF-8'"),
    "UTF-16 without mark": ("a,b\n1,2\n".encode("utf-16-be"), r" is UTF-16 text .*'CSV UTF-8'"),
}


@pytest.mark.parametrize("raw", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_no_such_table_is_named_with_its_fault(data, name, raw):
    (data / PATHS[name]).write_bytes(raw[0])
    assert re.match(rf"data/{PATHS[name]}{raw[1]}", told(name))


EXCEL = r"data/nato/members.csv {}.*put the kit's own copy back and change it in JupyterLab"
SEPARATORS = {
    "semicolon": (lambda text: rewritten(text, ";"), EXCEL.format("separates its cells by semi")),
    "tab": (lambda text: rewritten(text, "\t"), EXCEL.format("separates its cells by tabs")),
    "quoted rows": (lambda text: rewritten(text, "|", quote=True), EXCEL.format("has each row in")),
    "bar": (
        lambda text: rewritten(text, "|"),
        r"data/nato/members.csv row 1: the header must read",
    ),
    "blank": (lambda text: text.replace(",", ", "), r".* row 1: the header must read iso3,name,"),
}


def rewritten(text, mark, quote=False):
    """The table as a spreadsheet writes it with another separator, or with each row in quotes."""
    if quote:
        return "".join('"' + line.replace('"', '""') + '"\n' for line in text.splitlines())
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(("spoil", "sentence"), SEPARATORS.values(), ids=SEPARATORS)
def test_a_table_with_another_separator_is_refused_with_the_way_out(data, spoil, sentence, coding):
    text = (data / MEMBERS).read_text(encoding="utf-8")
    (data / MEMBERS).write_bytes(spoil(text).encode(coding))
    assert re.match(sentence, told("members"))


def test_semicolons_are_named_before_the_coding_that_a_german_excel_also_changes(data):
    text = rewritten((data / MEMBERS).read_text(encoding="utf-8"), ";")
    (data / MEMBERS).write_bytes(text.encode("cp1252", "replace"))
    assert re.match(EXCEL.format("separates its cells by semicolons"), told("members"))


QUOTES = {  # what is done to the row of Belgium, whose note holds commas: the 2nd row
    "first one lost": (lambda row: row.replace('"', "", 1), r" has 1\d cells instead of 10"),
    "second one lost": (lambda row: row[::-1].replace('"', "", 1)[::-1], r": a double quote is"),
    "both lost": (lambda row: row.replace('"', ""), r" has 1\d cells instead of 10; .*straight"),
    "curly": (lambda row: row.replace('"', "“", 1).replace('"', "”", 1), r" has .*straight double"),
    "doubled": (lambda row: row.replace('"', '""'), r": a double quote is missing or one too many"),
    "around the row": (
        lambda row: '"' + row.replace('"', '""') + '"',
        r": the whole row stands in double quotes; delete the outer ones",
    ),
    "opened": (lambda row: '"' + row, r": a double quote is missing or one too many"),
    "semicolons": (
        lambda row: row.replace(",", ";"),
        r": semicolons separate the cells; write com",
    ),
    "blank": (lambda row: "\n" + row, r" is blank; delete it"),
}


@pytest.mark.parametrize(("spoil", "sentence"), QUOTES.values(), ids=QUOTES)
def test_a_row_whose_quotes_or_marks_are_damaged_is_told_with_the_fix(data, spoil, sentence):
    head, row, *rest = (data / MEMBERS).read_text(encoding="utf-8").split("\n")
    assert row.count('"') == 2
    (data / MEMBERS).write_text("\n".join([head, spoil(row), *rest]), encoding="utf-8")
    assert re.match(rf"data/nato/members.csv row 2{sentence}", told("members"))


def test_a_quote_opened_in_the_last_row_is_told_too(data):
    text = (data / MEMBERS).read_text(encoding="utf-8").rstrip("\n")
    row, rows = text.rsplit(",", 1), len(rows_of(MEMBERS))
    (data / MEMBERS).write_text(f'{row[0]},"{row[1]}\n', encoding="utf-8")
    assert re.match(rf"data/nato/members.csv row {rows + 1}: a double quote", told("members"))


def test_a_cell_of_many_thousand_signs_is_not_spilled_into_the_message(data):
    path = data / "nato/viewpoints.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("\n1949-twelve-founders", "\n" + "x" * 90_000, 1), encoding="utf-8"
    )
    assert re.search(r"row 2, column stage_id: 'x{57}\.{3}' is not in", told("viewpoints"))


def test_empty_lines_at_the_end_do_no_harm(data):
    before = tables.read("members").to_dict("records")
    (data / MEMBERS).write_bytes((data / MEMBERS).read_bytes() + b"\n\r\n\n")
    assert tables.read("members").to_dict("records") == before


@pytest.mark.parametrize("form", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"], ids=["windows", "unix"])
def test_a_table_saved_by_a_spreadsheet_loads_as_before(data, form, newline):
    before = tables.read("members").to_dict("records")
    text = (data / MEMBERS).read_text(encoding="utf-8").replace("\n", newline)
    (data / MEMBERS).write_bytes(text.encode(form))
    assert tables.read("members").to_dict("records") == before


# What is done to which table (a line break is written as ¶), and what the reader must be told.
FAULTS = r"""
members: Hungary,1999-03-12 -> Hungary,12-03-1999
    row 19, column joined: '12-03-1999' .*write 1999-03-12$
members: Hungary,1999-03-12 -> Hungary,12.3.1999
    row 19, column joined: '12.3.1999' .*write 1999-03-12$
members: Hungary,1999-03-12 -> Hungary,1999-3-12
    row 19, column joined: '1999-3-12' .*write 1999-03-12$
members: Hungary,1999-03-12 -> Hungary,12.3.99
    row 19, column joined: '12.3.99' .*write year-month-day
members: Hungary,1999-03-12 -> Hungary,03/25/1999
    row 19, column joined: '03/25/1999' .*write (1999-03-25|year-month-day)
members: Hungary,1999-03-12 -> Hungary,19990312
    row 19, column joined: '19990312' .*write
members: Hungary,1999-03-12 -> Hungary,1999-02-30
    row 19, column joined: '1999-02-30' .*1999-03-12
members: Hungary,1999-03-12 -> Hungary,
    row 19, column joined is empty
members: Hungary,1999-03-12 -> Hungary,1948-03-12
    row 19, column joined: 1948-03-12 is before .*1949-04-04
members: HUN,Hungary,1999-03-12, -> HUN,Hungary,1999-03-12,,
    row 19 has 11 cells instead of 10; .*straight double quotes
members: HUN,Hungary -> hun,Hungary
    row 19, column iso3: .*hun
members: Hungary,1999 -> "Hun¶gary",1999
    row 19, column name: .*quote
members: ,C,S -> ,X,S
    row 2, column status: 'X' is not one of C, P, M
members: ,C,S -> ,C,S9999;S
    row 2, column sources: 'S9999' is not in data/sources.csv
stages: ,1999-03-12, -> ,1999-13-12,
    row \d+, column day: '1999-13-12'
stages: ,1949-04-04, -> ,1948-04-04,
    row 2, column day: .*1948-04-04
stages: ,2026-07-06, -> ,2999-07-06,
    row \d+, column day: .*2999-07-06
stages: ,nato,enlargement -> ,NATO,enlargement
    row 2, column track: 'NATO' is not one of nato,
viewpoints: ¶1949-twelve-founders, -> ¶1949-nothing,
    row 2, column stage_id: '1949-nothing' is not in data/nato/stages.csv
memberships: 1955-05-14,1968-09-13 -> 1955-05-14,1955-05-14
    row 7, column end: 1955-05-14 is not after the start
tenure: ¶AM,1991-12-26,, -> ¶AM,1991-12-25,,
    row 8, column start: 1991-12-25 overlaps.*AM
tenure: ¶AM,1991-12-26,, -> ¶AM,1991-12-27,,
    row 8, column start: 1991-12-27 leaves a gap.*AM
tenure: ¶AM,1991-12-26,,AM -> ¶AM,1991-12-26,2020-01-01,AM
    AM has no holder after 2020-01-01
tenure: ¶AL,1912-11-28, -> ¶AL,1950-11-28,
    row 6, column start: .*AL has no holder
tenure: ,,AL,sovereign,AL -> ,,AL,free,AL
    row 6, column status: 'free' is not in data/borders/statuses.csv
tenure: ,,AL,sovereign,AL -> ,,QQ,sovereign,AL
    row 6, column holder: 'QQ' is not in data/borders/states.csv
tenure: ,,AL,sovereign,AL -> ,,AL,occupied,QQ
    row 6, column de_jure: 'QQ' is not in data/borders/states.csv
states: DEU,1949-05-23,1990-10-03 -> DEU,1949-05-23,1990-10-04
    row \d+, column (start|end): .*DE
statuses: ¶sovereign,sovereign,no,no -> ¶sovereign,sovereign,never,no
    row 2, column disputed: 'never' is not one of yes, no
statuses: ¶occupied, -> ¶occupied_again,
    'occupied' is missing, and data/borders/tenure.csv refers to it
classes: #23507F,# -> navy,#
    row 2, column fill: .*navy
arcs: AD,ES, -> AD,ES,-
    row 2, column km
sources: ,a, -> ,z,
    row \d+, column grade: 'z' is not one of a, b, c
"""
PAIRS = FAULTS.strip().split("\n")
PAIRS = dict(zip(PAIRS[::2], (line.strip() for line in PAIRS[1::2]), strict=True))


@pytest.mark.parametrize(("fault", "sentence"), PAIRS.items(), ids=PAIRS)
def test_a_fault_is_told_with_file_row_column_and_fix(data, fault, sentence):
    name, change = fault.replace("¶", "\n").split(": ", 1)
    old, new = change.split(" -> ")
    text = (data / PATHS[name]).read_text(encoding="utf-8")
    assert old in text, f"{PATHS[name]} no longer holds {old}"
    (data / PATHS[name]).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert re.search(sentence, said := told(name)), said
    assert said.startswith(f"data/{PATHS[name]}")


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_stands_twice_is_told_with_both_ways_out(data, name):
    raw = (data / PATHS[name]).read_bytes()
    (data / PATHS[name]).write_bytes(raw + raw.split(b"\n")[1] + b"\n")
    rows = len(rows_of(PATHS[name]))
    assert re.match(rf"data/{PATHS[name]} row {rows + 2}: this row repeats .*delete", told(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_column_too_many_or_too_few_is_told_with_the_right_header(data, name):
    lines = (data / PATHS[name]).read_text(encoding="utf-8").rstrip("\n").split("\n")
    for header in (lines[0] + ",more", lines[0].rsplit(",", 1)[0], lines[0].upper()):
        (data / PATHS[name]).write_text("\n".join([header, *lines[1:]]), encoding="utf-8")
        assert told(name).startswith(f"data/{PATHS[name]} row 1: the header must read {lines[0]}")


@pytest.mark.parametrize("unit", ["AD", "FR", "UA-43"])
def test_land_without_any_holder_is_told(data, unit):
    lines = (data / TENURE).read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if not line.startswith(unit + ",")]
    (data / TENURE).write_text("\n".join(kept), encoding="utf-8")
    assert re.search(rf"data/borders/tenure.csv.*{unit}", told("tenure"))
