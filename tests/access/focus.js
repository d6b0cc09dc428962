// Where the keyboard stands: what it is called, and what somebody who only has keys would miss about it.
() => {
  const one = document.activeElement;
  if (!one || one === document.body) { return { name: "", wrong: [] }; }
  const words = (text) => (text || "").trim().replace(/\s+/g, " ");
  const label = one.labels && one.labels.length ? words([...one.labels].map((l) => l.innerText).join(" ")) : "";
  const name = words(one.getAttribute("aria-label")) || label || words(one.innerText) || words([...one.querySelectorAll("img[alt]")].map((img) => img.alt).join(" ")) || words(one.value);
  const wrong = [];
  const ringed = (el) => {
    const style = el && getComputedStyle(el);
    return !!style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  if (!ringed(one) && !ringed(one.closest("label")) && !one.matches("[tabindex='-1']")) wrong.push("no ring is drawn around it");
  const box = one.getBoundingClientRect();
  if (box.width < 2 || box.height < 2) { if (!one.matches(".hide, .hide *")) wrong.push("it has no size"); }
  else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong.push("it stands outside the window");
  else {
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    if (top && !(one.contains(top) || top.contains(one) || (one.closest("label") && one.closest("label").contains(top)))) wrong.push(`it lies under <${top.tagName.toLowerCase()} class="${top.className}">`);
  }
  if (!name) wrong.push("it has no name");
  if (one.tabIndex > 0) wrong.push("it stands out of its turn");
  const before = window.__stood;
  if (before && before !== document.body && before.isConnected && before !== one) {
    const follows = before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (!follows && !one.matches(".skip")) wrong.push("it comes before the one that was left");
  }
  return { name, wrong, kind: one.tagName.toLowerCase() + (one.type ? ":" + one.type : ""), field: one.name || "", checked: !!one.checked, html: one.outerHTML.slice(0, 120) };
}
