"""The staff's side of the house: four sections, each with the queues a person's roles open."""

from __future__ import annotations

from collections.abc import Iterable

from yunke.ground.errors import gettext_noop as _
from yunke.registry import Queue, registry

SECTIONS = (
    ("screening", _("筛选")),
    ("operations", _("运营")),
    ("finance", _("财务")),
    ("settings", _("设置")),
)


def queues_of(section: str, roles: Iterable[str]) -> list[Queue]:
    """The queues of a section that somebody with these roles may open, in order."""
    held = set(roles)
    return sorted(
        (queue for queue in registry.queues.values() if queue.section == section and queue.roles & held),
        key=lambda queue: queue.order,
    )


def first_door(roles: Iterable[str]) -> str | None:
    """The URL name of the first queue these roles open."""
    return next((queue.url_name for code, _name in SECTIONS for queue in queues_of(code, roles)), None)
