"""What the room begins with: kinds of result to settle by, first scorecards and plans of sampling. Repeatable."""

from __future__ import annotations

from datetime import datetime

from onboarding.models import Line
from tasks.models import QualityPlan, ResultKind, Rubric
from yunke.ground.calendar import local_on
from yunke.ground.ids import new_public_id

KINDS = (
    ("connected", "接通", "Connected call", "count"),
    ("interested_lead", "意向客户", "Interested lead", "count"),
    ("wechat_added", "加微信", "WeChat contact", "count"),
    ("sale", "成交", "Sale", "amount"),
    ("accepted_item", "验收通过", "Accepted item", "count"),
    ("returned_item", "退回", "Returned item", "count"),
)
RETURNS = {"returned_item": "accepted_item"}  # what takes back the price of what
# A first version of our own for the lines that interview; the operator writes the next.
PASS_PERCENT = 60
FATAL = (
    ("another_person", "接电话的不是本人", "Somebody else took the call"),
    ("abusive", "辱骂或威胁", "Abuse or threats"),
)
RUBRICS = {
    "voice": (
        ("mandarin", "普通话标准，吐字清楚", "Standard Mandarin, clear speech", 30),
        ("listening", "听得懂，答得上", "Understands and answers", 20),
        ("manner", "礼貌，有条理", "Polite and orderly", 20),
        ("pitch", "会问需要，会介绍", "Asks for needs, presents well", 15),
        ("reliable", "时间稳定，说到做到", "Steady hours, keeps their word", 15),
    ),
    "chat": (
        ("clear", "说得明白，写得通顺", "Clear in word and writing", 30),
        ("product", "学商品快，答得准", "Learns products, answers exactly", 25),
        ("patience", "有耐心，能安抚", "Patient, soothes complaints", 25),
        ("reliable", "时间稳定，说到做到", "Steady hours, keeps their word", 20),
    ),
}
QUALITY_PASS_PERCENT = 80
QUALITY_FATAL = (
    ("false_promise", "虚假承诺或夸大", "False promises or exaggeration"),
    ("abusive", "辱骂、讽刺或威胁客户", "Abuse, mockery or threats"),
    ("leaks", "泄露或私自记下客户信息", "Leaks or keeps customers' information"),
    ("after_refusal", "客户明确拒绝后仍纠缠", "Goes on after a clear refusal"),
)
QUALITY_RUBRICS = {
    "voice": (
        ("opening", "开场报明身份和来意", "Says who is calling and why", 10),
        ("needs", "听清需要再介绍", "Hears the need before presenting", 20),
        ("exact", "产品和规则说得准", "Product and rules exact", 30),
        ("objections", "异议处理得当", "Answers objections well", 20),
        ("manner", "语速、礼貌、用语规范", "Pace, manners, service phrases", 20),
    ),
    "chat": (
        ("quick", "首次响应和跟进及时", "Answers and follows up in time", 20),
        ("exact", "商品和店铺规则答得准", "Goods and shop rules exact", 30),
        ("solves", "解决问题，少来回", "Solves it without detours", 30),
        ("manner", "礼貌，用语规范", "Manners, service phrases", 20),
    ),
    "annotation": (
        ("right", "标得对", "Labels are right", 60),
        ("complete", "没有漏标", "Nothing is left out", 25),
        ("guideline", "按规范记下疑问", "Notes doubts as the guideline says", 15),
    ),
}
QUALITY_FATAL_OF = {  # nobody is spoken to in annotation
    "annotation": (
        ("made_up", "没看就标", "Labelled without looking"),
        ("leaks", "泄露资料", "Leaks the material"),
    ),
}
QUALITY_PLAN = {"share_percent": 5, "second_percent": 5, "appeal_days": 7, "seed": "yunke-1"}


def seed(now: datetime) -> int:
    """Make what is missing; how many were made."""
    interviews = {line: _items(items, FATAL) for line, items in RUBRICS.items()}
    reviews = {
        line: _items(items, QUALITY_FATAL_OF.get(line, QUALITY_FATAL))
        for line, items in QUALITY_RUBRICS.items()
    }
    return (
        _kinds()
        + _rubrics("interview", PASS_PERCENT, interviews, now)
        + _rubrics("quality", QUALITY_PASS_PERCENT, reviews, now)
        + _plans(now)
    )


def _rubrics(
    purpose: str, pass_percent: int, items: dict[str, list[dict[str, object]]], now: datetime
) -> int:
    there = Rubric.objects.filter(purpose=purpose).values("line")
    lines = Line.objects.filter(code__in=items).exclude(pk__in=there)
    made = [
        Rubric(
            public_id=new_public_id(now),
            line=line,
            purpose=purpose,
            version=1,
            pass_percent=pass_percent,
            items=items[line.code],
            created_at=now,
        )
        for line in lines
    ]
    Rubric.objects.bulk_create(made)
    return len(made)


def _items(
    weighed: tuple[tuple[str, str, str, int], ...], fatal: tuple[tuple[str, str, str], ...]
) -> list[dict[str, object]]:
    return [
        {"code": code, "zh": zh, "en": en, "weight": weight, "fatal": False}
        for code, zh, en, weight in weighed
    ] + [{"code": code, "zh": zh, "en": en, "weight": 0, "fatal": True} for code, zh, en in fatal]


def _plans(now: datetime) -> int:
    """Lines with a scorecard are sampled from the day the house begins."""
    lines = Line.objects.filter(code__in=QUALITY_RUBRICS).exclude(quality_plans__isnull=False)
    made = [
        QualityPlan(
            public_id=new_public_id(now),
            line=line,
            effective_on=local_on(now),
            created_at=now,
            **QUALITY_PLAN,  # type: ignore[arg-type]
        )
        for line in lines
    ]
    QualityPlan.objects.bulk_create(made)
    return len(made)


def _kinds() -> int:
    there = set(ResultKind.objects.values_list("code", flat=True))
    made = [
        ResultKind(code=code, name_zh=zh, name_en=en, measure=measure)
        for code, zh, en, measure in KINDS
        if code not in there
    ]
    ResultKind.objects.bulk_create(made)
    for code, accepted in RETURNS.items():
        whole = ResultKind.objects.get(code=accepted)
        ResultKind.objects.filter(code=code, returns=None).update(returns=whole)
    return len(made)
