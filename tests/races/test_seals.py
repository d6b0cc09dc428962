"""Several seal at once: each act gets one place in one chain."""

import pytest

from tests import cast
from tests.races.test_bookings import at_once
from yunke import audit
from yunke.models import AuditSeal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
NOW = cast.at("2026-10-05 09:00")


@pytest.mark.parametrize("sealed_before", [0, 1])
def test_four_seal_thirty_acts(sealed_before: int) -> None:
    who = cast.agent()
    for count in (sealed_before, 30):
        audit.seal(now=NOW)
        for number in range(count):
            audit.record(audit.HOUSE, "looked", who, now=NOW, number=number)
    done = list[int]()
    acts = [lambda: done.append(audit.seal(now=NOW, limit=20))] * 4
    assert at_once(acts) == {"done": 4}
    assert (sum(done), AuditSeal.objects.count()) == (30, 30 + sealed_before)
    assert list(audit.broken_seals()) == []
