"""The interview as a step of the SOP: asked for by tasks that interview, after the claim."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from onboarding.models import Agent, Line
from tasks.models import Claim, ClaimAppeal, Interview
from tasks.queries.interviews import coming_talk, interviews_of, past_from, policy
from tasks.rules.interviews import NO_SHOWS_BORNE, Past, again_on
from tasks.states import LIVE_CLAIMS
from training.models import RankCase
from training.queries.ranks import history_of
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop as _
from yunke.registry import Panel, Step, StepKind, StepSettings, registry
from yunke.templatetags.time_words import moment

BEYOND = ("admitted", "on_duty")


def register() -> None:
    registry.step(StepKind("interview", _("电话面试"), interview_step, gates=False))
    registry.panel(Panel("interview", 15, "tasks/_talk.html", talk_panel))
    registry.exporter("interviews", my_interviews)
    registry.exporter("career", my_career)


def interview_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step | None:
    """Nothing where no task in hand asks for one, nor asked for it before, and none was held: two questions."""
    stands = talk_step(agent, line, now)
    if stands.state in ("done", "waiting"):
        return stands
    claims = Claim.objects.filter(agent=agent, task__line=line, state__in=LIVE_CLAIMS)
    found = list(claims.values_list("state", "task__asks_interview"))
    if not found:
        return Step("later", gettext("领了要面试的任务，再约时间。"))
    if any(asks and state in BEYOND for state, asks in found):
        return Step("done")
    return stands if any(asks for _state, asks in found) else None


def talk_step(agent: Agent, line: Line, now: datetime) -> Step:
    """Where the line's interview stands, for who must have one: passed, booked, or to be booked."""
    talks = list(
        Interview.objects.filter(agent=agent, line=line)
        .exclude(state="cancelled")
        .order_by("starts_at", "pk")
    )
    past = past_from(talks)
    if past.counts_until and past.counts_until >= local_on(now):
        return Step("done", url=reverse("tasks:interviews"), until=past.counts_until)
    if past.booked:
        return _booked(next(one for one in talks if one.state == "booked"), now)
    return _open(past, now)


def talk_panel(agent: Agent, now: datetime) -> dict[str, Any] | None:
    """The next interview, so that the home leads to where it is moved."""
    talk = coming_talk(agent, now)
    return {"talk": talk} if talk else None


def my_interviews(agent: Agent) -> list[dict[str, Any]]:
    """The agent's interviews for the export of their own data; an interviewer's note is the colleagues'."""
    return [
        {
            "line": one.line.code,
            "starts_at": one.starts_at.isoformat(),
            "state": one.state,
            "scores": one.scores,
            "percent": one.percent,
            "recommendation": one.recommendation,
        }
        for one in interviews_of(agent)
    ]


def my_career(agent: Agent) -> list[dict[str, Any]]:
    """Changes of rank, cases about it, appeals against rejections."""
    changes = [
        {"rank": one.to_rank, "from": one.effective_on.isoformat(), "why": one.why}
        for one in history_of(agent)
    ]
    cases = [
        {"kind": one.kind, "rank": one.to_rank, "state": one.state, "why": one.why, "word": one.word}
        for one in RankCase.objects.filter(agent=agent).order_by("pk")
    ]
    appeals = [
        {"task": one.claim.task.number, "words": one.words, "state": one.state, "answer": one.why}
        for one in ClaimAppeal.objects.filter(claim__agent=agent).select_related("claim__task")
    ]
    return [*changes, *cases, *appeals]


def _booked(talk: Interview, now: datetime) -> Step:
    at = moment(talk.starts_at, now)
    words = (
        gettext("约在 %(at)s，到时候接电话。")
        if talk.starts_at > now
        else gettext("%(at)s 面试过了，等打分。")
    )
    url = reverse("tasks:interviews")
    return Step("waiting", words % {"at": at}, url, whom=gettext("筛选员"), since=talk.booked_at)


def _open(past: Past, now: datetime) -> Step:
    url, today = reverse("tasks:interviews"), local_on(now)
    missed = len(past.no_shows) > NO_SHOWS_BORNE
    since = local_on(max(past.no_shows)) if missed else past.refused_on
    if since and today < again_on(since, policy()):
        return Step(
            "attention",
            gettext("约好的面试两次没有接通。") if missed else gettext("上次面试没有通过。"),
            url,
            gettext("看结果"),
            remedy=gettext("%(day)s 起可以再约。") % {"day": moment(again_on(since, policy()), now)},
        )
    return Step("now", gettext("挑一个能接电话的时间。"), url, gettext("去约面试"))
