"""What finance hands to the tax office and to its own books: rows of approved months, streamed.

A period is that of the *payment*: December's work paid in January is January's (statements and lines alone go by
the month of the work). One agent paid twice in a
month is one row; the figures of the year are those after the last of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, groupby, islice
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from onboarding.models import Agent, IdentityCheck
from onboarding.queries.identity import PROVEN
from payouts.models import LedgerEntry, Run, Statement
from payouts.queries.account_codes import written_as
from payouts.queries.history import taxable_fen
from payouts.queries.money_out import day_sent, with_sent_at
from payouts.queries.month_rows import AT_ONCE, lines, statements
from payouts.queries.posted import number_of, sources_of
from payouts.queries.reliefs import known_reliefs, relief_at
from payouts.rules.accounts import BOOKED
from payouts.rules.sheets import Fen, Rows
from payouts.rules.tax import MONTHLY_ALLOWANCE_FEN
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity
from yunke.ground.calendar import PAY_ZONE
from yunke.ground.money import half_up
from yunke.ground.months import month_text, next_month, within_reach

ID_CARD = "居民身份证"


def withholding(entity: PayingEntity, first: date, after: date) -> Rows:
    """The month's declaration: what was paid and withheld, and the year it stands in; its figures explain the tax."""
    yield (
        "姓名", "证件类型", "证件号码", "工号", "税款所属月份", "所得项目", "计税方法", "本月收入", "本月已扣税额",
        "本月应扣未扣", "累计收入", "累计费用", "累计减除费用", "累计月数", "累计减免税额", "累计已扣税额",
    )  # fmt: skip
    reliefs = known_reliefs(entity.pk)
    for agent, rows in _by_agent(_paid(entity, first, after)):
        last = rows[-1]
        allowance = relief = 0
        if last["run__tax_method"] == "cumulative":
            allowance = MONTHLY_ALLOWANCE_FEN * last["tax_months"]
            relief = relief_at(reliefs, entity.pk, last["agent_id"], first.year, last["run__month"])
        yield (
            *_who(agent),
            month_text(first),
            "劳务报酬",
            {"cumulative": "累计预扣", "occurrence": "按次预扣"}.get(last["run__tax_method"], "不扣"),
            Fen(sum(_taxable(row) for row in rows)),
            Fen(sum(row["tax_fen"] for row in rows)),
            Fen(last["tax_short_fen"]),
            Fen(last["year_income_fen"]),
            Fen(half_up(last["year_income_fen"], 5) if allowance else 0),
            Fen(allowance),
            last["tax_months"],
            Fen(relief),
            Fen(last["year_tax_fen"]),
        )


def identity_income(entity: PayingEntity, first: date, after: date) -> Rows:
    """The quarter's report by State Council Order 810: who was paid, and how much."""
    yield "姓名", "证件类型", "证件号码", "工号", "加入日期", "收入合计", "付款月数", "已扣税额"
    for agent, rows in _by_agent(_paid(entity, first, after)):
        yield (
            *_who(agent),
            agent["joined_on"],
            Fen(sum(row["income_fen"] for row in rows)),
            len({row["run__pays_on"].replace(day=1) for row in rows}),
            Fen(sum(row["tax_fen"] for row in rows)),
        )


def yearly(entity: PayingEntity, first: date, after: date) -> Rows:
    """A year of each agent, month by month of payment, and its total."""
    yield (
        "工号",
        "姓名",
        "月份",
        "发放日",
        "实际打款日",
        "收入",
        "个人所得税",
        "处罚",
        "预支",
        "带入旧欠",
        "结转",
        "实发",
    )
    columns = ("income_fen", "tax_fen", "penalty_fen", "advance_fen", "debt_fen", "carried_fen", "net_fen")
    year = with_sent_at(_paid(entity, first, after))
    for agent, rows in _by_agent(year, with_numbers=False, also=("sent_at",)):
        who = (agent["number"], agent["name"])
        for row in rows:
            days = (row["run__pays_on"].isoformat(), day_sent(row["sent_at"]))
            months = (month_text(row["run__month"]), *days)
            yield (*who, *months, *(Fen(row[name]) for name in columns))
        yield (*who, "合计", "", "", *(Fen(sum(row[name] for row in rows)) for name in columns))


