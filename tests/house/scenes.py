"""Real things behind the doors: everything an agent owns, and what staff's doors stand before.

``PRIVATE``, ``SHARED`` and ``STAFFS`` say of every door with an identifier what stands behind it; a new door
must be placed in one of them, else ``test_others`` fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile

from onboarding.actions.handover import make_handover
from onboarding.actions.invitations import invite
from onboarding.models import (
    Agent,
    EquipmentCheck,
    Handover,
    IdentityCheck,
    RoleGrant,
    RoomCheck,
    Sop,
    TypingTest,
    User,
)
from payouts.files import keep
from payouts.models import (
    Advance,
    CutOver,
    Dispute,
    Hold,
    Line,
    PayoutAccount,
    PayoutBatch,
    PayoutItem,
    Run,
    Statement,
    TaxRelief,
)
from tasks.actions.amendments import propose_amendment
from tasks.models import (
    Booking,
    Claim,
    ClaimAppeal,
    ClientMember,
    Correction,
    Decision,
    HolidayAmendment,
    HolidayYear,
    ImportRow,
    Interview,
    InterviewSlot,
    Mentorship,
    PenaltyProposal,
    QualityDraw,
    QualityPlan,
    ResultImport,
    ResultMapping,
    Review,
    ReviewAppeal,
    Rubric,
    Scoring,
    SeatOffer,
    Segment,
    Shift,
    Task,
    TermsProposal,
)
from tasks.rules.terms import Content, as_plain
from tests import cast
from tests.onboarding.doors import photo
from tests.payouts.engine.acts import result
from tests.training.sittings import gold_exam, ready, sit, voice_exam
from training.actions import start_attempt
from training.models import Attempt, Exam, Lesson, Question, RankCase
from yunke import notices
from yunke.ground.ids import new_public_id
from yunke.ground.news import news
from yunke.ground.roles import ADMINISTRATOR, CLIENT, OPERATIONS, SCREENER
from yunke.models import SavedView

NOW = cast.at("2026-11-02 10:00")
MONTH = cast.date(2026, 10, 1)
TOLD = news("task_reopened_for_test", "《%(task)s》")
SPEECH = [{"code": "speech", "zh": "普通话", "en": "Speech", "weight": 1, "fatal": False}]
_id = new_public_id


class Belongings:
    """What one agent owns, made when first asked for."""

    def __init__(self, name: str, *, verified: bool = True) -> None:
        self.exam: Exam = Exam.objects.first() or voice_exam(NOW)
        self.agent = (
            ready(self.exam, name, now=NOW)
            if verified
            else cast.agent(name, state="applicant", verified=False)
        )
        self.user, self.name = self.agent.user, name

    @cached_property
    def task(self) -> Task:
        cast.kind("connected")
        return cast.task(cast.entity(f"e{self.agent.pk}"), name=f"{self.name}的任务")

    @cached_property
    def attempt(self) -> Attempt:
        assert self.finished.state == "failed"  # the earlier one comes first: one paper at a time
        return start_attempt(self.exam, self.agent, now=NOW)

    @cached_property
    def finished(self) -> Attempt:
        return sit(self.exam, self.agent, 3, now=NOW - timedelta(days=3))

    @cached_property
    def asked(self) -> Claim:
        return cast.claim(self.agent, cast.task(self.task.entity, name=f"{self.name}申请的"), state="asked")

    @cached_property
    def admitted(self) -> Claim:
        return cast.claim(
            self.agent, cast.task(self.task.entity, name=f"{self.name}录取的"), state="admitted"
        )

    @cached_property
    def rejected(self) -> Claim:
        return cast.claim(
            self.agent, cast.task(self.task.entity, name=f"{self.name}没成的"), state="rejected"
        )

    @cached_property
    def refused(self) -> Claim:
        """Rejected this morning by somebody, not appealed against."""
        one = cast.claim(self.agent, cast.task(self.task.entity, name=f"{self.name}退回的"), state="rejected")
        Claim.objects.filter(pk=one.pk).update(decided_at=NOW, decided_by=cast.screener())
        one.refresh_from_db()
        return one

    @cached_property
    def seated(self) -> Claim:
        """In reserve, and asked whether they still come."""
        one = cast.claim(self.agent, cast.task(self.task.entity, name=f"{self.name}候补的"), state="reserve")
        SeatOffer.objects.create(
            public_id=_id(NOW), claim=one, offered_at=NOW, until_at=NOW + timedelta(days=1)
        )
        return one

    @cached_property
    def appeal(self) -> ClaimAppeal:
        return ClaimAppeal.objects.create(
            public_id=_id(NOW), claim=self.rejected, words="x", asked_at=NOW, rejected_by=cast.screener()
        )

    @cached_property
    def candidate(self) -> Claim:
        """Being assessed on a task of this one's client, who assesses, too."""
        of = cast.task(self.task.entity, name=f"{self.name}在评的")
        Task.objects.filter(pk=of.pk).update(client=self.task.client, client_assesses=True)
        return cast.claim(self.agent, of, state="assessing")

    @cached_property
    def duty(self) -> Claim:
        return self.booking.claim

    @cached_property
    def shift(self) -> Shift:
        return cast.shift(self.task, "2026-11-03 10:00")

    @cached_property
    def booking(self) -> Booking:
        return cast.booking(self.agent, self.shift)

    @cached_property
    def segment(self) -> Segment:
        return cast.segment(self.agent, self.task, cast.date(2026, 11, 1), 240, state="drafted")

    @cached_property
    def paid(self) -> Segment:
        return cast.segment(self.agent, self.task, cast.date(2026, 10, 9), 240)

    @cached_property
    def decision(self) -> Decision:
        return Decision.objects.create(
            public_id=_id(NOW),
            agent=self.agent,
            task=self.task,
            kind="penalty",
            amount_fen=1_000,
            clause=self.task.penalty_tables.get().clauses.get(),
            occurred_on=MONTH,
            evidence=f"{self.name}的经过",
            appeal_until=NOW + timedelta(days=3),
            proposed_by=cast.operations(),
            proposed_at=NOW,
        )

    @cached_property
    def statement(self) -> Statement:
        return Statement.objects.create(
            public_id=_id(NOW),
            run=self.run,
            agent=self.agent,
            agent_number=self.agent.number,
            work_fen=6_000,
            income_fen=6_000,
            tax_fen=0,
            net_fen=6_000,
            tax_year=2026,
            digest="0" * 64,
        )

    @cached_property
    def run(self) -> Run:
        return Run.objects.create(
            public_id=_id(NOW),
            entity=self.task.entity,
            month=MONTH,
            number=f"R202610-{self.task.entity.code}",
            state="computed",
            pays_on=cast.date(2026, 11, 15),
            tax_method="none",
            penalties_lower_income=False,
            prepared_by=cast.finance()[0],
            prepared_at=NOW,
            computed_at=NOW,
            statement_count=1,
            net_fen=6_000,
        )

    @cached_property
    def account(self) -> PayoutAccount:
        return PayoutAccount.objects.create(
            public_id=_id(NOW),
            agent=self.agent,
            holder=self.name,
            number=card_number(self.agent.pk),
            last_four=card_number(self.agent.pk)[-4:],
            bank=f"{self.name}的银行",
            added_at=NOW,
        )

    @cached_property
    def item(self) -> PayoutItem:
        return PayoutItem.objects.create(
            public_id=_id(NOW),
            statement=self.statement,
            run=self.run,
            agent=self.agent,
            account=self.account,
            amount_fen=6_000,
            state="failed",
            made_at=NOW,
        )

    @cached_property
    def hold(self) -> Hold:
        return Hold.objects.create(
            public_id=_id(NOW),
            entity=self.run.entity,
            agent=self.agent,
            run=self.run,
            scope="agent",
            amount_fen=6_000,
            month=MONTH,
            why=f"{self.name}的原因",
            held_at=NOW,
        )

    @cached_property
    def relief(self) -> TaxRelief:
        return TaxRelief.objects.create(
            public_id=_id(NOW),
            entity=self.task.entity,
            agent=self.agent,
            tax_year=2026,
            relief_fen=100_000,
            document=f"{self.name}的批件",
            proposed_by=cast.finance()[0],
            proposed_at=NOW,
        )

    @cached_property
    def advance(self) -> Advance:
        return Advance.objects.create(
            public_id=_id(NOW),
            entity=self.task.entity,
            agent=self.agent,
            amount_fen=10_000,
            why=f"{self.name}的预支",
            proposed_by=cast.operations(),
            proposed_at=NOW,
        )

    @cached_property
    def amendment(self) -> HolidayAmendment:
        """Of a year of its own."""
        number = 2030 + HolidayYear.objects.count()
        cast.holidays(number)
        return propose_amendment(
            number, [f"{number}-10-10,补班"], source="通知", why="x", by=cast.finance()[0], now=NOW
        )

    @cached_property
    def cut_over(self) -> CutOver:
        return CutOver.objects.create(
            public_id=_id(NOW),
            entity=self.task.entity,
            tax_year=2026,
            file_hash=self.name,
            row_count=0,
            income_fen=0,
            tax_fen=0,
            debt_fen=0,
            proposed_by=cast.finance()[0],
            proposed_at=NOW,
        )

    @cached_property
    def dispute(self) -> Dispute:
        return Dispute.objects.create(
            public_id=_id(NOW),
            run=self.run,
            agent=self.agent,
            what="hours",
            line_key="hours",
            amount_fen=6_000,
            words=f"{self.name}的异议",
            evidence=keep(b"%PDF-1"),
            evidence_type="application/pdf",
            raised_at=NOW,
            in_time=True,
            answer_by=cast.date(2026, 11, 10),
        )

    @cached_property
    def slip_line(self) -> Line:
        return Line.objects.create(statement=self.statement, ordinal=1, kind="tax", amount_fen=0)

    @cached_property
    def batch(self) -> PayoutBatch:
        return PayoutBatch.objects.create(
            public_id=_id(NOW),
            run=self.run,
            rail="bank_file",
            number=f"B{self.agent.pk}",
            item_count=1,
            total_fen=6_000,
            file_hash="0" * 64,
            made_at=NOW,
            file=keep(b"rows"),
            control_file=keep(b"{}"),
        )

    @cached_property
    def check(self) -> IdentityCheck:
        one = self.agent.identity_checks.order_by("-pk").first() or IdentityCheck(
            public_id=_id(NOW),
            agent=self.agent,
            name=self.name,
            provider="screener",
            submitted_at=NOW,
            id_number=cast.id_number(self.agent.pk % 1000, "19910203"),
        )
        one.photo_front.save("front.jpg", photo(), save=False)
        one.save()
        return one

    @cached_property
    def equipment(self) -> EquipmentCheck:
        return cast.equipment(self.agent, now=NOW, state="submitted")

    @cached_property
    def typing(self) -> TypingTest:
        return cast.typing(self.agent, now=NOW - timedelta(seconds=120))

    @cached_property
    def room(self) -> RoomCheck:
        """A recording that waits for a listener."""
        return cast.room(self.agent, now=NOW, state="listening")

    @cached_property
    def parked_room(self) -> RoomCheck:
        """A recording that could not be measured."""
        return cast.room(cast.agent(), now=NOW, state="parked")  # mine waits for a listener

    @cached_property
    def handover(self) -> Handover:
        return self._handed[0]

    @cached_property
    def handover_code(self) -> str:
        return self._handed[1]

    @cached_property
    def _handed(self) -> tuple[Handover, str]:
        return make_handover(self.agent, "room", now=NOW)

    @cached_property
    def notice(self) -> str:
        """Told once; the words carry the owner's name."""
        notices.tell(
            self.user.public_id, TOLD, key=f"scene:{self.agent.pk}", now=NOW, task=f"{self.name}的消息"
        )
        return f"{self.name}的消息"

    @cached_property
    def interview(self) -> Interview:
        """Booked for the day after tomorrow, by the interviewer of ``free_time``."""
        slot = _slot(self.free_time.interviewer, "2026-11-04 09:00", state="booked")
        return _talk(self.agent, slot)

    @cached_property
    def called(self) -> Interview:
        """Of this morning: to be scored."""
        slot = _slot(self.free_time.interviewer, "2026-11-02 09:00", state="booked")
        talk = _talk(self.agent, slot, code="chat")
        Rubric.objects.get_or_create(
            line=talk.line,
            purpose="interview",
            version=1,
            defaults={
                "public_id": _id(NOW),
                "pass_percent": 60,
                "created_at": NOW,
                "items": SPEECH,
            },
        )
        return talk

    @cached_property
    def newcomer(self) -> Mentorship:
        """A trainer by rank, beside a newcomer on the own task; both are on duty there."""
        cast.raise_to(self.agent, "trainer")
        mentee = cast.agent(f"{self.name}的徒弟")
        cast.claim(mentee, self.booking.claim.task)
        return Mentorship.objects.create(
            public_id=_id(NOW),
            task=self.task,
            mentor=self.agent,
            mentee=mentee,
            starts_on=MONTH,
            made_by=cast.operations(),
            made_at=NOW,
        )

    @cached_property
    def application(self) -> RankCase:
        return self._case("up", self.user)

    @cached_property
    def step_down(self) -> RankCase:
        """Dropped already: one case is open at a time."""
        return self._case("down", cast.operations(), state="dropped")

    def _case(self, kind: str, by: User, *, state: str = "open") -> RankCase:
        return RankCase.objects.create(
            public_id=_id(NOW),
            kind=kind,
            agent=self.agent,
            from_rank="agent",
            to_rank="mentor",
            state=state,
            opened_by=by,
            opened_at=NOW,
            why=f"{self.name}的话",
        )

    def _review(self, key: str, state: str, **fields: Any) -> Review:
        line, day = self.task.line, cast.date(2026, 11, 1)
        plan = QualityPlan.objects.get_or_create(
            line=line,
            effective_on=MONTH,
            defaults={
                "public_id": _id(NOW),
                "share_percent": 5,
                "second_percent": 0,
                "appeal_days": 7,
                "seed": "s",
                "created_at": NOW,
            },
        )[0]
        Rubric.objects.get_or_create(
            line=line,
            purpose="quality",
            version=1,
            defaults={"public_id": _id(NOW), "pass_percent": 60, "created_at": NOW, "items": SPEECH},
        )
        draw = QualityDraw.objects.get_or_create(
            task=self.task,
            local_on=day,
            defaults={"public_id": _id(NOW), "plan": plan, "results": 9, "contacts": 9, "drawn_at": NOW},
        )[0]
        return Review.objects.create(
            public_id=_id(NOW),
            draw=draw,
            result=result(self.agent, self.task, "connected", key=key, on=day),
            task=self.task,
            agent=self.agent,
            source_key=key,
            local_on=day,
            occurred_at=NOW,
            state=state,
            **fields,
        )

    @cached_property
    def drawn(self) -> Review:
        """To be scored by one."""
        return self._review(f"{self.name}的通话", "waiting")

    def _scored(self, key: str) -> Review:
        rubric = Rubric.objects.get(line=self.drawn.task.line, purpose="quality", version=1)
        until = NOW + timedelta(days=7)
        one = self._review(key, "reviewed", rubric=rubric, percent=40, reviewed_at=NOW, appeal_until=until)
        Scoring.objects.create(
            public_id=_id(NOW),
            review=one,
            part="first",
            rubric=rubric,
            scores={"speech": 2},
            percent=40,
            why=f"{self.name}的评语",
            by=cast.screener(),
            at=NOW,
        )
        return one

    @cached_property
    def scored(self) -> Review:
        """Done, not appealed against."""
        return self._scored(f"{self.name}评过的")

    @cached_property
    def contested(self) -> Review:
        """Done, with an appeal that waits."""
        one = self._scored(f"{self.name}申诉的")
        ReviewAppeal.objects.create(public_id=_id(NOW), review=one, words=f"{self.name}的申诉", asked_at=NOW)
        return one

    @cached_property
    def free_time(self) -> InterviewSlot:
        return _slot(cast.person(f"{self.name}的面试官", SCREENER), "2026-11-05 09:00")

    @cached_property
    def client_user(self) -> Any:
        member = cast.person(f"{self.name}的客户", CLIENT)
        ClientMember.objects.create(client=self.task.client, user=member)
        return member

    # --- what only staff's doors show ---

    @cached_property
    def mapping(self) -> ResultMapping:
        columns = {
            "call_id": "id",
            "agent": "agent",
            "at": "at",
            "delimiter": ",",
            "kinds": [{"kind": "connected", "column": "s", "operator": ">=", "value": "30"}],
        }
        return ResultMapping.objects.create(
            public_id=_id(NOW), task=self.task, name="m", columns=columns, created_at=NOW
        )

    @cached_property
    def imported(self) -> ResultImport:
        made = ResultImport(
            public_id=_id(NOW),
            task=self.task,
            mapping=self.mapping,
            columns=self.mapping.columns,
            file_name="a.csv",
            file_hash="1" * 64,
            uploaded_at=NOW,
        )
        made.file.save("a.csv", ContentFile(b"id,agent,at,s\n1,A0,2026-10-05 10:00,40\n"), save=False)
        made.save()
        return made

    @cached_property
    def parked(self) -> ImportRow:
        return ImportRow.objects.create(
            public_id=_id(NOW),
            source=self.imported,
            row_number=2,
            source_key="1",
            row={"agent": "A0"},
            problem={"code": "import_agent_blank", "facts": {}},
        )

    @cached_property
    def correction(self) -> Correction:
        return Correction.objects.create(
            public_id=_id(NOW),
            agent=self.agent,
            task=self.task,
            segment=self.paid,
            minutes_then=240,
            minutes_now=200,
            why="x",
            proposed_by=cast.operations(),
            proposed_at=NOW,
        )

    @cached_property
    def written_terms(self) -> TermsProposal:
        return TermsProposal.objects.create(
            public_id=_id(NOW),
            task=self.task,
            effective_on=cast.date(2026, 11, 10),
            content=as_plain(Content(hourly_fen=1_600)),
            proposed_by=cast.operations(),
            proposed_at=NOW,
        )

    @cached_property
    def written_penalties(self) -> PenaltyProposal:
        return PenaltyProposal.objects.create(
            public_id=_id(NOW),
            task=self.task,
            effective_on=cast.date(2026, 11, 10),
            appeal_days=3,
            clauses=[{"code": "leave_post", "title": "离岗", "amount_fen": 1_000}],
            proposed_by=cast.operations(),
            proposed_at=NOW,
        )

    @cached_property
    def free_line(self) -> Any:
        return cast.line("annotation")

    @cached_property
    def proposed_sop(self) -> Sop:
        of = cast.line("chat")
        if waiting := of.sops.filter(state="proposed").first():
            return waiting
        made = cast.sop(of, version=of.sops.count() + 1)
        Sop.objects.filter(pk=made.pk).update(state="proposed", effective_on=NOW.date())
        made.refresh_from_db()
        return made

    @cached_property
    def grant(self) -> RoleGrant:
        somebody = cast.person(f"{self.name}的同事", SCREENER)
        return somebody.grants.get()

    @cached_property
    def asked_grant(self) -> RoleGrant:
        somebody = cast.person("候任")
        return RoleGrant.objects.create(
            public_id=_id(NOW), user=somebody, role=OPERATIONS, state="asked", asked_at=NOW
        )

    @cached_property
    def view(self) -> SavedView:
        """Of a list; how it came to an agent who never opens one is their own story."""
        return SavedView.objects.create(
            public_id=_id(NOW),
            user=self.user.public_id,
            page="tasks:agents",
            name=f"{self.name}的视图",
            saved_at=NOW,
        )

    @cached_property
    def invitation(self) -> tuple[Any, str]:
        return invite(
            f"+8619902{self.agent.pk % 10**6:06d}",
            "受邀人",
            [OPERATIONS],
            by=cast.person("邀请人", ADMINISTRATOR),
            now=NOW,
        )


