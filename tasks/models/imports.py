"""Results out of a dialler's file: how its columns are read, what came of each row."""

from __future__ import annotations

from django.core.files.storage import storages
from django.db import models

from onboarding.models import User
from tasks.models.clients import Task
from tasks.states import IMPORT, IMPORT_ROW
from yunke.models import Public


def private_storage() -> object:
    return storages["private"]


class ResultMapping(Public):
    """``columns``: ``{"call_id": col|"", "agent": col, "at": col, "kinds": [{"kind", "column", "operator",
    "value"}], "amount": {"kind", "column"}?, "delimiter": ";"}``. A row may yield several kinds."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="mappings")
    name = models.CharField(max_length=60)
    columns = models.JSONField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()


class ResultImport(Public):
    """One uploaded file: checked (previewed), then imported whole or dropped whole; withdrawn whole, if need be."""

    STATES = IMPORT

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="imports")
    mapping = models.ForeignKey(ResultMapping, on_delete=models.PROTECT, related_name="imports")
    columns = models.JSONField()  # the mapping as it stood
    file = models.FileField(storage=private_storage, max_length=200)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=IMPORT.choices, default="checked")
    report = models.JSONField(default=dict)  # counts by outcome, and the first problems by row
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)


class ImportRow(Public):
    """A row parked for repair (an agent number nobody has), with what it said."""

    STATES = IMPORT_ROW

    source = models.ForeignKey(ResultImport, on_delete=models.PROTECT, related_name="rows")
    row_number = models.PositiveIntegerField()
    source_key = models.CharField(max_length=120)
    row = models.JSONField()
    problem = models.JSONField()  # code and facts
    state = models.CharField(max_length=10, choices=IMPORT_ROW.choices, default="parked")
    repaired_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    repaired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "row_number"], name="import_row_once")]
        indexes = [models.Index(fields=["state"], name="import_row_state")]
