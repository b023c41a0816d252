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

  const ANSWER = /^natokit \S+ ExercisePane (\S+) attempt$/, VERDICTS = /^natokit \S+ ClaimCheck .+ given$/;
  const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };
  const texts = (values) => values.every((value) => typeof value === "string");

  /** What is kept under these keys, of all lessons, as the summary reads it; whatever is not an answer is left out. */
  function gathered(entries) {
    const exercises = {}, claims = {};
    for (const [key, value] of entries) {
      const id = ANSWER.exec(key)?.[1];
      if (id && Number.isInteger(value?.tries) && value.given?.length && texts([value.given, value.last ?? ""].flat())) exercises[id] = value;
      if (!VERDICTS.test(key)) continue;
      for (const [claim, given] of Object.entries(value ?? {})) if (Array.isArray(given) && given.length === 2 && texts(given)) claims[claim] = { verdict: given[0], reason: given[1] };
    }
    return { exercises, claims };
  }

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
      before[key] = parsed(kept?.getItem(key) ?? null); // null: nothing was kept, or somebody else's
    }
    put(before);
    for (const { model, trait } of traits) model.on("change:" + trait, keep);
    if (!kept) find(".kept").textContent = words.handout_not_kept;

    const counted = Object.keys(models).filter((name) => models[name].kind === "ProgressPane"), summaries = counted.map((name) => natokit.models[name]);
    for (const name of counted) document.querySelector(`[data-widget="${name}"]`)?.classList.add("counted"); // printed as it stands
    const count = () => {
      const others = Object.keys(kept ?? {}).map((key) => [key, parsed(kept.getItem(key))]);
      const found = gathered([...others, ...Object.entries(all())]); // of this page as it is now, of the others as they were kept
      for (const model of summaries) model.set("answers", found);
    };
    count();
    if (summaries.length) {
      for (const { model, trait } of traits) model.on("change:" + trait, count);
      addEventListener("storage", count); // answered on another page
    }

    find(".save").onclick = () => {
      const file = new Blob([JSON.stringify(all(), null, 1)], { type: "application/json" });
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${lesson}-answers.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    find(".open").onchange = async ({ target }) => {
      const found = parsed(await target.files[0].text());
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
