"""Figures for a Prometheus server: requests as counted by django-prometheus, and what waits in the house.

Shown only to who brings ``YUNKE_METRICS_TOKEN``; without that variable nothing is counted and there is no
page. No label carries anything of a person.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from yunke import clock
from yunke.access import allow
from yunke.audit import unsealed
from yunke.ground.roles import ANYONE
from yunke.models import Chunk, Notice
from yunke.registry import registry

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Row = tuple[str, str, dict[str, str], float]  # name, what it is, labels, value


@allow(ANYONE)
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; 404 where no token is set, 401 without it."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not constant_time_compare(given, settings.METRICS_TOKEN):
        return HttpResponse(
            "Authorization: Bearer YUNKE_METRICS_TOKEN\n", status=401, content_type="text/plain"
        )
    return HttpResponse(_counted() + _told(waiting(clock.now())), content_type=CONTENT_TYPE)


def waiting(now: datetime) -> Iterator[Row]:
    """Long work by state, news in the outbox, acts without a seal, and every staff queue by its length."""
    for kind, state, count in _by(Chunk, "kind", "state"):
        yield "yunke_chunks", "pieces of long work", {"kind": kind, "state": state}, count
    for state, count in _by(Notice, "state"):
        yield "yunke_notices", "news in the outbox", {"state": state}, count
    oldest = Notice.objects.filter(state="due").aggregate(at=Min("due_at"))["at"]
    late = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    yield "yunke_notice_oldest_due_seconds", "age of the oldest news not sent", {}, late
    yield "yunke_audit_unsealed", "acts not in the hash chain yet", {}, unsealed().count()
    for code, queue in sorted(registry.queues.items()):
        if queue.count:
            yield "yunke_waiting", "items in a staff queue", {"queue": code}, queue.count(now) or 0


def _by(model: type[Chunk] | type[Notice], *columns: str) -> Iterator[tuple[str, ...]]:
    rows = model._default_manager.order_by(*columns).values_list(*columns)
    yield from rows.annotate(count=Count("pk"))


def _counted() -> str:
    """Requests of all web processes of this machine (yunke/serving.py names their folder), or of this one."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY).decode()
    gathered = CollectorRegistry()
    MultiProcessCollector(gathered)
    return generate_latest(gathered).decode()


def _told(rows: Iterator[Row]) -> str:
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import GaugeMetricFamily

    families: dict[str, GaugeMetricFamily] = {}
    for name, what, labels, value in rows:
        family = families.setdefault(name, GaugeMetricFamily(name, what, labels=sorted(labels)))
        family.add_metric([labels[label] for label in sorted(labels)], value)

    class Waiting:
        def collect(self) -> Iterable[GaugeMetricFamily]:
            return families.values()

    gathered = CollectorRegistry()
    gathered.register(Waiting())
    return generate_latest(gathered).decode()
