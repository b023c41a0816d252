"""In real kernels: an answer outlives them and a closed page; a stored notebook never shows it."""

import json
import os
import subprocess
import sys

import lab_page
import nbclient
import nbformat
import pages
from lab_page import NOTEBOOK

import natokit


def test_an_answer_survives_a_kernel_restart_and_a_closed_tab(
    browser, lab, own_questions, progress_file
):
    book = nbformat.v4.new_notebook()
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    setup = f"import os\nos.environ['NATOKIT_DATA'] = {str(own_questions)!r}\n"
    setup += f"os.environ['NATOKIT_PROGRESS'] = {str(progress_file)!r}\n"
    cells = (setup + "import natokit", 'natokit.exercise("e01")')
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(book, lab.root / "notebooks" / "quiz.ipynb")

    def open_page():
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(30_000)
        page.goto(lab.address("notebooks/quiz.ipynb", app="doc/tree"))
        page.wait_for_function(lab_page.READY, timeout=120_000)
        return page, pages.watch(page)

    def run(page):
        page.evaluate(lab_page.RUN_ALL)
        page.wait_for_function(lab_page.ALL_RUN, timeout=120_000)
        page.locator(".pane .check").wait_for()

    page, record = open_page()
    run(page)
    before = page.evaluate(lab_page.UNTOUCHED)
    page.locator(".pane").get_by_role("radio", name="10").focus()
    for key in ("ArrowDown", "b", "Enter"):  # "b" would add a cell to the notebook
        page.keyboard.press(key)
    assert page.locator(".verdict").text_content().startswith("✔\ufe0e Right.")
    assert page.evaluate(lab_page.UNTOUCHED)[3:6] == before[3:6]
    for _ in range(100):
        if progress_file.exists():
            break
        page.wait_for_timeout(100)
    entry = json.loads(progress_file.read_text(encoding="utf-8"))["exercises"]["e01"]
    assert (entry["given"], entry["right"], entry["tries"]) == ("12", True, 1)

    page.evaluate(f"async () => {{ await {NOTEBOOK}.sessionContext.session.kernel.restart(); }}")
    page.wait_for_function(lab_page.READY, timeout=120_000)
    run(page)
    page.locator(".verdict", has_text="Right.").wait_for()
    assert page.locator(".pane").get_by_role("radio", checked=True).input_value() == "12"
    page.close()

    page, record = open_page()  # the tab was closed; nothing was saved
    run(page)
    page.locator(".verdict", has_text="Right.").wait_for()
    assert json.loads(progress_file.read_text(encoding="utf-8"))["exercises"]["e01"] == entry
    assert (record.errors, record.outside()) == ([], [])
    page.close()


def test_strict_nbval_passes_unanswered_whatever_the_progress_file_holds(
    project, own_questions, progress_file, tmp_path
):
    setup = f"import sys\nsys.path.insert(0, {str(project / 'notebooks')!r})\nimport natokit"
    shown = ('natokit.exercises("02")', 'natokit.check("e01", ...)', "natokit.progress()")
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(source) for source in (setup, *shown)]
    nbclient.NotebookClient(book, store_widget_state=False, record_timing=False).execute()
    nbformat.write(book, tmp_path / "stored.ipynb")
    assert not progress_file.exists()
    natokit.check("e01", "12")
    natokit.check("e07", "Because.")
    before = progress_file.read_bytes()
    command = [sys.executable, "-m", "pytest", "-c", str(project / "pyproject.toml"), "-n", "0"]
    run = subprocess.run(
        [*command, "-p", "no:cacheprovider", str(tmp_path / "stored.ipynb")],
        cwd=project,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "4 passed" in run.stdout, run.stdout
    assert progress_file.read_bytes() == before
