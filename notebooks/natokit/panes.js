// What the panes have in common: a frame of their own, words with quotation marks, sources. `node`, `fill` and `spoken` come from picture.js.

/** Shadow DOM, so that the page's style stays out and ours stays in; JupyterLab keeps its keys to itself. */
function frame(model, el, label, ...children) {
  const host = node("div", { class: "pane" });
  host.dataset.lmSuppressShortcuts = "true";
  host.attachShadow({ mode: "open" }).append(node("style", {}, model.get("css")), node("div", { class: "frame", role: "group", "aria-label": label }, ...children));
  el.replaceChildren(host);
  return host;
}

/** `set` changes several values as one; the `watched` handlers hear only of changes that come from elsewhere. */
function joined(model, watched) {
  let busy = false;
  const hears = Object.entries(watched).map(([event, hear]) => [event, (...said) => { if (!busy) hear(...said); }]);
  for (const [event, hear] of hears) model.on(event, hear);
  return {
    set: (values) => {
      busy = true;
      for (const [key, value] of Object.entries(values)) model.set(key, value);
      model.save_changes();
      busy = false;
    },
    close: () => { for (const [event, hear] of hears) model.off(event, hear); },
  };
}

/** The values that lead the maps to where a part is about: one of Europe, or one of Ukraine. */
const led = ({ day, places, near }) => ({ day, places, near, far: !near, ...(near ? { near_day: day, near_places: places } : {}) });

const language = () => document.documentElement.lang || "en";
const speak = (day) => spoken(day, language());
const bullets = (items) => node("ul", {}, ...items.map((item) => node("li", {}, ...[item].flat())));

/** A text in which the words between “ and ” stand out: they are somebody else's. */
const withQuotes = (text) => text.split(/(“[^”]*”)/).filter(Boolean).map((part) => (part.startsWith("“") ? node("span", { class: "own" }, part) : part));

/** Sources in a fold, with a link where there is an address. */
function sourceFold(t, rows) {
  if (!rows.length) return "";
  const said = rows.map(({ title, publisher, date, url, grade }) => [
    /^https?:/.test(url) ? node("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title) : title,
    ` (${[publisher, date, t[`grade_${grade}`]].filter(Boolean).join(", ")})`]);
  return node("details", { class: "sources" }, node("summary", {}, t.pane_sources), bullets(said));
}

/** "“words” (who, when)", or nothing. */
const quotation = (words, speaker, day) => (words ? [node("q", {}, words), ` (${[speaker, day].filter(Boolean).join(", ")})`] : []);
const doubt = (t, status) => (status === "C" ? "" : ` [${t[`certain_${status}`]}]`);

/** Back, a list to choose from, and next, over the rows of `choices` ([value, text]); `go` gets the number. */
function walk(t, label, choices, go) {
  const made = {
    back: node("button", { type: "button", class: "back", onclick: () => go(made.at - 1) }, t.pane_previous),
    next: node("button", { type: "button", class: "next", onclick: () => go(made.at + 1) }, t.pane_next),
    list: node("select", { "aria-label": label, onchange: () => go(made.list.selectedIndex) }, ...choices.map(([value, text]) => node("option", { value }, text))),
    place: node("span", { class: "place" }), at: 0,
  };
  made.bar = node("div", { class: "bar", role: "group", "aria-label": label }, made.back, made.list, made.next, made.place);
  made.show = (k) => {
    made.at = made.list.selectedIndex = k;
    made.back.disabled = k === 0;
    made.next.disabled = k === choices.length - 1;
    made.place.textContent = fill(t.pane_place, { n: k + 1, total: choices.length });
  };
  return made;
}
