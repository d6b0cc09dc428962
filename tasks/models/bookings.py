"""Shifts with seats, and the seats agents hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onboarding.models import Agent
from tasks.models.claims import Claim
from tasks.models.clients import Task
from tasks.states import BOOKING, SEATED, SHIFT
from yunke.models import Public


class Shift(Public):
    """``taken`` counts the bookings that hold a seat; ``local_on`` is the pay-zone day it starts."""

    STATES = SHIFT

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    local_on = models.DateField()
    seats = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=SHIFT.choices, default="open")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="shift_not_overbooked"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["task", "starts_at"], name="shift_of_task"),
            models.Index(fields=["starts_at"], name="shift_start"),
        ]


class Booking(Public):
    """A seat of a shift, with the clock. Times are copied from the shift: the overlap guard reads them.

    ``late_minutes`` and ``early_minutes`` are beyond the grace; 0 when on time.
    """

    STATES = BOOKING

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="bookings")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="bookings")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=BOOKING.choices, default="booked")
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    clocked_in_at = models.DateTimeField(null=True)
    clocked_out_at = models.DateTimeField(null=True)
    late_minutes = models.PositiveSmallIntegerField(default=0)
    early_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "agent"], condition=Q(state__in=SEATED), name="booking_one_seat"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "starts_at"], name="booking_of_agent"),
            models.Index(fields=["state", "ends_at"], name="booking_sweep"),
        ]
