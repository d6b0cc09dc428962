"""One month of one paying entity: the page finance works on, and the bar that is asked again and again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.forms import ApproveForm, FileForm, ResultForm, ReturnForm
from payouts.models import PayoutBatch, Run
from payouts.queries.cash import cash_of, cash_sum
from payouts.queries.held import held_in
from payouts.queries.money_out import accounts_missing, by_state, hand_over_from, owed_by_run, owed_of
from payouts.queries.months import compared, figures_of, gathered, months_by_entity, run_before
from payouts.queries.people import holders_of
from payouts.queries.runs import reasons_against
from payouts.queries.trace import changes_of, voided
from payouts.rails.bank_file import GBK, UTF8
from payouts.reasons import VOID_WHY
from payouts.states import LOCKED_RUNS
from payouts.views.stages import parked_of, progress_of, stages_of
from tasks.models import PayMonth
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.months import parse_month
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER, RELEASER
from yunke.refusals import Wording, wordings


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """Every entity's months, the latest first."""
    owed = owed_by_run()
    entities = [
        (
            entity,
            [
                {"month": one, "run": (run := one.settled), "owed": owed.get(run.pk) if run else None}
                for one in months
            ],
        )  # type: ignore[attr-defined]
        for entity, months in months_by_entity()
    ]
    return render(request, "payouts/finance.html", {"entities": entities})


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def month(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    return month_page(request, find_month(entity, month))


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def progress(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """The bar and what is parked; when the run is computed the page is asked for anew."""
    run = find_run(entity, month)
    of = {"run": run, "entity": run.entity, "of": run, "is_preparer": _holds(request, PREPARER)}
    response = render(request, "payouts/_progress_told.html", of | _progress(run))
    if run.state != "computing":
        response["HX-Refresh"] = "true"
    return response


def find_month(entity: str, month: str) -> PayMonth:
    try:
        first = parse_month(month)
    except ValueError as wrong:
        raise Http404 from wrong
    found = PayMonth.objects.filter(entity__code=entity, month=first).select_related("entity").first()
    if found is None:
        raise Http404
    return found


def find_run(entity: str, month: str) -> Run:
    of = find_month(entity, month)
    run = _runs().filter(entity=of.entity, month=of.month).first()
    if run is None:
        raise Http404
    return run


def month_page(
    request: HttpRequest,
    of: PayMonth,
    *,
    approve: ApproveForm | None = None,
    send_back: ReturnForm | None = None,
    result: ResultForm | None = None,
    result_of: str = "",
    refusals: list[Wording] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; forms that were refused come back with what was typed."""
    run = _runs().filter(entity=of.entity, month=of.month).first()
    told = _run_context(request, run) if run else _open_context(request, of)
    waiting = 0 if run else told["gathered"]["segments_waiting"] + told["gathered"]["results_waiting"]
    context: dict[str, Any] = {
        "of": of,
        "entity": of.entity,
        "run": run,
        "stages": stages_of(
            of, run, today=local_on(clock.now()), waiting=waiting, owed=told.get("owed", (0, 0))
        ),
        "refusals": refusals or [],
        "approve_form": approve or ApproveForm(),
        "return_form": send_back or ReturnForm(),
        "result_form": result or ResultForm(),
        "result_of": result_of,
        "file_form": FileForm(initial={"encoding": _other_encoding(told.get("unsent"))}),
        **told,
    }
    return render(request, "payouts/month.html", context, status=status)


def _other_encoding(unsent: PayoutBatch | None) -> str:
    """What a file is offered in: the one it is not in yet."""
    return GBK if unsent and unsent.encoding == UTF8 else UTF8


def _runs() -> Any:
    return Run.objects.select_related("entity", "prepared_by", "approved_by", "released_by")


def _open_context(request: HttpRequest, of: PayMonth) -> dict[str, Any]:
    now = clock.now()
    return {
        "gathered": gathered(of.entity, of.month),
        "against": wordings(reasons_against(of.entity, of.month, now=now)),
        "may_prepare": _holds(request, PREPARER),
    }


def _run_context(request: HttpRequest, run: Run) -> dict[str, Any]:
    common = {"is_preparer": _holds(request, PREPARER), "locked": run.state in LOCKED_RUNS}
    if run.state == "computing":
        return common | _progress(run)
    batches = list(run.batches.select_related("made_by").prefetch_related("results").order_by("pk"))
    before, figures = run_before(run), figures_of(run)
    payments = by_state(run)
    locked = run.state in LOCKED_RUNS
    missing, missing_fen = payments.get("waiting", (0, 0)) if locked else accounts_missing(run)
    return common | {
        "before": before,
        "compared": compared(run, before),
        "figures": figures,
        "payments": payments,
        "owed": owed_of(payments),
        "not_arrived": _added(payments.get("failed"), payments.get("returned")),
        "held": held_in(run),
        "cash": (cash := cash_of([run])),
        "cash_sum": cash_sum(cash),
        "missing": missing,
        "missing_fen": missing_fen,
        "payable": figures.paid - missing,
        "payable_fen": run.net_fen - missing_fen,
        "approvers": holders_of(APPROVER),
        "releasers": _releasers(run),
        "batches": _batches(batches),
        "changes": changes_of(run),
        "unsent": next((batch for batch in batches if batch.state == "made"), None),
        **_may(request, run),
    }


def _may(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What this reader can do to this run now; the actions look again."""
    user, from_on = request.user, hand_over_from(run)
    third = user.pk not in (run.prepared_by_id, run.approved_by_id)
    return {
        "may_approve": run.state == "computed"
        and _holds(request, APPROVER)
        and user.pk != run.prepared_by_id,
        "may_return": run.state == "computed" and _holds(request, APPROVER),
        "may_release": run.state in LOCKED_RUNS and _holds(request, RELEASER) and third,
        "hand_over_on": from_on,
        "bank_takes_it": local_on(clock.now()) >= from_on,
    }


def _added(*told: tuple[int, int] | None) -> tuple[int, int]:
    there = [one for one in told if one]
    return sum(count for count, _ in there), sum(fen for _, fen in there)


def _batches(batches: list[PayoutBatch]) -> list[dict[str, Any]]:
    void = voided(batches)
    return [
        {
            "batch": one,
            "void": (told := void.get(one.public_id)),
            "why": gettext(VOID_WHY.get(told.why, "")) if told and told.why else "",
        }
        for one in batches
    ]


def _releasers(run: Run) -> list[Any]:
    return [one for one in holders_of(RELEASER) if one.pk not in (run.prepared_by_id, run.approved_by_id)]


def _progress(run: Run) -> dict[str, Any]:
    where = {"entity": run.entity.code, "month": f"{run.month:%Y-%m}"}
    return {
        "progress": progress_of(run, clock.now()),
        "parked": parked_of(run),
        "poll_url": reverse("payouts:progress", kwargs=where),
    }


def _holds(request: HttpRequest, role: str) -> bool:
    return role in request.user.roles  # type: ignore[union-attr]