@dataclass
class World:
    """Two who have everything: what is not there can be neither seen nor changed."""

    mine: Belongings
    other: Belongings


def whole_world() -> World:
    cast.line("chat")  # before the line of everything else: the last one is what a poisoned form wishes for
    world = World(_whole("林甲"), _whole("周乙"))
    gold_exam(NOW)
    return world


def _whole(name: str) -> Belongings:
    one = Belongings(name)
    for thing in (
        "attempt",
        "asked",
        "admitted",
        "rejected",
        "refused",
        "appeal",
        "seated",
        "candidate",
        "booking",
        "segment",
        "paid",
        "decision",
        "statement",
        "account",
        "item",
        "hold",
        "dispute",
        "relief",
        "advance",
        "cut_over",
        "amendment",
        "slip_line",
        "batch",
        "check",
        "equipment",
        "room",
        "parked_room",
        "typing",
        "handover",
        "notice",
        "imported",
        "parked",
        "correction",
        "interview",
        "called",
        "free_time",
        "newcomer",
        "application",
        "step_down",
        "drawn",
        "scored",
        "contested",
        "written_terms",
        "written_penalties",
        "grant",
        "asked_grant",
        "invitation",
        "client_user",
        "view",
    ):
        getattr(one, thing)
    return one


def _slot(interviewer: User, starts: str, *, state: str = "open") -> InterviewSlot:
    begins = cast.at(starts)
    return InterviewSlot.objects.create(
        public_id=_id(NOW),
        interviewer=interviewer,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=20),
        state=state,
    )


