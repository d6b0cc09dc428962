"""The bank's side of a story: accounts, the file as the bank reads its bytes, and the bank's answer."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import datetime

from onboarding.models import Agent, User
from payouts.actions.accounts import set_account
from payouts.actions.money_out import make_file, release_run
from payouts.actions.results import import_result
from payouts.files import opened
from payouts.models import PayoutBatch, Run
from tests.oracles.fractions_of_yuan import fen_of

BANK, BRANCH = "演示银行", "104100000004"
MARK = b"\xef\xbb\xbf"  # UTF-8 with its mark: spreadsheets read Chinese right
Told = dict[str, str]  # account -> amount in yuan, letter by letter


def open_account(agent: Agent, *, now: datetime) -> None:
    number = account_of(agent.number)
    set_account(agent, holder=agent.user.name, number=number, bank=BANK, branch_code=BRANCH, now=now)


def account_of(agent_number: str) -> str:
    """Nineteen digits with a check digit: a spreadsheet that takes them for a number spoils the last four."""
    body = f"622200{int(agent_number[1:]):012d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


def pay_out(run: Run, releaser: User, *, now: datetime) -> Told:
    """Released, read by the bank, paid, and the bank's answer brought in; what the bank was told."""
    file_hash = make_file(run, by=releaser, now=now).file_hash
    batch = release_run(run, by=releaser, now=now, file_hash=file_hash)
    assert batch is not None
    content = opened(batch.file)
    told = _read(content)
    _control_holds(batch, content, told)
    import_result(batch, _answer(content), by=releaser, now=now)
    run.refresh_from_db()
    assert not batch.items.exclude(state="succeeded").exists()
    return told


def yuan_text(fen: int) -> str:
    """As a bank file has it."""
    return f"{fen // 100}.{fen % 100:02d}"


def _rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(MARK)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _read(content: bytes) -> Told:
    """Every account once, as text; amounts are not rounded by any reader."""
    rows = _rows(content)
    assert [row["序号"] for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    assert all(f'"{row["收款账号"]}"'.encode() in content for row in rows)
    told = {row["收款账号"]: row["金额"] for row in rows}
    assert len(told) == len(rows)
    return told


def _control_holds(batch: PayoutBatch, content: bytes, told: Told) -> None:
    control = json.loads(opened(batch.control_file))
    total = sum(fen_of(amount) for amount in told.values())
    assert (control["count"], control["total"]) == (len(told), yuan_text(total))
    assert control["sha256"] == hashlib.sha256(content).hexdigest()
    assert control["run_hash"] == batch.run.hash


def _answer(content: bytes) -> bytes:
    """The bank's own order and encoding, with a totals line."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["序号", "收款账号", "金额", "处理结果"])
    rows = _rows(content)
    lines.writerows([row["序号"], row["收款账号"], row["金额"], "交易成功"] for row in reversed(rows))
    lines.writerow(["合计", "", yuan_text(sum(fen_of(row["金额"]) for row in rows)), ""])
    return out.getvalue().encode("gb18030")