def vat(entity: PayingEntity, first: date, after: date) -> Rows:
    """Sales of each person in the month, and in the year up to it, what was taken back netted: a VAT position."""
    yield "工号", "姓名", "税款所属月份", "本月收入", "本年收入"
    year = _paid(entity, first.replace(month=1), after).exclude(income_fen=0)
    for agent, rows in _by_agent(year, with_numbers=False):
        here = [row["income_fen"] for row in rows if row["run__pays_on"] >= first]
        if here:
            whole = sum(row["income_fen"] for row in rows)
            yield agent["number"], agent["name"], month_text(first), Fen(sum(here)), Fen(whole)


def vouchers(entity: PayingEntity, first: date, after: date) -> Rows:
    """What was booked, by event and account, for the company's own ledger; what is kept by person is summed.
    Accounts by the company's own codes where finance said them; the last column leads back to what posted it."""
    yield "日期", "凭证号", "摘要", "科目编码", "科目", "借方", "贷方", "人数", "结算或批次"
    called = written_as(entity.pk)
    rows = (
        _booked(entity, first, after)
        .values("transaction", "transaction__booked_at", "transaction__key", "transaction__kind", "account")
        .annotate(
            debit=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
            credit=Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
            people=Count("agent", distinct=True),
        )
        .order_by("transaction", "account")
    )
    streamed = rows.iterator(chunk_size=AT_ONCE)
    while some := list(islice(streamed, AT_ONCE)):
        sources = sources_of({row["transaction"]: row["transaction__key"] for row in some})
        for row in some:
            number = number_of(sources.get(row["transaction"]))
            kind = BOOKED.get(row["transaction__kind"], row["transaction__kind"])
            yield (
                row["transaction__booked_at"].astimezone(PAY_ZONE).date().isoformat(),
                row["transaction__key"],
                f"{kind} {number}".strip(),
                *called.get(row["account"], (row["account"], row["account"])),
                Fen(row["debit"]),
                Fen(-row["credit"]),
                row["people"],
                number,
            )


def year_of(agent: Agent, year: int) -> Rows:
    """An agent's own year, over every paying entity; its head now, for the rows are streamed in no language."""
    head = (
        _("支付主体"), _("月份"), _("发放日"), _("实际打款日"), _("收入"), _("个人所得税"), _("处罚"), _("预支"), _("带入旧欠"), _("结转"), _("实发"),
    )  # fmt: skip
    return chain([head], _year_of(agent, year))


def _year_of(agent: Agent, year: int) -> Rows:
    mine = Statement.objects.filter(agent=agent, run__state__in=LOCKED_RUNS, tax_year=year)
    for one in with_sent_at(mine).select_related("run__entity").order_by("run__pays_on", "pk"):
        yield (
            one.run.entity.name,
            month_text(one.run.month),
            one.run.pays_on.isoformat(),
            day_sent(one.sent_at),  # type: ignore[attr-defined]
            *(
                Fen(fen)
                for fen in (
                    one.income_fen,
                    one.tax_fen,
                    one.penalty_fen,
                    one.advance_fen,
                    one.debt_fen,
                    one.carried_fen,
                    one.net_fen,
                )
            ),
        )


Export = Callable[[PayingEntity, date, date], Rows]
WITH_NUMBERS: dict[str, tuple[str, Export]] = {  # they hold ID numbers in full
    "withholding": ("month", withholding),
    "identity-income": ("quarter", identity_income),
}
BOOKS: dict[str, tuple[str, Export]] = {
    "yearly": ("year", yearly),
    "vouchers": ("month", vouchers),
    "vat": ("month", vat),
    "statements": ("month", statements),
    "lines": ("month", lines),
}


