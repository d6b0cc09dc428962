"""What the room begins with: kinds of result to settle by, and a first scorecard for interviews. Repeatable."""

from __future__ import annotations

from datetime import datetime

from onboarding.models import Line
from tasks.models import ResultKind, Rubric
from yunke.ground.ids import new_public_id

KINDS = (
    ("connected", "接通", "Connected call", "count"),
    ("interested_lead", "意向客户", "Interested lead", "count"),
    ("wechat_added", "加微信", "WeChat contact", "count"),
    ("sale", "成交", "Sale", "amount"),
    ("accepted_item", "验收通过", "Accepted item", "count"),
    ("returned_item", "退回", "Returned item", "count"),
)
RETURNS = {"returned_item": "accepted_item"}  # what takes back the price of what
# A first version of our own for the lines that interview; the operator writes the next.
PASS_PERCENT = 60
FATAL = (
    ("another_person", "接电话的不是本人", "Somebody else took the call"),
    ("abusive", "辱骂或威胁", "Abuse or threats"),
)
RUBRICS = {
    "voice": (
        ("mandarin", "普通话标准，吐字清楚", "Standard Mandarin, clear speech", 30),
        ("listening", "听得懂，答得上", "Understands and answers", 20),
        ("manner", "礼貌，有条理", "Polite and orderly", 20),
        ("pitch", "会问需要，会介绍", "Asks for needs, presents well", 15),
        ("reliable", "时间稳定，说到做到", "Steady hours, keeps their word", 15),
    ),
    "chat": (
        ("clear", "说得明白，写得通顺", "Clear in word and writing", 30),
        ("product", "学商品快，答得准", "Learns products, answers exactly", 25),
        ("patience", "有耐心，能安抚", "Patient, soothes complaints", 25),
        ("reliable", "时间稳定，说到做到", "Steady hours, keeps their word", 20),
    ),
}


def seed(now: datetime) -> int:
    """Make what is missing; how many were made."""
    return _kinds() + _rubrics(now)


def _rubrics(now: datetime) -> int:
    lines = Line.objects.filter(code__in=RUBRICS).exclude(rubrics__isnull=False)
    made = [
        Rubric(
            public_id=new_public_id(now),
            line=line,
            version=1,
            pass_percent=PASS_PERCENT,
            items=_items(line.code),
            created_at=now,
        )
        for line in lines
    ]
    Rubric.objects.bulk_create(made)
    return len(made)


def _items(line: str) -> list[dict[str, object]]:
    weighed = [
        {"code": code, "zh": zh, "en": en, "weight": weight, "fatal": False}
        for code, zh, en, weight in RUBRICS[line]
    ]
    return weighed + [
        {"code": code, "zh": zh, "en": en, "weight": 0, "fatal": True} for code, zh, en in FATAL
    ]


def _kinds() -> int:
    there = set(ResultKind.objects.values_list("code", flat=True))
    made = [
        ResultKind(code=code, name_zh=zh, name_en=en, measure=measure)
        for code, zh, en, measure in KINDS
        if code not in there
    ]
    ResultKind.objects.bulk_create(made)
    for code, accepted in RETURNS.items():
        whole = ResultKind.objects.get(code=accepted)
        ResultKind.objects.filter(code=code, returns=None).update(returns=whole)
    return len(made)
