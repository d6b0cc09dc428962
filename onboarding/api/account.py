"""The same acts for programs: sign in by code for a token, one's own account, the real name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.actions.identity import ask_provider, submit_identity
from onboarding.actions.people import end_token, rename, sign_out_elsewhere
from onboarding.api.codes import redeem_code, request_code
from onboarding.api.shapes import (
    CheckShape,
    CodeAsked,
    CodeSent,
    MeShape,
    ProfileAsked,
    RealNameAsked,
    TokenAsked,
    TokenShape,
)
from onboarding.models import IdentityCheck
from onboarding.queries.identity import latest_check
from onboarding.rules.identity import SIDES
from yunke import clock
from yunke.api import KEY, REFUSED, RolePermission, idempotent, read
from yunke.ground.roles import AGENT, ANYONE, SIGNED_IN


class Door(APIView):
    """A view of this room: shut unless ``access`` opens it."""

    permission_classes = [RolePermission]
    access: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


class AuthCode(Door):
    access = ((ANYONE,), ())
    authentication_classes: list[Any] = []

    @extend_schema(request=CodeAsked, responses={202: CodeSent, 409: REFUSED}, operation_id="auth_code")
    def post(self, request: Request) -> Response:
        """Send a sign-in code. The answer is the same whether or not the phone has an account."""
        phone = read(CodeAsked, request)["phone"]
        return Response({"challenge": request_code(request._request, phone)}, status=202)


class AuthToken(Door):
    access = ((ANYONE,), ())
    authentication_classes: list[Any] = []

    @extend_schema(request=TokenAsked, responses={200: TokenShape, 409: REFUSED}, operation_id="auth_token")
    def post(self, request: Request) -> Response:
        """A token for the code; staff add ``otp`` from their second factor. Send it as ``Authorization: Token ...``."""
        user, token, expires_at = redeem_code(request._request, **read(TokenAsked, request))
        return Response({"token": token, "expires_at": expires_at, "public_id": user.public_id})


class SignOut(Door):
    access = ((SIGNED_IN,), ())

    @extend_schema(request=None, responses={204: None}, operation_id="auth_sign_out")
    def post(self, request: Request) -> Response:
        """This token stops; others stay."""
        end_token(request.auth)
        return Response(status=204)


class EndSessions(Door):
    access = ((SIGNED_IN,), ())

    @extend_schema(request=None, responses={204: None, 409: REFUSED}, operation_id="me_end_sessions")
    def post(self, request: Request) -> Response:
        """Every token of mine stops, one used here too, and every session but the one used here."""
        sign_out_elsewhere(request.user, now=clock.now())
        if request.auth is None:
            update_session_auth_hash(request._request, request.user)
        return Response(status=204)


class Me(Door):
    access = ((SIGNED_IN,), ())

    @extend_schema(responses=MeShape, operation_id="me")
    def get(self, request: Request) -> Response:
        """Who I am."""
        return Response(MeShape(request.user).data)

    @extend_schema(request=ProfileAsked, responses={200: MeShape, 409: REFUSED}, operation_id="me_change")
    def put(self, request: Request) -> Response:
        """What I am called, and in which language I am answered."""
        asked = read(ProfileAsked, request)
        rename(request.user, asked["name"], asked["language"], now=clock.now())
        return Response(MeShape(request.user).data)


class RealName(Door):
    access = ((AGENT,), ())
    parser_classes = [MultiPartParser, FormParser, JSONParser]

    @extend_schema(responses={200: CheckShape, 404: None}, operation_id="real_name")
    def get(self, request: Request) -> Response:
        """Where my real name stands."""
        check = latest_check(request.user.agent)
        if check is None:
            raise Http404
        return Response(CheckShape(check).data)

    @extend_schema(
        request={"multipart/form-data": RealNameAsked},
        responses={201: CheckShape, 409: REFUSED},
        parameters=KEY,
        operation_id="real_name_submit",
    )
    def post(self, request: Request) -> Response:
        """Hand in name, number, three photos and the consent."""
        response = idempotent(request, lambda: self._submit(request))
        check = IdentityCheck.objects.filter(
            public_id=response.data.get("public_id", ""), state="submitted"
        ).first()
        if check:  # the provider is asked once the check is committed, never inside its transaction
            ask_provider(check, now=clock.now())
        return response

    def _submit(self, request: Request) -> Response:
        typed, now = read(RealNameAsked, request), clock.now()
        check = submit_identity(
            request.user.agent,
            name=typed["name"],
            id_number=typed["id_number"],
            consented=typed["agree"],
            now=now,
            photos={side: typed[f"photo_{side}"] for side in SIDES},
        )
        return Response(CheckShape(check).data, status=201)
