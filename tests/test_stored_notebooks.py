"""Notebooks are stored as one clean run, and the comparison with a fresh run is a strict one."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MEGABYTE = 1_000_000
ONE_MACHINE = r"/(home|Users|root|tmp)/\w|[A-Z]:\\+Users|<[\w.]+ (object )?at 0x"


def code_of(path):
    """The code cells of a notebook that hold any code."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [c for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip()]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_as_one_clean_run(path):
    code = code_of(path)
    counts = [cell["execution_count"] for cell in code]
    assert counts == list(range(1, len(code) + 1)), "run it once, from a new kernel, in order"
    outputs = [output for cell in code for output in cell["outputs"]]
    assert outputs or not code, "stored without outputs: nothing would be compared"
    bad = [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert not bad, "it was stored with an error or a warning"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_small_and_names_nobodys_machine(path):
    assert path.stat().st_size <= MEGABYTE
    named = re.search(ONE_MACHINE, json.dumps([cell["outputs"] for cell in code_of(path)]))
    assert not named, f"an output names a place on one machine: {named[0]}"
    widgets = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("widgets", {})
    assert all("state" in view for view in widgets.values()), "GitHub shows no such notebook"


def stored(code, mime, text):
    """A notebook of one cell with one stored output."""
    output = nbformat.v4.new_output("execute_result", {mime: text}, execution_count=1)
    output["data"].setdefault("text/plain", "<IPython.core.display.HTML object>")
    cell = nbformat.v4.new_code_cell(code, execution_count=1, outputs=[output])
    return nbformat.v4.new_notebook(cells=[cell])


IMAGE = '<img src="data:image/png;base64,iVBORw0KGgo=" alt="19 members">'
SHOW = f"from IPython.display import HTML\n\nHTML({IMAGE!r})"


EXAMPLES = {
    "same_number": stored("16 + 3", "text/plain", "19"),
    "other_number": stored("16 + 3", "text/plain", "16"),
    "other_pixels": stored(SHOW, "text/html", IMAGE.replace("iVBO", "AAAA")),
    "other_words_beside_the_picture": stored(SHOW, "text/html", IMAGE.replace("19", "16")),
}


def test_a_fresh_run_is_compared_word_for_word_but_not_pixel_for_pixel(tmp_path):
    for name, notebook in EXAMPLES.items():
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    options = ["-c", "pyproject.toml", "-n", "0", "-p", "no:cacheprovider", "-rA"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = re.findall(r"^(PASSED|FAILED) \S*?(\w+)\.ipynb::Cell 0", run.stdout, re.MULTILINE)
    assert {name: verdict for verdict, name in verdicts} == {
        "same_number": "PASSED",
        "other_number": "FAILED",
        "other_pixels": "PASSED",
        "other_words_beside_the_picture": "FAILED",
    }, run.stdout
