// Two voices on one stage, side by side; the stage sets `day`, which a map may follow.

function render({ model, el }) {
  const { stages, sources } = model.get("content"), t = model.get("words");
  const at = () => Math.max(0, stages.findIndex((stage) => stage.id === model.get("stage")));
  const go = walk(t, t.voices_stage, stages.map(({ id, day, title }) => [id, `${speak(day)}: ${title}`]), (k) => choose(k));
  const about = node("p", { class: "retold", "aria-live": "polite" }), away = node("p", { class: "small away", role: "status" });
  const sides = ["left", "right"].map((side) => {
    const list = node("select", { class: side, "aria-label": t[`voices_${side}`], onchange: () => { set({ [side]: list.selectedIndex }); show(); } });
    const said = node("div", { "aria-live": "polite" });
    return { side, list, said, card: node("section", { class: "voice", "aria-label": t[`voices_${side}`] }, list, said) };
  });

  const choose = (asked) => {
    const { id, day, voices } = stages[Math.max(0, Math.min(stages.length - 1, asked))];
    const other = voices.findIndex(({ voice }) => voice !== voices[0].voice);
    set({ stage: id, day, left: 0, right: Math.max(1, other) });
    show();
  };
  const voice = (row) => [node("p", {}, row.text, doubt(t, row.status)),
    ...(row.quote ? [node("h4", {}, t.voices_own_words), node("q", {}, row.quote), node("p", { class: "small" }, [row.speaker, row.day && speak(row.day)].filter(Boolean).join(", "))]
      : [node("p", { class: "small" }, t.voices_no_words)]),
    sourceFold(t, row.sources.map((id) => sources[id]))];
  const show = () => {
    const k = at(), stage = stages[k];
    go.show(k);
    about.textContent = stage.summary + doubt(t, stage.status);
    for (const { side, list, said } of sides) {
      const chosen = Math.min(Math.max(model.get(side), 0), stage.voices.length - 1);
      list.replaceChildren(...stage.voices.map((row) => node("option", {}, row.speaker ? `${row.voice}: ${row.speaker}` : row.voice)));
      list.selectedIndex = chosen;
      said.replaceChildren(...voice(stage.voices[chosen]));
    }
    follow();
  };
  /** A map that was moved by hand takes its stage along, where we have voices for that day. */
  const follow = () => {
    const day = model.get("day"), here = stages[at()].day === day;
    away.textContent = here ? "" : t.voices_elsewhere;
    const k = here ? -1 : stages.findIndex((stage) => stage.day === day);
    if (k >= 0) choose(k);
  };

  frame(model, el, t.voices_title, node("h3", {}, t.voices_title), go.bar, about, node("div", { class: "two" }, ...sides.map(({ card }) => card)), away);
  const { set, close } = joined(model, { "change:stage": () => choose(at()), "change:left": () => show(), "change:right": () => show(), "change:day": () => follow() });
  show();
  return close;
}

export default { render };
