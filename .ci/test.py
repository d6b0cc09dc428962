"""`make test`: everything once on SQLite and, beside it, what the database decides again on PostgreSQL: a pass that
waits for its server, for Chromium or a worker process leaves the processors to the other.

YUNKE_TEST_ALL=1 runs everything on both (CI does). CI=true makes a missing service a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

RED = "RED"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

from tests import reach  # noqa: E402

OPTIONS = ("--dist=worksteal", "-rs")  # rs: a skipped test says why
SHARED = "database or services"
NOTHING_COLLECTED = (
    5  # pytest's exit code: well where the tests were chosen, for a pass may have none of them
)
# a pass names its own services; modules compiled once serve both passes and the processes that tests start
OF_THE_SHELL = {"DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"}


@dataclass
class Pass:
    """One pass of the suite, running. With ``kept`` what it prints waits for the pass beside it to end."""

    title: str
    process: subprocess.Popen[bytes]
    started: float
    kept: IO[bytes] | None
    took: float = 0  # seconds, once it has ended

    @classmethod
    def start(
        cls, title: str, marks: str, chosen: list[str], *, processes: int, aside: bool, **environ: str
    ) -> Self:
        clean = {key: value for key, value in os.environ.items() if key not in OF_THE_SHELL}
        command = [sys.executable, "-m", "pytest", f"-n{processes}", *OPTIONS, "-m", marks, *chosen]
        kept = tempfile.TemporaryFile() if aside else None  # noqa: SIM115  read at the end, gone with us
        print(f"\n== {title}{', printed when both are done' if aside else ''}", flush=True)
        started = time.monotonic()
        process = subprocess.Popen(
            command, env=clean | environ, stdout=kept, stderr=kept and subprocess.STDOUT
        )
        return cls(title, process, started, kept)

    def runs(self) -> bool:
        if self.process.poll() is None:
            return True
        self.took = self.took or time.monotonic() - self.started
        return False

    def tell(self, chosen: list[str]) -> bool:
        """What it printed and how it ended; true when it is green, or has none of the chosen tests."""
        result = verdict(self.process.wait(), chosen)
        if self.kept:
            print(f"\n== {self.title}", flush=True)
            self.kept.seek(0)
            shutil.copyfileobj(self.kept, sys.stdout.buffer)
        print(f"== {self.title}: {result} after {self.took:.0f} s", flush=True)
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
    processes = int(os.environ.get("YUNKE_TEST_PROCESSES", "2"))
    running = [Pass.start("SQLite, embedded queue", "not services", chosen, processes=processes, aside=False)]
    if not reach.services_missing():
        services = {"DATABASE_URL": reach.DATABASE_URL, "REDIS_URL": reach.REDIS_URL}
        # a share is a third of the other's work: each process collects all tests and makes all tables first
        beside = processes if reach.ALL else max(1, processes // 2)
        running.append(
            Pass.start(
                "PostgreSQL, Redis",
                "" if reach.ALL else SHARED,
                chosen,
                processes=beside,
                aside=True,
                **services,
            )
        )
    while sum(one.runs() for one in running):  # each is asked, so that each has its own time
        time.sleep(0.2)
    results = [one.tell(chosen) for one in running]
    print("\nNot run: " + "; ".join(not_run) if not_run else "\nEverything was run.")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
