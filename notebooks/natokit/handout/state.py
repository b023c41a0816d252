"""What the widgets of a lesson need on a page without a kernel: their values, code and links.

Taken out of the stored state of the notebook, whatever the widgets are called: a new widget of the
kit needs nothing new here, as long as it is an anywidget whose code stands alone, or a box.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field

from . import HandoutError
from .run import place

VIEW = "application/vnd.jupyter.widget-view+json"
BOXES = {"BoxModel": "row", "HBoxModel": "row", "VBoxModel": "column"}
LINKS = {"LinkModel": True, "DirectionalLinkModel": False}  # name: does it work both ways?
KEPT = ("given", "attempt", "name")  # traits that a reader fills: a page keeps them in the browser
LARGE = 400  # signs of JSON from which on a value is stored once for all widgets that have it


@dataclass
class PageState:
    """``models``: {"w0": ...} as the page's own script reads them, without their large values.

    ``parts``: {hash: JSON text} of the large values. ``modules``: {hash: source} of the code.
    ``links``: [[model, trait, model, trait, both ways], ...].
    """

    models: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)
    modules: dict = field(default_factory=dict)
    links: list = field(default_factory=list)
    places: dict = field(default_factory=dict)  # {id in the notebook: id on the page}

    @property
    def kept(self):
        """True when a reader's answers can be kept."""
        return any(model.get("kept") for model in self.models.values())


def state_of(lesson):
    """The PageState of all widgets that a lesson shows, in the order of its cells."""
    found = PageState()
    for index, cell in enumerate(lesson.notebook.cells):
        for output in cell.get("outputs", []):
            if shown := output.get("data", {}).get(VIEW):
                where = place(lesson.stem + ".ipynb", lesson.notebook, index)
                _add(found, lesson.models, shown["model_id"], where)
    for model in lesson.models.values():
        _link(found, model)
    return found


def state_of_widget(widget):
    """The PageState of a page with one widget that no notebook has shown; it is "w0"."""
    found = PageState()
    models = {"own": {"model_name": "AnyModel", "state": widget.get_state()}}
    _add(found, models, "own", type(widget).__name__)
    return found


def code_name(text):
    """A short name for a text or bytes: the same for the same, another for any other.

    >>> code_name("map"), code_name("maps")
    ('60be9861750f', '325392e8dd28')
    """
    raw = text if isinstance(text, bytes) else text.encode()
    return hashlib.sha256(raw).hexdigest()[:12]


def script_of(module):
    """An ES module as a plain script that only registers the widget, so that a page can allow this
    very text by its hash and needs no address to import from.
    """
    body, found = re.subn(r"\bexport default\b", "return", module)
    if found != 1 or re.search(r"^\s*(import|export)\b", body, re.MULTILINE):
        raise ValueError("its code must stand alone: one `export default`, no import")
    return f'natokit.widgets["{code_name(module)}"] = (() => {{ "use strict";\n{body}\n}})();'


def _add(found, models, key, where):
    """Put a model and all that it is made of into ``found``; its id on the page."""
    if key in found.places:
        return found.places[key]
    if key not in models:
        raise HandoutError(f"{where}: the widget that it shows was closed; show an open one.")
    model, name = models[key], f"w{len(found.places)}"
    found.places[key], state = name, model["state"]
    found.models[name] = made = {"layout": _layout(models, state)}  # in the order of the page
    if model["model_name"] in BOXES:
        children = [_add(found, models, _id(child), where) for child in state["children"]]
        made |= {"flow": BOXES[model["model_name"]], "children": children}
    elif "_esm" in state:
        made |= _widget(found, state, where)
    else:
        kind = model["model_name"].removesuffix("Model")
        raise HandoutError(
            f"{where}: a page without a kernel cannot show a {kind}; show it as an anywidget "
            "whose code stands alone, as a Box of such, or as a picture or table."
        )
    return name


def _widget(found, state, where):
    values = {name: value for name, value in state.items() if not name.startswith("_")}
    values.pop("layout", None)
    try:
        script_of(state["_esm"])
    except ValueError as error:
        raise HandoutError(f"{where}: the widget cannot leave Jupyter: {error}.") from None
    code = code_name(state["_esm"])
    found.modules[code] = state["_esm"]
    kind = state.get("_anywidget_id", "widget").split(".")[-1]
    number = sum(model.get("kind") == kind for model in found.models.values()) + 1
    large = {}
    for name in sorted(values):
        text = json.dumps(values[name], ensure_ascii=False, separators=(",", ":"))
        if len(text) > LARGE and name not in KEPT:
            large[name] = code_name(text)
            found.parts[large[name]] = text
            del values[name]
    kept = [name for name in KEPT if name in values]
    return {"kind": kind, "number": number, "code": code, "kept": kept, "values": values,
            "parts": large}  # fmt: skip


def _link(found, model):
    if model["model_name"] not in LINKS:
        return
    (one, trait), (other, trait_there) = model["state"]["source"], model["state"]["target"]
    ends = [found.places.get(_id(one)), found.places.get(_id(other))]
    if all(ends):
        both = LINKS[model["model_name"]]
        found.links.append([ends[0], trait, ends[1], trait_there, both])
        found.links.sort()


def _id(reference):
    return reference.removeprefix("IPY_MODEL_")


def _layout(models, state):
    """{CSS property: value} of the layout that a widget refers to."""
    layout = models.get(_id(state.get("layout") or ""), {}).get("state", {})
    return {
        name.replace("_", "-"): value
        for name, value in layout.items()
        if value is not None and not name.startswith("_")
    }
