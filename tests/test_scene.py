"""Land in drawing units, and colours that hold in colour, in grey and under a name."""

import re
from itertools import combinations

import pyproj
import pytest
import shapely
from test_history import rows_of

from natokit import scene, views

CLASSES = {row["class_id"]: row for row in rows_of("maps/classes.csv")}
CITIES = {
    "FR": (2.35, 48.85),
    "PL": (21.0, 52.2),
    "DE-BE-W": (13.3, 52.5),
    "UA-43": (34.1, 45.0),
    "IS": (-19.0, 64.8),
    "TR": (32.9, 39.9),
    "RU-KGD": (21.5, 54.7),
}


@pytest.mark.parametrize("name", views.VIEWS)
def test_towns_lie_in_their_own_piece_of_land_on_the_drawing(name):
    view = views.view_called(name)
    land = scene.land_of(view)
    flat = pyproj.Transformer.from_crs("EPSG:4326", view.crs, always_xy=True)
    west, south, east, north = view.window
    for unit, town in CITIES.items():
        x, y = flat.transform(*town)
        if (view.only and unit not in view.only) or not (west < x < east and south < y < north):
            continue
        spot = shapely.Point(
            (x - west) / (east - west) * views.WIDTH, (north - y) / (north - south) * view.height
        )
        assert [u for u, shape in land.items() if shape.contains(spot)] == [unit], unit


@pytest.fixture(scope="module")
def europe():
    return views.view_called("europe")


def test_pieces_of_land_are_valid_and_do_not_overlap(europe):
    shapes = list(scene.land_of(europe).values())
    assert all(shapely.is_valid(shapes))
    total = sum(shape.area for shape in shapes)
    assert shapely.union_all(shapes).area == pytest.approx(total, rel=1e-3)


def drawn_area(data):
    """Area inside an SVG path of relative steps, holes taken off: an independent reader."""
    total = 0
    for ring in data.split("M")[1:]:
        start, steps = ring.rstrip("z").split("l")
        x, y = map(int, re.findall(r"-?\d+", start))
        moves = list(map(int, re.findall(r"-?\d+", steps)))
        points = [(x, y)]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        ends = [*points[1:], points[0]]
        total += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, ends, strict=True)) / 2
    return abs(total)


def test_a_coarser_drawing_keeps_land_valid_neighbours_joined_and_every_town_in_its_place(europe):
    fine, coarse = scene.land_of(europe), scene.land_of(europe, 7)
    shapes = list(coarse.values())
    assert all(shapely.is_valid(shapes))
    assert shapely.union_all(shapes).area == pytest.approx(sum(s.area for s in shapes), rel=1e-6)
    pairs = [{(a, b) for a, b, _ in scene.arcs_of(europe, grain)} for grain in (0, 7)]
    assert len(pairs[0] ^ pairs[1]) <= 4
    for unit, shape in fine.items():
        assert shapely.hausdorff_distance(shape, coarse[unit]) < 60 or shape.area < 400, unit
    assert sum(map(shapely.get_num_coordinates, coarse.values())) < 0.7 * sum(
        map(shapely.get_num_coordinates, fine.values())
    )


def test_the_coast_is_the_line_that_no_two_pieces_share(europe):
    land = scene.land_of(europe, 7)
    coast = scene.coast_of(land)
    for _, _, line in scene.arcs_of(europe, 7):
        assert line.intersection(coast).length < 0.05 * line.length + 10


def test_the_path_of_a_piece_of_land_encloses_its_area(europe):
    for unit, shape in scene.land_of(europe).items():
        one_way = shapely.orient_polygons(shape)
        assert drawn_area(scene.path_data(one_way)) == pytest.approx(
            shape.area, rel=0.002, abs=20
        ), unit


def test_borders_run_along_both_neighbours_and_are_listed_once(europe):
    land, arcs = scene.land_of(europe), scene.arcs_of(europe)
    pairs = [(a, b) for a, b, _ in arcs]
    assert len(set(pairs)) == len(pairs)
    assert all(a < b for a, b in pairs)
    assert {("DE-E", "DE-W"), ("ES", "FR"), ("FI", "RU")} <= set(pairs)
    for a, b, line in arcs:
        assert line.length > 0
        for unit in (a, b):
            assert land[unit].boundary.buffer(0.5).covers(line), (a, b)


def test_the_inset_lies_in_its_frame_and_shows_north_america(europe):
    left, top, width, height = europe.box
    frame = shapely.box(left, top, left + width, top + height)
    inset = scene.inset_of(europe)
    assert {"US", "CA", "CA-NL", "US-AK", "GL"} <= set(inset)
    assert all(frame.covers(shape) for shape in inset.values())


def test_an_unknown_view_is_refused_with_the_list_of_views():
    with pytest.raises(ValueError, match=r"atlantis.*europe.*north-atlantic"):
        views.view_called("atlantis")


def light(colour):
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lightness(colour):
    """CIE L*, 0 to 100: what grey print keeps of a colour."""
    y = light(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def apart(one, other):
    """Distance of two colours in sRGB, 0 to 442: coarse, and enough to catch a copied colour."""
    steps = [int(one[k : k + 2], 16) - int(other[k : k + 2], 16) for k in (1, 3, 5)]
    return sum(step**2 for step in steps) ** 0.5


@pytest.mark.parametrize("pair", list(combinations(CLASSES, 2)), ids="-".join)
def test_two_classes_differ_in_colour_and_also_in_grey_print(pair):
    one, other = (CLASSES[name] for name in pair)
    assert apart(one["fill"], other["fill"]) > 25
    in_grey = abs(lightness(one["fill"]) - lightness(other["fill"]))
    assert in_grey >= 6 or one["pattern"] != other["pattern"]


@pytest.mark.parametrize("name", CLASSES)
def test_a_name_can_be_read_on_the_colour_of_its_class(name):
    row = CLASSES[name]
    high, low = sorted((light(row["fill"]), light(row["ink"])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize("name", [n for n, row in CLASSES.items() if row["pattern"] != "none"])
def test_a_pattern_can_be_seen_in_grey_but_does_not_hide_the_colour(name):
    row = CLASSES[name]
    assert 8 <= abs(lightness(row["fill"]) - lightness(row["pattern_ink"])) <= 40


def test_the_classes_are_the_agreed_ones_in_their_order():
    order = sorted(CLASSES, key=lambda name: int(CLASSES[name]["order"]))
    assert order == ["member", "new", "soviet", "pact", "partner", "dependency", "other", "sea"]
