"""The chart of accounts, and what the approval of a month books.

| account          | debit (above zero)            | credit (below zero)                  |
|------------------|-------------------------------|--------------------------------------|
| labour_cost      | income of the statements      |                                      |
| tax_payable      | tax handed to the tax office  | tax withheld                         |
| penalty_income   |                               | penalties as decided                 |
| agent_receivable | carried to the next statement | debt brought in and taken or carried |
| agent_payable    | money on its way, by agent    | net, by agent                        |
| payout_transit   | what the bank answered for    | money handed to a rail               |
| bank             | money a bank sent back        | money that left                      |
| agent_advance    | an advance paid               | taken back by a statement            |
| opening          |                               | debts brought in by a cut-over       |

For every statement: income - tax - penalties - advances - (debt - carried) - net = 0, so each approval balances.
"""

from __future__ import annotations

from typing import NamedTuple

from yunke.ground.errors import gettext_noop as _

LABOUR_COST, TAX_PAYABLE, PENALTY_INCOME = "labour_cost", "tax_payable", "penalty_income"
AGENT_RECEIVABLE, AGENT_PAYABLE = "agent_receivable", "agent_payable"
PAYOUT_TRANSIT, BANK = "payout_transit", "bank"
OPENING, AGENT_ADVANCE = "opening", "agent_advance"

ACCOUNTS = {
    LABOUR_COST: _("劳务成本"),
    TAX_PAYABLE: _("应交个人所得税"),
    PENALTY_INCOME: _("处罚收入"),
    AGENT_RECEIVABLE: _("应收客服结转款"),
    AGENT_PAYABLE: _("应付劳务报酬"),
    PAYOUT_TRANSIT: _("在途打款"),
    BANK: _("银行存款"),
    OPENING: _("期初结转"),
    AGENT_ADVANCE: _("预支款"),
}
BOOKED = {  # kinds of ledger transactions
    "approval": _("批准结算"),
    "release": _("交给银行"),
    "result": _("银行回单"),
    "returned": _("到账后退回"),
    "advance": _("预支"),
    "opening": _("期初"),
}
CODE = r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,19}$"  # as a company writes one
# What the accounts are mostly called in a company's own books, by the Accounting Standards for Business Enterprises;
# offered, and written only once finance has said so. An opening balance has no account there.
STANDARD = {
    LABOUR_COST: ("6401", "主营业务成本"),
    TAX_PAYABLE: ("2221", "应交税费—应交个人所得税"),
    PENALTY_INCOME: ("6301", "营业外收入"),
    AGENT_RECEIVABLE: ("1221", "其他应收款—客服结转"),
    AGENT_PAYABLE: ("2211", "应付职工薪酬—劳务报酬"),
    PAYOUT_TRANSIT: ("1012", "其他货币资金—在途"),
    BANK: ("1002", "银行存款"),
    OPENING: ("", ""),
    AGENT_ADVANCE: ("1221", "其他应收款—预支"),
}


class Leg(NamedTuple):
    """Fen, above zero a debit, below a credit; ``agent_id`` where the account is kept by person."""

    account: str
    amount_fen: int
    agent_id: int | None = None


def approval_legs(*, income_fen: int, tax_fen: int, penalty_fen: int) -> list[Leg]:
    """The legs of a month that are not kept by person; a leg of nothing is none."""
    legs = [Leg(LABOUR_COST, income_fen), Leg(TAX_PAYABLE, -tax_fen), Leg(PENALTY_INCOME, -penalty_fen)]
    return [leg for leg in legs if leg.amount_fen]


def mirrored(legs: list[Leg]) -> list[Leg]:
    return [leg._replace(amount_fen=-leg.amount_fen) for leg in legs]


def why_unbalanced(legs: list[Leg]) -> str:
    """What is wrong with a transaction, for the developer who wrote it; empty when it balances."""
    if len(legs) < 2:
        return f"{len(legs)} legs"
    if any(leg.amount_fen == 0 for leg in legs):
        return "a leg of nothing"
    total = sum(leg.amount_fen for leg in legs)
    return f"debits and credits differ by {total} fen" if total else ""
