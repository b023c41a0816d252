"""What a pupil answers on pages without Jupyter: one question of each kind, kept in the browser,
counted by the summary, saved as files.
"""

import csv
import io
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pane_page
from handout_page import open_page
from pages import TEXTS

import natokit
from natokit import kept
from natokit.questions import question
from natokit.tables import read

SUMMARY = "06-what-happened-next"
KINDS = ("single", "several", "order", "timeline", "map", "number", "text")
OWN_WORDS = '=1+1 "my" <b>reason</b>'


def lesson_of(kind):
    """(stem, exercise id): the kinds are spread over lessons; the summary counts them all."""
    rows = read("exercises")
    rows = rows[rows["kind"] == kind].sort_values(["notebook", "exercise_id"])
    row = rows.iloc[-1 if kind in ("text", "order") else 0]
    return row["notebook"], row["exercise_id"]


def pane_of(page, exercise_id):
    """The frame of one question."""
    found = page.locator(".pane .frame").filter(
        has=page.locator(".id", has_text=re.compile(f"^{exercise_id}$"))
    )
    assert found.count() == 1
    return found


def button(pane, key, **options):
    return pane.get_by_role("button", name=TEXTS[key], **options)


def give(page, pane, asked):
    """Answer a question rightly, as a pupil does."""
    if asked.kind in ("single", "several"):
        for choice in asked.right:
            pane.get_by_text(choice, exact=True).click()
    if asked.kind == "order":
        for place, choice in enumerate(asked.right):
            while pane.locator("ol.order li").all_inner_texts()[place].find(choice) < 0:
                pane.get_by_role("button", name=TEXTS["ex_up"].format(text=choice)).click()
    if asked.kind == "timeline":
        pane.get_by_label(TEXTS["ex_date"]).fill(asked.right[0])
    if asked.kind == "map":
        pane.get_by_label(TEXTS["ex_land"]).select_option(asked.right[0])
    if asked.kind == "number":
        pane.locator(".figure").fill(str(asked.right[0]))
    if asked.kind == "text":
        pane.get_by_role("textbox").fill(OWN_WORDS)
    button(pane, "ex_compare" if asked.kind == "text" else "ex_check").click()


def spoil(pane, asked):
    """Answer a question wrongly first, take the hint, and try again."""
    wrong = next(choice for choice in asked.choices if choice not in asked.right)
    pane.get_by_text(wrong, exact=True).click()
    button(pane, "ex_check").click()
    assert pane.locator(".verdict.wrong").inner_text()
    pane.locator(".hint summary").click()
    assert pane.locator(".hint p").inner_text() == asked.hint
    button(pane, "ex_again").click()
    assert not pane.locator(".verdict").inner_text()


class Cells(HTMLParser):
    """The texts of the cells of a page's table."""

    def __init__(self, text):
        super().__init__()
        self.cells = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.cells += [""] if tag in ("td", "th", "li", "h1", "h2") else []

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def saved(page, key):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXTS[key]).click()
    return waiting.value.path().read_text(encoding="utf-8-sig")


def counts(page):
    """{lesson: [questions, answered, right at first, right now, open]} as the summary shows."""
    rows = page.locator(".counts tr").all()[1:]
    return {
        row.locator("th").inner_text(): list(map(int, row.locator("td").all_inner_texts()))
        for row in rows
    }


def test_a_question_of_each_kind_is_answered_kept_counted_and_saved(context, base, tmp_path):
    chosen = {kind: lesson_of(kind) for kind in KINDS}
    stems = dict.fromkeys([stem for stem, _ in chosen.values()] + [SUMMARY])
    asked_for = []
    for stem in stems:
        page, record = open_page(context, f"{base}{stem}.html")
        asked_for.append(record)
        for kind, (there, exercise_id) in chosen.items():
            if there != stem:
                continue
            asked, pane = question(exercise_id), pane_of(page, exercise_id)
            if kind == "single":
                spoil(pane, asked)
            give(page, pane, asked)
            right = pane.locator(".verdict.right")
            assert (
                (asked.model in pane.locator(".verdict").inner_text())
                if kind == "text"
                else (right.inner_text())
            )
            if kind == "map":
                assert page.locator("path.placed[d]:not([d=''])").count()
        page.reload()
        page.locator("html[data-ready]").wait_for(state="attached")
        for there, exercise_id in chosen.values():
            if there == stem:
                assert pane_of(page, exercise_id).locator(".verdict").inner_text()
        page.close()

    page, record = open_page(context, f"{base}{SUMMARY}.html")
    found = counts(page)
    assert sum(row[0] for row in found.values()) == len(read("exercises"))
    assert [sum(row[k] for row in found.values()) for k in (1, 2, 3)] == [7, 5, 6]
    assert page.get_by_role("definition").all_inner_texts() == [OWN_WORDS]
    page.get_by_label(TEXTS["pr_name_free"]).fill("Ada")
    rows = {
        row["exercise"]: row for row in csv.DictReader(io.StringIO(saved(page, "pr_save_table")))
    }
    assert {row["name"] for row in rows.values()} == {"Ada"}
    assert {key for key, row in rows.items() if row["tries"] != "0"} == {
        exercise_id for _, exercise_id in chosen.values()
    }
    once = rows[chosen["single"][1]]
    assert (once["result"], once["first"], once["tries"]) == ("right", "not yet", "2")
    assert rows[chosen["text"][1]]["answer"] == "'" + OWN_WORDS
    sheet = Cells(saved(page, "pr_save_page")).cells
    assert OWN_WORDS in sheet
    page.emulate_media(media="print")
    assert page.locator(".counts").is_visible()  # paper gets the counts, not the empty twin
    for each in [*asked_for, record]:
        assert each.errors == []
        assert [a for a in each.asked if not a.startswith((base, "data:", "blob:"))] == []


