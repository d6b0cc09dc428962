"""How fast a run is being computed and how long it still takes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Min

from payouts.models import Run
from payouts.queries.runs import KIND, run_progress
from yunke.models import Chunk


def progress_figures(run: Run, now: datetime) -> dict[str, Any]:
    """Agents done of all, a second, and the time left; what is parked stops nobody else. Who had no work has no
    statement: ``statements`` are fewer than agents."""
    told = run_progress(run)
    started = Chunk.objects.filter(batch=run.public_id, kind=KIND).aggregate(first=Min("started_at"))["first"]
    over = run.state != "computing"
    rate = round(told["rows_done"] / max((now - started).total_seconds(), 1)) if started and not over else 0
    left = told["rows"] - told["rows_done"]
    return {
        "done": told["rows_done"],
        "total": told["rows"],
        "statements": run.statements.count(),
        "rate": rate,
        "finished": over,
        "parked": told["parked"],
        "seconds_left": left / rate if rate and left and not told["parked"] else None,
    }
