"""Where a statement stands, told to whoever waits for the money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from payouts.models import PayoutItem, Run, Statement
from payouts.queries.money_out import ON_THE_WAY, OVER
from payouts.states import ITEM
from payouts.words import ITEM_STATES, TAX_WORDS
from yunke import clock
from yunke.ground.calendar import local_on
from yunke.ground.money import yuan
from yunke.refusals import Wording, stored_wordings
from yunke.templatetags.time_words import day

GONE = (*ON_THE_WAY, "succeeded", *OVER)  # handed to the bank, whatever came of it


@dataclass(frozen=True, slots=True)
class Standing:
    """A badge, a sentence, and what stands in the way."""

    state: str
    word: str
    told: str
    why: list[Wording] = field(default_factory=list)


def standing_of(one: Statement) -> Standing:
    """``one`` comes from ``queries.statements`` with its payments."""
    run, payments = one.run, one.payments  # type: ignore[attr-defined]
    if run.approved_at is None:
        planned = gettext("还没有批准，数字可能会变。计划 %(day)s发放。")
        return Standing(
            "waiting",
            gettext("预览"),
            (gettext("还没有批准，数字可能会变。原定 %(day)s发放，已经晚了。") if _late(run) else planned)
            % {"day": day(run.pays_on)},
        )
    if not payments:
        return Standing("neutral", gettext("没有实发"), gettext("这个月扣完没有剩下的，不打款。"))
    return _paid(payments[0], one)


def _paid(item: PayoutItem, one: Statement) -> Standing:
    word, look = gettext(ITEM.words[item.state]), ITEM_STATES[item.state]
    to = {"bank": item.account.bank, "last": item.account.last_four} if item.account else {}
    told = {
        "ready": gettext("已批准，随下一批打到%(bank)s尾号 %(last)s。")
        if _late(one.run)
        else gettext("已批准，%(day)s发放，打到%(bank)s尾号 %(last)s。"),
        "sent": gettext("%(bank)s尾号 %(last)s，银行处理中。"),
        "unknown": gettext("%(bank)s尾号 %(last)s，银行还没有说结果。"),
        "succeeded": gettext("%(day)s到%(bank)s尾号 %(last)s。"),
    }.get(item.state, "")
    on = item.settled_at if item.state == "succeeded" and item.settled_at else one.run.pays_on
    why = stored_wordings([item.why]) if item.why else []
    return Standing(look, word, told % ({"day": day(on)} | to) if told and to else "", why)


def trail_of(one: Statement) -> list[dict[str, Any]]:
    """What has happened and what comes, as steps of ``parts/path.html`` with a moment each."""
    run, payments = one.run, one.payments  # type: ignore[attr-defined]
    steps = [_step(gettext("出预览"), run.computed_at), _step(gettext("批准"), run.approved_at)]
    if not one.net_fen:
        return steps
    for item in reversed(payments):
        if item.state in GONE:
            steps += _went(item)
    if not payments or payments[0].state not in GONE:
        steps.append(_step(gettext("送银行"), None, None if _late(run) else run.pays_on))
    if not payments or payments[0].state != "succeeded":
        steps.append(_step(gettext("到账"), None))
    return steps


def _went(item: PayoutItem) -> list[dict[str, Any]]:
    """One payment that was handed to the bank, and what became of it."""
    steps = [_step(gettext("送银行"), item.sent_at)]  # type: ignore[attr-defined]
    if item.state == "succeeded":
        steps.append(_step(gettext("到账"), item.settled_at))
    elif item.state in OVER:
        steps.append(_step(gettext(ITEM.words[item.state]), item.settled_at) | {"state": "attention"})
    return steps


def _late(run: Run) -> bool:
    """The planned day has gone by: what is not sent yet is promised for no day."""
    return local_on(clock.now()) > run.pays_on


def _step(name: str, at: Any, planned: Any = None) -> dict[str, Any]:
    return {"name": name, "at": at, "planned": planned, "state": "done" if at else "later"}


def tax_told(one: Statement) -> str:
    """How the tax came about, in the figures the method adds up."""
    method = gettext(TAX_WORDS.get(one.run.tax_method, ""))
    if one.run.tax_method != "cumulative":
        return method
    words = gettext("%(method)s：今年数 %(months)s 个月，计税收入累计 %(income)s 元，连这次共扣 %(tax)s 元。")
    return words % {
        "method": method,
        "months": one.tax_months,
        "income": yuan(one.year_income_fen),
        "tax": yuan(one.year_tax_fen),
    }
