"""The stepper on a plain page without Jupyter: every day's picture and words against the tables."""

import random
import re
from itertools import combinations

import pages
import pytest
from pages import FIRST, LAST, STAGE_DAYS, STAGES, TEXTS
from test_history import COUNTS, rows_of

from natokit import alt_text, history, what_changed

LAYERS = ["nato", "pact", "partner", "labels"]
BOTH = pytest.mark.parametrize("who", ["holds", "owns"])


@pytest.fixture
def page(opened):
    opened[0].evaluate("choose('who', 'holds')")
    return opened[0]


@pytest.fixture(scope="module")
def seen(opened):
    """{(day, who): what shows}; each stage and, for holders, each day of change.

    The days come shuffled: the picture of a day must not depend on the way there.
    """
    days = sorted({*STAGE_DAYS, *(day for day in history.turning_days() if day <= LAST)})
    look = f"([day, who]) => {{ choose('who', who); go(day); return ({pages.LOOK})(); }}"
    walk = [(day, "holds") for day in random.Random(4).sample(days, len(days))]
    walk += [(day, "owns") for day in random.Random(5).sample(STAGE_DAYS, len(STAGE_DAYS))]
    return {step: opened[0].evaluate(look, step) for step in walk}


@pytest.fixture(scope="module")
def outlines(opened, state):
    """What each path of the picture is: a unit's id, or the ids of the two units of a line."""
    units, arcs = state["drawn"]["units"], state["drawn"]["arcs"]
    shapes = {unit[key]: (unit["id"],) for unit in units for key in "dirq" if key in unit}
    shapes |= {d: (a, b) for a, b, d in arcs}
    return [shapes[d] for d in opened[0].evaluate(pages.OUTLINES)]


def painted(seen, outlines, who, kind):
    """[(day, units, the rest of the class)] of the paths of a kind, on all days."""
    found = []
    for (day, mode), look in seen.items():
        for units, name in zip(outlines, look["paths"], strict=True):
            first, *rest = name.split()
            if mode == who and first == kind:
                found.append((day, units, " ".join(rest)))
    assert found
    return found


@BOTH
def test_all_land_has_the_colour_of_its_holder_or_lawful_owner(seen, outlines, who):
    for day, (unit,), fill in painted(seen, outlines, who, "u"):
        assert fill == pages.fill_by_hand(unit, day, who), (day, unit)


@BOTH
def test_land_without_agreed_title_and_no_other_is_striped_in_its_holders_colour(
    seen, outlines, who
):
    striped = {(day, unit): name for day, (unit,), name in painted(seen, outlines, who, "x")}
    for day, (unit,), _ in painted(seen, outlines, who, "u"):
        wanted = pages.stripes_by_hand(unit, day, who)
        assert striped.get((day, unit), "off") == wanted, (day, unit)


@BOTH
def test_borders_run_where_two_holders_or_two_owners_meet(state, seen, outlines, who):
    drawn = {}  # each border has a path for every kind of line that it ever is; one of them shows
    for day, pair, line in painted(seen, outlines, who, "a"):
        if not line.endswith(" off"):
            drawn.setdefault((day, pair), []).append(line)
    for day in (day for day, mode in seen if mode == who):
        for a, b, _ in state["drawn"]["arcs"]:
            wanted = pages.line_by_hand(a, b, day, who, LAST)
            joins = "new" in {pages.fill_by_hand(unit, day, who) for unit in (a, b)}
            wanted += " fresh" if wanted == "state" and joins else ""
            shown = drawn.get((day, (a, b)), [])
            assert shown == ([] if wanted == "none" else [wanted]), (day, a, b)


@BOTH
def test_states_that_join_and_no_others_have_a_heavy_outline(seen, outlines, who):
    ringed, new = set(), set()
    for (day, mode), look in seen.items():
        for units, name in zip(outlines, look["paths"], strict=True):
            if mode == who and name == "ring":
                ringed.add((day, *units))
            elif mode == who and name == "u new":
                new.add((day, *units))
    assert ringed == new


def test_names_do_not_cover_each_other_and_lie_on_the_map_and_off_the_inset(opened, seen):
    box, inset = (opened[0].locator(name).bounding_box() for name in ("svg.map", ".map .inset"))
    for step, look in seen.items():
        assert len(look["words"]) > 30, step
        for a in look["words"]:
            assert box["x"] <= a["left"] < a["right"] <= box["x"] + box["width"], (step, a)
            assert box["y"] <= a["top"] < a["bottom"] <= box["y"] + box["height"], (step, a)
            right, bottom = inset["x"] + inset["width"], inset["y"] + inset["height"]
            within = inset["x"] <= a["left"] and a["right"] <= right and a["bottom"] <= bottom
            assert a["left"] >= right or a["top"] >= bottom or within, (step, a)
        for a, b in combinations(look["words"], 2):
            wide = min(a["right"], b["right"]) - max(a["left"], b["left"])
            high = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
            assert wide <= 0.5 or high <= 0.5, (step, a, b)


