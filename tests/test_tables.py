"""What a reader is told when a file in data/ is missing or wrong: file, row, column and the fix."""

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
}


@pytest.mark.parametrize("raw", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_no_such_table_is_named_with_its_fault(data, name, raw):
    (data / PATHS[name]).write_bytes(raw[0])
    assert re.match(rf"data/{PATHS[name]}{raw[1]}", told(name))


@pytest.mark.parametrize("mark", [";", "\t", "|", ", "], ids=["semicolon", "tab", "bar", "blank"])
def test_a_table_with_another_separator_is_refused_at_the_header(data, mark):
    text = (data / MEMBERS).read_text(encoding="utf-8")
    (data / MEMBERS).write_text(text.replace(",", mark), encoding="utf-8")
    assert re.match(
        r"data/nato/members.csv row 1: the header must read iso3,name,", told("members")
    )


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
    row 19.*(10 cells|column)
members: HUN,Hungary -> hun,Hungary
    row 19, column iso3: .*hun
members: Hungary,1999 -> "Hun¶gary",1999
    row 19, column name: .*quote
members: ,C,S -> ,X,S
    row 2, column status: 'X' is not one of C, P, M
members: ,C,S -> ,C,S9999;S
    row 2, column sources: 'S9999' is not in data/sources.csv
stages: ,1999-03-12, -> ,1999-13-12,
    row 27, column day: '1999-13-12'
stages: ,1949-04-04, -> ,1948-04-04,
    row 2, column day: .*1948-04-04
stages: ,2026-07-06, -> ,2999-07-06,
    row 63, column day: .*2999-07-06
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
    row 6, column status: 'free' is not one of sovereign,
tenure: ,,AL,sovereign,AL -> ,,QQ,sovereign,AL
    row 6, column holder: 'QQ' is not in data/borders/states.csv
tenure: ,,AL,sovereign,AL -> ,,AL,occupied,QQ
    row 6, column de_jure: 'QQ' is not in data/borders/states.csv
states: DEU,1949-05-23,1990-10-03 -> DEU,1949-05-23,1990-10-04
    row \d+, column (start|end): .*DE
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
