// Wide tables scroll in a box that Material makes around them. Where one does, the keyboard has to reach it.
(() => {
  const check = (box) => {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "Table, scrollable");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  };
  const resized = new ResizeObserver((entries) => entries.forEach((entry) => check(entry.target)));
  const watch = () => document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => resized.observe(box));
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });
  watch();
})();
