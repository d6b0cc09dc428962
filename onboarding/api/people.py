"""The administrator's people for programs: who is here, who may do what, who is invited."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions import invitations, roles
from onboarding.actions.people import deactivate_user, reactivate_user
from onboarding.api.account import REFUSED, Door
from onboarding.api.people_shapes import (
    GrantDecisionAsked,
    GrantShape,
    InvitationShape,
    InviteAsked,
    InvitedShape,
    PersonShape,
    RoleAsked,
)
from onboarding.models import Invitation, RoleGrant, User
from onboarding.queries.people import asked_grants, open_invitations, people
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, choice, idempotent
from yunke.ground.roles import ADMINISTRATOR, AUDITOR

KEY = [IDEMPOTENCY_KEY]
READERS = ((), (ADMINISTRATOR, AUDITOR))
WRITERS: Any = ((ADMINISTRATOR,), ())
FINDING = [
    OpenApiParameter(
        "q", str, description="A name, an agent's number, or a phone's last digits (four or more)."
    ),
    OpenApiParameter(
        "who", str, enum=["staff", "all"], description="staff (as it stands): whoever has a role."
    ),
]


def asked_of(shape: Any, request: Request) -> dict[str, Any]:
    """The listed fields of the body; 400 where they are wrong."""
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    told: dict[str, Any] = asked.validated_data
    return told


def _person(public_id: str) -> Response:
    return Response(PersonShape(get_object_or_404(people(staff_only=False), public_id=public_id)).data)


def _grant(public_id: str) -> RoleGrant:
    return get_object_or_404(RoleGrant.objects.select_related("user", "asked_by"), public_id=public_id)


class People(Door):
    access = READERS
    pagination_class = Page

    @extend_schema(parameters=FINDING, responses=PersonShape(many=True), operation_id="people")
    def get(self, request: Request) -> Response:
        """Who has a role, or everybody; phones masked."""
        asked, pages = request.query_params, Page()
        everybody = choice(request, "who", ("staff", "all"), "staff")
        found = people(words=asked.get("q", ""), staff_only=everybody != "all")
        rows = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(PersonShape(rows, many=True).data)


class Person(Door):
    access = READERS

    @extend_schema(responses=PersonShape, operation_id="person")
    def get(self, request: Request, public_id: str) -> Response:
        """One person with their roles."""
        return _person(public_id)


class AskRole(Door):
    access = WRITERS

    @extend_schema(
        request=RoleAsked, responses={201: GrantShape, 409: REFUSED}, parameters=KEY, operation_id="ask_role"
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Give a role; one of money, or the administrator's, waits for a second administrator (``asked``)."""
        return idempotent(request, lambda: self._ask(request, public_id))

    def _ask(self, request: Request, public_id: str) -> Response:
        one, role = get_object_or_404(User, public_id=public_id), asked_of(RoleAsked, request)["role"]
        return Response(
            GrantShape(roles.ask_role(one, role, by=request.user, now=clock.now())).data, status=201
        )


class Deactivate(Door):
    access = WRITERS

    @extend_schema(
        request=None, responses={200: PersonShape, 409: REFUSED}, parameters=KEY, operation_id="deactivate"
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Nobody signs in as this person any more; what they did and earned stays."""
        return idempotent(request, lambda: self._deactivate(request, public_id))

    def _deactivate(self, request: Request, public_id: str) -> Response:
        deactivate_user(get_object_or_404(User, public_id=public_id), by=request.user, now=clock.now())
        return _person(public_id)


class Reactivate(Door):
    access = WRITERS

    @extend_schema(
        request=None, responses={200: PersonShape, 409: REFUSED}, parameters=KEY, operation_id="reactivate"
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The account opens again."""
        return idempotent(request, lambda: self._reactivate(request, public_id))

    def _reactivate(self, request: Request, public_id: str) -> Response:
        reactivate_user(get_object_or_404(User, public_id=public_id), by=request.user, now=clock.now())
        return _person(public_id)


class AskedRoles(Door):
    access = READERS
    pagination_class = Page

    @extend_schema(responses=GrantShape(many=True), operation_id="asked_roles")
    def get(self, request: Request) -> Response:
        """Roles that wait for a second administrator, the oldest first."""
        pages = Page()
        rows = pages.paginate_queryset(asked_grants(), request, view=self)
        return pages.get_paginated_response(GrantShape(rows, many=True).data)


class DecideRole(Door):
    access = WRITERS

    @extend_schema(
        request=GrantDecisionAsked,
        responses={200: GrantShape, 409: REFUSED},
        parameters=KEY,
        operation_id="decide_role",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The second voice: give, or refuse."""
        return idempotent(request, lambda: self._decide(request, public_id))

    def _decide(self, request: Request, public_id: str) -> Response:
        grant, give = _grant(public_id), asked_of(GrantDecisionAsked, request)["decision"] == "give"
        roles.decide_role(grant, give=give, by=request.user, now=clock.now())
        return Response(GrantShape(grant).data)


class EndRole(Door):
    access = WRITERS

    @extend_schema(
        request=None, responses={200: GrantShape, 409: REFUSED}, parameters=KEY, operation_id="end_role"
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Take a role back; its holder is signed out everywhere."""
        return idempotent(request, lambda: self._end(request, public_id))

    def _end(self, request: Request, public_id: str) -> Response:
        grant = _grant(public_id)
        roles.end_role(grant, by=request.user, now=clock.now())
        return Response(GrantShape(grant).data)


class Invitations(Door):
    access = ((ADMINISTRATOR,), (AUDITOR,))
    pagination_class = Page

    @extend_schema(responses=InvitationShape(many=True), operation_id="invitations")
    def get(self, request: Request) -> Response:
        """What somebody still can accept, the latest first."""
        pages = Page()
        rows = pages.paginate_queryset(open_invitations(clock.now()), request, view=self)
        return pages.get_paginated_response(InvitationShape(rows, many=True).data)

    @extend_schema(
        request=InviteAsked,
        responses={201: InvitedShape, 409: REFUSED},
        parameters=KEY,
        operation_id="invite",
    )
    def post(self, request: Request) -> Response:
        """Invite a phone to roles; the link is told once, to be handed over."""
        tokens: list[str] = []
        response = idempotent(request, lambda: self._invite(request, tokens))
        if tokens:  # after the answer was kept: of the token we keep its hash alone
            response.data = response.data | {
                "link": request.build_absolute_uri(reverse("onboarding:invitation", args=tokens[:1]))
            }
        return response

    def _invite(self, request: Request, tokens: list[str]) -> Response:
        typed = asked_of(InviteAsked, request)
        made, token = invitations.invite(
            typed["phone"], typed["name"], typed["roles"], by=request.user, now=clock.now()
        )
        tokens.append(token)
        return Response(dict(InvitedShape(made).data), status=201)


class WithdrawInvitation(Door):
    access = WRITERS

    @extend_schema(
        request=None,
        responses={200: InvitationShape, 409: REFUSED},
        parameters=KEY,
        operation_id="withdraw_invitation",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The link opens nothing any more."""
        return idempotent(request, lambda: self._withdraw(request, public_id))

    def _withdraw(self, request: Request, public_id: str) -> Response:
        invited = get_object_or_404(Invitation, public_id=public_id)
        invitations.withdraw_invitation(invited, by=request.user, now=clock.now())
        return Response(InvitationShape(invited).data)
