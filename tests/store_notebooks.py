"""Run the notebooks and store them with their outputs, as one clean run each.

    .venv/bin/python tests/store_notebooks.py [NUMBER ...]     all, or those whose name starts so

Do this after a change that alters what a notebook shows, read the difference, and commit it. Times
and widget state are not stored: they would change with every run.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def main(*starts):
    """Run each notebook in its own kernel, from top to bottom; what it saves is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NATOKIT_WORK"] = folder
        _store(starts)


def _store(starts):
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if starts and not path.name.startswith(starts):
            continue
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=120,
            record_timing=False,
            store_widget_state=False,
            resources={"metadata": {"path": str(NOTEBOOKS)}},
        )
        client.execute()
        nbformat.write(notebook, path)
        print("stored", path.name, f"{path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
