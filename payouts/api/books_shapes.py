"""What goes over the wire about a month before and beside its approval; amounts are fen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from payouts.api.shapes import MonthField
from payouts.rails import RAILS
from payouts.rules.accounts import ACCOUNTS, CODE


class CashShape(serializers.Serializer[Any]):
    """``fees_fen`` is null while the fee of the rail is not set."""

    entity = serializers.CharField(source="entity.code")
    month = MonthField(source="run.month")
    pays_on = serializers.DateField(source="day")
    rail = serializers.CharField(help_text="Empty: people without an account yet.")
    payments = serializers.IntegerField(source="count")
    fen = serializers.IntegerField()
    fees_fen = serializers.IntegerField(allow_null=True)


class CashNeededShape(serializers.Serializer[Any]):
    fen = serializers.IntegerField(help_text="Without fees.")
    rows = CashShape(many=True)


class TaskMarginShape(serializers.Serializer[Any]):
    task = serializers.CharField(source="number")
    shifts = serializers.IntegerField()
    price_fen = serializers.IntegerField()
    cost_fen = serializers.IntegerField()
    left_fen = serializers.IntegerField()


class ShiftMarginShape(serializers.Serializer[Any]):
    task = serializers.CharField(source="number")
    starts_at = serializers.DateTimeField()
    seats = serializers.IntegerField()
    price_fen = serializers.IntegerField()
    cost_fen = serializers.IntegerField()
    left_fen = serializers.IntegerField()


class GapSumShape(serializers.Serializer[Any]):
    rule = serializers.CharField()
    tax_fen = serializers.IntegerField()


class TaskChangeShape(serializers.Serializer[Any]):
    task = serializers.CharField(source="task.number")
    fen = serializers.IntegerField()
    before_fen = serializers.IntegerField()
    difference_fen = serializers.IntegerField()


class UnpricedShape(serializers.Serializer[Any]):
    task = serializers.CharField(source="terms.task.number")
    terms = serializers.CharField(source="terms.public_id")
    terms_version = serializers.IntegerField(source="terms.version")
    kind = serializers.CharField(source="kind.code")
    results = serializers.IntegerField()
    quantity = serializers.IntegerField()
    sales_fen = serializers.IntegerField()


class MonthCheckShape(serializers.Serializer[Any]):
    """Counts open by ``statements/?only=``: no_account, outlier, zero, carried, debt, corrected, gap, held."""

    number = serializers.CharField()
    net_fen = serializers.IntegerField()
    no_account = serializers.IntegerField()
    no_account_fen = serializers.IntegerField()
    outlier = serializers.IntegerField()
    low_fen = serializers.IntegerField(allow_null=True, help_text="Below it a statement is an outlier.")
    high_fen = serializers.IntegerField(allow_null=True, help_text="Above it a statement is an outlier.")
    zero = serializers.IntegerField()
    carried = serializers.IntegerField()
    carried_fen = serializers.IntegerField()
    debt = serializers.IntegerField()
    debt_fen = serializers.IntegerField()
    gap = serializers.IntegerField()
    gap_sums = GapSumShape(many=True)
    unpriced = UnpricedShape(many=True)
    tasks = TaskChangeShape(many=True)
    losing_tasks = TaskMarginShape(many=True)
    losing_shift_count = serializers.IntegerField()
    losing_shifts = ShiftMarginShape(many=True)
    cash = CashShape(many=True)


class AccountCodeShape(serializers.Serializer[Any]):
    """``code`` and ``name`` as the company's own books have it, empty while nobody said; the standards' beside it."""

    account = serializers.CharField()
    house_name = serializers.SerializerMethodField()
    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    standard_code = serializers.CharField(allow_blank=True)
    standard_name = serializers.CharField(allow_blank=True)

    def get_house_name(self, one: dict[str, Any]) -> str:
        return gettext(one["house_name"])


class AccountCodeAsked(serializers.Serializer[Any]):
    account = serializers.ChoiceField(choices=list(ACCOUNTS))
    code = serializers.RegexField(CODE, allow_blank=True, max_length=20)
    name = serializers.CharField(max_length=60, allow_blank=True, default="")


class AccountCodesAsked(serializers.Serializer[Any]):
    """Accounts that are not named stay as they are."""

    accounts = AccountCodeAsked(many=True)


class FeeAsked(serializers.Serializer[Any]):
    rail = serializers.ChoiceField(choices=sorted(RAILS))
    fee_fen = serializers.IntegerField(min_value=0, max_value=100_000, allow_null=True)
