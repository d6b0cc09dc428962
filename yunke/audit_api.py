"""The record of acts for programs, as its page shows it. Pages are told by a cursor: the record is long and grows."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yunke.api import RolePermission
from yunke.audit_page import READERS, found, people
from yunke.models import AuditEntry

FOUND_BY = "A verb, a thing's type or identifier, a person's identifier or phone."


class EntryShape(serializers.ModelSerializer[AuditEntry]):
    """``actor`` is a person's public_id, empty for the house's own jobs; ``sealed``: it has its place in the chain."""

    actor_name = serializers.SerializerMethodField()
    sealed = serializers.SerializerMethodField()

    class Meta:
        model = AuditEntry
        fields = (
            "at",
            "actor",
            "actor_name",
            "verb",
            "thing_type",
            "thing_id",
            "from_state",
            "to_state",
            "facts",
            "sealed",
        )
        read_only_fields = fields

    def get_actor_name(self, entry: AuditEntry) -> str:
        return str(self.context["people"].get(entry.actor, ""))

    def get_sealed(self, entry: AuditEntry) -> bool:
        return hasattr(entry, "seal")


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200


class Acts(APIView):
    access: tuple[tuple[str, ...], tuple[str, ...]] = ((), tuple(sorted(READERS)))
    permission_classes = (RolePermission,)
    pagination_class = NewestFirst

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description=FOUND_BY)],
        responses=EntryShape(many=True),
        operation_id="audit",
    )
    def get(self, request: Request) -> Response:
        """Who did what, the newest first; nothing in it can be changed."""
        pages = NewestFirst()
        rows = found(request.query_params.get("q", "").strip()[:64]).select_related("seal")
        shown: Any = pages.paginate_queryset(rows, request, view=self)
        names = people({entry.actor for entry in shown})
        return pages.get_paginated_response(EntryShape(shown, many=True, context={"people": names}).data)
