"""The offer by API: the board, one's claims, the screeners' queue. The same rules, the same reasons."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.models import Line
from tasks.actions.claims import claim_task, decide_claims, withdraw_claim
from tasks.actions.papers import accept_papers
from tasks.models import Claim, Task
from tasks.queries.board import Card, board_rows, cards, lines_of
from tasks.queries.claims import claimer, held_limit, my_claims, place_of
from tasks.queries.screening import ORDERS, STATES, narrowed
from tasks.rules.claiming import reasons_not_to_claim, reasons_not_to_offer
from tasks.rules.screening import OUTCOMES
from tasks.rules.terms_checks import LADDER
from tasks.states import WAITING
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, ReasonShape, RolePermission, choice, idempotent, named, read
from yunke.ground.roles import AGENT, ANYONE, AUDITOR, SCREENER
from yunke.refusals import as_json

MOST_AT_ONCE = 200

BOARD_ASKED = [
    OpenApiParameter("line", str, description="a line's code"),
    OpenApiParameter("q", str, description="words of the name"),
]
QUEUE_ASKED = [
    OpenApiParameter("task", str, description="public_id"),
    OpenApiParameter("state", str, enum=list(STATES), description="asked unless told otherwise"),
    OpenApiParameter("order", str, enum=list(ORDERS), description="waited unless told otherwise"),
    OpenApiParameter("q", str, description="words of the name, or a number"),
]


class TierOut(serializers.Serializer[Any]):
    """``above`` pieces, or fen of sales, of a month; ``price`` is fen a piece or basis points."""

    above = serializers.IntegerField(min_value=1)
    price = serializers.IntegerField(min_value=0)


class RateOut(serializers.Serializer[Any]):
    """``takes_back``: a returned piece costs ``unit_fen``."""

    kind = serializers.CharField()
    unit_fen = serializers.IntegerField()
    share_bp = serializers.IntegerField()
    tiers = TierOut(many=True)
    takes_back = serializers.BooleanField()


class RankOut(serializers.Serializer[Any]):
    """A supplement: per cent of the plain hourly pay, or fen an hour."""

    rank = serializers.ChoiceField(choices=LADDER)
    percent = serializers.IntegerField(min_value=0, max_value=500, required=False, default=0)
    hourly_fen = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False, default=0)


class TermsOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    effective_on = serializers.DateField()
    hash = serializers.CharField()
    hourly_fen = serializers.IntegerField()
    meal_starts = serializers.TimeField(allow_null=True)
    meal_ends = serializers.TimeField(allow_null=True)
    meal_is_paid = serializers.BooleanField()
    grace_minutes = serializers.IntegerField()
    holiday_rule = serializers.CharField()
    holiday_percent = serializers.IntegerField()
    holiday_dates = serializers.ListField(child=serializers.CharField())
    full_attendance_fen = serializers.IntegerField()
    full_attendance_shifts = serializers.IntegerField()
    task_bonus_fen = serializers.IntegerField()
    task_bonus_shifts = serializers.IntegerField()
    guarantee_fen = serializers.IntegerField()
    guarantee_minutes = serializers.IntegerField()
    ranks = RankOut(many=True)
    mentor_hourly_fen = serializers.IntegerField()
    mentor_days = serializers.IntegerField()
    rates = serializers.SerializerMethodField()

    @extend_schema(responses=RateOut(many=True))
    def get_rates(self, terms: Any) -> list[dict[str, Any]]:
        return [
            {
                "kind": rate.kind.code,
                "unit_fen": rate.unit_fen,
                "share_bp": rate.share_bp,
                "tiers": [{"above": tier.above, "price": tier.price} for tier in rate.tiers.all()],
                "takes_back": rate.kind.returns_id is not None,
            }
            for rate in terms.rates.all()
        ]


class TaskOut(serializers.Serializer[Any]):
    """An offer. Money is fen; the client's price is nowhere in it."""

    public_id = serializers.CharField(source="task.public_id")
    number = serializers.CharField(source="task.number")
    name = serializers.CharField(source="task.name")
    line = serializers.CharField(source="task.line.code")
    description = serializers.CharField(source="task.description")
    requirements = serializers.CharField(source="task.requirements")
    state = serializers.CharField(source="task.state")
    starts_on = serializers.DateField(source="task.starts_on")
    ends_on = serializers.DateField(source="task.ends_on", allow_null=True)
    claims_until = serializers.DateTimeField(source="task.claims_until", allow_null=True)
    seats = serializers.IntegerField(source="task.seats")
    seats_left = serializers.IntegerField(source="row.seats_left")
    asks_interview = serializers.BooleanField(source="task.asks_interview")
    training_percent = serializers.IntegerField(source="task.training_percent")
    client_assesses = serializers.BooleanField(source="task.client_assesses")
    room_before_shift = serializers.BooleanField(source="task.room_before_shift")
    terms = TermsOut(allow_null=True)
    penalties = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()

    def get_penalties(self, card: Card) -> dict[str, Any] | None:
        table = card.penalties
        return (
            None
            if table is None
            else {
                "version": table.version,
                "hash": table.hash,
                "appeal_days": table.appeal_days,
                "clauses": [
                    {"code": one.code, "title": one.title, "amount_fen": one.amount_fen}
                    for one in table.clauses.all()
                ],
            }
        )

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, card: Card) -> list[dict[str, Any]]:
        """What stands between the caller and the task; empty means it can be claimed."""
        return as_json(card.row.reasons)


class ClaimOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    task = serializers.CharField(source="task.public_id")
    task_name = serializers.CharField(source="task.name")
    state = serializers.CharField()
    terms_version = serializers.IntegerField(source="terms.version")
    terms_hash = serializers.CharField(source="terms.hash")
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    on_duty_at = serializers.DateTimeField(allow_null=True)
    reasons = serializers.JSONField()
    since = serializers.DateTimeField()
    place = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()

    def get_place(self, claim: Claim) -> int | None:
        """Its place in the task's queue, where it waits in one."""
        return place_of(claim)[0] if claim.state in WAITING else None

    def get_appeal(self, claim: Claim) -> str | None:
        """The state of the appeal, if there was one."""
        return getattr(getattr(claim, "appeal", None), "state", None)


class QueueOut(serializers.Serializer[Any]):
    """A candidate. No personal number."""

    public_id = serializers.CharField()
    agent = serializers.CharField(source="agent.number")
    name = serializers.CharField(source="agent.user.shown_name")
    task = serializers.CharField(source="task.public_id")
    state = serializers.CharField()
    asked_at = serializers.DateTimeField()
    qualified_until = serializers.DateField(source="qualification.expires_on")


class ClaimIn(serializers.Serializer[Any]):
    terms_hash = serializers.CharField(max_length=64)


class PapersIn(serializers.Serializer[Any]):
    agreement = serializers.CharField(max_length=64)
    terms = serializers.CharField(max_length=64)
    penalties = serializers.CharField(max_length=64)


class DecisionIn(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=list(OUTCOMES))
    codes = serializers.ListField(child=serializers.CharField(max_length=40), required=False, default=list)


class DecisionsIn(DecisionIn):
    claims = serializers.ListField(child=serializers.CharField(max_length=26), max_length=MOST_AT_ONCE)


class BoardList(generics.GenericAPIView[Task]):
    """What is offered, with every term; no account needed. Signed in as an agent, the reasons are yours."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((), (ANYONE,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = TaskOut
    filter_backends: list[Any] = []
    queryset = Task.objects.none()

    @extend_schema(operation_id="board_list", parameters=BOARD_ASKED, responses=TaskOut(many=True))
    def get(self, request: Request) -> Response:
        now, search = clock.now(), request.query_params.get("q", "")[:60]
        rows = board_rows(now, search=search)
        if line := choice(request, "line", Line.objects.values_list("code", flat=True)):
            rows = [row for row in rows if row.facts.line == line]
        page: Any = self.paginate_queryset(rows)  # type: ignore[arg-type]
        _weigh(page, request)
        return self.get_paginated_response(TaskOut(cards(page, now), many=True).data)


class BoardTask(APIView):
    """One open task."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((), (ANYONE,))
    permission_classes = [RolePermission]

    @extend_schema(responses=TaskOut)
    def get(self, request: Request, public_id: str) -> Response:
        now, task = clock.now(), get_object_or_404(Task, public_id=public_id, state="open")
        rows = [row for row in board_rows(now) if row.task == task.pk]
        _weigh(rows, request)
        return Response(TaskOut(cards(rows, now)[0]).data)


