"""What the tests of the handouts share: all pages, made once from the stored notebooks.

Only the cells that show a widget run again, for its state; everything else is as it is stored, and
nbval holds that against a whole run.
"""

import ast
import functools
import http.server
import threading
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import nbformat
from pages import watch

from natokit.handout import make, pack, run
from natokit.handout.state import VIEW

ROOT = Path(__file__).resolve().parents[1]
SHEETS = "05"  # the lesson of which the worksheet is drawn too


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def imported(part):
    return isinstance(part, (ast.Import, ast.ImportFrom))


def stored_lesson(path, folder):
    """A lesson as ``run`` makes it, from the stored notebook."""
    notebook = nbformat.read(path, as_version=4)
    shown = [c for c in code_cells(notebook) if any(VIEW in o.get("data", {}) for o in c.outputs)]
    said = [part for cell in code_cells(notebook) for part in ast.parse(cell.source).body]
    imports = "\n".join(map(ast.unparse, filter(imported, said)))
    small = [nbformat.v4.new_code_cell(text) for text in (imports, *(c.source for c in shown))]
    nbformat.write(nbformat.v4.new_notebook(cells=small), folder / path.name)
    again = run.run(folder / path.name).notebook
    for cell, new in zip(shown, again.cells[1:], strict=True):
        cell.outputs = new.outputs
    notebook.metadata.widgets = again.metadata.get("widgets", {})
    return run.Lesson(path.stem, notebook)


def make_all(folder):
    """Every page, as single files in ``alone`` and as a site in ``host/kit``."""
    (folder / "run").mkdir()
    lessons = [stored_lesson(path, folder / "run") for path in run.lesson_paths()]
    pages = make.make_pages(lessons, slides=True)
    sheets = [lesson for lesson in lessons if lesson.number == SHEETS]
    extra = make.make_pages(sheets, worksheets=True)
    pages += [page for page in extra if page.kind == "sheet"]
    pack.write_alone(pages, folder / "alone")
    pack.write_site(pages, folder / "host" / "kit")
    return SimpleNamespace(
        lessons={lesson.number: lesson for lesson in lessons},
        pages={page.stem: page for page in pages},
        alone=folder / "alone",
        site=folder / "host" / "kit",
        host=folder / "host",
    )


class Look(HTMLParser):
    """``links``, ``ids``, ``headings`` (levels), ``images`` (alt), ``loads`` (src) of a page, and
    ``words``: {class of a block: [its text, ...]}; the text of a picture is its alt text.
    """

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.headings, self.images, self.loads = [], [], [], [], []
        self.blocks, self.lang, self.title, self._open, self._tags = [], "", "", None, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.headings += [int(tag[1])] if tag in ("h1", "h2", "h3", "h4", "h5") else []
        self.loads += [given["src"]] if "src" in given else []
        self.lang = given.get("lang", self.lang) if tag == "html" else self.lang
        if tag == "img":
            self.images.append(given.get("alt"))
            self._say(given.get("alt") or "")
        if tag == "div" and given.get("class") in ("text", "output"):
            self.blocks.append((given["class"], []))
            self._open = len(self._tags)
        if tag not in ("meta", "link", "img", "br", "hr", "input"):
            self._tags.append(tag)

    def handle_endtag(self, tag):
        if tag in self._tags:
            while self._tags.pop() != tag:
                pass
        if self._open is not None and len(self._tags) <= self._open:
            self._open = None

    def handle_data(self, text):
        if self._tags[-1:] == ["title"]:
            self.title += text
        if self._tags[-1:] != ["style"]:
            self._say(text)

    def _say(self, text):
        if self._open is not None:
            self.blocks[-1][1].append(text)


def serve(folder):
    """(server, address) of a plain static server on this machine; shut it down afterwards."""
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *said):
        pass


def open_page(context, address, ready=True):
    """(page, record) of an opened page; ``ready``: once its widgets live."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    record = watch(page)
    page.goto(address)
    if ready:
        page.locator("html[data-ready]").wait_for(state="attached")
    return page, record
