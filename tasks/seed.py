"""What the room cannot be without: the kinds of result agents and clients settle by. Repeatable."""

from __future__ import annotations

from datetime import datetime

from tasks.models import ResultKind

KINDS = (
    ("connected", "接通", "Connected call", "count"),
    ("interested_lead", "意向客户", "Interested lead", "count"),
    ("wechat_added", "加微信", "WeChat contact", "count"),
    ("sale", "成交", "Sale", "amount"),
)


def seed(now: datetime) -> int:
    """Make the kinds that are missing; how many were made."""
    there = set(ResultKind.objects.values_list("code", flat=True))
    made = [
        ResultKind(code=code, name_zh=zh, name_en=en, measure=measure)
        for code, zh, en, measure in KINDS
        if code not in there
    ]
    ResultKind.objects.bulk_create(made)
    return len(made)
