"""What the ground floor shows of this room: two steps of the SOP, a panel on the home, the data export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from onboarding.models import Agent, Line
from training.models import EXAM, GOLD, Attempt, Exam, LessonRead, Qualification
from training.queries import Standing, exam_standing, last_held, study_progress, valid_qualifications
from training.queries.exams import gold_passed, reasons_against_figures
from training.queries.qualifications import why_revoked
from training.queries.ranks import roles_of_rank
from training.reasons import EXAM_NOT_READY
from training.rules.exam import ACCURACY, THRESHOLDS, renewable_on, seconds_left
from yunke import clock
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.registry import Panel, Place, Queue, Step, StepKind, StepSettings, Threshold, registry
from yunke.templatetags.time_words import minutes, moment

NEWS_DAYS = 7  # how long a result stays on the home page


FIGURES = {  # name, unit, least, most
    "question_count": (gettext_noop("一份卷子几题"), "", 1, 200),
    "minutes": (gettext_noop("一份卷子几分钟"), gettext_noop("分钟"), 1, 480),
    "pass_percent": (gettext_noop("合格线"), "%", 1, 100),
    ACCURACY: (gettext_noop("金标准确率"), "%", 50, 100),
    "cool_down_hours": (gettext_noop("没过要等"), gettext_noop("小时"), 0, 2_160),
    "attempt_limit": (gettext_noop("最多几次没过（0 不限）"), gettext_noop("次"), 0, 100),
    "limit_days": (gettext_noop("在几天里算次数"), gettext_noop("天"), 1, 365),
}


def thresholds_of(kind: str) -> tuple[Threshold, ...]:
    """An exam's numbers, or those of gold items, as the SOP's page edits them."""
    return tuple(
        Threshold(code, name, unit=unit, default=value, least=least, most=most, needed=True)
        for code, value in THRESHOLDS[kind].items()
        for name, unit, least, most in [FIGURES[code]]
    )


def register() -> None:
    registry.place(Place("study", gettext_noop("学习"), "study", "training:study", 30))
    registry.step(StepKind("study", gettext_noop("自学"), study_step, gates=False))
    registry.step(
        StepKind(
            GOLD,
            gettext_noop("金标题"),
            gold_step,
            thresholds=thresholds_of(GOLD),
            passed=gold_passed,
            against=partial(reasons_against_figures, GOLD),
        )
    )
    registry.step(
        StepKind(
            EXAM,
            gettext_noop("考试"),
            exam_step,
            gates=False,
            thresholds=thresholds_of(EXAM),
            against=partial(reasons_against_figures, EXAM),
        )
    )
    registry.panel(Panel("learning", 30, "training/_home.html", home_panel))
    registry.queue(
        Queue(
            "bank",
            gettext_noop("题库"),
            "operations",
            80,
            "training:bank",
            frozenset({OPERATIONS, QUALITY, AUDITOR}),
        )
    )
    registry.exporter("training", export)
    registry.rank(lambda agent: roles_of_rank(agent, clock.today()))


def study_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    """Done when every current lesson of the line is."""
    courses = [one for one in study_progress(agent) if one.course.line_id == line.pk]
    total = sum(len(one.lessons) for one in courses)
    done = sum(one.done_count for one in courses)
    note = _("学完 %(done)s 课，共 %(total)s 课") % {"done": done, "total": total}
    following = next((one.next_lesson for one in courses if one.next_lesson), None)
    if not total:
        return Step("later", _("还没有课程"))
    if following is None:
        return Step("done", note, reverse("training:study"))
    action = _("接着学") if done else _("开始学")
    there = reverse("training:lesson", args=[following.public_id])
    return Step("now", note, there, action, done=done, total=total)


def gold_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step | None:
    """Done while the line's gold items count as passed; a line without them does not ask."""
    exam = Exam.objects.filter(line=line, line__is_open=True, kind=GOLD).select_related("line").first()
    if exam is None:
        return None
    standing, url = exam_standing(agent, exam, now), exam.get_absolute_url()
    if standing.open:
        return _open_step(standing, now)
    if standing.passed:
        return _passed_step(standing.passed, settings)
    if standing.again_at:
        at = moment(standing.again_at, now)
        return Step("waiting", _("%(at)s 以后可以再来") % {"at": at}, url, whom=_("规定的时间"))
    if standing.reasons:
        return Step("later", _("学完课、通过实名认证就能做"))
    told = {"count": standing.figures.question_count, "length": minutes(standing.minutes)}
    return Step("now", _("%(count)s 条，%(length)s") % told, url, _("去做金标题"))


def _passed_step(passed: Attempt, settings: StepSettings) -> Step:
    told = {"right": passed.right_count, "total": passed.question_count}
    ended = local_on(passed.finished_at or passed.deadline_at)
    until = None if settings.valid_days is None else ended + timedelta(days=settings.valid_days)
    return Step("done", _("标对 %(right)s / %(total)s 条") % told, until=until)


