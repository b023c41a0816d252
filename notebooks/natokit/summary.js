// How far the reader is, and two files for the teacher, saved by the browser: nothing leaves the computer. summary.py makes the same files.

const COLUMNS = ["lesson", "exercise", "level", "question", "answer", "result", "first", "tries", "time"];
const COUNTED = ["questions", "answered", "first_try", "right_now", "still_open"];
const titled = (lesson) => lesson.replaceAll("-", " ");
const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A row for each question of the kit, then those that it no longer has. */
function rowsOf(questions, answers, t) {
  const mark = (right) => (right === true ? t.pr_right : right === false ? t.pr_not_yet : t.pr_own_words);
  const row = (lesson, exercise, level, question) => {
    const { given = "", tries = 0, right, right_first, last = "" } = answers.exercises?.[exercise] ?? {};
    const result = tries ? mark(right) : given.length ? t.pr_draft : t.pr_open;
    return { lesson, exercise, level, question, answer: [given].flat().join(" | "), result, first: tries ? mark(right_first) : "", tries, time: last };
  };
  const known = questions.map((asked) => row(...asked)), ids = new Set(known.map(({ exercise }) => exercise));
  return [...known, ...Object.keys(answers.exercises ?? {}).filter((id) => !ids.has(id)).map((id) => row("", id, "", t.pr_gone))];
}

/** [lesson, number of questions, answered, right at the first try, right by now, open] for each lesson. */
function countsOf(rows, t) {
  return [...new Set(rows.map(({ lesson }) => lesson).filter(Boolean))].map((lesson) => {
    const mine = rows.filter((row) => row.lesson === lesson), count = (test) => mine.filter(test).length;
    return [titled(lesson), mine.length, count(({ tries }) => tries), count(({ first }) => first === t.pr_right),
      count(({ result }) => result === t.pr_right), count(({ tries }) => !tries)];
  });
}

/** The rows as CSV; a cell that a spreadsheet would run as a formula gets a quote before. */
function tableOf(rows, name) {
  const safe = (cell) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)).replaceAll('"', '""')}"`;
  return [["name", ...COLUMNS], ...rows.map((row) => [name, ...COLUMNS.map((key) => row[key])])].map((cells) => `${cells.map(safe).join(",")}\r\n`).join("");
}

/** The rows as a page to print. */
function pageOf(rows, claims, name, t, style) {
  const [, ...shown] = COLUMNS.map((key) => `<th scope="col">${escaped(t[`pr_${key}`])}</th>`);
  let lesson = null;
  const body = rows.map((row) => {
    const head = row.lesson === lesson ? "" : `<tr><th colspan="${shown.length}" scope="rowgroup">${escaped(titled(row.lesson) || t.pr_gone)}</th></tr>`;
    ({ lesson } = row);
    return `${head}<tr>${COLUMNS.slice(1).map((key) => `<td>${escaped(row[key])}</td>`).join("")}</tr>`;
  });
  const judged = Object.entries(claims).map(([id, { verdict, reason }]) => `<li>${escaped(id)}: ${escaped(verdict)}. ${escaped(reason)}</li>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(t.pr_title)}</title><style>${style}</style><h1>${escaped(t.pr_title)}</h1>`
    + `<p><label>${escaped(t.pr_name)} <input value="${escaped(name)}"></label></p><table><tr>${shown.join("")}</tr>${body.join("")}</table>`
    + (judged.length ? `<h2>${escaped(t.pr_verdicts)}</h2><ul>${judged.join("")}</ul>` : "") + "</html>\n";
}

function render({ model, el }) {
  const { questions, style } = model.get("content"), t = model.get("words");
  const rows = () => rowsOf(questions, model.get("answers"), t), claims = () => model.get("answers").claims ?? {};
  const save = (file, type, text) => {
    const address = URL.createObjectURL(new Blob(["\ufeff" + text], { type }));
    node("a", { href: address, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    said.textContent = fill(t.pr_saved, { file });
  };
  const name = node("input", { type: "text", maxlength: 80, autocomplete: "off", onchange: () => set({ name: name.value }) });
  const said = node("p", { class: "small", role: "status" }), note = node("p", { class: "note", role: "status" });
  const head = node("tr", {}, ...["lesson", ...COUNTED].map((key) => node("th", { scope: "col" }, t[`pr_${key}`])));
  const table = node("table", { class: "counts" }), judged = node("p", {}), own = node("div", { class: "mine" });
  const draw = () => {
    const all = rows(), mine = all.filter(({ answer, result }) => answer && [t.pr_own_words, t.pr_draft].includes(result));
    table.replaceChildren(head, ...countsOf(all, t).map(([lesson, ...counts]) => node("tr", {}, node("th", { scope: "row" }, lesson), ...counts.map((n) => node("td", {}, String(n))))));
    judged.textContent = fill(t.pr_claims, { n: Object.keys(claims()).length });
    own.replaceChildren(...(mine.length ? [node("h4", {}, t.pr_yours), node("dl", {}, ...mine.flatMap(({ exercise, question, answer }) => [node("dt", {}, `${exercise}: ${question}`), node("dd", {}, answer)]))] : []));
  };
  const show = () => { name.value = model.get("name"); note.textContent = model.get("note"); };
  const { set, close } = joined(model, { "change:note": show, "change:name": show, "change:answers": draw });
  frame(model, el, t.pr_title, node("h3", {}, t.pr_title), node("div", { class: "wide", tabindex: 0, role: "region", "aria-label": t.pr_title }, table),
    judged, own, node("label", { class: "reason" }, t.pr_name_free, name),
    node("div", { class: "bar" }, node("button", { type: "button", class: "page", onclick: () => save("my-answers.html", "text/html", pageOf(rows(), claims(), name.value, t, style)) }, t.pr_save_page),
      node("button", { type: "button", class: "table", onclick: () => save("my-answers.csv", "text/csv", tableOf(rows(), name.value)) }, t.pr_save_table)), said, note);
  show();
  draw();
  return close;
}

export default { render };
