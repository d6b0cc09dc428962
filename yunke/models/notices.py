"""The outbox: news for a person, written in the act's transaction and sent by a job."""

from __future__ import annotations

from django.db import models

from yunke.models.base import Public
from yunke.states import NOTICE


class Notice(Public):
    """``template`` and ``facts`` instead of a sentence: put into the reader's language when shown."""

    STATES = NOTICE

    recipient = models.CharField(max_length=26)  # public_id of a user
    template = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10)  # app or sms
    key = models.CharField(max_length=120, unique=True)  # the news itself: told once
    state = models.CharField(max_length=10, choices=NOTICE.choices, default="due")
    error = models.CharField(max_length=60, blank=True)  # kind of the last failure, never its words
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # when it was told
    try_at = models.DateTimeField(null=True)  # when to try again
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="notice_due"),
            models.Index(fields=["recipient", "-id"], name="notice_reader"),
            models.Index(
                fields=["recipient"], condition=models.Q(channel="app", read_at=None), name="notice_unread"
            ),
        ]
