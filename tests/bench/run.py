"""Compares natokit's stepping map with its peers, in one run, in a real JupyterLab.

    python tests/bench/run.py [--quick] [--only NAMES] [--write-readme]

See README.md in this folder for what is measured and how. The results go to a temporary folder,
whose name is printed: results.json (everything), table.md, and a picture of each map.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "notebooks")]

import measure  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import shapes  # noqa: E402

ROUNDS, QUICK_ROUNDS = 3, 1
STEPS = ["ArrowRight"] * 10 + ["ArrowLeft"] * 10  # eleven stages, there and back

# What folium's page asks of other hosts. npm has it; the rest is fonts and icons, left out.
NPM = {
    "leaflet@1.9.3": ["dist/leaflet.js", "dist/leaflet.css"],
    "jquery@3.7.1": ["dist/jquery.min.js"],
    "bootstrap@5.2.2": ["dist/js/bootstrap.bundle.min.js", "dist/css/bootstrap.min.css"],
    "d3@4.13.0": ["build/d3.min.js"],
    "moment@2.18.1": ["min/moment.min.js"],
    "leaflet.awesome-markers@2.0.5": ["dist/leaflet.awesome-markers.js"],
}
ASKED_AS = {"jquery.min.js": "jquery-3.7.1.min.js", "d3.min.js": "d3.v4.min.js"}


def files_of_other_hosts(folder):
    """{name in an address: file at hand}; without npm, folium's scripts are missing."""
    layers = ("coastlines", "land", "ocean", "lakes", "subunits", "countries", "rivers")
    nothing = {"type": "GeometryCollection", "geometries": []}
    world = folder / "world_110m.json"  # plotly fetches it even where none of it is drawn
    world.write_text(
        json.dumps({"type": "Topology", "arcs": [], "objects": dict.fromkeys(layers, nothing)})
    )
    found = {world.name: world}
    npm = shutil.which("npm")
    if npm:
        options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(
            [npm, "install", *options, "--prefix", str(folder), *NPM],
            cwd=folder, check=False, timeout=180, capture_output=True,
        )  # fmt: skip
    for package, paths in NPM.items():
        for path in paths:
            file = folder / "node_modules" / package.split("@")[0] / path
            if file.exists():
                found[ASKED_AS.get(file.name, file.name)] = file
    return found


def import_times(root):
    """Milliseconds of `import natokit` and of TimeMap's import, in new processes."""
    found = {}
    for name in ("import natokit", "from natokit import TimeMap"):
        code = f"import time; t = time.perf_counter(); {name}; print(time.perf_counter() - t)"
        done = [
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=root / "notebooks", capture_output=True, text=True, check=True, timeout=120,
            ).stdout
            for _ in range(5)
        ]  # fmt: skip
        found[name] = statistics.median(1000 * float(text) for text in done)
    return found


def cold_first_map(lab, browser):
    """Milliseconds from running the first cell of a new kernel to the map, import included."""
    peer = peers.NATOKIT
    name = "notebooks/bench-cold.ipynb"
    measure.write_notebook(lab.root / name, "", f"from natokit import TimeMap\n{peer.show}")
    page = measure.Page(lab, browser, name)
    try:
        return measure.first_picture(page, peer, page.run(1))[0]
    finally:
        page.close()


def lesson(lab, browser):
    """Seconds that all cells of lesson 02 take in a new kernel, and its memory after them."""
    page = measure.Page(lab, browser, "notebooks/02-nato-step-by-step.ipynb")
    try:
        begun = time.monotonic()
        return {"seconds": page.run_all() - begun, "kernel_mb": page.kernel_memory()}
    finally:
        page.close()


def machine(browser):
    """What the figures depend on, without a name of the machine."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "chromium": browser.version,
        "busy": [round(part, 2) for part in psutil.getloadavg()],
        "day": datetime.date.today().isoformat(),
    }


def compare(lab, browser, chosen, rounds, files, folder):
    """{peer: [a record a round]}; every second round runs backwards, so that nobody is favoured."""
    records = {peer.name: [] for peer in chosen}
    for number in range(rounds):
        for peer in chosen if number % 2 == 0 else chosen[::-1]:
            picture = folder / f"{peer.name}.png"
            try:
                found = measure.measure(lab, browser, peer, STEPS, files, picture)
            except Exception as error:  # one peer that fails must not cost the others' figures
                found = {"error": str(error)[-600:]}
            records[peer.name].append(found)
            print(f"round {number + 1}, {peer.name}: {report.line(found)}", flush=True)
    return records


def run(options, folder):
    """Measure everything. Returns the results as plain values."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling at each import would be measured
    names = options.only.split(",") if options.only else [peer.name for peer in peers.PEERS]
    chosen = [peer for peer in peers.PEERS if peer.name in names]
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    vendored = folder / "npm"
    vendored.mkdir()
    files = files_of_other_hosts(vendored)
    with measure.jupyter_and_browser(folder) as (lab, browser):
        (lab.root / "bench").mkdir()
        land = shapes.land()
        land.to_parquet(lab.root / "bench" / "land.parquet")
        results = {
            "machine": machine(browser),
            "pieces": len(land),
            "vertices": shapes.vertices(land),
            "stages": len(shapes.stage_days()),
            "imports_ms": import_times(lab.root),
            "cold_first_ms": [cold_first_map(lab, browser) for _ in range(rounds)],
            "lesson_02": lesson(lab, browser),
            "stored_kb": {
                path.name: path.stat().st_size / 1000
                for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
            },
        }
        results["peers"] = compare(lab, browser, chosen, rounds, files, folder)
        results["machine"]["busy_after"] = [round(part, 2) for part in psutil.getloadavg()]
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one round: 20 steps a map")
    parser.add_argument("--only", help="names of maps, with commas between them")
    parser.add_argument("--write-readme", action="store_true", help="put the table there")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="natokit-bench-"))
    results = run(options, folder)
    (folder / "results.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    text = report.text(results)
    (folder / "table.md").write_text(text, encoding="utf-8")
    for made in ("lab", "npm"):
        shutil.rmtree(folder / made, ignore_errors=True)
    print(f"\n{text}\nEverything is in {folder}")
    if options.write_readme:
        report.write_between(ROOT / "README.md", "bench", text)


if __name__ == "__main__":
    main()
