// The recorder of the room: a level meter first, then 10 s of quiet and 15 s of speech in one recording, sent at once.
// The browser is asked to leave the sound alone and says what it did (getSettings). A recording stays in this browser's
// IndexedDB, under its owner, from before it is sent until the room's own page has answered; the page of somebody who
// must sign in first is no answer. One kept while a newer one came in (form.dataset.after) is over.
(() => {
  const form = document.getElementById("room");
  const at = (id) => document.getElementById(id);
  const phase = at("phase"), quiet = +form.dataset.quiet, speech = +form.dataset.speech, target = +form.dataset.target;
  const say = (name, rest = "") => { phase.textContent = name ? phase.dataset[name] + rest : ""; };
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  let stream, level = -90;

  // ---- can this browser record at all, and if not, whose doing is it ----
  const inApp = /MicroMessenger|DingTalk|AlipayClient|Weibo|aweme|\bQQ\/|FBA[NV]|Instagram|\bLine\//i.test(navigator.userAgent);
  const able = navigator.mediaDevices?.getUserMedia && window.MediaRecorder && (window.AudioContext || window.webkitAudioContext);
  const otherwise = () => { at("by-file").open = true; at("elsewhere").hidden = !window.isSecureContext; }; // the code would lead to the same address
  if (!able) { at(!window.isSecureContext ? "no-https" : inApp ? "in-app" : "no-api").hidden = false; otherwise(); return; }
  at("recorder").hidden = false;
  at("by-file").open = Boolean(form.querySelector(".errors"));
  at("file-title").textContent = at("file-title").dataset.recorder;

  // ---- how it is spoken ----
  const voiceReader = window.speechSynthesis;
  if (!voiceReader) form.querySelector("[name=spoken_how][value=repeat]").closest("label").hidden = true;
  const showPrompt = () => {
    const how = form.elements.spoken_how.value || "read";
    for (const one of form.querySelectorAll(".prompt")) one.hidden = one.dataset.how !== how;
  };
  at("how").addEventListener("change", showPrompt);
  at("hear").addEventListener("click", () => {
    const words = new SpeechSynthesisUtterance(at("spoken").textContent);
    words.lang = "zh-CN";
    voiceReader.speak(words);
  });
  showPrompt();

  // ---- the meter ----
  at("open-mic").addEventListener("click", async () => {
    if (!form.elements.agree.checked) { say("agree"); form.elements.agree.focus(); return; }
    say("open");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1, sampleRate: 48000 } });
    } catch (error) {
      const none = error.name === "NotFoundError", shut = inApp && !none;
      say(none ? "none" : shut ? "shut" : "denied");
      if (shut) otherwise();
      return;
    }
    say("");
    at("open-mic").hidden = true;
    at("start").hidden = false;
    at("start").focus();
    watch();
  });

  function watch() {
    const context = new (window.AudioContext || window.webkitAudioContext)();
    const ear = context.createAnalyser();
    ear.fftSize = 4096;
    context.createMediaStreamSource(stream).connect(ear);
    const heard = new Float32Array(ear.fftSize), word = at("level-word");
    const look = () => {
      ear.getFloatTimeDomainData(heard);
      const now = 10 * Math.log10(heard.reduce((sum, one) => sum + one * one, 1e-9) / heard.length);
      level = Math.max(-90, 0.7 * level + 0.3 * now);
      const calm = level <= target;
      at("level").value = level;
      at("level-number").textContent = `${Math.round(level)}`.replace("-", "\u2212");
      if (word.dataset.state !== (calm ? "done" : "waiting")) {
        word.dataset.state = calm ? "done" : "waiting";
        word.textContent = calm ? word.dataset.quiet : word.dataset.loud;
      }
      if (stream.active) setTimeout(look, 150);
    };
    look();
  }

  // ---- the recording ----
  at("start").addEventListener("click", async () => {
    const track = stream.getAudioTracks()[0];
    const kind = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"].find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 192000 });
    const pieces = [];
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    const begun = new Promise((done) => recorder.addEventListener("start", done, { once: true }));
    const ended = new Promise((done) => recorder.addEventListener("stop", done, { once: true }));
    at("start").hidden = true;
    at("clock").hidden = false;
    recorder.start();
    await begun;
    const from = performance.now(), gone = () => (performance.now() - from) / 1000;
    say("quiet");
    while (gone() < quiet) { at("clock").value = gone(); await wait(100); }
    const changed = gone();
    say("speak");
    while (gone() < changed + speech + 0.6) { at("clock").value = gone(); await wait(100); }
    recorder.stop();
    await ended;
    const { deviceId, groupId, ...settings } = track.getSettings();
    settings.label = track.label;
    stream.getTracks().forEach((one) => one.stop());
    await send({ blob: new Blob(pieces, { type: recorder.mimeType }), settings: JSON.stringify(settings), quiet: changed.toFixed(2), how: form.elements.spoken_how.value, after: form.dataset.after });
  });

  // ---- sending, and keeping what did not arrive ----
  let unsent = null;
  const landed = (answer) => answer.redirected && answer.ok && new URL(answer.url).pathname === location.pathname;
  const shutOut = (answer) => answer.status === 403 || (answer.redirected && answer.ok); // to sign in, or signed in elsewhere
  async function send(made) {
    unsent = made;
    say("send");
    at("resend").hidden = at("again").hidden = true;
    await shelf("put", made);
    const body = new FormData(form);
    body.set("recording", made.blob, made.blob.type.includes("mp4") ? "room.mp4" : "room.webm");
    body.set("settings", made.settings);
    body.set("quiet_seconds", made.quiet);
    body.set("spoken_how", made.how || "read");
    body.set("agree", "on");
    let answer;
    try {
      answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "HX-Request": "true" } });
    } catch { say("kept"); at("resend").hidden = false; return; }
    if (landed(answer)) { await shelf("delete"); location.assign(answer.url); return; }
    if (answer.status === 409) {
      await shelf("delete");
      unsent = null;
      at("said").innerHTML = await answer.text();
      say("");
      at("open-mic").hidden = false;
      return;
    }
    const out = shutOut(answer);
    say(out ? "out" : "fault");
    at(out ? "again" : "resend").hidden = false;
  }
  at("resend").addEventListener("click", () => unsent && send(unsent));
  window.addEventListener("online", () => unsent && send(unsent));

  function shelf(act, thing) {
    return new Promise((done) => {
      const opening = window.indexedDB ? indexedDB.open("yunke-room", 1) : null;
      if (!opening) return done();
      opening.onupgradeneeded = () => opening.result.createObjectStore("recordings");
      opening.onerror = () => done();
      opening.onsuccess = () => {
        const store = opening.result.transaction("recordings", "readwrite").objectStore("recordings");
        const asked = act === "put" ? store.put(thing, form.dataset.who) : act === "delete" ? store.delete(form.dataset.who) : store.get(form.dataset.who);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => done();
      };
    });
  }
  shelf("get").then((kept) => {
    if (!kept) return;
    if ("after" in kept && kept.after !== form.dataset.after) { shelf("delete"); return; }
    unsent = kept;
    say("kept");
    at("resend").hidden = false;
    if (navigator.onLine) send(kept);
  });
})();
