"""Money on its way: accounts, batches handed to a rail, one item a statement, what the bank answered."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from onboarding.models import Agent, User
from payouts.models.runs import Run, Statement
from payouts.states import ACCOUNT, BATCH, ITEM, LIVE_ITEMS
from yunke.crypto import BlindIndexField, EncryptedTextField
from yunke.models import Public


def private_storage() -> object:
    return storages["private"]


class PayoutAccount(Public):
    """Where an agent is paid. Never edited: another account replaces it, so a sent item keeps its own."""

    STATES = ACCOUNT

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="payout_accounts")
    rail = models.CharField(max_length=20, default="bank_file")
    holder = EncryptedTextField()
    number = EncryptedTextField()
    number_index = BlindIndexField(source="number", purpose="payout_account")
    last_four = models.CharField(max_length=4)
    bank = models.CharField(max_length=60)
    branch_code = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=ACCOUNT.choices, default="active")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(state="active"), name="account_one_active"),
            models.UniqueConstraint(
                fields=["number_index"], condition=Q(state="active"), name="account_number_once"
            ),
        ]
        indexes = [models.Index(fields=["number_index"], name="account_by_number")]


class PayoutBatch(Public):
    """Items handed to one rail together, with the file and its control file as they were made."""

    STATES = BATCH

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="batches")
    rail = models.CharField(max_length=20)
    number = models.CharField(max_length=30, unique=True)
    state = models.CharField(max_length=10, choices=BATCH.choices, default="made")
    item_count = models.PositiveIntegerField()
    total_fen = models.BigIntegerField()
    encoding = models.CharField(max_length=10, default="utf-8-sig")
    file = models.FileField(storage=private_storage, max_length=200)
    file_hash = models.CharField(max_length=64)
    control_file = models.FileField(storage=private_storage, max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)  # from then on the bank may have it


class PayoutItem(Public):
    """One payment of one statement; ``public_id`` is the key every rail knows it by, for its whole life."""

    STATES = ITEM

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="items")
    run = models.ForeignKey(  # of the statement, like the agent: whose keys the database asks for already
        Run, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="payout_items")
    account = models.ForeignKey(PayoutAccount, on_delete=models.PROTECT, null=True, related_name="items")
    batch = models.ForeignKey(
        PayoutBatch, on_delete=models.PROTECT, null=True, related_name="items", db_index=False
    )
    serial = models.PositiveIntegerField(null=True)  # place in the batch's file
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ITEM.choices)
    why = models.JSONField(default=dict)  # code and facts: held or failed because
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(state__in=LIVE_ITEMS), name="item_one_live"
            ),
            models.UniqueConstraint(fields=["batch", "serial"], name="item_place"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="item_above_zero"),
        ]
        indexes = [models.Index(fields=["run", "state"], name="item_of_run")]


class BankResult(Public):
    """A result file the bank returned, imported whole or refused whole."""

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="results")
    file = models.FileField(storage=private_storage, max_length=200)
    file_hash = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    succeeded = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "file_hash"], name="bank_result_once")]
