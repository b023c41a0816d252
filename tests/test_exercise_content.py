"""The questions and the words of the lessons, as they stand in data/lessons/. Whether a rule such
as =members(2004-03-29) computes, and what the page makes of an answer, is tested elsewhere.
"""

import json
import re
from collections import Counter

import pytest
from test_history import rows_of

from natokit import history, quiz, tables
from natokit.questions import questions

EXERCISES = rows_of("lessons/exercises.csv")
GLOSSARY = rows_of("lessons/glossary.csv")
SOURCES = {row["source_id"] for row in rows_of("sources.csv")}
UNITS = {row["unit_id"] for row in rows_of("borders/units.csv")}
FIELDS = {f["name"]: f for f in tables.resource("exercises")["schema"]["fields"]}
LESSONS = FIELDS["notebook"]["constraints"]["enum"]
CHOSEN, MEASURED = ("single", "several"), ("number", "timeline")
ids = pytest.mark.parametrize("row", EXERCISES, ids=lambda row: row["exercise_id"])
words_of = pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row["term"])


def parts(cell):
    return cell.split(" | ") if cell else []


def words(text):
    return len(text.split())


def ask(exercise_id):
    (row,) = [row for row in EXERCISES if row["exercise_id"] == exercise_id]
    return row


def of_lesson(stem):
    return [row for row in EXERCISES if row["notebook"] == stem]


def is_rule(row):
    return row["answer"].startswith("=")


# ---- the set as a whole


def test_every_id_stands_once_and_in_order():
    assert [row["exercise_id"] for row in EXERCISES] == [
        f"e{n:02d}" for n in range(1, len(EXERCISES) + 1)
    ]


@pytest.mark.parametrize("stem", LESSONS)
def test_a_lesson_has_questions_at_two_levels_and_of_four_kinds(stem):
    levels = Counter(row["level"] for row in of_lesson(stem))
    assert levels["core"] >= 4
    assert levels["more"] >= 3
    kinds = {row["kind"] for row in of_lesson(stem)}
    assert len(kinds) >= 4
    assert "text" in kinds


def test_every_kind_of_question_is_used():
    assert {row["kind"] for row in EXERCISES} == set(FIELDS["kind"]["constraints"]["enum"])


def test_no_question_stands_twice():
    asked = Counter(row["question"] + row["day"] for row in EXERCISES)
    assert max(asked.values()) == 1


def test_length_and_place_of_a_choice_do_not_betray_the_right_one():
    literal = [row for row in EXERCISES if row["kind"] == "single" and not is_rule(row)]
    longest = [row for row in literal if max(parts(row["choices"]), key=len) == row["answer"]]
    assert len(longest) <= len(literal) / 3
    places = Counter(parts(row["choices"]).index(row["answer"]) for row in literal)
    assert max(places.values()) <= len(literal) / 2


# ---- each question


@ids
def test_a_question_is_short_and_has_a_hint_and_feedback(row):
    assert words(row["question"]) <= 60
    assert row["hint"]
    assert all(text.strip() == text and text for text in parts(row["feedback"]))
    assert all(words(text) <= 45 for text in parts(row["feedback"])), row["feedback"]
    assert words(row["hint"]) <= 45


@ids
def test_every_answer_gets_a_word_of_its_own(row):
    said, kind = parts(row["feedback"]), row["kind"]
    wanted = {"order": (2,), "map": (2,), "number": (2, 4), "timeline": (2, 4), "text": (1,)}
    choices = parts(row["choices"])
    assert len(said) in wanted.get(kind, (len(choices),))
    assert len(set(said)) == len(said)


@ids
def test_a_question_has_the_cells_that_its_kind_needs_and_no_others(row):
    kind = row["kind"]
    assert bool(row["choices"]) == (kind in (*CHOSEN, "order"))
    assert bool(row["answer"]) == (kind != "text")
    assert bool(row["model_answer"]) == (kind == "text")
    assert bool(row["tolerance"]) == bool(row["unit"]) == (kind in MEASURED)
    assert bool(row["day"]) == (kind == "map")
    assert kind != "timeline" or row["unit"] == "days"


@ids
def test_a_literal_answer_fits_its_choices(row):
    choices, answer = parts(row["choices"]), row["answer"]
    assert len(set(choices)) == len(choices)
    if is_rule(row):
        assert re.fullmatch(r"=[a-z_]+\([^()]+\)", answer)
    elif row["kind"] == "single":
        assert answer in choices
        assert len(choices) >= 3
    elif row["kind"] == "several":
        assert set(parts(answer)) < set(choices)
        assert [c for c in choices if c in parts(answer)] == parts(answer)
    elif row["kind"] == "order":
        assert sorted(parts(answer)) == sorted(choices)
        assert parts(answer) != choices
    elif row["kind"] == "map":
        assert set(answer.split(";")) <= UNITS
    elif row["kind"] == "number":
        assert float(answer) >= 0


@ids
def test_a_hint_does_not_tell_the_answer(row):
    if row["kind"] in CHOSEN and not is_rule(row):
        told = [c for c in parts(row["answer"]) if c.lower() in row["hint"].lower()]
        assert not told
    if row["kind"] == "number" and not is_rule(row):
        assert row["answer"] not in re.findall(r"\d+", row["hint"])