def _talk(agent: Agent, slot: InterviewSlot, *, code: str = "voice") -> Interview:
    return Interview.objects.create(
        public_id=_id(NOW),
        agent=agent,
        line=cast.line(code),
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        booked_at=NOW - timedelta(days=1),
    )


def card_number(serial: int) -> str:
    """Nineteen digits of a range no bank has, with a right check digit."""
    body = f"9999{serial:014d}"
    digits = [int(one) * (2 if place % 2 == 0 else 1) for place, one in enumerate(reversed(body))]
    return body + str(-sum(one - 9 if one > 9 else one for one in digits) % 10)


Maker = Callable[[Belongings], dict[str, Any]]


def _of(name: str) -> Maker:
    return lambda own: {"public_id": getattr(own, name).public_id}


def _place(name: str) -> Maker:
    return lambda own: {"public_id": getattr(own, name).public_id, "position": 1}


def _suspended(own: Belongings) -> dict[str, Any]:
    """Somebody else, so that the owner can still act behind the other doors."""
    made = cast.agent(f"{own.name}的停用", state="suspended")
    return {"public_id": made.public_id}


def _qualified(own: Belongings) -> dict[str, Any]:
    made = cast.agent(f"{own.name}的同考")
    return {"public_id": cast.qualification(made).public_id}