class ClaimTask(APIView):
    """Claim on the terms shown, by their hash."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=ClaimIn, responses={201: ClaimOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        task = get_object_or_404(Task.objects.exclude(state="draft"), public_id=public_id)
        said = read(ClaimIn, request)
        return idempotent(
            request,
            lambda: Response(
                ClaimOut(
                    claim_task(task, request.user.agent, terms_hash=said["terms_hash"], now=clock.now())
                ).data,
                status=201,
            ),
        )


class MyClaims(generics.ListAPIView[Claim]):
    """The caller's own claims, the newest first."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((AGENT,), ())
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = ClaimOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Claim]:
        return my_claims(self.request.user.agent)


class WithdrawClaim(APIView):
    """Take one's own claim back."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=ClaimOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(my_claims(request.user.agent), public_id=public_id)

        def act() -> Response:
            withdraw_claim(claim, by=request.user.actor, now=clock.now())
            return Response(ClaimOut(claim).data)

        return idempotent(request, act)


class AcceptPapers(APIView):
    """Accept agreement, terms and penalties by their hashes and go on duty."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((AGENT,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=PapersIn, responses=ClaimOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(my_claims(request.user.agent), public_id=public_id)
        said = read(PapersIn, request)

        def act() -> Response:
            accept_papers(claim, said, by=request.user.actor, now=clock.now())
            claim.refresh_from_db()
            return Response(ClaimOut(claim).data)

        return idempotent(request, act)


class ClaimQueue(generics.ListAPIView[Claim]):
    """Claims to decide: ``?task=`` ``?state=`` ``?order=``."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((SCREENER,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = QueueOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Claim]:
        asked = self.request.query_params
        task = named(self.request, "task", Task.objects.exclude(state="draft"))
        state = choice(self.request, "state", STATES, "asked")
        order = ORDERS[choice(self.request, "order", ORDERS, "waited")]
        return narrowed(task, state, asked.get("q", "")[:40]).order_by(*order)

    @extend_schema(parameters=QUEUE_ASKED)
    def get(self, request: Request, *given: Any, **named: Any) -> Response:
        return super().get(request, *given, **named)


class DecideClaim(APIView):
    """Decide one claim; answered is the queue as it is then."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=DecisionIn, responses=QueueOut(many=True), parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        claim = get_object_or_404(Claim, public_id=public_id)
        return _decide(request, read(DecisionIn, request), [claim.public_id])


class DecideClaims(APIView):
    """All of them or none; a refusal names every claim that stands in the way."""

    access: tuple[tuple[str, ...], tuple[str, ...]] = ((SCREENER,), ())
    permission_classes = [RolePermission]

    @extend_schema(
        operation_id="claims_decide_many",
        request=DecisionsIn,
        responses=QueueOut(many=True),
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request) -> Response:
        said = read(DecisionsIn, request)
        return _decide(request, said, said["claims"])


def _decide(request: Request, said: dict[str, Any], public_ids: list[str]) -> Response:
    def act() -> Response:
        done = decide_claims(
            Claim.objects.filter(public_id__in=public_ids),
            said["outcome"],
            by=request.user,
            codes=said["codes"],
            now=clock.now(),
        )
        fresh = narrowed_again([claim.pk for claim in done])
        return Response(QueueOut(fresh, many=True).data)

    return idempotent(request, act)


def narrowed_again(keys: list[int]) -> QuerySet[Claim]:
    rows = Claim.objects.filter(pk__in=keys).select_related("agent__user", "task", "qualification")
    return rows.order_by("asked_at", "pk")


def _weigh(rows: list[Any], request: Request) -> None:
    now, agent = clock.now(), getattr(request.user, "agent", None) if request.user.is_authenticated else None
    person = claimer(agent, now, lines_of(rows)) if agent else None
    for row in rows:
        row.reasons = list(
            reasons_not_to_claim(row.facts, person, limit=held_limit(), now=now)
            if person
            else reasons_not_to_offer(row.facts, now=now)
        )
