// What makes the pages handier. Without it every page does all it does.
"use strict";

// A file dropped anywhere on its frame is chosen, and sent.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[name='fichiers']");
  const over = (event) => { event.preventDefault(); form.classList.add("over"); };
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}

// What is wrong is read first; else the question that is asked.
const first = document.getElementById("fautes") || document.getElementById("essai-titre")
  || document.querySelector("[data-question] :is(input:not([type='hidden']), select, textarea)");
if (first) first.focus({ preventScroll: !first.id });

// A place that an address leads to is unfolded.
const unfold = () => {
  const found = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let at = found; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (found) found.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
});

// What a value would change is shown as soon as it is changed.
for (const form of document.querySelectorAll("[data-essai]")) {
  const place = document.getElementById("essai-vivant");
  let turn = 0;
  form.addEventListener("change", async () => {
    const mine = ++turn;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("geste", "essayer");
    sent.set("partie", "oui");
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn || !answer.ok) return;
    document.getElementById("essai")?.remove(); // that which came with the page
    place.replaceChildren(...document.importNode(part.body, true).childNodes);
  });
}
