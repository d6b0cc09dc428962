"""Statements as papers, for programs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from payouts.api.shared import MoneyDoor
from payouts.queries.statements import statements_of
from payouts.views.statement_pdf import pdf_answer
from payouts.views.statements import readable
from yunke.ground.roles import AGENT, AUDITOR, FINANCE

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class PayStatementFile(MoneyDoor):
    access = ((), (AGENT,))

    @extend_schema(responses=PDF, operation_id="pay_statement_file")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """My statement as PDF."""
        mine = statements_of(request.user.agent).select_related("agent__user")
        return pdf_answer(get_object_or_404(mine, public_id=public_id))


class StatementFile(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=PDF, operation_id="finance_statement_file")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """One statement as PDF."""
        return pdf_answer(get_object_or_404(readable(), public_id=public_id))
