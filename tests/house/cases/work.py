"""Shifts, the clock, hours, imports, decisions and corrections."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.actions.imports import check_file
from tasks.models import (
    Booking,
    Decision,
    ImportRow,
    PayMonth,
    PenaltyProposal,
    ResultImport,
    Segment,
    TermsProposal,
)
from tasks.rules.booking import seen_as, weekly_pattern
from tests import cast
from tests.house.cases.shape import Case, Maker, twice, typed
from tests.house.scenes import MONTH, NOW, Belongings, World
from tests.payouts.engine.acts import result
from yunke.ground.ids import new_public_id


def _past(world: World) -> Booking:
    """Somebody came last week and never clocked out."""
    came = cast.at("2026-10-30 09:00")
    one, begun = cast.agent("忘了签退的"), cast.shift(world.mine.task, "2026-10-30 09:00")
    return cast.booking(one, begun, state="working", clocked_in_at=came, late_minutes=0)


def _working(world: World) -> Case:
    one, begun = cast.agent("在岗的"), cast.shift(world.mine.task, "2026-11-02 09:00")
    seat = cast.booking(one, begun, state="working", clocked_in_at=NOW - timedelta(hours=1), late_minutes=0)
    return Case(user=one.user, places={"public_id": seat.public_id})


def _recorded(world: World) -> Case:
    times = {"came_on": "2026-10-30", "came": "09:00", "left_on": "2026-10-30", "left": "17:00"}
    return Case(times | {"why": "网断了"}, places={"public_id": _past(world).public_id})


def _recorded_by_program(world: World) -> Case:
    said = {
        "came_at": "2026-10-30T09:00:00+08:00",
        "left_at": "2026-10-30T17:00:00+08:00",
        "why": "网断了",
    }
    return Case(said, places={"public_id": _past(world).public_id})


def _shifts(world: World) -> Case:
    times = weekly_pattern(date(2026, 11, 20), date(2026, 11, 20), range(7), time(9), time(17))
    return Case(
        {
            "confirm": seen_as(world.mine.task.public_id, times, 3),
            "task": world.mine.task.public_id,
            "first_on": "2026-11-20",
            "last_on": "",
            "weekdays": [],
            "starts": "09:00",
            "ends": "17:00",
            "seats": 3,
        }
    )


def _shifts_by_program(world: World) -> Case:
    one = {"starts_at": "2026-11-20T09:00:00+08:00", "ends_at": "2026-11-20T17:00:00+08:00"}
    return Case({"task": world.mine.task.public_id, "seats": 3, "times": [one]})


def _refused_hours(name: str, *, many: bool) -> Maker:
    def case(world: World) -> Case:
        one = world.mine.segment
        Segment.objects.filter(pk=one.pk).update(state="refused")
        return Case({name: [one.public_id] if many else one.public_id})

    return case


def _left(world: World) -> Case:
    """On duty, with no seat ahead."""
    one = Belongings("钱辛")
    return Case(user=one.user, places={"public_id": cast.claim(one.agent, world.mine.task).public_id})


def _released(world: World) -> Case:
    duty = cast.claim(Belongings("钱辛").agent, world.mine.task)
    return Case({"why": "客户要求换人"}, places={"public_id": duty.public_id})


def _reopened(world: World) -> Case:
    """By whoever rejected it, within the ten minutes."""
    return Case(user=world.mine.refused.decided_by, places={"public_id": world.mine.refused.public_id})


def _decision(world: World) -> Case:
    """The agent has answered."""
    one = world.mine.decision
    Decision.objects.filter(pk=one.pk).update(appeal="x", appealed_at=NOW)
    return Case()


def _proposed(world: World) -> Case:
    mine = world.mine
    return Case(
        {
            "task": mine.task.public_id,
            "agent": mine.agent.number,
            "kind": "penalty",
            "clause": mine.task.penalty_tables.get().clauses.get().pk,
            "amount_fen": "5.00",
            "occurred_on": "2026-11-01",
            "evidence": "迟到",
            "review": "",
        }
    )


def _corrected(world: World) -> Case:
    """Hours of the settled month that nobody has corrected yet."""
    fact = cast.segment(world.mine.agent, world.mine.task, cast.date(2026, 10, 12), 240)
    PayMonth.objects.filter(entity=world.mine.task.entity, month=MONTH).update(state="closed", closed_at=NOW)
    PayMonth.objects.create(
        public_id=new_public_id(NOW), entity=world.mine.task.entity, month=cast.date(2026, 11, 1)
    )
    places = {"kind": "segment", "public_id": fact.public_id}
    return Case({"minutes": 200, "why": "多算了"}, places=places)


def _corrected_by_program(world: World) -> Case:
    fact = _corrected(world).places
    assert fact
    return Case({"fact": "segment", "public_id": fact["public_id"], "value": 200, "why": "多算了"})


def _csv(world: World) -> bytes:
    return f"id,agent,at,s\n77,{world.mine.agent.number},2026-10-09 10:00,40\n".encode()


def _upload(world: World) -> Case:
    return Case(
        {
            "task": world.mine.task.public_id,
            "mapping": world.mine.mapping.public_id,
            "file": SimpleUploadedFile("b.csv", _csv(world), "text/csv"),
        }
    )


def _checked(world: World) -> ResultImport:
    mine = world.mine
    return check_file(mine.task, mine.mapping, "b.csv", _csv(world), by=cast.operations(), now=NOW)


def _confirmed(world: World) -> Case:
    return Case(places={"public_id": _checked(world).public_id})


def _drafted(world: World) -> Case:
    """An import with a result that waits."""
    of = world.mine.imported
    one = result(world.mine.agent, world.mine.task, "connected", key="77")
    type(one).objects.filter(pk=one.pk).update(
        state="drafted", entity=None, settle_month=None, approved_at=None, source_import=of
    )
    ResultImport.objects.filter(pk=of.pk).update(state="imported")
    return Case()


def _mapped(world: World) -> Case:
    return Case(
        {
            "save": "1",
            "name": "另一种",
            "call_id": "id",
            "agent": "agent",
            "at": "at",
            "delimiter": ",",
            "amount_column": "",
            "amount_kind": "",
            "column_0": "s",
            "operator_0": ">=",
            "value_0": "30",
            "kind_0": "connected",
        }
    )


def _repaired(world: World) -> Case:
    parked = world.mine.parked
    cells = {"id": "1", "agent": "A0", "at": "2026-10-09 10:00", "s": "40"}
    ImportRow.objects.filter(pk=parked.pk).update(row=cells)
    return Case({"row": parked.public_id, "agent": world.mine.agent.number, "at": ""})


def _terms(world: World) -> Case:
    """For a task without any that wait."""
    TermsProposal.objects.filter(pk=world.mine.written_terms.pk).delete()
    return Case(
        {
            "effective_on": "2026-11-10",
            "hourly_fen": "16.00",
            "grace_minutes": 5,
            "holiday_rule": "none",
            "holiday_percent": 200,
            **dict.fromkeys(("full_attendance_fen", "task_bonus_fen", "guarantee_fen"), "0"),
            **dict.fromkeys(("full_attendance_shifts", "task_bonus_shifts", "guarantee_minutes"), 0),
            **dict.fromkeys(("mentor_hourly_fen", "mentor_days"), 0),
            **dict.fromkeys(("meal_starts", "meal_ends", "meal_is_paid", "holiday_dates"), ""),
        }
    )


PLAN = {
    "line": "voice",
    "effective_on": "2026-11-20",
    "share_percent": 4,
    "second_percent": 5,
    "appeal_days": 7,
    "seed": "new",
}
NO_RUBRIC = {"rubric": 424_242, "rubric_id": 424_242}  # the last one is the one that is used


def _penalties(world: World) -> Case:
    """For a task without a table that waits."""
    PenaltyProposal.objects.filter(pk=world.mine.written_penalties.pk).delete()
    return Case({"effective_on": "2026-11-10", "appeal_days": 3, "own_1_title": "早退", "own_1": "5.00"})


def _penalties_by_program(world: World) -> Case:
    return Case(_penalties(world).data | {"clauses": []})


WORK: dict[str, Maker] = {
    **twice(typed(answer="accept"), "tasks:seat", "api_answer_seat"),
    "tasks:review_score": lambda world: Case({"item_speech": "4", "note": ""}, wishes=NO_RUBRIC),
    "api_score_review": lambda world: Case(
        {"scores": {"speech": 4}, "fatal": [], "note": ""}, wishes=NO_RUBRIC
    ),
    **twice(typed(why="没有录音"), "tasks:review_void", "api_void_review"),
    **twice(typed(words="我说的是尽量"), "tasks:review_appeal", "api_appeal_review"),
    "tasks:review_appeal_decide": typed(outcome="deny", note="听过了"),
    "api_decide_review_appeal": typed(outcome="deny", why="听过了", scores={}, fatal=[]),
    **twice(typed(**PLAN), "tasks:quality_plans", "api_quality_plans"),
    "tasks:new_terms": _terms,
    "tasks:terms_preview": _terms,
    "tasks:new_penalties": _penalties,
    "api_add_penalties": _penalties_by_program,
    "tasks:agreement": typed(effective_on="2026-11-10", body_zh="约定", body_en="Agreed"),
    "api_clock_out": _working,
    "tasks:clock_out": _working,
    "tasks:attendance_record": _recorded,
    "api_record_attendance": _recorded_by_program,
    "tasks:shift_new": _shifts,
    "api_shifts": _shifts_by_program,
    "tasks:hours_redraft": _refused_hours("row", many=False),
    "api_redraft_hours": _refused_hours("segments", many=True),
    "api_leave_task": _left,
    "tasks:leave": _left,
    "api_release_claim": _released,
    "tasks:release": _released,
    "api_reopen_claim": _reopened,
    "tasks:reopen": _reopened,
    "api_approve_decision": _decision,
    "tasks:decision_approve": _decision,
    "tasks:decision_new": _proposed,
    "tasks:correction_new": _corrected,
    "api_corrections": _corrected_by_program,
    "tasks:import_new": _upload,
    "api_imports": _upload,
    "api_confirm_import": _confirmed,
    "tasks:import_confirm": _confirmed,
    "api_approve_import": _drafted,
    "tasks:import_approve": _drafted,
    "tasks:import_mapping": _mapped,
    "tasks:parked_repair": _repaired,
}
