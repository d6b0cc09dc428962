"""The prices of ``payouts.rules.pricing`` as expressions: whole months are priced inside the database."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import BigIntegerField, Func

_PLACE = re.compile(r"\{(\w+)\}")


class Priced(Func):
    """One of the rules' ``*_SQL`` with its places filled; a fact is rounded once, before any sum."""

    def __init__(self, sql: str, **parts: Any) -> None:
        self.pieces = _PLACE.split(sql)[::2]
        super().__init__(*(parts[name] for name in _PLACE.findall(sql)), output_field=BigIntegerField())

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        text, params = self.pieces[0], []
        for source, piece in zip(self.source_expressions, self.pieces[1:], strict=True):
            compiled, its_params = compiler.compile(source)
            text += compiled + piece
            params += its_params
        return text, params
