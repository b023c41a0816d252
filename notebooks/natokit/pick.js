// A map that can be answered on: the land that is clicked becomes its `places`, and is outlined. quiz.py puts this at the end of timemap.js.

function renderPicking({ model, el }) {
  const undo = render({ model, el }), units = model.get("drawn").units;
  const map = el.querySelector(".timemap").shadowRoot.querySelector(".pictures");
  map.style.cursor = "crosshair";
  map.addEventListener("click", ({ target, clientX, clientY }) => { // the land under a symbol too; before the map answers and moves
    const below = () => map.getRootNode().elementsFromPoint(clientX, clientY).find((part) => part.matches("path.u"));
    const outline = (target.matches("path.u") ? target : below())?.getAttribute("d");
    const unit = outline && units.find(({ d, i }) => d === outline || i === outline);
    if (!unit) return;
    model.set("places", [unit.id]);
    model.save_changes();
  }, true);
  return undo;
}

export default { render: renderPicking };
