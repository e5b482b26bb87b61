// How the tests have axe-core look at a page; see axe.py. Evaluated after axe itself.
(() => {
  "use strict";

  const report = (found) => found.map(({ id, nodes: [first] }) => `${id}: ${first.target.join(" ")}: ${first.failureSummary}`);
  const OPTIONS = { resultTypes: ["violations"], preload: false, elementRef: true };

  // axe does not read MathML, and takes a heading of a table that is a formula for an empty one.
  const isFormula = (id, element) => id === "empty-table-header" && element.querySelector("math");
  const withoutFormulas = (found) => found
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ element }) => !isFormula(id, element)) }))
    .filter(({ nodes }) => nodes.length);

  // What is painted below a text: the backgrounds of all elements around it, from the outermost on.
  const NOTHING = ["rgba(0, 0, 0, 0)", "none", "1", "none", "normal"];
  const groundOf = (style, around) => {
    const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
    return paint.every((value, at) => value === NOTHING[at]) ? around : `${around} ${paint}`;
  };

  // For each combination of colours that is not among `passed`: up to three of its visible texts.
  const fresh = (passed) => {
    const chosen = new Map();
    const visit = (element, around) => {
      if (element.namespaceURI !== document.documentElement.namespaceURI) return;
      const style = getComputedStyle(element);
      if (style.display === "none") return;
      const ground = groundOf(style, around);
      const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (says || element.matches("input, textarea, select")) {
        const key = [ground, style.color, style.fontSize, style.fontWeight, style.textShadow].join(";");
        const others = chosen.get(key) ?? [];
        if (!passed.has(key) && others.length < 3 && isSeen(element)) chosen.set(key, [...others, element]);
      }
      for (const child of element.children) visit(child, ground);
    };
    visit(document.documentElement, "");
    return chosen;
  };

  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };

  window.looks = {
    async rules(options) {
      return report(withoutFormulas((await axe.run(document, { ...OPTIONS, ...options })).violations));
    },

    async contrasts(passed) {
      const chosen = fresh(new Set(passed));
      if (!chosen.size) return [[], []];
      const { violations, passes } = await axe.run(
        { include: [...chosen.values()].flat() },
        { ...OPTIONS, resultTypes: ["violations", "passes"], runOnly: ["color-contrast"] },
      );
      const passing = new Set(passes.flatMap(({ nodes }) => nodes.map(({ element }) => element)));
      const sure = [...chosen].filter(([, elements]) => elements.some((element) => passing.has(element)));
      return [report(violations), sure.map(([key]) => key)];
    },
  };
})();
