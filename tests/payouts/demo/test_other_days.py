"""The demo world can be built at any moment, and never without YUNKE_DEMO."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from onboarding.models import User
from payouts.models import Run
from payouts.verify.books import verify

pytestmark = [pytest.mark.django_db]


def test_it_can_be_built_ten_minutes_into_a_month(settings: Any) -> None:
    settings.DEMO = True
    call_command("demo_world", "--now", "2027-03-01T00:10:00+08:00")
    assert list(Run.objects.order_by("month").values_list("state", flat=True)) == ["paid", "computed"]
    assert list(verify()) == []


@pytest.mark.parametrize("command", ["demo_world", "demo_signins"])
def test_without_the_demo_setting_it_refuses(command: str, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="YUNKE_DEMO"):
        call_command(command)
    assert not User.objects.exists()
