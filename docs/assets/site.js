/* What Material's scripts add to a page, made usable for everybody. */
(() => {
  "use strict";

  // Wide tables scroll in a box that Material makes around them. Where one does, the keyboard has to reach it.
  const check = (box) => {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Table, scrollable");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  };
  const resized = new ResizeObserver((entries) => entries.forEach((entry) => check(entry.target)));
  const mend = () => {
    document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => resized.observe(box));
    // The button of each block of code stands in a <nav>: as many landmarks, of one name, that lead nowhere.
    document.querySelectorAll(".md-code__nav:not([role])").forEach((nav) => nav.setAttribute("role", "none"));
  };
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  mend();
})();
