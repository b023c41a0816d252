"""The track of the troops on a plain page: every symbol, line and figure against the tables."""

import csv
import json
from itertools import combinations

import pages
import pytest
from pages import TEXTS
from test_history import rows_of

from natokit import TimeMap, history, tables

SITES = {row["site_id"] + row["start"] + row["kind"]: row for row in rows_of("troops/sites.csv")}
ESTIMATES = rows_of("troops/estimates.csv")
EVIDENCE = {row["evidence"]: row["label"] for row in rows_of("troops/evidence.csv")}
STAGES = [row for row in rows_of("nato/stages.csv") if row["track"] != "nato"]
FIRST, LAST = "1989-01-01", "2022-04-06"
EDGES = sorted({row[c] for row in SITES.values() for c in ("start", "end") if row[c]})
DAYS = sorted({*(row["day"] for row in STAGES), *EDGES, "2021-12-03", LAST})

LOOK = """async (day) => {
  await go(day);
  const root = document.querySelector(".timemap").shadowRoot;
  const box = (node) => { const b = node.getBoundingClientRect();
    return [b.left, b.top, b.right, b.bottom]; };
  const sites = [...root.querySelectorAll(".map g.s:not(.off)")];
  const shown = (list) => list.map((g) => ({ kind: g.getAttribute("class").split(" ")[1],
    evidence: g.querySelector(".sign")?.getAttribute("class").split(" ")[1],
    size: g.querySelector(".halo")?.getBoundingClientRect().width,
    name: g.querySelector("text")?.textContent, at: g.getAttribute("transform"),
    box: g.querySelector("text") ? box(g.querySelector("text")) : null,
    d: g.querySelector(".over")?.getAttribute("d") }));
  const lines = [...root.querySelectorAll(".map .positions g.w:not(.off)")];
  return { sites: shown(sites), lines: shown(lines),
    options: [...root.querySelectorAll("select.site option")].slice(1).map((o) => o.textContent),
    count: root.querySelector(".count").textContent,
    more: root.querySelector(".more").textContent,
    alt: root.querySelector("svg.map").getAttribute("aria-label") };
}"""


def holds(row, day):
    return row["start"] <= day and (not row["end"] or day < row["end"])


def counted(rows):
    """The count of places in words: those of separatist forces are named apart."""
    russian, apart = (
        len({row["name"] for row in rows if (row["kind"] == "separatist") == kind})
        for kind in (False, True)
    )
    words = TEXTS["sites_count_apart" if apart else "sites_count"]
    return words.replace("{n}", str(russian)).replace("{s}", str(apart))


def in_view(row):
    """True inside the close view, worked out from its corners in degrees with a margin of none."""
    return any(s["x"] and s["name"] == row["name"] for s in DRAWN_SITES)


@pytest.fixture(scope="module")
def troops():
    return TimeMap(track="troops", view="ukraine").get_state()


DRAWN_SITES = json.loads(
    (tables.data_folder() / "maps" / "troops-ukraine.json").read_text(encoding="utf-8")
)["sites"]


@pytest.fixture(scope="module")
def page(browser, troops):
    page, record = pages.open_plain(browser, troops)
    yield page
    assert (record.errors, record.outside()) == ([], [])
    page.close()


@pytest.fixture(scope="module")
def seen(page):
    return {day: page.evaluate(LOOK, day) for day in DAYS}


def test_the_map_shows_just_the_sites_of_the_day_with_their_kind_and_evidence(seen):
    for day, look in seen.items():
        now = [row for row in SITES.values() if holds(row, day) and in_view(row)]
        wanted = sorted((row["kind"], row["evidence"]) for row in now)
        assert sorted((s["kind"], s["evidence"]) for s in look["sites"]) == wanted, day
        assert look["count"] == counted(now), day
        assert sorted(look["options"]) == sorted(row["name"] for row in now)


def test_places_of_separatist_forces_are_counted_apart(seen):
    assert "; 2 with forces of the self-declared republics" in seen["2022-02-18"]["count"]
    assert "; forces of the self-declared republics at 2. " in seen["2022-02-18"]["alt"]
    assert "republics" not in seen["2022-02-24"]["count"] + seen[FIRST]["count"]


def test_all_symbols_have_one_size_whatever_the_number_of_troops(seen):
    sizes = {round(s["size"], 1) for look in seen.values() for s in look["sites"]}
    assert len(sizes) == 1


def test_the_close_view_leaves_out_only_places_far_from_ukraine():
    drawn = {site["name"] for site in DRAWN_SITES}
    outside = {row["name"] for row in SITES.values() if row["start"] >= "2014"} - drawn
    assert outside == {"Mulino training ground"}


def test_lines_stand_on_their_days_and_arrows_only_from_24_february_2022_on(seen):
    features = json.loads((tables.data_folder() / "troops/lines.geojson").read_text("utf-8"))
    rows = [feature["properties"] for feature in features["features"]]
    for day, look in seen.items():
        wanted = sorted(row["kind"] for row in rows if holds(row, day))
        assert sorted(line["kind"] for line in look["lines"]) == wanted, day
        arrows = [line for line in look["lines"] if line["kind"].startswith("axis")]
        assert bool(arrows) == (day >= "2022-02-24")


def test_the_names_of_sites_do_not_cover_each_other(seen):
    for day, look in seen.items():
        boxes = [(s["name"], s["box"]) for s in look["sites"] if s["box"]]
        for (one, a), (other, b) in combinations(boxes, 2):
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            assert wide <= 1 or high <= 5, (day, one, other)  # a line box is higher than its type


