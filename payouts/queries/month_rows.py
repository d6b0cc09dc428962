"""A settled month as rows: its statements, and their lines."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from onboarding.models.people import name_of
from payouts.models import Line, Statement
from payouts.models.runs import LINE_KINDS
from payouts.queries.money_out import day_sent, with_sent_at
from payouts.rules.sheets import Cell, Fen, Rows
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity
from yunke.ground.months import month_text

AT_ONCE = 2_000
SUMS = {
    "work_fen": "工时",
    "commission_fen": "提成",
    "reward_fen": "全勤、任务奖金、职级、带徒和奖励",
    "correction_fen": "更正",
    "income_fen": "应发",
    "tax_fen": "个人所得税",
    "tax_short_fen": "应扣未扣",
    "penalty_fen": "处罚",
    "advance_fen": "预支",
    "debt_fen": "带入旧欠",
    "carried_fen": "结转下期",
    "net_fen": "实发",
}
_MINUTES, _PIECES = ("分钟", "元/小时"), ("个", "元/个")
UNITS = {  # kind of line: what its quantity and its rate count
    "hours": _MINUTES,
    "rank": _MINUTES,
    "mentor": _MINUTES,
    "pieces": _PIECES,
    "returned": _PIECES,
    "share": ("元", "%"),
    "full_attendance": ("班", ""),
    "task_bonus": ("班", ""),
}


def statements(entity: PayingEntity, first: date, _after: date) -> Rows:
    """Of the month worked, by agent number."""
    yield "工号", "姓名", "月份", "发放日", "实际打款日", *SUMS.values(), "结算单号", "指纹"
    settled = Statement.objects.filter(run__entity=entity, run__month=first, run__state__in=LOCKED_RUNS)
    rows = (
        with_sent_at(settled)
        .order_by("agent_number")
        .values_list(
            "agent_number",
            "agent__user__proven_name",
            "agent__user__name",
            "run__pays_on",
            "sent_at",
            *SUMS,
            "public_id",
            "digest",
        )
    )
    for number, proven, told, pays_on, sent_at, *sums, public_id, digest in rows.iterator(chunk_size=AT_ONCE):
        days, figures = (pays_on.isoformat(), day_sent(sent_at)), (Fen(fen) for fen in sums)
        yield number, name_of(proven, told), month_text(first), *days, *figures, public_id, digest


def lines(entity: PayingEntity, first: date, _after: date) -> Rows:
    """Every line of those statements, in their order."""
    yield (
        "工号", "姓名", "月份", "行", "项目", "任务号", "任务", "条款版本", "成果", "倍数，%", "事实数",
        "数量", "数量单位", "单价", "单价单位", "金额",
    )  # fmt: skip
    with override("zh-hans"):
        kinds = {code: str(word) for code, word in LINE_KINDS}
    rows = (
        Line.objects.filter(
            statement__run__entity=entity, statement__run__month=first, statement__run__state__in=LOCKED_RUNS
        )
        .order_by("statement__agent_number", "ordinal")
        .values_list(
            "statement__agent_number", "statement__agent__user__proven_name", "statement__agent__user__name", "ordinal", "kind", "task__number",
            "task__name", "terms__version", "result_kind__name_zh", "percent", "facts", "quantity", "rate",
            "amount_fen",
        )
    )  # fmt: skip
    for (
        number,
        proven,
        told,
        place,
        kind,
        task,
        called,
        version,
        result,
        percent,
        facts,
        quantity,
        rate,
        fen,
    ) in rows.iterator(chunk_size=AT_ONCE):
        of = (kinds[kind], task or "", called or "", version or "", result or "")
        yield (
            number,
            name_of(proven, told),
            month_text(first),
            place,
            *of,
            percent,
            facts,
            *_how(kind, quantity, rate),
            Fen(fen),
        )


def _how(kind: str, quantity: int, rate: int) -> tuple[Cell, Cell, Cell, Cell]:
    """Quantity and rate with their units; empty where a line is no product of the two."""
    counted, each = UNITS.get(kind, ("", ""))
    if not counted:
        return "", "", "", ""
    many: Cell = Fen(quantity) if kind == "share" else quantity
    return many, counted, Fen(rate) if each else "", each  # basis points too are hundredths
