"""The small tables of the lessons: days, names and words in their cells."""

import pytest
from test_history import rows_of

from natokit import lessons


def texts(sheet):
    """The cells of a sheet as plain text."""
    return [[text for text, _ in row] for row in sheet.rows]


def test_accessions_have_their_days_in_words_and_a_dash_where_there_is_none():
    rows = {row[0]: row[1:] for row in texts(lessons.accessions("1949", "1999"))}
    assert rows["Norway"] == ["–", "–", "4 April 1949"]
    assert rows["Poland"] == ["8 July 1997", "16 December 1997", "12 March 1999"]


def test_a_membership_has_the_names_of_its_first_day_and_says_who_is_still_in():
    rows = {row[0].split(" (")[0]: row[1:] for row in texts(lessons.membership("Warsaw Pact"))}
    assert rows["Soviet Union"] == ["14 May 1955", "1 July 1991"]
    assert rows["East Germany"] == ["14 May 1955", "24 September 1990"]
    command = texts(lessons.membership("NATO integrated command"))
    assert {row[0].split(" (")[0] for row in command if row[2] == "still in"} == {
        *("France", "Greece", "Spain")
    }


def test_who_holds_says_in_words_how():
    labels = {row["status"]: row["label"] for row in rows_of("borders/statuses.csv")}
    (row,) = texts(lessons.who_holds("1960-01-01", "Trieste (zone A)"))
    assert row[1:] == ["Italy", "Free Territory of Trieste", labels["de_facto"]]
    assert "_" not in "".join(labels.values())


def test_a_quotation_has_its_speaker_and_its_day():
    rows = [row for row in rows_of("nato/viewpoints.csv") if row["quote"] and row["day"]]
    for row in rows[:3]:
        said = " ".join(text for cells in texts(lessons.voices(row["stage_id"])) for text in cells)
        day = lessons.spoken(row["day"])
        assert f"“{row['quote']}” – {row['speaker']}, {day}" in said


@pytest.mark.parametrize(
    ("since", "day", "said"),
    [
        ("1955-05-06", "1955-05-09", "Nothing changed in the tables of this kit."),
        ("1966-03-07", "1966-07-01", "1 July 1966: France leaves NATO's integrated command."),
    ],
)
def test_changes_stand_under_both_days_and_their_counts(since, day, said):
    sheet = lessons.changes(day, since)
    head = " to ".join(f"{lessons.spoken(d)} (15 NATO members)" for d in (since, day))
    assert sheet.title == f"From {head}"
    assert texts(sheet) == [[said]]
