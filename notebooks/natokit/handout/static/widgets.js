// Runs the widgets of a lesson on a page without Jupyter: the same code, on the values that the lesson had when it was made.
// A plain script after everything else on the page: it finds the code in natokit.widgets and the values in #natokit-state.

(() => {
  "use strict";
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /** What a widget needs of an anywidget model. A change is heard at once, by everybody who listens. */
  function modelOf(values) {
    const heard = {};
    const fire = (event, ...said) => { for (const hear of [...(heard[event] ?? [])]) hear(...said); };
    const model = {
      get: (key) => values[key],
      set: (key, value) => {
        const news = (typeof key === "string" ? [[key, value]] : Object.entries(key)).filter(([name, now]) => !same(values[name], now));
        for (const [name, now] of news) values[name] = now;
        for (const [name, now] of news) fire("change:" + name, model, now);
        if (news.length) fire("change", model);
      },
      save_changes: () => {},
      send: () => {}, // there is no kernel that could answer
      on: (events, hear) => { for (const event of events.split(" ")) (heard[event] ??= []).push(hear); },
      off: (events, hear) => { for (const event of events?.split(" ") ?? Object.keys(heard)) heard[event] = hear ? (heard[event] ?? []).filter((f) => f !== hear) : []; },
    };
    return model;
  }

  /** A large value: on the page itself, or in a file that several pages share. Read once. */
  function part(state, name) {
    if (!(name in state.parts)) state.parts[name] = JSON.parse(natokit.parts[name]);
    return state.parts[name];
  }

  function linked([one, trait, other, there, both]) {
    const [from, to] = [natokit.models[one], natokit.models[other]];
    const carry = () => to.set(there, from.get(trait));
    carry();
    from.on("change:" + trait, carry);
    if (both) to.on("change:" + there, () => from.set(trait, to.get(there)));
  }

  const turn = () => new Promise((done) => setTimeout(done)); // lets the page answer between two widgets

  async function show(state, name, el) {
    const made = state.models[name];
    for (const [property, value] of Object.entries(made.layout)) el.style.setProperty(property, value);
    if (made.children) {
      el.classList.add("box", made.flow);
      for (const child of made.children) await show(state, child, el.appendChild(document.createElement("div")));
      return;
    }
    await turn();
    const code = natokit.widgets[made.code], widget = typeof code === "function" ? await code() : code;
    await widget.initialize?.({ model: natokit.models[name] });
    await widget.render({ model: natokit.models[name], el, experimental: {} });
  }

  /** "#day=1999-03-12" leads to that day on the first map that has it. */
  function goToDay() {
    const asked = /^#day=(\d{4}-\d{2}-\d{2})$/.exec(location.hash)?.[1];
    const map = asked && Object.keys(natokit.models).find((name) => {
      const drawn = natokit.models[name].get("drawn");
      return drawn && drawn.first <= asked && asked <= drawn.last;
    });
    if (!map) return;
    natokit.models[map].set("day", asked);
    document.querySelector(`[data-widget="${map}"], main`).scrollIntoView();
  }

  async function start() {
    const state = await natokit.read();
    for (const [name, made] of Object.entries(state.models)) {
      const large = Object.entries(made.parts ?? {}).map(([key, hash]) => [key, part(state, hash)]);
      natokit.models[name] = modelOf({ ...made.values, ...Object.fromEntries(large) });
    }
    natokit.answers?.(state);
    state.links.forEach(linked);
    for (const place of document.querySelectorAll("[data-widget]")) {
      const live = document.createElement("div");
      live.className = "live-widget";
      try {
        place.prepend(live);
        await show(state, place.dataset.widget, live);
        place.classList.add("live"); // the picture gives way; on paper a table comes back
      } catch (fault) {
        live.remove();
        console.error(fault);
        const said = Object.assign(document.createElement("p"), { className: "failed", textContent: state.words.handout_failed });
        place.prepend(said);
      }
    }
    goToDay();
    addEventListener("hashchange", goToDay);
    document.documentElement.dataset.ready = Math.round(performance.now());
  }

  natokit.ready = start().catch((fault) => { // the pictures and tables stay where they are
    console.error(fault);
    document.documentElement.dataset.ready = "failed";
  });
})();
