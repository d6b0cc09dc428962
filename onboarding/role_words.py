"""What roles are called."""

from __future__ import annotations

from django.utils.translation import gettext

from onboarding.rules.roles import GRANTABLE
from yunke.ground import roles
from yunke.ground.errors import gettext_noop as _

ROLE_WORDS = {
    roles.AGENT: _("客服"),
    roles.SCREENER: _("筛选员"),
    roles.OPERATIONS: _("运营"),
    roles.QUALITY: _("质检"),
    roles.PREPARER: _("财务制单"),
    roles.APPROVER: _("财务审批"),
    roles.RELEASER: _("财务发放"),
    roles.AUDITOR: _("审计"),
    roles.ADMINISTRATOR: _("管理员"),
    roles.CLIENT: _("客户"),
    roles.MENTOR: _("师傅"),
    roles.LEAD: _("组长"),
    roles.TRAINER: _("培训老师"),
}


def role_word(role: str) -> str:
    return gettext(ROLE_WORDS.get(role, role))


def role_choices() -> list[tuple[str, str]]:
    return [(role, role_word(role)) for role in GRANTABLE]
