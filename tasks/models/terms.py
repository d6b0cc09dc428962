"""What the work pays, in dated versions; and what breaking the rules costs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import User
from tasks.models.clients import Task
from tasks.states import PENALTIES, TERMS
from yunke.models import Public

HOLIDAY_RULES = [
    ("none", _("没有节假日加倍")),
    ("spring_and_national", _("春节4天和国庆3天")),
    ("all_statutory", _("全部法定节假日")),
    ("dates", _("指定日期")),
]


class ResultKind(models.Model):
    """A countable effect: ``count`` kinds are pieces, ``amount`` kinds are money (sales)."""

    code = models.SlugField(max_length=30, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    measure = models.CharField(max_length=10, choices=[("count", _("件数")), ("amount", _("金额"))])
    returns = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+"
    )  # takes it back


class Terms(Public):
    """A version applies to work from ``effective_on`` until the next version's day; never edited."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    hourly_fen = models.PositiveIntegerField()
    meal_starts = models.TimeField(null=True)
    meal_ends = models.TimeField(null=True)
    meal_is_paid = models.BooleanField(default=False)
    grace_minutes = models.PositiveSmallIntegerField(default=5)
    holiday_rule = models.CharField(max_length=20, choices=HOLIDAY_RULES, default="spring_and_national")
    holiday_percent = models.PositiveSmallIntegerField(default=200)
    holiday_dates = models.JSONField(default=list)  # ISO days, for the rule "dates"
    full_attendance_fen = models.PositiveIntegerField(default=0)
    full_attendance_shifts = models.PositiveSmallIntegerField(default=0)  # at least so many in the month
    task_bonus_fen = models.PositiveIntegerField(default=0)
    task_bonus_shifts = models.PositiveSmallIntegerField(default=0)
    guarantee_fen = models.PositiveIntegerField(default=0, db_default=0)  # the least a shift pays ...
    guarantee_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)  # ... when so long
    mentor_hourly_fen = models.PositiveIntegerField(default=0, db_default=0)  # for a mentee's paid hour ...
    mentor_days = models.PositiveSmallIntegerField(default=0, db_default=0)  # ... in the first so many days
    hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "version"], name="terms_version"),
            models.UniqueConstraint(fields=["task", "effective_on"], name="terms_dated"),
        ]


class TermsRate(models.Model):
    """Commission of one kind: fen a piece, or basis points of an amount (200 = 2 %). The kind's measure
    says which; nothing of either is a first slice that is free, below its tiers."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="rates")
    kind = models.ForeignKey(ResultKind, on_delete=models.PROTECT, related_name="+")
    unit_fen = models.PositiveIntegerField(default=0)
    share_bp = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "kind"], name="terms_rate_once"),
            models.CheckConstraint(
                condition=Q(share_bp=0) | Q(unit_fen=0),
                name="terms_rate_one_measure",
            ),
        ]


class TermsTier(models.Model):
    """What lies above so many pieces, or fen of sales, of a month: fen a piece or basis points, as its rate."""

    rate = models.ForeignKey(TermsRate, on_delete=models.CASCADE, related_name="tiers")
    above = models.PositiveBigIntegerField()
    price = models.PositiveIntegerField()

    class Meta:
        ordering = ["above"]
        constraints = [
            models.UniqueConstraint(fields=["rate", "above"], name="terms_tier_once"),
            models.CheckConstraint(condition=Q(above__gt=0), name="terms_tier_above_zero"),
        ]


class TermsRank(models.Model):
    """What a rank adds to its hours: per cent of the plain hourly pay, or fen an hour. Exactly one is set."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="ranks")
    rank = models.CharField(max_length=10)
    percent = models.PositiveSmallIntegerField(default=0)
    hourly_fen = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "rank"], name="terms_rank_once"),
            models.CheckConstraint(
                condition=Q(percent__gt=0, hourly_fen=0) | Q(percent=0, hourly_fen__gt=0),
                name="terms_rank_one_measure",
            ),
        ]


class TermsProposal(Public):
    """A version somebody wrote, until another person agrees: only then there are Terms.

    ``content`` is the rules' plain form of every promise; ``why`` the reason it was sent back.
    """

    STATES = TERMS

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="terms_proposals")
    state = models.CharField(max_length=10, choices=TERMS.choices, default="proposed")
    effective_on = models.DateField()
    content = models.JSONField()
    margin_seen = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    terms = models.OneToOneField(Terms, on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(state="proposed"), name="terms_one_waiting"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="terms_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False, terms__isnull=False),
                name="terms_approved_by_somebody",
            ),
        ]


class PenaltyTable(Public):
    """A task's penalties, agreed by the agent by version and hash before duty."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="penalty_tables")
    version = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    appeal_days = models.PositiveSmallIntegerField(default=3)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "version"], name="penalty_table_version")]


class PenaltyClause(models.Model):
    """``amount_fen`` is the most this breach costs."""

    table = models.ForeignKey(PenaltyTable, on_delete=models.CASCADE, related_name="clauses")
    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    amount_fen = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="penalty_clause_once")]


class PenaltyProposal(Public):
    """A penalty table somebody wrote, until another person agrees: only then there is one."""

    STATES = PENALTIES

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="penalty_proposals")
    state = models.CharField(max_length=10, choices=PENALTIES.choices, default="proposed")
    effective_on = models.DateField()
    appeal_days = models.PositiveSmallIntegerField()
    clauses = models.JSONField()  # code, title and amount_fen of each
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
    table = models.OneToOneField(PenaltyTable, on_delete=models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="proposed"), name="penalties_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="penalties_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False, table__isnull=False),
                name="penalties_approved_by_somebody",
            ),
        ]
