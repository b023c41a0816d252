// How far the reader is, and two files for the teacher, saved by the browser: nothing leaves the computer.

function render({ model, el }) {
  const content = model.get("content"), t = model.get("words");
  const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const quoted = (text) => (/^[=+\-@]/.test(text) ? `'${text}` : text).replace(/"/g, '""');
  const save = (file, type, text) => {
    const address = URL.createObjectURL(new Blob(["\ufeff" + text], { type }));
    node("a", { href: address, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    said.textContent = fill(t.pr_saved, { file });
  };
  const name = node("input", { type: "text", maxlength: 80, autocomplete: "off", onchange: () => set({ name: name.value }) });
  const put = (text, inserted) => text.replaceAll("{{name}}", () => inserted);
  name.value = model.get("name");
  const said = node("p", { class: "small", role: "status" });
  const head = ["lesson", "questions", "answered", "first_try", "right_now", "still_open"].map((key) => node("th", { scope: "col" }, t[`pr_${key}`]));
  const rows = content.lessons.map(([lesson, ...counts]) => node("tr", {}, node("th", { scope: "row" }, lesson), ...counts.map((n) => node("td", {}, n))));
  const own = content.own.length ? [node("h4", {}, t.pr_yours), node("dl", {}, ...content.own.flatMap(([id, asked, answer]) => [node("dt", {}, `${id}: ${asked}`), node("dd", {}, answer)]))] : [];
  const note = node("p", { class: "note", role: "status" }, model.get("note"));
  const { set, close } = joined(model, { "change:note": () => { note.textContent = model.get("note"); } });
  frame(model, el, t.pr_title, node("h3", {}, t.pr_title), node("div", { class: "wide", tabindex: 0, role: "region", "aria-label": t.pr_title }, node("table", { class: "counts" }, node("tr", {}, ...head), ...rows)),
    node("p", {}, content.claims), ...own, node("label", { class: "reason" }, t.pr_name_free, name),
    node("div", { class: "bar" }, node("button", { type: "button", class: "page", onclick: () => save("my-answers.html", "text/html", put(content.page, escaped(name.value))) }, t.pr_save_page),
      node("button", { type: "button", class: "table", onclick: () => save("my-answers.csv", "text/csv", put(content.table, quoted(name.value))) }, t.pr_save_table)), said, note);
  return close;
}

export default { render };
