"""Command line: python -m natokit.handout, run in the folder notebooks/."""

import argparse
import sys
from pathlib import Path

from ..language import ENGLISH, known
from ..tables import DataError
from . import HandoutError
from .run import NOTEBOOKS

DEFAULT = NOTEBOOKS / "handouts"


def main(words=None):
    """Make the pages that the command line asks for; the exit code."""
    asked = _parser().parse_args(words)
    try:
        _make(asked)
    except (HandoutError, DataError) as error:
        print(f"\nStopped: {error}", file=sys.stderr)
        return 1
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m natokit.handout",
        description="Turn lessons into pages that need no Jupyter, no server and no network.",
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="numbers of lessons, such as 02")
    parser.add_argument("--to", metavar="FOLDER", type=Path, help=f"default: {DEFAULT.name}/")
    parser.add_argument("--site", metavar="FOLDER", type=Path, help="one site of all lessons")
    parser.add_argument("--worksheets", action="store_true", help="also sheets to print")
    parser.add_argument("--slides", action="store_true", help="also the projector's view")
    parser.add_argument(
        "--language", metavar="CODE", help="only the maps, in this language (de) and in English"
    )
    parser.add_argument("--pdf", action="store_true", help="also print lessons and sheets to PDF")
    return parser


def _make(asked):
    from .make import make_pages
    from .pack import write_alone, write_site
    from .pdf import find_chromium, print_pdf
    from .run import lesson_paths, run_all

    if asked.language:
        return _make_maps(asked)
    if asked.pdf and asked.site:
        raise HandoutError("--pdf prints single pages: leave out --site, or run it a second time.")
    paths = lesson_paths(*asked.lessons)
    progress = Progress(paths)
    lessons = run_all(paths, progress.cell)
    progress.end()
    pages = make_pages(lessons, asked.worksheets, asked.slides, said=print)
    write = write_site if asked.site else write_alone
    written = write(pages, asked.site or asked.to or DEFAULT)
    _list(written)
    if asked.pdf:
        if find_chromium() is None:
            print_pdf(written[0])  # says what is missing
        for page, path in zip(pages, written, strict=True):
            if page.kind in ("lesson", "sheet"):
                print(f"  printed {print_pdf(path).name}")
    print(f"Done: open {written[0].parent / 'index.html'}")


def _list(written):
    for path in written:
        print(f"  {path.stat().st_size / 1e3:7,.0f} kB  {path.name}")


def _make_maps(asked):
    from .pack import write_alone, write_site
    from .stepper import stepper_pages

    more = {
        "--worksheets": asked.worksheets,
        "--slides": asked.slides,
        "--pdf": asked.pdf,
        "a lesson's number": asked.lessons,
    }
    if unused := [name for name, given in more.items() if given]:
        raise HandoutError(f"--language makes maps only: leave out {', '.join(unused)}.")
    try:
        codes = dict.fromkeys((known(asked.language), ENGLISH))
    except ValueError as error:
        raise HandoutError(f"--language: {error}.") from None
    write = write_site if asked.site else write_alone
    written = write(stepper_pages(list(codes)), asked.site or asked.to or DEFAULT)
    _list(written)
    print(f"Done: open {written[0]}")


class Progress:
    """One line that says how far the notebooks have run."""

    WIDTH = 30

    def __init__(self, paths, out=None):
        self.done, self.all, self.out = dict.fromkeys(map(str, paths), (0, 1)), len(paths), out

    def cell(self, path, cell, cells):
        """A cell of a notebook has begun, or (cell == cells) the notebook has ended."""
        self.done[str(path)] = (cell, cells)
        share = sum(at / cells for at, cells in self.done.values()) / self.all
        bar = "#" * round(share * self.WIDTH)
        running = "" if cell == cells else f" {Path(path).stem}, cell {cell + 1} of {cells}"
        line = f"[{bar:.<{self.WIDTH}}] {share:4.0%}{running}"
        out = self.out or sys.stdout
        if out.isatty():
            print(f"\r{line:<79.79}", end="", file=out, flush=True)
        elif cell == cells:  # a file or a log: one line for each notebook
            print(f"[{bar:.<{self.WIDTH}}] {share:4.0%} {Path(path).stem}", file=out, flush=True)

    def end(self):
        """Leave the line."""
        if (self.out or sys.stdout).isatty():
            print(file=self.out or sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
