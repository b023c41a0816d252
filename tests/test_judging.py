"""The judge: right is right, wrong gets its own feedback, and nothing that is typed breaks it. The
page's judge says the same.
"""

import base64
import datetime
import json

import numpy as np
import pages
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import TEXTS

from natokit.judging import judge, tidy
from natokit.questions import question, questions
from natokit.tables import text_of

RIGHT, WRONG = TEXTS["ex_right"], TEXTS["ex_wrong"]
ORDER = [
    "Greece and Turkey join",
    "The Soviet Union suggests that it might join NATO",
    "Eight states found the Warsaw Pact",
]
CASES = {
    "e01": {
        "12": (True, f"{RIGHT} Ten in western Europe, the USA and Canada."),
        " 12. ": (True, f"{RIGHT} Ten in western Europe, the USA and Canada."),
        "14": (False, f"{WRONG} That is the number after 1952."),
    },
    "e02": {
        "Poland | hungary|czech  republic": (
            True,
            f"{RIGHT} The Czech Republic joined that day. Hungary joined that day. "
            "Poland joined that day.",
        ),
        "Poland | Slovakia": (False, f"{WRONG} Slovakia joined in 2004. Still missing: 2."),
        "Poland | Poland": (False, f"{WRONG} Still missing: 2."),
    },
    "e03": {
        " | ".join(ORDER): (
            True,
            f"{RIGHT} The two southern members, a Soviet note, a treaty in Warsaw.",
        ),
        " | ".join(ORDER[::-1]): (
            False,
            f"{WRONG} Look at the time line again. In their place: 1 of 3.",
        ),
    },
    "e04": {
        "1982-05-30": (True, f"{RIGHT} 30 May 1982."),
        "30 May 1982": (True, f"{RIGHT} 30 May 1982."),
        "30. may 1982": (True, f"{RIGHT} 30 May 1982."),
        "May 30, 1982": (True, f"{RIGHT} 30 May 1982."),
        "30 Jun 1982": (True, f"{RIGHT} 30 May 1982."),
        "1 July 1982": (False, f"{WRONG} Spain joined earlier than that."),
        "1982-04-28": (False, f"{WRONG} Spain joined later than that."),
    },
    "e05": {
        "TR": (True, f"{RIGHT} It joined with the other one on the same day."),
        "PL": (False, f"{WRONG} That state did not join in 1952."),
    },
    "e06": {
        "2 300": (True, f"{RIGHT} Finland alone doubled it."),
        "2,300": (True, f"{RIGHT} Finland alone doubled it."),
        "2300 km": (True, f"{RIGHT} Finland alone doubled it."),
        "2\u00a0300 Kilometres": (True, f"{RIGHT} Finland alone doubled it."),
        "2300.5": (True, f"{RIGHT} Finland alone doubled it."),
        "12": (False, f"{WRONG} It is longer."),
        "-3": (False, f"{WRONG} It is longer."),
        "1 000 000,5": (False, f"{WRONG} It is shorter."),
    },
    "e08": {
        "31": (True, f"{RIGHT} Finland joined that day."),
        "31 member. ": (True, f"{RIGHT} Finland joined that day."),
        "31 members": (True, f"{RIGHT} Finland joined that day."),
        "30.99": (False, f"{WRONG} Count again."),
    },
}
UNCLEAR = {
    "e01": ["13", "NaN", "12 | 14"],
    "e02": ["Poland | Estonia", "|x|"],
    "e03": [ORDER[0], " | ".join([*ORDER, ORDER[0]])],
    "e04": [
        "1982",
        "1982-02-30",
        "30 Mai 1982",
        "30.5.1982",
        "30 M 1982",
        "0000-01-01",
        "5 ma 1990",
    ],
    "e06": ["many", "1 50", "2300 miles", "2300 km km", "1e3", "--5", "1" * 50, "١٥٠٠"],
}


@pytest.fixture(scope="module")
def asked(own_questions):
    return {each.id: each for lesson in ("02", "03") for each in questions(lesson)}