# Another's is not there (404): every door with an identifier that an agent or a client may open.
PRIVATE: dict[str, Maker] = {
    "delete_view": _of("view"),
    "api_delete_view": _of("view"),
    "onboarding:typing_save": _of("typing"),
    "onboarding:typing_finish": _of("typing"),
    "api_handover": _of("handover"),
    "api_typing_save": _of("typing"),
    "api_typing_finish": _of("typing"),
    "training:attempt": _of("attempt"),
    "training:question": _place("attempt"),
    "training:answer": _place("attempt"),
    "training:review": _of("attempt"),
    "training:finish": _of("attempt"),
    "training:result": _of("finished"),
    "api_attempt": _of("attempt"),
    "api_answer": _place("attempt"),
    "api_finish": _of("attempt"),
    "api_result": _of("finished"),
    "api_attempt_review": _of("attempt"),
    "tasks:claim": _of("asked"),
    "tasks:papers": _of("admitted"),
    "tasks:withdraw": _of("asked"),
    "tasks:leave": _of("duty"),
    "tasks:seat": _of("seated"),
    "api_answer_seat": _of("seated"),
    "api_withdraw_claim": _of("asked"),
    "api_accept_papers": _of("admitted"),
    "tasks:booking_cancel": _of("booking"),
    "tasks:clock_in": _of("booking"),
    "tasks:clock_out": _of("booking"),
    "api_cancel_booking": _of("booking"),
    "api_clock_in": _of("booking"),
    "api_clock_out": _of("booking"),
    "tasks:decision_answer": _of("decision"),
    "api_answer_decision": _of("decision"),
    "api_leave_task": _of("duty"),
    "tasks:client_task": _of("task"),
    "tasks:career_withdraw": _of("application"),
    "api_withdraw_case": _of("application"),
    "tasks:career_speak": _of("step_down"),
    "api_speak_to_case": _of("step_down"),
    "tasks:my_review": _of("scored"),
    "tasks:review_appeal": _of("scored"),
    "api_appeal_review": _of("scored"),
    "tasks:client_assess": _of("candidate"),
    "api_client_assess": _of("candidate"),
    "tasks:appeal": _of("refused"),
    "api_appeal_claim": _of("refused"),
    "api_client_task": _of("task"),
    "tasks:interview_cancel": _of("interview"),
    "tasks:interview_calendar": _of("interview"),
    "api_cancel_interview": _of("interview"),
    "api_move_interview": _of("interview"),
    "payouts:statement": _of("statement"),
    "payouts:statement_file": _of("statement"),
    "api_pay_statement_file": _of("statement"),
    "api_pay_statement": _of("statement"),
    "payouts:dispute_line": lambda own: {"public_id": own.statement.public_id, "position": 1},
    "api_pay_dispute": _of("statement"),
    "payouts:my_dispute": _of("dispute"),
    "payouts:withdraw_dispute": _of("dispute"),
    "payouts:my_evidence": _of("dispute"),
    "api_pay_withdraw_dispute": _of("dispute"),
    "api_pay_dispute_notes": _of("dispute"),
    "api_pay_dispute_evidence": _of("dispute"),
}

