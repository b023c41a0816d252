"""Charts as they are drawn: what stands at the axes and at the steps."""

import re

import pytest

import natokit

CHARTS = {
    "members": natokit.chart_members,
    "border": natokit.chart_border,
    "distance": natokit.chart_distance,
}


@pytest.fixture(scope="module", params=CHARTS)
def axes(request):
    figure = CHARTS[request.param]().figure
    figure.canvas.draw()
    return figure.axes[0]


def test_numbers_of_a_thousand_and_more_have_a_comma_at_the_axis_and_at_the_steps(axes):
    ticks = [label.get_text() for label in axes.get_yticklabels()]
    values = [float(tick.replace(",", "")) for tick in ticks]
    assert values == sorted(values)
    assert ticks == [f"{value:,.0f}" for value in values]
    assert axes.get_ylabel() == "members" or max(values) >= 1000
    assert all(re.fullmatch(r"\d{1,3}(,\d{3})*", text.get_text()) for text in axes.texts)
