"""Disputes for programs: raised by the agent, answered by a person."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
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
from payouts.api.finance import KEY, asked_of
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.shapes import MonthField
from payouts.models import Dispute, DisputeNote
from payouts.queries.disputes import disputes, disputes_of, open_disputes
from payouts.queries.statements import statements_of
from yunke import clock
from yunke.api import Page, idempotent
from yunke.ground.roles import AGENT, APPROVER, AUDITOR, OPERATIONS, PREPARER, RELEASER


class DisputeAsked(serializers.Serializer[Any]):
    line = serializers.IntegerField(min_value=1, help_text="The line's ordinal.")
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


class MyDisputes(MoneyDoor):
    access = ((), (AGENT,))
    pagination_class = Page

    @extend_schema(responses=DisputeShape(many=True), operation_id="pay_disputes")
    def get(self, request: Request) -> Response:
        """My disputes, the latest first."""
        pages = Page()
        rows = pages.paginate_queryset(disputes_of(request.user.agent), request, view=self)
        return pages.get_paginated_response(DisputeShape(rows, many=True).data)


class DisputeLine(MoneyDoor):
    access = ((AGENT,), ())
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        request={"application/json": DisputeAsked, "multipart/form-data": DisputeAsked},
        responses={201: DisputeShape, 409: REFUSED},
        parameters=KEY,
        operation_id="pay_dispute",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Say what is wrong with one line of a statement; only that line ever waits."""
        return idempotent(request, lambda: self._raise(request, public_id))

    def _raise(self, request: Request, public_id: str) -> Response:
        one = get_object_or_404(statements_of(request.user.agent), public_id=public_id)
        told = asked_of(DisputeAsked, request)
        file = told.get("evidence")
        made = dispute_line(
            one, told["line"], told["words"], evidence=file.read() if file else b"", now=clock.now()
        )
        return Response(DisputeShape(made).data, status=201)


class WithdrawDispute(MoneyDoor):
    access = ((AGENT,), ())

    @extend_schema(
        request=None,
        responses={200: DisputeShape, 409: REFUSED},
        parameters=KEY,
        operation_id="pay_withdraw_dispute",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Take it back: a line that waited is settled as it is."""
        return idempotent(request, lambda: self._withdraw(request, public_id))

    def _withdraw(self, request: Request, public_id: str) -> Response:
        dispute = get_object_or_404(disputes_of(request.user.agent), public_id=public_id)
        return Response(DisputeShape(withdraw_dispute(dispute, now=clock.now())).data)


class Notes(MoneyDoor):
    """What was said since it was raised, the first word first. POST: a word more, while it is open."""

    pagination_class = Page

    def listed(self, request: Request, dispute: Dispute) -> Response:
        pages, said = Page(), dispute.notes.select_related("dispute__agent")
        rows = pages.paginate_queryset(said, request, view=self)
        return pages.get_paginated_response(NoteShape(rows, many=True).data)

    def say(self, request: Request, dispute: Dispute) -> Response:
        words = asked_of(NoteAsked, request)["words"]

        def act() -> Response:
            note = say_more(dispute, words, by=request.user, now=clock.now())
            return Response(NoteShape(note).data, status=201)

        return idempotent(request, act)


class MyNotes(Notes):
    access = ((AGENT,), ())

    @extend_schema(responses=NoteShape(many=True), operation_id="pay_dispute_notes")
    def get(self, request: Request, public_id: str) -> Response:
        return self.listed(request, get_object_or_404(disputes_of(request.user.agent), public_id=public_id))

    @extend_schema(
        request=NoteAsked,
        responses={201: NoteShape, 409: REFUSED},
        parameters=KEY,
        operation_id="pay_dispute_note",
    )
    def post(self, request: Request, public_id: str) -> Response:
        return self.say(request, get_object_or_404(disputes_of(request.user.agent), public_id=public_id))


class DeskNotes(Notes):
    access = ((OPERATIONS, PREPARER), (APPROVER, RELEASER, AUDITOR))

    @extend_schema(responses=NoteShape(many=True), operation_id="finance_dispute_notes")
    def get(self, request: Request, public_id: str) -> Response:
        return self.listed(request, get_object_or_404(disputes(), public_id=public_id))

    @extend_schema(
        request=NoteAsked,
        responses={201: NoteShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_dispute_note",
    )
    def post(self, request: Request, public_id: str) -> Response:
        return self.say(request, get_object_or_404(disputes(), public_id=public_id))


class Disputes(MoneyDoor):
    access = ((), (OPERATIONS, PREPARER, APPROVER, RELEASER, AUDITOR))
    pagination_class = Page

    @extend_schema(responses=DisputeShape(many=True), operation_id="finance_disputes")
    def get(self, request: Request) -> Response:
        """Disputes to answer, the nearest day first."""
        pages = Page()
        rows = pages.paginate_queryset(open_disputes(), request, view=self)
        return pages.get_paginated_response(DisputeShape(rows, many=True).data)


class AnswerDispute(MoneyDoor):
    access = ((OPERATIONS, PREPARER), ())

    @extend_schema(
        request=AnswerAsked,
        responses={200: DisputeShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_answer_dispute",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Upheld or not, with reasons the agent reads; what changes is a correction or a decision."""
        return idempotent(request, lambda: self._answer(request, public_id))

    def _answer(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(disputes(), public_id=public_id)
        told = asked_of(AnswerAsked, request)
        done = answer_dispute(
            of,
            upheld=told["upheld"],
            answer=told["answer"],
            back_fen=told["back_fen"],
            by=request.user,
            now=clock.now(),
        )
        return Response(DisputeShape(done).data)


class MoveDispute(MoneyDoor):
    access = ((OPERATIONS, PREPARER), ())

    @extend_schema(
        request=None,
        responses={200: DisputeShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_move_dispute",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The disputed line alone waits for the next settlement."""
        return idempotent(request, lambda: self._move(request, public_id))

    def _move(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(disputes(), public_id=public_id)
        return Response(DisputeShape(move_disputed_line(of, by=request.user, now=clock.now())).data)
