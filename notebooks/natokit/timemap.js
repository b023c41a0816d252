// The stepper around the picture: buttons, sliders, words. `model` is an anywidget model, or any object with
// get, set, save_changes, on and off, so that the same module runs on a page without Jupyter.

const later = (work) => (window.scheduler?.postTask ? window.scheduler.postTask(work, { priority: "background" }) : setTimeout(work, 20));

/** Does the work once the frame in hand is painted and the page has nothing better to do: the picture comes first.
 * Several calls before that are one. */
const afterPaint = (work) => {
  let asked = false;
  return () => {
    if (!asked) requestAnimationFrame(() => later(() => { asked = false; work(); }));
    asked = true;
  };
};

const HANDLED = /^(ArrowLeft|ArrowRight|Home|End|Escape| |l|L|\?)$/;

/** The controls, as native elements with names that a screen reader can say. */
function controls(t, act) {
  const button = (name, sign, onclick) => node("button", { type: "button", class: name, "aria-label": t[name], title: t[name], onclick }, sign);
  const made = {
    stage: node("input", { type: "range", min: 0, step: 1, class: "stage", "aria-label": t.stage, onfocus: () => act.slide(), oninput: () => act.toStage(+made.stage.value) }),
    day: node("input", { type: "range", step: 1, class: "day", "aria-label": t.day_slider, onfocus: () => act.slide(), oninput: () => act.toDay(+made.day.value) }),
    date: node("input", { type: "date", class: "date", "aria-label": t.any_day, onchange: () => made.date.value && (made.date.validity.valid ? act.toDay(number(made.date.value)) : act.refuse()), onblur: () => act.tell() }),
    play: node("button", { type: "button", class: "play", onclick: () => act.play() }, t.play),
    steps: node("select", { class: "steps", "aria-label": t.steps, onchange: () => act.steps(made.steps.value) },
      node("option", { value: "all" }, t.steps_all), node("option", { value: "enlargement" }, t.steps_enlargement)),
    country: node("select", { class: "country", "aria-label": t.country, onfocus: () => act.countries(), onpointerdown: () => act.countries(), onchange: () => act.pick(made.country.value) },
      node("option", { value: "" }, t.country_none)),
    dots: node("div", { class: "dots", "aria-hidden": "true" }),
    place: node("span", { class: "place" }),
  };
  made.keys = node("button", { type: "button", class: "keys", "aria-label": t.keys, title: t.keys, "aria-expanded": "false", onclick: () => act.help() }, "?");
  made.stepping = node("div", { class: "bar stepping", role: "group", "aria-label": t.stage },
    button("first", "|\u25C0\uFE0E", () => act.toStage(0)), button("previous", "\u25C0\uFE0E", () => act.step(-1)), made.stage,
    button("next", "\u25B6\uFE0E", () => act.step(1)), button("last", "\u25B6\uFE0E|", () => act.toStage(Infinity)), made.play, made.place, made.steps);
  made.site = node("select", { class: "site", "aria-label": t.site, onchange: () => act.pickSite(made.site.value) }, node("option", { value: "" }, t.site_none));
  made.dating = node("div", { class: "bar dating", role: "group", "aria-label": t.any_day },
    node("div", { class: "track" }, made.day, made.dots), made.date, made.country, ...(act.sites ? [made.site] : []), made.keys);
  return made;
}

