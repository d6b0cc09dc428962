"""``manage.py import_carriers table.csv``: whose addresses are whose, rows of ``network,carrier``."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from onboarding.actions.equipment import replace_carriers
from onboarding.rules.carriers import read
from onboarding.rules.equipment import CARRIERS
from yunke.named_files import text_of

TOLD = 5  # wrong rows named


class Command(BaseCommand):
    help = f"Replace the table of carriers by a CSV of network,carrier; carriers are {', '.join(CARRIERS)}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        cells = csv.reader(io.StringIO(text_of(file), newline=""))
        rows = [(row[0], row[1] if len(row) > 1 else "") for row in cells if row]
        head = bool(rows) and rows[0][0].strip().lower() in ("network", "cidr")
        ranges, wrong = read(rows[head:], first=1 + head)
        if wrong or not ranges:
            said = "; ".join(f"row {one.row}: {one.why}" for one in wrong[:TOLD]) or "no row"
            raise CommandError(f"Nothing was changed, {len(wrong)} rows cannot be read: {said}")
        self.stdout.write(f"{replace_carriers(ranges)} ranges")
