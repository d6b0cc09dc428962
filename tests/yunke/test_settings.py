"""What the settings make of an environment: the file is run anew for each, with nothing else in the environment."""

import json
import os
import runpy
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

import yunke
from yunke.keyrings import fresh_secrets

SETTINGS = f"{yunke.__path__[0]}/settings.py"
PRODUCTION = fresh_secrets() | {"YUNKE_HOSTS": "work.example.com"}


@pytest.fixture
def read(tmp_path):
    def ask(*names, **environ):
        """Plain values of these settings, or why there are none."""
        with patch.dict(os.environ, {"YUNKE_VAR": str(tmp_path)} | environ, clear=True):
            try:
                told = runpy.run_path(SETTINGS)
            except ImproperlyConfigured as refused:
                return str(refused)
        return json.loads(json.dumps({name: told[name] for name in names}, default=str))

    return ask


def test_nothing_starts_without_secrets(read):
    assert "SECRET_KEY is not set" in read("DEMO")


def test_a_database_url_alone_publishes_no_demo(read):
    assert "SECRET_KEY is not set" in read("DEMO", DATABASE_URL="postgres://yunke@db/yunke")


def test_demo_refuses_postgresql_until_confirmed(read):
    environ = {"YUNKE_DEMO": "1", "DATABASE_URL": "postgres://yunke@db/yunke"}
    assert "confirm with YUNKE_DEMO_POSTGRES=1" in read("DEMO", **environ)
    assert read("DEMO", **environ, YUNKE_DEMO_POSTGRES="1") == {"DEMO": True}


def test_debug_pages_need_the_demo(read):
    assert "needs YUNKE_DEMO=1" in read("DEBUG", YUNKE_DEBUG="1", **PRODUCTION)


def test_production_names_its_hosts(read):
    assert "YUNKE_HOSTS is not set" in read("DEMO", **fresh_secrets())


def test_hosts_are_names_without_spaces(read):
    assert "YUNKE_HOSTS is not set" in read("DEMO", **fresh_secrets() | {"YUNKE_HOSTS": " , "})
    named = PRODUCTION | {"YUNKE_HOSTS": " work.example.com, b.example.com,"}
    assert read("ALLOWED_HOSTS", **named) == {"ALLOWED_HOSTS": ["work.example.com", "b.example.com"]}


def test_redis_is_named_by_its_scheme(read):
    assert "REDIS_URL must begin with redis:// or rediss://" in read(
        "DEMO", **PRODUCTION, REDIS_URL="http://x"
    )
    secure = read("CELERY_BROKER_URL", **PRODUCTION, REDIS_URL="rediss://cache:6380/0")
    assert secure == {"CELERY_BROKER_URL": "rediss://cache:6380/0"}


@pytest.mark.parametrize(
    ("variable", "setting", "known"),
    [
        ("YUNKE_SMS_PROVIDER", "SMS_PROVIDER", "console"),
        ("YUNKE_IDENTITY_PROVIDER", "IDENTITY_PROVIDER", "screener"),
    ],
)
def test_a_provider_nobody_knows_stops_the_start(variable, setting, known, read, settings):
    setattr(settings, setting, read(setting, **PRODUCTION, **{variable: "nope"})[setting])
    with pytest.raises(ImproperlyConfigured, match=f"^{variable} must be one of: {known}; it is 'nope'\\.$"):
        apps.get_app_config("onboarding").ready()


def test_production_is_strict(read):
    names = (
        "DEMO",
        "ALLOW_TEST_REGION",
        "STAFF_SECOND_FACTOR",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
    )
    assert list(read(*names, **PRODUCTION).values()) == [False, False, True, True, True]


def test_demo_is_at_ease_on_plain_http(read):
    names = (
        "DEMO",
        "ALLOW_TEST_REGION",
        "STAFF_SECOND_FACTOR",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
    )
    assert list(read(*names, YUNKE_DEMO="1").values()) == [True, True, False, False, False]


def test_embedded_form(read, tmp_path):
    seen = read("DATABASES", "CELERY_BROKER_URL", "CACHES", YUNKE_DEMO="1")
    database = seen["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "yunke.sqlite3")
    assert (database["OPTIONS"]["transaction_mode"], database["OPTIONS"]["timeout"]) == ("IMMEDIATE", 30)
    assert seen["CELERY_BROKER_URL"].startswith("filesystem://")
    assert seen["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")


def test_production_form(read):
    urls = {"DATABASE_URL": "postgres://yunke@db/yunke", "REDIS_URL": "redis://cache:6379/0"}
    seen = read("DATABASES", "CELERY_BROKER_URL", "CACHES", **PRODUCTION, **urls)
    assert seen["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert seen["CELERY_BROKER_URL"] == "redis://cache:6379/0"
    assert seen["CACHES"]["default"]["OPTIONS"] == {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
