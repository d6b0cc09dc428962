"""What the doors of this room share: shut unless opened, kept by nobody on the way, a list by the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from payouts.models import Run
from yunke.api import Page, RolePermission, Shape

Access = tuple[tuple[str, ...], tuple[str, ...]]


class MoneyDoor(APIView):
    """Shut unless ``access`` opens it; what it says is kept by nobody on the way."""

    permission_classes = [RolePermission]
    access: Access = ((), ())

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[assignment]
        response["Cache-Control"] = "no-store"
        return response


class MoneyList(MoneyDoor):
    """Lists by the page; POST, where there is one, makes a row of the list."""

    pagination_class = Page

    def page_of(
        self,
        request: Request,
        rows: QuerySet[Any] | Sequence[Any],
        shape: Shape,
        *,
        then: Callable[[list[Any]], Sequence[Any]] = list,
    ) -> Response:
        """``then``: what is shown of the rows of one page, read in sets."""
        pages = Page()
        shown = then(pages.paginate_queryset(rows, request, view=self))
        return pages.get_paginated_response(shape(shown, many=True).data)


def runs() -> QuerySet[Run]:
    return Run.objects.select_related("entity").prefetch_related("batches").order_by("-month", "entity__code")


def run_of(number: str) -> Run:
    return get_object_or_404(runs(), number=number)


def readable_run(number: str) -> Run:
    """One that has figures: not while it is being computed."""
    rows = Run.objects.select_related("entity").exclude(state="computing")
    return get_object_or_404(rows, number=number)
