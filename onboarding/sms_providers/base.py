"""What a carrier of text messages can do."""

from __future__ import annotations

from typing import Protocol


class SmsProvider(Protocol):
    """Raises when the carrier does not take the message; never logs a number in full nor a code."""

    def send_code(self, phone: str, code: str) -> None:
        """A sign-in code to an E.164 number."""

    def send_text(self, phone: str, text: str) -> None:
        """A notice in words to an E.164 number."""
