"""Statements as their readers find them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from onboarding.models import Agent
from onboarding.queries.people import called
from payouts.models import Line, PayoutAccount, PayoutItem, Run, Statement
from payouts.queries.gaps import gaps_of
from payouts.queries.margins import WORK_KINDS
from payouts.queries.money_out import accounts_missing, handed_over, last_items
from payouts.queries.months import ROWS, TAKEN, figures_of, outlying
from payouts.queries.outliers import fences_of
from payouts.states import LOCKED_RUNS
from tasks.models import Segment
from yunke.listing import chip_counts

PREVIEWED = ("computed", "returned")  # figures stand, and may still change
VISIBLE = (*PREVIEWED, *LOCKED_RUNS)
KINDS = {code: kinds for code, kinds in ROWS if kinds} | {
    "cost": WORK_KINDS
}  # "cost": of a task, beside its price


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
    ``of`` narrows it to a task (its number), a shift (its key), a rail, a state of the payment or a row of the
    comparison."""
    rows = _found(run, words, of).select_related("agent__user")
    if only in ONLY:
        rows = rows.filter(ONLY[only])
    elif only in OF_MONTH:
        rows = rows.filter(OF_MONTH[only](run))
    return with_payments(rows).order_by("agent_number")


def with_figure(
    rows: QuerySet[Statement], *, only: str = "", of: Mapping[str, str] | None = None
) -> QuerySet[Statement]:
    """Each with its part of the figure that opens the list so narrowed, as ``figure_fen`` and with the sign it has
    there; of a list that no figure of its own opens it is what is paid."""
    of = of or {}
    if column := _column(only, of):
        return rows.annotate(figure_fen=column)
    lines = _figure_lines(of).filter(statement=OuterRef("pk"))
    sums = lines.order_by().values("statement").annotate(fen=Sum("amount_fen"))
    return rows.annotate(figure_fen=_sign(of) * Coalesce(Subquery(sums.values("fen")), 0))


def figure_total(rows: QuerySet[Statement], *, only: str = "", of: Mapping[str, str] | None = None) -> int:
    """Of all of them; where it is made of lines, these are added up in one pass."""
    of = of or {}
    if column := _column(only, of):
        told = rows.order_by().aggregate(fen=Sum(column))
    else:
        lines = _figure_lines(of).filter(statement__in=rows.order_by().values("pk"))
        told = lines.order_by().aggregate(fen=_sign(of) * Sum("amount_fen"))
    return told["fen"] or 0


def _sign(of: Mapping[str, str]) -> Value:
    """What is taken stands below zero on its line, and above it in the comparison."""
    return Value(-1 if of.get("kind") in TAKEN else 1)


def _column(only: str, of: Mapping[str, str]) -> Combinable | None:
    """The figure as a statement keeps it, if it does."""
    if not {"task", "kind"} & set(of):
        return F(COLUMNS.get(only, "net_fen"))
    return None if "task" in of else KEPT.get(of["kind"])


def _figure_lines(of: Mapping[str, str]) -> QuerySet[Line]:
    """The lines a figure is made of; of a task those that brought something in."""
    return _lines(of) if "kind" in of else _lines(of).exclude(kind="penalty")


def statement_counts(run: Run, *, words: str = "", of: Mapping[str, str] | None = None) -> dict[str, int]:
    """How many each chip leaves, and "" them all. Of the whole month it is what the month's page says, kept under
    its hash; only accounts come and go."""
    if words.strip() or of:
        of_month = {name: condition(run) for name, condition in OF_MONTH.items()}
        return chip_counts(_found(run, words, of), {"": Q(), **ONLY, **of_month})
    told, missing = figures_of(run), accounts_missing(run)[0]
    return {
        "": run.statements.count(),
        "payable": told.paid - missing,
        "no_account": missing,
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
        found = Q(agent_number__iexact=words) | called(words, "agent__user")
        if len(words) == 4 and words.isdigit():
            found |= Q(
                Exists(PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active", last_four=words))
            )
        rows = rows.filter(found)
    of = of or {}
    if {"task", "kind"} & set(of):
        rows = rows.filter(Exists(_lines(of).filter(statement=OuterRef("pk"))))
    for name, condition in _OF.items():
        if name in of:
            rows = rows.filter(condition(run, of[name]))
    return rows


def _lines(of: Mapping[str, str]) -> QuerySet[Line]:
    """Lines of a task (its number), of a row of the month's comparison, or of both."""
    lines = Line.objects.all()
    if "task" in of:
        lines = lines.filter(task__number=of["task"])
    return lines.filter(kind__in=KINDS.get(of["kind"], ())) if "kind" in of else lines


KEY_DIGITS = 18  # a longer number is no key of any row


def _of_shift(run: Run, key: str) -> Q:
    if not key.isdecimal() or len(key) > KEY_DIGITS:
        return Q(pk=None)
    held = Segment.objects.filter(
        agent=OuterRef("agent"), booking__shift=int(key), entity=run.entity_id, settle_month=run.month
    )
    return Q(Exists(held))


def _of_rail(run: Run, rail: str) -> Q:
    """Before approval by the account they have, then by that of their payment."""
    if run.state in LOCKED_RUNS:
        return Q(Exists(last_items().filter(statement=OuterRef("pk"), account__rail=rail)))
    return Q(
        Exists(PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active", rail=rail)),
        net_fen__gt=0,
    )


def _of_payment(_run: Run, state: str) -> Q:
    return Q(Exists(last_items().filter(statement=OuterRef("pk"), state=state)))


_OF: dict[str, Callable[[Run, str], Q]] = {"shift": _of_shift, "rail": _of_rail, "payment": _of_payment}
NARROWED = ("task", "kind", *_OF)


def _outside(run: Run) -> Q:
    fences = fences_of(run)
    return outlying(fences) if fences else Q(pk=None)


def _with_gap(run: Run) -> Q:
    return Q(agent__in=[one.agent_id for one in gaps_of(run)])


_ACCOUNT = PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active")
ONLY = {
    "payable": Q(net_fen__gt=0) & Q(Exists(_ACCOUNT)),
    "no_account": Q(net_fen__gt=0) & ~Q(Exists(_ACCOUNT)),
    "zero": Q(net_fen=0),
    "carried": Q(carried_fen__gt=0),
    "debt": Q(debt_fen__gt=0),
    "corrected": ~Q(correction_fen=0),
}
COLUMNS = {"carried": "carried_fen", "debt": "debt_fen", "corrected": "correction_fen"}  # of a chip's figure
KEPT: dict[str, Combinable] = {  # what was taken, by row of the comparison
    "tax": F("tax_fen"),
    "penalty": F("penalty_fen"),
    "advance": F("advance_fen"),
    "debt": F("debt_fen") - F("carried_fen"),
}
OF_MONTH = {"outlier": _outside, "gap": _with_gap}  # these depend on the month as a whole
GROUPS = (*ONLY, *OF_MONTH)