def test_the_panel_and_the_alternative_text_tell_what_became_of_the_towns_at_the_arrows(seen):
    for day in ("2022-02-24", LAST):
        for town in ("Kyiv", "Kharkiv", "Chernihiv", "Sumy", "Mariupol"):
            for said in (seen[day]["more"], seen[day]["alt"]):
                assert town in said.split("not taken: ")[1].split("left again")[0], (day, town)
        for said in (seen[day]["more"], seen[day]["alt"]):
            assert "Kherson" in said.split("reached: ")[1].split("not taken")[0]
    for said in (seen[LAST]["more"], seen[LAST]["alt"]):
        assert "Konotop" in said.split("left again: ")[1]
    assert TEXTS["town_list"] not in seen["2022-02-18"]["more"]


def test_the_ring_of_a_chosen_site_lies_above_all_symbols(page):
    page.evaluate("go('2022-02-18')")
    page.locator("select.site").select_option(label="Yelsk")
    ring = """() => { const group = document.querySelector(".timemap").shadowRoot
        .querySelector(".map .positions"), ring = group.lastElementChild;
      return [ring.getAttribute("class"), ring.getAttribute("transform"),
              group.querySelector(".s.chosen")?.getAttribute("transform")]; }"""
    kind, at, site = page.evaluate(f"settled().then({ring})")
    assert kind == "focus"
    assert at == site
    page.locator("select.site").select_option("")
    assert page.evaluate(f"settled().then({ring})")[0] == "focus off"


def test_who_said_how_many_lists_the_figures_of_the_month_and_tells_plans_from_counts(seen):
    for day, look in seen.items():
        month = [row for row in ESTIMATES if 0 <= _days(row["day"], day) < 31]
        assert (TEXTS["who_said"] in look["more"]) == bool(month), day
        for row in month:
            said = f"{row['who']}, {history.spoken(row['day'])}: "
            kind = "" if row["kind"] == "presence" else f"{TEXTS['figure_' + row['kind']]}: "
            assert said + kind in look["more"], (day, row)
            for number in {row["low"], row["high"]} - {""}:
                assert f"{int(number):,}" in look["more"], (day, row)


def _days(early, late):
    from datetime import date

    return (date.fromisoformat(late) - date.fromisoformat(early)).days


def test_the_same_day_has_a_count_of_70_000_and_a_plan_of_175_000(seen):
    more = seen["2021-12-03"]["more"]
    assert "US intelligence paper, 3 December 2021: about 70,000" in more
    assert f"{TEXTS['figure_plan']}: up to 175,000" in more


def test_the_alternative_text_names_each_place(seen):
    for day, look in seen.items():
        for row in SITES.values():
            if holds(row, day):
                assert row["name"] in look["alt"], (day, row["name"])


def test_a_chosen_place_tells_units_evidence_speaker_days_note_and_sources(page):
    sources = {row["source_id"]: row for row in csv.DictReader(_open("sources.csv"))}
    for row in SITES.values():
        if not in_view(row):
            continue
        page.evaluate("(day) => go(day)", row["start"])
        wanted = f"{row['name']}"
        picks = page.locator("select.site")
        for k, option in enumerate(picks.locator("option").all_text_contents()):
            if option == wanted:
                picks.select_option(index=k)
                page.evaluate("settled()")
                about = page.locator(".about").text_content()
                if EVIDENCE[row["evidence"]] in about and TEXTS["kind_" + row["kind"]] in about:
                    break
        for part in (row["units"], row["equipment"], row["who"], EVIDENCE[row["evidence"]]):
            assert part in about, (row["site_id"], part)
        known = page.locator(".known").text_content()
        assert row["note"] in known
        for source in row["sources"].split(";"):
            assert sources[source]["title"] in known, row["site_id"]
        picks.select_option("")


def _open(name):
    return open(tables.data_folder() / name, encoding="utf-8", newline="")


def test_layers_hide_and_show_sites_and_lines(page):
    page.evaluate("go('2022-02-18')")
    for layer, part in {"sites": "g.s", "lines": "g.w"}.items():
        shown = page.locator(f".map .positions {part}:not(.off)")
        assert shown.count() > 0
        page.get_by_role("checkbox", name=TEXTS[f"layer_{layer}"], exact=True).uncheck()
        assert shown.count() == 0
        page.get_by_role("checkbox", name=TEXTS[f"layer_{layer}"], exact=True).check()
        assert shown.count() > 0


def test_no_choice_of_enlargements_is_offered_where_nobody_joins(page):
    assert not page.locator("select.steps").is_visible()
    page.evaluate("choose('steps', 'enlargement')")  # from Python, or linked to another map
    page.locator(".stage-area").focus()
    page.keyboard.press("Home")
    first, second, *_ = sorted(row["day"] for row in STAGES if FIRST <= row["day"] <= LAST)
    assert page.evaluate("settled().then(() => model.get('day'))") == first
    page.keyboard.press("ArrowRight")
    assert page.evaluate("settled().then(() => model.get('day'))") == second
    page.evaluate("choose('steps', 'all')")


def test_the_map_ends_on_6_april_2022_and_says_so(page):
    page.evaluate("go('2022-02-24')")
    page.locator(".stage-area").focus()
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("settled().then(() => model.get('day'))") == LAST
    for key in ("positions_end", "not_drawn"):
        assert page.get_by_text(TEXTS[key], exact=True).is_visible()
    page.keyboard.press("Home")
    assert page.evaluate("settled().then(() => model.get('day'))") == STAGES_FIRST


STAGES_FIRST = min(row["day"] for row in STAGES)


@pytest.mark.parametrize("width", [1280, 375])
def test_the_troops_fit_the_width_and_axe_finds_no_serious_fault(browser, troops, width):
    page, _ = pages.open_plain(browser, troops, width)
    page.evaluate("go('2022-02-18')")
    assert pages.overflowing(page) == []
    assert pages.axe_faults(page, [".timemap"]) == []
    page.close()
