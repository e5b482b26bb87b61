/* Cards: what a link leads to (a rule, a term, a pattern, a level …), shown on hover and on keyboard focus.
   Escape closes a card, the pointer may move onto it, and it stays until it is left (WCAG 1.4.13). A tap follows the
   link as ever. What the cards say is fetched once, when a reader first rests on a link; it is shown as text only. */
(() => {
  "use strict";
  if (!("showPopover" in HTMLElement.prototype)) return; // Browsers from before 2024 have the links alone.
  const OPEN_AFTER = 300, CLOSE_AFTER = 200, GAP = 8, MARGIN = 12; // milliseconds, pixels
  let data, site, card; // the cards by address, the root of the site, the element
  let shown, wanted, dismissed, focused; // links
  let opening, closing; // timers

  const linkAt = (target) => {
    const marker = document.querySelector(".lss-cards");
    const link = target instanceof Element ? target.closest("a[href]") : null;
    // A link that has a title of its own keeps that.
    const ours = link instanceof HTMLAnchorElement && marker?.parentElement.contains(link) && !link.title;
    return ours ? link : null;
  };

  const load = () => {
    if (!data) {
      const file = new URL(document.querySelector(".lss-cards").dataset.cards, document.baseURI);
      site = new URL("../../", file).href;
      data = fetch(file).then((answer) => (answer.ok ? answer.json() : {}), () => ({}));
    }
    return data;
  };

  const find = (cards, link) => {
    const url = new URL(link.href), whole = url.origin + url.pathname;
    const here = url.pathname === location.pathname;
    if (!whole.startsWith(site) || (here && !url.hash)) return undefined;
    try {
      const path = decodeURIComponent(whole.slice(site.length));
      const keys = here ? [path + decodeURIComponent(url.hash)] : [path + decodeURIComponent(url.hash), path];
      return cards[keys.find((key) => Object.hasOwn(cards, key))];
    } catch {
      return undefined; // An address that is not UTF-8 is none of ours.
    }
  };

  const hide = () => {
    clearTimeout(closing);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = undefined;
    card.hidePopover();
  };

  const close = () => {
    clearTimeout(opening);
    wanted = undefined;
    hide();
  };

  const make = () => {
    card = document.createElement("div");
    card.id = "lss-card";
    card.className = "lss-card";
    card.setAttribute("role", "tooltip");
    card.popover = "manual";
    card.append(...["name", "facts", "text"].map((part) => {
      const line = document.createElement("span");
      line.className = `lss-card-${part}`;
      return line;
    }));
  };

  const show = (link, said, y) => {
    hide();
    if (!card) make();
    if (!card.isConnected) document.querySelector(".lss-cards").after(card);
    said.forEach((text, index) => {
      card.children[index].textContent = text;
      card.children[index].hidden = !text;
    });
    card.style.left = card.style.top = "0";
    card.showPopover();
    const lines = [...link.getClientRects()];
    const line = lines.find((box) => y >= box.top && y <= box.bottom) ?? lines[0] ?? link.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const above = line.bottom + GAP + height > clientHeight && line.top > clientHeight - line.bottom;
    card.style.left = `${Math.max(MARGIN, Math.min(line.left, clientWidth - width - MARGIN)) + scrollX}px`;
    card.style.top = `${(above ? line.top - GAP - height : line.bottom + GAP) + scrollY}px`;
    link.setAttribute("aria-describedby", card.id);
    shown = link;
  };

  const open = async (link, y) => {
    wanted = link;
    const said = find(await load(), link);
    if (wanted === link && said && link.isConnected) show(link, said, y);
  };

  const closeSoon = () => {
    clearTimeout(closing);
    if (shown && shown !== focused) closing = setTimeout(hide, CLOSE_AFTER);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (card?.contains(event.target)) return clearTimeout(closing);
    const link = linkAt(event.target);
    if (link && link === shown) return clearTimeout(closing);
    clearTimeout(opening);
    closeSoon();
    if (link !== dismissed) {
      dismissed = wanted = undefined;
      if (link) opening = setTimeout(open, OPEN_AFTER, link, event.clientY);
    }
  });
  document.documentElement.addEventListener("pointerleave", () => {
    clearTimeout(opening);
    closeSoon();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkAt(event.target);
    if (!link?.matches(":focus-visible")) return;
    focused = link;
    open(link);
  });
  document.addEventListener("focusout", () => {
    if (focused) close();
    focused = undefined;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    dismissed = shown;
    close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!card?.contains(event.target)) close();
  });
})();
