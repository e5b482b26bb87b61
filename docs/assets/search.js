/* Material fetches the search index, which is larger than all else that a page loads, with every page. This makes its
   request wait until somebody turns to the search, or comes from a result of it. Loaded before Material's own script. */
(() => {
  "use strict";

  const INDEX = /\/search\/search_index\.json$/;
  const { open, send } = XMLHttpRequest.prototype;
  const forIndex = new WeakSet();
  const waiting = [];
  // A result leads to `?h=`, what was searched for, and a search that somebody shares is `?q=`.
  let wanted = /[?&][hq]=/.test(location.search);

  XMLHttpRequest.prototype.open = function (...request) {
    if (INDEX.test(request[1])) forIndex.add(this);
    return open.apply(this, request);
  };
  XMLHttpRequest.prototype.send = function (...body) {
    if (wanted || !forIndex.has(this)) send.apply(this, body);
    else waiting.push(this);
  };

  const fetchNow = ({ target }) => {
    if (wanted || !target.closest?.("[data-md-component=search], [for=__search], #__search")) return;
    wanted = true;
    for (const request of waiting) send.call(request);
  };
  document.addEventListener("focusin", fetchNow);
  document.addEventListener("change", fetchNow);
})();
