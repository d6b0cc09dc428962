"""What `manage.py prepare` says to whoever rolls the house out."""

from io import StringIO

import pytest
from django.core.management import call_command

from yunke.management.commands import prepare


@pytest.mark.parametrize(("contact", "said"), [("", "YUNKE_CONTACT is not set"), ("400 000 0000", "")])
def test_a_house_that_nobody_can_reach_is_told_so(contact, said, settings, monkeypatch):
    settings.CONTACT, settings.DEMO = contact, False
    steps = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: steps.append(name))
    err = StringIO()
    call_command("prepare", stderr=err)
    assert steps[:2] == ["migrate", "createcachetable"]
    assert err.getvalue().partition(":")[0] == said
