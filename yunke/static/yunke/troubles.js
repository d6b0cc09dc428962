// When a part of the page cannot be fetched: say what was kept and how to go on, in words the page brings along.
// A refusal (409) is swapped into #messages by htmx itself; see htmx-config in base.html.
(() => {
  // a form that came back with errors was posted: the way back to it would ask to send it once more
  if (document.querySelector("form[method=post]:not([action]) .errors")) history.replaceState(null, "", location.href);

  function say(template) {
    const place = document.getElementById("messages");
    const words = document.getElementById(template);
    if (!place || !words) return;
    place.replaceChildren(words.content.cloneNode(true));
    place.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("htmx:sendError", () => say("no-line"));
  document.addEventListener("htmx:timeout", () => say("no-line"));
  document.addEventListener("htmx:responseError", () => say("our-fault"));
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
})();
