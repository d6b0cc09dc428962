"""What the faults strike: a PostgreSQL and a Redis of the suite's own, a month of synthetic agents, workers."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis

from tests.flows.production.processes import client_program, free_port
from tests.flows.workers import READY

AGENTS, CHUNK = 600, 15  # forty chunks
LEAP_AGENTS = 60
PATIENCE = 120  # seconds
NOW = "2026-11-02T10:00:00+08:00"
WORKER = (
    "celery -A tests.faults.worker worker --concurrency 1 --loglevel WARNING"
    " --without-gossip --without-mingle --without-heartbeat"
)


@dataclass
class Ground:
    """The services, by their process ids and ports, and the environment in which the product finds them."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    postgres_port: int = 0
    redis_port: int = 0
    redis_process: subprocess.Popen[bytes] | None = None
    undisturbed: str = ""  # the hash of the month computed in peace
    sound: list[str] = field(default_factory=list)  # what the books say then

    # --- services -------------------------------------------------------------------------------------------

    def start_postgres(self) -> None:
        data = self.folder / "postgres"
        data.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(data, "postgres", "postgres")
        self._postgres(
            "initdb", "-D", str(data / "data"), "-U", "postgres", "--auth=trust", "--encoding=UTF8"
        )
        self.postgres_port = free_port()
        self.options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.postgres_port} -c unix_socket_directories={data}"
        )
        self._postgres(
            "pg_ctl",
            "-D",
            str(data / "data"),
            "-w",
            "-l",
            str(self.folder / "postgres" / "log"),
            "-o",
            self.options,
            "start",
        )

    def stop_postgres(self, how: str = "fast") -> None:
        self._postgres("pg_ctl", "-D", str(self.folder / "postgres" / "data"), "-m", how, "stop")

    def restart_postgres_at_once(self) -> None:
        """As by a power cut: no checkpoint, every session gone."""
        data = str(self.folder / "postgres" / "data")
        log = str(self.folder / "postgres" / "log")
        self._postgres(
            "pg_ctl", "-D", data, "-w", "-m", "immediate", "-l", log, "-o", self.options, "restart"
        )

    def _postgres(self, program: str, *words: str) -> None:
        as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        done = subprocess.run(
            [*as_owner, client_program(program), *words],
            capture_output=True,
            text=True,
            cwd="/tmp",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start_redis(self) -> None:
        self.redis_port = self.redis_port or free_port()
        words = [
            "redis-server",
            "--port",
            str(self.redis_port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.redis_process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        wait_until(lambda: _answers(self.redis_port))

    def stop_redis(self, how: int = signal.SIGKILL) -> None:
        if self.redis_process:
            self.redis_process.send_signal(how)
            if how in (signal.SIGKILL, signal.SIGTERM):
                self.redis_process.wait(10)

    def redis(self) -> redis.Redis:
        return redis.Redis(port=self.redis_port)

    # --- the database ---------------------------------------------------------------------------------------

    def ask(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as rows:
            found = rows.execute(sql, given)
            return found.fetchall() if found.description else []

    def one(self, sql: str, *given: Any) -> Any:
        return self.ask(sql, *given)[0][0]

    @property
    def done(self) -> int:
        return int(self.one("SELECT count(*) FROM yunke_chunk WHERE state = 'done'"))

    @property
    def state(self) -> str:
        return str(self.one("SELECT state FROM payouts_run"))

    def taken(self) -> tuple[int, int]:
        """(chunk, its worker's process) of a chunk that is being computed right now."""
        found: list[tuple[Any, ...]] = []

        def some() -> bool:
            found[:] = self.ask(
                "SELECT id, worker_pid FROM yunke_chunk WHERE state = 'taken' ORDER BY started_at DESC LIMIT 1"
            )
            return bool(found)

        wait_until(some)
        return found[0][0], found[0][1]

    @contextmanager
    def copied(self, name: str, template: str = "settled") -> Iterator[None]:
        """Work on a copy of a database, with private files of its own; afterwards all is as it was before."""
        kept, self.env = self.env, self.elsewhere(name)
        try:
            self.redis().flushall()
            self.serve(f"CREATE DATABASE {name} TEMPLATE {template}")
            yield
        finally:
            self.env = kept
            self.serve(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def elsewhere(self, name: str) -> dict[str, str]:
        """The environment of another database."""
        address = urlsplit(self.env["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        return self.env | {"DATABASE_URL": address, "YUNKE_MEDIA": str(self.folder / name)}

    def serve(self, sql: str) -> None:
        """A statement about databases, said in none of those it is about."""
        address = urlsplit(self.env["DATABASE_URL"])._replace(path="/template1").geturl()
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(sql.encode())

    # --- the product ----------------------------------------------------------------------------------------

    def run(self, *words: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.env | more, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
        return done.stdout

    def money(self, what: str, **more: str) -> dict[str, Any]:
        """An act of money out (tests/faults/money.py), and how the money stands after it."""
        found: dict[str, Any] = json.loads(
            self.run("-m", "tests.faults.money", what, **more).splitlines()[-1]
        )
        return found

    def killed(self, what: str, at: str) -> None:
        """The same, its process killed at a place on the way."""
        words = [sys.executable, "-m", "tests.faults.money", what]
        done = subprocess.run(words, env=self.env | {"YUNKE_FAULT_DIE": at}, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr[-2_000:]

    def again(self) -> None:
        """The month laid out anew, nothing of it computed, no message of it in the queue."""
        self.redis().flushall()
        self.run("-m", "tests.faults.month", "again")
        assert (self.done, self.state) == (0, "computing")

    def ended_well(self) -> None:
        """Computed in spite of it: the undisturbed run's hash, and clean books."""
        wait_until(lambda: self.state == "computed", seconds=PATIENCE)
        assert self.one("SELECT hash FROM payouts_run") == self.undisturbed
        assert self.one("SELECT count(*) FROM yunke_chunk WHERE state <> 'done'") == 0
        assert self.one("SELECT count(*) FROM payouts_statement") == AGENTS
        assert self.books() == self.sound

    def books(self) -> list[str]:
        """What `verify_books` says. The synthetic month itself has facts without acts and a clock that gave
        less than was paid (5, 15): they are there before any fault, and nothing may join them."""
        done = subprocess.run(
            [sys.executable, "manage.py", "verify_books"],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        told = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        assert done.returncode in (0, 1), done.stderr[-2_000:]
        assert told, "verify_books said nothing"
        clocked = [line for line in told if line.startswith("5: ")]  # which twenty of them it shows is chance
        more = [int(found[1]) for line in clocked if (found := re.fullmatch(r"5: and (\d+) more", line))]
        count = len(clocked) - len(more) + sum(more)
        return [*sorted(set(told) - set(clocked)), f"5: {count} findings"]

    @contextmanager
    def workers(self, count: int = 2, *, beats: int = 1, **more: str) -> Iterator[list[Worker]]:
        """Ready for work; the first ``beats`` of them carry a timetable."""
        started: list[Worker] = []
        try:
            for number in range(count):
                started.append(self.worker(number, beat=number < beats, **more))
            for one in started:
                one.wait_ready()
            yield started
        finally:
            for one in started:
                one.kill()

    def worker(self, number: int, *, beat: bool = False, **more: str) -> Worker:
        log = self.folder / f"worker-{time.monotonic_ns()}.log"
        words = [sys.executable, "-m", *WORKER.split(), "-n", f"fault{number}-{time.monotonic_ns()}@%h"]
        words += ["--beat", "--schedule", str(self.folder / f"timetable{number}")] if beat else []
        with log.open("wb") as out:
            return Worker(subprocess.Popen(words, env=self.env | more, stdout=out, stderr=out), log)


@dataclass
class Worker:
    process: subprocess.Popen[bytes]
    log: Path

    def wait_ready(self) -> None:
        wait_until(lambda: READY in self.log.read_bytes() or self.process.poll() is not None)
        assert self.process.poll() is None, self.words()

    def words(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def began(self) -> list[int]:
        """Chunks whose message this worker took up, in order."""
        return [int(pk) for pk in re.findall(r"^began (\d+)", self.words(), re.M)]

    def swept(self) -> list[str]:
        """Who called for each sweep this worker did: the process that sent its message."""
        return re.findall(r"^swept for (\S+)", self.words(), re.M)

    def children(self) -> list[int]:
        told = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in told.stdout.split()]

    def kill(self) -> None:
        """The whole worker at once: itself and its pool."""
        for pid in [*self.children(), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)


def wait_until(true: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with suppress(psycopg.OperationalError):  # the server is coming up again
            if true():
                return
        assert time.monotonic() < deadline, f"nothing came of it in {seconds} s"
        time.sleep(0.02)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
