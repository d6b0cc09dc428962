"""`manage.py create_administrator PHONE --name NAME`: the first administrator, who signs in by SMS code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from onboarding.actions.roles import make_administrator
from onboarding.phones import masked, normalised
from yunke import clock
from yunke.arguments import a_moment
from yunke.ground.errors import Refused
from yunke.refusals import wordings


class Command(BaseCommand):
    help = "Give a phone the administrator's role without a second administrator. For the server's operator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("phone")
        parser.add_argument("--name", default="")
        parser.add_argument("--now", type=a_moment)

    def handle(self, *args: Any, **options: Any) -> None:
        phone = normalised(options["phone"])
        if phone is None:
            raise CommandError("This is not a phone number: 11 digits, or + and the country's code.")
        try:
            user = make_administrator(phone, options["name"], now=options["now"] or clock.now())
        except Refused as refused:
            raise CommandError(" ".join(said.text for said in wordings(refused.reasons))) from None
        self.stdout.write(f"{user.name or masked(phone)} is an administrator; sign in with {masked(phone)}.")
