"""``manage.py words``: writes the tables of states and reason codes into ``docs/words.md``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from yunke import glossary
from yunke.management.commands.prepare import compile_translations


class Command(BaseCommand):
    help = "Write the tables of states and reason codes into docs/words.md."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_translations(settings.BASE_DIR)  # the English is read from the compiled catalogue
        glossary.BOOK.write_text(glossary.handwritten() + glossary.tables(), encoding="utf-8")
        self.stdout.write(f"{glossary.BOOK.name} is up to date.")
