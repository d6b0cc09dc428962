"""The queue fails in every way it can; the month is the undisturbed one all the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest

from tests.faults.ground import AGENTS, CHUNK, Ground, wait_until
from tests.flows.production.processes import free_port

pytestmark = [pytest.mark.faults]
CHUNKS = AGENTS // CHUNK
GRACE = 60  # seconds compose.yaml gives a worker; its pool may wait 30 for a message that went astray
AWAY = float(os.environ.get("YUNKE_FAULT_AWAY", "300"))  # seconds Redis is away
short = pytest.mark.short


@short
def test_a_pool_child_is_killed_in_the_middle_of_a_chunk(ground: Ground) -> None:
    ground.again()
    with ground.workers():
        chunk, pid = ground.taken()
        os.kill(pid, signal.SIGKILL)
        ground.ended_well()
    assert ground.one("SELECT attempts FROM yunke_chunk WHERE id = %s", chunk) > 1


def test_a_whole_worker_is_killed_in_the_middle_of_a_chunk(ground: Ground) -> None:
    ground.again()
    # whichever dies, the other still has the timetable that sweeps; a chunk lasts until it is found who computes it
    with ground.workers(beats=2, YUNKE_FAULT_PAUSE="1") as two:
        chunk, pid = ground.taken()
        struck = next(one for one in two if pid in one.children())
        struck.kill()
        ground.ended_well()
        assert struck.process.returncode == -signal.SIGKILL
    attempts, by = ground.ask("SELECT attempts, worker_pid FROM yunke_chunk WHERE id = %s", chunk)[0]
    assert attempts > 1
    assert by != pid


def test_deploying_sigterm_lets_the_chunk_at_hand_be_finished(ground: Ground) -> None:
    ground.again()
    with ground.workers(1) as [old]:
        wait_until(lambda: ground.done >= 5)
        old.process.send_signal(signal.SIGTERM)
        assert old.process.wait(GRACE) == 0
    assert ground.one("SELECT count(*) FROM yunke_chunk WHERE state = 'taken'") == 0
    left = CHUNKS - ground.done
    assert 0 < left < CHUNKS
    with ground.workers(1) as [new]:
        ground.ended_well()
        assert len(set(new.began())) >= left
    assert ground.one("SELECT max(attempts) FROM yunke_chunk") == 1


def test_messages_come_back_while_their_chunk_is_still_being_computed(ground: Ground) -> None:
    """A visibility time-out shorter than a chunk: Redis hands the message out again, the row refuses it."""
    ground.again()
    with ground.workers(
        2, YUNKE_VISIBILITY_SECONDS="1", YUNKE_FAULT_PAUSE="4", YUNKE_FAULT_LEASE="20"
    ) as two:

        def twice() -> bool:
            began = [pk for one in two for pk in one.began()]
            return len(began) > len(set(began))

        wait_until(twice)  # a worker looks every ten seconds for what nobody has answered
        assert ground.done < CHUNKS
    with ground.workers():
        ground.ended_well()


@short
def test_each_message_comes_one_to_five_times_in_any_order(ground: Ground) -> None:
    ground.again()
    told = int(ground.run("-m", "tests.faults.month", "messages"))
    assert told > CHUNKS
    with ground.workers(2, beats=0) as two:
        wait_until(lambda: sum(len(one.began()) for one in two) >= told)
        assert max(sum(one.began().count(pk) for one in two) for pk in set(two[0].began())) > 1
        ground.run("-m", "tests.faults.month", "nudge")  # no beat: somebody looks whether all is done
        ground.ended_well()
    assert ground.one("SELECT max(attempts) FROM yunke_chunk") == 1


@pytest.mark.parametrize("percent", [25, pytest.param(50, marks=short), 75])
def test_every_message_is_lost(ground: Ground, percent: int) -> None:
    ground.again()
    with ground.workers():
        wait_until(lambda: ground.done >= CHUNKS * percent // 100)
        waiting = ground.redis().llen("yunke:yunke")
        ground.redis().flushall()
        assert waiting > 0
        assert ground.done < CHUNKS
        ground.ended_well()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["dead", "silent"])
def test_redis_is_away_for_minutes_while_pages_serve_and_tasks_are_claimed(
    ground: Ground, how: signal.Signals
) -> None:
    with ground.copied("away"), _web(ground) as port:
        ground.again()
        first, last = json.loads(ground.run("-m", "tests.faults.month", "claimers"))
        with ground.workers():
            wait_until(lambda: ground.done >= 5 and _page(port) < 5)
            ground.stop_redis(how)
            try:
                deadline = time.monotonic() + AWAY
                claims = [_claim(ground, port, *first)]
                time.sleep(AWAY / 4)  # what was in hand is done
                stood, pages = ground.done, []
                while time.monotonic() < deadline:
                    pages.append(_page(port))
                    time.sleep(AWAY / 20)
                claims.append(_claim(ground, port, *last))
                assert ground.done == stood < CHUNKS, "not struck: it goes on"
            finally:
                _bring_back(ground, how)
            assert max(claims) < 5, "a claim waits for Redis"
            assert sorted(pages)[len(pages) // 2] < 3, "pages wait for Redis"
            ground.ended_well()


@contextmanager
def _web(ground: Ground) -> Iterator[int]:
    port = free_port()
    words = f"gunicorn yunke.wsgi --bind 127.0.0.1:{port} --workers 1 --threads 2 --no-control-socket"
    web = subprocess.Popen([sys.executable, "-m", *words.split()], env=ground.env, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        web.terminate()
        web.wait(15)


def _claim(ground: Ground, port: int, session: str, task: str, agent: str) -> float:
    """Seconds in which a signed-in agent claims a task by its page; the claim is there."""
    page, cookie = f"http://127.0.0.1:{port}/board/{task}/", f"sessionid={session}"
    began = time.monotonic()
    with urllib.request.urlopen(
        urllib.request.Request(page, headers={"Cookie": cookie}), timeout=20
    ) as shown:
        token = SimpleCookie(shown.headers["Set-Cookie"])["csrftoken"].value
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "terms_hash": "-"}).encode()
    sent = urllib.request.Request(f"{page}claim/", form, {"Cookie": f"{cookie}; csrftoken={token}"})
    with urllib.request.urlopen(sent, timeout=20) as answer:
        assert "/work/claims/" in answer.url
    took = time.monotonic() - began
    asked = "SELECT count(*) FROM tasks_claim WHERE agent_id = %s AND state = 'asked'"
    assert ground.one(asked, int(agent)) == 1
    return took


def _bring_back(ground: Ground, how: signal.Signals) -> None:
    if how == signal.SIGSTOP:
        ground.stop_redis(signal.SIGCONT)
    else:
        ground.start_redis()


def _page(port: int) -> float:
    """Seconds until a page that counts a visitor's tries is there; a very long time if it is not."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=20) as answer:
            assert answer.status == 200
    except OSError:
        return 1e9
    return time.monotonic() - began


