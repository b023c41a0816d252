// A map that can be answered on: the land that is clicked becomes its `places`, and is outlined. quiz.py puts this after places.js.

function renderPicking({ model, el }) {
  const undo = renderWithPlaces({ model, el }), units = model.get("drawn").units;
  const svg = el.querySelector(".timemap").shadowRoot.querySelector("svg.map");
  svg.style.cursor = "crosshair";
  svg.addEventListener("click", ({ target, clientX, clientY }) => { // the land under a symbol too; before the map answers and moves
    const below = () => svg.getRootNode().elementsFromPoint(clientX, clientY).find((part) => part.matches("path.u"));
    const outline = (target.matches("path.u") ? target : below())?.getAttribute("d");
    const unit = outline && units.find(({ d, i }) => d === outline || i === outline);
    if (!unit) return;
    model.set("places", [unit.id]);
    model.save_changes();
  }, true);
  return undo;
}

export default { render: renderPicking };
