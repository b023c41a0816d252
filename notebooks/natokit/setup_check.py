"""Is everything here that the lessons need? ``check_setup()`` answers and survives what is not.

Its words name no version and no folder, so that they are the same on every computer on which all
is well.
"""

import datetime
import importlib
import re
import sys
from html import escape

from . import tables

PYTHON = (3, 11)
# What a lesson's kernel imports (JupyterLab itself may run elsewhere); PIL comes with matplotlib.
PACKAGES = (
    *("numpy", "pandas", "pyarrow", "shapely", "geopandas", "matplotlib", "PIL"),
    *("ipywidgets", "anywidget", "frictionless"),
)
IN_BROWSER = sys.platform == "emscripten"  # where maps are stepped and stored pictures are shown
if IN_BROWSER:
    PACKAGES = ("pandas", "ipywidgets", "anywidget")


class Setup:
    """``found``: sentences about what is well. ``missing``: sentences that say what to do."""

    def __init__(self, found, missing):
        self.found, self.missing = found, missing

    @property
    def good(self):
        """True when nothing is missing."""
        return not self.missing

    def __repr__(self):
        if self.good:
            return "All good. " + " ".join(self.found)
        return "Not ready yet. " + " ".join(self.missing)

    def _repr_html_(self):
        head = "All good." if self.good else "Not ready yet."
        items = "".join(f"<li>{escape(line)}</li>" for line in (*self.missing, *self.found))
        return f"<p><strong>{head}</strong></p><ul>{items}</ul>"


def check_setup():
    """Look at Python, the packages, the tables, the land and the map; nothing is changed.

    Returns a Setup, and raises nothing: what is wrong becomes a sentence with the way out.

    >>> check_setup().good
    True
    """
    found, missing = [], []
    for check in (_python, _packages, _tables, _clock, _map):
        try:
            found.append(check())
        except tables.DataError as error:
            missing.append(str(error))
        except Exception as error:  # the reader needs a sentence, whatever went wrong
            missing.append(_fault(check, error))
        if missing and check is _packages:
            break  # without packages, the other checks would only repeat it
    return Setup(found, list(dict.fromkeys(missing)))


class _Missing(Exception):
    """Carries the sentence that the reader sees."""


def _fault(check, error):
    if isinstance(error, _Missing):
        return str(error)
    what = check.__doc__.lower().rstrip(".")
    return f"Checking {what} failed with {type(error).__name__}: {error}. {_again()}"


def _again():
    """How to install everything, in the README's own words where it can be read."""
    try:
        readme = (tables.HERE.parents[1] / "README.md").read_text(encoding="utf-8")
    except OSError:
        readme = ""
    name = "lesson-windows" if sys.platform == "win32" else "lesson"
    command = re.search(rf"<!-- {name} -->\s*```[a-z]*\n(.+)\n```", readme)
    said = f": {command[1]}" if command else " once more."
    return f"Close JupyterLab and type the first command of README.md in the kit's folder{said}"


def _python():
    """Python."""
    wanted = ".".join(map(str, PYTHON))
    if sys.version_info < PYTHON:
        raise _Missing(f"Python is older than {wanted}. Install a newer one from python.org.")
    return f"Python: {wanted} or newer."


def _packages():
    """The packages."""
    absent = [name for name in PACKAGES if not _loads(name)]
    if absent:
        raise _Missing(f"Missing or broken: {', '.join(absent)}. {_again()}")
    return f"Packages: all {len(PACKAGES)} load."


def _loads(name):
    try:
        importlib.import_module(name)
    except Exception:  # a package can also be there and fail, e.g. for want of a system library
        return False
    return True


def _tables():
    """The tables."""
    names = [r["name"] for r in tables.descriptor()["resources"] if "schema" in r]
    for name in names:
        tables.read(name)
    edited = [name for name in names if tables.changed(name)]
    note = f" Changed by you and still right: {', '.join(edited)}." if edited else ""
    return f"Tables: {len(names)} read, no fault.{note}"


def _clock():
    """The clock."""
    from .history import stages

    newest = stages()["day"].iloc[-1]
    if datetime.date.today().isoformat() < newest:
        raise _Missing(f"This computer's clock is wrong: it is before {newest}. Set it right.")
    return "Clock: right enough."


def _map():
    """The map."""
    from .drawn import load

    drawn = load("nato", "europe")
    if IN_BROWSER:
        return f"Map: {len(drawn['stages'])} stages, ready."
    land = tables.read_land()
    return f"Map: {len(land)} pieces of land and {len(drawn['stages'])} stages, ready."
