"""In a browser without internet: a cell that needs a library which is not here shows its stored
result under one plain sentence, instead of a traceback.
"""

import hashlib
import json
import sys
from pathlib import Path

STORED = Path(__file__).with_name("stored")  # made by build.py: one file for each cell that shows
LIBRARIES = frozenset(
    ("geopandas", "matplotlib", "shapely", "numpy", "pandas", "PIL", "pyproj", "pyarrow")
    + ("frictionless",)
)
STAND_IN = "/pandas.py"  # where an error comes from that pandas itself would not raise
NEEDS = "This cell needs {name}, which is not part of this site. "
SHOWN = "Here is the result that is stored with the lesson."
CHANGED = "No result is stored for a cell that was changed: run it with the whole kit."
_cell = {"source": "", "told": False}


def key_of(source):
    """The name under which the result of a cell is stored."""
    return hashlib.sha256(source.strip().encode()).hexdigest()[:16]


def missing(error):
    """The library that an error tells is missing, or "" for any other error.

    >>> missing(ModuleNotFoundError("No module named 'shapely.ops'", name="shapely.ops"))
    'shapely'
    >>> missing(ValueError("a day"))
    ''
    """
    name = (getattr(error, "name", None) or "").split(".")[0]
    if isinstance(error, ModuleNotFoundError) and name in LIBRARIES:
        return name
    step = error.__traceback__
    while step:
        if step.tb_frame.f_code.co_filename.endswith(STAND_IN):
            return "pandas"
        step = step.tb_next
    return ""


def stored(source, folder=STORED):
    """The stored results of a cell: a list of {"data": ..., "metadata": ...}."""
    try:
        return json.loads((folder / f"{key_of(source)}.json").read_text(encoding="utf-8"))
    except OSError:
        return []


def begin(shell):
    """Take over what the kernel ``shell`` shows of an error."""
    usual = shell.showtraceback

    def started(info):
        _cell.update(source=info.raw_cell or "", told=False)

    def show(exc_tuple=None, *args, **kwargs):
        error = (exc_tuple or sys.exc_info())[1]
        name = missing(error) if error is not None else ""
        if not name:
            return usual(exc_tuple, *args, **kwargs)
        if not _cell["told"]:
            _cell["told"] = True
            _tell(shell, name, stored(_cell["source"]))

    shell.events.register("pre_run_cell", started)
    shell.showtraceback = show


def _tell(shell, name, results):
    said = NEEDS.format(name=name) + (SHOWN if results else CHANGED)
    shell.display_pub.publish({"text/plain": said, "text/html": f"<p><em>{said}</em></p>"})
    for result in results:
        shell.display_pub.publish(result["data"], result.get("metadata"))
