"""A month on one page, for programs."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.api.charts_shapes import MonthChartsShape
from payouts.api.shared import MoneyDoor, readable_run
from payouts.queries.charts import charts_of
from yunke.ground.roles import AUDITOR, FINANCE


class MonthCharts(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=MonthChartsShape, operation_id="finance_charts")
    def get(self, request: Request, number: str) -> Response:
        """Cost by task and week, hourly earnings in bands, and margin by task, the worst first."""
        run = readable_run(number)
        found = charts_of(run)
        told = {"run": run, "charts": found, "without_price": [one.number for one in found.unpriced]}
        return Response(MonthChartsShape(told).data)
