"""`make test`: everything once on SQLite, what the database decides again on PostgreSQL.

YUNKE_TEST_ALL=1 runs everything again on PostgreSQL (CI does). CI=true makes a missing service a failure.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

RED = "RED"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from tests import reach  # noqa: E402

NOTHING_COLLECTED = (
    5  # pytest's exit code: well where the tests were chosen, for a pass may have none of them
)
# a pass names its own services; modules compiled once serve both passes and the processes that tests start
OF_THE_SHELL = {"DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"}


def run(title: str, marks: list[str], chosen: list[str], **environ: str) -> bool:
    """One pass of the suite; true when it is green, or has none of the chosen tests."""
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    clean = {key: value for key, value in os.environ.items() if key not in OF_THE_SHELL}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        os.environ.get("YUNKE_TEST_PROCESSES", "2"),
        "--dist=worksteal",
        *marks,
        *chosen,
    ]
    code = subprocess.run(command, env=clean | environ, check=False).returncode
    result = verdict(code, chosen)
    print(f"== {title}: {result} after {time.monotonic() - started:.0f} s", flush=True)
    return result != RED


def verdict(code: int, chosen: list[str]) -> str:
    """What pytest's exit code means."""
    if code == NOTHING_COLLECTED and chosen:
        return "none of the chosen tests"
    return "green" if code == 0 else RED


def needs() -> dict[str, str]:
    """Parts of the suite that need something of the machine, and what is missing for each."""
    return {
        "pages in the browser": reach.browser_missing(),
        "PostgreSQL, Redis and worker processes": reach.services_missing(),
        "October on the public calls": reach.calls_missing(),
        "the worked tax examples": reach.examples_missing(),
    }


def main() -> int:
    not_run = [f"{what} ({missing})" for what, missing in needs().items() if missing]
    if reach.IN_CI and (reach.browser_missing() or reach.services_missing()):
        print("In CI nothing may be missing: " + "; ".join(not_run), file=sys.stderr)
        return 1
    chosen = sys.argv[1:]
    green = run("SQLite, embedded queue", ["-m", "not services"], chosen)
    if not reach.services_missing():
        wanted = [] if os.environ.get("YUNKE_TEST_ALL") else ["-m", "(database or services) and not page"]
        services = {"DATABASE_URL": reach.DATABASE_URL, "REDIS_URL": reach.REDIS_URL}
        green = run("PostgreSQL, Redis", wanted, chosen, **services) and green
    print("\nNot run: " + "; ".join(not_run) if not_run else "\nEverything was run.")
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
