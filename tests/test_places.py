"""Who held the land under real places, in the hard cases.

A line of PLACES is: place, longitude, latitude; then day, holder, status and, where it is not the
holder, the owner by law. Coordinates are those of the town (WGS 84), so a piece of land drawn in
the wrong place fails as much as a wrong row does.
"""

from functools import lru_cache

import pytest
from shapely import Point

import natokit

PLACES = """
Bonn 7.10 50.73 | 1949-04-04 DE-ALW occupied DE; 1949-05-23 DE sovereign; 1990-10-03 DE sovereign
Leipzig 12.37 51.34 | 1949-04-04 DE-SBZ occupied DE4; 1949-10-07 DD sovereign; 1990-10-02 DD sovereign; 1990-10-03 DE sovereign
West-Berlin 13.30 52.51 | 1949-04-04 BE-W occupied BE4; 1961-08-13 BE-W occupied BE4; 1990-10-02 BE-W occupied BE4; 1990-10-03 DE sovereign
East-Berlin 13.43 52.52 | 1949-04-04 DE-SBZ occupied BE4; 1961-08-13 DD de_facto BE4; 1990-10-02 DD de_facto BE4; 1990-10-03 DE sovereign
Saarbruecken 6.99 49.24 | 1950-01-01 SAAR protectorate DE; 1956-12-31 SAAR protectorate DE; 1957-01-01 DE sovereign
Vienna 16.37 48.21 | 1955-07-26 AT occupied; 1955-07-27 AT sovereign
Linz 14.25 48.28 | 1955-07-26 AT occupied; 1955-07-27 AT sovereign
Eisenstadt 16.52 47.85 | 1955-07-26 AT occupied; 1955-07-27 AT sovereign
Salzburg 13.06 47.79 | 1955-07-26 AT occupied; 1955-07-27 AT sovereign
Trieste 13.80 45.65 | 1954-10-25 FTT occupied; 1954-10-26 IT de_facto FTT; 1977-04-02 IT de_facto FTT; 1977-04-03 IT sovereign
Koper 13.75 45.53 | 1954-10-25 FTT occupied; 1954-10-26 YU de_facto FTT; 1977-04-03 YU sovereign; 1991-10-08 SI sovereign
Buje 13.66 45.41 | 1954-10-25 FTT occupied; 1954-10-26 YU de_facto FTT; 1977-04-03 YU sovereign; 1991-10-08 HR sovereign
Pula 13.87 44.89 | 1950-01-01 YU sovereign; 1991-10-08 HR sovereign
Algiers 3.05 36.72 | 1962-07-02 FR sovereign; 1962-07-03 DZ sovereign
Tamanrasset 5.52 22.79 | 1962-07-02 FR colony; 1962-07-03 DZ sovereign
Tallinn 24.75 59.40 | 1991-09-05 SU annexed EE; 1991-09-06 EE sovereign
Riga 24.11 56.94 | 1991-09-05 SU annexed LV; 1991-09-06 LV sovereign
Vilnius 25.28 54.69 | 1990-03-11 SU annexed LT; 1991-09-06 LT sovereign
Kyiv 30.52 50.45 | 1991-12-25 SU sovereign; 1991-12-26 UA sovereign; 2022-03-15 UA sovereign
Minsk 27.56 53.90 | 1991-12-25 SU sovereign; 1991-12-26 BY sovereign
Simferopol 34.10 44.95 | 1953-01-01 SU sovereign; 1991-12-26 UA sovereign; 2014-03-17 UA sovereign; 2014-03-18 RU occupied UA
Sevastopol 33.60 44.58 | 1991-12-26 UA sovereign; 2014-03-18 RU occupied UA
Donetsk 37.80 48.00 | 2014-05-10 UA sovereign; 2014-05-11 UA-DNR separatist UA; 2022-02-23 UA-DNR separatist UA; 2022-02-24 RU occupied UA
Luhansk 39.31 48.57 | 2014-05-11 UA-LNR separatist UA; 2022-02-23 UA-LNR separatist UA; 2022-02-24 RU occupied UA
Kramatorsk 37.56 48.74 | 2014-05-11 UA sovereign; 2022-02-24 UA sovereign
Mariupol 37.55 47.12 | 2014-05-11 UA sovereign; 2022-02-23 UA sovereign; 2022-02-24 UA sovereign
Kharkiv 36.23 50.00 | 2014-05-11 UA sovereign; 2022-02-24 UA sovereign
Grozny 45.69 43.32 | 1992-06-01 RU-ICH separatist RU; 1995-06-01 RU sovereign; 1997-06-01 RU-ICH separatist RU; 2000-06-01 RU sovereign
Sukhumi 41.02 43.02 | 1993-09-29 GE sovereign; 1993-09-30 GE-ABH separatist GE; 2008-08-26 GE-ABH separatist GE
Tskhinvali 43.96 42.23 | 1991-12-26 GE sovereign; 1992-06-24 GE-OSS separatist GE; 2008-08-08 GE-OSS separatist GE
Gori 44.11 41.98 | 1992-06-24 GE sovereign; 2008-08-26 GE sovereign
Stepanakert 46.75 39.82 | 1991-12-26 AZ sovereign; 1994-05-12 AZ-NKR separatist AZ; 2023-09-19 AZ-NKR separatist AZ; 2023-09-20 AZ sovereign
Agdam 46.93 39.99 | 1994-05-12 AZ-NKR separatist AZ; 2020-12-01 AZ sovereign
Tiraspol 29.63 46.84 | 1991-12-26 MD sovereign; 1992-07-21 MD-PMR separatist MD; 2024-01-01 MD-PMR separatist MD
Chisinau 28.86 47.01 | 1991-12-25 SU sovereign; 1991-12-26 MD sovereign; 1992-07-21 MD sovereign
Pristina 21.16 42.66 | 1999-06-09 CS sovereign; 1999-06-10 XK un_administered CS; 2006-06-05 XK un_administered RS; 2008-02-17 XK partly_recognised
Belgrade 20.46 44.80 | 1992-04-26 YU sovereign; 1992-04-27 CS sovereign; 2006-06-05 RS sovereign
Zagreb 15.98 45.81 | 1991-10-07 YU sovereign; 1991-10-08 HR sovereign
Ljubljana 14.51 46.05 | 1991-10-07 YU sovereign; 1991-10-08 SI sovereign
Sarajevo 18.41 43.86 | 1992-03-05 YU sovereign; 1992-03-06 BA sovereign
Skopje 21.43 41.99 | 1991-09-16 YU sovereign; 1991-09-17 MK sovereign
Podgorica 19.26 42.44 | 1992-04-27 CS sovereign; 2006-06-02 CS sovereign; 2006-06-03 ME sovereign
Knin 16.20 44.04 | 1991-10-08 HR sovereign; 1993-01-01 HR-RSK separatist HR; 1995-08-07 HR sovereign
Vukovar 18.98 45.35 | 1993-01-01 HR-RSK separatist HR; 1996-01-15 HR-UNTAES un_administered HR; 1998-01-15 HR sovereign
Prague 14.42 50.09 | 1992-12-31 CSK sovereign; 1993-01-01 CZ sovereign
Bratislava 17.11 48.15 | 1992-12-31 CSK sovereign; 1993-01-01 SK sovereign
Nicosia-south 33.35 35.13 | 1960-08-15 GB colony; 1960-08-16 CY sovereign; 1974-08-16 CY sovereign
Kyrenia 33.32 35.31 | 1974-08-15 CY sovereign; 1974-08-16 CY-NC separatist CY; 2004-05-01 CY-NC separatist CY
Kaliningrad 20.51 54.71 | 1991-12-25 SU sovereign; 1991-12-26 RU sovereign
Longyearbyen 15.90 78.20 | 1949-04-04 NO sovereign; 2024-01-01 NO sovereign
Nuuk -51.50 64.20 | 1953-06-04 DK colony; 1953-06-05 DK sovereign
Selfoss -21.00 63.94 | 1949-04-04 IS sovereign
Ceuta -5.345 35.888 | 1955-01-01 ES sovereign; 1956-04-07 ES sovereign
Tetouan -5.37 35.57 | 1956-04-06 ES protectorate MA; 1956-04-07 MA sovereign
Tangier -5.82 35.75 | 1956-10-28 TNG international MA; 1956-10-29 MA sovereign
Rabat -6.80 33.98 | 1956-03-01 FR protectorate MA; 1956-03-02 MA sovereign
Laayoune -13.15 27.13 | 1976-02-25 ES colony EH; 1976-02-26 MA occupied EH
Gaza 34.44 31.49 | 1967-06-06 EG occupied PS; 1967-06-07 IL occupied PS; 2005-09-12 PS de_facto
Hebron 35.10 31.53 | 1950-04-24 JO annexed PS; 1967-06-07 IL occupied PS
Quneitra 35.80 33.10 | 1967-06-09 SY sovereign; 1967-06-10 IL occupied SY
El-Arish 33.80 31.00 | 1967-06-08 IL occupied EG; 1982-04-24 IL occupied EG; 1982-04-25 EG sovereign
Kuwait 47.95 29.30 | 1961-06-18 GB protectorate KW; 1961-06-19 KW sovereign; 1990-08-02 IQ occupied KW; 1991-02-28 KW sovereign
Sanaa 44.21 15.35 | 1990-05-21 YAR sovereign; 1990-05-22 YE sovereign
Lahij 44.88 13.06 | 1967-11-29 GB colony; 1990-05-21 YMD sovereign; 1990-05-22 YE sovereign
Pechenga 31.20 69.55 | 1949-04-04 SU sovereign; 1991-12-26 RU sovereign
Viipuri-Vyborg 28.80 60.72 | 1949-04-04 SU sovereign; 2023-04-04 RU sovereign
Kirkkonummi-Porkkala 24.43 60.08 | 1956-01-25 SU leased FI; 1956-01-26 FI sovereign
Lviv 24.03 49.84 | 1949-04-04 SU sovereign; 1991-12-26 UA sovereign
Ustrzyki-Dolne 22.60 49.43 | 1951-06-04 SU sovereign; 1951-06-05 PL sovereign
Wroclaw 17.03 51.11 | 1949-04-04 PL sovereign
Damascus 36.29 33.51 | 1958-02-22 UAR sovereign; 1961-09-28 SY sovereign
Cairo 31.25 30.05 | 1958-02-21 EG sovereign; 1958-02-22 UAR sovereign; 1961-09-28 EG sovereign
Gibraltar -5.347 36.135 | 1949-04-04 GB colony
St-Johns -52.80 47.50 | 1949-04-04 CA sovereign
Anchorage -149.80 61.20 | 1949-04-04 US sovereign
Valletta 14.44 35.90 | 1964-09-20 GB colony; 1964-09-21 MT sovereign
Tunis 10.15 36.78 | 1956-03-19 FR protectorate TN; 1956-03-20 TN sovereign
"""  # noqa: E501  one place a line
LINES = PLACES.strip().split("\n")


@lru_cache
def land_on(day, scale):
    return natokit.borders_on(day, scale=scale)


def under(point, day, scale):
    """(holder, status, owner by law) of the one piece of land under a point."""
    land = land_on(day, scale)
    found = land[land.contains(point)]
    assert len(found) == 1, f"{day}: {len(found)} pieces of land at {point}"
    row = found.iloc[0]
    return row["holder"], row["status"], row["de_jure"]


def test_the_list_of_places_is_long_enough_and_names_each_place_once():
    names = [line.split()[0] for line in LINES]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize("scale", ["map", "fine"])
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split()[0])
def test_a_place_is_held_and_owned_by_the_right_state_on_the_day(line, scale):
    head, rows = line.split(" | ")
    point = Point(float(head.split()[1]), float(head.split()[2]))
    for row in rows.split("; "):
        day, holder, status, *owner = row.split()
        assert under(point, day, scale) == (holder, status, owner[0] if owner else holder), day
