"""A teacher's own copy of the article: encodings, alignment, and files that are no copy at all."""

import os
from pathlib import Path

import pytest
from test_article import PARTS

from natokit import article
from natokit.original import ENOUGH, LIMIT, original

ROOT = Path(__file__).resolve().parents[1]


def made_up(join="\n\n"):
    """A text that lines up with the article: every wording that claims quote, in order."""
    said = (list(article.claims(part)["article_wording"]) for part in PARTS)
    return join.join(
        f"Part {part}: {' and '.join(w)}." for part, w in zip(PARTS, said, strict=True)
    )


@pytest.fixture
def saved(tmp_path):
    """Writes bytes to a file and reads it as a copy of the article."""

    def save(raw):
        (tmp_path / "mine.txt").write_bytes(raw)
        return original(tmp_path / "mine.txt")

    return save


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_copy_is_read_in_any_usual_encoding(saved, code, ends):
    found = saved(made_up().replace("'", "’").replace("\n", ends).encode(code))
    assert list(found.texts) == PARTS
    assert found.message == "mine.txt: 19 of 19 parts found."


def test_a_copy_from_an_old_windows_or_mac_is_read(saved):
    text = made_up().replace("'", "’") + "\n\nGeändert: “Ende”"
    assert list(saved(text.encode("cp1252")).texts) == PARTS
    assert list(saved((made_up() + "\n\nGeändert \x81").encode("latin-1")).texts) == PARTS


def test_a_few_damaged_bytes_do_not_spoil_a_copy(saved):
    raw = made_up().replace("'", "’").encode().replace(b"Part", b"P\xffrt", 3)
    assert list(saved(raw).texts) == PARTS


@pytest.mark.parametrize("join", ["\n\n", "\n", "\n\n\n  \n"])
def test_paragraphs_may_be_lines_or_blocks(saved, join):
    assert list(saved(made_up(join).encode()).texts) == PARTS


def test_wrapped_lines_become_one_paragraph(saved):
    found = saved(made_up().replace(" ", "\n", 40).encode())
    assert "\n" not in found.texts["p05"]


def test_a_menu_and_comments_do_not_move_the_parts(saved):
    menu = "Home News Will Not Stop the Coming Invasion considered retiring"
    found = saved(f"{menu}\n\n{made_up()}\n\nComment: stormed into the Black Sea region!".encode())
    assert list(found.texts) == PARTS
    assert found.texts["p16"].startswith("Part p16")
    assert found.rest == (menu, "Comment: stormed into the Black Sea region!")


def test_a_part_with_other_words_is_placed_between_its_neighbours(saved):
    changed = made_up().replace("tanks and commandos", "x").replace("arouse backfire", "y")
    changed = changed.replace("just hours before", "z")
    assert saved(changed.encode()).texts["p09"] == "Part p09: x and y and z."


def test_a_part_that_is_left_out_is_named(saved):
    blocks = [b for b in made_up().split("\n\n") if not b.startswith(("Part p03", "Part s2"))]
    found = saved("\n\n".join(blocks).encode())
    assert found.message == "mine.txt: 17 of 19 parts found; not found: p03, s2."


UNUSABLE = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n\xc2\xa0", "is empty"),
    "another text": (b"The sea is blue.\n\nThe sky too.", "0 of its 19 parts"),
    "one line": (lambda: made_up(" ").encode(), "1 of its 19 parts"),
    "half": (lambda: "\n\n".join(made_up().split("\n\n")[: ENOUGH - 1]).encode(), "does not line"),
    "too long": (b"a " * LIMIT, "far too long"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not a text file"),
    "program": (bytes(range(1, 32)) * 300, "not a text file"),
    "zeros": (b"\0" * 3000, "not a text file"),
    "odd UTF-16": (b"\xff\xfea", "does not line up"),
    "web page": (b"<html><body><script>alert(1)</script></body></html>", "looks like a web page"),
    "repeats itself": (b"yet to establish\n" * 5000, "does not line up"),
}


@pytest.mark.parametrize(("raw", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_is_no_copy_gives_one_clear_sentence(saved, raw, message):
    found = saved(raw() if callable(raw) else raw)
    assert message in found.message
    assert not found
    assert found.texts == {}


def test_markup_in_a_copy_is_shown_and_never_run(saved):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e&lt;b&gt;"
    found = saved(made_up().replace("Part p05:", evil).encode())
    assert "\u202e" not in found.texts["p05"]
    page = found._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "&amp;lt;b" in page


def test_names_that_lead_nowhere_give_a_message(tmp_path, monkeypatch):
    for name in (tmp_path, tmp_path / "none.txt", "a\0b", "/dev/zero", "x" * 5000):
        assert "cannot be read" in original(name).message
    monkeypatch.setenv("NATOKIT_ARTICLE", str(tmp_path / "gone.txt"))
    assert original().message == "gone.txt cannot be read: there is no such file."
    with pytest.raises(ValueError, match="name of a text file"):
        original(5)


def test_without_a_copy_the_reader_learns_where_to_put_one(data, monkeypatch):
    monkeypatch.delenv("NATOKIT_ARTICLE", raising=False)
    assert "data/article/original.txt" in original().message
    (data / "article" / "original.txt").write_text(made_up(), encoding="utf-8")
    assert list(original().texts) == PARTS


def test_git_ignores_the_place_of_a_copy():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert "data/article/original.txt" in ignored


@pytest.mark.skipif(
    not os.environ.get("NATOKIT_ARTICLE"),
    reason="NATOKIT_ARTICLE names no copy of the article, which is not part of the kit",
)
def test_the_article_itself_lines_up_part_by_part():
    found = original(os.environ["NATOKIT_ARTICLE"])
    assert list(found.texts) == PARTS
    assert found.rest == ()
