"""A paying entity may be called like a page of finance: its months still have their own address."""

from __future__ import annotations

import pytest
from django.urls import resolve, reverse

from tests import cast
from tests.payouts.pages.acts import visitor


@pytest.mark.parametrize("code", ["entities", "holidays", "batches", "failed", "statements", "demo"])
def test_every_entity_has_its_months(code: str) -> None:
    for name in ("month", "statements", "prepare", "release"):
        address = reverse(f"payouts:{name}", kwargs={"entity": code, "month": "2026-10"})
        assert resolve(address).view_name == f"payouts:{name}"


def test_the_pages_beside_keep_theirs() -> None:
    assert resolve(f"/finance/entities/{'0' * 26}/").view_name == "payouts:entity"
    assert resolve("/finance/holidays/2026/confirm/").view_name == "payouts:confirm_holidays"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "ledger/bank/?q=%00",
        "holds/?run=%00",
        "holds/%00/",
        "exports/books/vouchers/?entity=%00&period=2026-10",
    ],
)
def test_an_address_no_database_can_look_for_is_refused(address: str) -> None:
    client = visitor(cast.finance()[0])
    assert client.get(f"/finance/{address}").status_code == 400
    assert client.get("/finance/ledger/bank/?q=%2500").status_code == 200
