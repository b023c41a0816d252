"""The kit that runs in a browser alone: its build script, and natokit without what it lacks."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "deploy" / "browser"
sys.path.insert(0, str(SITE))
import build  # noqa: E402
import contents  # noqa: E402

LESSONS = contents.LESSONS
WITHOUT = """
import os, sys
class Absent:
    names = {"geopandas", "matplotlib", "shapely", "numpy", "pyarrow", "pyproj"}
    names |= {"frictionless", "PIL"}
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
sys.path[:0] = [KERNEL, NOTEBOOKS]
import json, pandas
assert pandas.__file__.endswith("kernel/pandas.py")
"""


def without_libraries(code):
    """What a Python prints that has only what the site has."""
    names = f"KERNEL, NOTEBOOKS = {str(SITE / 'kernel')!r}, {str(ROOT / 'notebooks')!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", names + WITHOUT + code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("track", ["nato", "troops", "both"])
def test_the_map_steps_without_any_library_that_draws_and_says_the_same(track):
    from natokit import TimeMap

    code = f"from natokit import TimeMap\nm = TimeMap({track!r})\nm._repr_mimebundle_()\nprint(m)\n"
    assert without_libraries(code).strip() == repr(TimeMap(track)).strip()


def test_article_claims_voices_and_questions_say_the_same_without_the_libraries():
    cells = {}
    for path in LESSONS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            wanted = ("check_claims()", "compare_voices()", "read_article()", 'exercises("02")')
            if cell["cell_type"] == "code" and source.endswith(wanted):
                cells[source] = "".join(cell["outputs"][0]["data"]["text/plain"])
    assert len(cells) == 4
    for source, stored in cells.items():
        *first, last = source.splitlines()
        code = "\n".join([*first, f"print(json.dumps(repr({last})))"])
        assert json.loads(without_libraries(code)) == stored


def test_every_lesson_names_the_kernel_of_the_site():
    for path in LESSONS:
        notebook = contents.for_browser(json.loads(path.read_text(encoding="utf-8")))
        assert notebook["metadata"]["kernelspec"]["name"] == "python"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The folder into which Pyodide unpacks the kit."""
    folder = tmp_path_factory.mktemp("packed")
    with zipfile.ZipFile(contents.pack_kernel(folder)) as wheel:
        wheel.extractall(folder / "site-packages")
    return folder / "site-packages"


def as_in_the_page(packed):
    """Code that takes natokit and its tables from the wheel."""
    data = str(packed / "natokit_browser" / "data")
    return f"sys.path.insert(0, {str(packed)!r})\nos.environ['NATOKIT_DATA'] = {data!r}\n"


def test_a_page_reads_its_lessons_as_files_and_all_else_from_the_wheel(tmp_path, packed):
    assert list(contents.lay_out(tmp_path)) == [path.name for path in LESSONS]
    assert (tmp_path / "notebooks" / "GLOSSARY.md").is_file()
    assert not (tmp_path / "notebooks" / "natokit").exists()
    assert (packed / "natokit" / "timemap.js").is_file()
    for folder in (tmp_path, packed):
        assert not [p for p in folder.rglob("*") if p.name in ("progress.json", "original.txt")]


def test_the_settings_of_the_page_name_what_the_wheel_and_the_lock_hold(packed):
    settings = json.loads((SITE / "jupyter-lite.json").read_text(encoding="utf-8"))
    plugins = settings["jupyter-config-data"]["litePluginSettings"]
    options = plugins["@jupyterlite/pyodide-kernel-extension:kernel"]["loadPyodideOptions"]
    for name in ("PYTHONSTARTUP", "NATOKIT_DATA"):
        path = options["env"][name].partition("/site-packages/")[2]
        assert (packed / path).exists()
    wheels = (SITE / "wheels.txt").read_text(encoding="utf-8")
    for name in set(options["packages"]) - {"natokit-browser"}:
        assert f"\n{name}==" in f"\n{wheels}"


def test_the_kit_in_the_wheel_shows_the_stored_map_from_its_own_tables(packed):
    code = f"""
from natokit import TimeMap, draw_map, tables
assert tables.__file__.startswith({str(packed)!r})
draw_map("1949-04-04")._repr_html_()
print(TimeMap())
"""
    from natokit import TimeMap

    assert without_libraries(as_in_the_page(packed) + code).strip() == repr(TimeMap()).strip()


def test_every_name_of_natokit_loads_without_the_libraries():
    code = "import natokit\nprint(len([getattr(natokit, name) for name in natokit.__all__]))"
    import natokit

    assert int(without_libraries(code)) == len(natokit.__all__)


def test_the_first_page_names_no_other_host_and_links_every_lesson():
    page = contents.first_page({"00-start-here.ipynb": "Start & here"})
    assert "://" not in page
    assert "path=notebooks/00-start-here.ipynb" in page
    assert "Start &amp; here" in page


def test_without_internet_the_list_of_packages_holds_only_our_files(tmp_path):
    wheel = contents.pack_kernel(tmp_path)
    ipython = tmp_path / "ipython-9-py3-none-any.whl"
    ipython.write_bytes(b"")
    core = {"packages": {"numpy": {"file_name": "numpy.whl"}}}
    wheels = {"ipython": ipython, "natokit-browser": wheel}
    assert set(build.lock_of(core, wheels)["packages"]) == set(wheels)
    assert "://" not in json.dumps(build.lock_of(core, wheels))
    assert "://" in build.lock_of(core, wheels, True)["packages"]["numpy"]["file_name"]


def test_the_packed_kernel_is_the_same_bytes_every_time(tmp_path):
    first = contents.pack_kernel(tmp_path).read_bytes()
    assert contents.pack_kernel(tmp_path).read_bytes() == first


def test_a_cell_that_lacks_a_library_shows_its_stored_result_and_no_traceback(packed):
    code = """
import natokit_browser
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
told = []
shell.display_pub.publish = lambda data, metadata=None: told.append(data)
natokit_browser.begin(shell)
shell.run_cell("from natokit import chart_members", store_history=False)
shell.run_cell("chart_members()", store_history=False)
words, result = told[0]["text/plain"], told[1]["text/html"]
print("Traceback" in json.dumps(told), "needs" in words, "<img" in result)
"""
    said = without_libraries(as_in_the_page(packed) + code)
    assert "False True True" in said
    assert "Traceback" not in said
