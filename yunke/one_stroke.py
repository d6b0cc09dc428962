"""All tables of a room made at once, from the state that stands at the end.

Django's own operations render every related model anew after each of them; in a house whose tables all lead to one
person that is most of the time a first start takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class InOneStroke(Operation):
    """Takes the operations that build up a room's models; its tables are made with all that they end with."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # rendered when it is asked for, once
        for one in self.operations:
            one.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in reversed(self._models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        return "Make the room's tables"

    def _models(self, app_label: str, editor: BaseDatabaseSchemaEditor, state: ProjectState) -> list[Any]:
        made = [
            state.apps.get_model(app_label, one.name)
            for one in self.operations
            if isinstance(one, CreateModel)
        ]
        return [model for model in made if self.allow_migrate_model(editor.connection.alias, model)]
