"""The lines of business an installation begins with (domain.md); which are open is the operator's to change."""

from __future__ import annotations

from datetime import datetime

from onboarding.models import Line

LINES = (
    ("voice", "语音外呼", "Outbound voice", True),
    ("chat", "在线客服", "Online chat", False),
    ("annotation", "标注业务", "Annotation", False),
    ("inbound", "语音呼入", "Inbound voice", False),
    ("moderation", "内容审核", "Content moderation", False),
)


def seed(now: datetime) -> int:
    """Put in the lines that are missing; how many. Safe to run again, and it closes or opens nothing."""
    made = 0
    for order, (code, zh, en, is_open) in enumerate(LINES, 1):
        _line, new = Line.objects.get_or_create(
            code=code, defaults={"name_zh": zh, "name_en": en, "is_open": is_open, "order": order * 10}
        )
        made += new
    return made
