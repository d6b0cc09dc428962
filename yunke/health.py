"""Whether this process lives and whether it should be given visitors: asked by a load balancer."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from yunke.access import allow
from yunke.ground.roles import ANYONE


@allow(ANYONE)
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503."""
    there = _database()
    return JsonResponse({"database": "ok" if there else "unreachable"}, status=200 if there else 503)


@allow(ANYONE)
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when visitors may come: the database answers and its tables are those of this code, else 503.

    A missing Redis is told and turns nobody away: pages, claims and bookings work without it.
    """
    there = _database()
    told = {"database": "ok" if there else "unreachable", "tables": "unknown", "redis": _redis()}
    if there:
        told["tables"] = "old: run manage.py prepare" if _behind() else "ok"
    served = told["database"] == told["tables"] == "ok"
    return JsonResponse(told, status=200 if served else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _redis() -> str:
    if not settings.REDIS_URL:
        return "not used"
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, **settings.IMPATIENT).ping()
    except (redis.RedisError, OSError):
        return "unreachable"
    return "ok"
