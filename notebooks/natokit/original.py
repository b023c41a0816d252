"""A teacher's own copy of the article, aligned part by part with the retelling.

The file is only read: nothing of it is stored or run, and whatever it holds stays plain text.
"""

import os
import re
import unicodedata
from dataclasses import dataclass, field
from html import escape
from itertools import islice, pairwise
from pathlib import Path

from .tables import data_folder, read

COPY = ("article", "original.txt")  # below data/; git ignores it
LIMIT = 100_000  # bytes; the article has about 3,000
ENOUGH = 10  # of its 19 parts: other texts on the same subject share fewer of its wordings
LOST = "\ufffd"  # stands for bytes that mean nothing in an encoding
REPEATS = 20  # places looked at for one part, so that a file that repeats itself stays quick


@dataclass(frozen=True)
class Original:
    """A copy of the article: a message for the reader, and its text by paragraph.

    ``texts``: {paragraph: plain text}, empty when there is no usable copy. ``rest``: what belongs
    to no part, such as a menu. Both may hold markup: escape them before they are put on a page.
    """

    message: str
    texts: dict = field(default_factory=dict)
    rest: tuple = ()

    def __bool__(self):
        return bool(self.texts)

    def __repr__(self):
        return self.message

    def _repr_html_(self):
        parts = (f"<h4>{escape(k)}</h4><p>{escape(v)}</p>" for k, v in self.texts.items())
        return f"<p>{escape(self.message)}</p>{''.join(parts)}"


def original(path=None):
    """A teacher's own copy of the article, aligned with the retelling; nothing of it is stored.

    ``path``: a plain text file; else the one named by $NATOKIT_ARTICLE, else
    ``data/article/original.txt``. Whatever is wrong with the file becomes the ``message``.
    """
    named = path or os.environ.get("NATOKIT_ARTICLE")
    if named is not None and not isinstance(named, (str, os.PathLike)):
        raise ValueError(f"path must be the name of a text file, not {named!r}")
    file = Path(named) if named else data_folder().joinpath(*COPY)
    if not named and not file.exists():
        return Original(
            "The text itself is not part of this kit. If you hold a copy, save it as "
            f"data/{'/'.join(COPY)} (plain text, an empty line between paragraphs)."
        )
    try:
        if not file.is_file():  # also: a folder, a device that never ends
            raise OSError("there is no such file")
        with open(file, "rb") as stream:
            raw = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return Original(f"{file.name} cannot be read: {reason}.")
    if len(raw) > LIMIT:
        return Original(f"{file.name} is far too long to be the article; save only its text.")
    text = _decoded(raw)
    if text is None:
        return Original(f"{file.name} is not a text file; save the article as plain text (.txt).")
    return _aligned(file.name, text)


def _decoded(raw):
    """The text of a file in any usual encoding, without control characters; None if it is none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    elif b"\0" in raw:  # UTF-16 without its mark: every other byte of English is zero
        little = raw[1::2].count(0) > raw[::2].count(0)
        text = raw.decode("utf-16-le" if little else "utf-16-be", "replace")
    else:
        text = raw.decode("utf-8-sig", "replace")
        if text.count(LOST) > sum(c > "\x7f" for c in text) / 2:  # more lost than understood
            text = raw.decode("cp1252", "replace")
    text = re.sub(r"\r\n?|\x0b|\f|\x85|\u2028|\u2029", "\n", text)
    # Control and format characters could hide text or turn its direction.
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    damage = len(text) - len(kept) + kept.count(LOST)
    return kept if damage <= 5 + len(text) / 50 else None


def _plain(text):
    """A text for comparing: lower case, straight quotes, single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    return " ".join(text.split())


def _aligned(name, text):
    if not text.strip():
        return Original(f"{name} is empty.")
    ways = [re.split(pattern, text) for pattern in (r"\n\s*\n", r"\n")]
    texts, rest = max((_placed(way) for way in ways), key=lambda found: len(found[0]))
    parts = list(read("paragraphs")["paragraph"])
    if len(texts) < ENOUGH:
        hint = (
            " It looks like a web page: copy only the text." if re.search(r"</\w+>", text) else ""
        )
        return Original(
            f"{name} does not line up with the article: {len(texts)} of its {len(parts)} parts "
            f"were found. Put an empty line between paragraphs, and change no words.{hint}"
        )
    lost = [part for part in parts if part not in texts]
    said = f"{name}: {len(texts)} of {len(parts)} parts found"
    return Original(said + (f"; not found: {', '.join(lost)}." if lost else "."), texts, rest)


def _placed(blocks):
    """({paragraph: block}, the other blocks): a block is placed by the words that a claim quotes.

    Parts that are not found so get the blocks between their neighbours, if the numbers agree.
    """
    blocks = [" ".join(block.split()) for block in blocks if block.strip()]
    marks = _marks()
    parts, chain = list(marks), _longest(list(marks.values()), [_plain(b) for b in blocks])
    at = dict(chain)
    for (one, first), (other, last) in pairwise(chain):
        if last - first == other - one:
            at |= {one + i: first + i for i in range(1, other - one)}
    placed = {parts[i]: blocks[at[i]] for i in sorted(at)}
    return placed, tuple(b for i, b in enumerate(blocks) if i not in set(at.values()))


def _longest(marks, blocks):
    """The longest run of (number of the part, number of the block) in which both only grow; of
    several the closest together: words that a menu or a comment repeats elsewhere drop out.
    """
    best = {}
    for part, said in enumerate(marks):
        hits = (i for i, block in enumerate(blocks) if any(words in block for words in said))
        for hit in islice(hits, REPEATS):
            before = (run for (p, b), run in best.items() if p < part and b < hit)
            run = max(before, key=lambda run: (len(run), run[0][1]), default=())
            best[part, hit] = (*run, (part, hit))
    return max(best.values(), key=lambda run: (len(run), run[0][1] - run[-1][1]), default=())


def _marks():
    """{paragraph: the wordings of the article that its claims quote}, in order, for comparing."""
    table = read("claims")
    return {
        part: [_plain(w) for w in table.loc[table["paragraph"] == part, "article_wording"] if w]
        for part in read("paragraphs")["paragraph"]
    }
