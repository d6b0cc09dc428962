"""One's own account for programs: consents, news, what we hold; and a number shown for a reason."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.actions.identity import reveal_number, withdraw_identity
from onboarding.actions.identity_draft import withdraw_identity_consent
from onboarding.actions.people import record_export
from onboarding.actions.room import withdraw_voice_consent
from onboarding.api.account import Door
from onboarding.api.codes import redeem_new_phone, request_new_phone
from onboarding.api.people_shapes import ConsentShape, NewsShape, RevealAsked, RevealedShape
from onboarding.api.shapes import CheckShape, CodeAsked, CodeSent, NewPhoneAsked, TokenShape
from onboarding.export import held_of
from onboarding.models import Consent, IdentityCheck
from onboarding.reasons import CONSENT_HOLDS_ACCOUNT
from onboarding.texts import SERVICE, TEXTS, VOICE
from yunke import clock
from yunke.api import KEY, REFUSED, Page, idempotent, read
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT, AUDITOR, SCREENER, SIGNED_IN
from yunke.models import Notice
from yunke.notices import APP

MINE: Any = ((SIGNED_IN,), ())


def _consents(request: Request) -> Any:
    return Consent.objects.filter(user=request.user).order_by("-given_at", "-pk")


class Consents(Door):
    access = ((), (SIGNED_IN,))
    pagination_class = Page

    @extend_schema(responses=ConsentShape(many=True), operation_id="consents")
    def get(self, request: Request) -> Response:
        """What I agreed to, by version and hash of the words, the latest first."""
        pages = Page()
        rows = pages.paginate_queryset(_consents(request), request, view=self)
        return pages.get_paginated_response(ConsentShape(rows, many=True).data)


class WithdrawConsent(Door):
    access = MINE

    @extend_schema(
        request=None,
        responses={200: ConsentShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="withdraw_consent",
    )
    def post(self, request: Request, purpose: str) -> Response:
        """Take back a consent: papers that wait go back with it, recordings of a voice are deleted."""
        return idempotent(request, lambda: self._withdraw(request, purpose))

    def _withdraw(self, request: Request, purpose: str) -> Response:
        latest = _consents(request).filter(purpose=purpose)
        if purpose not in TEXTS or not latest.exists():
            raise Http404
        if purpose == SERVICE:
            raise Refused(CONSENT_HOLDS_ACCOUNT())
        withdraw = withdraw_voice_consent if purpose == VOICE else withdraw_identity_consent
        withdraw(request.user, now=clock.now())
        return Response(ConsentShape(latest.first()).data)


class News(Door):
    access = ((), (SIGNED_IN,))
    pagination_class = Page

    @extend_schema(responses=NewsShape(many=True), operation_id="news")
    def get(self, request: Request) -> Response:
        """What I was told, the latest first, in my language; reading it here marks nothing as read."""
        pages = Page()
        told = Notice.objects.filter(recipient=request.user.public_id, channel=APP).order_by("-pk")
        return pages.get_paginated_response(
            NewsShape(pages.paginate_queryset(told, request, view=self), many=True).data
        )


class MyData(Door):
    access = MINE

    @extend_schema(request=None, responses={200: OpenApiTypes.OBJECT, 409: REFUSED}, operation_id="my_data")
    def post(self, request: Request) -> Response:
        """Everything the rooms hold of me, by room; each copy is on record."""
        record_export(request.user, now=clock.now())
        return Response(held_of(request.user))


class NewPhoneCode(Door):
    access = MINE

    @extend_schema(request=CodeAsked, responses={202: CodeSent, 409: REFUSED}, operation_id="new_phone_code")
    def post(self, request: Request) -> Response:
        """Send a code to the number I want to sign in with; its holder learns after the code if it is taken."""
        phone = read(CodeAsked, request)["phone"]
        challenge = request_new_phone(request._request, phone, user=request.user)
        return Response({"challenge": challenge}, status=202)


class NewPhone(Door):
    access = MINE

    @extend_schema(request=NewPhoneAsked, responses={200: TokenShape, 409: REFUSED}, operation_id="new_phone")
    def post(self, request: Request) -> Response:
        """The proven number signs in from now on. Every session and token of mine stops; here is a new one."""
        asked = read(NewPhoneAsked, request)
        token, expires_at = redeem_new_phone(request._request, **asked, user=request.user)
        return Response({"token": token, "expires_at": expires_at, "public_id": request.user.public_id})


class WithdrawRealName(Door):
    access = ((AGENT,), ())

    @extend_schema(
        request=None,
        responses={200: CheckShape, 404: None, 409: REFUSED},
        parameters=KEY,
        operation_id="real_name_withdraw",
    )
    def post(self, request: Request) -> Response:
        """Take the papers back before anybody decided."""
        return idempotent(request, lambda: self._withdraw(request))

    def _withdraw(self, request: Request) -> Response:
        check = get_object_or_404(IdentityCheck, agent=request.user.agent, state="submitted")
        withdraw_identity(check, by=request.user, now=clock.now())
        return Response(CheckShape(check).data)


class RevealIdentity(Door):
    access = ((SCREENER, AUDITOR), ())

    @extend_schema(
        request=RevealAsked, responses={200: RevealedShape, 409: REFUSED}, operation_id="identity_reveal"
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The full number for a reason that is kept. No ``Idempotency-Key``: this answer is stored nowhere."""
        check = get_object_or_404(IdentityCheck, public_id=public_id)
        number = reveal_number(check, read(RevealAsked, request)["why"], by=request.user, now=clock.now())
        return Response({"public_id": check.public_id, "id_number": number})
