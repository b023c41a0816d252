"""The maps that are compared: for each the two cells of a notebook, and where its picture is.

The first cell imports and reads, and its time does not count; the second shows the map. Each map
is written the way its own manual does it, in the fastest form that we found.
"""

from dataclasses import dataclass

READ = """
import geopandas as gpd
land = gpd.read_parquet("../bench/land.parquet")
days = list(land.columns[:-1])
"""
READ_GLOBE = (
    READ
    + """
import json
land = land.to_crs(4326).set_index(land.index.astype(str))
shapes = json.loads(land[["geometry"]].to_json())
"""
)
SLIDER = """
slider = ipywidgets.SelectionSlider(options=days)
slider.observe(lambda change: go(change["new"]), "value")
"""
PIECES = 90  # a little fewer than the pieces of land.parquet: a picture with as many is complete
# Looked for in the output of the second cell; each holds once the whole picture is there.
OUTPUT = "document.querySelectorAll('.jp-CodeCell')[1]"
HANDLE = ".noUi-handle"


@dataclass(frozen=True)
class Peer:
    """``picture``: JavaScript that returns the finished picture's element, or null; ``focus``:
    CSS of what takes the arrow keys; ``framed``: the map lives in an iframe of its own.
    """

    name: str
    title: str
    read: str
    show: str
    picture: str
    focus: str = HANDLE
    framed: bool = False
    note: str = ""


def drawn(selector, count):
    """JavaScript: the output cell's element that holds at least `count` shapes matching it."""
    return (
        f"() => {{ const found = {OUTPUT}?.querySelectorAll('{selector}');"
        f" return found?.length >= {count} ? found[0].closest('svg').parentElement : null; }}"
    )


