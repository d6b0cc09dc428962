"""Saved views for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yunke import clock
from yunke.api import Page, RolePermission, an_act, choice, idempotent, once, read
from yunke.ground.roles import SIGNED_IN
from yunke.listing import LISTINGS, LONGEST
from yunke.models import SavedView
from yunke.saved_views import NAME_LIMIT, delete_view, save_view, views_of

OF_A_LIST = OpenApiParameter("page", str, description="of one list: the name of its address")


class SavedViewShape(serializers.ModelSerializer[SavedView]):
    """``page``: the name of the list's address; ``query``: what narrows and sorts it."""

    class Meta:
        model = SavedView
        fields = ("public_id", "page", "name", "query", "saved_at")
        read_only_fields = fields


class ViewAsked(serializers.Serializer[Any]):
    """Of ``query`` the list keeps what it knows; what is searched for is not kept."""

    page = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=NAME_LIMIT)
    query = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST), required=False, default=dict
    )


class ViewDeleted(serializers.Serializer[Any]):
    deleted = serializers.CharField()


class SavedViews(generics.ListAPIView[SavedView]):
    access: tuple[tuple[str, ...], tuple[str, ...]] = ((SIGNED_IN,), ())
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = SavedViewShape
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[SavedView]:
        return views_of(self.request.user, choice(self.request, "page", LISTINGS))

    @extend_schema(parameters=[OF_A_LIST], operation_id="saved_views")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One's own views, list by list."""
        return super().get(request, *args, **kwargs)

    @an_act("save_view", SavedViewShape, ViewAsked, status=201)
    def post(self, request: Request) -> Response:
        """Keep how a list is narrowed and sorted under a name."""
        said, now = read(ViewAsked, request), clock.now()
        return once(request, lambda: save_view(request.user, **said, now=now), SavedViewShape, status=201)


class DeleteView(APIView):
    access: tuple[tuple[str, ...], tuple[str, ...]] = ((SIGNED_IN,), ())
    permission_classes = (RolePermission,)

    @an_act("delete_view", ViewDeleted)
    def post(self, request: Request, public_id: str) -> Response:
        """It is gone."""

        def act() -> Response:
            delete_view(get_object_or_404(views_of(request.user), public_id=public_id))
            return Response({"deleted": public_id})

        return idempotent(request, act)
