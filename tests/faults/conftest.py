"""One ground for all faults: making it takes longer than striking it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.fernet import Fernet

from tests.faults.ground import NOW, Ground, wait_until


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    with TemporaryDirectory(prefix="yunke-faults-", ignore_cleanup_errors=True) as folder:
        one = Ground(Path(folder))
        one.folder.chmod(0o755)  # the database's own account goes through it
        one.start_postgres()
        one.start_redis()
        try:
            one.env = environment(one)
            one.run("manage.py", "prepare")
            one.serve("CREATE DATABASE prepared TEMPLATE postgres")
            one.run("-m", "tests.faults.month", "make")
            with one.workers(1, YUNKE_FAULT_PAUSE="0"):
                wait_until(lambda: one.state == "computed")
            one.undisturbed = one.one("SELECT hash FROM payouts_run")
            one.sound = one.books()
            assert {line.split(":")[0].strip() for line in one.sound if ": " in line} <= {
                "5",
                "15",
                "CommandError",
            }
            one.serve("CREATE DATABASE settled TEMPLATE postgres")
            yield one
        finally:
            one.stop_redis()
            one.stop_postgres("immediate")


def environment(ground: Ground) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("YUNKE_", "DJANGO_"))}
    return ours | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "YUNKE_FIELD_KEYS": Fernet.generate_key().decode(),
        "YUNKE_INDEX_KEYS": secrets.token_urlsafe(32),
        "YUNKE_HOSTS": "127.0.0.1",
        "YUNKE_HTTPS": "0",
        "YUNKE_COLLECTED_STATIC": "0",
        "YUNKE_SMS_PROVIDER": "console",
        "YUNKE_VAR": str(ground.folder / "var"),
        "YUNKE_TEST_NOW": NOW,
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{ground.postgres_port}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{ground.redis_port}/0",
    }


@pytest.fixture(scope="session")
def approved(ground: Ground) -> Ground:
    """A database `approved` beside it: the month approved, everybody has an account, no file is made."""
    ground.serve("CREATE DATABASE approved TEMPLATE settled")
    kept, ground.env = ground.env, ground.elsewhere("approved")
    try:
        ground.money("accounts")
        told = ground.money("approve")
        assert (told["run"], told["batches"], list(told["items"])) == ("approved", [], ["ready"])
        assert ground.books() == ground.sound
    finally:
        ground.env = kept
    return ground
