"""One month's settlement of one paying entity: the run, its statements, their lines.

From approval on the database itself refuses any change to the three (``yunke/guards.py``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, User
from payouts.states import RUN
from tasks.models import Correction, Decision, PayingEntity, ResultKind, Task, Terms
from yunke.models import Public

LINE_KINDS = [
    ("hours", _("工时")),
    ("pieces", _("计件提成")),
    ("share", _("成交提成")),
    ("tiers", _("分档提成")),
    ("returned", _("退回扣减")),
    ("guarantee", _("每班保底补足")),
    ("rank", _("职级补贴")),
    ("mentor", _("带徒奖")),
    ("full_attendance", _("全勤奖")),
    ("task_bonus", _("任务奖金")),
    ("reward", _("奖励")),
    ("correction", _("更正")),
    ("released", _("放开的")),
    ("tax", _("个人所得税")),
    ("penalty", _("处罚")),
    ("advance", _("预支")),
    ("debt", _("上期结转")),
    ("carried", _("结转下期")),
]


class Run(Public):
    """``number`` is ``R202610-CODE``. The tax settings are copied when it is prepared; ``pays_on`` decides
    the tax year. ``hash`` is the SHA-256 over its statements, the same however it was computed."""

    STATES = RUN

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="runs")
    month = models.DateField()  # first of the month settled
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, choices=RUN.choices, default="computing")
    pays_on = models.DateField()
    tax_method = models.CharField(max_length=12)
    gap_rule = models.CharField(max_length=12, blank=True)
    penalties_lower_income = models.BooleanField()
    calendar = models.PositiveSmallIntegerField(default=0, db_default=0)  # holiday amendments up to this one
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    statement_count = models.PositiveIntegerField(default=0)
    income_fen = models.BigIntegerField(default=0)
    tax_fen = models.BigIntegerField(default=0)
    penalty_fen = models.BigIntegerField(default=0)
    advance_fen = models.BigIntegerField(default=0, db_default=0)
    debt_fen = models.BigIntegerField(default=0)
    carried_fen = models.BigIntegerField(default=0)
    net_fen = models.BigIntegerField(default=0)
    unpriced_count = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "month"], name="run_once_a_month"),
            models.CheckConstraint(
                name="run_three_people",
                condition=(
                    (Q(approved_by__isnull=True) | ~Q(approved_by=models.F("prepared_by")))
                    & (
                        Q(released_by__isnull=True)
                        | (~Q(released_by=models.F("prepared_by")) & ~Q(released_by=models.F("approved_by")))
                    )
                ),
            ),
        ]


class Statement(Public):
    """One agent's part of a run. All sums in fen; ``net_fen`` = the sum of its lines, never below zero.

    ``income_fen`` is what tax is withheld on. The cumulative tax figures are those after this statement.
    ``debt_fen`` was brought in, ``carried_fen`` goes on to the next run.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="statements", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="statements")
    agent_number = models.CharField(max_length=12)
    work_fen = models.BigIntegerField(default=0)
    commission_fen = models.BigIntegerField(default=0)
    reward_fen = models.BigIntegerField(default=0)
    correction_fen = models.BigIntegerField(default=0)
    income_fen = models.BigIntegerField()
    tax_fen = models.BigIntegerField()
    tax_short_fen = models.BigIntegerField(default=0)  # due but above the income at hand
    penalty_fen = models.BigIntegerField(default=0)
    advance_fen = models.BigIntegerField(default=0, db_default=0)  # had before, asked back
    debt_fen = models.BigIntegerField(default=0)
    carried_fen = models.BigIntegerField(default=0)
    net_fen = models.BigIntegerField()
    tax_year = models.PositiveSmallIntegerField()
    tax_months = models.PositiveSmallIntegerField(default=0)
    year_income_fen = models.BigIntegerField(default=0)
    year_tax_fen = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "agent"], name="statement_once"),
            models.CheckConstraint(
                condition=Q(net_fen__gte=0, carried_fen__gte=0), name="statement_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["agent"], condition=Q(carried_fen__gt=0), name="statement_owing")]


class Line(models.Model):
    """One (agent, task, terms, kind, multiplier) of a statement; its facts are found again by these columns.

    ``quantity`` is minutes, pieces or fen of sales by kind; ``rate`` fen an hour, fen a piece or basis
    points; ``percent`` the holiday multiplier. A month has half a million of them: each index that no
    question needs is half a second of its settlement.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=LINE_KINDS)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    result_kind = models.ForeignKey(
        ResultKind, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    correction = models.ForeignKey(
        Correction, on_delete=models.PROTECT, null=True, related_name="lines", db_index=False
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="lines", db_index=False
    )
    percent = models.PositiveSmallIntegerField(default=100)
    facts = models.PositiveIntegerField(default=0)
    quantity = models.BigIntegerField(default=0)
    rate = models.PositiveIntegerField(default=0)
    amount_fen = models.BigIntegerField()

    class Meta:
        ordering = ["statement_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "ordinal"], name="line_place"),
            models.CheckConstraint(
                name="line_task_has_source",
                condition=Q(task__isnull=True)
                | Q(terms__isnull=False)
                | Q(decision__isnull=False)
                | Q(correction__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["decision"], condition=Q(decision__isnull=False), name="line_of_decision"),
            models.Index(
                fields=["correction"], condition=Q(correction__isnull=False), name="line_of_correction"
            ),
        ]
