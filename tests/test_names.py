"""Who is named on the map on each day of a stage, and where the names and their lines may lie.

Who must be named follows from the tables: members, states that join, and land held without agreed
title. The stepping maps are asked as they are stored; the tests of the drawing say that they fit.
"""

import json
from functools import cache

import pytest
import shapely
from test_drawn import TENURE, whole_labels_on
from test_history import class_by_hand, holds, rows_of

import natokit
from natokit import history, naming, scene, tables, views
from natokit.labels import SCREENS, Label
from natokit.paint import labels_for

STATES = rows_of("borders/states.csv")
DISPUTED = {row["status"] for row in rows_of("borders/statuses.csv") if row["disputed"] == "yes"}
JOINED = {row["iso3"]: row["joined"] for row in rows_of("nato/members.csv")}
CELL = 25**2  # square drawing units: 300 square km in the Europe view, 14 in the close-up
LEAST_MEMBER, LEAST_HELD = 3, 8  # cells that land must fill to need a name of its own
LONGEST = 1500  # drawing units of a leader line: 15 % of the map's width
CROWDED = "the seas within reach are full of names that lie nearer"
NARROW = "no room for type that can be read on a phone; the wide map or the close-up names it"
SYMBOLS = "the symbols and names of places with troops stand there; the map without troops names it"
# What has no name on some day of a map, and why. Members: none but one.
KARABAKH, OSSETIA, LUHANSK = {"AZ-NKR held"}, {"GE-OSS held"}, {"RU held UA-09o", "UA-LNR held"}
DONETSK, CAUCASUS = {"RU held UA-14o", "UA-DNR held"}, {"GE-ABH held", "GE-OSS held", "AZ-NKR held"}
EAST = {*CAUCASUS, *LUHANSK, *DONETSK, "MD-PMR held", "RU held UA-43"}
BALTIC = {"SU held EE", "SU held LT", "SU held LV"}
CROSSED = {"DE-SBZ held", "AT-SBZ held", "RU-ICH held", "XK held", "IL held PS-WB"}
SMALL_HELD = {*EAST, "CY-NC held"}
EXCEPTIONS = {
    "nato-europe labels": (KARABAKH | OSSETIA | LUHANSK, CROWDED),
    "nato-europe labels_narrow": (
        SMALL_HELD | {"DE-SBZ held", "AT-SBZ held", "IL held PS-WB"},
        NARROW,
    ),
    "both-europe labels": (EAST | {"NL member"}, SYMBOLS),
    "both-europe labels_narrow": (SMALL_HELD | BALTIC | CROSSED, SYMBOLS),
    "troops-europe labels": (EAST | {"NL member"}, SYMBOLS),
    "troops-europe labels_narrow": (SMALL_HELD | BALTIC | CROSSED, SYMBOLS),
    "troops-ukraine labels": (set(), ""),
    "troops-ukraine labels_narrow": (DONETSK | LUHANSK, NARROW),
}
MAPS = [(drawing, key) for drawing in ("nato-europe", "both-europe", "troops-europe",
        "troops-ukraine") for key in ("labels", "labels_narrow")]  # fmt: skip


@cache
def land_of(view):
    view = views.view_called(view)
    inside = shapely.box(0, 0, views.WIDTH, view.height)
    if view.box:
        left, top, width, height = view.box
        inside -= shapely.box(left, top, left + width, top + height)
    return {unit: shape & inside for unit, shape in scene.land_of(view).items()}


@cache
def inset_of(view):
    return scene.inset_of(views.view_called(view))


@cache
def stored(drawing):
    return json.loads((tables.data_folder() / "maps" / f"{drawing}.json").read_text("utf-8"))


@cache
def held_on(day):
    return {row["unit_id"]: row for row in TENURE if holds(row, day)}


def iso3_on(code, day):
    return next((r["iso3"] for r in STATES if r["code"] == code and holds(r, day)), "")


