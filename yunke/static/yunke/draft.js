// Typed words survive a lost line or a wrong turn: forms with data-draft="a name" keep their text in this tab's
// sessionStorage and drop it when they are sent. Never passwords, files, hidden fields, codes, or fields (or forms)
// marked data-private: identity and account numbers stay out of the browser's store.
(() => {
  const place = (form) => `yunke.draft:${location.pathname}:${form.dataset.draft}`;
  const kept = (form) => [...form.elements].filter((one) =>
    one.name && !one.closest("[data-private]") && one.autocomplete !== "one-time-code" &&
    (one.tagName === "TEXTAREA" || one.tagName === "SELECT" || ["text", "number", "date", "time", "search"].includes(one.type)));
  const store = (act) => { try { return act(sessionStorage); } catch { return null; } };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft) return;
    const words = Object.fromEntries(kept(form).map((one) => [one.name, one.value]));
    store((shelf) => shelf.setItem(place(form), JSON.stringify(words)));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.draft && navigator.onLine) store((shelf) => shelf.removeItem(place(event.target)));
  });
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (form.querySelector(".errors")) continue; // the server has just given back newer words
    const words = JSON.parse(store((shelf) => shelf.getItem(place(form))) || "{}");
    for (const one of kept(form)) if (words[one.name] !== undefined && !one.value) one.value = words[one.name];
  }
})();
