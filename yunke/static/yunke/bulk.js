// The bulk bar. <form data-bulk> holds checkboxes named by the page; [data-bulk-all] ticks all, [data-bulk-count] says how
// many, .bulk hides while none is ticked, [data-bulk-none] unticks. Shift with a click takes everything between.
// Without this script the bar simply stays. Boxes may stand outside the form with form="its id".
(() => {
  let last = null;
  const boxesOf = (form) => [...form.elements].filter((one) => one.type === "checkbox" && !one.matches("[data-bulk-all]"));

  function show(form) {
    const boxes = boxesOf(form);
    const ticked = boxes.filter((box) => box.checked).length;
    const all = [...form.elements].find((one) => one.matches("[data-bulk-all]"));
    if (all) { all.checked = ticked > 0 && ticked === boxes.length; all.indeterminate = ticked > 0 && ticked < boxes.length; }
    for (const place of form.querySelectorAll("[data-bulk-count]")) place.textContent = ticked;
    for (const bar of form.matches(".bulk") ? [form] : form.querySelectorAll(".bulk")) bar.hidden = ticked === 0;
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    const form = box.form || box.closest("form");
    if (!form || !form.matches("[data-bulk]")) return;
    const boxes = boxesOf(form);
    if (box.matches("[data-bulk-all]")) for (const one of boxes) one.checked = box.checked;
    else if (box.closest("[data-bulk-none]")) for (const one of boxes) one.checked = false;
    else if (box.type !== "checkbox") return;
    else {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)];
      if (event.shiftKey && from >= 0) for (const one of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
      last = box;
    }
    show(form);
  });

  const every = () => document.querySelectorAll("form[data-bulk]").forEach(show);
  document.addEventListener("htmx:afterSettle", every);
  addEventListener("pageshow", every); // the browser restores ticks when going back
  every();
})();
