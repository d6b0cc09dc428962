"""What was promised when: every version of terms, penalties and agreements, with who wrote it and who agreed.

By its hash a paper is read word for word as somebody accepted it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tasks.api.offer import TermsOut
from tasks.api.offers import ClauseIn, task_named
from tasks.api.shared import Access
from tasks.models import Agreement, PayingEntity, PenaltyTable, Terms
from tasks.queries.offers import PROMISES
from tasks.queries.versions import published_by, with_ends
from yunke.api import Page, RolePermission
from yunke.ground.roles import AGENT, AUDITOR, OPERATIONS, PREPARER, QUALITY, SCREENER


class VersionOut(serializers.Serializer[Any]):
    """``valid_until``: the day before the next version begins; null: nothing follows yet."""

    version = serializers.IntegerField()
    hash = serializers.CharField()
    effective_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class TermsVersionOut(TermsOut):
    """``asked_by`` wrote it, ``decided_by`` agreed; null where the version came before two were needed."""

    valid_until = serializers.DateField(allow_null=True)
    asked_by = serializers.CharField(source="proposal.proposed_by.public_id", default=None, allow_null=True)
    asked_at = serializers.DateTimeField(source="proposal.proposed_at", default=None, allow_null=True)
    decided_by = serializers.CharField(source="proposal.decided_by.public_id", default=None, allow_null=True)
    decided_at = serializers.DateTimeField(source="proposal.decided_at", default=None, allow_null=True)


class PublishedOut(VersionOut):
    """``published_by``: one person publishes; null where the record names nobody."""

    published_by = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)


class PenaltiesVersionOut(PublishedOut):
    appeal_days = serializers.IntegerField()
    clauses = ClauseIn(many=True)


class AgreementVersionOut(PublishedOut):
    """The whole text in both languages, Markdown."""

    body_zh = serializers.CharField()
    body_en = serializers.CharField()


class AgreementPaper(serializers.Serializer[Any]):
    kind = serializers.CharField(default="agreement")
    version = serializers.IntegerField()
    hash = serializers.CharField()
    effective_on = serializers.DateField()
    body_zh = serializers.CharField()
    body_en = serializers.CharField()


class PenaltiesPaper(serializers.Serializer[Any]):
    kind = serializers.CharField(default="penalties")
    version = serializers.IntegerField()
    hash = serializers.CharField()
    effective_on = serializers.DateField()
    appeal_days = serializers.IntegerField()
    clauses = ClauseIn(many=True)


class TermsPaper(TermsOut):
    kind = serializers.CharField(default="terms")


class _Versions(generics.GenericAPIView[Any]):
    """The newest first, in pages."""

    access: Access = ((), (OPERATIONS, AUDITOR))
    permission_classes = [RolePermission]
    pagination_class = Page
    filter_backends: list[Any] = []

    def listed(self, rows: list[Any], shape: Any) -> Response:
        page: Any = self.paginate_queryset(rows)  # type: ignore[arg-type]
        return self.get_paginated_response(shape(page, many=True).data)


class TermsVersions(_Versions):
    """Every version of a task's terms that ever stood."""

    queryset = Terms.objects.none()

    @extend_schema(operation_id="terms_versions", responses=TermsVersionOut(many=True))
    def get(self, request: Request, public_id: str) -> Response:
        rows = task_named(public_id).terms.prefetch_related(*PROMISES)
        asked = ("proposal__proposed_by", "proposal__decided_by")
        return self.listed(with_ends(rows.select_related(*asked)), TermsVersionOut)


class PenaltyVersions(_Versions):
    """Every version of a task's penalty table."""

    queryset = PenaltyTable.objects.none()

    @extend_schema(operation_id="penalties_versions", responses=PenaltiesVersionOut(many=True))
    def get(self, request: Request, public_id: str) -> Response:
        one = task_named(public_id)
        rows = with_ends(one.penalty_tables.prefetch_related("clauses"))
        return self.listed(published_by(rows, one, "penalties_added"), PenaltiesVersionOut)


class AgreementVersions(_Versions):
    """Every version of a paying entity's agreement, word for word."""

    access: Access = ((), (OPERATIONS, PREPARER, AUDITOR))
    queryset = Agreement.objects.none()

    @extend_schema(operation_id="agreements_versions", responses=AgreementVersionOut(many=True))
    def get(self, request: Request, public_id: str) -> Response:
        one = get_object_or_404(PayingEntity, public_id=public_id)
        rows = with_ends(one.agreements.all())
        return self.listed(published_by(rows, one, "agreement_published"), AgreementVersionOut)


class Paper(APIView):
    """A paper by its hash: what somebody agreed to when they accepted that hash. Drafts are not papers yet."""

    access: Access = ((), (AGENT, SCREENER, OPERATIONS, QUALITY, PREPARER, AUDITOR))
    permission_classes = [RolePermission]

    @extend_schema(
        operation_id="paper",
        responses=PolymorphicProxySerializer(
            "Paper", [AgreementPaper, TermsPaper, PenaltiesPaper], resource_type_field_name=None
        ),
    )
    def get(self, request: Request, kind: str, hash: str) -> Response:
        if kind not in PAPERS:
            raise Http404
        rows, shape = PAPERS[kind]()
        return Response(shape(get_object_or_404(rows, hash=hash)).data)


def _agreements() -> tuple[QuerySet[Any], Any]:
    return Agreement.objects.all(), AgreementPaper


def _terms() -> tuple[QuerySet[Any], Any]:
    return Terms.objects.exclude(task__state="draft").prefetch_related(*PROMISES), TermsPaper


def _penalties() -> tuple[QuerySet[Any], Any]:
    rows = PenaltyTable.objects.exclude(task__state="draft").prefetch_related("clauses")
    return rows, PenaltiesPaper


PAPERS = {"agreement": _agreements, "terms": _terms, "penalties": _penalties}
