// One question: asked, judged and answered on the page. Each kind has a part that shows it, says what is given and puts an answer back.

const radios = (type, name, choices, changed) => {
  const boxes = choices.map((value) => node("input", { type, name, value, onchange: changed }));
  return [boxes, boxes.map((box, k) => node("label", {}, box, node("span", {}, choices[k])))];
};

/** {parts, given(), put(given)} for each kind of question; `changed` is called when the reader changes the answer. */
const KINDS = {
  single({ content, changed }) {
    const [boxes, parts] = radios("radio", content.id, content.choices, changed);
    return { parts, given: () => boxes.find((box) => box.checked)?.value ?? "", put: (given) => boxes.forEach((box) => { box.checked = box.value === given; }) };
  },

  several({ content, t, changed }) {
    const [boxes, parts] = radios("checkbox", content.id, content.choices, changed);
    return { parts: [node("p", { class: "small" }, t.ex_several), ...parts], given: () => boxes.filter((box) => box.checked).map((box) => box.value),
      put: (given) => boxes.forEach((box) => { box.checked = given.includes(box.value); }) };
  },

  order({ content, t, changed }) {
    const list = node("ol", { class: "order" }), moved = node("p", { class: "hidden", role: "status" });
    let now = content.choices;
    const move = (from, by) => {
      const text = now[from];
      now = now.filter((_, k) => k !== from);
      now.splice(from + by, 0, text);
      changed();
      draw();
      moved.textContent = fill(t.ex_moved, { text, n: from + by + 1, total: now.length });
      const buttons = list.children[from + by].querySelectorAll("button");
      ([...buttons].find((one) => one.className === (by < 0 ? "up" : "down") && !one.disabled) ?? [...buttons].find((one) => !one.disabled)).focus();
    };
    const button = (key, sign, k, by, off) => node("button", { type: "button", class: key, "aria-label": fill(t[`ex_${key}`], { text: now[k] }), disabled: off && "", onclick: () => move(k, by) }, sign);
    const draw = () => list.replaceChildren(...now.map((text, k) => node("li", {}, node("span", { class: "row" },
      button("up", "\u25B2\uFE0E", k, -1, k === 0), button("down", "\u25BC\uFE0E", k, 1, k === now.length - 1), node("span", {}, text)))));
    draw();
    return { parts: [node("p", { class: "small" }, t.ex_order), list, moved], given: () => now, put: (given) => { now = given.length ? given : content.choices; draw(); } };
  },

  timeline({ t, changed }) {
    const first = number("1949-04-04"), end = Math.max(number("2025-01-01"), Math.floor(Date.now() / 864e5));
    let touched = false;
    const go = (n) => {
      slider.value = Math.max(first, Math.min(end, n));
      date.value = isoDay(+slider.value);
      tell();
    };
    const tell = () => { touched = true; said.textContent = speak(date.value); slider.setAttribute("aria-valuetext", said.textContent); changed(); };
    const months = (by) => { const d = new Date(+slider.value * 864e5); d.setUTCMonth(d.getUTCMonth() + by); go(Math.round(d / 864e5)); };
    const slider = node("input", { type: "range", min: first, max: end, step: 1, class: "axis", "aria-label": t.ex_slider, oninput: () => go(+slider.value),
      onkeydown: (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -120, PageUp: 120 }[event.key], days = { ArrowDown: -1, ArrowUp: 1 }[event.key];
        if (!by && !days) return;
        event.preventDefault();
        if (days) go(+slider.value + days);
        else months(Math.abs(by) === 1 && event.shiftKey ? 12 * by : by);
      } });
    const date = node("input", { type: "date", "aria-label": t.ex_date, onchange: () => {
      if (!date.value || !date.validity.valid) return;
      slider.value = number(date.value);
      tell();
    } });
    date.min = isoDay(first);
    date.max = isoDay(end);
    const said = node("span", { class: "chosen" }), ticks = node("div", { class: "ticks", "aria-hidden": "true" });
    for (let year = 1950; year <= 2020; year += 10) ticks.append(node("span", { style: `left:${(100 * (number(`${year}-01-01`) - first)) / (end - first)}%` }, String(year)));
    const put = (given) => {
      slider.value = given ? number(given) : (first + end) / 2;
      date.value = given;
      touched = Boolean(given);
      said.textContent = given ? speak(given) : t.ex_no_day;
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    return { parts: [node("div", { class: "timeline" }, slider, ticks), node("div", { class: "bar" }, date, said), node("p", { class: "small" }, t.ex_timeline)],
      given: () => (touched ? date.value : ""), put };
  },

  map({ model, content, t, changed, set }) {
    const list = node("select", { "aria-label": t.ex_land, onchange: () => { set({ places: list.value ? [list.value] : [] }); changed(); show(); } },
      node("option", { value: "" }, t.ex_no_land), ...content.land.map(([id, name]) => node("option", { value: id }, name)));
    const back = node("button", { type: "button", class: "back", onclick: () => { set({ day: content.day }); show(); } }, fill(t.ex_back, { day: speak(content.day) }));
    const show = () => {
      list.value = model.get("places")[0] ?? "";
      back.hidden = model.get("day") === content.day;
    };
    return { parts: [node("p", {}, fill(t.ex_map, { day: speak(content.day) })), node("div", { class: "bar" }, list, back)], show,
      given: () => model.get("places")[0] ?? "", put: (given) => { set({ places: given ? [given] : [] }); show(); } };
  },

  number({ content, t, changed }) {
    const field = node("input", { type: "text", inputmode: "decimal", maxlength: 40, class: "figure", "aria-label": content.unit ? fill(t.ex_number_in, { unit: content.unit }) : t.ex_number, oninput: changed });
    return { parts: [node("div", { class: "bar" }, field, content.unit)], given: () => field.value, put: (given) => { field.value = given; } };
  },

  text({ t, changed, draft }) {
    let timer = 0;
    const keep = () => { clearTimeout(timer); draft(); };
    const field = node("textarea", { rows: 4, maxlength: 5000, "aria-label": t.ex_text, onchange: keep, oninput: () => { changed(); clearTimeout(timer); timer = setTimeout(keep, 700); } });
    return { parts: [field], given: () => field.value, put: (given) => { if (field.value !== given) field.value = given; }, close: () => clearTimeout(timer) };
  },
};

