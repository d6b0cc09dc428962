"""What every room's API stands on: roles, paging, and one answer to a request sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import resolve
from django.utils.translation import gettext, gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yunke import clock
from yunke.ground.errors import Refused
from yunke.ground.months import within_reach
from yunke.ground.roles import may_enter
from yunke.idempotency import KEY_LIMIT, KEY_REUSED, KEY_TOO_LONG, answered_once
from yunke.readers import came_in
from yunke.refusals import as_json

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": KEY_LIMIT},
    OpenApiParameter.HEADER,
    required=False,
    description="Sent again with the same body, the request acts once and is answered the same; "
    "with another body it is refused (422), and a longer key always (400).",
)


KEY = [IDEMPOTENCY_KEY]
Shape = type[serializers.BaseSerializer[Any]]


class ReasonShape(serializers.Serializer[Any]):
    """Why not: a code that stays, words in the reader's language, and what clears it."""

    code = serializers.CharField()
    text = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)
    facts = serializers.DictField()


class ReasonsShape(serializers.Serializer[Any]):
    """The body of every refusal (409), and of an idempotency key that is reused (422) or too long (400)."""

    reasons = ReasonShape(many=True)


REFUSED = OpenApiResponse(ReasonsShape, description="A rule was met: codes, words and remedies.")


class RolePermission(BasePermission):
    """Opens by the view's ``access = (write_roles, read_roles)``; a view that declares none stays shut."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        write, read = getattr(view, "access", ((), ()))
        user: Any = request.user
        came_in(getattr(user, "roles", ()), (*write, *read))
        return may_enter(
            getattr(user, "roles", ()),
            signed_in=bool(user and user.is_authenticated),
            write=write,
            read=read,
            method=request.method or "GET",
        )


class PageAsked(serializers.Serializer[Any]):
    limit = serializers.IntegerField(min_value=1, required=False)
    offset = serializers.IntegerField(min_value=0, max_value=10**9, required=False)


class Page(LimitOffsetPagination):
    """``?limit=`` (50, at most 200) and ``?offset=``; what is no number, or no filter of the list, is refused."""

    default_limit = 50
    max_limit = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        if view:
            refuse_unknown(request, view)
        asked(PageAsked, request)
        return list(super().paginate_queryset(queryset, request, view) or ())


def refuse_unknown(request: Request, view: APIView) -> None:
    """A filter the API's description of this list does not name would silently show everything: 400."""
    known = {*PageAsked().fields}
    described = getattr(getattr(view, (request.method or "GET").lower(), None), "kwargs", {}).get("schema")
    if described:
        inspector: Any = described()
        inspector.view = view
        for one in inspector.get_override_parameters():
            known |= {one.name} if isinstance(one, OpenApiParameter) else {*one().fields}
    if unknown := set(request.query_params) - known:
        words = gettext("这里没有这个筛选。可以用：%(known)s。") % {"known": ", ".join(sorted(known))}
        raise serializers.ValidationError({one: [words] for one in sorted(unknown)})


class DayField(serializers.DateField):
    """A day that a query may name: 400 beyond what the calendar can count about."""

    default_error_messages = {"beyond": gettext_lazy("不在能查的日子里。")}

    def to_internal_value(self, value: Any) -> Any:
        day = super().to_internal_value(value)
        return day if within_reach(day) else self.fail("beyond")


def asked(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The query as ``form`` reads it; 400 names the field that is wrong."""
    given = form(data=request.query_params)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def read(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The listed fields of the body; 400 names the field that is wrong."""
    given = form(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def choice(request: Request, name: str, known: Iterable[str], default: str = "") -> str:
    """One of the known words of the query, or ``default`` when it is not there; 400 for any other."""
    given, known = request.query_params.get(name, ""), list(known)
    if given and given not in known:
        words = gettext("没有“%(given)s”这一项。可以写：%(known)s。")
        said = words % {"given": given[:60], "known": ", ".join(known)}
        raise serializers.ValidationError({name: [said]})
    return given or default


def named(
    request: Request, name: str, rows: QuerySet[Any], by: str = "public_id", *, needed: bool = False
) -> Any:
    """The one of ``rows`` the query names, ``None`` when it names none; 400 for what is not among them."""
    if not (given := request.query_params.get(name, "")):
        if needed:
            raise serializers.ValidationError({name: [serializers.Field.default_error_messages["required"]]})
        return None
    found = rows.filter(**{by: given}).first() if "\x00" not in given else None
    if found is None:
        words = gettext("找不到“%(given)s”，或者它不归你看。填列表里给出的那个 %(by)s。")
        raise serializers.ValidationError({name: [words % {"given": given[:60], "by": by}]})
    return found


def an_act(name: str, shape: Any, asks: Any = None, *, status: int = 200) -> Any:
    """How the API describes an act: what it takes and answers, that a rule may refuse it, and its key."""
    return extend_schema(
        operation_id=name, request=asks, responses={status: shape, 409: REFUSED}, parameters=KEY
    )


def once(request: Request, act: Callable[[], Any], shape: Shape, *, status: int = 200) -> Response:
    """Act once under the request's key; what ``act`` returns is answered in ``shape``."""
    return idempotent(request, lambda: Response(shape(act()).data, status=status))


def idempotent(request: Request, act: Callable[[], Response]) -> Response:
    """Answer ``act`` once under the request's ``Idempotency-Key``; without a key, just act."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if len(key) > KEY_LIMIT:
        return Response({"reasons": as_json([KEY_TOO_LONG(limit=KEY_LIMIT)])}, status=400)
    route = f"{request.method} {resolve(request.path_info).route}"[:120]
    body = {"path": request.path, "data": _plain(request.data)}
    try:
        status, said = answered_once(
            request.user.public_id, route, key, body, lambda: _said(act()), now=clock.now()
        )
    except Refused as refused:
        if refused.codes == [KEY_REUSED.code]:
            return Response({"reasons": as_json(refused.reasons)}, status=422)
        raise
    return Response(said, status=status)


def _said(response: Response) -> tuple[int, Any]:
    return response.status_code, response.data


def _plain(data: Any) -> Any:
    return {name: data.getlist(name) for name in data} if hasattr(data, "getlist") else data
