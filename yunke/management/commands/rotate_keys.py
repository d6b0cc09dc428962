"""`manage.py rotate_keys`: rewrite every encrypted row and file by the first keys; then the old keys can be dropped.

Put the new key in front (YUNKE_FIELD_KEYS=new,old), restart all processes, run this, take the old one away.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yunke.arguments import whole
from yunke.rotation import BATCH, EXTRA, Progress, encrypted_models, reseal_files, rotate


class Command(BaseCommand):
    help = "Rewrite encrypted rows and their look-up hashes by the first keys. Can be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=whole(1, 100_000), default=BATCH, help="rows a transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        clashes, unreadable = 0, list[str]()
        for model in encrypted_models():
            for progress in rotate(model, batch=options["batch"]):
                self._show(progress)
            self.stdout.write("")
            clashes += len(progress.clashes)
            for pk in progress.clashes:
                self.stderr.write(f"{progress.name} {pk}: its number stands twice; resolve it and run again")
            unreadable += [f"{progress.name} {pk}: cannot be read" for pk in progress.unreadable]
        for name, rotate_all in EXTRA.items():
            changed, rows = rotate_all()
            self.stdout.write(f"{name}: {changed} rewritten")
            unreadable += [f"{name} {pk}: cannot be read" for pk in rows]
        changed, gone, files = reseal_files()
        self.stdout.write(f"private files: {changed} rewritten")
        unreadable += files
        for place in gone:
            self.stderr.write(f"{place}: its file is gone")
        for told in unreadable:
            self.stderr.write(told)
        left = [f"{clashes} rows were left under an old key. Do not drop it yet."] if clashes else []
        if unreadable:
            left.append(
                f"{len(unreadable)} rows and files were left as they are: no key of the ring reads them."
            )
        if left:
            raise CommandError(" ".join(left))
        self.stdout.write("Everything is under the first keys; the others can be dropped.")

    def _show(self, progress: Progress) -> None:
        """One line that grows; in a file, a line a batch."""
        end = "" if self.stdout.isatty() else "\n"
        start = "\r" if self.stdout.isatty() else ""
        self.stdout.write(
            f"{start}{progress.name}: {progress.seen}/{progress.total}, {progress.changed} rewritten",
            ending=end,
        )
