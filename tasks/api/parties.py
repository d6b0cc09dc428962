"""Clients with their people, and paying entities with their agreements, by API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onboarding.queries.people import user_by_phone
from tasks.actions.clients import add_member, remove_member
from tasks.actions.entities import create_entity, publish_agreement
from tasks.actions.offers import create_client
from tasks.api.shared import Access
from tasks.models import Client, ClientMember, PayingEntity
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, RolePermission, once, read
from yunke.ground.roles import AUDITOR, OPERATIONS, PREPARER


class ClientPersonOut(serializers.Serializer[Any]):
    public_id = serializers.CharField(source="user.public_id")
    name = serializers.CharField(source="user.shown_name")


class ClientOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    name = serializers.CharField()
    trade = serializers.CharField()
    people = ClientPersonOut(source="members", many=True)


class ClientIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)
    trade = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class ClientPersonIn(serializers.Serializer[Any]):
    """The phone they sign in with."""

    phone = serializers.CharField(max_length=20)


class AgreementOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    version = serializers.IntegerField()
    effective_on = serializers.DateField()
    hash = serializers.CharField()


class EntityOut(serializers.Serializer[Any]):
    public_id = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    agreements = AgreementOut(many=True)


class EntityIn(serializers.Serializer[Any]):
    """Its code stands in the numbers of its runs and never changes."""

    code = serializers.SlugField(max_length=12)
    name = serializers.CharField(max_length=80)


class AgreementIn(serializers.Serializer[Any]):
    """The whole text in both languages, Markdown."""

    effective_on = serializers.DateField()
    body_zh = serializers.CharField()
    body_en = serializers.CharField()


class Clients(generics.ListAPIView[Client]):
    """GET: clients and their people. POST: a new client."""

    access: Access = ((OPERATIONS,), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = ClientOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Client]:
        return Client.objects.prefetch_related("members__user").order_by("-pk")

    @extend_schema(request=ClientIn, responses={201: ClientOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(ClientIn, request)
        return once(
            request,
            lambda: create_client(**said, by=request.user.actor, now=clock.now()),
            ClientOut,
            status=201,
        )


class AddClientPerson(APIView):
    """From now on the person sees the client's tasks."""

    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=ClientPersonIn, responses={201: ClientOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, phone = get_object_or_404(Client, public_id=public_id), read(ClientPersonIn, request)["phone"]

        def act() -> Client:
            add_member(one, user_by_phone(phone), by=request.user.actor, now=clock.now())
            return one

        return once(request, act, ClientOut, status=201)


class RemoveClientPerson(APIView):
    """From now on the person sees none of the client's tasks."""

    access: Access = ((OPERATIONS,), ())
    permission_classes = [RolePermission]

    @extend_schema(request=None, responses=ClientOut, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str, person: str) -> Response:
        def act() -> Client:  # looked for inside: sent again, the person is no longer there
            member = get_object_or_404(
                ClientMember.objects.select_related("client", "user"),
                client__public_id=public_id,
                user__public_id=person,
            )
            remove_member(member, by=request.user.actor, now=clock.now())
            return member.client

        return once(request, act, ClientOut)


class Entities(generics.ListAPIView[PayingEntity]):
    """GET: the companies that pay, each with its agreements. POST: another one, with its first open month."""

    access: Access = ((OPERATIONS, PREPARER), (AUDITOR,))
    permission_classes = [RolePermission]
    pagination_class = Page
    serializer_class = EntityOut
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[PayingEntity]:
        return PayingEntity.objects.prefetch_related("agreements").order_by("code")

    @extend_schema(request=EntityIn, responses={201: EntityOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        said = read(EntityIn, request)
        return once(
            request,
            lambda: create_entity(**said, by=request.user.actor, now=clock.now()),
            EntityOut,
            status=201,
        )


class PublishAgreement(APIView):
    """A new version of the agreement agents accept before duty."""

    access: Access = ((OPERATIONS, PREPARER), ())
    permission_classes = [RolePermission]

    @extend_schema(request=AgreementIn, responses={201: AgreementOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, public_id: str) -> Response:
        one, said = get_object_or_404(PayingEntity, public_id=public_id), read(AgreementIn, request)
        return once(
            request,
            lambda: publish_agreement(one, **said, by=request.user.actor, now=clock.now()),
            AgreementOut,
            status=201,
        )