/** What the symbols and lines of the troops mean. */
function siteLegend(drawn, toggle) {
  const t = drawn.texts, box = (inner) => { const svg = shape("svg", { viewBox: "-130 -130 260 260", class: "sample", "aria-hidden": "true" }, document.createDocumentFragment()); inner(svg); return svg; };
  const sign = (kind, evidence, text) => node("span", { class: "plain" }, box((svg) => symbol(kind, evidence, 95, shape("g", { class: "s" }, svg))), text);
  const line = (kind, text) => node("span", { class: "plain" }, box((svg) => { const g = shape("g", { class: `w ${kind}` }, svg);
    shape("path", { d: "M-120 0H120", class: "under" }, g); shape("path", { d: "M-120 0H120", class: "over" }, g); }), text);
  return node("div", { role: "group", "aria-label": t.layer_sites }, toggle("sites"), ...["base", "deployment", "exercise", "separatist"].map((kind) => sign(kind, "press", t[`legend_${kind}`])),
    ...drawn.evidence.map((row) => sign("camp", row.evidence, row.label)), node("span", { class: "plain" }, t.legend_error), toggle("lines"),
    line("contact", t.kind_contact), line("axis", t.kind_axis), line("axis_beyond", t.kind_axis_beyond));
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
    ...(drawn.sites ? [siteLegend(drawn, toggle)] : []),
    node("div", {}, plain("line state", t.border_state), plain("line control", t.border_control), plain("line later", t.border_today), ...(act.beside ? [plain("line placed", t.legend_placed)] : [])),
    node("details", { class: "codes", ontoggle: () => act.codes() }, node("summary", {}, t.map_key), node("p"), node("p", {}, t.short_names)));
}