function render({ model, el }) {
  const content = model.get("content"), t = model.get("words"), key = opened(content.key);
  const said = node("p", { class: "verdict", role: "status" }), more = node("div", {}), note = node("p", { class: "note", role: "status" });
  const tell = (right, text) => {
    said.className = `verdict ${right === null ? "" : right ? "right" : "wrong"}`;
    said.textContent = text && `${right === null ? "" : right ? "\u2714\uFE0E " : "\u2718\uFE0E "}${text}`;
    again.hidden = !text || right !== false;
    more.replaceChildren(...(right === false || !text ? [] : [sourceFold(t, content.sources)]));
  };
  const clear = () => tell(null, "");
  /** Judges what is given; an answer that can't be understood is told so and counts as no try. */
  const give = () => {
    const given = part.given();
    if (unanswered(given)) return tell(null, t.ex_unanswered);
    let verdict;
    try { verdict = judge(content, key, t, given); } catch { return tell(null, t[`ex_unclear_${content.kind}`] ?? t.ex_unanswered); }
    const old = model.get("attempt"), tried = old.tries ?? 0, [right] = verdict, last = new Date().toISOString().replace(/\.\d+/, "");
    set({ attempt: { given: tidy(content, given), tries: tried + 1, right, right_first: tried ? old.right_first ?? null : right, last } });
    tell(...verdict);
    tries();
  };
  const draft = () => set({ attempt: { ...model.get("attempt"), given: part.given(), tries: model.get("attempt").tries ?? 0 } });
  const tries = () => { const n = model.get("attempt").tries ?? 0; count.textContent = n ? fill(t.ex_tries, { n }) : ""; };
  const show = () => { // what was given before, here or in Python
    const { given, tries: n } = model.get("attempt");
    note.textContent = model.get("note");
    tries();
    if (unanswered(given)) return;
    part.put(given);
    try { if (n) tell(...judge(content, key, t, given)); } catch { clear(); }
  };

  /** Land was chosen on the map: what was said of another answer goes, what was said of this one comes back. */
  const placed = () => {
    const { given, tries: n } = model.get("attempt");
    part.show?.();
    if (n && part.given() === given) show(); else clear();
  };
  const { set, close } = joined(model, { "change:attempt": () => show(), "change:note": () => { note.textContent = model.get("note"); },
    "change:places": placed, "change:day": () => part.show?.() });
  const part = KINDS[content.kind]({ model, content, t, changed: clear, draft: () => { if (!unanswered(part.given())) draft(); }, set });
  const count = node("span", { class: "small" });
  const again = node("button", { type: "button", class: "again", hidden: "", onclick: () => {
    part.put(content.kind === "several" || content.kind === "order" ? [] : "");
    clear();
    fields.querySelector("input, select, textarea, button:enabled").focus();
  } }, t.ex_again);
  const fields = node("fieldset", { class: "asked" }, node("legend", {}, content.text, content.status ? doubt(t, content.status) : ""), ...part.parts);
  /** Enter hands in. A browser does so by itself, but not in a text field of a page of JupyterLab. */
  const enter = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.localName !== "input") return;
    event.preventDefault();
    give();
  };
  const form = node("form", { novalidate: "", onkeydown: enter, onsubmit: (event) => { event.preventDefault(); give(); } }, fields,
    node("div", { class: "bar" }, node("button", { type: "submit", class: "check" }, content.kind === "text" ? t.ex_compare : t.ex_check), again, count));
  const title = fill(t.ex_title, { n: content.number, total: content.total, level: t[`ex_level_${content.level}`] });
  frame(model, el, `${title}, ${content.id}`, node("h3", { class: "which" }, title, node("span", { class: "small id" }, content.id)), form, said, more,
    ...(content.hint ? [node("details", { class: "hint" }, node("summary", {}, t.ex_hint), node("p", {}, content.hint))] : []), note);
  part.put(content.kind === "several" || content.kind === "order" ? [] : "");
  show();
  return () => { part.close?.(); close(); };
}

export default { render };
