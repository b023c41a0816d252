// Check a claim: the reader gives a verdict, and only then sees ours, why, and what the tables say.

function render({ model, el }) {
  const { claims, verdicts, sources } = model.get("content"), t = model.get("words");
  const at = () => Math.max(0, claims.findIndex((claim) => claim.id === model.get("claim")));
  const named = (claim) => `${claim.id}: ${claim.claim}${model.get("given")[claim.id] ? ` (${t.check_mark})` : ""}`;

  const part = node("p", { class: "retold" }), claim = node("p", { class: "claim" }), words = node("p", { class: "small" });
  const go = walk(t, t.pane_choose, claims.map((row) => [row.id, row.id]), (k) => choose(k));
  const choices = verdicts.map(([name, meaning]) => {
    const box = node("input", { type: "radio", name: "verdict", value: name });
    return [box, node("label", {}, box, node("span", {}, node("b", {}, name), `: ${meaning}`))];
  });
  const reason = node("input", { type: "text", maxlength: 300 });
  const compare = node("button", { type: "button", class: "compare", onclick: () => give() }, t.check_compare);
  const said = node("p", { class: "said", role: "status" }), result = node("div", { class: "result" }), done = node("p", { class: "small done" });
  const when = node("p", { class: "small when", role: "status" });
  const note = node("p", { class: "note", role: "status" }, model.get("note"));

  /** Ours, why, both wordings and the rows of the tables; made only after the reader's own verdict. */
  const ours = (row) => [node("h4", {}, t.check_why), node("p", {}, row.why, doubt(t, row.status)),
    ...(row.record ? [node("p", {}, `${t.read_record}: `, ...quotation(row.record, row.speaker, row.said))] : []),
    ...(row.wordings.length ? [wordings(row.wordings)] : []),
    node("h4", {}, t.check_tables), ...(row.figures.length ? [bars(t, row.figures)] : []), ...row.tables.map(([file, rows]) => node("div", {}, node("span", { class: "small" }, file), bullets(rows))),
    node("p", {}, row.counted), sourceFold(t, row.sources.map((id) => sources[id]))];
  const wordings = (rows) => node("div", { class: "wide" }, node("table", {}, node("caption", {}, t.check_wordings),
    node("tr", {}, ...["article", "agency", "second", "change"].map((key) => node("th", { scope: "col" }, t[`check_${key}`]))),
    ...rows.map(([article, agency, second, change]) => node("tr", {}, ...[article, agency, second || t.check_none, change].map((text) => node("td", {}, text))))));

  const give = () => {
    const chosen = choices.find(([box]) => box.checked)?.[0].value, row = claims[at()];
    if (!chosen) { said.textContent = t.check_first; return; }
    if (!model.get("given")[row.id]) set({ given: { ...model.get("given"), [row.id]: [chosen, reason.value] } });
    choose(at());
  };
  /** No hindsight: what came after the article is on the map only once the reader has judged. */
  const lead = (row) => (model.get("given")[row.id] ? row.after : row.before);
  const choose = (asked) => {
    const row = claims[Math.max(0, Math.min(claims.length - 1, asked))];
    set({ claim: row.id, ...led(lead(row)) });
    show();
  };
  const show = () => {
    const row = claims[at()], given = model.get("given"), [yours, why] = given[row.id] ?? ["", ""];
    go.show(at());
    claims.forEach((each, k) => { go.list.options[k].textContent = named(each); });
    part.replaceChildren(...withQuotes(row.text));
    claim.textContent = row.claim;
    words.textContent = `${t.read_its_words}: “${row.words}”`;
    for (const [box] of choices) { box.checked = box.value === yours; box.disabled = Boolean(yours); }
    reason.value = why;
    reason.disabled = compare.disabled = Boolean(yours);
    const same = (one) => claims.filter(({ id, verdict }) => given[id]?.[0] === verdict).length;
    said.textContent = yours ? fill(yours === row.verdict ? t.check_same : t.check_other, { yours, ours: row.verdict }) : "";
    const later = row.after.day !== row.before.day, key = !later ? "check_when" : yours ? "check_when_later" : "check_when_before";
    when.textContent = fill(t[key], { day: speak(lead(row).day) });
    result.replaceChildren(...(yours ? ours(row) : []));
    done.textContent = fill(t.check_done, { done: claims.filter(({ id }) => given[id]).length, total: claims.length, same: same() });
  };

  frame(model, el, t.check_title, node("h3", {}, t.check_title), go.bar,
    node("h4", {}, t.check_part), part, node("h4", {}, t.check_claim), claim, words, when,
    node("fieldset", {}, node("legend", {}, t.check_yours), ...choices.map(([, label]) => label)),
    node("label", { class: "reason" }, t.check_reason, reason), node("div", { class: "bar" }, compare), said, result, done, note);
  const { set, close } = joined(model, { "change:claim": () => choose(at()), "change:given": () => choose(at()),
    "change:note": () => { note.textContent = model.get("note"); } });
  show();
  return close;
}

export default { render };
