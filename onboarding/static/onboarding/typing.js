// The typing test: what an input method puts in is counted, nothing is pasted or dropped, and what is typed is saved
// every few seconds. The server compares texts and takes its own time; this page only shows a clock.
(() => {
  const form = document.getElementById("typing"), box = document.getElementById("typed");
  const at = (id) => document.getElementById(id);
  const say = (name) => { at("phase").textContent = name ? at("phase").dataset[name] : ""; };
  const signs = { compositions: 0, keys: 0, pasted: 0, longest: 0 };
  const shelf = `yunke.typing:${form.dataset.save}`;
  const store = (act) => { try { return act(sessionStorage); } catch { return null; } };
  const ends = performance.now() + 1000 * +form.dataset.left;
  let sent = box.value, before = [...box.value].length;

  const kept = JSON.parse(store((one) => one.getItem(shelf)) || "null");
  if (kept) { Object.assign(signs, kept.signs); if (kept.typed.length > box.value.length) box.value = kept.typed; before = [...box.value].length; }

  const refuse = (event) => { event.preventDefault(); say("pasted"); };
  box.addEventListener("paste", refuse);
  box.addEventListener("drop", refuse);
  box.addEventListener("keydown", () => { signs.keys += 1; });
  box.addEventListener("compositionend", () => { signs.compositions += 1; });
  box.addEventListener("beforeinput", (event) => { if (["insertFromPaste", "insertFromDrop", "insertFromYank"].includes(event.inputType)) refuse(event); });
  box.addEventListener("input", (event) => {
    const now = [...box.value].length;
    if (/^insertFrom(Paste|Drop|Yank)/.test(event.inputType || "")) signs.pasted += 1;
    if (!event.isComposing) { signs.longest = Math.max(signs.longest, now - before); before = now; }
    at("count").textContent = at("count").dataset.words.replace("{0}", now);
    store((one) => one.setItem(shelf, JSON.stringify({ typed: box.value, signs })));
  });
  box.addEventListener("compositionend", () => { const now = [...box.value].length; signs.longest = Math.max(signs.longest, now - before); before = now; });

  async function save() {
    if (box.value === sent) return;
    const typed = box.value, body = new FormData(form);
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.ok) { sent = typed; say("saved"); }
    } catch { say("kept"); }
  }
  setInterval(save, 5000);

  const tick = () => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    at("left").textContent = at("left").dataset.words.replace("{0}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    if (left > 0) return setTimeout(tick, 500);
    form.requestSubmit();
  };
  tick();
  form.addEventListener("submit", () => { form.elements.signs.value = JSON.stringify(signs); });
  box.focus();
})();
