// Keys at the desk. Any link or button says its key by data-key ("J", "K", "A", "R", "E", "Z", "Esc") and prints it in <kbd>;
// a field with data-key="/" takes the focus. One letter alone is never taken while somebody types, and all of it
// can be switched off (data-keys-switch), kept in this browser.
(() => {
  const shelf = "yunke.keys";
  const read = () => { try { return localStorage.getItem(shelf) !== "off"; } catch { return true; } };
  const keep = (on) => { try { localStorage.setItem(shelf, on ? "on" : "off"); } catch { /* private window */ } };
  let on = read();

  const typing = (node) => node.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const shown = (node) => node.getClientRects().length > 0 && !node.disabled && node.getAttribute("aria-disabled") !== "true";
  const owner = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}" i]`)].find(shown);

  // J and K where nothing says them: the row after and before the open one; with nothing open J takes the first.
  function neighbour(key) {
    const step = { j: 1, k: -1 }[key.toLowerCase()];
    const rows = [...document.querySelectorAll(".pane.list tbody tr")].filter((row) => row.querySelector("a[href]"));
    const open = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
    if (!step || (open < 0 && step < 0)) return null;
    return rows[open + step]?.querySelector("a[href]");
  }

  function press(event) {
    if (!on || event.repeat || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key === "Escape" ? "Esc" : event.key;
    const field = typing(event.target);
    if (field && key !== "Esc") return;
    if (field) return field.blur();
    if (document.querySelector("dialog[open]")) return;
    const target = owner(key) || neighbour(key);
    if (!target) return;
    event.preventDefault();
    if (target.matches("summary")) target.focus(); // what it opens is the next thing to reach
    target.matches("input, select, textarea") ? target.focus() : target.click();
  }

  function show() {
    document.body.classList.toggle("has-keys", on);
    for (const button of document.querySelectorAll("[data-keys-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
    }
  }

  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-switch]")) return;
    on = !on; keep(on); show();
  });
  show();

  // on a phone the rail lies on top and is wider than the screen: where one is shows first
  const here = document.querySelector(".rail [aria-current=page]");
  if (here && matchMedia("(max-width: 60em)").matches) here.scrollIntoView({ block: "nearest", inline: "center" });
})();
