"""`make test`: everything once on SQLite, what the database decides again on PostgreSQL.

YUNKE_TEST_ALL=1 runs everything again on PostgreSQL (CI does). CI=true makes a missing service a failure.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from tests import reach  # noqa: E402

NOTHING_COLLECTED = 5  # pytest's exit code


def run(title: str, *arguments: str, **environ: str) -> bool:
    """One pass of the suite; true when it is green."""
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    command = [sys.executable, "-m", "pytest", "-n", os.environ.get("YUNKE_TEST_PROCESSES", "2"), *arguments]
    code = subprocess.run(command, env=clean | environ, check=False).returncode
    print(
        f"== {title}: {'green' if code == 0 else 'RED'} after {time.monotonic() - started:.0f} s", flush=True
    )
    return code in {0, NOTHING_COLLECTED}


def main() -> int:
    not_run = [missing for missing in (reach.browser_missing(), reach.services_missing()) if missing]
    if not_run and reach.IN_CI:
        print("In CI nothing may be missing: " + "; ".join(not_run), file=sys.stderr)
        return 1
    chosen = sys.argv[1:]
    green = run("SQLite, embedded queue", "-m", "not services", *chosen)
    if not reach.services_missing():
        wanted = [] if os.environ.get("YUNKE_TEST_ALL") else ["-m", "database or services"]
        services = {"DATABASE_URL": reach.DATABASE_URL, "REDIS_URL": reach.REDIS_URL}
        green = run("PostgreSQL, Redis", *wanted, *chosen, **services) and green
    print("\nNot run: " + "; ".join(not_run) if not_run else "\nEverything was run.")
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