# The same for everybody who may open the door, or known only to whom it was given (an invitation's token).
SHARED: dict[str, Maker] = {
    "payouts:my_year": lambda own: {"year": 2026},
    "api_pay_year": lambda own: {"year": 2026},
    "tasks:task": _of("task"),
    "tasks:claim_it": _of("task"),
    "api_task": _of("task"),
    "api_claim_task": _of("task"),
    "tasks:shift_book": _of("shift"),
    "api_book_shift": _of("shift"),
    "tasks:interview_book": _of("free_time"),
    "api_book_interview": _of("free_time"),
    "training:exam": lambda own: {"line": "voice"},
    "training:start": lambda own: {"line": "voice"},
    "api_exam": lambda own: {"line": "voice"},
    "training:first_lesson": lambda own: {"line": "voice"},
    "training:gold": lambda own: {"line": "annotation"},
    "training:gold_start": lambda own: {"line": "annotation"},
    "api_gold": lambda own: {"line": "annotation"},
    "api_gold_attempts": lambda own: {"line": "annotation"},
    "api_attempts": lambda own: {"line": "voice"},
    "onboarding:profile_section": lambda own: {"section": "basics"},
    "onboarding:profile_draft": lambda own: {"section": "basics"},
    "onboarding:choose_line": lambda own: {"line": "voice"},
    "onboarding:handover": lambda own: {"step": own.handover.step},
    "onboarding:handover_state": lambda own: {"step": own.handover.step},
    "onboarding:go_open": lambda own: {"code": own.handover_code},
    "onboarding:step": lambda own: {"line": "voice", "kind": "real_name"},
    "onboarding:drop_line": lambda own: {"line": "voice"},
    "api_choose_line": lambda own: {"line": "voice"},
    "api_drop_line": lambda own: {"line": "voice"},
    "onboarding:withdraw_consent": lambda own: {"purpose": "identity"},
    "api_text": lambda own: {"purpose": "identity"},
    "onboarding:real_name_photo": lambda own: {"side": "front"},
    "api_text_versions": lambda own: {"purpose": "identity"},
    "api_paper": lambda own: {"kind": "terms", "hash": own.task.terms.get().hash},
    "api_withdraw_consent": lambda own: {"purpose": "identity"},
    "onboarding:invitation": lambda own: {"token": own.invitation[1]},
} | dict.fromkeys(
    ("training:lesson", "training:lesson_done", "api_lesson", "api_lesson_done"),
    lambda own: {"public_id": Lesson.objects.order_by("number").first().public_id},
)

