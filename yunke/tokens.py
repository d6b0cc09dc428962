"""A program signs in by a token, and is answered in the language of whoever it belongs to."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from knox.auth import TokenAuthentication
from rest_framework.request import Request


class SpokenToken(TokenAuthentication):  # type: ignore[misc]
    """The middleware that chose the language did not know the person yet; it also takes it back."""

    def authenticate(self, request: Request) -> Any:
        known = super().authenticate(request)
        if known and getattr(known[0], "language", ""):
            translation.activate(known[0].language)
        return known
