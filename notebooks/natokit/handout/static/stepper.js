// Links to other languages lead to the day that the map shows. widgets.js has shown the map before.

natokit.ready.then(() => {
  const map = Object.values(natokit.models)[0];
  const carry = () => { for (const link of document.querySelectorAll("a[hreflang]")) link.hash = `day=${map.get("day")}`; };
  map.on("change:day", carry);
  carry();
});
