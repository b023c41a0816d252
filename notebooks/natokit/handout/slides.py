"""The projector's view of a stepper: the whole window, large type, keys, presenter's notes."""

import json
import re
from html import escape

from ..tables import texts
from .pack import static
from .page import PROJECT, Page
from .site import maps_alone
from .state import PageState, code_name

GUIDE = PROJECT / "notebooks" / "TEACHER-GUIDE.md"


def slides_of(lesson, state):
    """The slides of the first map of a lesson that stands for itself, as a list of one Page; []
    if there is none.
    """
    first = next(maps_alone(lesson, state), None)
    if first is None:
        return []
    name, words = first[0], texts()
    model = {**state.models[name], "kept": []}
    css = json.dumps(json.loads(state.parts[model["parts"]["css"]]) + static("slides_map.css"))
    model["parts"] = {**model["parts"], "css": code_name(css)}
    parts = {key: css if key == code_name(css) else state.parts[key]
             for key in model["parts"].values()}  # fmt: skip
    only = PageState({name: model}, parts, {model["code"]: state.modules[model["code"]]})
    notes = notes_of(GUIDE.read_text(encoding="utf-8"), lesson.number)
    title = f"{words['handout_slides']}: {lesson.title}"
    body = (
        f'<h1 class="hidden">{escape(title)}</h1>'
        f'<div class="widget" data-widget="{name}"></div>'
        f'<p class="keys">{escape(words["handout_slides_keys"])}</p>'
        f'<section class="notes" aria-label="{escape(words["handout_notes"])}" hidden></section>'
    )
    return [
        Page(
            f"{lesson.stem}-slides",
            title,
            body,
            kind="slides",
            state=only,
            scripts=("slides.js", "widgets.js"),
            styles=("slides.css",),
            data={"notes": notes},
            around={"name": words["handout_slides"]},
        )
    ]


def notes_of(guide, number):
    r"""{stage_id: note} of a lesson, from the list under "### Presenter's notes: 02" of the guide.

    >>> notes_of("### Presenter's notes: 02\n\n- `1949-x`: Ask\n  first.\n\n## Next", "02")
    {'1949-x': 'Ask first.'}
    """
    head = rf"^#{{2,4}} Presenter['’]s notes:? *{number}\b.*$"
    found = re.search(head, guide, re.MULTILINE | re.IGNORECASE)
    if not found:
        return {}
    block = re.split(r"^#{1,4} ", guide[found.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    items = re.findall(r"^[-*] +`?([\w-]+)`?: *(.+(?:\n +\S.*)*)", block, re.MULTILINE)
    return {stage: re.sub(r"[*`]", "", " ".join(note.split())) for stage, note in items}
