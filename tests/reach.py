"""What this machine offers the tests: Chromium, PostgreSQL, Redis. Said in words that name the remedy."""

import os
import shutil
from functools import cache
from pathlib import Path

ON = {"1", "true", "yes", "on"}
IN_CI = os.environ.get("CI", "").lower() in ON
ALL = os.environ.get("YUNKE_TEST_ALL", "").lower() in ON
DATABASE_URL = os.environ.get("YUNKE_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("YUNKE_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
CALLS = Path(
    os.environ.get("YUNKE_TEST_CALLS")
    or Path(__file__).resolve().parents[2] / "shared" / "data" / "telemarketing-calls.csv"
)
EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "tax_vectors.json"
PATIENCE = 2  # seconds


def chromium() -> str:
    """The browser's program, or an empty string; one that is named is the only one asked for."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, names)), "")


def headless() -> str:
    """Chromium without a window to draw into where the machine has it: a page costs it half the processor's time."""
    return ("" if os.environ.get("CHROMIUM") else shutil.which("chromium-headless-shell")) or chromium()


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
    except (redis.RedisError, ValueError):  # ValueError: no address of a Redis
        return "no Redis: start one on 127.0.0.1:6379 or name it in YUNKE_TEST_REDIS_URL (redis://…)"
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
