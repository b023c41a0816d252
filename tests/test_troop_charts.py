"""The chart of estimates as it is drawn: each figure is one mark, at its own numbers."""

import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from test_history import rows_of

import natokit
from natokit import troop_charts
from natokit.days import spoken

AUTUMN = ("2021-10-30", "2022-02-24")
PERIODS = [AUTUMN, ("1989-01-01", "1994-12-31"), ("2014-02-20", "2015-02-12")]
PERIODS += [("2021-03-01", "2021-09-30"), ("1989-01-01", "2022-04-06")]


def wanted(first, last, kinds=("presence", "plan")):
    """Rows of the table that belong into a chart, read without natokit."""
    return {
        row["estimate_id"]: row
        for row in rows_of("troops/estimates.csv")
        if first <= row["day"] <= last and row["kind"] in kinds and row["forces"] != "BTGs only"
    }


def marks_of(axes):
    """{estimate id: list of its artists}, of lines and of bars."""
    found = {}
    for artist in [*axes.lines, *axes.patches]:
        if artist.get_gid():
            found.setdefault(artist.get_gid(), []).append(artist)
    return found


def drawn_at(mark, bound):
    """(low, high) as drawn; an open end is None."""
    if bound == "range":
        return mark.get_x(), mark.get_x() + mark.get_width()
    x = list(mark.get_xdata())
    if bound == "over":
        assert (len(x), mark.get_marker(), x[1] > x[0]) == (2, ">", True)
        return x[0], None
    if bound == "up to":
        assert (len(x), mark.get_marker(), x[1] < x[0]) == (2, "<", True)
        return None, x[0]
    assert len(x) == 1
    return x[0], x[0]


def hollow(mark):
    face = mark.get_markerfacecolor() if hasattr(mark, "get_marker") else mark.get_facecolor()
    return to_hex(face) == "#ffffff"


def words_beside(axes, mark):
    """The figure in words on the row of a mark."""
    y = mark.get_y() + mark.get_height() / 2 if hasattr(mark, "get_y") else mark.get_ydata()[0]
    said = [t for t in axes.texts if hasattr(t, "xy") and abs(t.xy[1] - y) < 1e-6]
    assert len(said) == 1
    return said[0].get_text()


@pytest.fixture(scope="module", params=PERIODS, ids=lambda period: period[0][:4] + period[1][:4])
def chart(request):
    made = natokit.chart_estimates(*request.param)
    made.axes = made.figure.axes[0]
    made.rows = wanted(*request.param)
    return made


def test_each_count_and_plan_of_the_days_is_drawn_once_and_nothing_else(chart):
    marks = marks_of(chart.axes)
    assert set(marks) == set(chart.rows) == set(chart.table["estimate_id"])
    assert {name for name, found in marks.items() if len(found) != 1} == set()


def test_each_mark_stands_at_the_numbers_of_its_row_and_an_open_end_is_an_arrow(chart):
    for name, (mark,) in marks_of(chart.axes).items():
        row = chart.rows[name]
        ends = tuple(float(row[c]) if row[c] else None for c in ("low", "high"))
        assert drawn_at(mark, row["bound"]) == pytest.approx(ends), name


def test_each_mark_has_its_figure_and_its_bound_in_words_beside_it(chart):
    for name, (mark,) in marks_of(chart.axes).items():
        row, said = chart.rows[name], words_beside(chart.axes, mark)
        numbers = [int(n.replace(",", "")) for n in re.findall(r"[\d,]+", said)]
        assert numbers == sorted({int(row[c]) for c in ("low", "high") if row[c]}), name
        word = {"range": " to ", "exact": ""}.get(row["bound"], row["bound"])
        assert word in said


def test_each_row_has_its_day_its_speaker_and_its_area_in_words(chart):
    said = [text.get_text() for text in chart.axes.texts]
    for row in chart.rows.values():
        at = said.index(f"{spoken(row['day'])}, {row['who']}")
        same = [k for k, text in enumerate(said) if text == said[at]]
        assert any(said[k + 1].split("; ")[0] == row["area"].split("; ")[0] for k in same), row


def test_a_plan_differs_from_a_count_by_filling_colour_line_and_heading(chart):
    for name, (mark,) in marks_of(chart.axes).items():
        plan = chart.rows[name]["kind"] == "plan"
        assert hollow(mark) == plan, name
        if hasattr(mark, "get_linestyle") and len(getattr(mark, "get_xdata", list)()) == 2:
            assert (mark.get_linestyle() != "-") == plan
    for heading, rows in chart.groups.items():
        assert {row["kind"] for row in rows} in ({"presence"}, {"plan"})
        assert ("not a count" in heading) == (rows[0]["kind"] == "plan")


def test_only_figures_of_the_same_kind_area_radius_and_forces_share_a_group(chart):
    seen = set()
    for rows in chart.groups.values():
        (alike,) = {
            tuple(
                chart.rows[row["estimate_id"]][c] for c in ("kind", "scope", "radius_km", "forces")
            )
            for row in rows
        }
        assert alike not in seen
        seen.add(alike)


