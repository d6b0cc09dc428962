// What a page can say of a computer and its line: cores, memory, screen, browser, microphones; 40 pings, then pieces
// fetched and sent for at most a second each, drawn while they run. Nothing is measured before it is asked for, and
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
  at("on-phone").hidden = !mobile;
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
  const refused = (answer) => { if (answer.status === 409) throw new Limit(); if (!answer.ok) throw new TypeError(`${answer.status}`); };

  async function ping() {
    const from = performance.now();
    try {
      const answer = await fetch(`${where}?ping=${from}`, { cache: "no-store", signal: AbortSignal.timeout(2000) });
      refused(answer);
      return Math.round((performance.now() - from) * 10) / 10;
    } catch (error) { if (error instanceof Limit) throw error; return null; }
  }

  async function fetched() { // what came within a second
    const stop = new AbortController();
    const answer = await fetch(`${where}?piece=${performance.now()}`, { cache: "no-store", signal: stop.signal });
    refused(answer);
    const reader = answer.body.getReader(), from = performance.now();
    let bytes = 0, ms = 0;
    for (;;) {
      const { done, value } = await reader.read();
      ms = performance.now() - from;
      if (value) bytes += value.length;
      if (done || ms > 1000) break;
    }
    stop.abort();
    return [bytes, Math.max(ms, 0.1)];
  }

  let next = 65536;
  async function sent() { // as much as a second takes, by what went before
    const body = new Uint8Array(next);
    for (let place = 0; place < body.length; place += 65536) crypto.getRandomValues(body.subarray(place, place + 65536));
    const from = performance.now();
    refused(await fetch(where, { method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" } }));
    const ms = performance.now() - from, made = [next, ms];
    next = Math.min(most, Math.max(16384, Math.round(next / ms * 800)));
    return made;
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
    for (let place = 0; place < 40; place++) { found.pings.push(await ping()); await wait(20); }
    if (found.pings.every((one) => one === null)) throw new TypeError("no line");
    for (const [way, act] of [["down", fetched], ["up", sent]]) {
      say(way);
      for (let place = 0; place < pieces; place++) {
        const from = performance.now();
        found[way].push(await act());
        draw();
        await wait(+(form.dataset.pause || 1000) - (performance.now() - from));
      }
    }
    form.elements.measured.value = JSON.stringify(found);
    say("done");
  }

  at("measure").addEventListener("click", async () => {
    if (metered && !at("metered-yes").checked) { at("metered-yes").focus(); return; }
    at("measure").disabled = true;
    try { await measure(); } catch (error) { form.elements.measured.value = ""; say(error instanceof Limit ? "limit" : "broken"); }
    at("measure").disabled = false;
  });
})();
