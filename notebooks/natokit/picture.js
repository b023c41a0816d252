// The picture: one SVG that holds every day; going to a day changes classes and nothing else. No kernel, no network.
// timemap.py joins this file and timemap.js into one module, because a widget has exactly one.

const NS = "http://www.w3.org/2000/svg";
const number = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / 864e5);
const isoDay = (n) => new Date(n * 864e5).toISOString().slice(0, 10);
const last = (rows, day) => { let k = rows.length - 1; while (k > 0 && rows[k][0] > day) k--; return rows[k]; };
const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (all, key) => parts[key] ?? all);
const node = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made[key] = value; else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};
const shape = (tag, attributes, parent) => {
  const made = document.createElementNS(NS, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
};
/** The line from a name to what it names, [x1, y1, x2, y2], or [] for none. */
function leader(line, parent) {
  for (const part of line.length ? ["lead back", "lead"] : []) shape("path", { d: `M${line[0]} ${line[1]}L${line[2]} ${line[3]}`, class: part }, parent);
}

/** Writes a text of one line or more around the middle of an SVG text. */
function fillLines(made, text, x) {
  const parts = text.split("\n");
  if (parts.length === 1) made.textContent = text;
  else parts.forEach((part, k) => { shape("tspan", { x, dy: `${k ? 1.05 : -0.525 * (parts.length - 1)}em` }, made).textContent = part; });
}


/** "12 March 1999" in the reader's language; English always with the day first, as in the tables. */
const formats = {}; // making one takes longer than a step
const spoken = (iso, language) => !/^\d{4}-\d\d-\d\d$/.test(iso) ? iso : (formats[language] ??= new Intl.DateTimeFormat(/^en/.test(language) ? "en-GB" : language,
  { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })).format(new Date(iso + "T00:00:00Z"));

// ---------------------------------------------------------------- what holds on a day

/** Questions to the drawing about a day number; everything the picture and the words need. */
class Days {
  constructor(drawn, language) {
    this.drawn = drawn;
    this.language = language;
    this.t = drawn.texts;
    this.disputed = new Set(drawn.disputed); // statuses of land, from statuses.csv
    this.dependent = new Set(drawn.dependent);
    this.units = new Map(drawn.units.map((unit) => [unit.id, unit]));
    this.accessions = [...new Set(Object.values(drawn.states).flatMap((state) => state.c.filter(([, kind]) => kind === "new")).map(([day]) => day))];
  }
  holding(unit, day) { return last(unit.t, day); } // [from, holder, owner, status]
  classOf(code, day) { const s = this.drawn.states[code]; return s ? last(s.c, day)[1] : "other"; }
  name(code, day) { const s = this.drawn.states[code]; return s ? last(s.n, day)[1] : code; }
  fillOf(unit, day, who) {
    const [, holder, owner, status] = this.holding(unit, day);
    const shown = who === "owns" || this.disputed.has(status) ? owner : holder, kind = this.classOf(shown, day);
    return this.dependent.has(status) && shown === holder && (kind === "member" || kind === "new") ? "dependency" : kind;
  }
  stripesOf(unit, day, who) {
    const [, holder, , status] = this.holding(unit, day);
    return who === "holds" && this.disputed.has(status) ? this.classOf(holder, day) : "";
  }
  lineOf(a, b, day, who) {
    const [, holderA, ownerA] = this.holding(a, day), [, holderB, ownerB] = this.holding(b, day);
    if (who === "owns") return ownerA !== ownerB ? "state" : this.today(a) !== this.today(b) ? "later" : "none";
    if (holderA !== holderB) return ownerA !== ownerB ? "state" : "control";
    if (ownerA !== ownerB) return "law";
    return this.today(a) !== this.today(b) ? "later" : "none";
  }
  /** True when a state held or owned the land on the day that state joined NATO. */
  joins(unit) {
    return unit.t.some(([from, ...codes], k) => codes.slice(0, 2).some((code) => {
      const joined = this.drawn.states[code]?.j, to = unit.t[k + 1]?.[0] ?? Infinity;
      return joined && from <= number(joined) && number(joined) < to;
    }));
  }
  today(unit) { return unit.t[unit.t.length - 1][2]; }
  /** A piece of land as its neighbour would name it: with its state, where that has another name. */
  placed(unit, day) {
    const state = this.name(this.holding(unit, day)[1], day);
    return state === unit.name ? state : `${unit.name} (${state})`;
  }
  sitesOn(day) { return this.drawn.sites?.filter((site) => site.from <= day && day < site.to) ?? []; }
  sentence(day) { return fill(last(this.drawn.sentences, day)[1], { day: this.spoken(isoDay(day)) }); }
  spoken(iso) { return spoken(iso, this.language); }
  members(day) { return this.drawn.joined.filter((joined) => joined <= day).length; } // of all, also those out of view
  /** What is counted in words: places with troops on their own track, else members. */
  counted(day) {
    if (this.drawn.track !== "troops") return fill(this.t.members, { n: this.members(day) });
    const names = (apart) => new Set(this.sitesOn(day).filter((site) => (site.kind === "separatist") === apart).map((site) => site.name)).size;
    const [n, s] = [names(false), names(true)];
    return fill(s ? this.t.sites_count_apart : this.t.sites_count, { n, s });
  }
  /** The pieces of land that a state holds, its main land first. */
  heldBy(code, day) {
    const mine = this.drawn.units.filter((unit) => this.holding(unit, day)[1] === code), long = (unit) => (unit.id === code ? 1e9 : unit.d?.length ?? 0);
    return mine.sort((a, b) => long(b) - long(a));
  }
  stageIndex(day) { let k = -1; for (const stage of this.drawn.stages) if (number(stage.day) <= day) k++; return k; }

  /** One line about a piece of land: its name that day, who holds it, status, accession day. */
  about(unit, day) {
    const [, holder, owner, status] = this.holding(unit, day), t = this.t;
    const state = this.drawn.states[holder], kind = this.classOf(holder, day), name = this.name(holder, day);
    const says = [];
    if (this.dependent.has(status)) says.push(fill(t.dependency_of, { holder: name }));
    else if (this.disputed.has(status) || status === "leased" || status === "international") {
      const words = { holder: name, owner: this.name(owner, day) };
      says.push(fill(t[status] ?? status, words));
      if (holder !== owner && !t[status]?.includes("{")) says.push(fill(t.held_by, words));
    }
    if (kind === "new") says.push(t.joins_today);
    else if (kind === "member") says.push(fill(t.member_since, { day: this.spoken(state.j) }));
    else if (!this.dependent.has(status)) says.push({ pact: t.pact_member, partner: t.partner_member, soviet: t.soviet_state }[kind] ?? t.other_state);
    const own = this.dependent.has(status) || (this.disputed.has(status) && holder !== owner);
    return `${own ? unit.name : name}: ${says.join("; ")}`;
  }
}

// ---------------------------------------------------------------- the picture

/** The SVG. `show` brings it to what is asked, `{ day, who, layers, picked, site, places, screen }`; only what differs is touched. */
class Picture {
  constructor(days) {
    const { drawn } = days, [width, height] = drawn.size;
    this.days = days;
    this.svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" }, document.createDocumentFragment());
    this.patterns(shape("defs", {}, this.svg));
    shape("rect", { width, height, class: "sea" }, this.svg);
    this.parts = [];
    this.layer("d", drawn);
    if (drawn.box.length) {
      const [x, y, w, h] = drawn.box;
      shape("rect", { x, y, width: w, height: h, class: "inset" }, this.svg);
      this.layer("i", { units: drawn.units, arcs: [] });
      shape("text", { x: x + w / 2, y: y + h - 55, class: "inset-name" }, this.svg).textContent = drawn.texts.north_america;
    }
    this.outline = shape("path", { class: "picked", d: "" }, this.svg);
    this.placed = shape("path", { class: "placed", d: "", "stroke-dasharray": "90 50" }, this.svg);
    this.positions = new Positions(days, this.svg);
    this.names = { wide: this.nameLayer("wide", drawn.labels), narrow: this.nameLayer("narrow", drawn.labels_narrow) };
    this.shown = "";
  }
  /** The names for one width of screen; those of the other are out of sight and left alone. */
  nameLayer(screen, labels) {
    const group = shape("g", { class: `names ${screen}` }, this.svg);
    return labels.map(([text, x, y, style, code, when, line]) => {
      const both = shape("g", { class: `l t-${style} off` }, group);
      leader(line, both);
      const made = shape("text", { x, y }, both);
      fillLines(made, text, x);
      return { made: both, text, style, code, when, led: line.length > 0, now: `l t-${style} off` };
    });
  }
  patterns(defs) {
    for (const { class_id: id, fill: back, pattern, pattern_ink: ink } of this.days.drawn.classes) {
      const tile = shape("pattern", { id: `p-${id}`, patternUnits: "userSpaceOnUse", width: 90, height: 90 }, defs);
      shape("rect", { width: 90, height: 90, fill: back }, tile);
      if (pattern === "diagonal") shape("path", { d: "M-10 100L100 -10M-55 55L55 -55M35 145L145 35", stroke: ink, "stroke-width": 16 }, tile);
      if (pattern === "upright") shape("path", { d: "M22 0V90M67 0V90", stroke: ink, "stroke-width": 14 }, tile);
      if (pattern === "dots") for (const [cx, cy] of [[22, 22], [67, 67]]) shape("circle", { cx, cy, r: 11, fill: ink }, tile);
      if (pattern === "lines") shape("path", { d: "M0 45H90", stroke: ink, "stroke-width": 9 }, tile);
      const stripe = shape("pattern", { id: `x-${id}`, patternUnits: "userSpaceOnUse", width: 70, height: 70, patternTransform: "rotate(45)" }, defs);
      shape("path", { d: "M0 35H70M35 0V70", stroke: pattern === "none" && id !== "other" ? back : ink, "stroke-width": 17 }, stripe);
    }
  }
  layer(key, { units, arcs }) {
    const group = shape("g", {}, this.svg), land = units.filter((unit) => unit[key]);
    const draw = (d, rule, unit = null) => this.parts.push({ made: shape("path", { d }, group), unit, rule, now: "" });
    // The outline of a new member lies under the land: neighbours of the same state hide the seams between its units.
    for (const unit of land.filter((u) => this.days.joins(u))) {
      draw(unit[key === "d" ? "r" : "q"], (day, who) => (this.days.fillOf(unit, day, who) === "new" ? "ring" : "ring off"));
    }
    for (const unit of land) draw(unit[key], (day, who) => `u ${this.days.fillOf(unit, day, who)}`, unit);
    for (const unit of land.filter((u) => u.t.some((row) => this.days.disputed.has(row[3])))) {
      draw(unit[key], (day, who) => `x ${this.days.stripesOf(unit, day, who) || "off"}`, unit);
    }
    // One path for each kind of line that a border ever is: a stroke that changes its width would be laid out again.
    for (const [a, b, d] of arcs) {
      const sides = [this.days.units.get(a), this.days.units.get(b)];
      for (const kind of this.kindsOf(sides)) draw(d, (day, who) => `a ${kind}${this.lineOf(sides, day, who) === kind ? "" : " off"}`);
    }
    shape("path", { d: this.days.drawn.coast[key], class: "coast" }, this.svg);
  }
  /** The kind of line between two pieces of land; "state fresh" where one of them joins on the day. */
  lineOf(sides, day, who) {
    const line = this.days.lineOf(...sides, day, who);
    return line === "state" && sides.some((side) => this.days.fillOf(side, day, who) === "new") ? "state fresh" : line;
  }
  /** All kinds that it is on any day; it can only change when a holder or a class does. */
  kindsOf(sides) {
    const turns = [...sides.flatMap((side) => side.t.map(([day]) => day)), ...this.days.accessions];
    return new Set(turns.flatMap((day) => ["holds", "owns"].map((who) => this.lineOf(sides, day, who))).filter((kind) => kind !== "none"));
  }
  stands(label, day) { return label.when.some(([from, to]) => from <= day && (day < to || !to)); }
  /** ["ALB Albania", ...]: what the three letters on the map mean on a day. */
  codes({ day, screen }) {
    const short = this.names[screen].filter((label) => /^[A-Z]{3}[*]?$/.test(label.text) && this.stands(label, day));
    return short.map(({ text, code }) => `${text} ${this.days.name(code, day)}`).sort();
  }
  show(asked) {
    const { day, who, layers, picked, screen } = asked, key = JSON.stringify(asked);
    if (key === this.shown) return;
    this.shown = key;
    this.positions.show(asked);
    for (const part of this.parts) {
      const next = part.rule(day, who);
      if (next !== part.now) part.made.setAttribute("class", part.now = next);
    }
    for (const label of this.names[screen]) {
      const on = layers.includes("labels") && this.stands(label, day);
      const kind = label.led ? "sea" : label.style.startsWith("area") && who === "owns" ? "other" : this.days.classOf(label.code, day);
      // Type and stroke stay: a text whose stroke comes or goes would be laid out again.
      const next = on ? `l t-${label.style} ${kind}` : label.now.replace(/( off)?$/, " off");
      if (next !== label.now) label.made.setAttribute("class", label.now = next);
    }
    const { units } = this.days.drawn;
    this.draw(this.outline, units.filter((unit) => picked && this.days.holding(unit, day)[1] === picked));
    this.draw(this.placed, units.filter((unit) => asked.places.includes(unit.id)));
    this.svg.setAttribute("aria-label", this.days.sentence(day));
  }
  /** Outlines these pieces of land. */
  draw(path, units) {
    const line = units.map((unit) => (unit.d ?? "") + (unit.i ?? "")).join("");
    if (line !== path.getAttribute("d")) path.setAttribute("d", line);
  }
}

/** Two pictures of one map, one upon the other. One is seen; the other shows already what the next key will most likely ask for, so
 * that a step only makes the upper one opaque or transparent: nothing has to be drawn while somebody waits. */
class Pictures {
  constructor(days) {
    this.days = days;
    this.front = new Picture(days);
    this.back = null; // made when the page has time
    this.element = node("div", { class: "pictures" }, this.front.svg);
    this.order();
  }
  show(asked) {
    if (this.back?.shown === JSON.stringify(asked)) {
      [this.front, this.back] = [this.back, this.front];
      this.order();
    }
    this.front.show(asked);
  }
  prepare(asked) {
    if (!this.back) {
      this.back = new Picture(this.days);
      this.order();
      this.element.append(this.back.svg);
    }
    this.back.show(asked);
  }
  order() {
    this.front.svg.setAttribute("class", "map");
    this.front.svg.removeAttribute("aria-hidden");
    this.back?.svg.setAttribute("class", "behind");
    this.back?.svg.setAttribute("aria-hidden", "true");
  }
  /** The shape of the front picture that lies under the pointer: the picture behind may cover it, unseen. */
  under({ target, clientX, clientY }) {
    const seen = (made) => made !== this.front.svg && this.front.svg.contains(made);
    return seen(target) ? target : this.element.getRootNode().elementsFromPoint(clientX, clientY).find(seen);
  }
  /** What is under the pointer: { at: a site or line, unit: a piece of land }. */
  pointed(event) {
    const made = this.under(event);
    return { at: made && this.front.positions.of(made), unit: made && this.front.parts.find((part) => part.made === made)?.unit };
  }
}

/** CSS for the classes of the drawing: the palette lives in classes.csv, not here. */
const palette = ({ classes, type }) => classes.map(({ class_id: id, fill: back, ink, pattern }) =>
  `.u.${id},.key.${id}{fill:${pattern === "none" ? back : `url(#p-${id})`};background:${back}}` +
  `.x.${id}{fill:url(#x-${id})}` +
  `.l.${id} text{fill:${ink};stroke:${back}}`).concat(Object.entries(type).flatMap(([screen, sizes]) => Object.entries(sizes).map(
    ([style, size]) => `.${screen} .l.t-${style} text{font-size:${size}px}`))).join("\n");