NATOKIT = Peer(
    "natokit",
    "**natokit `TimeMap`**",
    "from natokit import TimeMap, stages\nstages()  # loads pandas, as the other first cells do",
    'TimeMap(steps="enlargement")',
    f"() => {OUTPUT}?.querySelector('.timemap')?.shadowRoot.querySelector('.pictures') ?? null",
    focus=".timemap .stage-area",
)
TROOPS = Peer(
    "natokit-troops",
    '**natokit `TimeMap(track="troops")`**',
    NATOKIT.read,
    'TimeMap(track="troops", view="ukraine", day="2014-03-18")',
    NATOKIT.picture,
    focus=NATOKIT.focus,
    note="its own stages, from March 2014 on",
)
INTERACT = Peer(
    "interact",
    "ipywidgets `interact` + `gdf.plot()`",
    READ + "import ipywidgets, matplotlib.pyplot as plt\n%matplotlib inline",
    """
def show(day):
    ax = land.plot(color=land[day], edgecolor="white", linewidth=0.3, figsize=(9, 6))
    ax.set(xlim=(850e3, 7750e3), ylim=(1000e3, 5620e3))
    ax.set_axis_off()
    plt.show()

ipywidgets.interact(show, day=ipywidgets.SelectionSlider(options=days));
""",
    f"() => {{ const image = {OUTPUT}?.querySelector('.jp-OutputArea-output img');"
    " return image?.complete ? image.closest('.widget-output, .jp-OutputArea') : null; }",
    note="draws everything again",
)
IPYMPL = Peer(
    "ipympl",
    "ipympl, artists restyled",
    READ + "import ipywidgets, matplotlib.pyplot as plt\n%matplotlib widget",
    SLIDER
    + """
fig, ax = plt.subplots(figsize=(9, 6))
land.plot(ax=ax, color=land[days[0]], edgecolor="white", linewidth=0.3)
ax.set(xlim=(850e3, 7750e3), ylim=(1000e3, 5620e3))
ax.set_axis_off()

def go(day):
    ax.collections[0].set_facecolor(land[day])
    fig.canvas.draw_idle()

display(slider)
plt.show()
""",
    f"() => {{ const canvas = {OUTPUT}?.querySelector('.jupyter-matplotlib-canvas-div canvas');"
    " const wide = canvas?.width, data = wide &&"
    " canvas.getContext('2d').getImageData(wide / 2, canvas.height / 2, 9, 9).data;"
    " return data && data.some((value) => value) ? canvas.parentElement : null; }",
    note="draws in the kernel, sends pixels",
)
IPYLEAFLET = Peer(
    "ipyleaflet",
    "ipyleaflet `GeoJSON`, style updates",
    READ_GLOBE + "import ipywidgets, ipyleaflet",
    SLIDER
    + """
def style(colour):
    return {"fillColor": colour, "fillOpacity": 1, "color": "white", "weight": 0.5}

layers = [ipyleaflet.GeoJSON(data=feature, style=style(colour))
          for feature, colour in zip(shapes["features"], land[days[0]])]
world = ipyleaflet.Map(center=(52, 18), zoom=4, layers=layers, layout={"height": "600px"})
now = days[0]

def go(day):
    global now
    for layer, old, new in zip(layers, land[now], land[day]):
        if old != new:
            layer.style = style(new)
    now = day

display(slider, world)
""",
    drawn(".leaflet-overlay-pane path", PIECES),
    note="Mercator only",
)
PLOTLY = Peer(
    "plotly",
    "plotly `FigureWidget`, choropleth",
    READ_GLOBE + "import ipywidgets, plotly.graph_objects as go_",
    SLIDER
    + """
order = sorted(set(land[days].to_numpy().ravel()))
scale = [[(k + side) / len(order), c] for k, c in enumerate(order) for side in (0, 1)]
codes = {day: land[day].map(order.index) for day in days}
fig = go_.FigureWidget(go_.Choropleth(
    geojson=shapes, locations=list(land.index), z=codes[days[0]], zmin=-0.5,
    zmax=len(order) - 0.5, colorscale=scale, showscale=False,
    marker_line={"color": "white", "width": 0.5}))
fig.update_geos(visible=False, projection_type="azimuthal equal area",
                projection_rotation={"lon": 10, "lat": 52}, fitbounds="locations")
fig.update_layout(height=600, margin={"l": 0, "r": 0, "t": 0, "b": 0})

def go(day):
    fig.data[0].z = codes[day]

display(slider, fig)
""",
    drawn(".choroplethlayer path", PIECES),
)
FOLIUM = Peer(
    "folium",
    "folium `TimeSliderChoropleth`",
    READ_GLOBE + "import folium, folium.plugins",
    """
world = folium.Map(location=(52, 18), zoom_start=4, tiles=None, height=600)
styles = {piece: {str(k): {"color": land.loc[piece, day], "opacity": 1}
                  for k, day in enumerate(days)} for piece in land.index}
folium.plugins.TimeSliderChoropleth(json.dumps(shapes), styledict=styles).add_to(world)
world
""",
    "() => { const found = document.querySelectorAll('.leaflet-overlay-pane path');"
    f" return found.length >= {PIECES} && found[0].getAttribute('fill') !== 'none'"
    " ? found[0].closest('svg') : null; }",
    focus="input[type=range]",
    framed=True,
    note="Mercator only; fetches 12 files from other hosts",
)
ALTAIR = Peer(
    "altair",
    "altair, slider",
    READ + "import altair as alt\nland['colours'] = land[days].to_numpy().tolist()",
    """
stage = alt.param("stage", value=0,
                  bind=alt.binding_range(min=0, max=len(days) - 1, step=1, name="stage"))
chart = alt.Chart(land[["colours", "geometry"]]).mark_geoshape(stroke="white", strokeWidth=0.5)
chart = chart.transform_calculate(fill="datum.colours[stage]").encode(
    alt.Fill("fill:N", scale=None)).add_params(stage)
chart = chart.project("identity", reflectY=True).properties(width=900, height=600)
spec = chart.to_dict()
spec["$schema"] = spec["$schema"].replace("/v6", "/v5")
display({"application/vnd.vegalite.v5+json": spec}, raw=True)
""",
    f"() => {OUTPUT}?.querySelector('.vega-embed canvas') && "
    f"{OUTPUT}?.querySelector('.vega-bindings input') && {OUTPUT}.querySelector('.vega-embed')",
    focus=".vega-bindings input",
    note="shown by JupyterLab's own Vega",
)
PEERS = (NATOKIT, TROOPS, INTERACT, IPYMPL, IPYLEAFLET, PLOTLY, FOLIUM, ALTAIR)
