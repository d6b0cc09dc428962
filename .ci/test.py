"""`make test`: everything once on SQLite, what the database decides again on PostgreSQL, both at the same time:
while a test of one pass waits for a browser or a worker, one of the other goes on.

YUNKE_TEST_ALL=1 runs everything again on PostgreSQL (CI does). CI=true makes a missing service a failure.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

RED = "RED"
ON_SQLITE, ON_POSTGRES = "SQLite, embedded queue", "PostgreSQL, Redis"
STARTED = time.monotonic()
Pass = subprocess.Popen[bytes]
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from tests import reach  # noqa: E402

NOTHING_COLLECTED = (
    5  # pytest's exit code: well where the tests were chosen, for a pass may have none of them
)
# a pass names its own services; modules compiled once serve both passes and the processes that tests start
OF_THE_SHELL = {"DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"}


def begun(marks: list[str], chosen: list[str], processes: int, out: IO[bytes] | None, **environ: str) -> Pass:
    """One pass of the suite under way; what it says goes to ``out`` or is seen at once."""
    clean = {key: value for key, value in os.environ.items() if key not in OF_THE_SHELL}
    command = [sys.executable, "-m", "pytest", "-n", str(processes), "--dist=worksteal", *marks, *chosen]
    return subprocess.Popen(command, env=clean | environ, stdout=out, stderr=out and subprocess.STDOUT)


def ended(title: str, one: Pass, chosen: list[str]) -> bool:
    """True when the pass is green, or has none of the chosen tests."""
    result = verdict(one.wait(), chosen)
    print(f"== {title}: {result} after {time.monotonic() - STARTED:.0f} s", flush=True)
    return result != RED


def processes() -> int:
    """Of each pass. A test with a browser or worker processes waits most of its time."""
    return int(os.environ.get("YUNKE_TEST_PROCESSES") or min(os.cpu_count() or 2, 4))


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
    print(f"\n== {ON_SQLITE}", flush=True)
    with ExitStack() as passes:
        more = 0 if os.environ.get("YUNKE_TEST_PROCESSES") else 1
        first = passes.enter_context(begun(["-m", "not services"], chosen, processes() + more, None))
        said, second = passes.enter_context(TemporaryFile()), None
        if not reach.services_missing():
            wanted = [] if os.environ.get("YUNKE_TEST_ALL") else ["-m", "(database or services) and not page"]
            wanted += ["-p", "no:cacheprovider"]  # the first pass keeps what failed
            services = {"DATABASE_URL": reach.DATABASE_URL, "REDIS_URL": reach.REDIS_URL}
            second = passes.enter_context(begun(wanted, chosen, processes(), said, **services))
        green = ended(ON_SQLITE, first, chosen)
        if second:
            second.wait()
            said.seek(0)
            print(f"\n== {ON_POSTGRES}\n{said.read().decode(errors='replace')}", flush=True)
            green = ended(ON_POSTGRES, second, chosen) and green
    print("\nNot run: " + "; ".join(not_run) if not_run else "\nEverything was run.")
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
