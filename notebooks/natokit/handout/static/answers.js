// Keeps what a reader answers in this browser, and as a file: widgets.js calls `natokit.answers` before it shows the widgets.

(() => {
  "use strict";

  /** The browser's own store, or nothing: a private window or a school's rule may forbid it. */
  function store() {
    try {
      localStorage.setItem("natokit", "1");
      localStorage.removeItem("natokit");
      return localStorage;
    } catch { return null; }
  }

  const kindOf = (value) => (Array.isArray(value) ? "list" : typeof value);

  natokit.answers = ({ models, words, lesson }) => {
    const place = document.getElementById("answers"), kept = store(), find = (name) => place.querySelector(name);
    const said = (text) => { find(".said").textContent = text; };
    const traits = Object.entries(models).flatMap(([name, made]) => (made.kept ?? []).map((trait) => ({
      model: natokit.models[name], trait, empty: natokit.models[name].get(trait),
      key: `natokit ${lesson} ${made.kind} ${natokit.models[name].get("content")?.id ?? made.number} ${trait}`, // a question keeps its id when others come
    })));
    const all = () => Object.fromEntries(traits.map(({ model, trait, key }) => [key, model.get(trait)]));
    const put = (found) => traits.filter(({ model, trait, key, empty }) => {
      const fits = found && typeof found === "object" && key in found && kindOf(found[key]) === kindOf(empty) && found[key] !== null;
      if (fits) model.set(trait, found[key]);
      return fits;
    }).length;

    const keep = () => {
      try { for (const [key, value] of Object.entries(all())) kept?.setItem(key, JSON.stringify(value)); }
      catch { find(".kept").textContent = words.handout_not_kept; } // the store is full
    };
    const before = {};
    for (const { key } of traits) {
      try { before[key] = JSON.parse(kept.getItem(key)); } catch { /* nothing was kept, or somebody else's */ }
    }
    put(before);
    for (const { model, trait } of traits) model.on("change:" + trait, keep);
    if (!kept) find(".kept").textContent = words.handout_not_kept;

    find(".save").onclick = () => {
      const file = new Blob([JSON.stringify(all(), null, 1)], { type: "application/json" });
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${lesson}-answers.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    find(".open").onchange = async ({ target }) => {
      let found = null;
      try { found = JSON.parse(await target.files[0].text()); } catch { /* said below */ }
      said(put(found) ? words.handout_opened : words.handout_wrong_file);
      target.value = "";
    };
    find(".clear").onclick = () => {
      if (!confirm(words.handout_clear_sure)) return;
      for (const { model, trait, empty } of traits) model.set(trait, empty);
      said(words.handout_cleared);
    };
    place.hidden = false;
  };
})();
