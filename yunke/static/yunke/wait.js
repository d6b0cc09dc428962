// A wait that ends by itself: <p data-wait="42" data-wait-words="{n} ..." data-wait-over="..."> counts its last minute down, and
// its form's button rests until then, unless another number is typed. Without this script the sentence stays and the button works.
(() => {
  for (const said of document.querySelectorAll("[data-wait]")) {
    const until = Date.now() + said.dataset.wait * 1000;
    const form = said.closest("form");
    const button = form.querySelector("button:not([type=button])");
    const typed = form.querySelector("input[type=tel]");
    const first = typed && typed.value;
    let over = false;
    const rest = () => { button.disabled = !over && (!typed || typed.value === first); };
    const tell = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      over = left <= 0;
      if (over) said.setAttribute("role", "status");
      if (left <= 60) said.textContent = over ? said.dataset.waitOver : said.dataset.waitWords.replace("{n}", left);
      rest();
      if (!over) setTimeout(tell, 500);
    };
    if (typed) typed.addEventListener("input", rest);
    tell();
  }
})();
