"""Printed maps and charts: the right colour under real towns, words beside every picture."""

import base64
import io
import json
import re
import shutil
import warnings
from html.parser import HTMLParser
from itertools import combinations

import numpy as np
import pyproj
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from test_history import COUNTS, rows_of

import natokit
from natokit import drawn, tables, views
from natokit.pictures import Picture

FILLS = {
    row["class_id"]: [int(row["fill"][k : k + 2], 16) for k in (1, 3, 5)]
    for row in rows_of("maps/classes.csv")
}
LETTERS = {
    **{"M": "member", "N": "new", "S": "soviet", "P": "pact", "A": "partner"},
    **{"D": "dependency", "O": "other"},
}
# Place, longitude, latitude, and a letter for each of the eleven rounds from 1949 to 2024.
TOWNS = """
Reims 4.03 49.26 NMMMMMMMMMM
Konya 32.49 37.87 ONMMMMMMMMM
Munich 11.58 48.14 OONMMMMMMMM
Leipzig 12.37 51.34 OOOPMMMMMMM
Lublin 22.57 51.25 OOOPNMMMMMM
Seville -5.98 37.39 OOONMMMMMMM
Oradea 22.40 46.80 OOOPANMMMMM
Daugavpils 26.54 55.87 OOOOANMMMMM
Tula 37.62 54.19 SSSSSSSSSSS
Poltava 34.55 49.59 SSSSAAAAAAA
Slavonia 17.90 45.40 OOOOOANMMMM
Tirana 19.95 41.20 OOOOAANMMMM
Podgorica 19.30 42.75 OOOOOOANMMM
Bitola 21.40 41.20 OOOOAAAANMM
Oulu 27.00 65.00 OOOOAAAAANM
Kiruna 19.50 66.80 OOOOAAAAAAN
Bern 7.60 46.90 OOOOAAAAAAA
Nis 21.90 43.40 OOOOOOAAAAA
Setif 5.41 36.19 NMMOOOOOOOO
Kairouan 9.80 35.50 DDDOOOOOOOO
Troodos 32.90 34.95 DDDOOOOOOOO
"""


@pytest.fixture(scope="module")
def rendered():
    """{day: (figure, its pixels without names)} of the eleven rounds in the Europe view."""
    found = {}
    for day in COUNTS:
        figure = natokit.draw_map(day).figure
        canvas, names = FigureCanvasAgg(figure), figure.axes[0].texts
        for name in names:
            name.set_visible(False)
        canvas.draw()
        found[day] = figure, np.array(canvas.buffer_rgba())[:, :, :3].astype(int)
        for name in names:
            name.set_visible(True)
    return found


def on_drawing(lon, lat):
    """A place in drawing units of the Europe view."""
    view = views.view_called("europe")
    x, y = pyproj.Transformer.from_crs("EPSG:4326", view.crs, always_xy=True).transform(lon, lat)
    west, _, east, north = view.window
    scale = views.WIDTH / (east - west)
    return (x - west) * scale, (north - y) * scale


def class_of_pixels(figure, pixels, place):
    """The class whose fill is the commonest colour around a place."""
    column, row = figure.axes[0].transData.transform(on_drawing(*place))
    row = pixels.shape[0] - row
    around = pixels[round(row) - 3 : round(row) + 4, round(column) - 3 : round(column) + 4]
    colours, counts = np.unique(around.reshape(-1, 3), axis=0, return_counts=True)
    commonest = colours[counts.argmax()]
    far = {name: np.abs(commonest - fill).max() for name, fill in FILLS.items()}
    nearest = min(far, key=far.get)
    return nearest if far[nearest] <= 3 else f"none ({commonest})"


@pytest.mark.parametrize("line", TOWNS.strip().split("\n"), ids=lambda line: line.split()[0])
def test_a_town_is_painted_in_the_colour_of_its_class_at_every_round(rendered, line):
    _, lon, lat, letters = line.split()
    for (day, picture), letter in zip(rendered.items(), letters, strict=True):
        found = class_of_pixels(*picture, (float(lon), float(lat)))
        assert found == LETTERS[letter], day


@pytest.mark.parametrize("day", COUNTS)
def test_names_as_they_are_set_in_type_do_not_touch_and_stay_inside(rendered, day):
    axes = rendered[day][0].axes[0]
    frame = axes.get_window_extent()
    # A pixel is taken off each side: the box of a text has air above and below its letters.
    boxes = {text.get_text(): text.get_window_extent().padded(-1) for text in axes.texts}
    touching = [pair for pair in combinations(boxes, 2) if boxes[pair[0]].overlaps(boxes[pair[1]])]
    assert not touching
    for name, box in boxes.items():
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, name
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1, name


STRIPES = """
Crimea 34.3 45.3 | 2014-03-17 partner plain; 2014-03-18 partner striped; 2024-03-07 partner striped
Poltava 34.5 49.6 | 2014-03-18 partner plain; 2024-03-07 partner plain
Latvia 26.5 55.9 | 1985-01-01 other striped; 1991-09-06 other plain
Kyrenia 33.4 35.3 | 1974-08-15 other plain; 1974-08-16 other striped
Leipzig 12.4 51.3 | 1949-10-06 other striped; 1949-10-07 other plain; 1985-01-01 pact plain
Donetsk 38.0 48.0 | 2014-05-11 partner striped; 2022-02-24 partner striped
"""


