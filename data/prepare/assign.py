"""Give every province of Natural Earth the id of its unit and merge the provinces of each unit."""

import json

import geopandas as gpd
import pyogrio
import shapely
from fetch import read_table

GRID = 1e-6  # degrees (about 0.1 m): neighbours that meet share the same points


def read_provinces(path):
    """The world's provinces: admin (country), name, geometry; rings mended, points on the grid."""
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    frame = gpd.GeoDataFrame(
        [{k: f["properties"][k] for k in ("adm1_code", "admin", "name")} for f in features],
        geometry=[shapely.from_geojson(json.dumps(f["geometry"])) for f in features],
        crs=4326,
    ).sort_values("adm1_code", ignore_index=True)
    frame["geometry"] = shapely.set_precision(shapely.make_valid(frame.geometry.values), GRID)
    return frame


def read_lines(path):
    """The cease-fire and claim lines of Natural Earth, by row number: ne:0, ne:1, ..."""
    frame = pyogrio.read_dataframe(path, layer="disputed_borders")
    return {f"ne:{i}": shapely.line_merge(g) for i, g in enumerate(frame.geometry)}


def unit_of():
    """A function from (country, province) to a unit id; '' = left out, None = not in assign.csv."""
    named, rest = {}, {}
    for row in read_table("assign.csv"):
        if row["regions"]:
            named.update({(row["admin"], r): row["unit_id"] for r in row["regions"].split(";")})
        else:
            rest[row["admin"]] = row["unit_id"]
    return named, rest


def assign(provinces):
    """Dictionary unit id -> polygon, merged from the provinces named in assign.csv."""
    named, rest = unit_of()
    keys = list(zip(provinces["admin"], provinces["name"], strict=True))
    unknown = sorted(set(named) - set(keys)) + sorted(set(rest) - {a for a, _ in keys})
    if unknown:
        raise ValueError(f"assign.csv names provinces that the source does not have: {unknown}")
    units = provinces.assign(unit_id=[named.get(k, rest.get(k[0])) for k in keys])
    units = units[units["unit_id"].fillna("") != ""]
    return {
        unit: shapely.union_all(group.geometry.values, grid_size=GRID)
        for unit, group in units.groupby("unit_id", sort=True)
    }