STAFFS: dict[str, Maker] = (
    dict.fromkeys(
        (
            "training:bank_question",
            "training:bank_switch",
            "training:bank_correct",
            "api_bank_question",
            "api_bank_off",
            "api_bank_on",
            "api_bank_correct",
        ),
        lambda own: {"public_id": Question.objects.get(code="v-01", is_live=True).public_id},
    )
    | {
        "api_bank": lambda own: {"line": "voice", "kind": "exam"},
        "onboarding:desk_identity_item": _of("check"),
        "onboarding:desk_identity_decide": _of("check"),
        "onboarding:desk_identity_reveal": _of("check"),
        "api_identity_decision": _of("check"),
        "api_identity_check": _of("check"),
        "api_identity_photo": lambda own: {"public_id": own.check.public_id, "side": "front"},
        "onboarding:desk_identity_photo": lambda own: {"public_id": own.check.public_id, "side": "front"},
        "onboarding:desk_equipment_item": _of("equipment"),
        "onboarding:desk_equipment_photo": _of("equipment"),
        "onboarding:desk_equipment_decide": _of("equipment"),
        "api_equipment_photo": _of("equipment"),
        "api_equipment_check": _of("equipment"),
        "api_room_check": _of("room"),
        "api_equipment_decide": _of("equipment"),
        "onboarding:desk_room_item": _of("room"),
        "onboarding:desk_room_recording": _of("room"),
        "onboarding:desk_room_judge": _of("room"),
        "onboarding:desk_room_again": _of("parked_room"),
        "api_room_again": _of("parked_room"),
        "api_room_recording": _of("room"),
        "api_room_judge": _of("room"),
        "onboarding:sop_new": lambda own: {"line": own.proposed_sop.line.code},
        "onboarding:sop_decide": _of("proposed_sop"),
        "api_propose_sop": lambda own: {"line": own.free_line.code},
        "api_decide_sop": _of("proposed_sop"),
        "onboarding:person": _of("user"),
        "onboarding:ask_role": _of("user"),
        "onboarding:deactivate": _of("user"),
        "onboarding:reactivate": _of("user"),
        "onboarding:end_role": _of("grant"),
        "onboarding:decide_role": _of("asked_grant"),
        "api_identity_reveal": _of("check"),
        "api_person": _of("user"),
        "api_ask_role": _of("user"),
        "api_deactivate": _of("user"),
        "api_reactivate": _of("user"),
        "api_end_role": _of("grant"),
        "api_decide_role": _of("asked_grant"),
        "api_withdraw_invitation": lambda own: {"public_id": own.invitation[0].public_id},
        "onboarding:withdraw_invitation": lambda own: {"public_id": own.invitation[0].public_id},
        "tasks:claim_item": _of("asked"),
        "tasks:decide": _of("asked"),
        "tasks:reopen": _of("rejected"),
        "tasks:release": _of("duty"),
        "api_decide_claim": _of("asked"),
        "api_claim": _of("asked"),
        "api_shift_people": _of("shift"),
        "tasks:agreement": lambda own: {"public_id": own.task.entity.public_id},
        "tasks:attendance_record": _of("booking"),
        "tasks:hours_change": _of("segment"),
        "tasks:correction_new": lambda own: {"kind": "segment", "public_id": own.paid.public_id},
        "tasks:correction_approve": _of("correction"),
        "tasks:correction_refuse": _of("correction"),
        "tasks:decision": _of("decision"),
        "tasks:decision_approve": _of("decision"),
        "tasks:decision_drop": _of("decision"),
        "payouts:entity": lambda own: {"public_id": own.task.entity.public_id},
        "payouts:export_with_numbers": lambda own: {"kind": "withholding"},
        "payouts:export_books": lambda own: {"kind": "vouchers"},
        "api_finance_export": lambda own: {"kind": "vouchers"},
        "payouts:reliefs": lambda own: {"public_id": own.task.entity.public_id},
        "api_finance_reliefs": lambda own: {"public_id": own.task.entity.public_id},
        "payouts:grant_advance": _of("advance"),
        "payouts:refuse_advance": _of("advance"),
        "payouts:advance_paid": _of("advance"),
        "api_finance_grant_advance": _of("advance"),
        "api_finance_refuse_advance": _of("advance"),
        "api_finance_advance_paid": _of("advance"),
        "payouts:cut_overs": lambda own: {"public_id": own.task.entity.public_id},
        "payouts:nobody_paid": lambda own: {"public_id": own.task.entity.public_id},
        "api_finance_cut_overs": lambda own: {"public_id": own.task.entity.public_id},
        "api_finance_nobody_paid": lambda own: {"public_id": own.task.entity.public_id},
        "payouts:cut_over": _of("cut_over"),
        "payouts:cut_over_progress": _of("cut_over"),
        "payouts:confirm_cut_over": _of("cut_over"),
        "payouts:refuse_cut_over": _of("cut_over"),
        "api_finance_cut_over": _of("cut_over"),
        "api_finance_confirm_cut_over": _of("cut_over"),
        "api_finance_refuse_cut_over": _of("cut_over"),
        "payouts:confirm_relief": _of("relief"),
        "payouts:refuse_relief": _of("relief"),
        "api_finance_confirm_relief": _of("relief"),
        "api_finance_refuse_relief": _of("relief"),
        "payouts:hold": _of("statement"),
        "payouts:dispute": _of("dispute"),
        "payouts:answer_dispute": _of("dispute"),
        "payouts:move_dispute": _of("dispute"),
        "payouts:evidence": _of("dispute"),
        "api_finance_answer_dispute": _of("dispute"),
        "api_finance_dispute_notes": _of("dispute"),
        "api_finance_dispute": _of("dispute"),
        "api_finance_dispute_evidence": _of("dispute"),
        "api_finance_move_dispute": _of("dispute"),
        "payouts:held": _of("hold"),
        "payouts:release_hold": _of("hold"),
        "payouts:cancel_payment": _of("hold"),
        "api_finance_release_hold": _of("hold"),
        "api_finance_cancel_payment": _of("hold"),
        "payouts:ledger_account": lambda own: {"account": "bank"},
        "api_finance_ledger_entries": lambda own: {"account": "bank"},
        "payouts:account_codes": lambda own: {"public_id": own.task.entity.public_id},
        "api_finance_account_codes": lambda own: {"public_id": own.task.entity.public_id},
        "payouts:rail_fee": lambda own: {"public_id": own.task.entity.public_id},
        "api_finance_fee": lambda own: {"public_id": own.task.entity.public_id},
        "payouts:pay_again": _of("item"),
        "payouts:staff_statement": _of("statement"),
        "payouts:staff_statement_file": _of("statement"),
        "api_finance_statement_file": _of("statement"),
        "api_finance_statement": _of("statement"),
        "payouts:batch_file": _of("batch"),
        "payouts:batch_control": _of("batch"),
        "payouts:batch_result": _of("batch"),
        "payouts:withdraw_batch": _of("batch"),
        "api_finance_withdraw_batch": _of("batch"),
        "payouts:confirm_holidays": lambda own: {"year": 2026},
        "payouts:holiday_year": lambda own: {"year": own.amendment.year.year},
        "api_finance_holiday_amendments": lambda own: {"year": own.amendment.year.year},
        "payouts:confirm_holiday_amendment": _of("amendment"),
        "payouts:refuse_holiday_amendment": _of("amendment"),
        "api_finance_confirm_holiday_amendment": _of("amendment"),
        "api_finance_refuse_holiday_amendment": _of("amendment"),
        "api_finance_holiday_amendment_effects": _of("amendment"),
        "api_finance_confirm_holiday_year": lambda own: {"year": 2026},
        "api_finance_pay_again": _of("item"),
        "api_finance_tax_settings": lambda own: {"public_id": own.task.entity.public_id},
        "api_finance_batch_control": _of("batch"),
    }
    | {
        f"tasks:{name}": _of("imported")
        for name in (
            "import",
            "import_mapping",
            "import_confirm",
            "import_drop",
            "import_again",
            "import_progress",
            "import_approve",
            "import_report",
        )
    }
    | dict.fromkeys(("api_confirm_import", "api_approve_import"), _of("imported"))
    | {f"tasks:{name}": _of("shift") for name in ("desk_shift", "shift_seats", "shift_cancel")}
    | {
        f"tasks:{name}": _of("task")
        for name in (
            "desk_task",
            "edit_task",
            "move_task",
            "new_terms",
            "terms_preview",
            "new_penalties",
            "new_price",
        )
    }
    | {
        f"payouts:{name}": lambda own: {"entity": own.statement.run.entity.code, "month": "2026-10"}
        for name in (
            "month",
            "progress",
            "statements",
            "against",
            "gaps",
            "unpriced",
            "losing_shifts",
            "charts",
            "prepare",
            "recompute",
            "take_up_parked",
            "return",
            "approve",
            "make_file",
            "release",
        )
    }
    | {
        f"api_finance_{name}": lambda own: {"number": own.statement.run.number}
        for name in (
            "run",
            "progress",
            "statements",
            "recompute",
            "approve",
            "return",
            "file",
            "release",
            "parked",
            "check",
            "charts",
            "hold",
            "against",
            "gaps",
            "losing_shifts",
            "unpriced",
            "unpriced_results",
        )
    }
    | dict.fromkeys(
        (
            "api_import_mapping",
            "api_drop_import",
            "api_import_again",
            "api_import_problems",
            "api_import_report",
            "api_import",
        ),
        _of("imported"),
    )
    | dict.fromkeys(("api_approve_correction", "api_refuse_correction"), _of("correction"))
    | dict.fromkeys(
        ("tasks:approve_terms", "tasks:refuse_terms", "api_approve_terms", "api_refuse_terms"),
        _of("written_terms"),
    )
    | dict.fromkeys(
        (
            "tasks:approve_penalties",
            "tasks:refuse_penalties",
            "api_approve_penalties",
            "api_refuse_penalties",
        ),
        _of("written_penalties"),
    )
    | dict.fromkeys(("api_decision", "api_approve_decision", "api_drop_decision"), _of("decision"))
    | dict.fromkeys(("api_change_seats", "api_cancel_shift"), _of("shift"))
    | {
        f"api_{name}": _of("task")
        for name in (
            "desk_task",
            "move_task",
            "task_people",
            "terms",
            "add_penalties",
            "prices",
            "terms_versions",
            "penalties_versions",
        )
    }
    | {
        "api_change_minutes": _of("segment"),
        "api_record_attendance": _of("booking"),
        "api_release_claim": _of("duty"),
        "api_reopen_claim": _of("rejected"),
        "api_add_client_person": lambda own: {"public_id": own.task.client.public_id},
        "api_remove_client_person": lambda own: {
            "public_id": own.task.client.public_id,
            "person": own.client_user.public_id,
        },
        "tasks:agent": _of("agent"),
        "tasks:suspend": _of("agent"),
        "tasks:lift": _suspended,
        "tasks:revoke": _qualified,
        "api_agent": _of("agent"),
        "api_suspend_agent": _of("agent"),
        "api_lift_suspension": _suspended,
        "api_revoke_qualification": _qualified,
        "tasks:rank_case": _of("application"),
        "tasks:rank_decide": _of("application"),
        "api_rank_case": _of("application"),
        "api_decide_case": _of("application"),
        "tasks:mentorship_end": _of("newcomer"),
        "api_end_mentorship": _of("newcomer"),
        "tasks:appeal_decide": _of("appeal"),
        "api_decide_appeal": _of("appeal"),
        "tasks:assess": _of("candidate"),
        "api_assess_claim": _of("candidate"),
        "tasks:desk_review": _of("contested"),
        "tasks:review_score": _of("drawn"),
        "api_review": _of("contested"),
        "api_score_review": _of("drawn"),
        "tasks:review_void": _of("drawn"),
        "api_void_review": _of("drawn"),
        "tasks:review_appeal_decide": _of("contested"),
        "api_decide_review_appeal": _of("contested"),
        "tasks:desk_interview": _of("called"),
        "tasks:interview_score": _of("called"),
        "tasks:interview_missed": _of("called"),
        "api_desk_interview": _of("called"),
        "api_score_interview": _of("called"),
        "api_missed_interview": _of("called"),
        "tasks:slot_withdraw": _of("free_time"),
        "api_withdraw_slot": _of("free_time"),
        "api_publish_agreement": lambda own: {"public_id": own.task.entity.public_id},
        "api_agreement_versions": lambda own: {"public_id": own.task.entity.public_id},
    }
    | dict.fromkeys(("api_finance_batch_file", "api_finance_batch_result"), _of("batch"))
)

MAKERS = PRIVATE | SHARED | STAFFS