def test_each_answer_gets_its_verdict_and_its_own_feedback(asked):
    judged = {k: {g: judge(asked[k], g) for g in answers} for k, answers in CASES.items()}
    border = asked["e06"].right[0]
    assert 2250 <= border <= 2350, "the cases below are written for this length"
    assert judged == CASES


def test_other_forms_of_an_answer_mean_the_same(asked):
    assert judge(asked["e01"], 12)[0]
    assert judge(asked["e01"], np.int64(12))[0]
    assert judge(asked["e04"], datetime.date(1982, 5, 30))[0]
    assert judge(asked["e04"], datetime.datetime(1982, 5, 30, 12, 5))[0]
    assert judge(asked["e06"], 2300.0)[0]
    with pytest.raises(ValueError, match="from 1900 to 2100"):
        judge(asked["e04"], datetime.date(2101, 1, 1))
    assert judge(asked["e02"], {"Poland", "Hungary", "Czech Republic"})[0]
    assert judge(asked["e03"], tuple(ORDER))[0]


@pytest.mark.parametrize("nothing", [None, ..., "", "  \n", [], ()])
def test_nothing_is_not_answered_yet(asked, nothing):
    for each in asked.values():
        assert judge(each, nothing) == (None, "Not answered yet.")


def test_an_answer_that_cannot_be_understood_says_how_to_write_it(asked):
    with pytest.raises(ValueError, match="'13' is none of the choices; write one of '10', '12'"):
        judge(asked["e01"], "13")
    with pytest.raises(ValueError, match="like 1999-03-12 or 12 March 1999"):
        judge(asked["e04"], "1982")
    with pytest.raises(ValueError, match="write a number in km such as 1340"):
        judge(asked["e06"], "2300 miles")
    with pytest.raises(ValueError, match="each of the 3 choices once"):
        judge(asked["e03"], ORDER[:2])
    with pytest.raises(ValueError, match="must be the id of a piece of land"):
        judge(asked["e05"], "somewhere in the south-east")
    for key, answers in UNCLEAR.items():
        for answer in answers:
            with pytest.raises(ValueError, match=r"write|name"):
                judge(asked[key], answer)


def test_a_text_is_never_marked_and_gets_the_model_answer(asked):
    right, said = judge(asked["e07"], "Because.")
    assert right is None
    assert asked["e07"].model in said
    assert asked["e07"].feedback[0] in said


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.binary()
    | st.dates()
    | st.text()
    | st.text(alphabet="0123456789 ,.'-+km|", max_size=12)
    | st.sampled_from(["Poland", "Czech Republic", "12", *ORDER]),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(), part, max_size=2),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(answer=ANYTHING, key=st.sampled_from([f"e{n:02d}" for n in range(1, 10)]))
def test_whatever_is_given_the_judge_answers_or_says_what_to_write(asked, answer, key):
    try:
        right, said = judge(asked[key], answer)
    except ValueError as error:
        right, said = None, str(error)
        assert len(said) > 20
    else:
        assert right in (True, False, None)
        assert said
        if said != "Not answered yet.":  # what is kept means the same, and stays as it is
            again = tidy(asked[key], answer)
            assert tidy(asked[key], again) == again
            assert judge(asked[key], again) == (right, said)
            assert json.loads(json.dumps(again)) == again


@given(picked=st.lists(st.sampled_from(["Czech Republic", "Slovakia", "Hungary", "Poland"])))
def test_the_order_of_several_choices_is_irrelevant(asked, picked):
    assert judge(asked["e02"], picked) == judge(asked["e02"], picked[::-1])


@given(side=st.sampled_from([-1, 1]), past=st.integers(-2, 2) | st.integers(-400, 400))
def test_a_number_or_a_day_is_right_as_far_as_its_tolerance_goes_and_no_farther(asked, side, past):
    for one, of in (("e06", float), ("e04", datetime.date.fromisoformat)):
        right, off = of(asked[one].right[0]), side * (round(asked[one].tolerance) + past)
        near = right + (off if one == "e06" else datetime.timedelta(days=off))
        near = near if one == "e06" else near.isoformat()
        assert judge(asked[one], near)[0] == (abs(off) <= asked[one].tolerance)


