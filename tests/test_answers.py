"""Right answers are what the tables say, and a wrong row is named with the way to mend it."""

import csv
import re

import pytest
from test_history import rows_of

from natokit import DataError, tables
from natokit.answers import RULES, answer_of
from natokit.questions import question, questions

TENURE = rows_of("borders/tenure.csv")


def held(unit, day, column):
    return next(
        row[column]
        for row in TENURE
        if row["unit_id"] == unit and row["start"] <= day and (not row["end"] or row["end"] > day)
    )


def cell(table, key, value, column):
    return next(row[column] for row in rows_of(table) if row[key] == value)


FOUND_BY_HAND = {
    "=members(1999-03-12)": "19",
    "=members(2008-bucharest)": "26",
    "=new_on(1952-02-18)": "Greece | Turkey",
    "=joined(FIN)": "2023-04-04",
    "=day_of(1955-warsaw-pact)": "1955-05-14",
    "=title_of(1952-greece-turkey)": "Greece and Turkey join",
    "=in_order(1955-warsaw-pact;1952-greece-turkey)": (
        "Greece and Turkey join | Eight states found the Warsaw Pact"
    ),
    "=holder(DE-W, 1985-01-01)": "West Germany",
    "=holder(UA-43, 2014-03-19)": "Russia",
    "=owner(UA-43, 2014-03-19)": "Ukraine",
    "=unit_of(DD, 1985-01-01)": ";".join(
        row["unit_id"]
        for row in TENURE
        if row["holder"] == "DD"
        and row["start"] <= "1985-01-01"
        and (not row["end"] or row["end"] > "1985-01-01")
    ),
    "=class_of(PL, 1999-03-12)": "new",
    "=low(1989-latimes)": cell("troops/estimates.csv", "estimate_id", "1989-latimes", "low"),
    "=high(1989-latimes)": cell("troops/estimates.csv", "estimate_id", "1989-latimes", "high"),
    "=speaker(1989-latimes)": "Los Angeles Times",
    "=verdict(p07b)": cell("article/claims.csv", "claim_id", "p07b", "verdict"),
    "=tally(wrong)": str(sum(r["verdict"] == "wrong" for r in rows_of("article/claims.csv"))),
    "=count(claims)": str(len(rows_of("article/claims.csv"))),
    "=start(Warsaw Pact, ALB)": "1955-05-14",
    "=end(Warsaw Pact, ALB)": "1968-09-13",
}


@pytest.mark.parametrize(("rule", "value"), FOUND_BY_HAND.items())
def test_a_rule_finds_what_the_tables_hold(rule, value):
    assert answer_of(rule) == value


def test_measured_answers_are_rounded_to_tens_and_counts_are_of_places():
    after, before = (int(answer_of(f"=border_km({d})")) for d in ("2023-04-04", "2023-04-03"))
    assert after % 10 == before % 10 == 0
    assert 1200 < after - before < 1400  # the border of Finland
    near, far = (int(answer_of(f"=distance_km(Moscow, {d})")) for d in ("2004-03-29", "1985-01-01"))
    assert near < far
    sites = rows_of("troops/sites.csv")
    now = [r for r in sites if r["start"] <= "2022-02-18" < (r["end"] or "9")]
    names = {r["name"] for r in now if r["kind"] != "separatist"}
    assert len(names) == len({r["name"] for r in now}) - 2  # Donetsk and Luhansk are counted apart
    assert answer_of("=sites(2022-02-18)") == str(len(names))


def test_every_rule_of_the_contract_is_tried_here():
    tried = {re.match(r"=(\w+)", rule)[1] for rule in FOUND_BY_HAND}
    assert tried | {"border_km", "distance_km", "sites"} == set(RULES)


WRONG = {
    "=memebrs(1999-03-12)": "is no rule; write .*members",
    "=members": "is no rule",
    "=members()": r"write =members\(DAY\)",
    "=members(1999-03-12, 5)": r"write =members\(DAY\)",
    "=members(12-03-1999)": "write 1999-03-12",
    "=new_on(1999-03-13)": "no state joined",
    "=joined(ATL)": "members.csv has no iso3 'ATL'",
    "=day_of(1999-nothing)": "1999-czechia-hungary-poland",
    "=day_of(1999-03-12)": "write the id of a stage",
    "=in_order(1952-greece-turkey;1952-greece-turkey)": "leave one out",
    "=holder(XX-1, 1999-03-12)": "no land 'XX-1'",
    "=unit_of(XX, 1999-03-12)": "no state with the code 'XX'",
    "=class_of(XX, 1999-03-12)": "states.csv",
    "=distance_km(Paris, 1999-03-12)": "Moscow",
    "=sites(1970-01-01)": "cover",
    "=low(nothing)": "estimates.csv has no estimate_id",
    "=high(1989-independent)": "it is not known",
    "=verdict(p99)": "claims.csv",
    "=tally(bad)": "supported",
    "=count(soldiers)": "no table",
    "=count(units)": "no rows",
    "=start(Warsaw Pact, FRA)": "three-letter code",
    "=start(Rotary, FRA)": "Warsaw Pact",
    "=end(NATO integrated command, FRA_)": "three-letter code",
}


