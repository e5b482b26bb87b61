/* The explorer of specs: filters, sorts and compares the rows of a table that is whole without this script.
   What is chosen stands in the query string, of which only what the page offers is taken. The data are those of
   api/specs.json. Nothing of either is ever read as markup. */
(() => {
  "use strict";

  const MOST = 4;
  const RUNGS = ["LSS-Core", "LSS-Parseable", "LSS-Operational", "LSS-Production"];
  const told = (spec) => new Set([...spec.findings, ...spec.expected]).size;

  /* What each column is sorted by. */
  const KEYS = {
    name: (spec) => spec.loop_name.toLowerCase(),
    level: (spec) => spec.level,
    conformance: (spec) => RUNGS.indexOf(spec.conformance),
    les: (spec) => spec.les,
    iterations: ({ bounds }) => bounds.iterations ?? Infinity,
    cost: ({ bounds }) => (bounds.budget_declared ? bounds.usd : null) ?? Infinity,
    time: ({ bounds }) => bounds.seconds ?? Infinity,
    evaluators: (spec) => Object.keys(spec.evaluators).join(),
    patterns: (spec) => spec.patterns.join(),
    findings: told,
  };

  /* Whether a spec fits a choice. */
  const FITS = {
    level: (spec, value) => String(spec.level) === value,
    conformance: (spec, value) => spec.conformance === value,
    pattern: (spec, value) => spec.patterns.includes(value),
    evaluator: (spec, value) => value in spec.evaluators,
    origin: (spec, value) => spec.origin === value,
    findings: (spec, value) => (told(spec) ? "some" : "none") === value,
  };

  /* The rows, each with its spec. Throws where the data are not those of this page. */
  const join = (body, specs, root) => {
    const taken = new Set();
    return [...body.rows].map((row, index) => {
      const link = row.querySelector("th a");
      const spec = specs[row.dataset.lssSpec];
      if (link.href !== new URL(spec.url, root).href) throw Error("other data");
      let id = spec.url;
      while (taken.has(id)) id += "+";
      taken.add(id);
      const said = [spec.loop_name, spec.objective, spec.title, ...spec.patterns, ...spec.roles];
      const keys = Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [name, key(spec)]));
      return { row, index, id, link, spec, keys, text: said.join("\n").toLowerCase(), tick: row.querySelector("input") };
    });
  };

  const make = (space) => (name, attributes, ...children) => {
    const node = document.createElementNS(`http://www.w3.org/${space}`, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const html = make("1999/xhtml");
  const svg = make("2000/svg");
  const button = (text, does, attributes = {}) => {
    const made = html("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", does);
    return made;
  };

  /* The series of the radar differ in colour and dashes (style sheet) and in these marks. */
  const MARKS = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "M-3.5-3.5h7v7h-7z", "M0-4.5 4.5 3.5h-9z", "M0-5 5 0 0 5-5 0z"];
  const series = (number) => `lss-x-series lss-x-series--${number + 1}`;
  const line = (d) => svg("path", { class: "lss-x-line", d });
  const mark = (number, x, y) =>
    svg("path", { class: "lss-x-mark", d: MARKS[number], transform: `translate(${x} ${y})` });

  const radar = (chosen, names) => {
    const at = (index, share) => {
      const angle = (2 * index / names.length - 0.5) * Math.PI;
      return [Math.cos(angle), Math.sin(angle)].map((value) => (value * share * 100).toFixed(1));
    };
    const ring = (values) => `M${values.map((value, index) => at(index, value).join(" ")).join("L")}Z`;
    const said = chosen.map(({ spec: { loop_name: name, dimensions } }) => {
      const sorted = [...names].sort((a, b) => dimensions[b] - dimensions[a]);
      const [high, low] = [sorted[0], sorted.at(-1)].map((name) => `${name} (${dimensions[name].toFixed(2)})`);
      return `${name} is highest in ${high} and lowest in ${low}.`;
    });
    const label = `Radar of the dimensions, each from 0 to 1. ${said.join(" ")} All values are in the table.`;
    return svg(
      "svg",
      { class: "lss-x-radar", viewBox: "-200 -130 400 260", role: "img", "aria-label": label },
      ...[0.25, 0.5, 0.75, 1].map((share) => svg("path", { class: "lss-x-grid", d: ring(names.map(() => share)) })),
      ...names.flatMap((name, index) => {
        const [x, y] = at(index, 1.12);
        const anchor = Math.abs(x) < 1 ? "middle" : x > 0 ? "start" : "end";
        return [
          svg("path", { class: "lss-x-grid", d: `M0 0L${at(index, 1).join(" ")}` }),
          svg("text", { x, y, "text-anchor": anchor, dy: "0.35em" }, name),
        ];
      }),
      ...chosen.map(({ spec }, number) => {
        const values = names.map((name) => spec.dimensions[name]);
        const marks = values.map((value, index) => mark(number, ...at(index, value)));
        return svg("g", { class: series(number) }, line(ring(values)), ...marks);
      }),
    );
  };

  /* One row of the comparison. Where `values` differ, the words go to the best and the worst. */
  const compared = (name, texts, values = [], [first, last] = [], high = false) => {
    const [low, top] = [Math.min(...values), Math.max(...values)];
    const cells = texts.map((text, index) => {
      const cell = html("td", {}, text);
      const [best, worst] = [values[index] === (high ? top : low), values[index] === (high ? low : top)];
      if (low < top && best) cell.append(" ", html("b", {}, first));
      else if (low < top && worst && values.length > 2) cell.append(" ", html("i", {}, last));
      return cell;
    });
    return html("tr", {}, html("th", { scope: "row" }, name), ...cells);
  };

  const [BEST, LEAST] = [["best", "worst"], ["least", "most"]];

  const comparison = (chosen, remove) => {
    const names = Object.keys(chosen[0].spec.dimensions);
    const each = (name) => chosen.map(({ spec }) => String(spec[name]));
    const shown = (name, index, key, ...ends) => {
      const texts = chosen.map(({ row }) => row.cells[index].textContent.trim() || "none");
      return compared(name, texts, key && chosen.map(({ keys }) => keys[key]), ...ends);
    };
    const heads = chosen.map((item, number) => {
      const { loop_name: name, title } = item.spec;
      const sample = svg("svg", { class: `lss-x-sample ${series(number)}`, viewBox: "-18 -7 36 14", "aria-hidden": "true" });
      sample.append(line("M-18 0H18"), mark(number, 0, 0));
      const out = button("Remove", () => remove(item), { "aria-label": `Remove ${name}` });
      return html("th", { scope: "col" }, sample, item.link.cloneNode(true), title === name ? "" : title, out);
    });
    const rows = [
      shown("Level", 2),
      shown("Conformance", 3),
      shown("LES", 4, "les", BEST, true),
      ...names.map((name) => {
        const scores = chosen.map(({ spec }) => spec.dimensions[name]);
        const row = compared(name, scores.map((score) => score.toFixed(2)), scores, BEST, true);
        row.className = "lss-x-dimension";
        return row;
      }),
      shown("Iterations, at most", 5, "iterations", LEAST),
      shown("Cost, at most", 6, "cost", LEAST),
      shown("Time, at most", 7, "time", LEAST),
      compared("Workers", each("workers")),
      shown("Evaluators", 8),
      shown("Patterns", 9),
      shown("Findings", 10),
      compared("Objective", each("objective")),
    ];
    const head = html("thead", {}, html("tr", {}, html("td", {}), ...heads));
    const scroll = { class: "lss-x-scroll", tabindex: "0", role: "region", "aria-label": "Side by side, scrollable" };
    return [radar(chosen, names), html("div", scroll, html("table", {}, head, html("tbody", {}, ...rows)))];
  };

  const explore = async (box) => {
    const one = (part) => box.querySelector(part);
    const [count, clear, drop, compare, more] = ["count", "clear", "drop", "compare", "more"].map((x) => one(`.lss-x-${x}`));
    const [search, least, most] = ["q", "min", "max"].map((name) => one(`[name=${name}]`));
    const [fieldset, body] = ["fieldset", "tbody"].map(one);
    const selects = [...fieldset.querySelectorAll("select")];
    const heads = new Map([...box.querySelectorAll("[data-lss-key]")].map((head) => [head.dataset.lssKey, head]));

    let items;
    try {
      const source = new URL(box.dataset.lssData, document.baseURI);
      items = join(body, (await (await fetch(source)).json()).specs, new URL("../", source));
    } catch {
      count.textContent = "The table is complete, but the data to filter, sort and compare it could not be loaded.";
      return;
    }
    const dialog = html("dialog", { class: "lss-x-dialog", "aria-label": "Comparison", closedby: "any" });
    box.append(dialog);
    const all = count.textContent;
    let sort = "-les";
    let chosen = [];
    let open = false;
    let timer;

    const score = ({ value }) => (/^\d{1,3}$/.test(value) && value <= 100 ? Number(value) : null);

    const remember = (anew) => {
      clearTimeout(timer);
      const query = new URLSearchParams(location.search);
      for (const name of ["sort", "pick", "compare"]) query.delete(name);
      for (const input of [search, ...selects, least, most]) {
        const value = input.type === "number" ? score(input) : input.value.trim();
        if (value === "" || value === null) query.delete(input.name);
        else query.set(input.name, value);
      }
      if (sort !== "-les") query.set("sort", sort);
      for (const { id } of chosen) query.append("pick", id);
      if (open) query.set("compare", "1");
      const url = new URL(location.href);
      url.search = query.toString().replaceAll("%2F", "/");
      if (url.href === location.href) return;
      try {
        history[anew ? "pushState" : "replaceState"](history.state, "", url);
      } catch {} // Browsers allow so many changes a minute.
    };

    const showCount = () => {
      const shown = items.filter(({ row }) => !row.hidden).length;
      const some = shown === items.length ? all : `${shown.toLocaleString("en")} of ${all}`;
      count.textContent = shown ? some : "No spec matches these filters";
    };

    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const asked = selects.filter(({ value }) => value).map(({ name, value }) => [FITS[name], value]);
      const [from, to] = [score(least), score(most)];
      for (const { row, spec, text } of items) {
        row.hidden = !(
          words.every((word) => text.includes(word)) &&
          asked.every(([fits, value]) => fits(spec, value)) &&
          (from === null || spec.les >= from) &&
          (to === null || spec.les <= to)
        );
      }
      const active = asked.length + (from !== null) + (to !== null);
      more.textContent = active ? `Filters (${active})` : "Filters";
      clear.disabled = !active && !words.length;
      showCount();
    };

    const order = () => {
      const [key, sign] = sort.startsWith("-") ? [sort.slice(1), -1] : [sort, 1];
      const sorted = [...items].sort((a, b) => {
        const [x, y] = [a.keys[key], b.keys[key]];
        return sign * ((x > y) - (x < y)) || a.index - b.index;
      });
      if (sorted.some(({ row }, index) => row !== body.rows[index])) {
        body.replaceChildren(); // One by one is slow: spaces stand between.
        body.append(...sorted.map(({ row }) => row));
      }
      for (const head of heads.values()) head.removeAttribute("aria-sort");
      heads.get(key).setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
    };

    /* What is chosen, side by side if that is open. */
    const showChoice = () => {
      for (const item of items) {
        item.tick.checked = chosen.includes(item);
        item.row.classList.toggle("lss-x-chosen", item.tick.checked);
      }
      compare.textContent = chosen.length ? `Compare (${chosen.length})` : "Compare";
      compare.disabled = chosen.length < 2;
      drop.disabled = !chosen.length;
      if (!open) return dialog.close();
      const close = button("Close", () => dialog.close());
      const title = html("h2", {}, `${chosen.length} specs side by side`);
      dialog.replaceChildren(html("div", { class: "lss-x-title" }, title, close), ...comparison(chosen, choose));
      if (dialog.open) close.focus();
      else dialog.showModal();
    };

    const choose = (item) => {
      if (!chosen.includes(item) && chosen.length === MOST) {
        item.tick.checked = false;
        count.textContent = `At most ${MOST}. Take one out first: ${chosen.map(({ spec }) => spec.loop_name).join(", ")}.`;
        return;
      }
      chosen = chosen.includes(item) ? chosen.filter((other) => other !== item) : [...chosen, item];
      open &&= chosen.length > 1;
      showChoice();
      const how = chosen.length > 1 ? "; press Enter on a box to compare them" : "";
      count.textContent = `${chosen.length} of ${MOST} chosen${how}`;
      remember(true);
    };

    const begin = () => {
      if (chosen.length < 2) return;
      open = true;
      showChoice();
      remember(true);
    };

    /* Follow the address, so far as it can be. */
    const restore = () => {
      clearTimeout(timer);
      const query = new URLSearchParams(location.search);
      search.value = (query.get("q") ?? "").slice(0, search.maxLength);
      for (const select of selects) {
        const value = query.get(select.name) ?? "";
        select.value = [...select.options].some((option) => option.value === value) ? value : "";
      }
      for (const input of [least, most]) input.value = score({ value: query.get(input.name) ?? "" }) ?? "";
      const asked = query.get("sort") ?? "";
      sort = heads.has(asked.replace(/^-/, "")) ? asked : "-les";
      chosen = [...new Set(query.getAll("pick"))].flatMap((id) => items.find((item) => item.id === id) ?? []);
      chosen.length = Math.min(chosen.length, MOST);
      open = query.get("compare") === "1" && chosen.length > 1;
      order();
      filter();
      showChoice();
    };

    /* Going back undoes all that was typed into a field at once. */
    let typing = null;
    fieldset.addEventListener("input", ({ target }) => {
      filter();
      clearTimeout(timer);
      if (target === typing) timer = setTimeout(remember, 200, false);
      else remember(true);
      typing = target.localName === "input" ? target : null;
    });
    fieldset.addEventListener("focusout", () => (typing = null));
    more.addEventListener("click", () => more.setAttribute("aria-expanded", more.ariaExpanded !== "true"));
    const reset = () => {
      filter();
      showChoice();
      remember(true);
      search.focus();
    };
    clear.addEventListener("click", () => {
      for (const input of [search, least, most, ...selects]) input.value = "";
      reset();
    });
    drop.addEventListener("click", () => {
      chosen = [];
      reset();
    });
    compare.addEventListener("click", begin);
    for (const [name, head] of heads) {
      head.firstElementChild.addEventListener("click", () => {
        const ways = [name, `-${name}`];
        if (head.dataset.lssFirst === "down") ways.reverse();
        sort = ways[sort === ways[0] ? 1 : 0];
        order();
        remember(true);
      });
    }
    body.addEventListener("change", ({ target }) => choose(items.find(({ tick }) => tick === target)));
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.type !== "checkbox") return;
      event.preventDefault(); // Or it presses what gets the focus.
      begin();
    });
    dialog.addEventListener("close", () => {
      if (!open) return;
      open = false;
      showCount();
      remember(true);
    });
    addEventListener("popstate", () => box.isConnected && restore());

    restore();
    fieldset.disabled = false;
    for (const part of box.querySelectorAll("thead button, tbody input")) part.disabled = false;
    box.dataset.lssReady = "yes";
  };

  const start = () => {
    const box = document.querySelector(".lss-explorer");
    if (!box?.querySelector("tbody") || "lssReady" in box.dataset) return;
    box.dataset.lssReady = "no";
    explore(box);
  };

  // Material's instant navigation swaps pages.
  if (window.document$?.subscribe) window.document$.subscribe(start);
  else start();
})();
