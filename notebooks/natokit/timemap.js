// The stepper around the picture: buttons, sliders, words. `model` is an anywidget model, or any object with
// get, set, save_changes, on and off, so that the same module runs on a page without Jupyter.

const HANDLED = /^(ArrowLeft|ArrowRight|Home|End| |l|L|\?)$/;

/** The controls, as native elements with names that a screen reader can say. */
function controls(t, act) {
  const button = (name, sign, onclick) => node("button", { type: "button", class: name, "aria-label": t[name], title: t[name], onclick }, sign);
  const made = {
    stage: node("input", { type: "range", min: 0, step: 1, class: "stage", "aria-label": t.stage, oninput: () => act.toStage(+made.stage.value) }),
    day: node("input", { type: "range", step: 1, class: "day", "aria-label": t.day_slider, oninput: () => act.toDay(+made.day.value) }),
    date: node("input", { type: "date", class: "date", "aria-label": t.any_day, onchange: () => made.date.value && made.date.validity.valid && act.toDay(number(made.date.value)), onblur: () => act.show() }),
    play: node("button", { type: "button", class: "play", onclick: () => act.play() }, t.play),
    steps: node("select", { class: "steps", "aria-label": t.steps, onchange: () => act.steps(made.steps.value) },
      node("option", { value: "all" }, t.steps_all), node("option", { value: "enlargement" }, t.steps_enlargement)),
    country: node("select", { class: "country", "aria-label": t.country, onfocus: () => act.countries(), onpointerdown: () => act.countries(), onchange: () => act.pick(made.country.value) },
      node("option", { value: "" }, t.country_none)),
    dots: node("div", { class: "dots", "aria-hidden": "true" }),
    place: node("span", { class: "place" }),
  };
  made.stepping = node("div", { class: "bar", role: "group", "aria-label": t.stage },
    button("first", "|\u25C0\uFE0E", () => act.toStage(0)), button("previous", "\u25C0\uFE0E", () => act.step(-1)), made.stage,
    button("next", "\u25B6\uFE0E", () => act.step(1)), button("last", "\u25B6\uFE0E|", () => act.toStage(Infinity)), made.play, made.place, made.steps);
  made.dating = node("div", { class: "bar", role: "group", "aria-label": t.any_day },
    node("div", { class: "track" }, made.day, made.dots), made.date, made.country);
  return made;
}

/** The legend; its swatches are the layer switches. */
function legend(drawn, act) {
  const t = drawn.texts, rows = Object.fromEntries(drawn.classes.map((row) => [row.class_id, row]));
  const swatch = (id) => node("span", { class: `swatch ${id} tile-${rows[id]?.pattern ?? "none"}`, style: rows[id] ? `--back:${rows[id].fill};--ink:${rows[id].pattern_ink}` : false, "aria-hidden": "true" });
  const toggle = (key, ...ids) => {
    const box = node("input", { type: "checkbox", checked: "", value: key, onchange: () => act.layer(key, box.checked) });
    return node("label", {}, box, ...ids.map(swatch), t[`layer_${key}`]);
  };
  const radio = (value) => {
    const box = node("input", { type: "radio", name: "who", value, onchange: () => act.who(value) });
    return node("label", {}, box, t[value]);
  };
  const plain = (id, text) => node("span", { class: "plain" }, swatch(id), text);
  return node("div", { class: "legend" },
    node("div", { role: "group", "aria-label": t.show }, toggle("nato", "member"), plain("new", rows.new.label), toggle("pact", "pact"),
      plain("soviet", rows.soviet.label), toggle("partner", "partner"), plain("other", rows.other.label), plain("dependency", rows.dependency.label), toggle("labels")),
    node("div", { role: "radiogroup", "aria-label": t.who }, node("span", { class: "plain" }, t.who + ":"), radio("holds"), radio("owns"), plain("striped", t.disputed)),
    node("div", {}, plain("line state", t.border_state), plain("line control", t.border_control), plain("line later", t.border_today), node("span", { class: "plain" }, t.short_names)));
}

