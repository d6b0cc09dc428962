"""What the offer's side of the room hands the ground floor: steps, a place, queues, a panel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from onboarding.models import Agent, Line
from tasks.models import Claim
from tasks.queries.board import board_rows, lines_of
from tasks.queries.claims import appeal_count, claimer, held_limit, my_claims, verdicts_of, waiting_count
from tasks.queries.desk_tasks import draft_count
from tasks.queries.interviews import to_score_count
from tasks.rules.claiming import reasons_not_to_claim, reasons_not_to_offer
from tasks.states import LIVE_CLAIMS
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, OPERATIONS, SCREENER
from yunke.registry import Panel, Place, Queue, Step, StepKind, StepSettings, registry

ORDER = (
    "on_duty",
    "admitted",
    "assessing",
    "training",
    "asked",
    "waiting",
    "reserve",
)  # the claim that leads furthest speaks for the path

SCREENED = {  # what a claim that waits says on the path
    "asked": _("《%(task)s》在等筛选，结果会发短信。"),
    "training": _("《%(task)s》收你进培训，培训完再评定。"),
    "assessing": _("《%(task)s》在等评定，结果会发短信。"),
    "waiting": _("《%(task)s》现在没有空席，你在排队。"),
    "reserve": _("你是《%(task)s》的候补。"),
}


def register() -> None:
    """Called once, when the room is ready."""
    registry.step(StepKind("claim", _("领任务"), claim_step, gates=False))
    registry.step(StepKind("screening", _("筛选"), screening_step, gates=False))
    registry.step(StepKind("on_duty", _("上岗"), duty_step, gates=False))
    registry.place(Place("work", _("工作"), "work", "tasks:work", 20))
    registry.panel(Panel("board", 40, "tasks/panel_board.html", board_panel))
    registry.queue(
        Queue(
            "claims",
            _("领任务筛选"),
            "screening",
            30,
            "tasks:claims",
            frozenset({SCREENER, AUDITOR}),
            waiting_count,
        )
    )
    registry.queue(
        Queue(
            "tasks",
            _("全部任务"),
            "operations",
            10,
            "tasks:desk_tasks",
            frozenset({OPERATIONS, AUDITOR}),
            draft_count,
        )
    )
    registry.queue(
        Queue(
            "appeals",
            _("申诉"),
            "screening",
            35,
            "tasks:appeals",
            frozenset({SCREENER, AUDITOR}),
            appeal_count,
        )
    )
    registry.queue(
        Queue(
            "interviews",
            _("电话面试"),
            "screening",
            25,
            "tasks:desk_interviews",
            frozenset({SCREENER, AUDITOR}),
            to_score_count,
        )
    )
    registry.queue(
        Queue("rubrics", _("评分表"), "operations", 85, "tasks:rubrics", frozenset({OPERATIONS, AUDITOR}))
    )
    registry.queue(
        Queue(
            "entities",
            _("全部支付主体"),
            "operations",
            90,
            "tasks:entities",
            frozenset({OPERATIONS, AUDITOR}),
        )
    )
    registry.exporter("claims", my_data)
    registry.engaged = has_worked


def claim_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    if leading(agent, line):
        return Step("done")
    if (last := _last(agent, line)) and last.state == "rejected":
        return Step(
            "attention",
            gettext("《%(task)s》没有录取，看看原因和别的任务。") % {"task": last.task.name},
            reverse("tasks:claim", args=[last.public_id]),
            gettext("看原因"),
        )
    person = claimer(agent, now, [line.code])
    if person.open_steps[line.code] or line.code not in person.qualifications:
        return Step("later", gettext("通过考试就能领。条款现在就能看。"))
    return Step("now", gettext("挑一个价钱和时间合适的。"), reverse("tasks:board"), gettext("看能领的任务"))


def screening_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    claim = leading(agent, line)
    if claim is None:
        return Step("later", gettext("筛选员看学习、考试和考勤来选人。"))
    if words := SCREENED.get(claim.state):
        waits = waiting_claims(agent, line)
        if len(waits) > 1:
            names = gettext("、").join(gettext("《%(task)s》") % {"task": one.task.name} for one in waits)
            note = gettext("%(count)s 个任务在等：%(tasks)s。") % {"count": len(waits), "tasks": names}
            since = min(one.since for one in waits)
            return Step("waiting", note, reverse("tasks:work"), whom=_whom(claim), since=since)
        return Step(
            "waiting",
            gettext(words) % {"task": claim.task.name},
            _url(claim),
            whom=_whom(claim),
            since=claim.since,
        )
    return Step("done")


def duty_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    claim = leading(agent, line)
    if claim and claim.state == "on_duty":
        return Step("done")
    if claim and claim.state == "admitted":
        return Step(
            "now",
            gettext("《%(task)s》录取了你。看过并确认三份文件就上岗。") % {"task": claim.task.name},
            reverse("tasks:papers", args=[claim.public_id]),
            gettext("看文件，上岗"),
        )
    return Step("later", gettext("确认文件，约班，打卡。"))


def board_panel(agent: Agent, now: datetime) -> dict[str, Any] | None:
    """How many tasks the agent can claim now, and how many others take people; away while steps are open in every line."""
    rows, limit = board_rows(now), held_limit()
    person = claimer(agent, now, lines_of(rows))
    if all(person.open_steps.values()):
        return None
    can = sum(not any(reasons_not_to_claim(row.facts, person, limit=limit, now=now)) for row in rows)
    others = [row for row in rows if row.facts.task not in person.live]
    return {"can": can, "total": sum(not any(reasons_not_to_offer(row.facts, now=now)) for row in others)}


def has_worked(agent: Agent) -> bool:
    """Whether the agent ever came on duty."""
    return Claim.objects.filter(agent=agent, on_duty_at__isnull=False).exists()


def my_data(agent: Agent) -> list[dict[str, Any]]:
    """The agent's claims for the export of their own data."""
    return [
        {
            "task": claim.task.number,
            "state": claim.state,
            "asked_at": claim.asked_at.isoformat(),
            "terms_hash": claim.terms.hash,
        }
        for claim in my_claims(agent)
    ]


def _url(claim: Claim) -> str:
    return reverse("tasks:claim", args=[claim.public_id])


def _whom(claim: Claim) -> str:
    """Whose turn it is."""
    if claim.state != "assessing":
        return gettext("筛选员") if claim.state == "asked" else ""
    said = verdicts_of([claim.pk]).get(claim.pk, {})
    return gettext("客户") if "us" in said and "client" not in said else gettext("筛选员")


def leading(agent: Agent, line: Line) -> Claim | None:
    """The live claim of a line that leads furthest."""
    live = list(
        Claim.objects.filter(agent=agent, task__line=line, state__in=LIVE_CLAIMS).select_related("task")
    )
    return min(live, key=lambda one: (ORDER.index(one.state), one.pk), default=None)


def waiting_claims(agent: Agent, line: Line) -> list[Claim]:
    """The claims of a line that wait for somebody, the one that leads furthest first."""
    rows = Claim.objects.filter(agent=agent, task__line=line, state__in=SCREENED).select_related("task")
    return sorted(rows, key=lambda one: (ORDER.index(one.state), one.pk))


def _last(agent: Agent, line: Line) -> Claim | None:
    return my_claims(agent).filter(task__line=line).first()
