"""Rising and stepping back: the agent applies or has a word, a second person decides with reasons."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent, User
from tasks.actions.shifts import refuse_for
from tasks.models import Eligible, Mentorship
from tasks.queries.career import outlooks
from tasks.reasons import (
    RANK_GIVEN,
    RANK_KEPT,
    RANK_NOT_GIVEN,
    RANK_STEP_BACK,
    RANK_WITHIN_REACH,
)
from training.actions.ranks import change_rank
from training.models import RankCase
from training.queries.ranks import (
    LADDER,
    WORD_DAYS,
    needs_of,
    open_case,
    rank_before,
    rank_of,
    reasons_not_to_decide,
    reasons_not_to_rise,
    reasons_not_to_speak,
    reasons_not_to_step_back,
)
from yunke import audit
from yunke.ground.calendar import local_on
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


@transaction.atomic
def apply_for_rank(agent: Agent, words: str, *, now: datetime) -> RankCase:
    """Ask for the next rank; every number that is short says so."""
    agent = Agent.objects.select_for_update(of=("self",)).select_related("user").get(pk=agent.pk)
    now_at = outlooks([agent.pk], now)[agent.pk]
    refuse_for(
        reasons_not_to_rise(
            now_at.rank,
            now_at.values,
            needs_of(now_at.rule),
            active=agent.state == "active",
            case_open=open_case(agent) is not None,
        )
    )
    made = RankCase.objects.create(
        public_id=new_public_id(now),
        kind="up",
        agent=agent,
        from_rank=now_at.rank,
        to_rank=now_at.following or "",
        rule=now_at.rule,
        facts=asdict(now_at.values),
        opened_by=agent.user,
        opened_at=now,
        why=words.strip(),
    )
    audit.record(agent.user.actor, "rank_asked_for", made, now=now, to_state="open", rank=made.to_rank)
    return made


@transaction.atomic
def withdraw_application(case: RankCase, *, by: User, now: datetime) -> None:
    audit.move(case, "withdrawn", by=by.actor, verb="rank_case_withdrawn", now=now)


@transaction.atomic
def propose_step_back(agent: Agent, why: str, *, by: User, now: datetime) -> RankCase:
    """Propose one rank less; the agent is told at once and has days for a word."""
    agent = Agent.objects.select_for_update(of=("self",)).select_related("user").get(pk=agent.pk)
    rank = rank_of(agent, local_on(now))
    refuse_for(reasons_not_to_step_back(rank, why, case_open=open_case(agent) is not None))
    made = RankCase.objects.create(
        public_id=new_public_id(now),
        kind="down",
        agent=agent,
        from_rank=rank,
        to_rank=rank_before(rank) or "",
        facts=asdict(outlooks([agent.pk], now)[agent.pk].values),
        opened_by=by,
        opened_at=now,
        why=why.strip(),
        word_until=(until := now + timedelta(days=WORD_DAYS)),
    )
    audit.record(by.actor, "step_back_proposed", made, now=now, to_state="open", rank=made.to_rank)
    _tell(made, RANK_STEP_BACK, "proposed", now, rank=made.to_rank, until_at=until.isoformat())
    return made


@transaction.atomic
def speak_to_step_back(case: RankCase, words: str, *, now: datetime) -> RankCase:
    """The agent's word, once; empty means no objection."""
    case = RankCase.objects.select_for_update(of=("self",)).select_related("agent__user").get(pk=case.pk)
    until = case.word_until if case.state == "open" else None
    refuse_for(reasons_not_to_speak(until, case.word_at is not None, now=now))
    RankCase.objects.filter(pk=case.pk).update(word=words.strip(), word_at=now)
    audit.record(case.agent.user.actor, "step_back_answered", case, now=now)
    case.refresh_from_db()
    return case


@transaction.atomic
def decide_case(case: RankCase, agreed: bool, why: str, *, by: User, now: datetime) -> RankCase:
    """A second person agrees, and the rank changes from today; or not, and it says why."""
    refuse_for(
        reasons_not_to_decide(
            by_opener=case.opened_by_id == by.pk,
            word_until=case.word_until,
            spoken=case.word_at is not None,
            why=why,
            now=now,
        )
    )
    audit.move(
        case,
        "approved" if agreed else "dropped",
        by=by.actor,
        verb="rank_case_decided",
        now=now,
        decided_by=by,
        decided_at=now,
        answer=why.strip()[:500],
    )
    if agreed:
        change_rank(case.agent, case.to_rank, why=case.answer, by=by, now=now, case=case)
        Eligible.objects.filter(agent=case.agent_id).delete()
        _end_mentoring(case, by, now)
    _tell_decided(case, agreed, now)
    return case


def look_at(agent_ids: list[int], *, now: datetime) -> int:
    """Write down who of these meets every number of the next rank, tell those who are new; how many are."""
    found = {agent: one.following for agent, one in outlooks(agent_ids, now).items() if one.ready}
    there = dict(Eligible.objects.filter(agent__in=agent_ids).values_list("agent_id", "rank"))
    gone = [agent for agent, rank in there.items() if found.get(agent) != rank]
    fresh = {agent: rank for agent, rank in found.items() if there.get(agent) != rank and rank}
    with transaction.atomic():
        Eligible.objects.filter(agent__in=gone).delete()
        Eligible.objects.bulk_create(
            [Eligible(agent_id=agent, rank=rank, since_on=local_on(now)) for agent, rank in fresh.items()],
            ignore_conflicts=True,
        )
        users = dict(Agent.objects.filter(pk__in=fresh).values_list("pk", "user__public_id"))
        for agent, rank in fresh.items():
            tell(
                users[agent],
                RANK_WITHIN_REACH,
                key=f"rank:{agent}:{rank}",
                now=now,
                url=reverse("tasks:career"),
                rank=rank,
            )
    return len(fresh)


def _end_mentoring(case: RankCase, by: User, now: datetime) -> None:
    """Who is no mentor any more stands beside nobody from tomorrow on."""
    if case.to_rank != LADDER[0]:
        return
    today = local_on(now)
    for row in Mentorship.objects.filter(mentor=case.agent_id, ends_on=None):
        Mentorship.objects.filter(pk=row.pk).update(ends_on=max(today, row.starts_on))
        audit.record(by.actor, "mentorship_ended", row, now=now)


def _tell_decided(case: RankCase, agreed: bool, now: datetime) -> None:
    facts = {"why": case.answer}
    if agreed:
        _tell(
            case, RANK_GIVEN, "given", now, rank=case.to_rank, effective_on=local_on(now).isoformat(), **facts
        )
    elif case.kind == "up":
        _tell(case, RANK_NOT_GIVEN, "not_given", now, rank=case.to_rank, **facts)
    else:
        _tell(case, RANK_KEPT, "kept", now, rank=case.from_rank, **facts)


def _tell(case: RankCase, news: str, ending: str, now: datetime, **facts: str) -> None:
    tell(
        case.agent.user.public_id,
        news,
        key=f"rank_case:{case.public_id}:{ending}",
        now=now,
        url=reverse("tasks:career"),
        channels=(APP, SMS),
        **facts,
    )
