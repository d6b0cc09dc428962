"""Who gives the work, and the work that is offered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Line, User
from tasks.models.entities import PayingEntity
from tasks.states import TASK
from yunke.models import Public

# Intake into training and admission with reserve, in per cent of the seats (the trade: 1:2 to 1:3, 1:1.2 to 1:1.5)
TRAINING_RATIOS = [(0, _("不单独培训")), (200, "1:2"), (250, "1:2.5"), (300, "1:3")]
RESERVE_RATIOS = [(120, "1:1.2"), (130, "1:1.3"), (140, "1:1.4"), (150, "1:1.5")]


class Client(Public):
    name = models.CharField(max_length=80)
    trade = models.CharField(max_length=40, blank=True)


class ClientMember(models.Model):
    """A client's person, who sees their own tasks and nothing else."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="members")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="client_member")


class Task(Public):
    """A client's piece of customer-service work that agents claim. ``number`` is ``T00001``."""

    STATES = TASK

    number = models.CharField(max_length=12, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="tasks")
    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="tasks")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tasks")
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    requirements = models.TextField(blank=True)
    seats = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TASK.choices, default="draft")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    claims_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    # the stages between asking and duty; without them a screener admits straight away
    asks_interview = models.BooleanField(default=False)
    training_percent = models.PositiveSmallIntegerField(default=0, choices=TRAINING_RATIOS)  # of the seats
    client_assesses = models.BooleanField(default=False)
    room_before_shift = models.BooleanField(default=False, db_default=False)  # before a day's first shift
    reserve_percent = models.PositiveSmallIntegerField(default=150, choices=RESERVE_RATIOS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(training_percent=0) | Q(training_percent__gte=200, training_percent__lte=300),
                name="task_training_ratio",
            ),
            models.CheckConstraint(
                condition=Q(reserve_percent__gte=120, reserve_percent__lte=150), name="task_reserve_ratio"
            ),
        ]
        indexes = [models.Index(fields=["state", "line"], name="task_board")]

    @property
    def assesses(self) -> tuple[str, ...]:
        """Whose verdicts admission waits for: ours after training, the client's where it is agreed."""
        ours = ("us",) if self.training_percent or self.client_assesses else ()
        return (*ours, "client") if self.client_assesses else ours

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class ClientPrice(models.Model):
    """What the client pays for a seat, from a day on. Staff only: with it margin is known."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="client_prices")
    effective_on = models.DateField()
    unit = models.CharField(max_length=10, choices=[("shift", _("每班")), ("hour", _("每小时"))])
    price_fen = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "effective_on"], name="client_price_dated")]
