"""The cache of the production form: Redis, and the database's table while Redis is away.

Sign-in limits are counted here. They must hold over all processes and must not vanish (nor take the page
with them) when Redis is dead or silent: then they are counted in the database.
"""

import time
from collections.abc import Callable
from functools import partialmethod
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

REST_SECONDS = (
    5.0  # after a failure Redis is left alone this long, so a silent one costs 0.5 s only now and then
)


class RedisOrDatabaseCache(RedisCache):
    """Redis with `caches["fallback"]` behind it."""

    _asleep_until = 0.0  # monotonic seconds; shared by this process

    def _ask(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= RedisOrDatabaseCache._asleep_until:
            try:
                return getattr(super(), operation)(*args, **kwargs)
            except (RedisError, OSError) as error:
                RedisOrDatabaseCache._asleep_until = time.monotonic() + REST_SECONDS
                log.warning("cache_falls_back", error=type(error).__name__)
        answer: Callable[..., Any] = getattr(caches["fallback"], operation)
        return answer(*args, **kwargs)

    add = partialmethod(_ask, "add")
    get = partialmethod(_ask, "get")
    set = partialmethod(_ask, "set")
    touch = partialmethod(_ask, "touch")
    delete = partialmethod(_ask, "delete")
    has_key = partialmethod(_ask, "has_key")
    incr = partialmethod(_ask, "incr")
    get_many = partialmethod(_ask, "get_many")
    set_many = partialmethod(_ask, "set_many")
    delete_many = partialmethod(_ask, "delete_many")
    clear = partialmethod(_ask, "clear")
