"""The lines of business an installation begins with, and the first version of each line's SOP (domain.md).

Which lines are open is the operator's to change, and so is every later version.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from onboarding.models import Line, Sop, SopStep
from yunke.audit import HOUSE, record
from yunke.ground.ids import new_public_id

LINES = (
    ("voice", "语音外呼", "Outbound voice", True),
    ("chat", "在线客服", "Online chat", True),
    ("annotation", "标注业务", "Annotation", True),
    ("inbound", "语音呼入", "Inbound voice", False),
    ("moderation", "内容审核", "Content moderation", False),
)
FROM_THE_BEGINNING = date(2020, 1, 1)  # the first version counts whatever day a task looks back to
EQUIPPED = {"computer": True, "telecom_cable": True, "headset": True}
UNEQUIPPED = {"computer": True, "telecom_cable": False, "headset": False}
COUNT_DAYS = {"equipment": 180, "room": 180, "typing": 365, "exam": 365}  # where an installation begins
LENIENT = {"china_telecom": False, "wired": False, "headset": False}
ENDING = ("claim", "interview", "screening", "on_duty")
VOICE = ("door", "real_name", "profile", "equipment", "room", "study", "exam", *ENDING)
CHAT = ("door", "real_name", "profile", "equipment", "typing", "study", "exam", *ENDING)
ANNOTATION = (
    "door",
    "real_name",
    "profile",
    "equipment",
    "study",
    "gold",
    "exam",
    "claim",
    "screening",
    "on_duty",
)
SOPS: dict[str, tuple[tuple[str, ...], dict[str, dict[str, Any]]]] = {
    "voice": (VOICE, {"door": EQUIPPED, "profile": {"mandarin": True}}),
    "inbound": (VOICE, {"door": EQUIPPED, "profile": {"mandarin": True}}),
    "chat": (CHAT, {"door": EQUIPPED}),
    "annotation": (ANNOTATION, {"door": UNEQUIPPED, "equipment": LENIENT}),
    "moderation": (ANNOTATION, {"door": UNEQUIPPED, "equipment": LENIENT}),
}


def seed(now: datetime) -> int:
    """Put in the lines and first SOPs that are missing; how many lines. Safe to run again: closes, opens nothing."""
    made = 0
    for order, (code, zh, en, is_open) in enumerate(LINES, 1):
        line, new = Line.objects.get_or_create(
            code=code, defaults={"name_zh": zh, "name_en": en, "is_open": is_open, "order": order * 10}
        )
        made += new
        if not line.sops.exists():
            _first_sop(line, now)
    return made


@transaction.atomic
def _first_sop(line: Line, now: datetime) -> None:
    kinds, thresholds = SOPS[line.code]
    sop = Sop.objects.create(
        public_id=new_public_id(now),
        line=line,
        version=1,
        effective_on=FROM_THE_BEGINNING,
        state="in_force",
        proposed_at=now,
        decided_at=now,
    )
    SopStep.objects.bulk_create(
        SopStep(
            sop=sop,
            kind=kind,
            order=place * 10,
            thresholds=thresholds.get(kind, {}),
            valid_days=COUNT_DAYS.get(kind),
        )
        for place, kind in enumerate(kinds, 1)
    )
    record(HOUSE, "sop_in_force", sop, now=now, to_state="in_force", line=line.code, version=1)
