from payouts.models.advances import Advance
from payouts.models.cut_overs import CutOver, OpeningBalance
from payouts.models.disputes import Dispute, DisputeNote
from payouts.models.holds import Hold
from payouts.models.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from payouts.models.money_out import BankResult, PayoutAccount, PayoutBatch, PayoutItem
from payouts.models.reliefs import TaxRelief
from payouts.models.runs import Line, Run, Statement
from payouts.models.settings import AccountCode, RailFee

__all__ = [
    "AccountCode",
    "Advance",
    "BankResult",
    "CutOver",
    "Dispute",
    "DisputeNote",
    "Hold",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerTransaction",
    "Line",
    "OpeningBalance",
    "PayoutAccount",
    "PayoutBatch",
    "PayoutItem",
    "RailFee",
    "Run",
    "Statement",
    "TaxRelief",
]
