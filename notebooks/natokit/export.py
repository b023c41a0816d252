"""Write the land of one day for other programs: GeoJSON, GeoPackage, TopoJSON or a plain table.

TopoJSON is written here and not by a library because the one there is drops every point that lies
on a straight line in degrees; a program that draws great circles would then bend the border of the
49th parallel by 13 km.

What draws or measures is imported when something is written, so that a lesson's first cell loads
at once, and also where these libraries are not installed.
"""

import io
import json
from collections import defaultdict
from itertools import pairwise

from .borders import borders_on
from .describe import FRONT_NOT_DRAWN, not_drawn, whatif_mark
from .history import classes_on, iso, iso3_codes, name_of
from .mywork import csv_bytes, place, write
from .tables import read

FORMS = ("geojson", "gpkg", "topojson", "csv")
GRID = 1e-4  # degrees; every point of the polygons lies on this grid, so nothing is lost
LICENCE = "CC BY 4.0"
SOURCE = "natokit-lessons, data/borders; polygons after Natural Earth (public domain), changed"


def export_day(day, path, *, what="states", scale="map", form=None, overwrite=False):
    """Write the land of one day to a file; returns the path.

    ``path`` ends in .geojson (RFC 7946), .gpkg, .topojson or .csv (no outlines); ``form`` names one
    of these when the ending does not. A bare name goes to ``notebooks/my-work/``.
    ``what``: "states" (one feature for all land of the same holder, owner and status), "units"
    (every piece of land) or "borders" (lines between pieces whose holder or owner differs).
    ``scale``: "map" (2,500 m) or "fine" (500 m). The columns are those of ``table_of``.

    Raises ValueError when an argument is wrong, the folder is missing, the file cannot be written
    or is there with other content (``overwrite=True`` replaces it). After a failure an older file
    is unharmed.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_day("1985-01-01", f"{folder}/europe.topojson").name
    'europe.topojson'
    """
    path, form = _checked(path, form)
    table = table_of(day, what, scale)
    make = {"geojson": geojson, "topojson": topojson, "gpkg": geopackage, "csv": plain_csv}[form]
    return write(path, make(table, what), overwrite)


def _checked(path, form):
    path = place(path, "europe.geojson")
    named = path.suffix[1:].lower() if form is None else str(form).lower().lstrip(".")
    if named not in FORMS:
        wanted = f"the ending '{path.suffix}' of {path.name}" if form is None else f"form={form!r}"
        raise ValueError(
            f"{wanted} is no form that can be written; end the name in .geojson, .gpkg, "
            ".topojson or .csv, or give form='geojson', 'gpkg', 'topojson' or 'csv'"
        )
    return path, named


def plain_csv(table, _name):
    """The bytes of a CSV file with all columns but the outlines."""
    rows = table.drop(columns="geometry")
    return csv_bytes(list(rows.columns), rows.itertuples(index=False, name=None))


def table_of(day, what="states", scale="map"):
    """What ``export_day`` writes: a GeoDataFrame in EPSG:4326, the same rows in the same order.

    "states": holder, holder_name, iso3 (of the holder), de_jure, de_jure_name, status, class (its
    colour, see ``maps/classes.csv``). "units": unit_id and unit_name before these, note, certainty
    and sources after them. "borders": kind ("state"; "control" if both sides have one owner; "law"
    if they have one holder), holder, name and owner of either side, km along the finer polygons.
    All of them: day, source, licence, not_drawn (from 24 February 2022 on what the map leaves out),
    geometry (MultiPolygon or MultiLineString).

    >>> land = table_of("2021-12-07", "units").set_index("unit_id")
    >>> list(land.loc["UA-43", ["holder_name", "de_jure_name", "status"]])
    ['Russia', 'Ukraine', 'occupied']
    """
    makers = {"states": _states, "units": _units, "borders": _lines}
    if what not in makers:
        raise ValueError(f"what must be 'states', 'units' or 'borders', not {what!r}")
    table = makers[what](iso(day), scale)
    shapes = table.pop("geometry")
    source = " ".join(filter(None, (whatif_mark(), SOURCE)))
    table["day"], table["source"], table["licence"] = iso(day), source, LICENCE
    table["not_drawn"] = not_drawn() if iso(day) >= FRONT_NOT_DRAWN else ""
    return table.set_geometry(shapes)


def _units(day, scale):
    from .paint import land_class

    land, classes = borders_on(day, scale=scale), classes_on(day)
    land = land.rename(columns={"name": "unit_name"})
    land["iso3"] = land["holder"].map(iso3_codes()).fillna("")
    rows = zip(land["holder"], land["de_jure"], land["status"], strict=True)
    land["class"] = [land_class(*row, classes) for row in rows]
    front = ["unit_id", "unit_name", "holder", "holder_name", "iso3", "de_jure", "de_jure_name"]
    return land[[*front, "status", "class", "note", "certainty", "sources", "geometry"]]


def _states(day, scale):
    import shapely

    own_land = ["unit_id", "unit_name", "note", "certainty", "sources"]
    land = _units(day, scale).drop(columns=own_land)
    states = land.dissolve(["holder", "de_jure", "status"], method="coverage").reset_index()
    states["geometry"] = [shapely.multipolygons(shapely.get_parts(g)) for g in states.geometry]
    return states[list(land.columns)]


