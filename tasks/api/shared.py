"""What the doors of this room share: bodies and answers that several of them have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from yunke.api import idempotent

Access = tuple[tuple[str, ...], tuple[str, ...]]
MOST_CHOSEN = 1_000


class ChangedOut(serializers.Serializer[Any]):
    """How many rows an act changed, or how many people it told."""

    changed = serializers.IntegerField()


class WhyIn(serializers.Serializer[Any]):
    """A reason in words; an empty one is refused by the rule, with its code."""

    why = serializers.CharField(max_length=200, allow_blank=True)


def counted(request: Request, act: Callable[[], int]) -> Response:
    return idempotent(request, lambda: Response({"changed": act()}))
