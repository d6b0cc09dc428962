"""What finance keeps up, over the wire: tax settings, holiday years, the ledger, single payments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from payouts.api.shapes import MonthField
from payouts.models import PayoutItem
from tasks.models import PayingEntity
from yunke.api import ReasonShape
from yunke.ground.errors import reasons_from_json
from yunke.refusals import as_json

METHODS: Any = PayingEntity._meta.get_field("tax_method").choices
GAP_RULES: Any = PayingEntity._meta.get_field("gap_rule").choices


class TaxSettingsShape(serializers.ModelSerializer[PayingEntity]):
    """Empty (``null`` for the penalties) is not chosen yet: no month of it settles."""

    class Meta:
        model = PayingEntity
        fields = ("public_id", "code", "name", "tax_method", "gap_rule", "penalties_lower_income")
        read_only_fields = fields


class TaxSettingsAsked(serializers.Serializer[Any]):
    """No setting has a default: what finance has not chosen stays unchosen."""

    tax_method = serializers.ChoiceField(METHODS)
    gap_rule = serializers.ChoiceField(
        GAP_RULES,
        required=False,
        default="",
        allow_blank=True,
        help_text="For cumulative: which months count.",
    )
    penalties_lower_income = serializers.BooleanField()
    mid_year = serializers.BooleanField(
        default=False,
        help_text="Said where the year has approved months: they stay, later ones are counted anew.",
    )


class SpecialDay(serializers.Serializer[Any]):
    on = serializers.DateField()
    kind = serializers.ChoiceField(["day_off", "make_up"])


class HolidayYearAsked(serializers.Serializer[Any]):
    """``days``: the announced ones alone; the statutory days are known by law."""

    year = serializers.IntegerField(min_value=2025, max_value=2100)
    source = serializers.CharField(max_length=200)
    days = serializers.ListField(child=SpecialDay(), required=False, default=list, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        on = [day["on"] for day in attrs["days"]]
        if len(set(on)) != len(on):
            raise serializers.ValidationError({"days": gettext("有一天写了两次。")})
        if any(day.year != attrs["year"] for day in on):
            raise serializers.ValidationError({"days": gettext("有一天不在这一年里。")})
        return attrs


class HolidayYearShape(serializers.Serializer[Any]):
    year = serializers.IntegerField(source="year.year")
    source = serializers.CharField(source="year.source")
    state = serializers.ChoiceField(source="year.state", choices=["proposed", "confirmed"])
    proposed_by = serializers.CharField(
        source="year.proposed_by.public_id", default="", help_text="Empty: the server's operator."
    )
    confirmed_by = serializers.CharField(source="year.confirmed_by.public_id", default="")
    confirmed_at = serializers.DateTimeField(source="year.confirmed_at", allow_null=True)
    statutory = serializers.ListField(child=serializers.DateField())
    day_off = serializers.ListField(child=serializers.DateField())
    make_up = serializers.ListField(child=serializers.DateField())


class AccountBalanceShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.SerializerMethodField()
    debit_fen = serializers.IntegerField(source="debit")
    credit_fen = serializers.IntegerField(source="credit")
    balance_fen = serializers.IntegerField(source="balance", help_text="Debits less credits.")

    def get_name(self, row: dict[str, Any]) -> str:
        return gettext(row["name"])


class LedgerShape(serializers.Serializer[Any]):
    entity = serializers.CharField(allow_blank=True, help_text="Empty: all of them together.")
    accounts = AccountBalanceShape(many=True)


class PaymentShape(serializers.ModelSerializer[PayoutItem]):
    """One payment of a statement; the account by its last four."""

    run = serializers.CharField(source="run.number")
    month = MonthField(source="run.month")
    statement = serializers.CharField(source="statement.public_id")
    agent_number = serializers.CharField(source="statement.agent_number")
    account = serializers.SerializerMethodField(help_text="Empty while there is none.")
    reasons = serializers.SerializerMethodField(help_text="Why it failed or waits.")

    class Meta:
        model = PayoutItem
        fields = (
            "public_id",
            "run",
            "month",
            "statement",
            "agent_number",
            "amount_fen",
            "state",
            "account",
            "reasons",
            "made_at",
            "settled_at",
        )
        read_only_fields = fields

    def get_account(self, item: PayoutItem) -> str:
        return f"**** {item.account.last_four}" if item.account else ""

    @extend_schema_field(ReasonShape(many=True))
    def get_reasons(self, item: PayoutItem) -> list[dict[str, Any]]:
        return as_json(reasons_from_json([item.why])) if item.why else []
