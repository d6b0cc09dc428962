"""The home says first when an agent may not work, and why; the desk finds every agent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from onboarding.models import Agent
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.registry import Panel, Queue, Step, registry


def register() -> None:
    registry.panel(Panel("standing", 0, "tasks/_standing_panel.html", standing_panel))
    roles = frozenset({OPERATIONS, QUALITY, AUDITOR})
    registry.queue(Queue("agents", _("全部客服"), "operations", 84, "tasks:agents", roles))


def standing_panel(agent: Agent, now: datetime) -> dict[str, Any] | None:
    if agent.state not in ("suspended", "left"):
        return None
    away = agent.state == "left"
    note = gettext("你已离开云客。") if away else gettext("账号暂停，现在不能领任务、约班。")
    action = gettext("看看怎么回来") if away else gettext("看原因，和找谁")
    return {
        "agent": agent,
        "call": Step("attention", note, reverse("tasks:standing"), action, whom=gettext("运营")),
    }