@pytest.mark.parametrize("line", STRIPES.strip().split("\n"), ids=lambda line: line.split()[0])
def test_land_without_agreed_title_has_its_owners_colour_under_stripes(line):
    head, rows = line.split(" | ")
    spot = on_drawing(*map(float, head.split()[1:]))
    for row in rows.split("; "):
        day, name, look = row.split()
        patches = natokit.draw_map(day).figure.axes[0].patches[1:]  # the first is the sea
        here = [patch for patch in patches if patch.get_path().contains_point(spot)]
        fills = [patch.get_facecolor() for patch in here]
        fills = [[round(255 * part) for part in fill[:3]] for fill in fills if fill[3]]
        assert fills[-1] == FILLS[name], day
        assert any(patch.get_hatch() == "xxxx" for patch in here) == (look == "striped"), day


class Page(HTMLParser):
    """Tags, attributes of the picture and the words of the caption."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.image, self.words = [], {}, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "img":
            self.image = dict(attributes)

    def handle_data(self, data):
        self.words += data


PICTURES = {
    "map": lambda: natokit.draw_map("2004-03-29"),
    "grey": lambda: natokit.draw_map("2014-03-18", grey=True),
    "atlantic": lambda: natokit.draw_map("1949-04-04", view="north-atlantic"),
    "members": natokit.chart_members,
    "border": natokit.chart_border,
    "distance": natokit.chart_distance,
}


@pytest.fixture(scope="module", params=PICTURES)
def picture(request):
    return PICTURES[request.param]()


def test_a_picture_shows_itself_with_caption_and_alternative_text_and_is_small(picture):
    page = Page(picture._repr_html_())
    assert page.tags == ["figure", "img", "figcaption"]
    assert page.image["alt"] == picture.alt
    assert len(picture.alt) > 30
    assert page.words == picture.caption
    kind, png = page.image["src"].split(",")
    assert kind == "data:image/png;base64"
    png = base64.b64decode(png)
    assert len(png) < 120_000
    assert Image.open(io.BytesIO(png)).size[0] == 900


def test_the_sentence_of_a_picture_holds_no_address(picture):
    assert repr(picture) == f"{picture.title}. {picture.alt}"
    assert not re.search(r"0x[0-9a-f]+|object at|None|nan", repr(picture))


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_saving_twice_gives_the_same_bytes(kind, tmp_path):
    picture = natokit.chart_members() if kind == "pdf" else natokit.draw_map("1999-03-12")
    first, second = (picture.save(tmp_path / f"{n}.{kind}") for n in "ab")
    assert first == tmp_path / f"a.{kind}"
    assert first.read_bytes() == second.read_bytes()


def test_words_that_look_like_code_are_escaped():
    class Odd(Picture):
        alt, caption, title = "a \"b\" <i>'c'</i> & d", "<script>x</script>", "t"
        figure = Figure(figsize=(1, 1))

    page = Page(Odd()._repr_html_())
    assert page.tags == ["figure", "img", "figcaption"]
    assert page.image["alt"] == Odd.alt
    assert page.words == Odd.caption


def test_a_grey_map_has_only_grey_pixels():
    png = natokit.draw_map("1999-03-12", grey=True).png()
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    assert (pixels.max(axis=2) - pixels.min(axis=2)).max() == 0


def test_the_charts_say_the_numbers_of_their_tables():
    members, border = natokit.chart_members(), natokit.chart_border()
    assert dict(zip(members.table["day"], members.table["members"], strict=True)) == COUNTS
    assert [f"{n} in {day[:4]}" in members.alt for day, n in COUNTS.items()] == [True] * 11
    assert all(f"{km:,.0f} km" in border.alt for km in border.table["km"])
    distance = natokit.chart_distance("Moscow")
    assert list(distance.series) == ["Moscow"]
    assert all(f"{km:,.0f} km" in distance.alt for km in distance.table["km"])


def test_a_stored_picture_is_used_while_it_fits_the_tables(tmp_path, monkeypatch):
    shutil.copytree(tables.data_folder(), tmp_path / "data")
    monkeypatch.setenv("NATOKIT_DATA", str(tmp_path / "data"))
    folder = tmp_path / "data" / "maps"
    (folder / "europe-1999-03-12.png").write_bytes(b"stored")
    (folder / "stills.key").write_text(drawn.key() + "\n")
    assert natokit.draw_map("1999-03-12").png() == b"stored"
    assert natokit.draw_map("1999-03-12", grey=True).png() != b"stored"
    (folder / "stills.key").write_text("another")
    assert natokit.draw_map("1999-03-12").png().startswith(b"\x89PNG")


def test_drawing_raises_no_warning_and_an_unknown_view_is_refused():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        json.dumps(natokit.draw_map("2026-07-06", view="north-america")._repr_html_())
    with pytest.raises(ValueError, match=r"mars.*europe"):
        natokit.draw_map("1999-03-12", view="mars")


def test_a_map_to_fill_in_has_the_borders_of_its_day_and_no_names():
    early, late = (natokit.draw_map(day, blank=True) for day in ("1985-01-01", "1999-03-12"))
    assert "without names" in early.alt
    lines = [len(picture.figure.axes[0].collections[0].get_segments()) for picture in (early, late)]
    assert 100 < lines[0] < lines[1]  # the Soviet Union and Yugoslavia had no borders inside
    assert not early.figure.texts
    assert not early.figure.axes[0].texts
