"""Disputes for programs: raised by the agent, answered by a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.disputes import (
    answer_dispute,
    dispute_line,
    move_disputed_line,
    say_more,
    withdraw_dispute,
)
from payouts.api.shapes import MonthField
from payouts.api.shared import MoneyDoor, MoneyList
from payouts.models import Dispute, DisputeNote
from payouts.queries.disputes import disputes, disputes_of, ended_disputes, open_disputes
from payouts.queries.statements import statements_of
from payouts.views.disputes import shown
from payouts.views.disputes_desk import seen_by_staff
from yunke import clock
from yunke.api import an_act, asked, once, read
from yunke.ground.roles import AGENT, APPROVER, AUDITOR, OPERATIONS, PREPARER, RELEASER

READERS: Any = ((), (OPERATIONS, PREPARER, APPROVER, RELEASER, AUDITOR))
HANDED_IN = {(200, kind): OpenApiTypes.BINARY for kind in ("image/jpeg", "image/png", "application/pdf")} | {
    404: None
}


class EndedAsked(serializers.Serializer[Any]):
    ended = serializers.BooleanField(required=False, default=False)


class DisputeAsked(serializers.Serializer[Any]):
    line = serializers.IntegerField(min_value=1, help_text="The line's ordinal.")
    seen = serializers.CharField(
        max_length=64,
        required=False,
        default="",
        help_text="The digest of the statement the line was read on.",
    )
    words = serializers.CharField(max_length=1000)
    evidence = serializers.FileField(required=False, help_text="JPG, PNG or PDF, up to 5 MB.")


class AnswerAsked(serializers.Serializer[Any]):
    upheld = serializers.BooleanField()
    answer = serializers.CharField(max_length=1000)
    back_fen = serializers.IntegerField(
        min_value=0, default=0, help_text="Money back for an upheld one; 0 where a correction was proposed."
    )


class DisputeShape(serializers.ModelSerializer[Dispute]):
    """``moved``: the line waits for a later settlement."""

    run = serializers.CharField(source="run.number")
    month = MonthField(source="run.month")
    agent = serializers.CharField(source="agent.number")
    moved = serializers.SerializerMethodField()
    back_fen = serializers.IntegerField(source="decision.amount_fen", default=0)
    back_state = serializers.CharField(source="decision.state", default="")
    corrected = serializers.BooleanField(source="correction", default=False)

    class Meta:
        model = Dispute
        fields = (
            "public_id",
            "run",
            "month",
            "agent",
            "what",
            "amount_fen",
            "words",
            "raised_at",
            "in_time",
            "answer_by",
            "moved",
            "back_fen",
            "back_state",
            "corrected",
            "state",
            "answer",
            "answered_at",
        )

    def get_moved(self, one: Dispute) -> bool:
        return one.hold_id is not None


class NoteAsked(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=1000)


class NoteShape(serializers.ModelSerializer[DisputeNote]):
    """``by_agent``: the agent's own word; else the house's."""

    by_agent = serializers.SerializerMethodField()

    class Meta:
        model = DisputeNote
        fields = ("at", "by_agent", "words")

    def get_by_agent(self, note: DisputeNote) -> bool:
        return note.by_id == note.dispute.agent.user_id


class MyDisputes(MoneyList):
    access = ((), (AGENT,))

    @extend_schema(responses=DisputeShape(many=True), operation_id="pay_disputes")
    def get(self, request: Request) -> Response:
        """My disputes, the latest first."""
        return self.page_of(request, disputes_of(request.user.agent), DisputeShape)


class DisputeLine(MoneyDoor):
    access = ((AGENT,), ())
    parser_classes = [JSONParser, MultiPartParser]

    @an_act(
        "pay_dispute",
        DisputeShape,
        {"application/json": DisputeAsked, "multipart/form-data": DisputeAsked},
        status=201,
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Say what is wrong with one line of a statement; only that line ever waits."""
        return once(request, lambda: self._raised(request, public_id), DisputeShape, status=201)

    def _raised(self, request: Request, public_id: str) -> Dispute:
        one = get_object_or_404(statements_of(request.user.agent), public_id=public_id)
        told = read(DisputeAsked, request)
        file = told.get("evidence")
        return dispute_line(
            one,
            told["line"],
            told["words"],
            evidence=file.read() if file else b"",
            now=clock.now(),
            seen=told["seen"],
        )


