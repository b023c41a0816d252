"""How far a place with reported troops is from Ukraine: measured in several ways on the land of the
kit (drawn at about 500 m), and set beside what reports printed.
"""

import math

from .borders import borders_on
from .lessons import Sheet
from .tables import read

DAY = "2022-02-23"  # the borders by law are the same on every day since 1991
WAYS = {"north": 0, "east": 90, "south": 180, "west": 270}  # degrees from north
FARTHEST = 1000  # km; the length of a straight look in one direction
POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
HEAD = ("Way of measuring", "Kilometres", "Direction")


def _site(site):
    """The row of ``sites.csv`` for a site id or name."""
    table = read("sites").drop_duplicates("site_id")
    wanted = str(site).strip().casefold()
    ids, names = table["site_id"], table["name"].str.casefold()
    found = table[(ids == wanted) | (names == wanted)]
    if found.empty:
        near = ", ".join(sorted(i for i in ids if i[0] == wanted[:1]))
        hint = f"with the same letter: {near}" if near else "sites_on(day) lists them"
        raise ValueError(f"there is no place {site!r} in sites.csv; {hint}")
    return found.iloc[0]


def _land_around(site):
    """(Series of shapes by country code, row of the site): land by law, in metres from the site.

    Azimuthal equidistant projection on WGS 84: distances from its centre, the site, are true.
    """
    row = _site(site)
    if row["country"] == "UA":
        raise ValueError(f"{row['name']} lies in Ukraine, so there is no distance to it")
    land = borders_on(DAY, scale="fine")
    land = land[land["de_jure"].isin(["UA", "RU", "BY"])].dissolve("de_jure").geometry
    flat = f"+proj=aeqd +lat_0={row['lat']} +lon_0={row['lon']} +datum=WGS84"
    return land.to_crs(flat), row


def _nearest(shape):
    """(km, direction in words) of the nearest point of a shape to the site."""
    from shapely import Point
    from shapely.ops import nearest_points

    spot = nearest_points(Point(0, 0), shape)[1]
    angle = math.degrees(math.atan2(spot.x, spot.y))
    return math.hypot(spot.x, spot.y) / 1000, POINTS[round(angle / 45) % 8]


def _looking(shape, degrees):
    """Kilometres from the site to a shape in one direction, or None where it is not met."""
    from shapely import LineString

    x, y = (f(math.radians(degrees)) * FARTHEST * 1000 for f in (math.sin, math.cos))
    met = LineString([(0, 0), (x, y)]).intersection(shape)
    return None if met.is_empty else _nearest(met)[0]


def kilometres(site):
    """Kilometres from a site (id or name) to the nearest land of Ukraine in its recognised borders.

    >>> kilometres("yelnya")
    249
    """
    land, _ = _land_around(site)
    return round(_nearest(land["UA"])[0])


def how_far(site):
    """Several honest answers to the question how far a site is from Ukraine.

    Straight lines from the point of the site, which is right to within ``coord_error_km``: to the
    nearest land, due north, east, south and west, to the corner where Ukraine, Belarus and Russia
    meet; and, from a site in Russia, to Belarus.

    >>> [cell[0] for cell in how_far("klintsy").rows[0]]
    ['to the nearest land of Ukraine', '47', 'south']
    """
    land, row = _land_around(site)
    found = [("to the nearest land of Ukraine", *_nearest(land["UA"]))]
    for way, degrees in WAYS.items():
        km = _looking(land["UA"], degrees)
        if km is not None:
            found.append((f"to Ukraine, due {way}", km, way))
    corner = land["UA"].intersection(land["BY"]).intersection(land["RU"])
    found.append(("to the corner of Ukraine, Belarus and Russia", *_nearest(corner)))
    if row["country"] == "RU":
        found.append(("to the nearest land of Belarus", *_nearest(land["BY"])))
    rows = [[name, f"{km:,.0f}", way] for name, km, way in found]
    title = f"{row['name']}: straight lines from our point, give or take {row['coord_error_km']} km"
    return Sheet(title, HEAD, rows)


def distances_said(*sites):
    """Distances to Ukraine that reports printed, beside the one that this kit measures. ``sites``:
    ids or names of sites; without any, all that are in the table.
    """
    table, places = read("distances_said"), read("sites").drop_duplicates("site_id")
    places = places.set_index("site_id")
    wanted = {_site(site)["site_id"] for site in sites} or set(table["site_id"])
    if lost := sorted(wanted - set(table["site_id"])):
        raise ValueError(f"no report in these tables gives a distance for {lost[0]}")
    rows = []
    for said in table[table["site_id"].isin(wanted)].to_dict("records"):
        place = places.loc[said["site_id"]]
        km = place["km_to_ukraine"]
        measured = f"{km} km, give or take {place['coord_error_km']}" if km else "not measured"
        fits = "fits" if said["fits"] == "yes" else "does not fit"
        fits += f". {said['note']}" if said["note"] else ""
        rows.append([place["name"], said["who"], said["wording"], measured, fits])
    head = ("Place", "Who printed it", "How it is put", "Nearest land of Ukraine", "Together")
    return Sheet("How far from Ukraine? Printed and measured", head, rows)
