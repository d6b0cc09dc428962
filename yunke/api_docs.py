"""The API's description, open to all; and its page, for whoever is signed in.

The page is the one place where the Content-Security-Policy is relaxed: Swagger's styles are inline.
"""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from yunke.api import RolePermission
from yunke.ground.roles import ANYONE, STAFF

UNSAFE_INLINE = "'unsafe-inline'"


class Schema(SpectacularAPIView):
    """OpenAPI 3, as YAML or JSON."""

    access = ((), (ANYONE,))
    permission_classes = (RolePermission,)


@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """Swagger's page over the schema, its files from this site alone."""

    access = ((), STAFF)
    permission_classes = (RolePermission,)
