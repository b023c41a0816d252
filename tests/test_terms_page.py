"""A marked word in a real JupyterLab and in Notebook 7: its meaning for the keyboard, its page."""

import nbformat
import pytest
from lab_page import READY
from nbformat import v4
from pages import axe_faults, watch

MEANING = "Joining a treaty that others have signed before. It takes effect on one day."
TEXT = f'Ask for the [accession](GLOSSARY.md#accession "{MEANING}") of a state.'
LAST = f'The last line ends with the [Warsaw Pact](GLOSSARY.md#warsaw-pact "{MEANING}")'
CODE = 'from natokit.terms import Words\n\nWords("Words", ("Word",), [["accession"]])'
PAGE = "\n\n".join(
    f'<a id="{place}"></a>\n\n## {word}\n\n' + "What it means. " * 300
    for place, word in (("accession", "accession"), ("warsaw-pact", "Warsaw Pact"))
)
SHOWN = "(link) => getComputedStyle(link, '::after').content"
# The lowest point of the link with its meaning, and of the part of the cell that shows it.
ENDS = """(link) => [link, link.closest(".jp-MarkdownOutput"), link.closest(".jp-Cell")]
  .map((part) => part.getBoundingClientRect().bottom)"""


@pytest.fixture(scope="module")
def lesson(lab):
    """The path of a small lesson with two marked words."""
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# A lesson\n\n" + TEXT)])
    notebook.cells += [v4.new_code_cell(CODE), v4.new_markdown_cell(LAST)]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, lab.root / "notebooks" / "words.ipynb")
    (lab.root / "notebooks" / "GLOSSARY.md").write_text("# Words\n\n" + PAGE, encoding="utf-8")
    return "notebooks/words.ipynb"


def opened(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    record = watch(page)
    page.goto(address)
    page.wait_for_function(READY, timeout=120_000)
    return page, record


@pytest.fixture(scope="module")
def seen(browser, lab, lesson):
    page, record = opened(browser, lab.address(lesson))
    yield page, record
    page.close()


def word(page, name):
    return page.locator(".jp-RenderedMarkdown a[title]", has_text=name)


def reach(page, link):
    """Press Tab until the link has the focus."""
    page.locator(".jp-RenderedMarkdown h1").first.click()
    page.keyboard.press("Escape")
    for _ in range(40):
        if link.evaluate("(link) => link === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab does not reach the word")


@pytest.mark.parametrize("name", ["accession", "Warsaw Pact"])
def test_the_meaning_shows_when_the_keyboard_reaches_the_word_and_nothing_cuts_it_off(seen, name):
    page, _ = seen
    link = word(page, name)
    assert link.get_attribute("title") == MEANING
    height = link.bounding_box()["height"]
    assert link.evaluate(SHOWN) == "none"
    reach(page, link)
    assert link.evaluate(SHOWN) == f'"{MEANING}"'
    assert link.bounding_box()["height"] > height + 20, "the meaning takes room in the line"
    bottom, *around = link.evaluate(ENDS)
    assert bottom <= min(around) + 1, "the cell cuts the meaning off"
    assert axe_faults(page, [".jp-RenderedMarkdown"]) == []
    page.locator(".jp-RenderedMarkdown h1").first.click()
    assert link.evaluate("(link) => getComputedStyle(link).textDecorationStyle") == "dotted"


def test_enter_opens_the_page_of_words_at_the_word_as_a_page_and_not_as_source(seen):
    page, record = seen
    reach(page, word(page, "Warsaw Pact"))
    page.keyboard.press("Enter")
    heading = page.locator(".jp-MarkdownViewer h2", has_text="Warsaw Pact")
    heading.wait_for()
    page.wait_for_function(
        """() => { const at = [...document.querySelectorAll(".jp-MarkdownViewer h2")].at(-1);
          const top = at.getBoundingClientRect().top; return top > 0 && top < 300; }"""
    )
    assert record.errors == []
    assert record.outside() == []


def test_a_list_of_words_brings_the_style_to_notebook_7(browser, lab, lesson):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    try:
        page.goto(lab.address(lesson, "notebooks"))
        editor = page.locator(".jp-CodeCell .cm-content", has_text="natokit").first
        for _ in range(20):  # while the kernel is not there yet, keys are ignored
            editor.click()
            page.keyboard.press("Control+Enter")
            page.wait_for_timeout(1000)
            if page.locator(".jp-OutputArea caption").count():
                break
        link = word(page, "accession")
        reach(page, link)
        assert link.evaluate(SHOWN) == f'"{MEANING}"'
    finally:
        page.close()
