"""A person decides: the check stays in the desk's queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from onboarding.identity_providers.base import Verdict


class Screener:
    code = "screener"

    def verdict(
        self, key: str, *, name: str, id_number: str, photos: Mapping[str, BinaryIO]
    ) -> Verdict | None:
        return None
