// The page for addresses that lead nowhere: names the address, and offers the pages whose addresses are most like it.
(() => {
  const home = new URL("../", document.currentScript.src);
  const bare = (path) => path.toLowerCase().replace(/\/(index\.html)?$/, "").replace(/\.(html|md|ya?ml|json)$/, "");
  const below = (url) => bare(decodeURI(url.pathname).slice(decodeURI(home.pathname).length));
  const last = (path) => path.split("/").pop();

  const pairs = (text) => Array.from({ length: text.length + 1 }, (_, at) => ` ${text} `.slice(at, at + 2));
  // Dice's coefficient: how many pairs of letters two names share, 0 to 1.
  const alike = (one, other) => {
    const mine = pairs(one);
    const theirs = pairs(other);
    const shared = mine.filter((pair) => {
      const at = theirs.indexOf(pair);
      if (at >= 0) theirs.splice(at, 1);
      return at >= 0;
    });
    return (2 * shared.length) / (mine.length + pairs(other).length);
  };

  const offer = (paths) => {
    const box = document.querySelector(".lost-guesses");
    for (const path of paths) {
      const link = document.createElement("a");
      link.href = new URL(`./${path}/`, home).href;
      link.textContent = decodeURI(path);
      const item = document.createElement("li");
      item.append(link);
      box.querySelector("ul").append(item);
    }
    box.hidden = false;
  };

  const start = async () => {
    const asked = below(location);
    if (!location.pathname.startsWith(home.pathname) || !asked) return;
    document.querySelector(".lost-address").textContent = decodeURI(location.pathname);
    const answer = await fetch(new URL("sitemap.xml", home));
    if (!answer.ok) return;
    const map = new DOMParser().parseFromString(await answer.text(), "application/xml");
    const all = [...map.getElementsByTagName("loc")].map((loc) => new URL(loc.textContent).pathname);
    // The map has the addresses of the site where it is published; the shortest of them is its home page.
    const root = all.reduce((one, other) => (other.length < one.length ? other : one), all[0] ?? "/");
    const scored = all
      .map((path) => path.slice(root.length).replace(/\/$/, ""))
      .filter(Boolean)
      .map((path) => [alike(last(bare(path)), last(asked)) + alike(bare(path), asked) / 2, path]);
    scored.sort((one, other) => other[0] - one[0] || one[1].localeCompare(other[1]));
    offer(scored.slice(0, 3).map(([, path]) => path));
  };
  start().catch(() => {});
})();