@pytest.mark.parametrize(("rule", "said"), WRONG.items())
def test_a_wrong_rule_is_named_with_its_place_and_what_to_write(rule, said):
    with pytest.raises(DataError, match=rf"^a.csv row 7, column answer: .*{said}"):
        answer_of(rule, "a.csv row 7, column answer")


def test_every_question_of_the_kit_has_its_right_answer():
    rows = tables.read("exercises")
    lessons = sorted({name[:2] for name in rows["notebook"]})
    made = [asked for lesson in lessons for asked in questions(lesson)]
    assert [q.id for q in made if q.kind != "text" and not q.right] == []
    assert {q.id for q in made} == set(rows["exercise_id"])
    for lesson in lessons:
        levels = [asked.level for asked in questions(lesson)]
        assert levels == sorted(levels)  # core before more


def test_unknown_ids_are_refused_with_near_ones(own_questions):
    with pytest.raises(ValueError, match=r"no exercise 'e10'.*e09"):
        question("e10")
    with pytest.raises(ValueError, match=r"no exercise None"):
        question(None)
    with pytest.raises(ValueError, match=r"no questions for lesson '77'.*02, 03"):
        questions("77")
    assert [q.id for q in questions(2)] == [q.id for q in questions("02-nato-step-by-step")]


SPOILED = [
    ("e01", "choices", "10 | 12 | 12", r"row 2, column choices: .*different texts"),
    ("e01", "choices", "", r"row 2, column choices must be filled"),
    ("e01", "choices", "10 | 11 | 14", r"row 2, column answer: '12' is none of the choices"),
    ("e01", "answer", "", r"row 2, column answer is empty"),
    ("e01", "feedback", "a | b", r"row 2, column feedback has 2 texts; .* needs 3"),
    ("e03", "answer", "Greece and Turkey join", r"row 4, column answer: name each choice once"),
    ("e04", "answer", "1982-05-32", r"row 5, column answer: .*not a day of the calendar"),
    ("e04", "feedback", "a | b | c", r"row 5, column feedback has 3 texts; .* 2 or 4"),
    ("e05", "day", "", r"row 6, column day is empty"),
    ("e05", "answer", "GR;XYZ", r"row 6, column answer: 'XYZ' is neither land"),
    ("e06", "answer", "many", r"row 7, column answer: 'many' is not a number"),
    ("e06", "tolerance", "wide", r"row 7, column tolerance"),
    ("e06", "kind", "guess", r"row 7, column kind: 'guess' is not one of"),
    ("e07", "model_answer", "", r"row 8, column answer must be empty and model_answer filled"),
    ("e08", "choices", "1 | 2", r"row 9, column choices must be empty"),
]


@pytest.mark.parametrize(("row", "column", "value", "said"), SPOILED)
def test_a_wrong_row_is_named_with_its_column(own_questions, row, column, value, said):
    path = own_questions / "lessons" / "exercises.csv"
    before = path.read_bytes()
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        next(each for each in rows if each["exercise_id"] == row)[column] = value
        with open(path, "w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, rows[0], lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
        with pytest.raises(DataError, match=rf"^data/lessons/exercises\.csv {said}"):
            question(row)
    finally:
        path.write_bytes(before)


def test_a_state_on_the_map_is_the_land_it_owns_by_law(own_questions):
    path = own_questions / "lessons" / "exercises.csv"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace(",GR;TR,,,1952-02-18", ",UA;SU,,,2014-03-19"), "utf-8")
        with pytest.raises(DataError, match=r"'SU' is neither land .* nor a state that had land"):
            question("e05")
        path.write_text(before.replace(",GR;TR,,,1952-02-18", ",UA,,,2014-03-19"), "utf-8")
        assert {"UA", "UA-43"} <= set(question("e05").right)
    finally:
        path.write_text(before, encoding="utf-8")
