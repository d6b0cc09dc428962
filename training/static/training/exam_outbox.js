// Answers on their way: kept in this browser until the server has said it has them, newest first for each question.
// yunkeOutbox(attempt, {send, told}) -> {put, flush, waiting, of}. send(position, answer) resolves to
//   "kept" | "retry" | "signed-out" | "over" | "handed-in"; told(word, position, answer) hears each of them.
(() => {
  const PREFIX = "yunke.exam:";
  const WAITS = [1000, 2000, 4000, 8000, 15000]; // milliseconds between tries; a line that returns tries at once

  const shelf = (act) => { try { return act(localStorage); } catch { return null; } };
  const read = (key) => { try { return JSON.parse(shelf((one) => one.getItem(key)) || "{}"); } catch { return {}; } };

  window.yunkeOutbox = (attempt, { send, told }) => {
    const key = PREFIX + attempt;
    const unsent = read(key);
    let running = null, timer = 0, failures = 0;
    forgetOthers(key);

    const keep = () => shelf((one) => (Object.keys(unsent).length ? one.setItem(key, JSON.stringify(unsent)) : one.removeItem(key)));

    async function run() {
      for (;;) {
        const position = Object.keys(unsent)[0];
        if (!position) return;
        const answer = unsent[position];
        const word = await send(position, answer);
        if (["kept", "over", "handed-in"].includes(word)) {
          if (unsent[position] === answer) { delete unsent[position]; keep(); } // else a newer choice waits its turn
          failures = 0;
          told(word, position, answer);
        } else {
          told(word, position, answer);
          if (word === "retry") timer = setTimeout(flush, WAITS[Math.min(failures++, WAITS.length - 1)]);
          return;
        }
      }
    }

    // Try to send all there is; resolves when nothing is left or a try has failed. Says whether all has arrived.
    async function flush() {
      clearTimeout(timer);
      running ||= run().finally(() => { running = null; });
      await running;
      return waiting() === 0;
    }

    const waiting = () => Object.keys(unsent).length;
    addEventListener("online", flush);
    return {
      put(position, answer) { unsent[position] = answer; keep(); return flush(); },
      of: (position) => unsent[position],
      flush, waiting,
    };
  };

  // Papers of other sittings are over: nothing of them is kept on a shared device.
  function forgetOthers(key) {
    shelf((one) => Object.keys(one).filter((other) => other.startsWith(PREFIX) && other !== key).forEach((other) => one.removeItem(other)));
  }

  const over = document.getElementById("result");
  if (over) shelf((one) => one.removeItem(PREFIX + over.dataset.attempt));
})();
