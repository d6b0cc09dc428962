"""The API's description, open to all; and a page of it, for whoever works for the house.

The description is English, as programs read it. The page is in the reader's language: the Chinese of each sentence
and tag is in ``locale/zh_Hans``, and a house test names what lacks it.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override, pgettext
from django.views.decorators.http import require_safe
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView

from yunke.access import allow
from yunke.api import RolePermission
from yunke.described import WHO_MAY
from yunke.ground.acts import VALUES
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ANYONE, SIGNED_IN, STAFF


class TokenScheme(KnoxTokenScheme):  # type: ignore[misc]
    """Our token is Knox's, in the reader's language."""

    target_class = "yunke.tokens.SpokenToken"


REFUSALS = {  # what any door may answer beside what it is asked for
    "401": "No token, or one that has ended.",
    "403": "Not for this role.",
    "409": "A rule was met: codes, words and remedies.",
    "422": "This Idempotency-Key was used with another body.",
}
WRITERS = ("post", "put", "patch", "delete")


def with_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say of every operation how it refuses: the same few answers everywhere, with one body of reasons."""
    for path in result["paths"].values():
        for method, operation in path.items():
            for status in _statuses(method, operation):
                said: dict[str, Any] = operation["responses"].setdefault(status, {})
                said.setdefault("description", REFUSALS[status])
                if status in ("409", "422"):
                    said["content"] = {
                        "application/json": {"schema": {"$ref": "#/components/schemas/ReasonsShape"}}
                    }
    return result


def _statuses(method: str, operation: dict[str, Any]) -> list[str]:
    shut = [] if {} in operation.get("security", [{}]) else ["401", "403"]
    keyed = any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))
    return shut + (["409"] if method in WRITERS else []) + (["422"] if keyed else [])


def states_in_english(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The words of states are kept as msgids, which are Chinese: each by its code in English, as all else is."""
    for shape in result["components"]["schemas"].values():
        if "enum" in shape and "description" in shape:
            lines = shape["description"].split("\n")
            shape["description"] = "\n".join(
                f"{code}{dash}{gettext(word) if word else ''}"
                for code, dash, word in (line.partition(" - ") for line in lines)
            )
    return result


class Described(SchemaGenerator):  # type: ignore[misc]
    """The description is the same for everybody and takes most of a second: made once a process, in English."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return _described(public)


@cache
def _described(public: bool) -> dict[str, Any]:
    with override("en"):
        said: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=public)
    return said


class Schema(SpectacularAPIView):
    """OpenAPI 3, as JSON, or as YAML to whoever asks for it (its writer is slow)."""

    generator_class = Described
    renderer_classes = (OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer, OpenApiYamlRenderer2)

    access = ((), (ANYONE,))
    permission_classes = (RolePermission,)


OPEN = {ANYONE: _("不用登录"), SIGNED_IN: _("登录了就行")}
CODE = re.compile(r"``(.+?)``")


@allow(read=STAFF)
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation of the description, by its tag."""
    return render(request, "api_docs.html", {"groups": _groups(Described().get_schema(public=True))})


def _groups(schema: dict[str, Any]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Tags as they stand in addresses, each with its word; the operations of each by address."""
    words = OPEN | VALUES.get("role", {})
    rows = sorted(
        (
            operation["tags"][0],
            path,
            method.upper(),
            _in_code(gettext(one_line(operation.get("description", "")))),
            [gettext(words.get(role, role)) for role in operation[WHO_MAY]],
        )
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    names = ("tag", "path", "method", "says", "who")
    grouped = groupby((dict(zip(names, row, strict=True)) for row in rows), key=lambda row: row["tag"])
    return [(tag, pgettext("tag", tag), list(inside)) for tag, inside in grouped]


def one_line(text: str) -> str:
    """A docstring as the catalogue has it, however its lines are broken."""
    return " ".join(text.split())


def _in_code(text: str) -> SafeString:
    """What stands between double backticks as code."""
    return mark_safe(CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308  escaped before
