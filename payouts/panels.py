"""What this room hands the ground floor: a place, a panel, finance's queues, the export of one's own money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from onboarding.models import Agent
from payouts.models import PayoutAccount
from payouts.queries.advances import advances_to_act_on
from payouts.queries.disputes import open_disputes
from payouts.queries.held import active_holds
from payouts.queries.holidays import unconfirmed
from payouts.queries.money_out import active_account, failed_items, waiting_items
from payouts.queries.months import months_to_settle
from payouts.queries.second_person import settings_unconfirmed
from payouts.queries.so_far import this_month_so_far
from payouts.queries.statements import statements_of
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, FINANCE, OPERATIONS
from yunke.registry import Panel, Place, Queue, Step, registry
from yunke.templatetags.time_words import month_name

LOOKERS = frozenset({*FINANCE, AUDITOR})
ALSO = {"entity_settings": ("payouts:cut_over",)}


def register() -> None:
    """Called once, when the room is ready."""
    registry.place(Place("pay", _("收入"), "pay", "payouts:pay", 40))
    registry.panel(Panel("pay", 20, "payouts/panel_pay.html", pay_panel))
    registry.exporter("payouts", my_money)
    for code, name, order, url_name, count in (
        ("months", _("结算月份"), 10, "payouts:finance", lambda now: months_to_settle(local_on(now))),
        ("waiting", _("缺收款账户"), 20, "payouts:waiting", lambda now: waiting_items().count() or None),
        ("failed", _("打款失败"), 30, "payouts:failed", lambda now: failed_items().count()),
        ("cash", _("资金需求"), 35, "payouts:cash", None),
        ("holds", _("扣住的"), 33, "payouts:holds", lambda now: active_holds().count()),
        ("exports", _("报表和导出"), 45, "payouts:exports", None),
        ("ledger", _("总账"), 40, "payouts:ledger", None),
        ("entity_settings", _("支付主体设置"), 50, "payouts:entities", lambda now: settings_unconfirmed()),
        ("holidays", _("节假日"), 60, "payouts:holidays", lambda now: unconfirmed()),
    ):
        registry.queue(Queue(code, name, "finance", order, url_name, LOOKERS, count, ALSO.get(code, ())))
    answerers = frozenset({*LOOKERS, OPERATIONS})
    waiting = Queue(
        "disputes",
        _("异议"),
        "finance",
        15,
        "payouts:disputes",
        answerers,
        lambda now: open_disputes().count(),
    )
    registry.queue(waiting)
    registry.queue(
        Queue(
            "advances",
            _("预支"),
            "finance",
            34,
            "payouts:advances",
            answerers,
            lambda now: advances_to_act_on(),
        )
    )


def pay_panel(agent: Agent, now: datetime) -> dict[str, Any] | None:
    """This month so far and the last statement; away until there is work or a statement."""
    so_far, last = this_month_so_far(agent, now), statements_of(agent).first()
    if not so_far and last is None:
        return None
    drafts = [one.draft.figures.net_fen for one in so_far if one.draft]
    has_account, earned = active_account(agent) is not None, last is not None or sum(drafts) > 0
    return {
        "net_fen": sum(drafts),
        "month": so_far[0].month if so_far else None,
        "last": last,
        "account": has_account,
        "call": pay_call(agent, has_account=has_account) if earned else None,
    }


def pay_call(agent: Agent, *, has_account: bool) -> Step | None:
    """What keeps earned money from arriving: no account, or one the bank would not pay to."""
    door = reverse("payouts:pay_account")
    if not has_account:
        return Step("attention", gettext("还没有填收款账户"), door, gettext("填收款账户"))
    failed = failed_items().filter(agent=agent).select_related("run").first()
    if failed is None:
        return None
    words = gettext("%(month)s的钱没有打成") % {"month": month_name(failed.run.month)}
    return Step("attention", words, door, gettext("核对收款账户"))


def my_money(agent: Agent) -> Iterator[dict[str, Any]]:
    """Statements with their lines, and accounts by their last four."""
    for one in statements_of(agent).prefetch_related("lines"):
        yield {
            "statement": one.public_id,
            "month": one.run.month.isoformat(),
            "payer": one.run.entity.name,
            "income_fen": one.income_fen,
            "tax_fen": one.tax_fen,
            "net_fen": one.net_fen,
            "lines": [
                {"kind": line.kind, "quantity": line.quantity, "amount_fen": line.amount_fen}
                for line in one.lines.all()
            ],
        }
    for account in PayoutAccount.objects.filter(agent=agent).order_by("pk"):
        yield {
            "account": f"**** {account.last_four}",
            "bank": account.bank,
            "state": account.state,
            "added_at": account.added_at.isoformat(),
        }