class WithdrawDispute(MoneyDoor):
    access = ((AGENT,), ())

    @an_act("pay_withdraw_dispute", DisputeShape)
    def post(self, request: Request, public_id: str) -> Response:
        """Take it back: a line that waited is settled as it is."""
        return once(request, lambda: self._withdrawn(request, public_id), DisputeShape)

    def _withdrawn(self, request: Request, public_id: str) -> Dispute:
        dispute = get_object_or_404(disputes_of(request.user.agent), public_id=public_id)
        return withdraw_dispute(dispute, now=clock.now())


class Notes(MoneyList):
    """What was said since it was raised, the first word first. POST: a word more, while it is open."""

    def listed(self, request: Request, dispute: Dispute) -> Response:
        return self.page_of(request, dispute.notes.select_related("dispute__agent"), NoteShape)

    def say(self, request: Request, dispute: Dispute) -> Response:
        words, by, now = read(NoteAsked, request)["words"], request.user, clock.now()
        return once(request, lambda: say_more(dispute, words, by=by, now=now), NoteShape, status=201)


class MyNotes(Notes):
    access = ((AGENT,), ())

    @extend_schema(responses=NoteShape(many=True), operation_id="pay_dispute_notes")
    def get(self, request: Request, public_id: str) -> Response:
        return self.listed(request, get_object_or_404(disputes_of(request.user.agent), public_id=public_id))

    @an_act("pay_dispute_note", NoteShape, NoteAsked, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        return self.say(request, get_object_or_404(disputes_of(request.user.agent), public_id=public_id))


class DeskNotes(Notes):
    access = ((OPERATIONS, PREPARER), (APPROVER, RELEASER, AUDITOR))

    @extend_schema(responses=NoteShape(many=True), operation_id="finance_dispute_notes")
    def get(self, request: Request, public_id: str) -> Response:
        return self.listed(request, _dispute(public_id))

    @an_act("finance_dispute_note", NoteShape, NoteAsked, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        return self.say(request, _dispute(public_id))


class Disputes(MoneyList):
    access = READERS

    @extend_schema(
        parameters=[EndedAsked], responses=DisputeShape(many=True), operation_id="finance_disputes"
    )
    def get(self, request: Request) -> Response:
        """Disputes to answer, the nearest day first; with ``ended`` those that are over, the latest first."""
        over = asked(EndedAsked, request)["ended"]
        return self.page_of(request, ended_disputes() if over else open_disputes(), DisputeShape)


class OneDispute(MoneyDoor):
    access = READERS

    @extend_schema(responses=DisputeShape, operation_id="finance_dispute")
    def get(self, request: Request, public_id: str) -> Response:
        """One dispute; what was said since is under ``notes/``."""
        return Response(DisputeShape(_dispute(public_id)).data)


class Evidence(MoneyDoor):
    access = READERS

    @extend_schema(responses=HANDED_IN, operation_id="finance_dispute_evidence")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The picture or PDF as it was handed in; each look is on record."""
        return seen_by_staff(_dispute(public_id), request.user)


class MyEvidence(MoneyDoor):
    access = ((), (AGENT,))

    @extend_schema(responses=HANDED_IN, operation_id="pay_dispute_evidence")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The picture or PDF I handed in."""
        return shown(get_object_or_404(disputes_of(request.user.agent), public_id=public_id))


class AnswerDispute(MoneyDoor):
    access = ((OPERATIONS, PREPARER), ())

    @an_act("finance_answer_dispute", DisputeShape, AnswerAsked)
    def post(self, request: Request, public_id: str) -> Response:
        """Upheld or not, with reasons the agent reads; what changes is a correction or a decision."""
        return once(request, lambda: self._answered(request, public_id), DisputeShape)

    def _answered(self, request: Request, public_id: str) -> Dispute:
        of = _dispute(public_id)
        return answer_dispute(of, **read(AnswerAsked, request), by=request.user, now=clock.now())


class MoveDispute(MoneyDoor):
    access = ((OPERATIONS, PREPARER), ())

    @an_act("finance_move_dispute", DisputeShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The disputed line alone waits for the next settlement."""
        return once(request, lambda: self._moved(request, public_id), DisputeShape)

    def _moved(self, request: Request, public_id: str) -> Dispute:
        of = _dispute(public_id)
        return move_disputed_line(of, by=request.user, now=clock.now())


def _dispute(public_id: str) -> Dispute:
    return get_object_or_404(disputes(), public_id=public_id)
