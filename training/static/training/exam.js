// A paper with scripts: an answer is sent as it is chosen, the whole paper lies in the page so that a lost line
// stops nobody, and the time shown is the server's. Without this file every button works by plain POST.
(() => {
  const sitting = document.getElementById("sitting");
  const form = document.getElementById("answer");
  const handIn = document.getElementById("hand-in");
  if (!sitting) return;
  const $ = (id) => document.getElementById(id);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const at = (address, position) => address.replace(/\/0(?=\/)/, `/${position}`);
  const answerUrl = (position) => at(sitting.dataset.answer, position);

  // ---- the line -------------------------------------------------------------------------------------------
  async function send(position, answer) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token });
    if (answer.option !== null) body.set("option", answer.option);
    if (answer.again) body.set("look_again", "1");
    try {
      const reply = await fetch(answerUrl(position), {
        method: "POST", body, redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000),
      });
      if (reply.ok) { answer.savedAt = (await reply.json()).saved_at; return "kept"; }
      if (reply.status === 409) return (await reply.json()).reasons[0].code === "attempt_closed" ? "handed-in" : "over";
      return reply.type === "opaqueredirect" || reply.status === 403 ? "signed-out" : "retry";
    } catch { return "retry"; }
  }

  function told(word, position, answer) {
    if (word === "over" || word === "handed-in") { leave(word); return; }
    if (word !== "kept") say(word === "retry" ? "offline" : word);
    else if (!outbox.waiting()) say(""); // the notice goes when the last one has arrived
    if (!form) return;
    if (word !== "kept") { if (outbox.of(current)) showSaved("kept"); } // whichever was tried, this one waits, too
    else if (Number(position) === current) showSaved("saved", answer.savedAt);
  }

  const say = (word) => { const line = $("line"); line.hidden = !word; line.dataset.says = word || ""; };

  const outbox = window.yunkeOutbox(sitting.dataset.attempt, { send, told });

  // ---- the time, by the server's deadline ---------------------------------------------------------------------
  const loadedAt = Date.now(), secondsThen = Number(sitting.dataset.secondsLeft);
  const clock = sitting.querySelector("[role=timer]");
  const warned = new Set();
  let leaving = false;

  function length(minutes) { // the same words as the server's
    const hours = Math.floor(minutes / 60), rest = minutes % 60, words = sitting.dataset;
    if (!hours) return words.minutes.replace("{0}", rest);
    return (rest ? words.hours.replace("{1}", rest) : words.whole).replace("{0}", hours);
  }

  function tick() {
    const left = Math.max(0, secondsThen - Math.floor((Date.now() - loadedAt) / 1000));
    const words = left > 120 ? length(Math.ceil(left / 60))
      : left > 0 ? sitting.dataset.seconds.replace("%s", left) : sitting.dataset.over;
    if (clock.textContent !== words) clock.textContent = words;
    if (left <= 300) clock.dataset.state = left <= 60 ? "attention" : "waiting";
    for (const minutes of [10, 5, 1]) if (left <= minutes * 60 && left > minutes * 60 - 30 && !warned.has(minutes)) {
      warned.add(minutes);
      $("announce").textContent = words;
    }
    if (left === 0) leave("over");
  }

  // Time is up or the paper is in: the server scores, and shows the result at the sitting's own address.
  function leave(why) {
    if (leaving) return;
    leaving = true;
    say(why);
    const go = () => setTimeout(() => location.replace(sitting.dataset.home), 1500);
    if (navigator.onLine) go(); else addEventListener("online", go, { once: true });
  }

  // ---- the paper ---------------------------------------------------------------------------------------------
  const total = document.querySelectorAll("template[data-place]").length;
  let current = Number($("position")?.textContent);
  const paper = new Map(); // position -> {option, again, savedAt}

  function shown() {
    const option = form.elements.option && [...form.querySelectorAll("[name=option]")].find((one) => one.checked);
    return { option: option ? option.value : null, again: form.querySelector("[name=look_again]").checked };
  }

  function show(position, { fromHistory = false } = {}) {
    current = position;
    $("place").replaceChildren(document.querySelector(`template[data-place="${position}"]`).content.cloneNode(true));
    fill(position);
    $("position").textContent = position;
    form.action = answerUrl(position);
    const last = position === total, next = $("next");
    next.value = form.querySelector("button.hide").value = last ? "review" : "next";
    next.textContent = last ? next.dataset.review : next.dataset.next;
    document.querySelector('.foot-bar [value="prev"]').disabled = position === 1;
    for (const one of document.querySelectorAll(".map button")) {
      if (Number(one.value) === position) one.setAttribute("aria-current", "step"); else one.removeAttribute("aria-current");
    }
    document.title = document.title.replace(/\d+/, position);
    if (!fromHistory) history.pushState({ position }, "", at(sitting.dataset.place, position));
    scrollTo({ top: 0, behavior: "instant" });
    form.querySelector("h1").focus({ preventScroll: true });
  }

  function fill(position) {
    const answer = paper.get(position);
    for (const one of form.querySelectorAll("[name=option]")) one.checked = one.value === answer.option;
    form.querySelector("[name=look_again]").checked = answer.again;
    showSaved(answer.option === null && !answer.again ? "" : outbox.of(position) ? "kept" : "saved", answer.savedAt);
  }

  function showSaved(word, time) {
    const place = $("saved");
    place.replaceChildren();
    if (!word) return;
    const badge = Object.assign(document.createElement("span"), { className: "badge", textContent: place.dataset[word] });
    badge.dataset.state = { saved: "done", kept: "waiting", saving: "neutral" }[word];
    place.append(badge);
    if (word === "saved" && time) place.append(" ", Object.assign(document.createElement("span"), { className: "faint num", textContent: time }));
  }

  function drawMap() {
    let answered = 0;
    for (const [position, answer] of paper) {
      const button = document.querySelector(`.map [value="${position}"]`);
      button.toggleAttribute("data-answered", answer.option !== null);
      button.toggleAttribute("data-again", answer.again);
      answered += answer.option !== null;
    }
    $("answered").textContent = answered;
    sitting.querySelector("progress").value = answered;
  }

  // Signed out, one comes back to the first question without an answer; those kept here count, they are sent on arrival.
  $("sign-in").addEventListener("click", (event) => {
    if (!paper.size) return;
    const open = [...paper].find(([, answer]) => answer.option === null)?.[0];
    const link = new URL(event.currentTarget.href);
    link.searchParams.set("next", open ? at(sitting.dataset.place, open) : sitting.dataset.review);
    event.currentTarget.href = link.href;
  });

  async function go(wish) {
    const target = { prev: current - 1, next: current + 1 }[wish] || Number(wish);
    if (wish !== "review") { if (target >= 1 && target <= total) show(target); return; }
    if (await outbox.flush()) location.assign(sitting.dataset.review);
    else { say("unsent"); $("line").scrollIntoView({ block: "center" }); }
  }

  if (form) {
    for (const template of document.querySelectorAll("template[data-place]")) {
      const position = Number(template.dataset.place), kept = template.content;
      paper.set(position, outbox.of(position) || {
        option: kept.querySelector("[name=option]:checked")?.value ?? null,
        again: kept.querySelector("[name=look_again]").checked,
        savedAt: position === current ? $("saved").querySelector(".num")?.textContent : "",
      });
    }
    const changed = () => {
      const answer = shown();
      paper.set(current, answer);
      drawMap();
      showSaved("saving");
      outbox.put(current, answer);
    };
    const before = shown(), known = paper.get(current); // chosen before this script had come?
    if (!outbox.of(current) && (before.option !== known.option || before.again !== known.again)) changed();
    else fill(current);
    drawMap();
    form.addEventListener("change", changed);
    document.addEventListener("submit", (event) => {
      if (event.target !== form) return;
      event.preventDefault();
      go(event.submitter?.value || "next");
    });
    // 1 to 9 choose, Enter (the form's own) goes on; keys with a modifier and keys typed elsewhere are left alone.
    $("keys").hidden = false;
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
      const option = form.querySelectorAll("[name=option]")[Number(event.key) - 1];
      if (!option) return;
      option.focus();
      option.click();
    });
    history.replaceState({ position: current }, "");
    addEventListener("popstate", (event) => { if (event.state?.position) show(event.state.position, { fromHistory: true }); });
  }

  // ---- handing in: not before everything has arrived --------------------------------------------------------------
  if (handIn) {
    if (outbox.waiting()) outbox.flush().then((all) => (all ? location.reload() : say("unsent")));
    handIn.addEventListener("submit", (event) => {
      if (!outbox.waiting()) return;
      event.preventDefault();
      outbox.flush().then((all) => (all ? handIn.requestSubmit() : say("unsent")));
    });
  }

  if (outbox.waiting()) outbox.flush();
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  tick();
  setInterval(tick, 1000);
})();
