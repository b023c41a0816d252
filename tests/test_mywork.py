"""What a reader saves: where it lies, that it opens again, and that its words travel inside."""

import csv
import io
import re
from xml.etree import ElementTree

import geopandas as gpd
import pytest
from PIL import Image

import natokit
from natokit import lessons, mywork

DAY = "1985-01-01"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    """A folder for a reader's files, not there yet; changes end with the test."""
    folder = tmp_path / "my-work"
    monkeypatch.setenv("NATOKIT_WORK", str(folder))
    yield folder
    natokit.undo_all()


def rows_in(path):
    """The rows of a CSV file as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_bare_name_lies_in_the_folder_for_own_work_and_names_nobodys_machine(work):
    saved = natokit.draw_map(DAY).save("map.png")
    assert saved == work / "map.png"
    assert repr(saved) == "Saved: my-work/map.png"
    assert saved._repr_html_() == '<p>Saved: <a href="my-work/map.png">my-work/map.png</a></p>'
    assert [p.name for p in work.iterdir()] == ["map.png"]


def test_without_a_setting_the_folder_lies_beside_the_lessons_and_git_ignores_it(
    monkeypatch, project
):
    monkeypatch.delenv("NATOKIT_WORK")
    assert mywork.work_folder() == project / "notebooks" / "my-work"
    ignored = (project / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert "notebooks/my-work/" in ignored


def test_a_path_with_a_folder_is_taken_as_it_is(tmp_path, work):
    saved = natokit.draw_map(DAY).save(tmp_path / "map.png")
    assert (saved, repr(saved)) == (tmp_path / "map.png", "Saved: map.png")
    assert not work.exists()


@pytest.mark.parametrize("changed", [False, True], ids=["history", "what if"])
def test_a_png_opens_again_and_carries_title_sentence_and_caption(changed):
    if changed:
        natokit.add_row("members", name="Ireland", joined="1985-01-01")
    picture = natokit.draw_map(DAY)
    with Image.open(picture.save("map.png")) as image:
        assert image.size[0] == 1800
        words = image.text
    assert words["Title"] == picture.title
    assert words["Description"] == natokit.alt_text(DAY)
    assert words["Comment"] == picture.caption
    assert words["Title"].startswith("What if: ") == changed


@pytest.mark.parametrize("make", [natokit.draw_map, lambda day: natokit.chart_members()])
def test_an_svg_is_xml_and_names_and_describes_itself(make):
    picture = make(DAY)
    root = ElementTree.parse(picture.save("picture.svg")).getroot()
    title, words = list(root)[:2]
    assert (title.tag, title.text) == (f"{SVG}title", picture.title)
    assert (words.tag, words.text) == (f"{SVG}desc", f"{picture.alt} {picture.caption}")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), words.get("id")]


@pytest.mark.parametrize(
    "text", ["a < b & c", "$x_1$ and $", "{\\alpha}", "“quoted”", "Ω\x01\ufffe"]
)
def test_any_words_of_the_reader_can_be_drawn_and_saved(text):
    natokit.add_stage(DAY, text, "A summary.")
    picture = natokit.draw_map(DAY)
    root = ElementTree.parse(picture.save("picture.svg")).getroot()
    assert root.find(f"{SVG}title").text == picture.title
    assert f"What if: 1 January 1985 - {text[:1]}" in picture.title
    Image.open(picture.save("picture.png")).verify()
    assert picture.save("picture.pdf").read_bytes().startswith(b"%PDF")


def test_the_caption_inside_a_picture_has_room_however_long_the_changes_are():
    for place in ("Crimea", "Sevastopol"):
        natokit.change_row("tenure", place, "2014-03-18", holder="UA", status="sovereign")
    figure = natokit.draw_map("2014-03-18", view="ukraine", troops=True).figure
    figure.canvas.draw()
    (caption,) = [t for t in figure.texts if "Natural Earth" in t.get_text()]
    legends = [legend.get_window_extent() for legend in figure.legends]
    box = caption.get_window_extent()
    assert box.y0 >= 0
    assert all(box.y1 <= legend.y0 for legend in legends)


def test_the_states_of_a_day_open_again_as_shapes_and_as_a_table():
    shapes = gpd.read_file(natokit.export_day(DAY, "europe.geojson"))
    rows = rows_in(natokit.export_day(DAY, "europe.csv"))
    assert len(rows) == len(shapes) > 80
    assert {r["holder"]: r["class"] for r in rows}["DE"] == "member"
    assert "geometry" not in rows[0]
    assert "what_if" not in rows[0]


def test_a_chart_a_lessons_table_and_a_frame_are_saved_as_the_table_they_show():
    counts = rows_in(natokit.chart_members().save("members.csv"))
    assert counts[-1] == {"day": "2024-03-07", "members": "32"}
    pact = rows_in(lessons.membership("Warsaw Pact").save("pact.csv"))
    assert [*pact[0]] == ["State (click for a note)", "In from", "Out from"]
    assert len(pact) == 8
    frame = rows_in(natokit.save_table(natokit.members_on(DAY), "frame.csv"))
    assert [row["iso3"] for row in frame] == list(natokit.members_on(DAY)["iso3"])
    land = rows_in(natokit.save_table(natokit.states_on(DAY), "land.csv"))
    assert [*land[0]] == ["code", "name", "iso3"]


def test_each_row_of_an_invented_history_says_so_also_when_it_is_saved_later():
    natokit.add_row("members", name="Ireland", joined="1985-01-01")
    mark = "What if, not history: Ireland is added to members (changed by you)."
    chart, sheet = natokit.chart_members(), lessons.changes(DAY, "1984-01-01")
    natokit.export_day(DAY, "europe.csv")
    natokit.undo_all()
    for saved in (chart.save("a.csv"), sheet.save("b.csv"), mywork.work_folder() / "europe.csv"):
        assert {row["what_if"] for row in rows_in(saved)} == {mark}
    real = natokit.chart_members()
    natokit.add_row("members", name="Ireland", joined="1985-01-01")
    assert "what_if" not in rows_in(real.save("c.csv"))[0]


def test_the_same_again_is_no_fault_and_another_file_is_replaced_only_when_asked(work):
    saved = natokit.draw_map(DAY).save("map.svg")
    raw = saved.read_bytes()
    natokit.draw_map(DAY).save("map.svg")
    with pytest.raises(ValueError, match=r"my-work/map.svg exists already.*overwrite=True"):
        natokit.draw_map("1999-03-12").save("map.svg")
    assert saved.read_bytes() == raw
    natokit.draw_map("1999-03-12").save("map.svg", overwrite=True)
    assert saved.read_bytes() != raw
    assert [p.name for p in work.iterdir()] == ["map.svg"]


def test_a_failure_leaves_the_older_file_and_nothing_else(work, monkeypatch):
    saved = natokit.chart_members().save("chart.csv")
    raw = saved.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mywork.os, "replace", full)
    with pytest.raises(ValueError, match=r"cannot be written \(No space left on device\)"):
        natokit.chart_border().save("chart.csv", overwrite=True)
    assert saved.read_bytes() == raw
    assert [p.name for p in work.iterdir()] == ["chart.csv"]


@pytest.mark.parametrize(
    ("save", "words"),
    [
        (lambda: natokit.draw_map(DAY).save("map.bmp"), r"'\.bmp' of map\.bmp .*\.png, \.svg or"),
        (lambda: natokit.draw_map(DAY).save("map.csv"), r"'\.csv' of map\.csv .*\.png, \.svg or"),
        (lambda: natokit.draw_map(DAY).save(5), r"path must be text such as 'map\.png', not 5"),
        (lambda: natokit.draw_map(DAY).save("."), r"is a folder; add a file name, like map\.png"),
        (lambda: natokit.draw_map(DAY).save("no/map.png"), r"no folder no; make it first"),
        (lambda: natokit.save_table(natokit.members_on(DAY), "m.xlsx"), r"end the name in \.csv"),
        (lambda: natokit.save_table(32, "m.csv"), r"int is no table"),
    ],
)
def test_a_wrong_name_or_thing_is_told_with_the_remedy(work, save, words):
    with pytest.raises(ValueError, match=words):
        save()
    assert not work.exists()


def test_a_saved_file_shows_a_name_with_signs_of_its_own_safely():
    saved = natokit.save_table(natokit.members_on(DAY), 'a"b<c>.csv')
    assert re.search(r'href="my-work/a&quot;b&lt;c&gt;\.csv"', saved._repr_html_())