def _lines(day, scale):
    import geopandas as gpd
    import shapely

    from .paint import line_kind

    land = borders_on(day, scale=scale).set_index("unit_id")
    edges, lines, length = land.boundary, defaultdict(list), defaultdict(float)
    for a, b, km in read("arcs").itertuples(index=False, name=None):
        sides = sorted((land.at[unit, "holder"], land.at[unit, "de_jure"]) for unit in (a, b))
        if line_kind(*sides) != "none":
            shared = shapely.get_parts(shapely.intersection(edges[a], edges[b]))
            lines[tuple(sides)] += [line for line in shared if line.geom_type == "LineString"]
            length[tuple(sides)] += float(km)
    kept = [sides for sides in sorted(lines) if lines[sides]]
    rows = [_border(*sides, day, length[sides]) for sides in kept]
    joined = [shapely.line_merge(shapely.multilinestrings(lines[sides])) for sides in kept]
    shapes = [shapely.multilinestrings(shapely.get_parts(line)) for line in joined]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=4326)


def _border(one, other, day, km):
    from .paint import line_kind

    row = {"kind": line_kind(one, other)}
    for side, (holder, owner) in (("a", one), ("b", other)):
        row |= {f"holder_{side}": holder, f"name_{side}": name_of(holder, day)}
        row |= {f"de_jure_{side}": owner, f"de_jure_name_{side}": name_of(owner, day)}
    return row | {"km": round(km, 1)}


def geopackage(table, layer):
    """The bytes of a GeoPackage with one layer."""
    out = io.BytesIO()
    table.to_file(out, driver="GPKG", layer=layer, engine="pyogrio")
    return out.getvalue()


def geojson(table, _name):
    """The bytes of a FeatureCollection after RFC 7946: degrees, outer rings counter-clockwise."""
    import shapely

    rows = table.drop(columns="geometry").to_dict("records")
    shapes = shapely.orient_polygons(table.geometry.to_numpy())
    features = [
        {"type": "Feature", "properties": row, "geometry": shapely.geometry.mapping(shape)}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return _json({"type": "FeatureCollection", "features": features})


def _json(document):
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def topojson(table, name):
    """The bytes of a Topology: every border once, whole numbers on the grid of the polygons.

    Outer rings run clockwise, as d3-geo wants them.
    """
    import numpy as np
    import shapely

    rows = table.drop(columns="geometry").to_dict("records")
    shapes = shapely.orient_polygons(table.geometry.to_numpy(), exterior_cw=True)
    arcs = Arcs(shapes)
    objects = [
        {"type": shape.geom_type, "arcs": arcs.of(shape), "properties": row}
        for shape, row in zip(shapes, rows, strict=True)
    ]
    steps = [[arc[0], *np.diff(arc, axis=0).tolist()] for arc in arcs.number]
    return _json(
        {
            "type": "Topology",
            "transform": {"scale": [GRID, GRID], "translate": [0, 0]},
            "objects": {name: {"type": "GeometryCollection", "geometries": objects}},
            "arcs": steps,
        }
    )


class Arcs:
    """Outlines cut at every point where more than two lines meet; each piece is numbered once.

    ``number``: {piece: its number}; a piece is a tuple of (x, y) on the grid.
    """

    def __init__(self, shapes):
        import shapely

        self.number, self.nodes, near = {}, set(), defaultdict(set)
        parts = shapely.get_parts(shapes)
        areal = shapely.get_dimensions(parts) == 2
        for path in map(_points, [*shapely.get_rings(parts[areal]), *parts[~areal]]):
            for a, b in pairwise(path):
                near[a].add(b)
                near[b].add(a)
            if path[0] != path[-1]:
                self.nodes |= {path[0], path[-1]}
        self.nodes |= {point for point, others in near.items() if len(others) > 2}

    def of(self, shape):
        """The numbers of the pieces of a shape, nested as TopoJSON wants; ~number runs back."""
        import shapely

        parts = shapely.get_parts(shape)
        if shape.geom_type == "MultiLineString":
            return [self._cut(part) for part in parts]
        return [[self._cut(ring) for ring in (p.exterior, *p.interiors)] for p in parts]

    def _cut(self, line):
        path = _points(line)
        if path[0] == path[-1]:  # a ring may begin anywhere: let it begin at a node
            ring = path[:-1]
            start = next((k for k, p in enumerate(ring) if p in self.nodes), ring.index(min(ring)))
            path = ring[start:] + ring[: start + 1]
        inner = (k for k in range(1, len(path) - 1) if path[k] in self.nodes)
        return [
            self._numbered(tuple(path[a : b + 1])) for a, b in pairwise([0, *inner, len(path) - 1])
        ]

    def _numbered(self, piece):
        if piece[::-1] in self.number:
            return ~self.number[piece[::-1]]
        return self.number.setdefault(piece, len(self.number))


def _points(line):
    import numpy as np
    import shapely

    return list(map(tuple, np.rint(shapely.get_coordinates(line) / GRID).astype(int).tolist()))
