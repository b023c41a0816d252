// Where troops were reported: a symbol for each site, lines, arrows, and who said how many. All symbols are of one size:
// no source gives numbers for single places.

const SHAPES = { // around 0, 0, with 1 from the middle to the edge
  base: "M-.85 -.85H.85V.85H-.85Z", deployment: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z", camp: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z",
  exercise: "M0 -1.1L1.05 .8H-1.05Z", separatist: "M0 -1.15L1.15 0L0 1.15L-1.15 0Z",
};
const HALVES = { half: "M-1 0A1 1 0 0 1 1 0Z", dot: "M-.45 0A.45 .45 0 1 1 .45 0A.45 .45 0 1 1 -.45 0Z" };

/** The symbol of a site: its shape says what was there, its filling how well that is known. */
function symbol(kind, evidence, size, parent) {
  const at = { transform: `scale(${size})`, "vector-effect": "non-scaling-stroke" };
  shape("path", { ...at, d: SHAPES[kind] ?? SHAPES.camp, class: `sign ${evidence}` }, parent);
  const inner = { official: HALVES.dot, open_source: HALVES.half }[evidence];
  if (inner) shape("path", { ...at, d: inner, class: "inner" }, parent);
}

/** The name at its spot, around the place of a site or town, with its leader line. */
function nameOf({ x, y, label, spot, lead }, size, parent) {
  if (!spot.length) return;
  leader(lead.map((at, k) => at - (k % 2 ? y : x)), parent);
  const made = shape("text", { x: spot[0] - x, y: spot[1] - y, "text-anchor": spot[2], "font-size": size }, parent);
  fillLines(made, label, spot[0] - x);
}

class Positions {
  constructor(days, svg) {
    const { drawn } = days;
    Object.assign(this, { days, sites: [], lines: [] });
    if (!drawn.sites) return;
    const head = shape("marker", { id: "head", viewBox: "0 0 10 10", refX: 7, refY: 5, markerWidth: 4, markerHeight: 4, orient: "auto-start-reverse" }, shape("defs", {}, svg));
    shape("path", { d: "M0 0L10 5L0 10Z", class: "head" }, head);
    const group = shape("g", { class: "positions" }, svg);
    for (const row of drawn.lines) {
      const made = shape("g", { class: `w ${row.kind} off` }, group), arrow = row.kind.startsWith("axis") ? { "marker-end": "url(#head)" } : {};
      shape("path", { d: row.d, class: "under" }, made);
      shape("path", { d: row.d, class: "over", ...arrow }, made);
      this.lines.push({ row, made, now: "", on: `w ${row.kind}` });
    }
    for (const row of drawn.sites) {
      const made = shape("g", { class: `s ${row.kind} off`, transform: `translate(${row.x} ${row.y})` }, group);
      if (row.error > 1.5 * drawn.symbol) shape("circle", { r: row.error, class: "error" }, made);
      shape("circle", { r: drawn.symbol * 1.75, class: "halo" }, made);
      symbol(row.kind, row.evidence, drawn.symbol, made);
      nameOf(row, drawn.site_type, made);
      this.sites.push({ row, made, now: "", on: `s ${row.kind}` });
    }
    for (const row of drawn.towns) { // what became of the towns at the ends of arrows
      const made = shape("g", { class: "t off", transform: `translate(${row.x} ${row.y})` }, group);
      shape("circle", { r: 30, class: "town" }, made);
      nameOf(row, drawn.town_type, made);
      this.lines.push({ row, made, now: "", on: "t" });
    }
    this.ring = shape("circle", { r: drawn.symbol * 1.75, class: "focus off" }, group); // last: above all symbols
  }
  here(part, day) { return part.row.from <= day && day < part.row.to; }
  on(day) { return this.sites.filter((site) => this.here(site, day)); }
  find(id, day) { return [...this.sites, ...this.lines].find((part) => part.row.id === id && this.here(part, day)); }
  show({ day, layers, site }) {
    let focus = "focus off";
    for (const [parts, key] of [[this.sites, "sites"], [this.lines, "lines"]]) {
      for (const part of parts) {
        const shown = layers.includes(key) && this.here(part, day);
        const next = part.on + (!shown ? " off" : part.row.id === site ? " chosen" : "");
        if (next !== part.now) part.made.setAttribute("class", part.now = next);
        if (key === "sites" && next.endsWith(" chosen")) { focus = "focus"; this.ring.setAttribute("transform", part.made.getAttribute("transform")); }
      }
    }
    this.ring?.setAttribute("class", focus);
  }
  of(shape) { const made = shape.closest("g.s, g.w"); return made && [...this.sites, ...this.lines].find((part) => part.made === made); }

