"""With Redis gone, the sign-in limits go on being counted in the database."""

import pytest
from django.core.cache import caches

from yunke.cache import RedisOrDatabaseCache

NOBODY = "redis://127.0.0.1:1/0"  # a port where nothing listens


@pytest.fixture
def cache(settings, monkeypatch):
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "yunke_cache"}
    settings.CACHES = {"default": table, "fallback": table}
    monkeypatch.setattr(RedisOrDatabaseCache, "_asleep_until", 0.0)
    return RedisOrDatabaseCache(NOBODY, {"OPTIONS": {"socket_connect_timeout": 0.5}})


@pytest.mark.database
@pytest.mark.django_db
def test_counting_goes_on_in_the_database(cache):
    cache.set("tries", 4)
    assert cache.incr("tries") == 5
    assert cache.get("tries") == caches["fallback"].get("tries") == 5
    assert cache.get_or_set("other", 7) == 7
    assert cache.delete("tries") is True
    assert cache.get("tries", "none") == "none"


@pytest.mark.django_db
def test_redis_is_left_alone_for_a_while_after_a_failure(cache, monkeypatch):
    cache.get("anything")
    monkeypatch.setattr(
        RedisOrDatabaseCache, "_cache", property(lambda _self: pytest.fail("asked Redis again"))
    )
    assert cache.get("anything", 0) == 0
