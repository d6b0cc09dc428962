"""A month on one page: three questions, each with a drawing and the same figures as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.models import Run
from payouts.queries.charts import Charts, Costs, Hourly, charts_of
from payouts.queries.margins import TaskMargin
from payouts.rules.bands import Band
from payouts.rules.drawings import across, grid, pairs, shortened, standing
from payouts.views.month import find_month
from yunke.access import allow
from yunke.ground.roles import AUDITOR, FINANCE
from yunke.templatetags.time_words import MINUS

DRAWN = 12  # rows of a drawing; the table has them all


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def charts(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """Cost by task and week, hourly earnings, margin; a month that is not computed says when it will be."""
    of = find_month(entity, month)
    run = Run.objects.exclude(state="computing").filter(entity=of.entity, month=of.month).first()
    context: dict[str, Any] = {"of": of, "entity": of.entity, "run": run}
    if run and run.statement_count:
        found = charts_of(run)
        context |= {"charts": found, **_drawn(found)}
    return render(request, "payouts/charts.html", context)


def _drawn(found: Charts) -> dict[str, Any]:
    return {
        "cost_drawing": _costs(found.costs) if found.costs.tasks else None,
        "hourly_drawing": _hourly(found.hourly),
        "margin_drawing": _margins(found.margins),
        "losing": sum(1 for one in found.margins if one.left_fen < 0),
    }


def _costs(costs: Costs) -> dict[str, Any]:
    """The dearest tasks, the others in one row; columns that are empty everywhere are left out."""
    whole = costs.whole
    heads = [("week", str(week)) for week in costs.weeks]
    if whole.other_months_fen:
        heads.append(("other", gettext("他月")))
    if whole.no_day_fen or any(one.no_day_fen for one in costs.tasks):
        heads.append(("no-day", gettext("不分日")))
    kinds = [kind for kind, _word in heads]
    shown = [(shortened(one.task), one.fen, _cells(one, kinds)) for one in costs.tasks]
    if len(shown) > DRAWN:
        rest = shown[DRAWN - 1 :]
        word = gettext("其余 %(count)s 个任务") % {"count": len(rest)}
        cells = [sum(column) for column in zip(*(cells for _name, _fen, cells in rest), strict=True)]
        shown = [*shown[: DRAWN - 1], (word, sum(fen for _name, fen, _cells in rest), cells)]
    drawing = grid([cells for _name, _fen, cells in shown])
    return {
        "height": drawing.height,
        "heads": [(x, word) for x, (_kind, word) in zip(drawing.columns, heads, strict=True)],
        "rows": [
            {"name": name, "fen": fen, "row": row, "bars": list(zip(kinds, row.bars, strict=True))}
            for (name, fen, _cells), row in zip(shown, drawing.rows, strict=True)
        ],
        "kinds": kinds,
        "below": any(bar.below for row in drawing.rows for bar in row.bars),
    }


def _cells(one: Any, kinds: list[str]) -> list[int]:
    return [
        *one.weeks_fen,
        *([one.other_months_fen] if "other" in kinds else []),
        *([one.no_day_fen] if "no-day" in kinds else []),
    ]


def _said(band: Band) -> str:
    """``15–20``, ``< 15``, ``≥ 40``: bands begin and end at whole yuan."""
    if band.from_fen is None:
        return f"< {(band.to_fen or 0) // 100:,}"
    if band.to_fen is None:
        return f"≥ {band.from_fen // 100:,}"
    return f"{band.from_fen // 100:,}–{band.to_fen // 100:,}".replace("-", MINUS)


def _hourly(hourly: Hourly) -> dict[str, Any]:
    """The bars, and the median where it lies among them."""
    found, median = hourly.bands, hourly.median_fen
    place = next((place for place, band in enumerate(found) if _holds(band, median)), None)
    bars = [
        {
            "band": band,
            "said": _said(band),
            "share": band.agents / hourly.agents,
            "drawn": drawn,
            "holds_median": number == place,
        }
        for number, (band, drawn) in enumerate(
            zip(found, standing([band.agents for band in found]), strict=True)
        )
    ]
    told: dict[str, Any] = {"bars": bars}
    if place is not None and median is not None:
        exactly = place + _share_below(found[place], median)
        told["median_x"], told["median_words_x"] = across(exactly, len(found))
        told["median_right"] = exactly >= len(found) / 2
    return told


def _holds(band: Band, median: int | None) -> bool:
    return (
        median is not None
        and (band.from_fen is None or band.from_fen <= median)
        and (band.to_fen is None or median < band.to_fen)
    )


def _share_below(band: Band, median: int) -> float:
    """How far into its band; an open band has no measure and is cut in half."""
    if band.from_fen is None or band.to_fen is None:
        return 0.5
    return (median - band.from_fen) / (band.to_fen - band.from_fen)


def _margins(margins: list[TaskMargin]) -> dict[str, Any]:
    worst = margins[:DRAWN]
    drawing = pairs([(one.price_fen, one.cost_fen) for one in worst])
    rows = [
        {"name": shortened(one.task), "of": one, "drawn": drawn}
        for one, drawn in zip(worst, drawing.rows, strict=True)
    ]
    return {"height": drawing.height, "rows": rows, "hidden": len(margins) - len(worst)}
