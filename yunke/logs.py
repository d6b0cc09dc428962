"""Logs without personal data: no query strings, no addresses, and long numbers masked as a last net."""

import re
from typing import TYPE_CHECKING, Any

import structlog
from django_structlog.middlewares import RequestMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest

# Phones, ID numbers, cards; no hex, no public ids. A Chinese word beside one is no part of it.
LONG_NUMBER = re.compile(r"(?<![a-zA-Z_\d.-])\d{11,19}[\dXx]?(?![a-zA-Z_\d-])")

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class RequestLog(RequestMiddleware):
    """One line when a request starts and one when it ends, with the path alone."""

    @staticmethod
    def format_request(request: "HttpRequest") -> str:
        return f"{request.method} {request.path}"  # the query may hold a phone number somebody searched for


def mask_long_numbers(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Whatever slipped through: a number as long as a phone, an ID or a card shows its last two digits."""
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: object) -> object:
    """Texts and numbers, however deep in lists and dicts; of anything else, what the line would show of it."""
    if isinstance(value, dict):
        return {_masked(key): _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    said = value if isinstance(value, str) else repr(value)
    masked = LONG_NUMBER.sub(lambda hit: "***" + hit.group()[-2:], said)
    return value if masked == said else masked


def set_up_structlog() -> None:
    """Our own loggers join the standard library's, so that one configuration holds for all."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """settings.LOGGING: everything to standard error, as JSON lines or for reading."""
    show = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    last = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        mask_long_numbers,
        show,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": last,
            }
        },
        "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["err"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "django.request": {"level": "CRITICAL"},  # RequestLog says it already, once and without the query
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }
