"""Words of refusals and notices in the tasks room."""

from __future__ import annotations

from yunke.ground.errors import gettext_noop as _
from yunke.ground.errors import reason
from yunke.ground.news import news

# --- what is offered and who is chosen --------------------------------------------------------------------

# --- shifts, hours, results, decisions --------------------------------------------------------------------
