"""Lessons as pages that need no Jupyter, no server and no network: ``python -m natokit.handout``.

``run`` executes the notebooks; ``state`` takes their widgets, ``page`` their words; ``pack`` makes
one file of a page, or a site of all. ``sheets`` and ``slides`` make worksheets and the projector's
view, ``pdf`` prints them.
"""


class HandoutError(Exception):
    """A page cannot be made. The message is one sentence: which notebook and cell, and why."""
