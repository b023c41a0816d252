"""What counts as a day, and what a reader is told who writes something else."""

import csv
import datetime as dt
import re

import pandas as pd
import pytest

import natokit
from natokit import describe, history, tables

TODAY = dt.date.today()


@pytest.mark.parametrize(
    "day",
    [
        "1999-03-12",
        " 1999-03-12\n",
        dt.date(1999, 3, 12),
        dt.datetime(1999, 3, 12, 23, 59),
        pd.Timestamp("1999-03-12"),
        "1999-czechia-hungary-poland",
    ],
    ids=["text", "blanks", "date", "datetime", "timestamp", "stage"],
)
def test_every_way_to_write_a_day_means_the_same_day(day):
    assert history.iso(day) == "1999-03-12"
    assert len(natokit.members_on(day)) == 19


def test_every_stage_id_is_a_day_and_today_is_one_too():
    with open(tables.data_folder() / "nato/stages.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert history.iso(row["stage_id"]) == row["day"]
    assert history.iso(TODAY) == TODAY.isoformat()


WRONG_DAYS = {
    "1949-04-03": "too early.*1949-04-04",
    (TODAY + dt.timedelta(days=1)).isoformat(): "in the future.*today",
    "1999-02-30": "not a day of the calendar.*1999-03-12",
    "0000-01-01": "not a day of the calendar",
    "12-03-1999": "12-03-1999.*year-month-day",
    "١٩٩٩-٠٣-١٢": "year-month-day",
    "": "year-month-day.*stages",
    "1999-poland": "1999-poland.*1999-czechia-hungary-poland.*1999-kosovo-air-war",
    "1950-nothing": "1950-nothing.*stages",
    None: "None",
    5: "not 5",
    b"1999-03-12": "1999-03-12",
    (1999, 3, 12): "1999",
    dt.date(1949, 4, 3): "too early",
    pd.NaT: "day",
}


@pytest.mark.parametrize(("day", "message"), WRONG_DAYS.items(), ids=lambda part: repr(part)[:30])
def test_a_wrong_day_is_refused_with_a_sentence_that_says_what_to_write(day, message):
    with pytest.raises(ValueError, match=re.compile(message, re.DOTALL)):
        history.iso(day)


ASK = {
    "members_on": natokit.members_on,
    "memberships_on": natokit.memberships_on,
    "stage": natokit.stage,
    "borders_on": natokit.borders_on,
    "states_on": natokit.states_on,
    "border_length": lambda day: natokit.border_length(day, "NATO", "RU"),
    "border_sources": lambda day: natokit.border_sources(day, "NATO", "RU"),
    "nearest_member": lambda day: natokit.nearest_member(day, "Moscow"),
    "draw_map": natokit.draw_map,
    "alt_text": natokit.alt_text,
    "what_changed": lambda day: natokit.what_changed("1999-03-12", day),
    "caption": describe.caption,
    "headline": describe.headline,
    "class_of": lambda day: history.class_of("PL", day),
    "name_of": lambda day: history.name_of("PL", day),
}


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
@pytest.mark.parametrize("day", ["1949-04-03", "12-03-1999", None], ids=["early", "form", "none"])
def test_every_question_about_a_day_refuses_a_wrong_day(ask, day):
    with pytest.raises(ValueError, match=r"too early|year-month-day|not None"):
        ask(day)
