"""The API's description, open to all; and its page, for whoever is signed in.

The page is the one place where the Content-Security-Policy is relaxed: Swagger's styles are inline.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from yunke.api import RolePermission
from yunke.ground.roles import ANYONE, STAFF

UNSAFE_INLINE = "'unsafe-inline'"


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


class Described(SchemaGenerator):  # type: ignore[misc]
    """The description is the same for everybody and takes most of a second: made once a process and language."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return _described(get_language() or "", public)


@cache
def _described(language: str, public: bool) -> dict[str, Any]:
    said: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=public)
    return said


class Schema(SpectacularAPIView):
    """OpenAPI 3, as JSON, or as YAML to whoever asks for it (its writer is slow)."""

    generator_class = Described
    renderer_classes = (OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer, OpenApiYamlRenderer2)

    access = ((), (ANYONE,))
    permission_classes = (RolePermission,)


@method_decorator(
    csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}), name="dispatch"
)
class Docs(SpectacularSwaggerSplitView):
    """Swagger's page over the schema, its files from this site alone."""

    access = ((), STAFF)
    permission_classes = (RolePermission,)
