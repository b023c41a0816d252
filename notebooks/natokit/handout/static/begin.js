// What the other scripts of a page fill: widgets by the hash of their code, large values by theirs, models by their place on the page.
var natokit = {
  widgets: {}, parts: {}, models: {},
  /** The values of the page: plain JSON, or packed (gzip, base64) where the page is one file. */
  async read() {
    const block = document.getElementById("natokit-state");
    if (block.type === "application/json") return JSON.parse(block.textContent);
    const packed = Uint8Array.from(atob(block.textContent.trim()), (sign) => sign.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  },
};
