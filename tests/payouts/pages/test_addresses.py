"""A paying entity may be called like a page of finance: its months still have their own address."""

from __future__ import annotations

import pytest
from django.urls import resolve, reverse


@pytest.mark.parametrize("code", ["entities", "holidays", "batches", "failed", "statements", "demo"])
def test_every_entity_has_its_months(code: str) -> None:
    for name in ("month", "statements", "prepare", "release"):
        address = reverse(f"payouts:{name}", kwargs={"entity": code, "month": "2026-10"})
        assert resolve(address).view_name == f"payouts:{name}"


def test_the_pages_beside_keep_theirs() -> None:
    assert resolve(f"/finance/entities/{'0' * 26}/").view_name == "payouts:entity"
    assert resolve("/finance/holidays/2026/confirm/").view_name == "payouts:confirm_holidays"