/** The words beside the map: one live region for what a step changes, and the rest below it. */
function panel(days) {
  const t = days.t, live = node("div", { class: "live", "aria-live": "polite", "aria-atomic": "true" });
  const more = node("div", { class: "more" }), about = node("p", { class: "about", "aria-live": "polite" });
  const list = (items) => node("ul", {}, ...items.map((item) => node("li", {}, ...[item].flat())));
  const source = ({ title, publisher, date, url, grade }) => {
    const name = url ? node("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title) : title;
    return [name, ` (${[publisher, date, t[`grade_${grade}`]].filter(Boolean).join(", ")})`];
  };
  const said = (v) => [node("b", {}, v.voice + ": "), v.text,
    ...(v.quote ? [" ", node("q", {}, v.quote), ` (${v.speaker}, ${days.spoken(v.day)})`] : []), v.status === "C" ? "" : ` [${t[`certain_${v.status}`]}]`];
  let shown = null;
  const show = (day, iso) => {
    const at = days.stageIndex(day), stage = days.drawn.stages[at], before = days.drawn.stages[at - 1];
    const exact = stage?.day === iso;
    const head = [node("p", { class: "count" }, fill(t.members, { n: days.members(day) }))];
    if (exact && stage.changed.length) head.push(node("h4", {}, fill(t.since, { day: days.spoken(before.day) })), list(stage.changed));
    if (!exact && stage) head.push(node("p", {}, `${t.between} ${days.spoken(stage.day)}, ${stage.title}.`));
    live.replaceChildren(...head);
    const key = exact ? stage.id : "";
    if (key === shown) return;
    shown = key;
    more.replaceChildren();
    if (!exact) return;
    more.append(node("h4", {}, t.why_then), node("p", {}, stage.summary));
    if (stage.voices.length) more.append(node("h4", {}, t.in_whose_words), list(stage.voices.map(said)));
    more.append(node("h4", {}, t.certainty), node("p", {}, t[`certain_${stage.status}`]),
      node("details", {}, node("summary", {}, t.sources), list(stage.sources.map(source))));
  };
  return { made: node("div", { class: "panel", role: "region", tabindex: 0, "aria-label": t.what_changed }, live, about, more), live, about, show };
}

function render({ model, el }) {
  const drawn = model.get("drawn"), language = document.documentElement.lang || "en";
  const days = new Days(drawn, language), t = drawn.texts, picture = new Picture(days), words = panel(days);
  const end = number(drawn.last), begin = number(drawn.first);
  let timer = 0, list = drawn.stages;
  const now = () => number(model.get("day"));
  const toDay = (n) => {
    const iso = isoDay(Math.max(begin, Math.min(end, n)));
    if (iso === model.get("day")) return;
    model.set("day", iso);
    model.set("stage", drawn.stages.find((stage) => stage.day === iso)?.id ?? "");
    model.save_changes();
  };
  const position = () => { let k = 0; while (k + 1 < list.length && number(list[k + 1].day) <= now()) k++; return k; };
  const toStage = (k) => toDay(number(list[Math.max(0, Math.min(list.length - 1, k))].day));
  const step = (by) => {
    const exact = list[position()].day === model.get("day");
    toStage(position() + (by < 0 && !exact ? 0 : by));
  };
  const year = (by) => { const d = new Date(now() * 864e5); d.setUTCFullYear(d.getUTCFullYear() + by); toDay(Math.round(d / 864e5)); };
  const set = (key, value) => { model.set(key, value); model.save_changes(); };
  const stop = () => { clearInterval(timer); timer = 0; made.play.textContent = t.play; words.live.setAttribute("aria-live", "polite"); };
  const play = () => {
    if (timer) return stop();
    if (position() >= list.length - 1) toStage(0);
    words.live.setAttribute("aria-live", "off"); // a screen reader would only ever hear the beginnings
    made.play.textContent = t.pause;
    timer = setInterval(() => { step(1); if (position() >= list.length - 1) stop(); }, model.get("interval"));
  };
  const pick = (code) => { picture.picked = code || null; show(); };
  const layer = (key, on) => set("layers", on ? [...model.get("layers"), key] : model.get("layers").filter((k) => k !== key));
  const made = controls(t, { toStage, toDay, step, play, pick, show: () => show(), steps: (kind) => set("steps", kind), countries: () => countries() });
  const key = legend(drawn, { layer, who: (who) => set("who", who) });

  const tip = node("div", { class: "tip", hidden: "" });
  const stageArea = node("div", { class: "stage-area", tabindex: 0, role: "group", "aria-label": `${t.map}. ${t.keys_text}` }, picture.svg, tip);
  const title = node("h3", { class: "headline" }), help = node("p", { class: "help", hidden: "" }, node("b", {}, t.keys + ". "), t.keys_text);
  const front = node("p", { class: "front", hidden: "" }, t.not_drawn);
  const note = node("div", { class: "note" }, front, drawn.redrawn ? node("p", { class: "redrawn" }, t.redrawn) : "");
  const host = node("div", { class: "timemap" }), root = host.attachShadow({ mode: "open" });
  const frame = node("div", { class: "frame", role: "group", "aria-label": model.get("title") }, title, made.stepping, made.dating,
    node("div", { class: "both" }, stageArea, words.made, key, note), help);
  root.append(node("style", {}, model.get("css") + palette(drawn.classes)), frame);

  const countries = () => {
    const codes = [...new Set(drawn.units.map((u) => days.holding(u, now())[1]))];
    const named = codes.map((code) => [days.name(code, now()), code]).sort((a, b) => a[0].localeCompare(b[0], language));
    if (made.country.dataset.codes === String(named)) return;
    made.country.dataset.codes = String(named);
    made.country.replaceChildren(node("option", { value: "" }, t.country_none), ...named.map(([name, code]) => node("option", { value: code }, name)));
    made.country.value = picture.picked ?? "";
  };
  const show = () => {
    const day = now(), iso = model.get("day"), layers = model.get("layers"), stage = days.drawn.stages[days.stageIndex(day)];
    frame.dataset.off = ["nato", "pact", "partner"].filter((k) => !layers.includes(k)).join(" ");
    picture.show(day, model.get("who"), layers.includes("labels"));
    title.textContent = `${days.spoken(iso)} \u2013 ${stage?.day === iso ? stage.title : fill(t.members, { n: days.members(day) })}`;
    words.show(day, iso);
    front.hidden = iso < drawn.front;
    tip.hidden = true; // it spoke of another day
    if (made.country.dataset.codes) countries();
    const held = picture.picked && drawn.units.find((u) => days.holding(u, day)[1] === picture.picked);
    words.about.textContent = held ? days.about(held, day) : "";
    made.stage.value = position();
    made.stage.setAttribute("aria-valuetext", title.textContent);
    made.place.textContent = fill(t.stage_of, { n: position() + 1, total: list.length });
    made.day.value = day;
    made.day.setAttribute("aria-valuetext", days.spoken(iso));
    made.date.value = iso;
  };
  const setUp = () => {
    const kind = model.get("steps");
    list = kind === "all" ? drawn.stages : drawn.stages.filter((stage) => stage.kind === kind);
    made.steps.value = kind;
    made.stage.max = list.length - 1;
    for (const name of ["min", "max"]) made.date[name] = drawn[{ min: "first", max: "last" }[name]];
    made.day.min = begin;
    made.day.max = end;
    made.dots.replaceChildren(...list.map(({ day, kind: what }) => node("i", { class: what, style: `left:${(100 * (number(day) - begin)) / (end - begin)}%` })));
    for (const box of key.querySelectorAll("[type=checkbox]")) box.checked = model.get("layers").includes(box.value);
    for (const box of key.querySelectorAll("[type=radio]")) box.checked = box.value === model.get("who");
    show();
  };

  const unitAt = (event) => picture.parts.find((part) => part.made === event.target)?.unit;
  picture.svg.onpointermove = (event) => {
    const unit = unitAt(event), area = stageArea.getBoundingClientRect();
    tip.hidden = !unit;
    if (!unit) return;
    tip.textContent = days.about(unit, now());
    const x = event.clientX - area.left;
    tip.style.cssText = `top:${event.clientY - area.top + 16}px;${x > area.width / 2 ? `right:${area.width - x}px` : `left:${x}px`}`;
  };
  picture.svg.onpointerleave = () => { tip.hidden = true; };
  picture.svg.onclick = (event) => { const unit = unitAt(event); countries(); made.country.value = unit ? days.holding(unit, now())[1] : ""; pick(made.country.value); };
  host.dataset.lmSuppressShortcuts = "true"; // JupyterLab keeps its own keys out of the widget
  host.onkeydown = (event) => {
    if (!HANDLED.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.stopPropagation();
    const target = event.composedPath()[0], own = target.matches("select, [type=date], [type=checkbox], [type=radio]");
    if (own || (event.key === " " && target.matches("button, summary"))) return;
    if (/^Arrow/.test(event.key)) {
      if (target === made.day && !event.shiftKey) return;
      (event.shiftKey ? year : step)(event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "Home") toStage(0);
    else if (event.key === "End") toStage(Infinity);
    else if (event.key === " ") play();
    else if (event.key === "?") help.hidden = !help.hidden;
    else layer("labels", !model.get("layers").includes("labels"));
    event.preventDefault();
  };

  const watched = { "change:day": show, "change:who": setUp, "change:layers": setUp, "change:steps": setUp };
  for (const [name, heard] of Object.entries(watched)) model.on(name, heard);
  setUp();
  el.replaceChildren(host);
  return () => { stop(); for (const [name, heard] of Object.entries(watched)) model.off(name, heard); };
}

export default { render };
