// The search of the site: words without accents, beginnings of words, one letter wrong.
"use strict";

(() => {
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const field = document.querySelector("#mots");
  const status = document.querySelector("#resultats-nombre");
  const list = document.querySelector("#resultats");
  const words = document.querySelector("#recherche").dataset;

  const search = new MiniSearch({
    fields: ["t", "k", "w"],
    storeFields: ["t", "k", "h", "p"],
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean),
    processTerm: (term) => folded(term),
    searchOptions: {
      boost: { t: 4, k: 1.5 },
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 5 ? 0.15 : false),
      combineWith: "AND",
      // A territory is long because it names its communes: that must not weigh against it.
      bm25: { k: 1.2, b: 0.1, d: 0.5 },
      boostDocument: (id, term, entry) => entry.p,
    },
  });
  const { k: kinds, e: entries } = FONDSVERT_INDEX;
  search.addAll(entries.map(([t, k, h, w = ""], id) => ({ id, t, k: kinds[k][0], h, w, p: kinds[k][1] })));

  const shown = (entry) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const kind = document.createElement("span");
    link.href = entry.h;
    link.textContent = entry.t;
    kind.className = "quiet";
    kind.textContent = ` ${entry.k}`;
    item.append(link, kind);
    return item;
  };

  const run = () => {
    const asked = field.value.trim();
    const found = asked ? search.search(asked).slice(0, 60) : [];
    list.replaceChildren(...found.map(shown));
    const told = found.length ? (found.length === 1 ? words.un : words.plusieurs) : words.aucun;
    status.textContent = asked ? told.replace("{n}", String(found.length)) : "";
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  field.addEventListener("input", run);
  // From the field, the arrows walk through what is found; Escape comes back.
  document.querySelector("#recherche").addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const rank = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && rank + 1 < links.length) links[rank + 1].focus();
    else if (event.key === "ArrowUp" && rank > 0) links[rank - 1].focus();
    else if (event.key === "ArrowUp" || (event.key === "Escape" && rank >= 0)) field.focus();
    else return;
    event.preventDefault();
  });
  run();
  if (field.value) field.focus();
})();
