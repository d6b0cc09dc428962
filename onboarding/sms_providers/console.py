"""The default: a line in the process's own log instead of a message. Codes are logged in the demo only."""

from __future__ import annotations

import structlog
from django.conf import settings

from onboarding.phones import masked

log = structlog.get_logger(__name__)


class ConsoleSender:
    def send_code(self, phone: str, code: str) -> None:
        shown = {"code": code} if settings.DEMO else {}
        log.info("sms_code_sent", phone=masked(phone), **shown)

    def send_text(self, phone: str, text: str) -> None:
        log.info("sms_sent", phone=masked(phone), characters=len(text))
