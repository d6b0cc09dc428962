"""What the record of acts says in words: each verb, each kind of thing, each fact. Codes stay in the database."""

from __future__ import annotations

from collections.abc import Mapping

VERBS: dict[str, str] = {}
THINGS: dict[str, str] = {}
FACTS: dict[str, str] = {}  # a fact's name, or "verb.fact" where one verb means something else by it
VALUES: dict[str, dict[str, str]] = {}  # fact -> code -> word, where a fact is itself a code


def act_words(
    *,
    verbs: Mapping[str, str],
    things: Mapping[str, str],
    facts: Mapping[str, str] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """A room's words (msgids): verbs in the past, things by model label in small letters, names of facts and
    of the codes they hold."""
    for shelf, words in ((VERBS, verbs), (THINGS, things), (FACTS, facts or {})):
        if twice := shelf.keys() & words.keys():
            raise ValueError(f"said twice: {sorted(twice)}")
        shelf.update(words)
    for fact, codes in (values or {}).items():
        VALUES.setdefault(fact, {}).update(codes)
