"""The production form as real processes: a database of its own, gunicorn, two workers, two beats."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from cryptography.fernet import Fernet

from tests import reach

PATIENCE = 90  # seconds, for a machine with much else to do
TOKEN = "metrics-token-of-this-test"
FORM = {  # docs/running.md and compose.yaml start the same
    "web": "gunicorn yunke.wsgi --config python:yunke.serving",
    "worker": "celery -A yunke worker --concurrency 2 --without-gossip --without-mingle --loglevel WARNING",
    "beat": "celery -A yunke beat --loglevel WARNING",
}


@dataclass
class Site:
    """One installation: its variables, where it listens, what it started."""

    env: dict[str, str]
    port: int
    folder: Path
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, env=self.env | more, capture_output=True, text=True, check=False)

    def start(self, name: str, kind: str, *more: str) -> None:
        with self.log(name).open("wb") as out:
            command = [sys.executable, "-m", *FORM[kind].split(), *more]
            self.started[name] = subprocess.Popen(command, env=self.env, stdout=out, stderr=out)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": "work.example.com", **headers}
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError as away:
            return 0, str(away)

    def wait(self, path: str, status: int = 200) -> str:
        deadline = time.monotonic() + PATIENCE
        while (answer := self.get(path))[0] != status:
            dead = [name for name, one in self.started.items() if one.poll() is not None]
            if dead or time.monotonic() > deadline:
                told = "\n".join(
                    self.log(name).read_text("utf-8", "replace")[-2_000:] for name in self.started
                )
                raise AssertionError(f"{path}: {answer}, ended: {dead}\n{told}")
            time.sleep(0.1)
        return answer[1]

    def stop(self) -> dict[str, int]:
        """SIGTERM to each; how each ended."""
        for one in self.started.values():
            one.terminate()
        codes = {}
        for name, one in self.started.items():
            try:
                codes[name] = one.wait(30)
            except subprocess.TimeoutExpired:
                one.kill()
                codes[name] = one.wait(5)
        self.started.clear()
        return codes

    def lines(self, name: str) -> list[dict[str, Any]]:
        """What a process logged of its own, one object a line."""
        text = self.log(name).read_text("utf-8", "replace")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database of this run's own; its address."""
    with psycopg.connect(reach.DATABASE_URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(reach.DATABASE_URL)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(reach.DATABASE_URL, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def variables(database_url: str, folder: Path, port: int) -> dict[str, str]:
    """The production form's own variables: no demo, no test settings, keys of this moment."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("YUNKE_", "DJANGO_"))}
    return ours | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "YUNKE_FIELD_KEYS": Fernet.generate_key().decode(),
        "YUNKE_INDEX_KEYS": secrets.token_urlsafe(32),
        "YUNKE_HOSTS": "work.example.com",
        "YUNKE_BEHIND_PROXY": "1",
        "YUNKE_SMS_PROVIDER": "console",
        "YUNKE_METRICS_TOKEN": TOKEN,
        "YUNKE_WEB_BIND": f"127.0.0.1:{port}",
        "YUNKE_WEB_PROCESSES": "2",
        "YUNKE_COLLECTED_STATIC": "0",  # gathering and compressing takes half a minute
        "YUNKE_QUEUE_PREFIX": f"yunke-form-{os.getpid()}:",
        "DATABASE_URL": database_url,
        "REDIS_URL": reach.REDIS_URL,
        "YUNKE_VAR": str(folder / "var"),
    }


def client_program(name: str) -> str:
    """pg_dump and its like, of the server's own version where Debian keeps several."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name) or name
