"""What this room hands the ground floor: the step of the real name, the queues, the export, the SMS channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from onboarding.export import of_agent
from onboarding.models import Agent, IdentityDraft, Line, Profile, Sop
from onboarding.queries.door import answers_of, fits_no_line
from onboarding.queries.equipment import equipments_waiting
from onboarding.queries.identity import PROVEN, names_passed, proven_on, standing_check, waiting
from onboarding.queries.needs import paths_by_need
from onboarding.queries.people import asked_grants, user_of
from onboarding.queries.profile import changed, profile_of, profiles_sent
from onboarding.queries.room import rooms_waiting
from onboarding.rules.door import reasons_not_to_fit
from onboarding.rules.profile import NOT_STANDARD
from onboarding.rules.sop import last_day
from onboarding.sms_providers import provider
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ADMINISTRATOR, AUDITOR, OPERATIONS, SCREENER
from yunke.notices import SMS
from yunke.refusals import stored_wordings, wordings
from yunke.registry import Queue, Step, StepKind, StepSettings, Threshold, registry


def real_name_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    """Where this agent's real name stands, in words; lines differ in the days it counts."""
    check, url = standing_check(agent, settings.valid_days, now), reverse("onboarding:real_name")
    state = check.state if check else ""
    if check and state in PROVEN:
        until = last_day(proven_on(check), settings.valid_days)
        if until and local_on(now) > until:
            return Step("expired", gettext("过期了，证件再交一次。"), url, gettext("再交一次"), until=until)
        return Step("done", gettext("已通过"), url, until=until)
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
    if fits_no_line(agent, now):
        return Step(
            "later",
            gettext("先有一种适合的业务，才要证件。"),
            reverse("onboarding:door_fit"),
            gettext("看看差什么"),
        )
    if IdentityDraft.objects.filter(agent=agent).exists():
        return Step(
            "now",
            gettext("填了，还没交；只存一天"),
            reverse("onboarding:real_name_check"),
            gettext("核对并提交"),
        )
    return Step("now", gettext("姓名、身份证号和三张照片，大约 3 分钟"), url, gettext("开始实名认证"))


def door_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step | None:
    """Nothing to see where the answers fit or were never asked; else what is missing for this line."""
    told = answers_of(agent)
    reasons = list(reasons_not_to_fit(settings.thresholds, told)) if told else []
    if not reasons:
        return None
    first = wordings(reasons)[0]
    there = reverse("onboarding:door")
    return Step("attention", first.text, there, gettext("补上了，再答一次"), remedy=first.remedy)


def profile_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    """Sent, not too long ago, and fit for the line's language."""
    profile, url = profile_of(agent), reverse("onboarding:profile")
    if profile is None or not profile.sent_at:
        begun = bool(profile and profile.draft)
        note = gettext("填了一半，都存着") if begun else gettext("学历、语言、经历、时间，大约 5 分钟")
        return Step("now", note, url, gettext("接着填") if begun else gettext("填档案"))
    until = last_day(local_on(profile.sent_at), settings.valid_days)
    if changed(profile):
        return _changed(profile, until, settings, now)
    if until and local_on(now) > until:
        return Step("expired", gettext("看看有没有变，再交一次。"), url, gettext("看一遍"), until=until)
    if _not_standard(profile, settings):
        return Step(
            "attention",
            gettext("这种业务要标准的普通话。"),
            reverse("onboarding:profile_section", args=["speech"]) + "?from=check",
            gettext("改档案"),
            remedy=gettext("练好了来改，或选不用说话的业务。"),
        )
    return Step("done", gettext("已提交"), url, until=until)


def _changed(profile: Profile, until: date | None, settings: StepSettings, now: datetime) -> Step:
    """What was handed in stands, for the claims too, until the change is handed in."""
    over = until and local_on(now) > until
    state = "expired" if over else "attention" if _not_standard(profile, settings) else "done"
    check = reverse("onboarding:profile_check")
    return Step(state, gettext("改了，还没交"), check, gettext("核对并提交"), until=until)


def _not_standard(profile: Profile, settings: StepSettings) -> bool:
    return settings.thresholds["mandarin"] and profile.answers.get("mandarin") in NOT_STANDARD


def send_sms(recipient: str, words: Callable[[str], str]) -> None:
    """A notice to the phone of a user, in their language; who is gone is not written to."""
    user = user_of(recipient)
    if user and user.is_active:
        provider(settings.SMS_PROVIDER).send_text(user.phone, words(user.language))


def sops_waiting(now: datetime) -> int:
    return Sop.objects.filter(state="proposed").count()


def people_waiting(now: datetime) -> int:
    return asked_grants().count()


def register() -> None:
    registry.step(
        StepKind("real_name", _("实名认证"), real_name_step, shared=True, always=True, passed=names_passed)
    )
    at_home = (
        Threshold("computer", _("要电脑"), "bool", default=True),
        Threshold("telecom_cable", _("要电信有线宽带"), "bool", default=False),
        Threshold("headset", _("要带麦克风的耳机"), "bool", default=False),
        Threshold("weekly_hours", _("一周至少几小时"), most=168),
    )
    registry.step(StepKind("door", _("门口自测"), door_step, gates=False, thresholds=at_home))
    mandarin = Threshold("mandarin", _("要标准的普通话"), "bool", default=False)
    registry.step(
        StepKind("profile", _("个人档案"), profile_step, thresholds=(mandarin,), passed=profiles_sent)
    )
    registry.paths = paths_by_need
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
    registry.queue(
        Queue(
            "sop",
            _("上岗流程"),
            "operations",
            80,
            "onboarding:sops",
            frozenset({OPERATIONS, AUDITOR}),
            sops_waiting,
        )
    )
    registry.exporter("onboarding", of_agent)
    registry.channel(SMS, send_sms)