def period(kind: str, text: str) -> tuple[date, date]:
    """``2026-10``, ``2026-4`` (a quarter) or ``2026``: its first day and the day after its last. ValueError else."""
    year, _dash, part = text.partition("-")
    if not text.isascii() or not year.isdecimal() or len(year) != 4 or bool(part) == (kind == "year"):
        raise ValueError(text)
    if not within_reach(date(int(year), 1, 1)):  # a day before or after it there may be none
        raise ValueError(text)
    if kind == "year":
        return date(int(year), 1, 1), date(int(year) + 1, 1, 1)
    if kind == "quarter":
        if part not in ("1", "2", "3", "4"):
            raise ValueError(text)
        first = date(int(year), 3 * int(part) - 2, 1)
        return first, next_month(first + timedelta(days=62))
    first = date(int(year), int(part), 1)
    return first, next_month(first)


OF_WORK = ("statements", "lines")  # their month is the one worked, not the one of payment


def is_approved(entity: PayingEntity, month: date) -> bool:
    return Run.objects.filter(entity=entity, month=month, state__in=LOCKED_RUNS).exists()


def is_empty(entity: PayingEntity, kind: str, first: date, after: date) -> bool:
    """Whether a file of what was paid, or booked, in this period would have no row."""
    return not (_booked if kind == "vouchers" else _paid)(entity, first, after).exists()


def _booked(entity: PayingEntity, first: date, after: date) -> QuerySet[LedgerEntry]:
    begins, ends = _moment(first), _moment(after)
    return LedgerEntry.objects.filter(
        transaction__entity=entity, transaction__booked_at__gte=begins, transaction__booked_at__lt=ends
    )


def _paid(entity: PayingEntity, first: date, after: date) -> QuerySet[Statement]:
    return Statement.objects.filter(
        run__entity=entity, run__state__in=LOCKED_RUNS, run__pays_on__gte=first, run__pays_on__lt=after
    )


def _by_agent(
    statements: QuerySet[Statement], *, with_numbers: bool = True, also: tuple[str, ...] = ()
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """(who, their statements in order), by agent number; people are read so many at once."""
    rows = (
        statements.order_by("agent_number", "run__pays_on", "run__month")
        .values(
            "agent_id",
            "income_fen",
            "penalty_fen",
            "tax_fen",
            "tax_short_fen",
            "advance_fen",
            "debt_fen",
            "carried_fen",
            "net_fen",
            "tax_months",
            "year_income_fen",
            "year_tax_fen",
            "run__pays_on",
            "run__month",
            "run__tax_method",
            "run__penalties_lower_income",
            *also,
        )
        .iterator(chunk_size=AT_ONCE)
    )
    waiting: list[tuple[int, list[dict[str, Any]]]] = []
    for agent, mine in groupby(rows, key=lambda row: row["agent_id"]):
        waiting.append((agent, [dict(row) for row in mine]))
        if len(waiting) == AT_ONCE:
            yield from _named(waiting, with_numbers=with_numbers)
            waiting = []
    yield from _named(waiting, with_numbers=with_numbers)


def _named(
    waiting: list[tuple[int, list[dict[str, Any]]]], *, with_numbers: bool
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    agents = Agent.objects.select_related("user").in_bulk([agent for agent, _rows in waiting])
    proven = {}
    if with_numbers:
        checks = IdentityCheck.objects.filter(agent__in=list(agents), state__in=PROVEN).order_by("pk")
        proven = {check.agent_id: (check.name, check.id_number) for check in checks}
    for pk, rows in waiting:
        agent = agents[pk]
        name, id_number = proven.get(pk, (agent.user.shown_name, ""))
        joined_on = agent.joined_at.astimezone(PAY_ZONE).date().isoformat()
        yield (
            {"number": agent.number, "name": name, "id_number": id_number, "joined_on": joined_on},
            rows,
        )


def _who(agent: dict[str, Any]) -> tuple[str, str, str, str]:
    return agent["name"], ID_CARD if agent["id_number"] else "", agent["id_number"], agent["number"]


def _taxable(row: dict[str, Any]) -> int:
    return taxable_fen(row["income_fen"], row["penalty_fen"], row["run__penalties_lower_income"])


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PAY_ZONE)