function render({ model, el }) {
  const drawn = model.get("drawn"), language = drawn.language ?? "en";
  const days = new Days(drawn, language), t = drawn.texts, pictures = new Pictures(days), words = panel(days);
  const end = number(drawn.last), begin = number(drawn.first);
  let timer = 0, list = drawn.stages, heading = 1, picked = null, site = null, screen = "wide";
  const now = () => number(model.get("day"));
  let unsaved = ""; // the day that was chosen here and that the kernel is not told yet: the picture comes first
  const choose = (iso) => {
    model.set("day", iso);
    model.set("stage", drawn.stages.find((stage) => stage.day === iso)?.id ?? "");
  };
  const save = () => {
    if (!unsaved) return;
    unsaved = "";
    model.save_changes();
  };
  const saveLater = afterPaint(save);
  const toDay = (n) => {
    const iso = isoDay(Math.max(begin, Math.min(end, n)));
    if (iso === model.get("day")) return;
    unsaved = iso;
    choose(iso);
    saveLater();
    show();
  };
  /** An echo of the step before may come while this one waits to be saved: it must not undo it. */
  const dayChanged = () => (unsaved && model.get("day") !== unsaved ? choose(unsaved) : show());
  const position = () => { let k = 0; while (k + 1 < list.length && number(list[k + 1].day) <= now()) k++; return k; };
  const dayOf = (k) => number(list[Math.max(0, Math.min(list.length - 1, k))].day);
  const toStage = (k) => toDay(dayOf(k));
  const ahead = (by) => dayOf(position() + (by < 0 && list[position()].day !== model.get("day") ? 0 : by)); // from between two stages, back is to the first of them
  const step = (by) => { heading = by; toDay(ahead(by)); };
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
  const pick = (code, unit) => { picked = code || null; words.unit = unit; shown = ""; show(); };
  const showHelp = () => { help.hidden = !help.hidden; made.keys.setAttribute("aria-expanded", String(!help.hidden)); };
  const layer = (key, on) => set("layers", on ? [...model.get("layers"), key] : model.get("layers").filter((k) => k !== key));
  const pickSite = (id) => { site = id || null; show(); };
  const made = controls(t, { pickSite, sites: Boolean(drawn.sites), toStage, toDay, step, play, pick, slide: () => slide(), tell: () => tell(), refuse: () => refuse(), help: () => showHelp(), steps: (kind) => set("steps", kind), countries: () => countries() });
  const key = legend(drawn, { beside: model.get("compact"), layer, who: (who) => set("who", who), codes: () => codes() }), letters = key.querySelector(".codes");
  const codes = () => { if (letters.open) letters.children[1].textContent = pictures.front.codes(asked()).join(" \u00b7 "); };

  const tip = node("div", { class: "tip", hidden: "" });
  const stageArea = node("div", { class: "stage-area", tabindex: 0, role: "group", "aria-label": `${t.map}. ${t.keys_text}` }, pictures.element, tip);
  const title = node("h3", { class: "headline" }), refused = node("p", { class: "refused", role: "alert" }), help = node("p", { class: "help", hidden: "" }, node("b", {}, t.keys + ". "), t.keys_text);
  const front = node("p", { class: "front", hidden: "" }, t.not_drawn);
  const ended = node("p", { class: "front", hidden: "" }, t.positions_end);
  const note = node("div", { class: "note" }, front, ended, drawn.redrawn ? node("p", { class: "redrawn" }, t.redrawn) : "");
  const host = node("div", { class: "timemap", lang: language, style: `--shape:${drawn.size[0] / drawn.size[1]}` }), root = host.attachShadow({ mode: "open" });
  const compact = model.get("compact"), rest = node("summary", {}), fold = node("details", { class: "rest" }, rest);
  const frame = node("div", { class: `frame${compact ? " compact" : ""}`, role: "group", "aria-label": model.get("title") });
  if (compact) {
    fold.append(made.stepping, made.dating, help, refused, words.side);
    frame.append(title, stageArea, note, fold, key);
    title.setAttribute("aria-live", "polite"); // the other words are in a fold, where nobody hears them
  } else frame.append(title, made.stepping, made.dating, help, refused, node("div", { class: "both" }, stageArea, words.side, key, note));
  root.append(node("style", {}, model.get("css") + palette(drawn)), frame);

  const countries = () => {
    const codes = [...new Set(drawn.units.map((u) => days.holding(u, now())[1]))];
    const named = codes.map((code) => [days.name(code, now()), code]).sort((a, b) => a[0].localeCompare(b[0], language));
    if (made.country.dataset.codes === String(named)) return;
    made.country.dataset.codes = String(named);
    const gone = picked && !codes.includes(picked) ? [[days.name(picked, now()), picked]] : [];
    made.country.replaceChildren(node("option", { value: "" }, t.country_none), ...[...named, ...gone].map(([name, code]) => node("option", { value: code }, name)));
    made.country.value = picked ?? "";
  };
  const refuse = () => { refused.textContent = fill(t.out_of_range, { first: days.spoken(drawn.first), last: days.spoken(drawn.last) }); };
  const close = () => { site = null; made.site.value = made.country.value = ""; pick(""); };
  words.close = () => { close(); stageArea.focus(); };
  const siteNames = (day) => {
    const parts = pictures.front.positions.on(day), ids = parts.map((part) => part.row.id);
    if (made.site.dataset.ids === String(ids)) return;
    made.site.dataset.ids = String(ids);
    made.site.replaceChildren(node("option", { value: "" }, t.site_none), ...parts.map(({ row }) => node("option", { value: row.id }, row.name)));
    made.site.value = ids.includes(site) ? site : "";
  };
  const asked = (day = now()) => ({ day, who: model.get("who"), layers: model.get("layers"), picked, site, places: model.get("places"), screen });
  let shown = "";
  const show = () => { // the picture, in this frame
    const { layers } = asked(), key = JSON.stringify(asked());
    if (key === shown || model.get("shown") === false) return;
    shown = key;
    const off = ["nato", "pact", "partner"].filter((k) => !layers.includes(k)).join(" ");
    if (frame.dataset.off !== off) frame.dataset.off = off;
    pictures.show(asked());
    tip.hidden = true; // it spoke of another day
    refused.textContent = "";
    if (root.activeElement?.type === "range") slide(); // a key on a slider counts from its value
    tell();
  };
  const slide = () => { made.stage.value = position(); made.day.value = now(); };
  const tell = () => {
    frame.setAttribute("aria-busy", "true"); // a screen reader waits for the words
    tellLater();
  };
  const tellLater = afterPaint(() => { // the words and the controls, in the next one
    const day = now(), iso = model.get("day"), stage = days.drawn.stages[days.stageIndex(day)];
    title.textContent = `${days.spoken(iso)} \u2013 ${stage?.day === iso ? stage.title : days.counted(day)}`;
    slide();
    words.show(asked(), iso, pictures.front.positions);
    siteNames(day);
    front.hidden = iso < drawn.front;
    ended.hidden = !drawn.sites || iso < drawn.front;
    if (made.country.dataset.codes) countries();
    codes();
    made.stage.setAttribute("aria-valuetext", title.textContent);
    made.place.textContent = fill(t.stage_of, { n: position() + 1, total: list.length });
    made.day.setAttribute("aria-valuetext", days.spoken(iso));
    if (root.activeElement !== made.date) made.date.value = iso; // somebody may be typing
    frame.removeAttribute("aria-busy");
    prepare();
  });
  const prepare = afterPaint(() => { // the stage that lies ahead, out of sight
    const next = ahead(heading);
    pictures.prepare(asked(next === now() ? ahead(-heading) : next));
  });
  const setUp = () => {
    const kind = model.get("steps");
    const joined = drawn.stages.filter((stage) => stage.kind === "enlargement");
    list = kind === "all" || !joined.length ? drawn.stages : joined; // nobody joins among the stages of the troops: no choice then
    made.steps.hidden = !joined.length;
    made.steps.value = kind;
    made.stage.max = list.length - 1;
    for (const name of ["min", "max"]) made.date[name] = drawn[{ min: "first", max: "last" }[name]];
    made.day.min = begin;
    made.day.max = end;
    made.dots.replaceChildren(...list.map(({ day, kind: what }) => node("i", { class: what, style: `left:${(100 * (number(day) - begin)) / (end - begin)}%` })));
    for (const box of key.querySelectorAll("[type=checkbox]")) box.checked = model.get("layers").includes(box.value);
    for (const box of key.querySelectorAll("[type=radio]")) box.checked = box.value === model.get("who");
    show();
    tell();
  };

  pictures.element.onpointermove = (event) => {
    const { at, unit } = pictures.pointed(event), area = stageArea.getBoundingClientRect();
    pictures.element.style.cursor = at ? "pointer" : "";
    tip.hidden = !unit && !at;
    if (tip.hidden) return;
    tip.textContent = at ? pictures.front.positions.about(at) : days.about(unit, now());
    const x = event.clientX - area.left;
    tip.style.cssText = `top:${event.clientY - area.top + 16}px;${x > area.width / 2 ? `right:${area.width - x}px` : `left:${x}px`}`;
  };
  pictures.element.onpointerleave = () => { tip.hidden = true; };
  pictures.element.onclick = (event) => {
    const { at, unit } = pictures.pointed(event);
    if (at) { pickSite(at.row.id); made.site.value = at.row.id; return; }
    const again = unit && unit === words.unit && picked;
    countries();
    made.country.value = unit && !again ? days.holding(unit, now())[1] : "";
    pick(made.country.value, again ? null : unit);
  };
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
    else if (event.key === "Escape") close();
    else if (event.key === " ") play();
    else if (event.key === "?") showHelp();
    else layer("labels", !model.get("layers").includes("labels"));
    event.preventDefault();
  };

  const narrow = new ResizeObserver(([{ contentRect }]) => { // below 700 px the words stand under the map
    if (!contentRect.width) return; // out of sight
    screen = contentRect.width < 700 ? "narrow" : "wide";
    const bar = screen === "narrow" ? made.dating : made.stepping; // fewer rows above the map
    if (made.steps.parentElement !== bar) bar.append(made.steps);
    if (compact) { // on a telephone the text comes soon after the picture
      const small = contentRect.width < 480;
      (small ? fold : frame).append(key);
      rest.textContent = small ? t.map_rest_narrow : t.map_rest;
    }
    show();
  });
  narrow.observe(host);
  const turn = () => {
    el.style.display = model.get("shown") === false ? "none" : "";
    show();
  };
  const watched = { "change:shown": turn, "change:day": dayChanged, "change:places": () => show(), "change:who": setUp, "change:layers": setUp, "change:steps": setUp };
  for (const [name, heard] of Object.entries(watched)) model.on(name, heard);
  setUp();
  turn();
  el.replaceChildren(host);
  return () => { save(); stop(); narrow.disconnect(); for (const [name, heard] of Object.entries(watched)) model.off(name, heard); };
}

export default { render };
