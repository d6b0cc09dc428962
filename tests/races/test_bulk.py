"""Several screeners, the same candidates: each is decided once, and nobody waits in a ring."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from onboarding.actions import bulk
from onboarding.actions.bulk import decide_many
from onboarding.actions.equipment import record_modem_seen
from onboarding.models import EquipmentCheck
from tests import cast
from tests.races.test_bookings import at_once
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
NOW = cast.at("2026-11-02 10:00")


@pytest.mark.parametrize("under_a_key", [False, True])
def test_four_screeners_tick_the_same_twelve(under_a_key: bool) -> None:
    """Under an idempotency key the whole lot is one transaction, and each ticked in an order of their own."""
    rows = [cast.equipment(cast.agent(), state="submitted", now=NOW) for _ in range(12)]
    screeners, said = [cast.screener() for _ in range(4)], list[Any]()
    for by in screeners:
        for one in rows:
            record_modem_seen(one, by=by, now=NOW)
    ids = [one.public_id for one in rows]

    def act(place: int) -> None:
        lot, passed = ids[place * 3 :] + ids[: place * 3], place % 2 == 0
        given: dict[str, Any] = {"passed": passed, "codes": ["headset_unfit"], "by": screeners[place]}
        if under_a_key:
            with transaction.atomic():
                said.extend(decide_many(bulk.EQUIPMENT, lot, now=NOW, **given))
        else:
            said.extend(decide_many(bulk.EQUIPMENT, lot, now=NOW, **given))

    assert at_once([lambda place=place: act(place) for place in range(4)]) == {"done": 4}
    codes = Counter(",".join(why.code for why in one.reasons) for one in said)
    assert codes == {"": 12, "moved_meanwhile": 36}
    verbs = ("equipment_passed", "equipment_refused")
    decided = AuditEntry.objects.filter(verb__in=verbs).values_list("thing_id", flat=True)
    assert sorted(decided) == sorted(ids)
    assert not EquipmentCheck.objects.filter(state="submitted").exists()
