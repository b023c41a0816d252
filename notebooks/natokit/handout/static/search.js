// The search of the index: over the stages of the maps and the words of the glossary, in the page itself.

(async () => {
  "use strict";
  const { search, words } = await natokit.read();
  const place = document.querySelector(".search"), field = place.querySelector("input"), list = place.querySelector("ol"), said = place.querySelector("[role=status]");
  // Without the signs over letters, so that "Krakow" finds "Kraków".
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = search.map(([title, about, href]) => ({ title, about, href, head: plain(title), all: plain(`${title} ${about}`) }));
  const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const look = () => {
    const asked = plain(field.value).split(/\s+/).filter(Boolean);
    const found = asked.length ? rows.filter(({ all }) => asked.every((word) => all.includes(word))) : [];
    found.sort((one, other) => asked.every((word) => other.head.includes(word)) - asked.every((word) => one.head.includes(word)));
    list.replaceChildren(...found.slice(0, 20).map(({ title, about, href }) => {
      const item = document.createElement("li");
      item.append(made("a", title, { href }), made("div", about));
      return item;
    }));
    said.textContent = asked.length ? (found.length ? words.handout_found.replace("{n}", found.length) : words.handout_found_none) : "";
  };
  field.oninput = look;
  place.hidden = false;
  look();
  document.documentElement.dataset.ready = Math.round(performance.now());
})();
