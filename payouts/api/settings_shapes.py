"""What finance keeps up, over the wire: tax settings, holiday years, the ledger, single payments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from payouts.api.shapes import MonthField
from payouts.models import PayoutItem
from payouts.queries.amendments import Effect
from payouts.queries.posted import Opened, batch_of, run_of
from tasks.models import AmendedDay, HolidayAmendment, PayingEntity
from yunke.api import ReasonShape
from yunke.ground.calendar import HOLIDAYS
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


class AmendedDayAsked(serializers.Serializer[Any]):
    """``kind`` is what the day becomes; a statutory one names its holiday in ``code``."""

    on = serializers.DateField()
    kind = serializers.ChoiceField(["statutory", "day_off", "make_up", "plain"])
    code = serializers.ChoiceField(HOLIDAYS, required=False, default="", allow_blank=True)


class AmendmentAsked(serializers.Serializer[Any]):
    days = serializers.ListField(child=AmendedDayAsked(), max_length=100)
    source = serializers.CharField(max_length=200)
    why = serializers.CharField(max_length=500, help_text="Those whose pay changes read it.")


class AmendedDayShape(serializers.ModelSerializer[AmendedDay]):
    """``statutory``, ``day_off`` or ``make_up``; empty is a plain day."""

    was = serializers.CharField(allow_blank=True)
    becomes = serializers.CharField(allow_blank=True)

    class Meta:
        model = AmendedDay
        fields = ("on", "was", "becomes", "code")


class AmendmentShape(serializers.ModelSerializer[HolidayAmendment]):
    """``version`` is its place among all confirmed ones; runs keep the version they were computed by."""

    days = AmendedDayShape(many=True)
    year = serializers.IntegerField(source="year.year")
    proposed_by = serializers.CharField(source="proposed_by.public_id")
    decided_by = serializers.CharField(source="decided_by.public_id", default="")
    differences = serializers.IntegerField(
        source="corrections.count", help_text="Hours of approved months that were paid a difference."
    )

    class Meta:
        model = HolidayAmendment
        fields = (
            "public_id",
            "year",
            "version",
            "state",
            "days",
            "source",
            "why",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
            "differences",
        )


class AmendmentEffectShape(serializers.Serializer[Any]):
    """What confirming does to one paying entity."""

    entity = serializers.CharField(source="entity.code")
    differences = serializers.IntegerField(source="count", help_text="Hours of approved months.")
    fen = serializers.IntegerField(help_text="What they come to together.")
    month = MonthField(allow_null=True, help_text="The open month that pays them.")
    anew = serializers.SerializerMethodField(help_text="Runs nobody has approved, to be computed anew.")

    def get_anew(self, one: Effect) -> list[str]:
        return [run.number for run in one.anew]


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


class LedgerEntryShape(serializers.Serializer[Any]):
    """``run``, ``batch`` and ``statement`` lead to what posted it, where it is of one."""

    booked_at = serializers.DateTimeField(source="entry.transaction.booked_at")
    kind = serializers.CharField(source="entry.transaction.kind")
    key = serializers.CharField(source="entry.transaction.key", help_text="Of the event: booked once.")
    entity = serializers.CharField(source="entry.transaction.entity.code")
    agent = serializers.SerializerMethodField(help_text="Of an account kept by person.")
    debit_fen = serializers.IntegerField(source="debit")
    credit_fen = serializers.IntegerField(source="credit")
    run = serializers.SerializerMethodField()
    batch = serializers.SerializerMethodField()
    statement = serializers.SerializerMethodField()

    def get_agent(self, one: Opened) -> str | None:
        return one.entry.agent.number if one.entry.agent else None

    def get_run(self, one: Opened) -> str | None:
        run = run_of(one.source)
        return run.number if run else None

    def get_batch(self, one: Opened) -> str | None:
        batch = batch_of(one.source)
        return batch.number if batch else None

    def get_statement(self, one: Opened) -> str | None:
        return one.statement.public_id if one.statement else None


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
