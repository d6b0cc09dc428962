"""What this room hands the ground floor: the step of the real name, the queues, the export, the SMS channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from onboarding.export import of_agent
from onboarding.models import Agent, Line
from onboarding.queries.equipment import equipments_waiting
from onboarding.queries.identity import latest_check, waiting
from onboarding.queries.people import asked_grants, user_of
from onboarding.queries.room import rooms_waiting
from onboarding.queries.sop import paths
from onboarding.sms_providers import provider
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, SCREENER
from yunke.notices import SMS
from yunke.refusals import stored_wordings
from yunke.registry import Queue, Step, StepKind, StepSettings, registry


def real_name_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    """Where this agent's real name stands, in words; the same for all lines."""
    check, url = latest_check(agent), reverse("onboarding:real_name")
    state = check.state if check else ""
    if check and state == "passed":
        return Step("done", gettext("已通过"))
    if check and state == "submitted":
        return Step(
            "waiting", gettext("资料已交，在核对"), url, whom=gettext("筛选员"), since=check.submitted_at
        )
    if check and state == "refused":
        first = next(iter(stored_wordings(check.reasons)), None)
        return Step(
            "attention",
            first.text if first else gettext("没有通过"),
            url,
            gettext("看原因，改好再交"),
            remedy=first.remedy if first else "",
        )
    return Step("now", gettext("姓名、身份证号和三张照片，大约 3 分钟"), url, gettext("开始实名认证"))


def send_sms(recipient: str, words: Callable[[], str]) -> None:
    """A notice to the phone of a user; who is gone is not written to."""
    user = user_of(recipient)
    if user and user.is_active:
        provider(settings.SMS_PROVIDER).send_text(user.phone, words())


def people_waiting(now: datetime) -> int:
    return asked_grants().count()


def register() -> None:
    registry.step(StepKind("real_name", _("实名认证"), real_name_step, shared=True, always=True))
    registry.paths = paths
    registry.queue(
        Queue(
            "identity",
            _("实名审核"),
            "screening",
            10,
            "onboarding:desk_identity",
            frozenset({SCREENER, AUDITOR}),
            waiting,
        )
    )
    registry.queue(
        Queue(
            "equipment",
            _("设备审核"),
            "screening",
            11,
            "onboarding:desk_equipment",
            frozenset({SCREENER, AUDITOR}),
            equipments_waiting,
        )
    )
    registry.queue(
        Queue(
            "room",
            _("环境听审"),
            "screening",
            12,
            "onboarding:desk_room",
            frozenset({SCREENER, AUDITOR}),
            rooms_waiting,
        )
    )
    registry.queue(
        Queue(
            "people",
            _("人员与角色"),
            "settings",
            10,
            "onboarding:people",
            frozenset({ADMINISTRATOR, AUDITOR}),
            people_waiting,
        )
    )
    registry.exporter("onboarding", of_agent)
    registry.channel(SMS, send_sms)
