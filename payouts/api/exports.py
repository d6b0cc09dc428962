"""Exports for programs: the same files as the page hands out."""

from __future__ import annotations

from django.http import FileResponse, Http404, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from payouts.actions.exports import EXPORTS, take_export
from payouts.api.papers import FORMAT, SHEET
from payouts.api.shared import MoneyDoor
from payouts.views.exports import handed_out
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import named
from yunke.ground.roles import AUDITOR, FINANCE


class Export(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(
        parameters=[
            OpenApiParameter("entity", str, required=True, description="The paying entity's code."),
            OpenApiParameter("period", str, required=True, description="2026-10, 2026-4 (quarter) or 2026."),
            FORMAT,
        ],
        responses=SHEET,
        operation_id="finance_export",
    )
    def get(self, request: Request, kind: str) -> StreamingHttpResponse | FileResponse:
        """``withholding``, ``identity-income`` (the preparer's alone), ``yearly``, ``vouchers``, ``vat``,
        ``statements`` or ``lines`` (these two by the month worked); each is on record."""
        if kind not in EXPORTS:
            raise Http404
        asked = request.query_params
        of = named(request, "entity", PayingEntity.objects.all(), by="code", needed=True)
        text, written = asked.get("period", "").strip(), asked.get("format", "csv")
        rows = take_export(of, kind, text, by=request.user, now=clock.now(), written=written)
        return handed_out(rows, f"{of.code}-{kind}-{text}", written)
