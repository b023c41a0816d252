"""Pages as files: one file that holds everything, or a site whose pages share their parts.

Both forbid, in the page itself, whatever is not their own: no address is ever asked for anything.
"""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

from ..language import speaking
from ..tables import HERE, texts
from .page import fill
from .state import code_name, script_of

STATIC = HERE / "handout" / "static"
MARKED = STATIC.parents[1] / "page" / "custom.css"
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src {style}; "
LOCKED += "img-src {image}; script-src {script}"
SHARED = 2_000  # bytes from which on a value of a site's page is a file of its own
HEADERS = """# Netlify and Cloudflare Pages read this file; for others see HANDOUTS.md.
/shared/*
  Cache-Control: public, max-age=31536000, immutable
/img/*
  Cache-Control: public, max-age=31536000, immutable
/*.html
  Cache-Control: no-cache
"""


def static(*names):
    """The text of files of ``static/``."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def styles(page):
    """The style of a page, that of marked words included: their links lead to the page of words."""
    marked = MARKED.read_text(encoding="utf-8").replace("GLOSSARY.md", "glossary.html")
    return "\n".join((static("page.css"), marked, static(*page.styles)))


def alone(page):
    """The page as one HTML text that works from a disk, with its pictures, code and values.

    The browser runs only the scripts whose hashes the page's policy lists.
    """
    body = page.body
    for name, raw in page.pictures.items():
        kind, data = name.rsplit(".", 1)[1], base64.b64encode(raw).decode()
        body = body.replace(f'src="{name}"', f'src="data:image/{kind};base64,{data}"')
    code = [script_of(module) for module in page.state.modules.values()]
    scripts = [static("begin.js"), *code, *map(static, page.scripts)] if page.scripts else []
    # A script's text ends at the first such tag, whatever stands around it.
    scripts = [re.sub(r"<(?=/script|!--)", r"\\x3c", text, flags=re.IGNORECASE) for text in scripts]
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    policy = LOCKED.format(
        style="'unsafe-inline'",  # the widgets bring their styles with them
        image="data:",
        script=" ".join(f"'sha256-{digest}'" for digest in hashes) or "'none'",
    )
    packed = gzip.compress(json_of(_whole(page)).encode(), 9, mtime=0)
    packed = base64.b64encode(packed).decode()
    state = f'<script type="text/plain" id="natokit-state">{packed}</script>'
    inline = "\n".join(f"<script>{text}</script>" for text in scripts)
    return _filled(
        page,
        body=body,
        policy=policy,
        style=f"<style>{styles(page)}</style>",
        scripts=f"{state}\n{inline}" if scripts else "",
    )


def write_alone(pages, folder):
    """Write each page as one file; the paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for page in pages:
        paths.append(folder / page.file)
        paths[-1].write_text(alone(page), encoding="utf-8", newline="\n")
    return paths


def write_site(pages, folder):
    """Write the pages as a site: scripts, styles, pictures and large values are files that carry
    their hash in their names, each once. Returns the paths of the pages.
    """
    site = _Site(Path(folder))
    paths = [site.add(page) for page in pages]
    (site.folder / "_headers").write_text(HEADERS, encoding="utf-8", newline="\n")
    (site.folder / ".nojekyll").write_text("")  # GitHub Pages: serve the files as they are
    return paths


class _Site:
    policy = LOCKED.format(style="'self' 'unsafe-inline'", image="'self' data:", script="'self'")

    def __init__(self, folder):
        self.folder = folder
        for name in ("shared", "img"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def share(self, name, text):
        """Write a shared file; its address from any page. The name changes with the text."""
        stem, kind = name.rsplit(".", 1)
        file = f"shared/{stem}-{code_name(text)}.{kind}"
        (self.folder / file).write_text(text, encoding="utf-8", newline="\n")
        return file

    def add(self, page):
        for name, raw in page.pictures.items():
            (self.folder / name).write_bytes(raw)
        style = self.share("page.css", styles(page))
        scripts = self.scripts(page) if page.scripts else ""
        path = self.folder / page.file
        text = _filled(
            page,
            body=page.body,
            policy=self.policy,
            style=f'<link rel="stylesheet" href="{style}">',
            scripts=scripts,
        )
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def scripts(self, page):
        """The page's small values, and references to everything else, in the order it runs."""
        state, files = _whole(page), [self.share("begin.js", static("begin.js"))]
        for name, text in page.state.parts.items():
            if len(text) > SHARED:
                del state["parts"][name]
                # As a text that is parsed when it is needed: faster than a script of that size.
                files.append(self.share("part.js", f'natokit.parts["{name}"] = {quoted(text)};'))
        for module in page.state.modules.values():
            files.append(self.share("widget.js", script_of(module)))
        files += [self.share(name, static(name)) for name in page.scripts]
        block = f'<script type="application/json" id="natokit-state">{json_of(state)}</script>'
        return "\n".join([block, *(f'<script src="{file}" defer></script>' for file in files)])


def json_of(value):
    """JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c")


def quoted(text):
    """A text as a string of JavaScript."""
    return json.dumps(text, ensure_ascii=False)


def _whole(page):
    """All that the scripts of a page read."""
    state = page.state
    words = _words(page)
    parts = {name: json.loads(text) for name, text in state.parts.items()}
    whole = {"models": state.models, "parts": parts, "links": state.links}
    return whole | {"words": words, "lesson": page.stem} | page.data


def _words(page):
    with speaking(page.language):
        return {key: text for key, text in texts().items() if key.startswith("handout_")}


def _filled(page, **values):
    words = _words(page)
    return fill("page.html.j2", page=page, around=page.around, words=words, **values)
