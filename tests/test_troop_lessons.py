"""The small tables of the lesson on troops: whole, in order, and nothing added up."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pyproj import Geod
from test_history import holds, rows_of
from test_lessons import texts

from natokit import borders_on, troop_distances, troop_lessons, troop_rules
from natokit.days import spoken
from natokit.terms import unmarked as unlinked

WGS84 = Geod(ellps="WGS84")
ESTIMATES = rows_of("troops/estimates.csv")
DAYS = ["1990-10-03", "2014-08-28", "2021-04-20", "2021-12-03", "2022-02-18", "2022-02-23"]


def since(day, days):
    return (date.fromisoformat(day) - timedelta(days=days - 1)).isoformat()


def unmarked(who):
    return re.sub(r" \((partly|not yet) confirmed\)", "", who)


@pytest.mark.parametrize("days", [1, 7, 31])
@pytest.mark.parametrize("day", DAYS)
def test_who_said_lists_exactly_the_figures_of_the_days_newest_first(day, days):
    rows = [r for r in ESTIMATES if since(day, days) <= r["day"] <= day]
    said = texts(troop_lessons.who_said(day, days))
    wanted = sorted((spoken(r["day"]), r["who"]) for r in rows)
    assert sorted((when, unmarked(who)) for when, who, *_ in said) == wanted
    newest_first = sorted((r["day"] for r in rows), reverse=True)
    assert [cells[0] for cells in said] == [spoken(d) for d in newest_first]


def test_who_said_answers_how_many_and_what_was_counted():
    rows = {(r["day"], r["who"], f"{r['counts']}: {r['area']}"): r for r in ESTIMATES}
    for day in DAYS:
        for _, who, amount, counted, kind in texts(troop_lessons.who_said(day, 1)):
            row = rows[day, unmarked(who), counted.split("; ")[0]]
            numbers = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", amount)}
            named = {int(row[c]) for c in ("low", "high", "btg_low", "btg_high") if row[c]}
            assert numbers == named, row
            assert ("not a count" in kind) == (row["kind"] != "presence")
            assert ("low confidence" in kind) == (row["confidence"] == "low")
            assert (row["bound"] in amount) or row["bound"] in ("range", "exact")


def test_who_said_without_a_limit_of_days_lists_all_that_was_said_until_then():
    rows = [r for r in ESTIMATES if r["day"] <= "2014-03-07"]
    assert len(troop_lessons.who_said("2014-03-07", None).rows) == len(rows)


def test_days_without_a_figure_say_so():
    sheet = troop_lessons.who_said("2016-06-01")
    assert sheet.rows == []
    assert sheet.title.endswith("no figure in these tables")


def test_two_counts_of_one_day_beside_each_other_show_that_the_forces_differ():
    sheet = troop_lessons.side_by_side("2022-us-official", "2022-carpenter")
    found = {row[0]: row[1:] for row in texts(sheet)}
    assert found["Day"] == ["18 February 2022"] * 2
    assert found["How many"] == ["about 150,000", "169,000 to 190,000"]
    assert found["Which forces"] == [
        "forces not named",
        "with National Guard, other units and separatists",
    ]


def test_battalion_groups_stand_beside_the_soldiers_that_the_same_speaker_named_and_no_others():
    rows = [r for r in ESTIMATES if r["btg_low"]]
    sheet = texts(troop_lessons.battalion_groups("1989-01-01", "2022-04-06"))
    said = {(day, unmarked(who), groups): soldiers for day, who, groups, soldiers, _ in sheet}
    assert len(said) == len(rows)
    for row in rows:
        (soldiers,) = [
            soldiers
            for (day, who, groups), soldiers in said.items()
            if (day, who) == (spoken(row["day"]), row["who"]) and row["btg_low"] in groups.split()
        ]
        numbers = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", soldiers)}
        assert numbers == {int(row[c]) for c in ("low", "high") if row[c]}


@pytest.mark.parametrize("day", DAYS)
def test_the_table_of_places_has_the_rows_in_force_with_their_evidence_and_no_number_of_men(day):
    labels = {r["evidence"]: r["label"] for r in rows_of("troops/evidence.csv")}
    rows = [r for r in rows_of("troops/sites.csv") if holds(r, day)]
    sheet = troop_lessons.site_table(day)
    wanted = sorted((r["role"], labels[r["evidence"]], r["who"]) for r in rows)
    assert sorted(tuple(cells[1:4]) for cells in texts(sheet)) == wanted
    kinds = [r["kind"] == "separatist" for r in rows]
    russian, apart = (
        len({r["name"] for r, kind in zip(rows, kinds, strict=True) if kind == wanted_kind})
        for wanted_kind in (False, True)
    )
    parts = sheet.title.split(": ")[1].split("; ")
    assert [int(part.split()[0]) for part in parts] == [n for n in (russian, apart) if n]
    assert not {"soldiers", "troops", "how many"} & {name.lower() for name in sheet.head}


@pytest.mark.parametrize("day", DAYS)
def test_each_place_of_a_day_is_counted_once_under_its_best_evidence(day):
    rows = [r for r in rows_of("troops/sites.csv") if holds(r, day)]
    kinds = sorted(rows_of("troops/evidence.csv"), key=lambda r: int(r["order"]))
    sheet = texts(troop_lessons.evidence_for(day))
    assert [cells[0] for cells in sheet] == [kind["label"] for kind in kinds]
    for kind, cells in zip(kinds, sheet, strict=True):
        places = {r["site_id"] for r in rows if r["evidence"] == kind["evidence"]}
        assert cells[2].split()[0] == str(len(places))


def test_all_subjects_on_which_sources_differ_are_listed_and_words_choose_some():
    every = texts(troop_lessons.rival_versions())
    assert [cells[0] for cells in every] == [
        r["subject"] for r in rows_of("troops/disagreements.csv")
    ]
    (one,) = texts(troop_lessons.rival_versions("klintsy"))
    assert one[0] == "Klintsy to Ukraine"


def test_the_stages_of_the_troops_are_those_of_both_tracks_between_the_days():
    rows = rows_of("nato/stages.csv")
    wanted = [r["title"] for r in rows if r["track"] != "nato" and "2021-03" < r["day"] < "2022-05"]
    sheet = texts(troop_lessons.troop_steps("2021-03-01", "2022-04-06"))
    assert sorted(cells[1] for cells in sheet) == sorted(wanted)


def test_everything_that_is_not_fully_confirmed_is_counted():
    counts = {cells[0]: int(cells[2].split()[0]) for cells in texts(troop_lessons.not_confirmed())}
    for name, table in (("places", "sites"), ("figures", "estimates")):
        assert counts[name] == sum(r["status"] != "C" for r in rows_of(f"troops/{table}.csv"))
    assert counts["lines and axes"] > 0


# Measured in another way: the nearest corner of the outline, on the ellipsoid.
@pytest.mark.parametrize("site", ["yelnya", "klintsy", "soloti", "valuyki", "rechytsa", "pogonovo"])
def test_the_distance_to_ukraine_agrees_with_the_nearest_corner_of_its_outline(site):
    row = next(r for r in rows_of("troops/sites.csv") if r["site_id"] == site)
    lon, lat = float(row["lon"]), float(row["lat"])
    land = borders_on("2022-02-23", scale="fine")
    corners = land.loc[land["de_jure"] == "UA"].geometry.get_coordinates()
    corners = corners[(abs(corners["x"] - lon) < 6) & (abs(corners["y"] - lat) < 4)]
    n = len(corners)
    metres = WGS84.inv([lon] * n, [lat] * n, list(corners["x"]), list(corners["y"]))[2]
    nearest = min(metres) / 1000
    assert nearest - 1 <= troop_distances.kilometres(site) <= nearest + 0.6
    assert troop_distances.kilometres(site) == int(row["km_to_ukraine"])


def test_klintsy_has_several_honest_distances_and_the_shortest_comes_first():
    rows = texts(troop_distances.how_far("klintsy"))
    found = {name: int(km) for name, km, _ in rows}
    assert rows[0][:2] == ["to the nearest land of Ukraine", "47"]
    assert found["to the corner of Ukraine, Belarus and Russia"] == pytest.approx(79, abs=2)
    assert found["to the nearest land of Belarus"] == pytest.approx(39, abs=1)
    assert found["to Ukraine, due south"] > 47
    assert "to Ukraine, due north" not in found


def test_the_corner_of_the_three_states_lies_where_the_gazetteer_of_borders_has_it():
    land = borders_on("2022-02-23", scale="fine").dissolve("de_jure").geometry
    corner = land["UA"].intersection(land["BY"]).intersection(land["RU"])
    assert corner.geom_type == "Point"
    assert (corner.y, corner.x) == pytest.approx((52.10, 31.77), abs=0.03)


def test_printed_distances_stand_beside_ours_with_the_verdict_of_the_table():
    rows = rows_of("troops/distances_said.csv")
    sheet = texts(troop_distances.distances_said())
    assert [(cells[1], cells[2]) for cells in sheet] == [(r["who"], r["wording"]) for r in rows]
    for row, cells in zip(rows, sheet, strict=True):
        assert cells[4].startswith("fits" if row["fits"] == "yes" else "does not fit")
    klintsy = texts(troop_distances.distances_said("Klintsy"))
    assert len(klintsy) == 5
    printed = {cells[2] for cells in klintsy}
    assert printed == {"about 30 km", "about 25 miles", "45 km", "about 50 km", "80 km"}
    assert all(cells[1] for cells in klintsy)
    assert {cells[3] for cells in klintsy} == {"47 km, give or take 2"}


@pytest.mark.parametrize(
    ("ask", "arguments", "sentence"),
    [
        (troop_lessons.who_said, ("2022-04-07",), "stop with the first weeks of the invasion"),
        (troop_lessons.who_said, ("2021-12-03", 0), "whole number from 1 on"),
        (troop_lessons.who_said, ("2021-12-03", "7"), "whole number from 1 on"),
        (troop_lessons.who_said, ("soon",), "neither a day"),
        (troop_lessons.side_by_side, (), "name at least one figure"),
        (troop_lessons.side_by_side, ("2022-nobody",), "of that year: 2022-april-us"),
        (troop_lessons.side_by_side, (7,), "an id begins with its year"),
        (troop_lessons.battalion_groups, ("2022-02-01", "2022-01-01"), "must not come after"),
        (troop_lessons.troop_steps, ("2022-02-01", "2022-01-01"), "must not come after"),
        (troop_lessons.site_table, ("2021-12-03", "army"), "kind must be one of"),
        (troop_lessons.site_table, ("1988-01-01",), "cover 1 January 1989"),
        (troop_lessons.evidence_for, ("2023-01-01",), "they are history"),
        (troop_lessons.rival_versions, ("Paris",), "no subject has the word 'Paris'"),
        (troop_lessons.rival_versions, (5.5,), "no subject has the word"),
        (troop_distances.how_far, ("sevastopol",), "lies in Ukraine"),
        (troop_distances.how_far, ("kaluga",), "with the same letter: khoiniki, klimovo"),
        (troop_distances.how_far, ("",), "sites_on(day) lists them"),
        (troop_distances.how_far, (None,), "no place None"),
        (troop_distances.distances_said, ("soloti",), "gives a distance for soloti"),
        (troop_distances.kilometres, (3,), "no place 3"),
    ],
)
def test_a_wrong_argument_gives_one_clear_sentence(ask, arguments, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as raised:
        ask(*arguments)
    assert "\n" not in str(raised.value)


def cells():
    path = Path(__file__).resolve().parents[1] / "notebooks" / "03-troops-step-by-step.ipynb"
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in found]


def test_before_each_cell_of_code_the_lesson_asks_or_says_something_short():
    for (before, text), (kind, code) in pairwise(cells()):
        if kind == "code":
            assert before == "markdown"
            assert len(unlinked(text).split()) <= 65, text
            assert len(code.splitlines()) <= 12, code


def test_the_minutes_of_the_sections_make_up_the_time_that_the_lesson_names():
    text = "\n".join(text for kind, text in cells() if kind == "markdown")
    minutes = sum(map(int, re.findall(r"^\*(\d+) min\.\*", text, re.MULTILINE)))
    (named,) = re.findall(r"\*core\* (\d+) minutes", text)
    assert abs(minutes - int(named)) <= 2


def test_the_lesson_says_plainly_where_the_tables_stop():
    text = "\n".join(text for _, text in cells())
    assert spoken(troop_rules.LAST_DAY) in text
    assert "Here the tables stop." in text


def test_from_2021_on_moscow_has_no_count_of_troops_near_ukraine_in_the_tables():
    kinds = {r["kind"] for r in ESTIMATES if r["side"] == "Moscow" and r["day"] > "2021"}
    assert kinds == {"exercise"}


def test_the_figures_that_the_lesson_names_are_those_of_the_tables():
    rows = {r["estimate_id"]: r for r in ESTIMATES}
    assert rows["2022-us-btg-83"]["btg_low"] == "83"
    assert "750" in rows["2022-us-btg-83"]["note"]
    assert rows["2021-danilov-200km"]["low"] == "122000"
    assert rows["2021-danilov-400km"]["low"] == "143500"
    all_arms = [r for r in ESTIMATES if r["forces"] == "ground, sea and air"]
    all_arms = [int(r["low"]) // 1000 for r in sorted(all_arms, key=lambda r: r["day"])]
    assert all_arms == [120, 127, 148, 149, 147]
    near = {r["who"] for r in ESTIMATES if r["day"] == "2022-02-05"}
    assert near == {"United States", "Western services"}
    east_germany = [r for r in ESTIMATES if r["scope"] == "Germany" and r["day"] <= "1990-10-03"]
    assert len(east_germany) == 4