  /** One line about a site or a line: name, what was there, on what evidence, who says so, when. */
  about({ row }) {
    const t = this.days.t, end = this.days.drawn.last, kinds = t[`kind_${row.kind}`] ?? "";
    const evidence = this.days.drawn.evidence.find((e) => e.evidence === row.evidence)?.label;
    const day = (n) => this.days.spoken(isoDay(n));
    const until = isoDay(row.to) > end ? t.so_far : fill(t.until, { day: day(row.to) });
    const since = row.from > number(this.days.drawn.first) ? fill(t.from_day, { day: day(row.from) }) : "";
    return [`${row.name}${row.name_native && row.name_native !== row.name ? ` (${row.name_native})` : ""}: ${kinds}`, row.units, row.equipment,
      evidence && `${evidence}${row.who ? `: ${row.who}` : ""}`, [since, until].filter(Boolean).join(" "), row.error > 1.5 * this.days.drawn.symbol ? t.weak_place : ""]
      .filter(Boolean).join(". ") + ".";
  }
  /** All about a chosen site, with its note, mark and sources. */
  words(part) {
    const t = this.days.t, { row } = part;
    return [...(row.note ? [node("p", {}, row.note)] : []),
      node("p", {}, `${t.certainty}: ${t[`certain_${row.mark}`]}.`), sourceList(this.days, row.sources)];
  }

  /** "169,000 to 190,000", "over 92,000", "up to 175,000" or the number of battalion tactical groups. */
  figure({ low, high, bound, btg_low: few, btg_high: many }) {
    const t = this.days.t, said = (n) => Number(n).toLocaleString(this.days.language === "en" ? "en-GB" : this.days.language);
    const range = (a, b) => (a && b && a !== b ? `${said(a)} ${t.to} ${said(b)}` : said(a || b));
    if (!low && !high) return few || many ? fill(t.btgs, { n: range(few, many) }) : "";
    const word = bound === "about" ? t.about : bound === "over" || !high ? t.over : bound === "up to" || !low ? t.up_to : "";
    return `${word} ${range(low, high)}`.trim();
  }
  /** Who had said how many in the month up to a day, and what they counted; newest first. */
  figures(day) {
    const t = this.days.t, rows = (this.days.drawn.figures ?? []).filter((row) => number(row.day) <= day && number(row.day) > day - 31).reverse();
    const said = (row) => [node("b", {}, `${row.who}, ${this.days.spoken(row.day)}: `), row.kind === "presence" ? "" : node("em", {}, `${t[`figure_${row.kind}`]}: `),
      `${[this.figure(row), row.low || row.high ? row.counts : ""].filter(Boolean).join(" ")} (${[row.area, row.forces].filter(Boolean).join("; ")})`, row.status === "C" ? "" : ` [${t[`certain_${row.status}`]}]`, sourceList(this.days, row.sources)];
    return [...this.towns(day), ...(rows.length ? [node("h4", {}, t.who_said), node("p", {}, t.who_said_note), bullets(rows.map(said))] : [])];
  }
  /** What became of the towns at the ends of the arrows of a day. */
  towns(day) {
    const t = this.days.t, rows = (this.days.drawn.towns ?? []).filter((row) => row.from <= day && day < row.to);
    const said = ["reached", "not_taken", "left"].map((outcome) => [t[`town_${outcome}`], rows.filter((row) => row.outcome === outcome).map((row) => row.town)]);
    return rows.length ? [node("h4", {}, t.town_list), bullets(said.filter(([, names]) => names.length).map(([word, names]) => [node("b", {}, `${word}: `), names.join(", ")]))] : [];
  }
}
