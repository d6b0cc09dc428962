"""The record of acts as a page: newest first, by who, what and on which thing; nothing in it can be changed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yunke.access import allow
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ADMINISTRATOR, AUDITOR
from yunke.models import AuditEntry
from yunke.registry import Queue, registry

SHOWN = 100
READERS = frozenset({AUDITOR, ADMINISTRATOR})


def register() -> None:
    registry.queue(Queue("audit", _("审计记录"), "settings", 90, "audit", READERS))


@allow(read=tuple(sorted(READERS)))
@require_safe
def audit_page(request: HttpRequest) -> HttpResponse:
    """``?q=`` a verb, a thing's type or identifier, or a person's phone; ``?before=`` an entry, for older ones."""
    words, before = request.GET.get("q", "").strip(), request.GET.get("before", "")
    found = _found(words).order_by("-pk")
    if before.isdigit():
        found = found.filter(pk__lt=int(before))
    entries = list(found.select_related("seal")[: SHOWN + 1])
    shown = entries[:SHOWN]
    people = _people({entry.actor for entry in shown})
    return render(request, "audit.html", {
        "rows": [_row(entry, people) for entry in shown],
        "words": words, "older": shown[-1].pk if len(entries) > SHOWN else None,
    })  # fmt: skip


def _row(entry: AuditEntry, people: dict[str, str]) -> dict[str, Any]:
    """Facts as pairs: a template would take a fact named "items" for the dictionary's own."""
    who, facts = people.get(entry.actor, entry.actor), list(entry.facts.items())
    return {"entry": entry, "who": who, "facts": facts}


def _found(words: str) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.all()
    if not words:
        return entries
    of_person = Q(actor__in=list(_users(words)))
    return entries.filter(
        of_person | Q(verb__startswith=words) | Q(thing_type__startswith=words) | Q(thing_id=words)
    )


def _users(words: str) -> QuerySet[Any, Any]:
    digits = words.lstrip("+")
    users = get_user_model().objects.values_list("public_id", flat=True)
    return (
        users.filter(Q(public_id=words) | Q(phone__endswith=digits))
        if digits.isdigit()
        else users.filter(public_id=words)
    )


def _people(actors: set[str]) -> dict[str, str]:
    users: Any = get_user_model().objects.filter(public_id__in=actors)
    return {user.public_id: str(user) for user in users}
