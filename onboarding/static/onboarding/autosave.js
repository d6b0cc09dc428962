// A form with data-autosave="where" sends what it holds a moment after each change, and says when that was kept.
// Without a line the words wait in this device's own store and are sent when the line is back; whoever comes
// again later is offered them. A form marked data-private is never kept on the device: its words stay on the page.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const said = form.querySelector("[data-saved]");
  const offer = form.querySelector("[data-kept]");
  const place = `yunke.kept:${form.dataset.autosave}`;
  const mayKeep = !("private" in form.dataset);
  const store = (act) => { try { return act(localStorage); } catch { return null; } };
  const words = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "back");
  let wait = 0, turn = 0;

  async function save() {
    const mine = ++turn;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      if (mine !== turn) return;
      said.textContent = told.saved;
      store((shelf) => shelf.removeItem(place));
    } catch {
      if (mine !== turn) return;
      if (mayKeep) store((shelf) => shelf.setItem(place, JSON.stringify(words())));
      if (mayKeep) said.textContent = said.dataset.offline;
    }
  }
  function put(kept) {
    const of = (name) => kept.filter(([one]) => one === name).map(([, value]) => value);
    for (const one of form.elements) {
      if (!one.name || one.type === "hidden" || one.type === "submit") continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = of(one.name).includes(one.value);
      else if (of(one.name).length) one.value = of(one.name)[0];
    }
    save();
  }
  form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(save, 800); });
  addEventListener("online", () => { if (store((shelf) => shelf.getItem(place)) && offer.hidden) save(); });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return; // kept until the page shows the same words
    event.preventDefault(); // a page of the browser's own would take the words away
    save();
  });
  const kept = JSON.parse(store((shelf) => shelf.getItem(place)) || "null");
  if (kept && JSON.stringify(kept) === JSON.stringify(words())) store((shelf) => shelf.removeItem(place));
  if (!kept || JSON.stringify(kept) === JSON.stringify(words())) return;
  offer.hidden = false;
  offer.querySelector("[data-restore]").addEventListener("click", () => { offer.hidden = true; put(kept); });
  offer.querySelector("[data-forget]").addEventListener("click", () => { offer.hidden = true; store((shelf) => shelf.removeItem(place)); });
})();