@ids
def test_facts_have_a_source_and_a_mark(row):
    cited = {i for i in row["sources"].split(";") if i}
    assert cited <= SOURCES
    assert bool(cited) == bool(row["status"])
    assert cited or row["notebook"].startswith("07")  # there, some ask about the kit alone


# ---- answers that no rule computes, held against the tables


def test_the_days_from_the_call_to_the_invasion_are_those_of_the_stages():
    import datetime

    call, attack = (
        datetime.date.fromisoformat(history.iso(stage))
        for stage in ("2021-biden-putin-call", "2022-full-scale-invasion")
    )
    assert ask("e61")["question"].startswith("How many days lie between the video call")
    assert int(ask("e61")["answer"]) == (attack - call).days


def test_the_troops_between_two_circles_are_the_difference_of_two_figures():
    high = {row["estimate_id"]: row["high"] for row in rows_of("troops/estimates.csv")}
    outer, inner = (int(high[f"2021-danilov-{km}km"]) for km in (400, 200))
    assert "within 400 km" in ask("e35")["question"]
    assert int(ask("e35")["answer"]) == outer - inner


def test_no_quotation_of_the_article_is_supported():
    quotations = [
        row["verdict"] for row in rows_of("article/claims.csv") if "quotation" in row["verdict"]
    ]
    assert "six quotations" in ask("e39")["question"]
    assert (len(quotations), ask("e39")["answer"]) == (6, "0")


def test_a_member_of_ones_own_makes_one_more():
    assert "Ireland" in ask("e77")["question"]
    assert int(ask("e77")["answer"]) == len(history.members_on("2025-01-02")) + 1


def test_land_that_two_conventions_colour_differently_is_held_by_another_than_its_owner():
    from natokit.borders import tenure_on

    row = ask("e73")
    held = tenure_on("2014-03-18")
    unit = {"Crimea": "UA-43", "South Ossetia": "GE-SO", "Abkhazia": "GE-AB"}
    unit |= {"Kaliningrad": "RU-KGD", "Estonia": "EE"}
    assert set(unit) == set(parts(row["choices"]))
    differ = {n for n, u in unit.items() if held.loc[u, "holder"] != held.loc[u, "de_jure"]}
    assert differ == set(parts(row["answer"]))


def test_land_that_comes_into_nato_with_german_unity_changes_its_class_and_no_state_joins():
    from natokit.borders import member_codes, tenure_on

    row = ask("e14")
    before, after = tenure_on("1990-10-02")["holder"], tenure_on(row["day"])["holder"]
    came = {
        unit
        for unit in after.index
        if after[unit] in member_codes(row["day"])
        and before[unit] not in member_codes("1990-10-02")
    }
    assert came == set(row["answer"].split(";"))


def test_members_with_a_land_border_with_russia_are_the_ones_that_the_map_accepts():
    from natokit.borders import border_length, member_codes, tenure_on

    row = ask("e21")
    day = row["day"]
    near = {c for c in member_codes(day) if border_length(day, c, {"RU"}) > 0}
    held = tenure_on(day)["holder"]
    assert set(held.index[held.isin(near)]) == set(row["answer"].split(";"))


# ---- the glossary


def texts_of_lessons(project):
    """{number: all that its text cells say, without stars}"""
    found = {}
    for path in sorted((project / "notebooks").glob("[0-9][0-9]-*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        told = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        found[path.name[:2]] = re.sub(r"[*`_]", "", " ".join(told))
    return found


def forms(row):
    return [row["term"], *parts(row["also"])]


def test_no_word_has_two_meanings():
    seen = Counter(form.lower() for row in GLOSSARY for form in forms(row))
    assert not [form for form, times in seen.items() if times > 1]
    assert len(GLOSSARY) >= 40


@words_of
def test_a_meaning_is_short_and_its_facts_have_a_source(row):
    assert 3 <= words(row["meaning"]) <= 30
    cited = {i for i in row["sources"].split(";") if i}
    assert cited <= SOURCES
    assert bool(cited) == bool(row["status"])
    assert cited or not re.search(r"\d{4}", row["meaning"]), "a year needs a source"


@words_of
def test_the_lessons_named_really_use_the_word(row, project):
    texts = texts_of_lessons(project)
    pattern = r"\b(" + "|".join(map(re.escape, forms(row))) + r")\b"
    lessons = row["lessons"].split(";")
    assert lessons == sorted(set(lessons))
    unused = [n for n in lessons if not re.search(pattern, texts[n], re.IGNORECASE)]
    assert not unused


def test_a_map_has_the_places_and_arrows_that_its_question_speaks_of():
    signs = {"arrows": "lines", "sign": "sites", "troops": "sites"}
    for number in ("02", "03", "06"):
        for asked in (one for one in questions(number) if one.kind == "map"):
            beside = quiz.OnTheMap(asked, quiz.ExercisePane(asked), None)
            said = " ".join((asked.text, asked.hint, *asked.feedback))
            for word, drawn in signs.items():
                assert word not in said or beside.map.drawn[drawn], (asked.id, word)
