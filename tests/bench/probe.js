// Runs in every frame of the page before anything else. One way to take the time for every map: from a key event's own
// time stamp (or from the start of a cell) to the end of the frame that shows the last change of the picture.
// Times are milliseconds since performance.timeOrigin + it, so that an iframe and its page agree.

(() => {
  const clock = (stamp = performance.now()) => performance.timeOrigin + stamp;
  const bench = (window.bench = { key: null, frame: null, shown: null, changes: 0, touched: 0, waiting: false });
  const ROUNDED = 4; // Chromium gives the time of presentation in steps of 4 ms
  let root = null;

  // Chromium tells when a text with `elementtiming` was first presented, raster included: such a text is put beside
  // each change and so appears in the same frame as the change.
  const flag = document.createElement("div");
  flag.style.cssText = "position:fixed;left:0;bottom:0;width:24px;height:12px;font:9px/12px monospace;z-index:9;background:#fff";
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.identifier === "bench") bench.shown = clock(entry.renderTime);
  }).observe({ type: "element" });
  const raiseFlag = () => {
    if (!flag.isConnected) document.body.append(flag);
    const text = document.createElement("p");
    text.setAttribute("elementtiming", "bench");
    text.style.margin = 0;
    text.textContent = String(Math.round(bench.touched) % 1000);
    flag.replaceChildren(text);
  };

  // A message sent inside requestAnimationFrame is handled after that frame's style, layout and paint.
  const atEndOfFrame = (then, painting = () => 0) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(0);
    painting();
  });

  let painting = false, again = false;
  const mark = () => {
    bench.waiting = true;
    again = false;
    raiseFlag();
    atEndOfFrame(() => {
      painting = false;
      bench.frame = clock();
      if (again) mark(); else bench.waiting = false;
    }, () => { painting = true; });
  };
  const changed = () => {
    bench.changes += 1;
    bench.touched = clock();
    if (painting) again = true; // too late for the frame that is being painted: the next one counts
    else if (!bench.waiting) mark();
  };

  // Pixels drawn on a canvas are no change of the document, so the drawing calls are watched.
  const context = CanvasRenderingContext2D.prototype;
  for (const name of ["drawImage", "putImageData", "fill"]) {
    const drawing = context[name];
    context[name] = function (...given) {
      if (root && root.contains(this.canvas)) changed();
      return drawing.apply(this, given);
    };
  }

  /** Watch the picture: elements, attributes and texts in it; a bitmap counts once it is decoded. */
  const watcher = new MutationObserver((changes) => {
    if (changes.every(({ target }) => target.closest?.(".behind"))) return; // made ready behind the picture: nobody sees it
    const loading = [...root.querySelectorAll("img")].filter((image) => !image.complete);
    if (!loading.length) return changed();
    Promise.all(loading.map((image) => image.decode().catch(() => 0))).then(changed);
  });
  bench.watch = (find) => {
    bench.find = find;
    root = find();
    watcher.disconnect();
    watcher.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  };

  addEventListener("keydown", (event) => {
    if (root && !root.isConnected) bench.watch(bench.find); // the library has made its picture anew
    Object.assign(bench, { key: clock(event.timeStamp), frame: null, shown: null, changes: 0, touched: 0 });
  }, { capture: true });

  /**
   * After a key: wait until the picture has changed, was presented and then stood still for `quiet` ms. null when
   * nothing changed; `shown` is null in the rare case that Chromium does not report the presentation.
   */
  bench.settled = async (quiet, patience) => {
    const until = clock() + patience;
    const still = () => !bench.waiting && bench.shown && bench.shown > bench.touched - ROUNDED && clock() - bench.shown > quiet;
    while (clock() < until && !still()) await new Promise((done) => setTimeout(done, 20));
    if (!bench.frame) return null;
    return { ready: bench.frame - bench.key, shown: still() ? bench.shown - bench.key : null, changes: bench.changes };
  };

  /** The end of the first frame in which `find()` returns the finished picture. */
  bench.first = (find, patience) => new Promise((done, fail) => {
    const until = clock() + patience;
    const look = () => {
      if (find()) atEndOfFrame(() => done(clock()));
      else if (clock() > until) fail(new Error("no picture"));
      else requestAnimationFrame(look);
    };
    look();
  });
})();
