"""Statements as their readers find them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from onboarding.models import Agent
from payouts.models import Line, PayoutAccount, PayoutItem, Run, Statement
from payouts.queries.gaps import gaps_of
from payouts.queries.money_out import accounts_missing, handed_over
from payouts.queries.months import ROWS, figures_of, outlying
from payouts.queries.outliers import fences_of
from payouts.states import LOCKED_RUNS
from tasks.models import Segment
from yunke.listing import chip_counts

PREVIEWED = ("computed", "returned")  # figures stand, and may still change
VISIBLE = (*PREVIEWED, *LOCKED_RUNS)


def with_payments(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Each with its payments, the latest first, as ``payments``; each of them with its ``sent_at``."""
    items = handed_over(PayoutItem.objects.select_related("account")).order_by("-pk")
    return statements.select_related("run__entity").prefetch_related(
        Prefetch("items", items, to_attr="payments")
    )


def statements_of(agent: Agent) -> QuerySet[Statement]:
    """What the agent may see: nothing while it is being computed. The latest month first."""
    mine = Statement.objects.filter(agent=agent, run__state__in=VISIBLE)
    return with_payments(mine).order_by("-run__month", "run__entity__code")


def statements_in(
    run: Run, *, words: str = "", only: str = "", of: Mapping[str, str] | None = None
) -> QuerySet[Statement]:
    """Staff's list: ``words`` is a name, an agent number or the last four of an account; ``only`` a chip;
    ``of`` narrows it to a task (its number), a shift (its key), a rail or a row of the comparison."""
    rows = _found(run, words, of).select_related("agent__user")
    if only in ONLY:
        rows = rows.filter(ONLY[only])
    elif only in OF_MONTH:
        rows = rows.filter(OF_MONTH[only](run))
    return with_payments(rows).order_by("agent_number")


def statement_counts(run: Run, *, words: str = "", of: Mapping[str, str] | None = None) -> dict[str, int]:
    """How many each chip leaves, and "" them all. Of the whole month it is what the month's page says, kept under
    its hash; only accounts come and go."""
    if words.strip() or of:
        of_month = {name: condition(run) for name, condition in OF_MONTH.items()}
        return chip_counts(_found(run, words, of), {"": Q(), **ONLY, **of_month})
    told = figures_of(run)
    return {
        "": run.statements.count(),
        "no_account": accounts_missing(run)[0],
        "zero": told.zero,
        "carried": told.carried,
        "debt": told.debtors,
        "corrected": told.corrected,
        "outlier": told.outliers,
        "gap": told.gaps,
    }


def _found(run: Run, words: str, of: Mapping[str, str] | None) -> QuerySet[Statement]:
    rows = run.statements.all()
    if words := words.strip():
        found = Q(agent_number__iexact=words) | Q(agent__user__name__icontains=words)
        if len(words) == 4 and words.isdigit():
            found |= Q(
                Exists(PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active", last_four=words))
            )
        rows = rows.filter(found)
    for name, value in (of or {}).items():
        rows = rows.filter(_OF[name](run, value))
    return rows


def _of_task(run: Run, number: str) -> Q:
    return Q(Exists(Line.objects.filter(statement=OuterRef("pk"), task__number=number)))


def _of_shift(run: Run, key: str) -> Q:
    if not key.isdecimal():
        return Q(pk=None)
    held = Segment.objects.filter(
        agent=OuterRef("agent"), booking__shift=int(key), entity=run.entity_id, settle_month=run.month
    )
    return Q(Exists(held))


def _of_rail(run: Run, rail: str) -> Q:
    return Q(
        Exists(PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active", rail=rail)),
        net_fen__gt=0,
    )


def _of_kind(_run: Run, code: str) -> Q:
    """Those with lines of one row of the month's comparison."""
    kinds = dict(ROWS).get(code)
    return Q(Exists(Line.objects.filter(statement=OuterRef("pk"), kind__in=kinds))) if kinds else Q(pk=None)


_OF: dict[str, Callable[[Run, str], Q]] = {
    "task": _of_task,
    "shift": _of_shift,
    "rail": _of_rail,
    "kind": _of_kind,
}
NARROWED = tuple(_OF)


def _outside(run: Run) -> Q:
    fences = fences_of(run)
    return outlying(fences) if fences else Q(pk=None)


def _with_gap(run: Run) -> Q:
    return Q(agent__in=[one.agent_id for one in gaps_of(run)])


_ACCOUNT = PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active")
ONLY = {
    "no_account": Q(net_fen__gt=0) & ~Q(Exists(_ACCOUNT)),
    "zero": Q(net_fen=0),
    "carried": Q(carried_fen__gt=0),
    "debt": Q(debt_fen__gt=0),
    "corrected": ~Q(correction_fen=0),
}
OF_MONTH = {"outlier": _outside, "gap": _with_gap}  # these depend on the month as a whole
GROUPS = (*ONLY, *OF_MONTH)
