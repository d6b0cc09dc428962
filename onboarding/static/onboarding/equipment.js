// What a page can say of a computer and its line: cores, memory, screen, browser, microphones; 40 pings, then pieces
// fetched and sent for at most a second each, drawn while they run; a line that stands still is told so. Nothing is measured before it is asked for, and
// on mobile data (or where a phone does not say) not before a second yes. The server does the sums.
(() => {
  const form = document.getElementById("equipment");
  const at = (id) => document.getElementById(id);
  const phase = at("phase"), say = (name) => { phase.textContent = name ? phase.dataset[name] : ""; };
  const pieces = +form.dataset.pieces, most = +form.dataset.bytes, where = form.dataset.line;
  const token = form.elements.csrfmiddlewaretoken.value;
  const wait = (ms) => new Promise((done) => setTimeout(done, Math.max(0, ms)));

  // ---- the computer ----
  const agent = navigator.userAgentData;
  const mobile = agent ? agent.mobile : /Android|iPhone|iPad|Mobile/i.test(navigator.userAgent);
  const brand = agent?.brands?.filter((one) => !/not.?a.?brand/i.test(one.brand)).pop();
  const link = navigator.connection || {};
  const found = {
    cores: navigator.hardwareConcurrency || null, memory_gb: navigator.deviceMemory || null,
    screen: [Math.round(screen.width * devicePixelRatio), Math.round(screen.height * devicePixelRatio)],
    browser: brand ? `${brand.brand} ${brand.version}, ${agent.platform}` : navigator.userAgent.slice(0, 120),
    mobile, connection: link.type || "", microphones: [], pings: [], down: [], up: [],
  };
  const kept = JSON.parse(form.elements.measured.value || "null");
  if (kept?.pings?.length) { Object.assign(found, kept); say("kept"); }
  at("fact-cores").textContent = found.cores || "—";
  at("fact-memory").textContent = found.memory_gb ? `${found.memory_gb} GB` : at("fact-memory").dataset.unsaid;
  at("fact-screen").textContent = found.screen.join(" × ");
  at("fact-browser").textContent = found.browser;
  at("fact-microphones").textContent = found.microphones.join(" / ") || at("fact-microphones").dataset.later;
  // a phone is told before it measures; what was typed and refused is not hidden again
  const held = mobile || (navigator.maxTouchPoints > 0 && Math.min(screen.width, screen.height) < 900);  // a tablet may say it is a desk's
  if (held && !form.querySelector(".errors")) {
    at("on-phone").hidden = false;
    form.hidden = true;
    at("measure-here").addEventListener("click", () => { at("on-phone").hidden = true; form.hidden = false; at("measure").focus(); });
  }
  const metered = link.type === "cellular" || link.saveData || (mobile && link.type !== "wifi");
  at("metered").hidden = !metered;

  async function microphones() {
    if (!navigator.mediaDevices?.getUserMedia) return [];
    try { (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks().forEach((one) => one.stop()); } catch { /* names stay hidden */ }
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((one) => one.kind === "audioinput" && one.deviceId !== "communications").map((one, place) => one.label || `#${place + 1}`);
  }

  // ---- the line ----
  class Limit extends Error {}
  class Stalled extends Error {}
  const PIECE = 1000, STILL = 3, LOST = 5; // ms; so many pieces, or pings, in a row without an answer: the line stands still
  const refused = (answer) => { if (answer.status === 409) throw new Limit(); if (answer.status !== 200 && answer.status !== 204) throw new TypeError(`${answer.status}`); };

  async function ping() {
    const from = performance.now();
    try {
      const answer = await fetch(`${where}?ping=${from}`, { cache: "no-store", signal: AbortSignal.timeout(2000) });
      refused(answer);
      return Math.round((performance.now() - from) * 10) / 10;
    } catch (error) { if (error instanceof Limit) throw error; return null; }
  }

  async function fetched() { // what came within a second, and whether anything did; what came at once with the head is no speed
    const asked = performance.now();
    let head = 0, bytes = 0, from = asked;
    try {
      const answer = await fetch(`${where}?piece=${asked}`, { cache: "no-store", signal: AbortSignal.timeout(PIECE) });
      refused(answer);
      const reader = answer.body.getReader();
      for (let part; !(part = await reader.read()).done;) {
        if (head) { bytes += part.value.length; continue; }
        head = part.value.length;
        from = performance.now();
      }
    } catch (error) { if (!/^(Timeout|Abort)Error$/.test(error.name)) throw error; }
    if (head > bytes) [bytes, from] = [head + bytes, asked]; // (almost) all came with the head: as fast as the whole answer, at least
    return [[bytes, Math.max(performance.now() - from, 0.1)], head > 0];
  }

  let next = 8192;
  function sent() { // as much as a second takes, by what went before: what went of it, and whether an answer came
    const body = new Uint8Array(next);
    for (let place = 0; place < body.length; place += 65536) crypto.getRandomValues(body.subarray(place, place + 65536));
    return new Promise((done, fail) => {
      const ask = new XMLHttpRequest(), from = performance.now(); // fetch does not say how much of a body went
      let went = 0;
      const end = (bytes, answered) => {
        const ms = Math.max(performance.now() - from, 0.1);
        const way = Math.max(ms - Math.min(...found.pings.filter((one) => one !== null)), ms / 8); // there and back is no sending
        next = Math.min(most, 8 * body.length, Math.max(4096, Math.round(answered ? bytes / way * 800 : body.length / 4)));
        done([[bytes, ms], answered]);
      };
      ask.open("POST", where);
      ask.setRequestHeader("X-CSRFToken", token);
      ask.setRequestHeader("Content-Type", "application/octet-stream");
      ask.timeout = PIECE;
      ask.upload.onprogress = (event) => { went = event.loaded; };
      ask.onload = () => { try { refused(ask); end(body.length, true); } catch (error) { fail(error); } };
      ask.ontimeout = () => end(went, false);
      ask.onerror = () => fail(new TypeError("no line"));
      ask.send(body);
    });
  }

  const rate = ([bytes, ms]) => 8 * bytes / 1000 / ms;
  function draw() {
    const top = Math.max(1, ...found.down.map(rate), ...found.up.map(rate));
    for (const way of ["down", "up"]) {
      at(`curve-${way}`).setAttribute("points", found[way].map((one, place) => `${4 + place * 352 / (pieces - 1)},${86 - rate(one) / top * 80}`).join(" "));
    }
    const last = found.up.at(-1) || found.down.at(-1);
    at("rate").textContent = last ? `${rate(last).toFixed(1)} Mbit/s` : "";
  }

  async function measure() {
    found.microphones = await microphones();
    at("fact-microphones").textContent = found.microphones.join(" / ") || at("fact-microphones").dataset.none;
    found.pings = []; found.down = []; found.up = [];
    at("drawing").hidden = false;
    say("ping");
    for (let place = 0; place < 40; place++) {
      found.pings.push(await ping());
      if (place + 1 >= LOST && found.pings.slice(-LOST).every((one) => one === null)) throw navigator.onLine ? new Stalled() : new TypeError("no line");
      await wait(20);
    }
    for (const [way, act] of [["down", fetched], ["up", sent]]) {
      say(way);
      for (let place = 0, still = 0; place < pieces; place++) {
        const from = performance.now(), [piece, came] = await act();
        still = came ? 0 : still + 1;
        if (still === STILL) throw new Stalled();
        found[way].push(piece);
        draw();
        await wait(+(form.dataset.pause || PIECE) - (performance.now() - from));
      }
    }
    form.elements.measured.value = JSON.stringify(found);
    cured();
    say("done");
  }

  function cured() { // what was missing is there: its line of the summary goes, and the box with the last line
    const box = form.querySelector(".errors");
    box?.querySelector("li[data-of=measured]")?.remove();
    if (box && !box.querySelector("li")) box.remove();
  }

  at("measure").addEventListener("click", async () => {
    if (metered && !at("metered-yes").checked) { at("metered-yes").focus(); return; }
    at("measure").disabled = true;
    try { await measure(); } catch (error) { form.elements.measured.value = ""; say(error instanceof Limit ? "limit" : error instanceof Stalled ? "stalled" : "broken"); }
    at("measure").disabled = false;
  });
})();
