"""Notices that could not be sent, for programs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, ReasonsShape, RolePermission, idempotent
from yunke.ground.roles import ADMINISTRATOR, AUDITOR
from yunke.models import Notice
from yunke.parked import parked_notices, send_again


class ParkedNotice(serializers.ModelSerializer[Notice]):
    """``error``: the kind of the last failure. The words are left out: they may speak of money or health."""

    class Meta:
        model = Notice
        fields = ("public_id", "recipient", "template", "channel", "error", "attempts", "due_at")
        read_only_fields = fields


class NoticesChosen(serializers.Serializer[Any]):
    """``rows``: public_ids; without it, all that are parked."""

    rows = serializers.ListField(child=serializers.CharField(max_length=26), max_length=1_000, required=False)


class SentAgain(serializers.Serializer[Any]):
    changed = serializers.IntegerField()


class ParkedNotices(generics.ListAPIView[Notice]):
    access: tuple[tuple[str, ...], tuple[str, ...]] = ((), (ADMINISTRATOR, AUDITOR))
    permission_classes = (RolePermission,)
    pagination_class = Page
    serializer_class = ParkedNotice
    queryset = parked_notices()

    @extend_schema(operation_id="parked_notices")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What five tries could not send, the newest first."""
        return super().get(request, *args, **kwargs)


class SendNoticesAgain(APIView):
    access: tuple[tuple[str, ...], tuple[str, ...]] = ((ADMINISTRATOR,), ())
    permission_classes = (RolePermission,)

    @extend_schema(
        request=NoticesChosen,
        responses={200: SentAgain, 409: ReasonsShape},
        parameters=[IDEMPOTENCY_KEY],
        operation_id="send_notices_again",
    )
    def post(self, request: Request) -> Response:
        """Make them due again, once the cause is mended."""
        given = NoticesChosen(data=request.data)
        given.is_valid(raise_exception=True)
        chosen = given.validated_data.get("rows")
        return idempotent(
            request,
            lambda: Response({"changed": send_again(chosen, by=request.user.actor, now=clock.now())}),
        )
