"""Faults between a computed month and its money: each person is paid once, in spite of them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ground import AGENTS, CHUNK, Ground, wait_until
from tests.flows.production.processes import client_program

pytestmark = [pytest.mark.faults]
CHUNKS = AGENTS // CHUNK
short = pytest.mark.short
STRIKES = 6
UNSERIALIZED = f"""
    CREATE SEQUENCE struck;
    CREATE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('struck') <= {STRIKES} THEN
            RAISE 'could not serialize access due to concurrent update' USING ERRCODE = '40001';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER strike AFTER INSERT ON payouts_line FOR EACH STATEMENT EXECUTE FUNCTION strike();
"""


@short
def test_chunks_that_cannot_be_serialized_are_computed_again(ground: Ground) -> None:
    with ground.copied("unserialized"):
        ground.again()
        ground.ask(UNSERIALIZED)
        with ground.workers() as two:
            wait_until(lambda: ground.state == "computed")
            told = "".join(one.words() for one in two)
        assert told.count("SerializationFailure: could not serialize access") >= STRIKES
        assert ground.one("SELECT sum(attempts) FROM yunke_chunk") == CHUNKS + STRIKES
        ground.ended_well()


@pytest.mark.parametrize(
    ("act", "at", "kept"),
    [
        ("make", "before the file is kept", 0),
        ("make", "after the file is kept", 1),
        ("release", "before sending is committed", 2),
    ],
)
def test_a_crash_around_handing_money_over(approved: Ground, act: str, at: str, kept: int) -> None:
    """What the bank may have is made again byte by byte; nothing is sent that was not committed."""
    with approved.copied("crashed", "approved"):
        before = approved.money("look")
        approved.killed(act, at)
        after = approved.money("look")
        assert len(after["kept"]) == kept
        # making the file is a step of its own: it stands, and is not sent
        made = ["made"] if act == "release" else []
        assert [state for _, state, _ in after["batches"]] == made
        assert _money(after) == _money(before)
        whole = approved.money("release")
        [[_, state, file_hash]] = whole["batches"]
        assert (state, whole["files"]) == ("sent", [file_hash])
        lost = at == "after the file is kept"  # it was the same, byte by byte
        assert whole["kept"].count(file_hash) == 1 + lost
        _paid_once(approved)


def test_a_crash_before_the_banks_answer_is_committed(approved: Ground) -> None:
    with approved.copied("answered", "approved"):
        sent = approved.money("release")
        approved.killed("answers", "before the answer is committed")
        assert _without(approved.money("look"), "kept") == _without(sent, "kept")
        _paid_once(approved)


def test_no_room_for_the_bank_file(approved: Ground) -> None:
    """The system refuses after the first bytes: nothing is half done, and it is said."""
    with approved.copied("no_room", "approved"):
        before = approved.money("look")
        full = approved.money("release", YUNKE_FAULT_ROOM="4096")
        assert full == before | {"told": ["no_space_left"]}
        assert full["kept"] == []
        approved.money("release")
        _paid_once(approved)


@short
def test_the_banks_answer_ten_times_at_once_and_with_another_amount(approved: Ground) -> None:
    with approved.copied("tenfold", "approved"):
        sent = approved.money("release")
        wrong = approved.money("wrong")
        assert wrong == sent | {"told": ["result_row_amount"]}
        ten = _paid_once(approved)
        assert (len(ten["told"]), len(set(ten["told"]))) == (10, 1)
        assert approved.money("wrong") == ten | {"told": ["result_row_amount"]}


def test_an_older_backup_is_restored_and_the_month_released_again(ground: Ground, tmp_path: Path) -> None:
    """The backup knows neither approval nor file. Done again, every payment has the key and the file the bytes
    the bank knows; what it said of the first settles the second."""
    dump, answer = tmp_path / "yunke.dump", tmp_path / "answer.csv"
    with ground.copied("lived"):
        ground.money("accounts")
        _client("pg_dump", "--format=custom", f"--file={dump}", ground.env["DATABASE_URL"])
        ground.money("approve")
        first = ground.money("release")
        ground.money("save", YUNKE_FAULT_ANSWER=str(answer))
    with ground.copied("restored", "template0"):
        _client("pg_restore", "--no-owner", f"--dbname={ground.env['DATABASE_URL']}", str(dump))
        assert ground.money("look")["items"] == {}
        assert ground.books() == ground.sound
        ground.money("approve")
        second = ground.money("release")
        assert (second["keys"], second["batches"]) == (first["keys"], first["batches"])
        assert second["files"] == first["files"]
        told = ground.money("answer", YUNKE_FAULT_ANSWER=str(answer))
        assert (told["run"], list(told["items"])) == ("paid", ["succeeded"])
        assert ground.books() == ground.sound
        assert ground.one("SELECT hash FROM payouts_run") == ground.undisturbed


def test_a_rate_is_edited_while_the_month_is_computed(ground: Ground) -> None:
    """A version from the 12th, and taxes counted another way: the facts keep the version they name, the run its
    settings."""
    with ground.copied("edited"):
        ground.again()
        with ground.workers():
            wait_until(lambda: ground.done >= CHUNKS // 4)
            told = ground.run("-m", "tests.faults.month", "edit")
            assert ground.done < CHUNKS, "too late to strike"
            ground.ended_well()
        assert told.split() == ["terms_after_work,terms_behind_people", "2", "versions"]
        assert ground.one("SELECT count(DISTINCT terms_id) FROM payouts_line WHERE kind = 'hours'") == 2


def _paid_once(ground: Ground) -> dict[str, Any]:
    """The bank's answer comes ten times: each payment arrived once, and the month is the undisturbed one."""
    told = ground.money("answers")
    count, fen = ground.ask("SELECT count(*), sum(net_fen) FROM payouts_statement WHERE net_fen > 0")[0]
    assert told["items"] == {"succeeded": [count, fen]}
    assert (told["run"], told["results"]) == ("paid", 1)
    assert told["booked"] == {"approval": 1, "release": 1, "result": 1}
    assert ground.one("SELECT hash FROM payouts_run") == ground.undisturbed
    assert ground.books() == ground.sound
    return told


def _money(told: dict[str, Any]) -> dict[str, Any]:
    """How it stands, but for files."""
    return {name: value for name, value in told.items() if name not in ("kept", "files", "batches")}


def _without(told: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != name}


def _client(program: str, *words: str) -> None:
    done = subprocess.run([client_program(program), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
