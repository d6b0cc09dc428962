"""How pages word ranks and what they ask for."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from training.models import RANKS

register = template.Library()
NAMES = dict(RANKS)


@register.filter
def rank_name(rank: str) -> str:
    return str(NAMES.get(rank, rank))


@register.filter
def item_name(code: str) -> str:
    """The name of one number of the ladder."""
    return {
        "hours": _("核准的工时（小时）"),
        "exam": _("最好的考试成绩（分）"),
        "quality": _("质检分"),
        "fatal": _("致命错误（次）"),
        "incidents": _("处罚（次）"),
        "mentees": _("带满 30 天的徒弟（人）"),
    }.get(code, code)
