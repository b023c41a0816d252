"""Run notebooks once, in kernels of their own, and keep what they show and their widgets."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..tables import HERE
from ..terms import unmarked
from . import HandoutError

NOTEBOOKS = HERE.parent
STATE = "application/vnd.jupyter.widget-state+json"
AT_ONCE = 2  # a kernel that draws needs a processor and some 200 MB


@dataclass(frozen=True)
class Lesson:
    """A notebook that has run. ``stem`` is its name without ``.ipynb``."""

    stem: str
    notebook: object

    @property
    def models(self):
        """{id: model} of all widgets that the notebook made."""
        return self.notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})

    @property
    def number(self):
        """The number that the name begins with, such as "02"."""
        return self.stem.split("-")[0]

    @cached_property
    def title(self):
        """The text of the first heading."""
        return next(line[2:] for line in self._opening if line.startswith("# ")).strip()

    @cached_property
    def question(self):
        """The first paragraph under the title, which says what it is about, without its links."""
        told = next(line for line in self._opening if line and not line.startswith("#"))
        return unmarked(told.strip())

    @cached_property
    def _opening(self):
        return self.notebook.cells[0].source.splitlines()


def lesson_paths(*starts):
    """The notebooks of the kit, or those whose names begin so; a HandoutError if there is none.

    >>> [path.name for path in lesson_paths("02")]
    ['02-nato-step-by-step.ipynb']
    """
    paths = [p for p in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")) if p.name.startswith(starts or "")]
    if not paths:
        known = ", ".join(p.name[:2] for p in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")))
        raise HandoutError(f"no lesson begins with {' or '.join(starts)}; there are {known}.")
    return paths


def run_all(paths, done=lambda path, cell, cells: None):
    """The lessons of some notebooks, in order. ``done`` hears of each cell that has run."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [pool.submit(run, Path(path), done) for path in paths]
        try:
            return [each.result() for each in runs]
        except HandoutError:
            pool.shutdown(cancel_futures=True)
            raise


def run(path, done=lambda path, cell, cells: None):
    """Run a notebook from top to bottom; a HandoutError names the cell that fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    at = 0

    def begin(cell, cell_index):
        nonlocal at
        at = cell_index
        done(path, cell_index, len(notebook.cells))

    client = NotebookClient(
        notebook,
        timeout=180,
        record_timing=False,
        store_widget_state=True,
        on_cell_start=begin,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    try:
        with tempfile.TemporaryDirectory() as nothing:
            client.execute(env=os.environ | nobodys(nothing))
    except CellExecutionError as error:
        raise HandoutError(f"{place(path, notebook, at)}: {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        why = str(error).strip().splitlines()[0]
        raise HandoutError(f"{place(path, notebook, at)} does not end: {why}") from None
    done(path, len(notebook.cells), len(notebook.cells))
    return Lesson(path.stem, notebook)


def nobodys(folder):
    """Settings under which a kernel finds nobody's answers and no copy of the article: neither may
    get into a page that is passed on.
    """
    names = {"NATOKIT_PROGRESS": "progress.json", "NATOKIT_ARTICLE": "original.txt"}
    return {name: str(Path(folder) / file) for name, file in names.items()}


def place(path, notebook, index):
    """ "02-nato.ipynb, cell 9 (TimeMap())": a cell as the reader finds it."""
    last = notebook.cells[index].source.strip().splitlines()[-1:] or [""]
    return f"{Path(path).name}, cell {index + 1} ({last[0][:60]})"
