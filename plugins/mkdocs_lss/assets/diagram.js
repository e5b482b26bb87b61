/* A diagram in a dialog that fills the window: drag, pinch or the arrow keys move it, the wheel, + and - zoom, 0 fits
   it in. Nothing is animated. */
(() => {
  "use strict";
  const STEP = 1.25;
  const NUDGE = 48;
  const LEGIBLE = 0.8;
  const LEAST = 0.1;
  const MOST = 8;

  const make = (name, className, text = "") => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const button = (text, label, act) => {
    const made = make("button", "lss-tool", text);
    made.type = "button";
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  /* Where a drawing stands in its view: it is moved by x and y pixels and scaled by k. */
  const viewer = (drawing, view, told) => {
    const { width, height } = drawing.viewBox.baseVal;
    let [x, y, k, touched] = [0, 0, 1, false];
    const draw = () => {
      drawing.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
      told.textContent = `${Math.round(k * 100)} %`;
    };
    return {
      fit() {
        const [wide, high] = [view.clientWidth, view.clientHeight];
        k = Math.max(LEAST, Math.min(2, (wide - 32) / width, (high - 32) / height));
        [x, y, touched] = [(wide - width * k) / 2, (high - height * k) / 2, false];
        draw();
      },
      /* All of it, where it can be read like that; else its beginning. */
      start() {
        this.fit();
        if (k >= LEGIBLE) return;
        this.zoom(LEGIBLE / k);
        const [first, box] = [drawing.querySelector(".input, .node") ?? drawing, view].map((it) => it.getBoundingClientRect());
        this.move(box.left - first.left + (box.width - first.width) / 2, box.top - first.top + 24);
      },
      refit() {
        if (!touched) this.fit();
      },
      move(right, down) {
        // A corner always stays in sight.
        x = Math.min(view.clientWidth - 48, Math.max(48 - width * k, x + right));
        y = Math.min(view.clientHeight - 48, Math.max(48 - height * k, y + down));
        touched = true;
        draw();
      },
      zoom(by, atX = view.clientWidth / 2, atY = view.clientHeight / 2) {
        const scaled = Math.min(MOST, Math.max(LEAST, k * by));
        x = atX - ((atX - x) * scaled) / k;
        y = atY - ((atY - y) * scaled) / k;
        k = scaled;
        touched = true;
        draw();
      },
    };
  };

  const byPointer = (view, at) => {
    const down = new Map();
    const middle = () => {
      const all = [...down.values()];
      const [x, y] = ["x", "y"].map((axis) => all.reduce((sum, point) => sum + point[axis], 0) / all.length);
      return { x, y, apart: all.length > 1 ? Math.hypot(all[0].x - all[1].x, all[0].y - all[1].y) : 0 };
    };
    const place = (event) => {
      const box = view.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    view.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      view.setPointerCapture(event.pointerId);
      down.set(event.pointerId, place(event));
    });
    view.addEventListener("pointermove", (event) => {
      if (!down.has(event.pointerId)) return;
      const before = middle();
      down.set(event.pointerId, place(event));
      const after = middle();
      at.move(after.x - before.x, after.y - before.y);
      if (before.apart && after.apart) at.zoom(after.apart / before.apart, after.x, after.y);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      view.addEventListener(end, (event) => down.delete(event.pointerId));
    }
    const wheel = (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      at.zoom(Math.exp((event.deltaMode ? -30 : -1.5) * 0.001 * event.deltaY), x, y);
    };
    view.addEventListener("wheel", wheel, { passive: false });
  };

  const byKey = (view, at) => {
    const acts = {
      ArrowLeft: () => at.move(NUDGE, 0),
      ArrowRight: () => at.move(-NUDGE, 0),
      ArrowUp: () => at.move(0, NUDGE),
      ArrowDown: () => at.move(0, -NUDGE),
      "+": () => at.zoom(STEP),
      "=": () => at.zoom(STEP),
      "-": () => at.zoom(1 / STEP),
      0: () => at.fit(),
    };
    view.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !Object.hasOwn(acts, event.key)) return;
      event.preventDefault();
      acts[event.key]();
    });
  };

  const open = (drawing) => {
    const title = drawing.querySelector("title").textContent;
    const dialog = make("dialog", "lss-dialog");
    dialog.setAttribute("aria-label", title);
    const bar = make("div", "lss-tools");
    const view = make("div", "lss-view");
    view.tabIndex = 0;
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", `${title}: arrow keys move it, plus and minus zoom, 0 fits it in`);
    const told = make("output", "lss-zoom");
    const at = viewer(drawing, view, told);
    bar.append(
      make("span", "lss-tools-title", title),
      told,
      button("−", "Zoom out", () => at.zoom(1 / STEP)),
      button("+", "Zoom in", () => at.zoom(STEP)),
      button("Fit", "Fit into the window", () => at.fit()),
      button("Close", "Close", () => dialog.close()),
    );
    dialog.append(bar, view);

    // The drawing itself moves, as a copy would have its ids twice. What it leaves keeps its size.
    const home = drawing.parentElement;
    home.style.height = `${home.offsetHeight}px`;
    view.append(drawing);
    document.body.append(dialog);
    byPointer(view, at);
    byKey(view, at);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      drawing.style.transform = home.style.height = "";
      home.append(drawing);
      dialog.remove();
    });
    dialog.showModal();
    at.start();
    view.focus();
    new ResizeObserver(() => at.refit()).observe(view);
  };

  /* A drawing larger than its place begins at its first node. */
  const begin = (event) => {
    const place = event.target.querySelector(":scope > .lss-body > .lss-drawing");
    const first = place?.querySelector(".input, .node");
    if (!first || !event.target.open || place.scrollLeft) return;
    const [node, box] = [first, place].map((it) => it.getBoundingClientRect());
    place.scrollLeft = node.left - box.left - (box.width - node.width) / 2;
  };

  document.addEventListener("toggle", begin, true);
  document.addEventListener("click", (event) => {
    const drawing = event.target.closest?.(".lss-enlarge")?.closest(".lss-body").querySelector(".lss-diagram");
    if (drawing) open(drawing);
  });
})();
