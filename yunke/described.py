"""What the API's description says of every operation beside what its serializers tell: who may."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from yunke.ground.roles import ANYONE, RANKS, ROLES, SIGNED_IN, let_in

WHO_MAY = "x-roles"
IN_ORDER = (ANYONE, SIGNED_IN, *ROLES, *RANKS)


class OpenTo(AutoSchema):  # type: ignore[misc]
    """``x-roles``: by the same declaration as opens the door."""

    def get_extensions(self) -> dict[str, Any]:
        write, read = getattr(self.view, "access", ((), ()))
        roles = let_in(write, read, self.method)
        return {WHO_MAY: [one for one in IN_ORDER if one in roles]}
