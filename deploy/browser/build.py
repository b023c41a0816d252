"""Build the kit as a site that needs no server but one for plain files: ``python build.py [OUT]``.

Needs Python 3.11 or newer and npm (for one pinned file). Everything comes from package registries
while the site is built, checked against the hashes beside this file; the finished site asks no
other host for anything. See README.md.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from contents import first_page, lay_out, pack_kernel

HERE = Path(__file__).resolve().parent
PYODIDE, PYODIDE_HASH = (
    "314.0.7",
    "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0",
)
DISTRIBUTION = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"  # only with --with-internet
DRAWING = ("pandas", "geopandas", "matplotlib", "shapely", "pyproj", "numpy", "pillow", "pyarrow")
APPS = ("notebooks", "lab", "tree", "edit")
EPOCH = "1735689600"  # a fixed time inside the files, so that two builds are equal


def lock_of(core, wheels, with_internet=False):
    """Pyodide's list of packages with ours: {name: wheel file} of ``wheels`` replace its own.

    Without internet only ours are listed, so that the site never asks for another.
    """
    others = {}
    if with_internet:
        for name, entry in core["packages"].items():
            others[name] = entry | {"file_name": DISTRIBUTION + entry["file_name"]}
    ours = {name: _entry(name, path) for name, path in wheels.items()}
    ours["natokit-browser"]["depends"] = [n for n in wheels if n != "natokit-browser"]
    if with_internet:
        ours["natokit-browser"]["depends"] += [n for n in DRAWING if n in others]
    return core | {"packages": others | ours}


def _entry(name, path):
    imports = ["natokit"] if name == "natokit-browser" else [name.replace("-", "_")]
    return {
        "name": name,
        "version": path.name.split("-")[1],
        "file_name": path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": imports,
        "depends": [],
        "unvendored_tests": False,
    }


def fetch(work, pyodide):
    """Tools, wheels and Pyodide into ``work``; returns (folder of programs, wheels by name)."""
    venv.create(work / "tools", with_pip=True)
    programs = work / "tools" / ("Scripts" if os.name == "nt" else "bin")
    pip = [programs / "python", "-m", "pip", "-q"]
    run(
        *pip,
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        HERE / "requirements.txt",
    )
    wheels = work / "wheels"
    run(*pip, "download", "--require-hashes", "--no-deps", "--only-binary", ":all:",
        "--dest", wheels,
        "-r", HERE / "wheels.txt", "--python-version", "3.14", "--platform", "any")  # fmt: skip
    if pyodide is None:
        npm = shutil.which("npm") or sys.exit("npm is not installed: install Node.js, or give the "
                                              "file with --pyodide (see README.md).")  # fmt: skip
        run(npm, "pack", "--silent", f"pyodide@{PYODIDE}", "--pack-destination", work)
        pyodide = work / f"pyodide-{PYODIDE}.tgz"
    if hashlib.sha256(Path(pyodide).read_bytes()).hexdigest() != PYODIDE_HASH:
        sys.exit(
            f"{pyodide} is not the pinned Pyodide {PYODIDE}: its hash differs. Fetch it again."
        )
    with tarfile.open(pyodide) as archive:
        archive.extractall(work, filter="data")
    found = {
        p.name.split("-")[0].lower().replace("_", "-"): p for p in sorted(wheels.glob("*.whl"))
    }
    found.pop("widgetsnbextension", None)  # the kernel brings a stand-in of its own
    return programs, found


def run(*command, folder=None):
    """Run a program, in a folder where one is named; stop with its own words when it fails."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
    words = [str(part) for part in command]
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n'{Path(words[0]).name}' failed; see above.")


def build(out, pyodide=None, with_internet=False):
    """Make the site in the folder ``out``, which must be absent or a site made here before."""
    if out.exists() and not (out / "jupyter-lite.json").is_file() and any(out.iterdir()):
        sys.exit(f"{out} holds something else; name a new or an empty folder.")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        programs, wheels = fetch(work, pyodide)
        wheels["natokit-browser"] = pack_kernel(work, with_internet)
        source = work / "site"
        titles = lay_out(source / "files")
        core = source / "static" / "pyodide"
        core.mkdir(parents=True)
        for file in (work / "package").glob("py*"):
            if file.suffix in (".mjs", ".wasm", ".zip", ".js"):
                shutil.copy(file, core)
        lock = json.loads((work / "package" / "pyodide-lock.json").read_text(encoding="utf-8"))
        for path in wheels.values():
            shutil.copy(path, core)
        text = json.dumps(lock_of(lock, wheels, with_internet))
        (core / "pyodide-lock.json").write_text(text, encoding="utf-8")
        shutil.copy(HERE / "jupyter-lite.json", source)
        if out.exists():
            shutil.rmtree(out)
        apps = [part for app in APPS for part in ("--apps", app)]
        command = (programs / "jupyter", "lite", "build", "--no-sourcemaps", *apps)
        places = ("--lite-dir", source, "--contents", source / "files", "--output-dir", out)
        run(*command, *places, folder=work)  # what it remembers of a build must not reach the next
        (out / "index.html").write_text(first_page(titles), encoding="utf-8")
        shutil.copy(out / "icon-120x120.png", out / "favicon.ico")  # browsers ask for it unasked
    print(f"The site is in {out}. Serve it: python -m http.server -d {out} --bind 127.0.0.1 8000")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument(
        "out", nargs="?", type=Path, default=Path("site"), help="folder for the site"
    )
    asked.add_argument("--pyodide", type=Path, help="the file that `npm pack pyodide` gives")
    asked.add_argument("--with-internet", action="store_true",
                       help="let the page fetch geopandas from Pyodide's own host")  # fmt: skip
    given = asked.parse_args()
    build(given.out.resolve(), given.pyodide, given.with_internet)
