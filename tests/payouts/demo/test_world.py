"""The demo world: somebody at every stage, sound books, built once only, plainly made up."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count

from onboarding.models import Agent, EquipmentCheck, IdentityCheck, RoleGrant, RoomCheck, User
from payouts.models import Dispute, Hold, PayoutItem, Run, Statement
from payouts.verify.books import verify
from tasks.models import (
    Booking,
    Claim,
    ClaimAppeal,
    Decision,
    ImportRow,
    Interview,
    Segment,
    Task,
    TermsProposal,
)
from tests.cast import at
from tests.payouts.demo.conftest import NOW
from training.models import Attempt, Qualification
from yunke.audit import broken_seals
from yunke.ground.roles import AGENT, ROLES
from yunke.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("world")]


def states(model: Any) -> dict[str, int]:
    return dict(model.objects.order_by().values_list("state").annotate(Count("pk")))


def test_somebody_stands_at_every_stage_and_the_books_are_sound() -> None:
    assert states(Agent) == {"active": 34, "applicant": 11}
    assert states(EquipmentCheck) == {"passed": 32, "submitted": 1}
    assert states(RoomCheck) == {"passed": 30, "listening": 2, "failed": 1}
    assert states(IdentityCheck) == {"passed": 34, "refused": 2, "submitted": 5}
    assert (states(Attempt), states(Qualification)) == ({"passed": 31, "failed": 3}, {"valid": 30})
    assert states(Claim) == {
        "on_duty": 10,
        "admitted": 2,
        "reserve": 2,
        "rejected": 2,
        "asked": 13,
        "training": 1,
        "assessing": 1,
        "waiting": 1,
    }
    assert states(Interview) == {"held": 3, "no_show": 1, "booked": 4}
    assert states(ClaimAppeal) == {"asked": 1}
    assert states(Task) == {"open": 4}
    assert states(TermsProposal) == {"approved": 4, "proposed": 1}
    assert {"booked", "working", "worked", "absent", "late_cancelled"} == set(states(Booking))
    assert set(states(Segment)) == {"approved", "drafted"}
    assert (states(Dispute), states(Hold)) == ({"open": 1}, {"released": 1})
    assert (states(Decision), states(ImportRow)) == ({"approved": 2, "proposed": 1}, {"parked": 9})
    assert set(RoleGrant.objects.filter(state="active").values_list("role", flat=True)) == set(ROLES) - {
        AGENT
    }
    assert list(verify()) == []
    assert list(broken_seals()) == []


def test_last_month_waits_for_approval_and_the_one_before_is_paid() -> None:
    assert list(Run.objects.order_by("month").values_list("month", "state")) == [
        (date(2026, 9, 1), "paid"),
        (date(2026, 10, 1), "computed"),
    ]
    assert states(PayoutItem) == {"succeeded": 8, "failed": 1}
    assert set(Statement.objects.values_list("lines__kind", flat=True)) == {
        "hours",
        "pieces",
        "share",
        "tiers",
        "full_attendance",
        "task_bonus",
        "reward",
        "penalty",
        "tax",
    }
    assert Statement.objects.filter(lines__percent=200).exists()  # National Day


def test_a_second_call_changes_nothing() -> None:
    before = (AuditEntry.objects.count(), User.objects.count(), Booking.objects.count())
    said = StringIO()
    call_command("demo_world", now=NOW, stdout=said, verbosity=2)
    assert said.getvalue() == "The demo world stands already.\n"
    assert (AuditEntry.objects.count(), User.objects.count(), Booking.objects.count()) == before


def test_everybody_in_it_is_plainly_made_up() -> None:
    assert all(name.startswith("演示") for name in User.objects.values_list("name", flat=True))
    assert all(phone.startswith("+861990000") for phone in User.objects.values_list("phone", flat=True))
    assert all(check.id_number.startswith("990000") for check in IdentityCheck.objects.all())


def test_one_can_clock_in_at_once() -> None:
    starts_at = (
        Booking.objects.filter(agent__number="A0000001", state="booked").earliest("starts_at").starts_at
    )
    assert starts_at == at("2026-11-22 18:45")


def test_signins_name_every_role_and_an_agent() -> None:
    said = StringIO()
    call_command("demo_signins", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0] == "Sign in with a phone number; the code is shown on the page."
    assert lines[1] == "  agent, on duty      19900001001"
    assert len(lines) == 18
    phones = {"+86" + line.split()[-1] for line in lines[1:]}
    assert User.objects.filter(phone__in=phones).count() == 17
