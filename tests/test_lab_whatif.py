"""The lesson of open work in a real JupyterLab: run it, make a mistake, change the history."""

import lab_page
import pytest

LESSON = "notebooks/07-make-your-own-map.ipynb"


@pytest.fixture(scope="module")
def lesson(browser, lab):
    """The lesson with all its cells run; the files it saves lie in the copy of the project."""
    lesson = lab_page.open_and_run(browser, lab.address(LESSON))
    yield lesson
    lesson.page.close()


def answer(lesson, code):
    """The text that a cell with this code shows at the end of the lesson."""
    page = lesson.page
    page.evaluate(
        f"""(code) => {{ const book = {lab_page.NOTEBOOK}.content;
      book.activeCellIndex = book.widgets.length - 1;
      return window.jupyterapp.commands.execute("notebook:insert-cell-below")
        .then(() => book.activeCell.model.sharedModel.setSource(code))
        .then(() => window.jupyterapp.commands.execute("notebook:run-cell")); }}""",
        code,
    )
    page.wait_for_function(f"() => {lab_page.NOTEBOOK}.content.activeCell.model.executionCount")
    cell = page.locator(".jp-CodeCell").last
    cell.locator(".jp-OutputArea-output").first.wait_for()
    return cell.locator(".jp-OutputArea").inner_text()


def test_the_stepper_shows_the_invented_accession_and_says_that_it_is_none(lesson):
    first = lesson.page.locator(".timemap").first
    first.locator(".headline", has_text="What if: Ireland joins").wait_for()
    said = "What if, not history: Ireland is added to members (changed by you)."
    first.locator(".redrawn", has_text=said).wait_for()
    assert "33 NATO members" in first.locator("svg.map").get_attribute("aria-label")


def test_a_wrong_row_in_a_cell_of_ones_own_is_one_calm_sentence(lesson):
    said = answer(lesson, 'add_row("members", name="Austria", joined="1.7.1995")')
    assert said.strip() == (
        "DataError: your copy of data/nato/members.csv row 34, column joined: '1.7.1995' is not "
        "an ISO date; write 1995-07-01"
    )


def test_a_change_of_ones_own_is_drawn_and_undone(lesson):
    assert "Austria is added" in answer(
        lesson, 'add_row("members", name="Austria", joined="1995-07-01")'
    )
    steppers = lesson.page.locator(".timemap").count()
    answer(lesson, 'TimeMap(day="1995-07-01")')
    lesson.page.locator(".timemap svg.map").nth(steppers).wait_for()
    made = lesson.page.locator(".timemap").nth(steppers)
    made.locator(".headline", has_text="What if: Austria joins").wait_for()
    assert "Nothing is changed" in answer(lesson, "undo()")


def test_what_a_pupil_saves_is_told_with_a_link_to_it(lesson):
    answer(lesson, 'draw_map("1985-01-01").save("own.svg")')
    link = lesson.page.locator(".jp-CodeCell").last.locator("a")
    assert link.inner_text() == "my-work/own.svg"
