"""What the site carries of the kit: its lessons as files, the rest in one wheel for Pyodide.

The wheel holds natokit, the tables, the stored results and ``kernel/``. A page that read natokit
file by file through its service worker would need minutes for its first map.
"""

import html
import json
import shutil
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE / "kernel"))  # last, or its stand-in would hide a real pandas
from natokit_browser import key_of  # noqa: E402

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
OWN = ("natokit", "__pycache__", "progress*.json*", "my-work", "handouts", ".*", "*.ipynb")
# What the page's Python never reads: pictures for the README, texts under study that stay at home.
NOT_READ = ("__pycache__", "prepare/", "README.md", ".gif", "changes.png", "original.txt")
OUTLINES = ("units_fine.parquet",)  # only geopandas reads it
WHEEL = "natokit_browser-1-py3-none-any.whl"
LONG_AGO = (2025, 1, 1, 0, 0, 0)  # a fixed time, so that two builds are equal


def for_browser(notebook):
    """The notebook (a dict) with the kernel that the site has, so that no dialog asks for one."""
    return notebook | {"metadata": notebook["metadata"] | {"kernelspec": KERNEL}}


def results_of(notebook):
    """{source of a cell: its stored results} for the cells that show something."""
    found = {}
    for cell in notebook["cells"]:
        shown = [
            {"data": _plain(output["data"]), "metadata": output.get("metadata", {})}
            for output in cell.get("outputs", ())
            if "data" in output
        ]
        if shown:
            found["".join(cell["source"])] = shown
    return found


def _plain(data):
    joined = {k: "".join(v) if isinstance(v, list) else v for k, v in data.items()}
    return {k: v for k, v in joined.items() if "widget" not in k}  # a stored widget has no model


def title_of(notebook):
    """The first heading of a notebook."""
    for cell in notebook["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if line.startswith("# "):
                return line[2:].strip()
    return "Lesson"


def first_page(titles):
    """The page that opens first, as HTML: which lesson to open. ``titles``: {file: title}."""
    items = "".join(
        f'<li><a href="notebooks/index.html?path=notebooks/{name}">{html.escape(title)}</a></li>'
        for name, title in titles.items()
    )
    template = (HERE / "first_page.html").read_text(encoding="utf-8")
    return template.replace("{lessons}", items)


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def lay_out(folder):
    """Copy the lessons and what they link to into ``folder``; returns {file of a lesson: title}."""
    skip = shutil.ignore_patterns(*OWN)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=skip)
    titles = {}
    for path in LESSONS:
        notebook = _read(path)
        titles[path.name] = title_of(notebook)
        text = json.dumps(for_browser(notebook), ensure_ascii=False, indent=1)
        (folder / "notebooks" / path.name).write_text(text, encoding="utf-8")
    return titles


def wheel_files(with_internet=False):
    """{name in the wheel: bytes} of all that the page's Python reads."""
    files, left_out = {}, NOT_READ if with_internet else (*NOT_READ, *OUTLINES)
    for folder, inside in (
        (HERE / "kernel", ""),
        (ROOT / "notebooks" / "natokit", "natokit/"),
        (ROOT / "data", "natokit_browser/data/"),
    ):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            if not any(part in name for part in left_out):
                files[inside + name] = path.read_bytes()
    for path in LESSONS:
        for source, shown in results_of(_read(path)).items():
            text = json.dumps(shown, ensure_ascii=False)
            files[f"natokit_browser/stored/{key_of(source)}.json"] = text.encode()
    return files


def pack_kernel(folder, with_internet=False):
    """Write the wheel into ``folder``, the same bytes every time; returns its path."""
    info = f"{WHEEL.split('-py3')[0]}.dist-info/"
    files = wheel_files(with_internet)
    files[info + "METADATA"] = b"Metadata-Version: 2.1\nName: natokit-browser\nVersion: 1\n"
    files[info + "WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[info + "RECORD"] = "".join(f"{n},,\n" for n in (*files, info + "RECORD")).encode()
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        for name, raw in files.items():
            wheel.writestr(zipfile.ZipInfo(name, LONG_AGO), raw, zipfile.ZIP_DEFLATED)
    return folder / WHEEL
