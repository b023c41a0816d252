// A map that outlines the land somebody reads about; panes.py puts this at the end of timemap.js.

function renderWithPlaces({ model, el }) {
  const undo = render({ model, el });
  const picture = el.querySelector(".timemap").shadowRoot.querySelector("svg.map");
  const line = shape("path", { class: "picked", "stroke-dasharray": "90 50" }, picture);
  picture.querySelector(".names").before(line);
  const units = new Map(model.get("drawn").units.map((unit) => [unit.id, (unit.d ?? "") + (unit.i ?? "")]));
  const show = () => line.setAttribute("d", model.get("places").map((id) => units.get(id) ?? "").join(""));
  model.on("change:places", show);
  show();
  return () => { model.off("change:places", show); undo(); };
}

export default { render: renderWithPlaces };
