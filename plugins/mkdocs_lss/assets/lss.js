/* Panels without this script are stacked sections that open and close. With it, they are tabs (WAI-ARIA tabs
   pattern: arrow keys, Home and End), and code can be copied. */
(() => {
  "use strict";

  const select = (tabs, chosen, focus) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) chosen.focus();
  };

  const makeTabs = (box) => {
    const list = document.createElement("div");
    list.className = "lss-tablist";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Views of the loop");
    const tabs = [];
    for (const section of [...box.querySelectorAll(":scope > .lss-tab")]) {
      const body = section.querySelector(":scope > .lss-body");
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `${body.id}-tab`;
      tab.textContent = section.querySelector(":scope > summary").textContent;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", body.id);
      body.setAttribute("role", "tabpanel");
      body.setAttribute("aria-labelledby", tab.id);
      section.replaceWith(body);
      tab.addEventListener("click", () => select(tabs, tab, false));
      tabs.push(tab);
    }
    list.append(...tabs);
    box.prepend(list);
    list.addEventListener("keydown", (event) => {
      const at = tabs.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      select(tabs, tabs[(to + tabs.length) % tabs.length], true);
    });
    select(tabs, tabs[0], false);
    return tabs;
  };

  const offerCopy = (button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.parentElement.querySelector("code").textContent;
      let done = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        done = false;
      }
      button.textContent = done ? "Copied" : "Not allowed";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    button.setAttribute("aria-live", "polite");
  };

  const showTarget = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const body = id ? document.getElementById(id)?.closest(".lss-body") : null;
    const tab = body ? document.getElementById(`${body.id}-tab`) : null;
    if (!tab) return;
    select([...tab.parentElement.children], tab, false);
    body.scrollIntoView();
  };

  const start = () => {
    for (const panel of document.querySelectorAll(".lss-panel:not([data-lss-ready])")) {
      panel.dataset.lssReady = "";
      panel.querySelectorAll(".lss-tabs").forEach(makeTabs);
      panel.querySelectorAll(".lss-copy").forEach(offerCopy);
    }
    showTarget();
  };

  // Material's instant navigation swaps the page without loading it anew.
  if (window.document$?.subscribe) window.document$.subscribe(start);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  addEventListener("hashchange", showTarget);
})();
