"""``manage.py words``: writes the tables of states and reason codes into ``docs/words.md``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from yunke import glossary


class Command(BaseCommand):
    help = "Write the tables of states and reason codes into docs/words.md."

    def handle(self, *args: Any, **options: Any) -> None:
        glossary.BOOK.write_text(glossary.handwritten() + glossary.tables(), encoding="utf-8")
        self.stdout.write(f"{glossary.BOOK.name} is up to date.")
