"""Who carries our text messages. A provider is a module with ``send_code`` and ``send_text``."""

from __future__ import annotations

from onboarding.sms_providers.base import SmsProvider
from onboarding.sms_providers.console import ConsoleSender

PROVIDERS: dict[str, type[SmsProvider]] = {"console": ConsoleSender}


def provider(name: str = "console") -> SmsProvider:
    return PROVIDERS[name]()