def asked_on(day, view):
    """{(code, what): [units]} of what needs a name on a day: "new", "member" or "held"."""
    found, home = {}, set()
    land = land_of(view)
    for unit, row in held_on(day).items():
        holder = row["holder"]
        kind = class_by_hand(holder, day)
        if unit in land or unit in inset_of(view):
            if kind in ("member", "new") and (unit == holder or unit.startswith(holder + "-")):
                found.setdefault((holder, kind), []).append(unit)
                home.add(holder)
            if row["status"] in DISPUTED and unit in land:
                own = holder != row["de_jure"] and bool(ISO3.get(holder))
                found.setdefault((holder, f"held {unit}" if own else "held"), []).append(unit)
    sizes = {key: area_of(tuple(units), view) for key, units in found.items()}
    least = {True: LEAST_HELD, False: LEAST_MEMBER}
    return {key: units for key, units in found.items() if sizes[key] >= least["held" in key[1]]}


ISO3 = {row["code"]: row["iso3"] for row in STATES if row["iso3"]}


@cache
def area_of(units, view):
    land, inset = land_of(view), inset_of(view)
    return sum((land[u] if u in land else inset[u]).area for u in units) / CELL


def labels_on(drawing, key, day):
    scale = SCREENS["narrow" if key == "labels_narrow" else "wide"]
    return [
        (Label(code, text, x, y, style, scale), tuple(line))
        for text, x, y, style, code, _, line in whole_labels_on(stored(drawing), day, key)
    ]


def days_of(drawing):
    return [row["day"] for row in stored(drawing)["stages"]]


def point_of(label, line):
    return shapely.Point(line[2:] if line else (label.x, label.y))


def nameless(asked, labels, view, named=frozenset()):
    """The keys of ``asked`` for which no label lies on, or points at, the land; ``named``: places
    with troops, whose name is also that of the land.
    """
    land, inset, found = land_of(view), inset_of(view), []
    for (code, what), units in asked.items():
        shapes = [land[u] if u in land else inset[u] for u in units]
        own = shapely.union_all(shapes)
        boxes = [shapely.box(*lab.box) if not line else point_of(lab, line).buffer(40)
                 for lab, line in labels if lab.code == code]  # fmt: skip
        if not any(own.intersects(box) for box in boxes) and not named & {NAMES[u] for u in units}:
            found.append((code, what))
    return found


NAMES = {row["unit_id"]: row["name"] for row in rows_of("borders/units.csv")}
SITES = rows_of("troops/sites.csv")
DAYS = {history.spoken(day): day for day in history.turning_days()}


def sites_on(drawing, day):
    """Names of the places with troops that a map shows on a day."""
    return set() if drawing.startswith("nato") else {r["name"] for r in SITES if holds(r, day)}


@pytest.mark.parametrize(("drawing", "key"), MAPS)
def test_members_joining_states_and_held_land_have_a_name_but_for_the_listed_exceptions(
    drawing, key
):
    view, found = drawing.split("-")[1], {}
    for day in days_of(drawing):
        labels = labels_on(drawing, key, day)
        for who in nameless(asked_on(day, view), labels, view, sites_on(drawing, day)):
            found.setdefault(" ".join(who), []).append(day)
    allowed, reason = EXCEPTIONS[f"{drawing} {key}"]
    assert not {who: days for who, days in found.items() if who not in allowed}, reason


@pytest.mark.parametrize(("drawing", "key"), MAPS)
def test_a_leader_line_is_short_and_ends_on_the_land_it_names(drawing, key):
    land = land_of(drawing.split("-")[1])
    for day in days_of(drawing):
        holder = {unit: row["holder"] for unit, row in held_on(day).items() if unit in land}
        for label, line in labels_on(drawing, key, day):
            if line:
                way = shapely.LineString([line[:2], line[2:]])
                assert way.length <= LONGEST, (day, label.text)
                tip = point_of(label, line)
                at = [unit for unit in holder if land[unit].distance(tip) < 18]  # half a cell
                assert any(holder[unit] == label.code for unit in at), (day, label.text, at)


