"""A file that a command names: its text, or one line that says why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

from yunke.ground.text import decoded


def text_of(file: Path) -> str:
    try:
        told = decoded(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from None
    if told is None:
        raise CommandError(f"{file} cannot be read: it is no text in UTF-8 or GB18030")
    return told[0]
