// What a reader would trip over on the page as it is drawn now: a page wider than the screen, words cut off,
// controls lying on each other. Returns a sentence for each.
() => {
  const width = document.documentElement.clientWidth;
  const told = [];
  const name = (one) => {
    const words = (one.getAttribute("aria-label") || one.innerText || one.value || "").trim().replace(/\s+/g, " ");
    return `<${one.tagName.toLowerCase()} class="${one.getAttribute("class") || ""}"> ${words.slice(0, 40)}`;
  };
  const shown = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const scrolls = (one) => {
    for (let up = one; up && up !== document.documentElement; up = up.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const all = [...document.body.querySelectorAll("*")].filter(shown);
  if (document.documentElement.scrollWidth > width + 1) {
    const wide = all.filter((one) => one.getBoundingClientRect().right + window.scrollX > width + 1 && !scrolls(one.parentElement));
    told.push(`wider than the screen (${document.documentElement.scrollWidth} > ${width}): ` + wide.slice(-3).map(name).join("; "));
  }
  for (const one of all) {
    const style = getComputedStyle(one);
    if (style.textOverflow === "ellipsis" && (one.closest("a[href]") || one.querySelector("a[href]"))) continue; // it opens and says all
    if (one.closest(".hide, .skip, svg, select") || one.matches("input, textarea, progress, meter, audio, video, img, canvas")) continue;
    const cutX = ["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    const cutY = ["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 2;
    if ((cutX || cutY) && one.innerText && one.innerText.trim() && one.clientWidth > 1) told.push(`cut off: ${name(one)}`);
  }
  const controls = all.filter((one) => one.matches("a[href], button, input:not([type=hidden]), select, textarea, summary"))
    .filter((one) => getComputedStyle(one).opacity !== "0" && !one.closest(".skip"));
  const stuck = (one) => {
    for (let up = one; up; up = up.parentElement) if (["fixed", "sticky"].includes(getComputedStyle(up).position)) return true;
    return false;
  };
  // a window scrolls what it holds: there only the part that shows can lie on something
  const window_of = (one) => {
    for (let up = one.parentElement; up && up !== document.documentElement; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible" || getComputedStyle(up).overflowY !== "visible") return up;
    }
    return null;
  };
  const flat = controls.filter((one) => !stuck(one)).map((one) => ({ one, holder: window_of(one), rects: [...one.getClientRects()] }));
  for (let i = 0; i < flat.length; i++) for (let j = i + 1; j < flat.length; j++) {
    const [a, b] = [flat[i], flat[j]];
    if (a.holder !== b.holder || a.one.contains(b.one) || b.one.contains(a.one)) continue;
    if (a.rects.some((p) => b.rects.some((q) =>
      Math.min(p.right, q.right) - Math.max(p.left, q.left) > 3 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3)))
      told.push(`on each other: ${name(a.one)} | ${name(b.one)}`);
  }
  return [...new Set(told)];
}
