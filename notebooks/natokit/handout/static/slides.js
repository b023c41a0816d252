// The projector's keys: those of the map work wherever the focus is, and so do the buttons of a presenter's remote. N shows the
// notes below the map, P opens them in a window of their own, F fills the screen. widgets.js calls `natokit.answers` first.

natokit.answers = ({ models, notes, words }) => {
  const model = natokit.models[Object.keys(models)[0]], stages = model.get("drawn").stages;
  const place = document.querySelector(".notes");
  let own = null; // the window with the notes

  const lines = () => {
    const day = model.get("day"), at = stages.findLastIndex((stage) => stage.day <= day);
    const text = (tag, said) => Object.assign(document.createElement(tag), { textContent: said });
    const next = stages[at + 1];
    return [text("h2", stages[at] ? `${stages[at].day}: ${stages[at].title}` : day),
      text("p", notes[stages[at]?.id] ?? words.handout_notes_none), ...(next ? [text("p", `${words.handout_notes_next} ${next.day}: ${next.title}`)] : [])];
  };
  const tell = () => {
    place.replaceChildren(...lines());
    if (own && !own.closed) own.document.body.replaceChildren(...lines());
  };
  const openOwn = () => {
    own = window.open("", "notes", "width=640,height=480");
    if (!own) { place.hidden = false; return; } // the browser allows no second window
    own.document.title = words.handout_notes;
    own.document.body.style.font = "22px/1.5 Arial, sans-serif";
    tell();
  };
  const REMOTE = { PageDown: "ArrowRight", PageUp: "ArrowLeft" };
  const OF_THE_MAP = /^(ArrowLeft|ArrowRight|Home|End|Escape| |l|\?|PageDown|PageUp)$/i;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key, low = key.toLowerCase();
    if (low === "n") place.hidden = !place.hidden;
    else if (low === "p") openOwn();
    else if (low === "f") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    else if (OF_THE_MAP.test(key) && !(key === " " && event.target.matches("a, button"))) {
      const host = document.querySelector(".timemap"), area = host?.shadowRoot.querySelector(".stage-area");
      if (!area || (event.composedPath().includes(host) && !REMOTE[key])) return; // the map has heard it
      area.focus({ preventScroll: true });
      const again = new KeyboardEvent("keydown", { key: REMOTE[key] ?? key, shiftKey: event.shiftKey, bubbles: true, composed: true, cancelable: true });
      area.dispatchEvent(again);
    } else return;
    event.preventDefault();
  });
  model.on("change:day", tell);
  tell();
};
