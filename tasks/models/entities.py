"""The company that pays, its months, its agreement, and the days the law makes special."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import User
from tasks.states import HOLIDAY_AMENDMENT, HOLIDAY_YEAR, PAY_MONTH
from yunke.models import Public


class PayingEntity(Public):
    """Who owes the agent and withholds the tax.

    ``tax_method``, ``gap_rule`` and ``penalties_lower_income`` have no silent default: empty means finance
    has not chosen, and a month refuses to settle.
    """

    code = models.SlugField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    tax_method = models.CharField(
        max_length=12,
        blank=True,
        choices=[("cumulative", _("累计预扣")), ("occurrence", _("按次")), ("none", _("不扣"))],
    )
    gap_rule = models.CharField(
        max_length=12,
        blank=True,
        choices=[("continuous", _("连续取酬月")), ("paid", _("有报酬的月")), ("calendar", _("自然月"))],
    )
    penalties_lower_income = models.BooleanField(null=True)


class PayMonth(Public):
    """One entity's month. Approval holds it shared, closing holds it alone; so nothing falls between."""

    STATES = PAY_MONTH

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="months")
    month = models.DateField()  # first of the month
    state = models.CharField(max_length=10, choices=PAY_MONTH.choices, default="open")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "month"], name="pay_month_once"),
            models.UniqueConstraint(fields=["entity"], condition=Q(state="open"), name="pay_month_one_open"),
        ]


class Agreement(Public):
    """The service agreement an agent accepts before duty, word for word, by version and hash."""

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    body_zh = models.TextField()
    body_en = models.TextField()
    hash = models.CharField(max_length=64)
    effective_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "version"], name="agreement_version")]


class HolidayYear(Public):
    """A year's days as the State Council announced them; unconfirmed, nothing of it settles."""

    STATES = HOLIDAY_YEAR

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=HOLIDAY_YEAR.choices, default="proposed")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)


DAY_KINDS = [("statutory", _("法定日")), ("day_off", _("调休")), ("make_up", _("补班"))]


class Holiday(models.Model):
    """A special day: ``statutory`` (pays by the terms' rule), ``day_off`` or ``make_up`` (a working Saturday).

    It holds in the calendars from ``since`` on and before ``until`` (versions of ``HolidayAmendment``; empty: still).
    """

    year = models.ForeignKey(HolidayYear, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=DAY_KINDS)
    code = models.CharField(max_length=30, blank=True)  # spring_festival, national_day ...
    since = models.PositiveSmallIntegerField(default=0, db_default=0)
    until = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "kind", "code", "since"], name="holiday_once_a_version")
        ]


class HolidayAmendment(Public):
    """What was announced after a year had been confirmed; ``version`` counts all confirmed ones, as they came.

    A run keeps the version it was computed by, so what was approved by an older one proves itself for good.
    """

    STATES = HOLIDAY_AMENDMENT

    year = models.ForeignKey(HolidayYear, on_delete=models.PROTECT, related_name="amendments")
    version = models.PositiveSmallIntegerField(null=True, unique=True)
    source = models.CharField(max_length=200)
    why = models.TextField()
    state = models.CharField(max_length=10, choices=HOLIDAY_AMENDMENT.choices, default="proposed")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="proposed"), name="holiday_amendment_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(decided_by__isnull=False, version__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="holiday_amendment_by_two",
            ),
        ]


class AmendedDay(models.Model):
    """A day before and after an amendment; an empty kind is a plain day."""

    amendment = models.ForeignKey(HolidayAmendment, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    was = models.CharField(max_length=10, choices=DAY_KINDS, blank=True)
    becomes = models.CharField(max_length=10, choices=DAY_KINDS, blank=True)
    code = models.CharField(max_length=30, blank=True)  # of a day that becomes statutory

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["amendment", "on"], name="amended_day_once")]
