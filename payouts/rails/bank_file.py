"""The bank file: a CSV that finance uploads to the bank, its control file, and the bank's answer.

Texts stand in quotes, also the account, so that nobody takes 19 digits for a number; amounts have two
decimals. What the bank returns is read by its column names, whatever the order of rows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from payouts.rails.answers import read_answers
from payouts.rails.base import Answers, ControlFacts, Payment
from payouts.rules.sheets import LINE_END
from payouts.rules.sheets import text_cell as _text
from yunke.ground.money import parse_yuan, yuan_plain

COLUMNS = ("序号", "收款账号", "收款户名", "开户行", "联行号", "金额", "用途", "附言")
UTF8, GBK = "utf-8-sig", "gb18030"


class BankFile:
    code = "bank_file"
    encodings: tuple[str, ...] = (UTF8, GBK)

    def payment_file(self, payments: Iterable[Payment], encoding: str = UTF8) -> bytes:
        lines = [",".join(map(_text, COLUMNS)), *map(_line, payments)]
        return "".join(line + LINE_END for line in lines).encode(encoding)

    def payments_in(self, content: bytes, encoding: str) -> Iterator[tuple[int, str, int, str]]:
        """(serial, account, fen, key) of a file of ours, read back as a bank reads it."""
        rows = csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True)
        next(rows, None)
        for serial, account, _holder, _bank, _branch, amount, _purpose, key in rows:
            yield int(serial), account, parse_yuan(amount), key

    def control_file(self, facts: ControlFacts) -> bytes:
        """Count, total and hash, as the bank's upload page asks for them; plain JSON, one order of keys."""
        told = {
            "batch": facts.batch,
            "file": facts.file_name,
            "encoding": facts.encoding,
            "count": facts.count,
            "total": yuan_plain(facts.total_fen),
            "sha256": facts.sha256,
            "run": facts.run,
            "run_hash": facts.run_hash,
        }
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()

    def answers(self, content: bytes) -> Answers:
        return read_answers(content)


def _line(one: Payment) -> str:
    return ",".join(
        (
            str(one.serial),
            _text(one.account),
            _text(one.holder),
            _text(one.bank),
            _text(one.branch_code),
            yuan_plain(one.amount_fen),
            _text(one.purpose),
            _text(one.key),
        )
    )
