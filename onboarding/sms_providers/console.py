"""The default: no carrier, only this process's own console.

Codes are printed in the demo, and where an operator named this sender (``YUNKE_SMS_PROVIDER=console``) for a
trial: whoever reads the console could sign in as anybody. The log never has them.
"""

from __future__ import annotations

import sys

import structlog
from django.conf import settings

from onboarding.phones import masked

log = structlog.get_logger(__name__)


class ConsoleSender:
    def send_code(self, phone: str, code: str) -> None:
        log.info("sms_code_sent", phone=masked(phone))
        if settings.SMS_CODES_ON_CONSOLE:
            print(f"SMS to {masked(phone)}: {code}", file=sys.stderr, flush=True)

    def send_text(self, phone: str, text: str) -> None:
        log.info("sms_sent", phone=masked(phone), characters=len(text))