def test_the_summary_follows_an_answer_given_on_the_page_or_in_another_window(context, base):
    rows = read("exercises")
    mine = rows[(rows["notebook"] == SUMMARY) & (rows["kind"] == "number")].iloc[0]["exercise_id"]
    page, _ = open_page(context, f"{base}{SUMMARY}.html")
    before = counts(page)
    give(page, pane_of(page, mine), question(mine))
    assert counts(page)["06 what happened next"][1] == before["06 what happened next"][1] + 1
    stem, other = lesson_of("timeline")
    beside, _ = open_page(context, f"{base}{stem}.html")
    give(beside, pane_of(beside, other), question(other))
    page.wait_for_function(
        "() => Object.keys(Object.values(natokit.models).find((m) => m.get('answers'))"
        ".get('answers').exercises).length === 2"
    )
    assert counts(page)[stem.replace("-", " ")][1] == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=TEXTS["handout_clear"]).click()
    assert counts(page)["06 what happened next"][1] == 0
    assert counts(page)[stem.replace("-", " ")][1] == 1


def test_values_of_others_in_the_browser_are_no_answers(context, handouts):
    address = (handouts.alone / f"{SUMMARY}.html").as_uri()
    page, _ = open_page(context, address)
    odd = {
        "natokit 02-x ExercisePane e13 attempt": '{"given": {"a": 1}, "tries": "many"}',
        "natokit 02-x ExercisePane e14 attempt": "null",
        "natokit 02-x ExercisePane e15 attempt": "{",
        "natokit 04-x ClaimCheck 1 given": '{"p01": 7, "p02": [1, 2]}',
        "others": "mine",
    }
    page.evaluate("(odd) => Object.assign(localStorage, odd)", odd)
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert all(row[1] == 0 for row in counts(page).values())
    assert page.get_by_text(TEXTS["pr_claims"].format(n=0)).is_visible()


def test_page_and_kernel_count_and_write_the_same(browser, own_questions, progress_file, tmp_path):
    """summary.js against summary.py, for answers of every sort."""
    natokit.check("e01", "12")
    natokit.check("e02", "Slovakia")
    natokit.check("e02", ["Czech Republic", "Hungary", "Poland"])
    natokit.check("e07", OWN_WORDS)
    kept.record("e08", "\tdraft", None, again=False)
    kept.record("e77", "of an old kit", True)
    kept.keep("claims", {"p07b": {"verdict": "wrong", "reason": "<it's>", "last": "2026"}})
    pane = natokit.progress()
    pane.layout.flex = "1 1 100%"
    page, _ = pane_page.open_beside(browser, SimpleNamespace(pane=pane, map=None), 1280, maps=False)
    page.get_by_label(TEXTS["pr_name_free"]).fill("Ada")
    table = natokit.export_progress(tmp_path / "a.csv", name="Ada").read_bytes().decode("utf-8-sig")
    sheet = natokit.export_progress(tmp_path / "a.html", name="Ada").read_text("utf-8-sig")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXTS["pr_save_table"]).click()
    assert waiting.value.path().read_bytes().decode("utf-8-sig") == table
    assert Cells(saved(page, "pr_save_page")).cells == Cells(sheet).cells
    lines = repr(pane).splitlines()[1:]
    for (lesson, row), line in zip(counts(page).items(), lines, strict=True):
        assert line.startswith(f"{lesson}: {row[1]} of {row[0]} answered, {row[2]} right")
    page.close()


def test_in_jupyter_the_summary_follows_each_answer(own_questions, progress_file):
    pane = natokit.progress()
    assert "02 nato step by step: 0 of 8 answered" in repr(pane)
    natokit.check("e01", "12")
    assert "02 nato step by step: 1 of 8 answered, 1 right" in repr(pane)
    natokit.exercise("e03").children[0].attempt = {
        "given": json.loads(json.dumps(question("e03").choices)),
        "tries": 1,
    }
    assert "02 nato step by step: 2 of 8 answered" in repr(pane)
