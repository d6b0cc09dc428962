"""A month's figures opened into their rows, for programs: the same questions as the pages ask."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.models import Agent
from payouts.api.books_shapes import ShiftMarginShape, UnpricedShape
from payouts.api.month_shapes import ChangeShape, GapShape, MonthShape, UnpricedResultShape
from payouts.api.shared import MoneyList, readable_run
from payouts.models import Run
from payouts.queries.against import by_agent, by_task, gone
from payouts.queries.gaps import RULES, gaps_of
from payouts.queries.margins import shift_margins
from payouts.queries.months import figures_of, months_by_entity, run_before
from payouts.queries.unpriced import unpriced_of, unpriced_results
from tasks.models import ResultKind, Terms
from yunke.api import choice, named
from yunke.ground.roles import AUDITOR, FINANCE

AGAINST = {"task": by_task, "agent": by_agent, "gone": gone}
READERS: Any = ((), (*FINANCE, AUDITOR))


class Months(MoneyList):
    access = READERS

    @extend_schema(responses=MonthShape(many=True), operation_id="finance_months")
    def get(self, request: Request) -> Response:
        """Every entity's months, the latest first; ``run`` is ``null`` where nobody has settled yet."""
        rows = [month for _entity, months in months_by_entity() for month in months]
        return self.page_of(request, rows, MonthShape)


class Against(MoneyList):
    access = READERS

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "by", str, enum=list(AGAINST), description="task unless said; gone: had one then."
            )
        ],
        responses=ChangeShape(many=True),
        operation_id="finance_against",
    )
    def get(self, request: Request, number: str) -> Response:
        """This month against the last, the largest difference first."""
        run, by = readable_run(number), choice(request, "by", AGAINST, "task")
        rows: Any = AGAINST[by](run, run_before(run))
        return self.page_of(request, rows, ChangeShape)


class Gaps(MoneyList):
    access = READERS

    @extend_schema(responses=GapShape(many=True), operation_id="finance_gaps")
    def get(self, request: Request, number: str) -> Response:
        """Who has a month without pay this year, and what each way of counting withholds; the largest difference first."""
        run = readable_run(number)
        return self.page_of(request, gaps_of(run), GapShape, then=lambda found: _with_people(run, found))


def _with_people(run: Run, found: list[Any]) -> list[dict[str, Any]]:
    """The gaps of one page with whose they are."""
    keys = [one.agent_id for one in found]
    numbers = dict(Agent.objects.filter(pk__in=keys).values_list("pk", "number"))
    slips = dict(run.statements.filter(agent__in=keys).values_list("agent", "public_id"))
    return [
        {
            "agent": numbers[one.agent_id],
            "statement": slips[one.agent_id],
            "income_fen": one.income_fen,
            "paid_months": one.paid_months,
            "tax_fen": dict(zip(RULES, one.tax_fen, strict=True)),
        }
        for one in found
    ]


class LosingShifts(MoneyList):
    access = READERS

    @extend_schema(responses=ShiftMarginShape(many=True), operation_id="finance_losing_shifts")
    def get(self, request: Request, number: str) -> Response:
        """Shifts whose hours cost more than the client gives for their seats, the worst first."""
        run = readable_run(number)
        keys = figures_of(run).losing_shifts
        return self.page_of(request, keys, ShiftMarginShape, then=lambda found: shift_margins(run, found))


class UnpricedKinds(MoneyList):
    access = READERS

    @extend_schema(responses=UnpricedShape(many=True), operation_id="finance_unpriced")
    def get(self, request: Request, number: str) -> Response:
        """Results no terms price, by task and kind; the most first."""
        return self.page_of(request, unpriced_of(readable_run(number)), UnpricedShape)


class UnpricedResults(MoneyList):
    access = READERS

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "terms", str, required=True, description="Of the terms, as the list names them."
            ),
            OpenApiParameter("kind", str, required=True, description="A kind's code."),
        ],
        responses=UnpricedResultShape(many=True),
        operation_id="finance_unpriced_results",
    )
    def get(self, request: Request, number: str) -> Response:
        """The results of one such kind, by agent and time."""
        run = readable_run(number)
        terms = named(request, "terms", Terms.objects.all(), needed=True)
        kind = named(
            request,
            "kind",
            ResultKind.objects.all(),
            by="code",
            needed=True,
        )
        return self.page_of(request, unpriced_results(run, terms.public_id, kind.code), UnpricedResultShape)
