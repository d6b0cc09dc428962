"""``manage.py import_holidays 2026 days.csv --by PHONE``; another person then adds ``--confirm``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from onboarding.queries.people import user_by_phone
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from tasks.rules.holiday_file import read_special_days
from yunke import clock
from yunke.ground.calendar import statutory_days
from yunke.ground.errors import Reason, Refused
from yunke.named_files import text_of
from yunke.refusals import wordings


class Command(BaseCommand):
    help = "Propose a year's holidays (statutory days by law, days off and working Saturdays from FILE), or confirm it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("file", nargs="?", type=Path, help="CSV of date,kind; kind is day_off or make_up")
        parser.add_argument("--by", required=True, metavar="PHONE", help="who proposes or confirms")
        parser.add_argument("--confirm", action="store_true", help="confirm what another person proposed")
        parser.add_argument("--now", type=clock.parse, help="ISO 8601 with an offset")

    def handle(self, *, year: int, file: Path | None, by: str, confirm: bool, **options: Any) -> None:
        now = options["now"] or clock.now()
        person = user_by_phone(by)
        if person is None:
            raise CommandError(f"nobody signs in with {by}")
        try:
            if confirm:
                row = confirm_holiday_year(year, by=person, now=now)
            else:
                special, wrong = self._special(year, file)
                if wrong:
                    raise Refused(*wrong)
                row = propose_holiday_year(
                    year, special, source=file.name if file else "law", by=person, now=now
                )
        except Refused as refused:
            raise CommandError("\n".join(one.text for one in wordings(refused.reasons))) from refused
        self.stdout.write(f"{year}: {row.state}, {row.days.count()} days")

    def _special(self, year: int, file: Path | None) -> tuple[list[Any], list[Reason]]:
        if file is None:
            return [], []
        return read_special_days(text_of(file).splitlines(), year, statutory_days(year))
