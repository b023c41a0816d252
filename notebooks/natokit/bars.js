// Figures that somebody named, as bars from low to high: the look of the charts in lesson 03. `node`, `shape` and `fill` come from picture.js.

const BARS = { width: 320, row: 60, left: 10, right: 310, below: 26, blue: "#23507F", plan: "#9C4A1A" };

/** [0, 50000, ...]: round numbers, the last of them not below `top`. */
function ticksTo(top) {
  const size = 10 ** Math.floor(Math.log10(top)), step = [0.25, 0.5, 1].map((part) => part * size).find((each) => top / each <= 4) ?? 2 * size;
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, k) => k * step);
}

/** The mark of one figure at height `y`, and the x where its words may begin. */
function mark(svg, row, x, y) {
  const ink = row.plan ? BARS.plan : BARS.blue, looks = { stroke: ink, "stroke-width": 2, fill: row.plan ? "#fff" : ink, "data-figure": row.id };
  if (row.bound === "range") {
    shape("rect", { ...looks, x: x(row.low), y: y - 6, width: x(row.high) - x(row.low), height: 12 }, svg);
    return x(row.high) + 8;
  }
  if (row.bound === "over" || row.bound === "up to") { // the other end was left open; the length says nothing
    const ahead = row.bound === "over" ? 1 : -1, from = x(ahead > 0 ? row.low : row.high), to = Math.max(BARS.left, from + 22 * ahead);
    shape("path", { d: `M${from} ${y}H${to}`, stroke: ink, "stroke-width": 3, "stroke-dasharray": row.plan ? "5 3" : "none" }, svg);
    shape("path", { d: `M${from} ${y - 8}V${y + 8}`, stroke: ink, "stroke-width": 2.5 }, svg);
    shape("path", { ...looks, d: `M${to} ${y - 6}V${y + 6}L${to + 10 * ahead} ${y}Z` }, svg);
    return Math.max(from, to + 10 * ahead) + 8;
  }
  const at = x(row.high);
  if (row.bound === "about") shape("circle", { ...looks, cx: at, cy: y, r: 6 }, svg);
  else shape("path", { ...looks, d: `M${at} ${y - 7}L${at + 7} ${y}L${at} ${y + 7}L${at - 7} ${y}Z` }, svg);
  return at + 13;
}

/** A picture of some figures ({ id, who, said, where, plan, low, high, bound, amount }) with the same in words for those who cannot see it. */
function bars(t, rows) {
  const top = Math.max(...rows.map(({ high, low }) => high ?? low)), ticks = ticksTo(top), most = Math.max(1.6 * top, ticks.at(-1));
  const x = (value) => BARS.left + (value / most) * (BARS.right - BARS.left), deep = rows.length * BARS.row;
  const words = rows.map((row) => `${row.who}: ${row.plan ? `${t.check_bars_plan}: ` : ""}${row.amount} (${row.where})`);
  const svg = shape("svg", { viewBox: `0 0 ${BARS.width} ${deep + BARS.below}`, role: "img", "aria-label": `${t.check_bars} ${words.join("; ")}.` }, document.createDocumentFragment());
  shape("rect", { width: BARS.width, height: deep + BARS.below, fill: "#fff" }, svg);
  const text = (content, at, y, more) => { shape("text", { x: at, y, fill: "#1a1a1a", "font-size": 12, ...more }, svg).textContent = content; };
  for (const tick of ticks) {
    shape("path", { d: `M${x(tick)} 2V${deep}`, stroke: "#D5D9DD" }, svg);
    text(tick.toLocaleString("en-GB"), x(tick), deep + 14, { "text-anchor": "middle", "font-size": 11 });
  }
  rows.forEach((row, k) => {
    const y = k * BARS.row;
    shape("rect", { x: 0, y: y + 2, width: BARS.width, height: 33, fill: "#EEF1F4" }, svg);
    text(row.who, 4, y + 15, { "font-weight": "bold" });
    text(`${row.plan ? `${t.check_bars_plan}: ` : ""}${row.where}`, 4, y + 30, { fill: "#4A4F55", "font-size": 11.5 });
    text(row.amount, mark(svg, row, x, y + 47), y + 51, { "font-weight": "bold", fill: row.plan ? BARS.plan : BARS.blue });
  });
  return node("figure", { class: "bars" }, svg, node("figcaption", { class: "small" }, t.check_bars_note));
}