def test_names_are_large_and_dark_or_light_enough_to_be_read_at_1280_pixels(seen):
    words = [word for look in seen.values() for word in look["words"]]
    assert min(word["size"] for word in words) >= 10.5
    for ink, halo in {(word["ink"], word["halo"]) for word in words}:
        assert pages.contrast(ink, halo) >= 4.5


def test_the_picture_carries_the_sentence_of_its_day(seen):
    for (day, _), look in seen.items():
        assert look["alt"] == alt_text(day)


def test_headline_count_stage_and_changes_belong_to_the_day(seen, state):
    titles = {row["day"]: row["title"] for row in STAGES}
    days = sorted(titles)
    for (day, _), look in seen.items():
        members = max(n for start, n in COUNTS.items() if start <= day)
        assert look["count"] == TEXTS["members"].replace("{n}", str(members))
        spoken = history.spoken(day)
        assert look["headline"] == f"{spoken} – {titles.get(day, look['count'])}"
        at = len([d for d in days if d <= day])
        assert look["place"] == f"Stage {at} of {len(days)}"
        if day not in titles:
            assert titles[days[at - 1]] in look["live"]
            assert look["more"] == ""
        elif at > 1:
            land = {unit["id"] for unit in state["drawn"]["units"]}
            for line in what_changed(day, days[at - 2], land):
                assert line in look["live"], day


def test_a_stage_tells_why_who_said_what_how_certain_and_from_where(page):
    voices, sources = rows_of("nato/viewpoints.csv"), rows_of("sources.csv")
    for row in STAGES:
        page.evaluate("(day) => go(day)", row["day"])
        more = page.locator(".more").text_content()
        said = [
            v[key]
            for v in voices
            if v["stage_id"] == row["stage_id"]
            for key in ("voice", "text", "quote", "speaker")
        ]
        cited = [s["title"] for s in sources if s["source_id"] in row["sources"].split(";")]
        for words in [row["summary"], TEXTS[f"certain_{row['status']}"], *said, *cited]:
            assert words in more, (row["stage_id"], words)


def test_every_word_that_the_page_asks_for_is_in_interface_csv(state):
    assert state["drawn"]["texts"] == TEXTS
    asked = re.findall(r"(?<![.\w])(?:this\.)?(?:t|drawn\.texts)\.([a-z]\w*)", state["_esm"])
    asked += [f"layer_{name}" for name in LAYERS] + ["holds", "owns"]
    asked += [f"certain_{mark}" for mark in "CPM"] + [f"grade_{mark}" for mark in "abc"]
    asked += (
        re.findall(r'button\("(\w+)"', state["_esm"])
        + sorted(pages.DISPUTED)
        + ["leased", "international"]
    )
    assert len(asked) > 60
    assert not set(asked) - set(TEXTS)


def test_hovering_over_land_tells_its_name_holder_and_owner_on_that_day(page, state):
    units = {unit["id"]: unit for unit in state["drawn"]["units"]}
    for row in pages.TENURE:
        if row["unit_id"] in units and (not row["end"] or row["end"] > FIRST):
            unit, day = units[row["unit_id"]], max(row["start"], FIRST)
            tip = page.evaluate(pages.HOVER, [day, unit.get("d") or unit["i"]])
            holder, owner = (history.name_of(row[c], day) for c in ("holder", "de_jure"))
            own = row["status"] in pages.COLONIAL or (
                row["status"] in pages.DISPUTED and holder != owner
            )
            assert tip.startswith(f"{unit['name'] if own else holder}: "), (day, tip)
            assert not re.search(r"[{}_]|undefined|null|NaN", tip), (day, tip)
            if row["status"] in pages.COLONIAL:
                assert f"held by {holder}" in tip
            elif own and row["status"] != "de_facto":
                assert f"by law {owner}" in tip, (day, tip)


def test_hovering_over_a_member_tells_since_when_it_is_one(page, state):
    days = {row["iso3"]: row["joined"] for row in rows_of("nato/members.csv")}
    iso3 = {row["code"]: row["iso3"] for row in rows_of("borders/states.csv")}
    told = set()
    for unit in state["drawn"]["units"]:
        tip = page.evaluate(pages.HOVER, [LAST, unit.get("d") or unit["i"]])
        if joined := days.get(iso3.get(unit["t"][-1][1])):
            assert f"NATO member since {history.spoken(joined)}" in tip
            told.add(joined)
    assert told == set(days.values())


@pytest.mark.parametrize("day", ["2022-02-23", "2022-02-24", LAST])
def test_the_map_says_in_sight_that_the_line_of_control_since_2022_is_not_drawn(page, day):
    page.evaluate("(day) => go(day)", day)
    assert page.get_by_text(TEXTS["not_drawn"]).is_visible() == (day >= "2022-02-24")
