"""A lesson, or any text of the kit, as the middle of a page: sanitised HTML and its pictures.

nbconvert does the work, with the template in ``templates/``; nothing comes from elsewhere.
"""

import base64
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from ..language import ENGLISH
from ..tables import HERE, texts
from .state import VIEW, PageState, code_name

PROJECT = HERE.parents[1]
TEMPLATES = HERE / "handout" / "templates"
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl"),
    *("dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "hr", "i", "img", "kbd"),
    *("li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"*": ["id", "class", "lang", "title"], "a": ["href"], "img": ["src", "alt"]}
ATTRIBUTES |= {"th": ["scope", "colspan", "rowspan"], "td": ["colspan", "rowspan"], "ol": ["start"]}
EMBEDDED = re.compile(r'src="data:image/(png|jpeg|gif);base64,([^"]+)"')
LINK = re.compile(r'<a\b([^>]*?)href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


@dataclass
class Page:
    """``stem``: its file's name without ``.html``; ``body``: the HTML of its middle;
    ``pictures``: {name in the body: bytes}; ``state``: its widgets, if any; ``kind``: a class of
    the page's style.
    """

    stem: str
    title: str
    body: str
    description: str = ""
    kind: str = "text"
    pictures: dict = field(default_factory=dict)
    state: PageState = field(default_factory=PageState)
    scripts: tuple = ()  # files of ``static/``, in the order in which they run
    styles: tuple = ()  # files of ``static/`` after page.css
    data: dict = field(default_factory=dict)  # more values for the scripts
    around: dict = field(default_factory=dict)  # more values for the template
    language: str = ENGLISH

    @property
    def file(self):
        return self.stem + ".html"


def lesson_page(lesson, state, linked):
    """The page of a lesson that has run. ``linked``: {path in the kit: file of its page}."""
    pictures = {}
    body = _html(lesson.notebook, state.places, pictures)
    body = with_links(body, f"notebooks/{lesson.stem}.ipynb", linked)
    scripts = ("answers.js", "widgets.js") if state.kept else ("widgets.js",)
    return Page(
        lesson.stem,
        lesson.title,
        body,
        lesson.question,
        kind="lesson",
        pictures=pictures,
        state=state,
        scripts=scripts if state.models else (),
        around={"contents": contents_of(body), "note": texts()["handout_note"]},
    )


def text_page(stem, path, linked):
    """A page of a Markdown file of the kit."""
    source = (PROJECT / path).read_text(encoding="utf-8")
    body = with_links(html_of(source), path, linked)
    title = re.search(r"^# (.+)$", source, re.MULTILINE)[1]
    return Page(stem, title, body, around={"contents": contents_of(body)})


def html_of(source):
    """Markdown as sanitised HTML.

    >>> html_of("**No** <script>alert(1)</script>")
    '<p><strong>No</strong> </p>'
    """
    import nbformat

    cell = nbformat.v4.new_markdown_cell(source)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    inner = re.sub(r'^\s*<div class="text">|</div>\s*$', "", _html(notebook, {}, {}))
    return inner.strip()


def clean(html):
    """The HTML without scripts, styles, forms and anything else that is not on the list."""
    import bleach

    html = re.sub(r"<(script|style)\b.*?</\1\s*>", "", html, flags=re.DOTALL | re.IGNORECASE)
    return bleach.clean(html, TAGS, ATTRIBUTES, protocols=("http", "https", "mailto"), strip=True)


def contents_of(body):
    """[(id, text), ...] of the sections."""
    found = re.findall(r'<h2\b[^>]*id="([^"]+)"[^>]*>(.*?)</h2>', body, re.DOTALL)
    return [(name, re.sub(r"<[^>]+>", "", text)) for name, text in found]


def with_links(body, path, linked):
    """The links of a page, led to other pages; one that leads to no page keeps only its words.

    >>> with_links('<a href="../README.md#x">a</a>', "notebooks/x.md", {"README.md": "index.html"})
    '<a href="index.html#x">a</a>'
    >>> with_links('<a href="../LICENSE">b</a>', "notebooks/x.md", {})
    'b'
    """

    def changed(found):
        before, address, after, words = found.groups()
        if re.match(r"(https?:|mailto:|#)", address):
            return found[0]
        file, _, part = address.partition("#")
        asked = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        if asked not in linked:
            return words
        target = linked[asked] + (f"#{part}" if part else "")
        return f'<a{before}href="{target}"{after}>{words}</a>'

    return LINK.sub(changed, body)


def picture_name(raw, kind="png"):
    """The name under which a page refers to a picture: the same picture, the same name."""
    return f"img/{code_name(raw)}.{kind}"


def _html(notebook, places, pictures):
    def shown(output):
        data = output.get("data", {})
        if VIEW in data and data[VIEW]["model_id"] in places:
            return _widget(places[data[VIEW]["model_id"]], data, pictures)
        if "text" in output:
            return f"<pre>{escape(output['text'])}</pre>"
        return _static(data, pictures)

    exporter = _exporter()
    exporter.register_filter("clean", clean)
    exporter.register_filter("shown", shown)
    return exporter.from_notebook_node(notebook, {"words": texts()})[0]


@lru_cache(maxsize=1)
def _exporter():
    from nbconvert import HTMLExporter

    return HTMLExporter(
        template_name="natokit",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
    )


def fill(template, **values):
    """A template of ours with its values filled in."""
    return _exporter().environment.get_template(template).render(**values)


def widget_html(widget, name, pictures):
    """The place of a widget that no notebook has shown, with its picture."""
    return _widget(name, widget._repr_mimebundle_()[0], pictures)


def _widget(name, data, pictures):
    """The place of a widget: until it lives, and on paper, its picture or table stands there."""
    kind = "sheet" if "text/html" in data else "picture"
    twin = _static(data, pictures)
    return f'<div class="widget" data-widget="{name}"><div class="twin {kind}">{twin}</div></div>'


def _static(data, pictures):
    """An output as HTML: its own, or its picture with its sentence, or its words."""
    if "text/html" in data:
        return _reachable(clean(_taken_out("".join(data["text/html"]), pictures)))
    said = escape("".join(data.get("text/plain", "")))
    if "image/png" in data:
        raw = base64.b64decode("".join(data["image/png"]))
        pictures[picture_name(raw)] = raw
        alt = said.split(". ")[0]
        return (
            f'<figure tabindex="0"><img src="{picture_name(raw)}" alt="{alt}">'
            f"<figcaption>{said}</figcaption></figure>"
        )
    return f"<pre>{said}</pre>"


def _reachable(html):
    """The HTML with figures that the keyboard reaches: on a phone they are moved sideways."""
    return html.replace("<figure", '<figure tabindex="0"')


def _taken_out(html, pictures):
    """The HTML with its embedded pictures moved to ``pictures``."""

    def move(found):
        raw = base64.b64decode(found[2])
        pictures[picture_name(raw, found[1])] = raw
        return f'src="{picture_name(raw, found[1])}"'

    return EMBEDDED.sub(move, html)
