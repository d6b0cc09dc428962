"""An agent's profile: what is being typed, what was sent, and both in words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from onboarding.models import Agent, Line, Profile
from onboarding.rules import profile as asked
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop as _
from yunke.registry import StepSettings

PRIVATE = ("needs",)
CHOICES: dict[str, Mapping[str, str]] = {
    "education": asked.EDUCATION,
    "pace": asked.PACE,
    "languages": asked.LANGUAGES,
    "mandarin": asked.MANDARIN,
    "sales": asked.SALES,
    "skills": asked.SKILLS,
    "backup": asked.BACKUP,
    "needs": asked.NEEDS,
}
LABELS = {
    "education": _("学历"),
    "city": _("所在城市"),
    "pace": _("全职还是兼职"),
    "languages": _("会说的语言"),
    "mandarin": _("普通话"),
    "experience": _("做过的工作"),
    "sales": _("销售能力"),
    "skills": _("特长"),
    "skills_words": _("别的特长"),
    "hours": _("能上班的时间"),
    "backup": _("临时有事，有人替手照看家里吗"),
    "needs": _("需要的照顾"),
}
FIELDS = {
    "basics": ("education", "city", "pace"),
    "speech": ("languages", "mandarin"),
    "experience": ("experience",),
    "abilities": ("sales", "skills", "skills_words"),
    "hours": ("hours", "backup"),
    "needs": PRIVATE,
}
TITLES = {
    "basics": _("学历、城市、时间"),
    "speech": _("语言和普通话"),
    "experience": _("做过的工作"),
    "abilities": _("销售和特长"),
    "hours": _("能上班的时间"),
    "needs": _("需要的照顾"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One answer in words; ``text`` is empty where nothing was told."""

    name: str
    label: str
    text: str


def profile_of(agent: Agent) -> Profile | None:
    return Profile.objects.filter(agent=agent).first()


def profiles_sent(agents: Collection[int], line: Line, settings: StepSettings) -> dict[int, date]:
    """Agent's key -> the day on which the profile was sent last."""
    rows = Profile.objects.filter(agent__in=agents).values_list("agent", "sent_at")
    return {agent: local_on(at) for agent, at in rows if at}


def typed(profile: Profile | None) -> dict[str, Any]:
    """What the forms begin with: the draft, or what was sent."""
    if profile is None:
        return {}
    return _loaded(profile.draft) if profile.draft else sent(profile)


def sent(profile: Profile | None) -> dict[str, Any]:
    """Everything that was sent, the private part too: for its owner alone."""
    return profile.answers | _loaded(profile.needs) if profile and profile.sent_at else {}


def changed(profile: Profile) -> bool:
    """Whether what is typed says something else than what was sent; an answer left empty is none."""
    now, then = typed(profile), sent(profile)
    return any((now.get(name) or None) != (then.get(name) or None) for name in {*now, *then})


def in_words(answers: Mapping[str, Any], section: str) -> list[Told]:
    """The answers of a section as their owner reads them."""
    return [Told(name, gettext(LABELS[name]), _text(name, answers.get(name))) for name in FIELDS[section]]


def profile_rows(agent: Agent) -> list[Told]:
    """What a screener reads beside a claim: everything that was told but the private needs."""
    profile = profile_of(agent)
    if profile is None or not profile.sent_at:
        return []
    return [
        row
        for section in asked.SECTIONS
        if section != "needs"
        for row in in_words(profile.answers, section)
        if row.text
    ]


def _loaded(text: str) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}


def _text(name: str, value: Any) -> str:
    if not value:
        return ""
    if name == "experience":
        return gettext("；").join(_job(kind, of) for kind, of in value.items())
    if name == "hours":
        return hours_text(value)
    if name in CHOICES:
        codes = value if isinstance(value, list) else [value]
        return gettext("、").join(gettext(CHOICES[name][code]) for code in codes if code in CHOICES[name])
    return str(value)


def _job(kind: str, industries: Iterable[str]) -> str:
    inside = gettext("、").join(gettext(asked.INDUSTRIES[one]) for one in industries)
    return gettext("%(kind)s（%(industries)s）") % {
        "kind": gettext(asked.EXPERIENCE[kind]),
        "industries": inside,
    }


def hours_text(hours: list[str]) -> str:
    """Days with their hours, and the week's sum."""
    by_day = {
        day: [asked.SLOTS[slot] for slot in asked.SLOTS if f"{day}-{slot}" in hours] for day in asked.DAYS
    }
    days = gettext("；").join(
        f"{gettext(asked.DAYS[day])} {' '.join(slots)}" for day, slots in by_day.items() if slots
    )
    total = gettext("一周 %(hours)s 小时") % {"hours": asked.weekly_hours(hours)}
    return f"{total}{gettext('：')}{days}"
