"""Mark the words of the glossary in the lessons: links with the meaning as title.

    python data/prepare/mark_terms.py          write the links, and a list of words in each lesson
    python data/prepare/mark_terms.py --check  say what is out of date and leave with 1

Run it after changing `data/lessons/glossary.csv` or the text of a lesson. A second run changes
nothing. A notebook that gained its list of words has to be run and stored again:
`tests/store_notebooks.py`.
"""

import re
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.insert(0, str(NOTEBOOKS))

from natokit.terms import anchor, forms, link, terms_of, unmarked  # noqa: E402

# Here a word of the glossary means something else.
OTHER_SENSES = ("way round", "story round", "round to", "no plan", "without a plan", "with a plan")
# What is never marked: somebody's exact words, headings, code, links, tags, a table's head.
NEVER = (
    rf"\b(?:{'|'.join(OTHER_SENSES)})\b|"
    r"<summary>.*?</summary>|```.*?```|^\#{1,6}\s[^\n]*|^>[^\n]*|`[^`\n]+`"
    r'|!?\[[^\]]*\]\([^)]*\)|<[^>]+>|“[^”]*”|"[^"\n]*"|^\|[^\n]*\|\n(?=\|[-:| ]+\|)'
)
FOLDED = r"<details>.*?</details>|"  # marked only where a word stands nowhere else
WORDS = "## Words in this lesson"
LEAD = (
    "Each is marked with a dotted line where it first appears. All words: [Glossary](GLOSSARY.md)."
)


def mark(texts, rows):
    """The texts of a lesson with the first occurrence of each word as a link.

    >>> from types import SimpleNamespace as Row
    >>> row = Row(term="tenure", also="tenures", meaning="Holding land.", status="C")
    >>> mark(["## Tenure", "A tenure ends; a tenure begins."], [row])[1]
    'A [tenure](GLOSSARY.md#tenure "Holding land.") ends; a tenure begins.'
    """
    texts, left = [unmarked(text) for text in texts], {row.term: row for row in rows}
    for kept in (FOLDED + NEVER, NEVER):
        kept, word = re.compile(kept, re.DOTALL | re.MULTILINE), _any_of(left.values())
        wanted = {_key(form): row for row in left.values() for form in forms(row)}

        def replace(found, wanted=wanted):
            row = left.pop(wanted[_key(found[0])].term, None)
            return link(found[0], row) if row else found[0]

        texts = [
            _outside(kept, text, lambda free, w=word, r=replace: w.sub(r, free)) for text in texts
        ]
    return texts


def _any_of(rows):
    """What finds the words of some rows as whole words, the longest first; "(?!)" finds nothing."""
    longest_first = sorted((f for row in rows for f in forms(row)), key=len, reverse=True)
    either = [f"[{re.escape(f[0] + f[0].upper())}]{re.escape(f[1:])}" for f in longest_first]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(either) or '(?!)'})(?![\w-])")


def _key(form):
    return form[:1].lower() + form[1:]


def _outside(kept, text, change):
    """``text`` with ``change`` done to what lies between the places that ``kept`` finds."""
    parts, at = [], 0
    for found in kept.finditer(text):
        parts += [change(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, change(text[at:])])


def with_words(notebook, lesson):
    """Give a notebook its list of words, once, before its sources (or before its last cell)."""
    cells = notebook.cells
    if any(cell.source.startswith(WORDS) for cell in cells):
        return
    heads = [n for n, cell in enumerate(cells) if cell.source.startswith("## Sources")]
    at = heads[-1] if heads else len(cells) - 1
    code = f'from natokit import glossary\n\nglossary("{lesson}")'
    cells[at:at] = [
        nbformat.v4.new_markdown_cell(f"{WORDS}\n\n{LEAD}", id="words-title"),
        nbformat.v4.new_code_cell(code, id="words"),
    ]


def never_met(path):
    """The words that are listed for a lesson and stand nowhere in its text; in a table, perhaps."""
    found = set(re.findall(r"\(GLOSSARY\.md#([\w-]+) ", path.read_text(encoding="utf-8")))
    return [row.term for row in terms_of(path.name[:2]) if anchor(row.term) not in found]


def marked_notebook(path):
    """A notebook as it should be stored, as text."""
    lesson = path.name[:2]
    notebook, rows = nbformat.read(path, as_version=4), terms_of(path.name[:2])
    if rows:
        with_words(notebook, lesson)
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    for cell, source in zip(texts, mark([c.source for c in texts], rows), strict=True):
        cell.source = source
    return nbformat.writes(notebook) + "\n"


def main(check=False):
    """Write, or only compare; returns the number of files that were out of date."""
    wanted = {path: marked_notebook(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    stale = [p for p, text in wanted.items() if not p.is_file() or p.read_text("utf-8") != text]
    for path in stale:
        print("out of date:" if check else "wrote", path.relative_to(NOTEBOOKS.parent))
        if not check:
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
    for path in wanted:
        if missed := never_met(path):
            print(f"{path.name}: not in the text: {', '.join(missed)}")
    return len(stale)


if __name__ == "__main__":
    out_of_date = main(check="--check" in sys.argv)
    sys.exit(1 if out_of_date and "--check" in sys.argv else 0)
