"""The record of acts as a page: by time, by who, what and on which thing; nothing in it can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yunke.access import allow
from yunke.ground.acts import FACTS, THINGS, VALUES, VERBS
from yunke.ground.errors import KINDS
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ADMINISTRATOR, AUDITOR
from yunke.ground.states import TABLES, StateTable
from yunke.listing import Listing
from yunke.models import AuditEntry
from yunke.readable import readable
from yunke.registry import Queue, registry

SHOWN = 100
AUDIT = Listing("audit", {"-when": "-pk"})  # by time alone: of its millions nothing else is found in order
READERS = frozenset({AUDITOR, ADMINISTRATOR})


def register() -> None:
    registry.queue(Queue("audit", _("审计记录"), "settings", 90, "audit", READERS))


@allow(read=tuple(sorted(READERS)))
@require_safe
def audit_page(request: HttpRequest) -> HttpResponse:
    """``?q=`` a verb, a thing's type or identifier, or a person's phone; ``?before=`` an entry, for those after it in the list."""
    listed, before = AUDIT.shown(request), request.GET.get("before", "")
    words, newest_first = listed.search, listed.order.startswith("-")
    rows = listed.sorted(found(words))
    if before.isdigit():
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": int(before)})
    entries = list(rows.select_related("seal")[: SHOWN + 1])
    shown = entries[:SHOWN]
    names = people({entry.actor for entry in shown})
    return render(request, "audit.html", {
        "rows": [_row(entry, names) for entry in shown],
        "words": words, "newest_first": newest_first, "next": shown[-1].pk if len(entries) > SHOWN else None,
    })  # fmt: skip


def _row(entry: AuditEntry, people: dict[str, str]) -> dict[str, Any]:
    """In words where the house has them, else by code. Facts as pairs: a template would take a fact named
    "items" for the dictionary's own."""
    words = table.words if (table := _table(entry)) else {}
    return {
        "entry": entry,
        "who": people.get(entry.actor, entry.actor),
        "verb": gettext(VERBS.get(entry.verb, entry.verb)),
        "thing": gettext(THINGS.get(entry.thing_type, entry.thing_type)),
        "was": _word(words, entry.from_state),
        "became": _word(words, entry.to_state),
        "facts": [
            (_fact(entry.verb, name), _value(name, value))
            for name, value in readable(entry.facts, {}).items()
        ],
    }


def _word(words: Mapping[str, str], code: str) -> str:
    return gettext(words.get(code, code)) if code else ""


def _fact(verb: str, name: str) -> str:
    return gettext(FACTS.get(f"{verb}.{name}") or FACTS.get(name, name))


def _table(entry: AuditEntry) -> StateTable | None:
    """Whose states an entry names: of the rows it moved, or of the thing itself."""
    if named := entry.facts.get("table"):
        return TABLES.get(named)
    try:
        return getattr(apps.get_model(entry.thing_type), "STATES", None)
    except LookupError:
        return None


def _value(name: str, value: Any) -> Any:
    """A code by its word, where the house has one for it; of facts within a fact those that say something."""
    if isinstance(value, dict):
        said = {key: one for key, one in readable(value, {}).items() if one not in ("", None)}
        within = (f"{_fact('', key)}{gettext('：')}{_value(key, one)}" for key, one in said.items())
        return gettext("、").join(within) or gettext("没有")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return ", ".join(str(_value(name, one)) for one in value)
    return _coded(name, value) if isinstance(value, str) else value


def _coded(name: str, code: str) -> str:
    if name == "codes" and (kind := KINDS.get(code)) and "%(" not in kind.text:
        return gettext(kind.text)
    if name == "table":
        label = f".{code.replace('_', '')}"
        named = next((word for thing, word in THINGS.items() if thing.endswith(label)), None)
        return gettext(named or VALUES.get(name, {}).get(code, code))
    return gettext(VALUES.get(name, {}).get(code, code)) if code else ""


def found(words: str) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.all()
    if not words:
        return entries
    of_person = Q(actor__in=list(_users(words)))
    said = [verb for verb, word in VERBS.items() if words.lower() in gettext(word).lower()]
    return entries.filter(
        of_person
        | Q(verb__startswith=words)
        | Q(verb__in=said)
        | Q(thing_type__startswith=words)
        | Q(thing_id=words)
    )


def _users(words: str) -> QuerySet[Any, Any]:
    digits = words.lstrip("+")
    users = get_user_model().objects.values_list("public_id", flat=True)
    return (
        users.filter(Q(public_id=words) | Q(phone__endswith=digits))
        if digits.isdigit()
        else users.filter(public_id=words)
    )


def people(actors: set[str]) -> dict[str, str]:
    users: Any = get_user_model().objects.filter(public_id__in=actors).select_related("agent")
    return {user.public_id: str(user) for user in users}
