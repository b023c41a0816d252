// The words beside the map: what changed, why, in whose words, and how we know who held a piece of land.

const bullets = (items) => node("ul", {}, ...items.map((item) => node("li", {}, ...[item].flat())));

/** Sources in a fold: title, publisher, date and grade, with a link where there is an address. */
function sourceList(days, numbers) {
  const t = days.t, said = numbers.map((k) => days.drawn.sources[k]).map(({ title, publisher, date, url, grade }) => [
    /^https?:/.test(url) ? node("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title) : title,
    ` (${[publisher, date, t[`grade_${grade}`]].filter(Boolean).join(", ")})`]);
  return node("details", {}, node("summary", {}, t.sources), bullets(said));
}

/** The stage of the day: why then, in whose words, how certain, from where. */
function stageWords(days, stage) {
  const t = days.t, who = (v) => [v.speaker, v.day && days.spoken(v.day)].filter(Boolean).join(", ");
  const said = (v) => [node("b", {}, v.voice + ": "), v.text, ...(v.quote ? [" ", node("q", { lang: "en" }, v.quote), ` (${who(v)})`] : []),
    v.status === "C" ? "" : ` [${t[`certain_${v.status}`]}]`];
  return [node("h4", {}, t.why_then), node("p", {}, stage.summary),
    ...(stage.voices.length ? [node("h4", {}, t.in_whose_words), bullets(stage.voices.map(said))] : []),
    node("h4", {}, t.certainty), node("p", {}, t[`certain_${stage.status}`]), sourceList(days, stage.sources)];
}

/** How we know who held a piece of land on a day: since when, the note, doubts, sources, and its borders. */
function unitWords(days, unit, day, who) {
  const t = days.t, k = unit.t.indexOf(days.holding(unit, day)), [from, holder, owner] = unit.t[k], [note, mark, sources, start] = unit.why[k];
  const since = from > number(days.drawn.first) ? fill(t.held_since, { day: days.spoken(isoDay(from)) }) : t.held_before;
  const doubts = days.drawn.doubts.filter((doubt) => doubt.units.includes(unit.id) && [doubt.day, ...doubt.others].includes(start));
  const undrawn = days.drawn.undrawn.filter((gap) => gap.units.includes(unit.id) && gap.from <= day && (!gap.to || day < gap.to));
  const ground = (line) => (line === "state" || line === "control" ? "ground" : line);
  const stood = (other, line, at) => { // back over the rows of both sides for as long as a line stood there
    const begun = Math.max(days.holding(unit, at)[0], days.holding(other, at)[0]);
    return begun > number(days.drawn.first) && ground(days.lineOf(unit, other, begun - 1, who)) === ground(line) ? stood(other, line, begun - 1) : begun;
  };
  const edges = days.drawn.arcs.filter(([a, b]) => a === unit.id || b === unit.id).map(([a, b]) => days.units.get(a === unit.id ? b : a))
    .map((other) => [other, days.lineOf(unit, other, day, who)]).filter(([, line]) => ["ground", "law"].includes(ground(line)))
    .map(([other, line]) => [other, line, stood(other, line, day)]);
  const edge = ([other, line, begun]) => fill(t[`edge_${line}`], { land: days.placed(other, day) }) +
    (begun > number(days.drawn.first) ? ` (${fill(t.so_since, { day: days.spoken(isoDay(begun)) })})` : "");
  return [node("p", {}, `${fill(t.held_by, { holder: days.name(holder, day), owner: days.name(owner, day) })}; ${since}. ${note}`.trim()),
    node("p", {}, `${t.certainty}: ${t[`certain_${mark}`]}.`),
    ...doubts.map((doubt) => node("p", {}, `${t.sources_differ}: ${doubt.others.length ? fill(t.other_days, { used: days.spoken(doubt.day), others: doubt.others.map((d) => days.spoken(d)).join(", ") }) + " " : ""}${doubt.why}`)),
    ...undrawn.map((gap) => node("p", {}, `${t.land_undrawn}: ${gap.what}`)),
    sourceList(days, sources),
    ...(edges.length ? [node("details", {}, node("summary", {}, t.borders), bullets(edges.map(edge)))] : [])];
}

/** "How do we know?": one fold for each piece of land of the chosen state; it is filled when it is opened. */
function landWords(days, code, chosen, day, who) {
  const mine = days.heldBy(code, day);
  if (!mine.length) return [];
  const first = mine.includes(chosen) ? chosen : mine[0];
  const folds = [first, ...mine.filter((unit) => unit !== first)].map((unit) => {
    const body = node("div"), fold = node("details", { class: "land", ontoggle: () => { if (fold.open && !body.hasChildNodes()) body.append(...unitWords(days, unit, day, who)); } },
      node("summary", {}, unit.name), body);
    return fold;
  });
  folds[0].open = true;
  return [node("h4", {}, days.t.how_known), ...folds, node("p", { class: "rule" }, days.t.rule)];
}

/** One live region for what a step changes; the rest in a region of its own. `unit` is the land last pointed at. */
function panel(days) {
  const t = days.t, live = node("div", { class: "live", "aria-live": "polite", "aria-atomic": "true" });
  const more = node("div", { class: "more" }), about = node("p", { class: "about", "aria-live": "polite" }), known = node("div", { class: "known" });
  const made = node("div", { class: "panel", role: "region", tabindex: 0, "aria-label": t.what_changed }, about, known, more), side = node("div", { class: "side" }, live, made);
  let shown = null, asked = null;
  const words = { side, live, unit: null };
  words.show = ({ day, picked, who, site: chosen }, iso, positions) => {
    const site = positions.find(chosen, day);
    const at = days.stageIndex(day), stage = days.drawn.stages[at], before = days.drawn.stages[at - 1], exact = stage?.day === iso;
    const head = [node("p", { class: "count" }, days.counted(day))];
    if (exact && stage.changed.length) head.push(node("h4", {}, fill(t.since, { day: days.spoken(before.day) })), bullets(stage.changed));
    if (!exact && stage) head.push(node("p", {}, `${t.between} ${days.spoken(stage.day)}, ${stage.title}.`));
    live.replaceChildren(...head);
    const mine = picked ? days.heldBy(picked, day) : [], held = mine.includes(words.unit) ? words.unit : mine[0];
    about.textContent = held ? days.about(held, day) : picked ? fill(t.not_there, { name: days.name(picked, day) }) : "";
    if (site) about.textContent = positions.about(site);
    const ask = [site?.row.id, site && iso, picked, words.unit?.id, iso, who].join();
    if (ask !== asked) known.replaceChildren(...(site || picked ? [node("button", { type: "button", class: "close", onclick: () => words.close() }, t.close)] : []), ...(site ? positions.words(site) : []), ...(picked ? landWords(days, picked, words.unit, day, who) : []));
    asked = ask;
    const figures = days.drawn.figures ? iso : "", key = (exact ? stage.id : "") + figures;
    if (key !== shown) more.replaceChildren(...(exact ? stageWords(days, stage) : []), ...positions.figures(day));
    shown = key;
  };
  return words;
}