@given(data=st.data())
def test_choices_are_right_just_when_all_of_them_and_no_others_are_given_in_order(asked, data):
    for key, same in (("e02", set), ("e03", list)):
        mixed = data.draw(st.permutations(asked[key].choices))
        picked = mixed if key == "e03" else mixed[: data.draw(st.integers(1, len(mixed)))]
        assert judge(asked[key], picked)[0] == (same(picked) == same(asked[key].right))


@given(number=st.integers(-(10**9), 10**9))
def test_a_number_may_be_grouped_by_commas_or_spaces(asked, number):
    plain = judge(asked["e06"], number)
    for text in (str(number), f"{number:,}", f"{number:,}".replace(",", " "), f"{number} km"):
        assert judge(asked["e06"], text) == plain


# ---- the judge of the page

ON_THE_PAGE = """async ({ source, asked, t, cases }) => {
  const code = source + "export { judge, opened };";
  const module = new Blob([code], { type: "text/javascript" });
  const { judge, opened } = await import(URL.createObjectURL(module));
  return cases.map(([id, given]) => {
    try { return judge(asked[id], opened(asked[id].key), t, given); } catch { return "unclear"; }
  }); }"""


def python_says(asked, key, answer):
    try:
        return list(judge(asked[key], answer))
    except ValueError:
        return "unclear"


def test_the_page_judges_as_python_does(browser, asked):
    from natokit.quiz import _content

    signs = "0123456789 ,.'-+kmeE|\u00a0\u2212"
    drawn = np.random.default_rng(7)
    odd = ["".join(drawn.choice(list(signs), drawn.integers(1, 9))) for _ in range(600)]
    odd += [
        f"{a:02d} {m} {y}"
        for a in (0, 3, 31, 32)
        for m in ("Feb", "june", "Sept", "ma")
        for y in (1899, 1982, 2100)
    ]
    odd += [
        f"{y}-{m:02d}-{d:02d}"
        for y in (1899, 1982, 2000, 2101)
        for m in (0, 2, 6, 13)
        for d in (0, 29, 30, 31)
    ]
    cases = [[key, answer] for key in asked for answer in ("", "  ", *odd)]
    cases += [[key, answer] for key, answers in CASES.items() for answer in answers]
    cases += [[key, answer] for key, answers in UNCLEAR.items() for answer in answers]
    cases += [["e02", picked] for picked in (["Poland"], ["Slovakia", "Poland"], [])]
    cases += [["e03", ORDER], ["e03", ORDER[::-1]], ["e03", ORDER[1:]], ["e07", "Because."]]
    cases = [case for case in cases if case[0] != "e05" or case[1] in ("", "TR", "PL")]
    page = browser.new_page()
    page.goto("about:blank")
    contents = {key: json.loads(json.dumps(_content(each))) for key, each in asked.items()}
    given_to = {
        "source": text_of("picture.js", "judge.js"),
        "asked": contents,
        "t": TEXTS,
        "cases": cases,
    }
    said = page.evaluate(ON_THE_PAGE, given_to)
    page.close()
    differ = [
        (case, there, here)
        for case, there in zip(cases, said, strict=True)
        if there != (here := python_says(asked, *case))
    ]
    assert differ == []
    assert sum(there != "unclear" for there in said) > 150
    assert pages.TEXTS["ex_unanswered"] in [there[1] for there in said]


def test_the_right_answer_is_not_to_be_read_at_a_glance(asked):
    from natokit.quiz import ExercisePane

    for key in ("e02", "e04", "e06"):
        state = ExercisePane(asked[key]).get_state()
        shown = json.dumps({k: v for k, v in state.items() if k not in ("_esm", "css", "words")})
        words = [*asked[key].feedback, *(map(str, asked[key].right) if key != "e02" else ())]
        assert [text for text in words if text in shown] == []
        sealed = base64.b64decode(state["content"]["key"]).decode()
        assert all(str(part) in sealed for part in asked[key].right)


def test_question_reads_one_row(own_questions):
    assert question("e03").right == tuple(ORDER)
