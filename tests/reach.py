"""What this machine offers the tests: Chromium, PostgreSQL, Redis. Said in words that name the remedy."""

import os
import shutil
from functools import cache
from pathlib import Path

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
ALL = bool(os.environ.get("YUNKE_TEST_ALL"))
DATABASE_URL = os.environ.get("YUNKE_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("YUNKE_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
CALLS = Path(
    os.environ.get("YUNKE_TEST_CALLS")
    or Path(__file__).resolve().parents[2] / "shared" / "data" / "telemarketing-calls.csv"
)
EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "tax_vectors.json"
PATIENCE = 2  # seconds


def chromium() -> str:
    """The browser's program, or an empty string."""
    named = os.environ.get("CHROMIUM")
    return (
        named
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
        or ""
    )


def headless() -> str:
    """Chromium without a window to draw into where the machine has it: a page costs it half the processor's time."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or chromium()


@cache
def browser_missing() -> str:
    return "" if headless() else "no Chromium: install it (apt-get install chromium) or name it in CHROMIUM"


@cache
def postgres_missing() -> str:
    import psycopg

    try:
        psycopg.connect(DATABASE_URL, connect_timeout=PATIENCE).close()
    except psycopg.Error:
        return "no PostgreSQL: start one on 127.0.0.1:5432 or name it in YUNKE_TEST_DATABASE_URL"
    return ""


@cache
def redis_missing() -> str:
    import redis

    try:
        redis.Redis.from_url(REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE).ping()
    except redis.RedisError:
        return "no Redis: start one on 127.0.0.1:6379 or name it in YUNKE_TEST_REDIS_URL"
    return ""


def calls_missing() -> str:
    """The public calls are 2 MB and no part of the repository (CONTRIBUTING.md says where they come from)."""
    return (
        ""
        if CALLS.exists()
        else "no telemarketing-calls.csv: lay it in ../shared/data or name it in YUNKE_TEST_CALLS"
    )


def examples_missing() -> str:
    """Worked examples of tax, beside the repository like the calls."""
    return "" if EXAMPLES.exists() else "no tax_vectors.json: lay it in ../shared/data beside the checkout"


def services_missing() -> str:
    """Why tests with real services cannot run here; empty when they can."""
    return postgres_missing() or redis_missing()