def exam_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    exam = Exam.objects.filter(line=line, line__is_open=True, kind=EXAM).select_related("line").first()
    if exam is None:
        return Step("later", _("考试还没有开放"))
    standing = exam_standing(agent, exam, now)
    if _rank(standing) == "now" and (held := last_held(agent, line)):
        return _again_step(held, reverse("training:exam", args=[line.code]))
    return _exam_step(standing, now)


def _again_step(held: Qualification, url: str) -> Step:
    """Somebody who was qualified before: until its last day, or until it was withdrawn."""
    if held.state != "revoked":
        return Step("expired", _("再考一次就能接着领任务。"), url, _("去续考"), until=held.expires_on)
    note = _("资格被撤销了：%(why)s") % {"why": why_revoked(held)}
    return Step("attention", note, url, _("去考试"), _("再考一次就能接着领任务。"))


def _rank(standing: Standing) -> str:
    if standing.open:
        return "open"
    if standing.qualification:
        return "done"
    if not standing.reasons:
        return "now"
    return "waiting" if standing.again_at else "later"


def _exam_step(standing: Standing, now: datetime) -> Step:
    url = reverse("training:exam", args=[standing.exam.line.code])
    match _rank(standing):
        case "open":
            return _open_step(standing, now)
        case "done":
            return _held_step(standing, url, now)
        case "now":
            told = {"count": standing.figures.question_count, "length": minutes(standing.minutes)}
            return Step("now", _("%(count)s 题，%(length)s") % told, url, _("去考试"))
        case "waiting":
            at = moment(standing.again_at, now) if standing.again_at else ""
            return Step("waiting", _("%(at)s 以后可以再考") % {"at": at}, url)
    if EXAM_NOT_READY.code in standing.codes:
        return Step("later", _("考试还没有开放"))
    return Step("later", _("学完课、通过实名认证就能考"))


def _open_step(standing: Standing, now: datetime) -> Step:
    attempt = standing.open
    assert attempt is not None
    url, left = reverse("training:attempt", args=[attempt.public_id]), seconds_left(attempt.deadline_at, now)
    if not left:
        return Step("now", _("时间到了，去看成绩"), url, _("去看成绩"))
    note = _("答题中，还剩 %(length)s") % {"length": minutes(-(-left // 60))}
    return Step("now", note, url, _("继续答题"), runs_until=attempt.deadline_at)


def _held_step(standing: Standing, url: str, now: datetime) -> Step:
    held = standing.qualification
    assert held is not None
    if local_on(now) < renewable_on(held.expires_on):
        return Step("done", _("合格，有效到 %(on)s") % {"on": moment(held.expires_on, now)}, url)
    days = (held.expires_on - local_on(now)).days
    note = _("合格还有 %(days)s 天到期") % {"days": days}
    return Step("attention", note, url, _("去续考")) if not standing.reasons else Step("done", note, url)


def home_panel(agent: Agent, now: datetime) -> dict[str, Any] | None:
    """A result of the last days, or a qualification that ends soon; else it stays away."""
    since = now - timedelta(days=NEWS_DAYS)
    last = (
        Attempt.objects.filter(agent=agent, finished_at__gte=since)
        .exclude(state="open")
        .select_related("exam__line")
        .order_by("-finished_at")
        .first()
    )
    today = local_on(now)
    ending = [
        one for one in valid_qualifications(agent, today).values() if today >= renewable_on(one.expires_on)
    ]
    return {"last": last, "ending": ending} if last or ending else None


def export(user: Any) -> Iterator[dict[str, Any]]:
    """Everything this room knows of a person: lessons, sittings (not the bank), qualifications."""
    agent = user if isinstance(user, Agent) else getattr(user, "agent", None)
    if agent is None:
        return
    for read in LessonRead.objects.filter(agent=agent).select_related("lesson").order_by("opened_at"):
        yield {
            "kind": "lesson",
            "title": read.lesson.title,
            "opened_at": read.opened_at,
            "done_at": read.done_at,
        }
    for one in Attempt.objects.filter(agent=agent).select_related("exam__line").order_by("started_at"):
        yield {
            "kind": "attempt",
            "line": one.exam.line.code,
            "of": one.exam.kind,
            "state": one.state,
            "started_at": one.started_at,
            "finished_at": one.finished_at,
            "right_count": one.right_count,
            "question_count": one.question_count,
        }
    for held in Qualification.objects.filter(agent=agent).select_related("line").order_by("granted_at"):
        yield {
            "kind": "qualification",
            "line": held.line.code,
            "state": held.state,
            "granted_at": held.granted_at,
            "expires_on": held.expires_on,
        }
