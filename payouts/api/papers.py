"""Statements as papers, for programs."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from payouts.actions.exports import FORMATS
from payouts.api.shared import MoneyDoor
from payouts.queries.exports import year_of
from payouts.queries.statements import statements_of
from payouts.rules.workbooks import XLSX
from payouts.views.exports import handed_out
from payouts.views.statement_pdf import pdf_answer
from payouts.views.statements import readable
from yunke.api import choice
from yunke.ground.months import year_within_reach
from yunke.ground.roles import AGENT, AUDITOR, FINANCE

FORMAT = OpenApiParameter("format", str, enum=FORMATS, description="csv unless said.")
SHEET = {(200, "text/csv"): OpenApiTypes.BINARY, (200, XLSX): OpenApiTypes.BINARY}
PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class PayStatementFile(MoneyDoor):
    access = ((), (AGENT,))

    @extend_schema(responses=PDF, operation_id="pay_statement_file")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """My statement as PDF."""
        mine = statements_of(request.user.agent).select_related("agent__user")
        return pdf_answer(get_object_or_404(mine, public_id=public_id))


class PayYear(MoneyDoor):
    access = ((), (AGENT,))

    @extend_schema(parameters=[FORMAT], responses=SHEET, operation_id="pay_year")
    def get(self, request: Request, year: int) -> StreamingHttpResponse | FileResponse:
        """My own year over every paying entity, for my tax return: a row for each statement."""
        if not year_within_reach(year):
            raise Http404
        written = choice(request, "format", FORMATS, FORMATS[0])
        return handed_out(year_of(request.user.agent, year), f"yunke-{year}", written)


class StatementFile(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=PDF, operation_id="finance_statement_file")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """One statement as PDF."""
        return pdf_answer(get_object_or_404(readable(), public_id=public_id))
