"""What two people decide is approved by somebody: the database refuses a decided row without the second."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.house.scenes import MONTH, Belongings

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("what", "changes", "constraint"),
    [
        ("decision", {"state": "approved"}, "decision_approved_by_somebody"),
        ("correction", {"state": "approved"}, "correction_approved_by_somebody"),
        ("relief", {"state": "confirmed", "from_month": MONTH}, "relief_confirmed_by_somebody"),
    ],
)
def test_nothing_is_approved_by_nobody(what: str, changes: dict[str, object], constraint: str) -> None:
    row = getattr(Belongings("钱甲"), what)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)
