import pytest

from tests.onboarding.doors import Sms


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Sms:
    """The carrier's shelf: what would have been sent."""
    from onboarding import sms_providers

    kept = Sms()
    monkeypatch.setitem(sms_providers.PROVIDERS, "console", lambda: kept)
    return kept
