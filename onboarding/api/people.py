"""The administrator's people for programs: who is here, who may do what, who is invited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions import invitations, roles
from onboarding.actions.people import deactivate_user, reactivate_user
from onboarding.api.account import Door
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
from yunke.api import Page, an_act, choice, idempotent, once, read
from yunke.ground.roles import ADMINISTRATOR, AUDITOR

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


def _person(public_id: str) -> User:
    return get_object_or_404(people(staff_only=False), public_id=public_id)


def _grant(public_id: str) -> RoleGrant:
    return get_object_or_404(RoleGrant.objects.select_related("user", "asked_by"), public_id=public_id)


def _changed(row: Any, act: Callable[..., Any], request: Request, **said: Any) -> Any:
    """The row after an act of whoever asks."""
    act(row, **said, by=request.user, now=clock.now())
    return row


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
        return Response(PersonShape(_person(public_id)).data)


class AskRole(Door):
    access = WRITERS

    @an_act("ask_role", GrantShape, RoleAsked, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        """Give a role; one of money, or the administrator's, waits for a second administrator (``asked``)."""
        return once(request, lambda: self._asked(request, public_id), GrantShape, status=201)

    def _asked(self, request: Request, public_id: str) -> RoleGrant:
        one, role = get_object_or_404(User, public_id=public_id), read(RoleAsked, request)["role"]
        return roles.ask_role(one, role, by=request.user, now=clock.now())


class PersonDoor(Door):
    """Changes one person; answered as they stand afterwards."""

    access = WRITERS

    def changed(self, request: Request, public_id: str, act: Callable[..., Any]) -> Response:
        def done() -> User:
            _changed(get_object_or_404(User, public_id=public_id), act, request)
            return _person(public_id)

        return once(request, done, PersonShape)


class Deactivate(PersonDoor):
    @an_act("deactivate", PersonShape)
    def post(self, request: Request, public_id: str) -> Response:
        """Nobody signs in as this person any more; what they did and earned stays."""
        return self.changed(request, public_id, deactivate_user)


class Reactivate(PersonDoor):
    @an_act("reactivate", PersonShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The account opens again."""
        return self.changed(request, public_id, reactivate_user)


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

    @an_act("decide_role", GrantShape, GrantDecisionAsked)
    def post(self, request: Request, public_id: str) -> Response:
        """The second voice: give, or refuse."""
        return once(request, lambda: self._decided(request, _grant(public_id)), GrantShape)

    def _decided(self, request: Request, grant: RoleGrant) -> Any:
        give = read(GrantDecisionAsked, request)["decision"] == "give"
        return _changed(grant, roles.decide_role, request, give=give)


class EndRole(Door):
    access = WRITERS

    @an_act("end_role", GrantShape)
    def post(self, request: Request, public_id: str) -> Response:
        """Take a role back; its holder is signed out everywhere."""
        return once(request, lambda: _changed(_grant(public_id), roles.end_role, request), GrantShape)


class Invitations(Door):
    access = ((ADMINISTRATOR,), (AUDITOR,))
    pagination_class = Page

    @extend_schema(responses=InvitationShape(many=True), operation_id="invitations")
    def get(self, request: Request) -> Response:
        """What somebody still can accept, the latest first."""
        pages = Page()
        rows = pages.paginate_queryset(open_invitations(clock.now()), request, view=self)
        return pages.get_paginated_response(InvitationShape(rows, many=True).data)

    @an_act("invite", InvitedShape, InviteAsked, status=201)
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
        typed = read(InviteAsked, request)
        made, token = invitations.invite(
            typed["phone"], typed["name"], typed["roles"], by=request.user, now=clock.now()
        )
        tokens.append(token)
        return Response(dict(InvitedShape(made).data), status=201)


class WithdrawInvitation(Door):
    access = WRITERS

    @an_act("withdraw_invitation", InvitationShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The link opens nothing any more."""
        return once(
            request,
            lambda: _changed(
                get_object_or_404(Invitation, public_id=public_id), invitations.withdraw_invitation, request
            ),
            InvitationShape,
        )
