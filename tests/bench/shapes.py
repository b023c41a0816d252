"""The land that every other library draws: natokit's own polygons, joined, with a colour a stage.

Units that had the same holder at each of the stages become one piece, so the others have fewer
shapes to draw than natokit, which can show any day.
"""

import geopandas as gpd
import numpy as np
import shapely

from natokit import borders, history, scene, tables, views

CRS = "EPSG:3035"


def stage_days():
    """The days of the rounds of enlargement."""
    return list(history.stages("nato", kind="enlargement")["day"])


def land():
    """A GeoDataFrame in metres of the Europe view: one row a piece, one column of colours a day."""
    view, days = views.view_called("europe"), stage_days()
    units = scene.land_of(view)
    holders = {day: borders.tenure_on(day)["holder"] for day in days}
    pieces = {}
    for unit in units:
        pieces.setdefault(tuple(holders[day][unit] for day in days), []).append(units[unit])
    shapes = [_metres(shapely.union_all(parts), view) for parts in pieces.values()]
    fills = tables.read("classes").set_index("class_id")["fill"]
    columns = {
        day: [fills[history.class_of(held[k], day)] for held in pieces]
        for k, day in enumerate(days)
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def _metres(shape, view):
    """Back from drawing units to the metres of the view's projection."""
    west, _, east, north = view.window
    size = (east - west) / views.WIDTH
    metres = shapely.transform(shape, lambda xy: np.array([west, north]) + xy * [size, -size])
    # On a globe, plotly takes what is on the right of an outline for the inside.
    return shapely.orient_polygons(metres, exterior_cw=True)


def vertices(frame):
    """How many points the outlines of a GeoDataFrame have."""
    return int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