def test_two_beats_call_for_everything_twice(ground: Ground) -> None:
    ground.again()
    with ground.workers(2, beats=2) as two:
        ground.ended_well()
        sweeps = Counter(who for one in two for who in one.swept())
    assert (len(sweeps), min(sweeps.values()) > 1) == (2, True), "each beat calls, and more than once"
    assert ground.one("SELECT max(attempts) FROM yunke_chunk") == 1


@short
def test_a_poison_agent_is_parked_with_its_reason_and_stops_nobody_else(ground: Ground) -> None:
    ground.again()
    agent = ground.one("SELECT id FROM onboarding_agent ORDER BY id OFFSET 100 LIMIT 1")
    with ground.workers(YUNKE_FAULT_POISON=str(agent), YUNKE_FAULT_PAUSE="0"):
        wait_until(lambda: ground.one("SELECT count(*) FROM yunke_chunk WHERE state = 'parked'") == 1)
        wait_until(lambda: ground.one("SELECT count(*) FROM yunke_chunk WHERE state <> 'done'") == 1)
    columns = "attempts, rows_total, args->>'first', error"
    told = ground.ask(f"SELECT {columns} FROM yunke_chunk WHERE state = 'parked'")
    reason = {"code": "chunk_failed", "facts": {"error": "ValueError"}}
    assert told == [(5, 1, str(agent), reason)], "alone: its chunk went on in halves"
    assert ground.state == "computing"
    done = ground.ask("SELECT id, attempts FROM yunke_chunk WHERE state = 'done' ORDER BY id")
    ground.run("-m", "tests.faults.month", "unpark")
    with ground.workers():
        ground.ended_well()
    again = dict(ground.ask("SELECT id, attempts FROM yunke_chunk"))
    assert [(pk, again[pk]) for pk, _ in done] == done, "what was done is done"