def test_no_line_joins_two_figures(chart):
    for line in chart.axes.lines:
        assert len(set(line.get_ydata())) == 1


def test_the_rows_of_a_group_stand_under_its_heading_in_order_of_days(chart):
    down = {name: mark[0] for name, mark in marks_of(chart.axes).items()}
    for rows in chart.groups.values():
        assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
        y = [
            m.get_y() if hasattr(m, "get_y") else m.get_ydata()[0]
            for m in (down[row["estimate_id"]] for row in rows)
        ]
        assert y == sorted(y)


def test_capacities_exercise_totals_and_battalion_groups_are_named_but_never_drawn():
    chart = natokit.chart_estimates("1989-01-01", "2022-04-06")
    every = rows_of("troops/estimates.csv")
    drawn = set(chart.table["estimate_id"])
    assert not drawn & {r["estimate_id"] for r in every if r["kind"] in ("capacity", "exercise")}
    assert not drawn & {r["estimate_id"] for r in every if r["forces"] == "BTGs only"}
    assert len(drawn) + sum(chart.left_out.values()) == len(every)
    for count in chart.left_out.values():
        assert f" {count} " in chart.caption
    assert "200,000" not in chart.alt


def test_the_words_for_those_who_cannot_see_it_have_every_figure_with_its_speaker(chart):
    assert chart.alt.startswith(f"{len(chart.rows)} figure")
    for row in chart.rows.values():
        assert f"({row['who']}, {spoken(row['day'])})" in chart.alt
        for cell in filter(None, (row["low"], row["high"])):
            assert f"{int(cell):,}" in chart.alt
    assert repr(chart) == f"{chart.title}. {chart.alt}"


def test_a_figure_that_was_taken_back_carries_its_low_confidence():
    axes = natokit.chart_estimates("2021-04-19", "2021-04-19").figure.axes[0]
    said = " ".join(text.get_text() for text in axes.texts)
    assert "border and Crimea; low confidence" in said


def test_the_three_figures_of_3_december_stand_in_three_groups():
    chart = natokit.chart_estimates("2021-12-03", "2021-12-03")
    assert [len(rows) for rows in chart.groups.values()] == [1, 1, 1]
    assert chart.title.endswith(", 3 December 2021")


def test_one_side_alone_can_be_drawn():
    kyiv = natokit.chart_estimates(*AUTUMN, sides="Kyiv")
    assert set(kyiv.table["side"]) == {"Kyiv"}
    assert kyiv.title.endswith("said by Kyiv")
    both = natokit.chart_estimates(*AUTUMN, sides=["Kyiv", "Washington"])
    assert set(both.table["side"]) == {"Kyiv", "Washington"}


def test_words_and_marks_stay_inside_the_picture_and_do_not_meet(chart):
    figure = chart.axes.figure
    # One renderer for all: each text would make and keep one of its own, 18 MB for a long chart.
    renderer = FigureCanvasAgg(figure).get_renderer()
    page = figure.bbox
    boxes = [text.get_window_extent(renderer) for text in chart.axes.texts if text.get_text()]
    for box in boxes:
        assert page.x0 <= box.x0, box
        assert box.x1 <= page.x1, box
    for k, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[k + 1 :])


def test_the_type_can_be_read_from_the_back_of_a_room():
    axes = natokit.chart_estimates(*AUTUMN).figure.axes[0]
    sizes = [text.get_fontsize() for text in axes.texts]
    assert min(sizes) > 8.5
    assert sorted(sizes)[len(sizes) // 2] >= 11


def luminance(colour):
    """Relative luminance of a colour, as the contrast rule of WCAG 2 has it."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_of_letters_and_marks_stands_out_from_its_ground():
    band = luminance(troop_charts.BAND)
    for colour in (troop_charts.PLAN, troop_charts.INK, troop_charts.BLUE, troop_charts.GREY):
        assert (band + 0.05) / (luminance(colour) + 0.05) >= 4.5, colour


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("2022-02-24", "2021-10-30"), "must not come after"),
        (("1988-12-31", "1990-01-01"), "cover 1 January 1989 to 6 April 2022"),
        (("2021-10-30", "2022-04-07"), "cover 1 January 1989 to 6 April 2022"),
        (("2021-13-01", "2022-01-01"), "not a day of the calendar"),
        ((None, "2022-01-01"), "a day must be text"),
        (("2016-01-01", "2016-12-31"), "no figure of soldiers"),
        (("2022-04-06", "2022-04-06"), "no figure of soldiers"),
        (("2021-12-01", "2022-01-01", "Paris"), "there is no side 'Paris'; choose from: Kyiv"),
        (("2021-12-01", "2022-01-01", 5), "there is no side 5"),
        (("2021-12-01", "2022-01-01", []), "no figure of soldiers"),
    ],
)
def test_a_wrong_argument_gives_one_clear_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as raised:
        natokit.chart_estimates(*arguments)
    assert "\n" not in str(raised.value)
