// Typed words survive a lost line or a wrong turn: forms with data-draft="a name" keep what was changed in this tab's
// sessionStorage until a page comes that took it: not an error, a refusal, or being asked to sign in (those bodies are
// marked data-nothing-taken), and not the same form once more without a word of success. Never passwords, files, hidden fields, codes, or fields (or forms)
// marked data-private: identity and account numbers stay out of the browser's store. A field comes back only where
// the page still says what it said before it was changed; a notice marked data-draft-back tells, and takes it away.
(() => {
  const KEPT = ["text", "number", "date", "time", "search", "tel", "checkbox", "radio"];
  const place = (form) => `yunke.draft:${location.pathname}:${form.dataset.draft}`;
  const ticked = (one) => one.type === "checkbox" || one.type === "radio";
  const name = (one) => (ticked(one) ? `${one.name}=${one.value}` : one.name);
  const chosen = (select) => ([...select.options].find((one) => one.defaultSelected) || select.options[0] || {}).value;
  const given = (one) => (ticked(one) ? one.defaultChecked : one.tagName === "SELECT" ? chosen(one) : one.defaultValue);
  const said = (one) => (ticked(one) ? one.checked : one.value);
  const say = (one, what) => { if (ticked(one)) one.checked = what; else one.value = what; };
  const kept = (form) => [...form.elements].filter((one) =>
    one.name && !one.closest("[data-private]") && one.autocomplete !== "one-time-code" &&
    (one.tagName === "TEXTAREA" || (one.tagName === "SELECT" && !one.multiple) || KEPT.includes(one.type)));
  const store = (act) => { try { return act(sessionStorage); } catch { return null; } };
  const forget = (form) => store((shelf) => shelf.removeItem(place(form)));
  const SENT = "yunke.sent:";

  // what was sent: taken by this page, given back by it among its errors, or still mine
  const nothingTaken = document.body.matches("[data-nothing-taken]");
  for (const key of store((shelf) => Object.keys(shelf).filter((one) => one.startsWith(SENT))) || []) {
    if (nothingTaken) continue;
    const at = key.slice(SENT.length);
    const again = [...document.querySelectorAll("form[data-draft]")].find((form) => place(form) === at);
    const told = document.querySelector('#messages [data-state="done"]');
    store((shelf) => {
      if (again && !told && !again.querySelector(".errors")) shelf.setItem(at, shelf.getItem(key));
      shelf.removeItem(key);
    });
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft) return;
    const changed = kept(form).filter((one) => said(one) !== given(one));
    const words = Object.fromEntries(changed.map((one) => [name(one), [given(one), said(one)]]));
    store((shelf) => shelf.setItem(place(form), JSON.stringify(words)));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.draft) return;
    store((shelf) => {
      const words = shelf.getItem(place(form));
      if (words) shelf.setItem(SENT + place(form), words);
      shelf.removeItem(place(form));
    });
  });
  const putBack = (form) => {
    const words = JSON.parse(store((shelf) => shelf.getItem(place(form))) || "{}");
    const back = kept(form).filter((one) => {
      const [was, now] = words[name(one)] || [];
      if (now === undefined || was !== given(one) || said(one) !== was) return false;
      say(one, now);
      return true;
    });
    const notice = form.querySelector("[data-draft-back]");
    if (!back.length) return;
    addEventListener("load", () => form.dispatchEvent(new Event("change"))); // what is worked out of the form follows
    if (!notice) return;
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => {
      for (const one of back) say(one, given(one));
      forget(form);
      notice.hidden = true;
      back[0].focus();
    });
  };
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (!form.querySelector(".errors")) putBack(form); // else the server has just given back newer words
  }
})();
