"""What approval writes: the ledger, and one payment for each statement that pays something."""

from __future__ import annotations

import json
from datetime import datetime

from payouts.actions.keys import payment_keys
from payouts.actions.ledger import post_approval
from payouts.models import PayoutAccount, PayoutItem, Run
from payouts.queries.sets import rows
from payouts.reasons import NO_PAYOUT_ACCOUNT
from yunke.rows import preparing, write_rows

ITEM_COLUMNS = (
    "public_id",
    "statement_id",
    "run_id",
    "agent_id",
    "amount_fen",
    "made_at",
    "account_id",
    "state",
    "why",
)


def book_approval(run: Run, *, now: datetime) -> tuple[int, int]:
    """Post the ledger and lay the items out; (ready, waiting for an account)."""
    post_approval(run, now=now)
    return make_items(run, now=now)


def make_items(run: Run, *, now: datetime) -> tuple[int, int]:
    """``ready`` where the agent has an active account, which the item keeps; else ``waiting``."""
    accounts = dict(
        PayoutAccount.objects.filter(state="active", agent__statements__run=run).values_list("agent_id", "pk")
    )
    made_at = preparing(PayoutItem, "made_at")(now)
    why = json.dumps(NO_PAYOUT_ACCOUNT().as_json())
    paid = (
        run.statements.filter(net_fen__gt=0)
        .order_by("agent_number")
        .values_list("pk", "agent_id", "agent_number", "net_fen")
    )
    owed = rows(paid)
    keys = payment_keys(run, ((number, 1) for _, _, number, _ in owed))
    made = []
    for public_id, (statement_id, agent_id, _, net_fen) in zip(keys, owed, strict=True):
        account = accounts.get(agent_id)
        ending = (account, "ready", "{}") if account else (None, "waiting", why)
        made.append((public_id, statement_id, run.pk, agent_id, net_fen, made_at, *ending))
    write_rows(PayoutItem, ITEM_COLUMNS, made)
    ready = sum(row[-2] == "ready" for row in made)
    return ready, len(made) - ready
