// The reading pane: choosing a part of the article, or scrolling to it, sets `day` and `places`; a map may follow.

function render({ model, el }) {
  const { parts, sources } = model.get("content"), t = model.get("words");
  const name = (part) => fill(t[`read_${part.kind}`], { n: part.number });
  const at = () => Math.max(0, parts.findIndex((part) => part.id === model.get("paragraph")));

  // ---- the text
  const made = parts.map((part, k) => {
    const button = node("button", { type: "button", tabindex: -1, onclick: () => choose(k) }, name(part));
    const text = node("p", {}), copy = node("p", { class: "copy", hidden: "" });
    return { button, text, copy, box: node("div", { class: `part ${part.kind}` }, button, node("div", { class: "texts" }, text, copy)) };
  });
  const list = node("div", { class: "parts", role: "group", "aria-label": t.read_parts }, ...made.map(({ box }) => box));
  const go = walk(t, t.pane_choose, parts.map((part) => [part.id, name(part)]), (k) => choose(k));
  const levels = Object.keys(parts[0].texts).map((level) => {
    const box = node("input", { type: "radio", name: "level", value: level, onchange: () => { set({ level }); setLevel(); } });
    return [level, box, node("label", {}, box, t[`level_${level}`])];
  });
  const beside = node("input", { type: "checkbox", checked: "", onchange: () => showCopies() });
  const wish = node("label", { hidden: "" }, beside, t.read_copy_show), message = node("p", { class: "small message" });

  // ---- what belongs to a part
  const live = node("div", { "aria-live": "polite" }), about = node("div", { class: "about" });
  const verdict = (claim) => {
    const fold = node("details", { ontoggle: () => { if (fold.open && fold.children.length === 1) fold.append(...told(claim)); } }, node("summary", {}, t.read_verdict));
    return fold;
  };
  const told = (claim) => [node("p", {}, node("b", {}, `${claim.verdict}: `), claim.why, doubt(t, claim.status)),
    ...(claim.record ? [node("p", {}, `${t.read_record}: `, ...quotation(claim.record, claim.speaker, claim.said))] : []),
    sourceFold(t, claim.sources.map((id) => sources[id]))];
  const tell = (part) => {
    live.replaceChildren(node("p", {}, node("b", {}, `${name(part)}. `), fill(t.pane_day, { day: speak(part.day) }), ". ", fill(t.pane_places, { places: part.names }), "."));
    const claim = (row) => [row.claim, " ", node("span", { class: "small" }, `(${t.read_its_words}: “${row.words}”)`), verdict(row)];
    const also = part.also.map(({ day, title }) => node("button", { type: "button", class: "small", onclick: () => set(led({ ...part, day, near: false })) }, `${speak(day)}: ${title}`));
    about.replaceChildren(node("h4", {}, t.read_states), bullets(part.claims.map(claim)),
      ...(also.length ? [node("h4", {}, t.read_also), node("div", { class: "bar also" }, ...also)] : []));
  };

  // ---- choosing
  const sizeOf = () => `${list.clientWidth} ${list.clientHeight}`;
  let size = "", shown = -1, own = 0; // `own`: where the text stood when a part was chosen; from there on scrolling counts
  const choose = (asked, scrolls = true) => {
    const k = Math.max(0, Math.min(parts.length - 1, asked));
    show(k);
    set({ paragraph: parts[k].id, ...led(parts[k]) });
    if (scrolls) reach(made[k].box);
  };
  const show = (k) => {
    if (k === shown) return;
    shown = k;
    made.forEach(({ box, button }, n) => {
      if (n === k) box.setAttribute("aria-current", "true"); else box.removeAttribute("aria-current");
      button.tabIndex = n === k ? 0 : -1;
    });
    go.show(k);
    tell(parts[k]);
  };
  /** Only as far as needed, and inside the pane: the page must not jump. */
  const reach = (box) => {
    const below = box.offsetTop + box.offsetHeight - list.clientHeight;
    const top = Math.max(below, Math.min(list.scrollTop, box.offsetTop));
    if (top !== list.scrollTop) list.scrollTop = top;
    own = list.scrollTop;
  };
  /** The reading line goes down with the text, so that the first and the last part can be reached. */
  list.onscroll = () => {
    const room = list.scrollHeight - list.clientHeight;
    if (room <= 0 || list.scrollTop === own || sizeOf() !== size) return; // a new width moves the text too; that is no reading
    own = -1;
    const line = list.scrollTop + (list.scrollTop / room) * list.clientHeight;
    const k = made.findIndex(({ box }) => box.offsetTop + box.offsetHeight > line);
    if (k !== shown) choose(k < 0 ? parts.length - 1 : k, false);
  };
  list.onkeydown = (event) => {
    const to = { ArrowDown: shown + 1, ArrowUp: shown - 1, Home: 0, End: parts.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    choose(to);
    made[shown].button.focus({ preventScroll: true });
  };
  const setLevel = () => {
    const level = model.get("level");
    for (const [value, box] of levels) box.checked = value === level;
    made.forEach(({ text }, k) => text.replaceChildren(...withQuotes(parts[k].texts[level])));
    if (shown >= 0) reach(made[shown].box);
  };

  // ---- a teacher's copy comes from the kernel and is no part of the widget's state, so that no notebook keeps it
  let copies = {};
  const showCopies = () => {
    const on = beside.checked && Object.keys(copies).length > 0;
    list.classList.toggle("copied", on);
    made.forEach(({ copy }, k) => { copy.hidden = !on; copy.textContent = on ? copies[parts[k].id] ?? "" : ""; });
  };
  const heard = (said) => {
    if (!said?.copies) return;
    copies = said.copies;
    wish.hidden = !Object.keys(copies).length;
    message.textContent = `${t.read_copy}: ${said.message}`;
    showCopies();
  };

  frame(model, el, t.read_title, node("h3", {}, t.read_title), go.bar, list,
    node("fieldset", {}, node("legend", {}, t.read_level), node("div", { class: "bar" }, ...levels.map(([, , label]) => label), wish)),
    node("p", { class: "small" }, t.read_own), live, about, message);
  const { set, close } = joined(model, { "change:paragraph": () => choose(at()), "change:level": setLevel, "msg:custom": heard });
  setLevel();
  show(at());
  const sized = new ResizeObserver(() => { // at first, and when the lines break anew
    size = sizeOf();
    reach(made[shown].box);
  });
  sized.observe(list);
  model.send?.({ want: "copies" });
  return () => { sized.disconnect(); close(); };
}

export default { render };