@pytest.mark.parametrize(("drawing", "key"), MAPS)
def test_no_name_without_a_leader_line_has_its_middle_on_the_land_of_another(drawing, key):
    land = land_of(drawing.split("-")[1])
    for day in days_of(drawing):
        holder = {unit: row["holder"] for unit, row in held_on(day).items() if unit in land}
        for label, line in labels_on(drawing, key, day):
            if not line:
                middle = shapely.Point(label.x, label.y)
                under = [unit for unit in holder if land[unit].contains(middle)]
                assert all(holder[unit] == label.code for unit in under), (day, label.text)


@pytest.mark.parametrize("day", ["1949-04-04", "1999-03-12", "2004-03-29", "2020-03-27"])
@pytest.mark.parametrize("view", ["europe", "ukraine", "north-atlantic"])
def test_a_printed_picture_names_members_and_joining_states_too(day, view):
    labels = [(label, label.line) for label in labels_for(day, views.view_called(view))]
    asked = {who: units for who, units in asked_on(day, view).items() if "held" not in who[1]}
    assert not nameless(asked, labels, view)


def test_the_first_map_names_germany_by_its_zones_and_the_baltic_states_with_a_mark():
    labels = labels_on("nato-europe", "labels", "1949-04-04")
    texts = {label.text.replace("\n", " ") for label, _ in labels}
    assert {"Estonia*", "Latvia*", "Lithuania*", "Germany (West zones)*", "Soviet zone*"} <= texts
    assert {"USA", "Canada", "Belgium", "Luxembourg"} <= texts


@pytest.mark.parametrize(("drawing", "key"), MAPS)
def test_exactly_the_names_of_land_held_without_agreed_title_carry_the_star(drawing, key):
    for day in days_of(drawing):
        held = {row["holder"] for row in held_on(day).values() if row["status"] in DISPUTED}
        nameable = {code for code in held if not ISO3.get(code)}
        for label, _ in labels_on(drawing, key, day):
            area = label.style in naming.ITALIC or label.code in nameable
            marked = label.text.endswith(("*", "(occupied)", "(annexed)"))
            assert marked == area, (day, label.text)


def test_the_forms_of_names_belong_to_names_in_the_tables():
    known = {row["label"] for row in STATES} | set(NAMES.values())
    assert {row["label"] for row in rows_of("maps/map_names.csv")} <= known


def test_under_a_picture_stand_the_names_behind_its_three_letters():
    figure = natokit.draw_map("1999-03-12").figure
    texts = [text.get_text().replace("\u00a0", " ") for text in reversed(figure.texts)]
    key = " ".join(texts)
    assert "Short names on this map: " in key
    assert "NLD Netherlands" in key
    assert "SVN" not in key or "SVN Slovenia" in key


@pytest.mark.parametrize("day", ["2022-02-23", "2022-02-24"])
@pytest.mark.parametrize("view", ["europe", "ukraine"])
@pytest.mark.parametrize("printed", [True, False])
def test_a_picture_says_from_24_february_2022_on_that_the_front_is_not_drawn(day, view, printed):
    picture = natokit.draw_map(day, view=view)
    figure = picture.figure if printed else picture.screen_figure
    said = [text.get_text() for text in figure.texts if "not drawn" in text.get_text()]
    assert len(said) == (day == "2022-02-24")


def test_the_words_beside_the_map_tell_what_changed_in_order_of_time():
    for drawing in ("nato-europe", "both-europe"):
        for stage in stored(drawing)["stages"]:
            begun = [line.split(":")[0].split(" to ")[0] for line in stage["changed"]]
            days = [DAYS[day] for day in begun if day in DAYS]
            assert days == sorted(days), stage["id"]
