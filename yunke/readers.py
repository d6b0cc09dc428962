"""Whose names are covered: an auditor reads all of it, masked; who also works there by another role sees names.

Every door says who comes in (``allow`` on pages, ``RolePermission`` in the API), and whoever writes a person's
name asks here. Between requests nothing is covered: a stream is still sent before its request is finished.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started

from yunke.ground.roles import AUDITOR

_covered: ContextVar[bool] = ContextVar("names_covered", default=False)


def came_in(roles: Iterable[str], opened_by: Iterable[str]) -> None:
    """Somebody with these roles came through a door that opens to ``opened_by``."""
    _covered.set(set(roles) & set(opened_by) == {AUDITOR})


def names_covered() -> bool:
    return _covered.get()


def _uncover(**_: Any) -> None:
    _covered.set(False)


request_started.connect(_uncover, dispatch_uid="names_uncovered_at_start")
request_finished.connect(_uncover, dispatch_uid="names_uncovered_at_end")
