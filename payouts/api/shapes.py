"""What goes over the wire. Each writer lists its fields; nothing else is taken; accounts go out by their last four."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from payouts.models import PayoutAccount, PayoutBatch, Run, Statement
from payouts.queries.opened import OpenedLine
from payouts.rails.bank_file import GBK, UTF8
from payouts.words import line_name
from yunke.ground.months import parse_month


class MonthField(serializers.CharField):
    """``2026-10`` for the month."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return parse_month(super().to_internal_value(data))
        except ValueError as wrong:
            raise serializers.ValidationError(gettext("月份写成 2026-10 的样子。")) from wrong

    def to_representation(self, value: Any) -> str:
        return f"{value:%Y-%m}"


class MonthAsked(serializers.Serializer[Any]):
    month = MonthField(required=False, help_text="2026-10")


class RunsAsked(MonthAsked):
    entity = serializers.CharField(required=False, max_length=12, help_text="A paying entity's code.")


class FactShape(serializers.Serializer[Any]):
    on = serializers.DateField(allow_null=True)
    starts_at = serializers.DateTimeField(source="starts", allow_null=True)
    ends_at = serializers.DateTimeField(source="ends", allow_null=True)
    figure = serializers.IntegerField(help_text="Minutes, pieces or fen of sales, by the line's kind.")
    about = serializers.CharField(allow_blank=True)
    multiplied_for = serializers.CharField(
        source="source", allow_blank=True, help_text="The holiday its percent comes from, or own_date."
    )
    fen = serializers.IntegerField()


class LineShape(serializers.Serializer[Any]):
    """``rate``: fen an hour, fen a piece or basis points. ``holds``: the facts come to the amount."""

    ordinal = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.SerializerMethodField()
    task = serializers.CharField(source="task.number", default="")
    terms_version = serializers.IntegerField(source="terms.version", default=None, allow_null=True)
    percent = serializers.IntegerField()
    facts_count = serializers.IntegerField(source="facts")
    quantity = serializers.IntegerField()
    rate = serializers.IntegerField()
    amount_fen = serializers.IntegerField()
    holds = serializers.BooleanField()
    facts = FactShape(source="rows", many=True)

    def get_name(self, line: OpenedLine) -> str:
        return line_name(line)


class StatementShape(serializers.ModelSerializer[Statement]):
    month = MonthField(source="run.month")
    payer = serializers.CharField(source="run.entity.name")
    run_state = serializers.CharField(source="run.state")
    pays_on = serializers.DateField(source="run.pays_on")
    payment = serializers.SerializerMethodField()

    class Meta:
        model = Statement
        fields = (
            "public_id",
            "agent_number",
            "month",
            "payer",
            "run_state",
            "pays_on",
            "work_fen",
            "commission_fen",
            "reward_fen",
            "correction_fen",
            "income_fen",
            "tax_fen",
            "penalty_fen",
            "advance_fen",
            "debt_fen",
            "carried_fen",
            "net_fen",
            "digest",
            "payment",
        )

    def get_payment(self, one: Statement) -> dict[str, Any] | None:
        item = one.payments[0] if one.payments else None  # type: ignore[attr-defined]
        return item and {
            "public_id": item.public_id,
            "state": item.state,
            "amount_fen": item.amount_fen,
            "account": f"**** {item.account.last_four}" if item.account else None,
            "settled_at": item.settled_at,
        }


class StatementOfRunShape(StatementShape):
    """``figure_fen``: its part of the task or kind asked for, or of the group's sum; without one what is paid."""

    figure_fen = serializers.IntegerField()

    class Meta(StatementShape.Meta):
        fields = (*StatementShape.Meta.fields, "figure_fen")  # type: ignore[assignment]


class OpenedStatementShape(StatementShape):
    lines = serializers.SerializerMethodField()

    class Meta(StatementShape.Meta):
        fields = (*StatementShape.Meta.fields, "lines")  # type: ignore[assignment]

    def get_lines(self, one: Statement) -> Any:
        return LineShape(self.context["lines"], many=True).data


class SoFarShape(serializers.Serializer[Any]):
    month = MonthField()
    payer = serializers.CharField()
    pays_on = serializers.DateField()
    as_of = serializers.DateTimeField()
    tax_known = serializers.BooleanField()
    holidays_known = serializers.BooleanField()
    unpriced = serializers.IntegerField()
    income_fen = serializers.IntegerField()
    tax_fen = serializers.IntegerField()
    penalty_fen = serializers.IntegerField()
    carried_fen = serializers.IntegerField()
    net_fen = serializers.IntegerField()
    lines = LineShape(many=True)


class AccountShape(serializers.ModelSerializer[PayoutAccount]):
    number = serializers.SerializerMethodField()

    class Meta:
        model = PayoutAccount
        fields = ("public_id", "number", "bank", "branch_code", "state", "added_at")

    def get_number(self, one: PayoutAccount) -> str:
        return f"**** {one.last_four}"


class AccountAsked(serializers.Serializer[Any]):
    holder = serializers.CharField(max_length=60)
    number = serializers.CharField(max_length=40, write_only=True)
    bank = serializers.CharField(max_length=60)
    branch_code = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class BatchShape(serializers.ModelSerializer[PayoutBatch]):
    class Meta:
        model = PayoutBatch
        fields = (
            "public_id",
            "number",
            "state",
            "item_count",
            "total_fen",
            "encoding",
            "file_hash",
            "made_at",
        )


class RunShape(serializers.ModelSerializer[Run]):
    month = MonthField()
    entity = serializers.CharField(source="entity.code")
    batches = BatchShape(many=True)

    class Meta:
        model = Run
        fields = (
            "public_id",
            "number",
            "entity",
            "month",
            "state",
            "pays_on",
            "statement_count",
            "income_fen",
            "tax_fen",
            "penalty_fen",
            "advance_fen",
            "debt_fen",
            "carried_fen",
            "net_fen",
            "unpriced_count",
            "hash",
            "prepared_at",
            "computed_at",
            "approved_at",
            "released_at",
            "paid_at",
            "batches",
        )


class ProgressShape(serializers.Serializer[Any]):
    done = serializers.IntegerField(help_text="Agents looked at.")
    total = serializers.IntegerField(help_text="Agents.")
    statements = serializers.IntegerField(help_text="Made so far; who had no work has none.")
    rate = serializers.IntegerField(help_text="Agents a second.")
    seconds_left = serializers.FloatField(allow_null=True)
    finished = serializers.BooleanField()
    parked = serializers.IntegerField(help_text="Chunks that failed five times.")


class PrepareAsked(serializers.Serializer[Any]):
    entity = serializers.SlugField()
    month = MonthField()


class ApproveAsked(serializers.Serializer[Any]):
    net_fen = serializers.IntegerField(help_text="The run's net total, as the approver saw it.")
    hash = serializers.CharField(
        min_length=64, max_length=64, help_text="The run's SHA-256, as the approver saw it."
    )


class ReleaseAsked(serializers.Serializer[Any]):
    file_hash = serializers.CharField(
        max_length=64,
        allow_blank=True,
        help_text="SHA-256 of the file that went to the bank; empty for a month that pays nobody.",
    )


class ReturnAsked(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=500)


class FileAsked(serializers.Serializer[Any]):
    encoding = serializers.ChoiceField(choices=[UTF8, GBK], required=False, default="", allow_blank=True)


class ResultAsked(serializers.Serializer[Any]):
    file = serializers.FileField()


class ResultShape(serializers.Serializer[Any]):
    rows = serializers.IntegerField()
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    imported_at = serializers.DateTimeField()
