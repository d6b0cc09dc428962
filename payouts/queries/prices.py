"""The prices of ``payouts.rules.pricing`` as expressions: whole months are priced inside the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import BigIntegerField, F, Func

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


When = tuple[Collection[Any], Collection[int], int]  # values of the column, terms, the figure


class Chosen(Func):
    """The figure that a fact's terms and one more column of it name: that of the first ``When`` that fits.

    In words of its own: as ``Case`` of ``Q`` it would cost Django more to build than the database to answer.
    """

    def __init__(self, column: str, whens: Sequence[When], other: int = 0) -> None:
        self.whens, self.other = whens, other
        super().__init__(F(column), F("terms_id"), output_field=BigIntegerField())

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, terms = (compiler.compile(one)[0] for one in self.source_expressions)
        if not self.whens:
            return "%s", [self.other]
        text, params = "CASE", list[Any]()
        for values, pks, figure in self.whens:
            text += f" WHEN {column} IN ({_places(values)}) AND {terms} IN ({_places(pks)}) THEN %s"
            params += [*values, *pks, figure]
        return f"{text} ELSE %s END", [*params, self.other]


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))
