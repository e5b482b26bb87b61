/* Panels need no script: their tabs are <details> of one name, their links are fragments. This adds what HTML has no
   word for: arrow keys between tabs, a tab that stays open when it is chosen again, the way back from a line to what
   pointed at it, and copying. */
(() => {
  "use strict";
  // Older browsers show the tabs as a stack of boxes, each of which may be closed.
  const areTabs = CSS.supports("selector(::details-content)");
  const chosen = new WeakMap();
  let printing = false;

  const find = (hash) => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null; // The address is no text.
    }
  };

  // Browsers open what a fragment is in, but not all of them, and not on the way back.
  const reveal = (hash, scroll) => {
    const target = find(hash);
    if (!target?.closest(".lss-panel")) return;
    let opened = false;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) {
      opened ||= !box.open;
      box.open = true;
    }
    if (opened && scroll) target.scrollIntoView();
  };

  const follow = (link) => {
    // Going back shall lead to the tab that the link was in.
    const from = link.closest(".lss-body");
    if (from && find(link.hash) && location.hash !== link.hash) history.replaceState(history.state, "", `#${from.id}`);
    reveal(link.hash, false);
  };

  const move = (event, summary) => {
    const all = [...summary.closest(".lss-tabs").querySelectorAll(":scope > .lss-tab > summary")];
    const at = all.indexOf(summary);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const tab = all[(to + all.length) % all.length];
    tab.parentElement.open = true;
    tab.focus();
  };

  const textOf = async (link) => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.text();
  };

  const copy = async (button) => {
    const box = button.closest(".lss-code");
    const code = box.querySelector("code");
    const json = button.dataset.copy === "json";
    const said = box.querySelector(".lss-said");
    try {
      const text = json ? textOf(box.querySelector(".lss-json")) : Promise.resolve(code.textContent);
      text.catch(() => {});
      // Given as a promise, since Safari forgets the click while a file is on its way.
      const blob = text.then((content) => new Blob([content], { type: "text/plain" }));
      blob.catch(() => {});
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      said.textContent = "Copied";
    } catch {
      if (!json) getSelection().selectAllChildren(code);
      said.textContent = json ? "Not copied; open the file" : "Not copied; the text is selected";
    }
    setTimeout(() => (said.textContent = ""), 5000);
  };

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    if (event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const tab = on(".lss-tab > summary");
    if (tab && areTabs && tab.parentElement.open) event.preventDefault();
    const link = on('.lss-panel a[href^="#"]');
    if (link) follow(link);
    const copying = on(".lss-copy");
    if (copying) copy(copying);
  });
  document.addEventListener("keydown", (event) => {
    const summary = event.target.closest?.(".lss-tab > summary");
    if (summary) move(event, summary);
  });
  document.addEventListener(
    "toggle",
    ({ target: tab }) => {
      if (!printing && tab.open && tab.matches(".lss-tab")) chosen.set(tab.parentElement, tab);
    },
    true,
  );

  // Some themes open every box to print it. Of tabs of one name the last would stay.
  addEventListener("beforeprint", () => (printing = true));
  addEventListener("afterprint", () =>
    setTimeout(() => {
      for (const tabs of document.querySelectorAll(".lss-tabs")) {
        (chosen.get(tabs) ?? tabs.querySelector(".lss-tab")).open = true;
      }
      printing = false;
    }),
  );

  addEventListener("hashchange", () => reveal(location.hash, false));
  if (location.hash) reveal(location.hash, true);
})();
