"""The agents of the demo: who they are, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cn import ric

REGION = "990000"  # unassigned: nobody's number

NAMES = [
    "林一",
    "陈双",
    "黄三",
    "周四",
    "吴五",
    "郑六",
    "王七",
    "冯八",
    "褚九",
    "卫十",
    "蒋晨",
    "沈午",
    "韩晚",
    "杨春",
    "朱夏",
    "秦秋",
    "尤冬",
    "许南",
    "何北",
    "吕东",
    "施西",
    "张山",
    "孔水",
    "曹风",
    "严云",
    "华雨",
    "金雪",
    "魏霜",
    "陶露",
    "姜虹",
    "戚松",
    "谢竹",
    "邹梅",
    "喻兰",
    "柏菊",
    "水荷",
    "窦桂",
    "章桃",
    "云杏",
    "苏李",
    "潘橙",
    "葛柚",
    "奚枣",
    "范栗",
    "彭椒",
]

# Stage -> how many. Those furthest along joined first and have the lowest numbers.
STAGES = {
    "on_lead_task": 6,
    "on_sales_task": 2,
    "on_full_task": 2,
    "papers_open": 2,
    "reserve": 2,
    "rejected": 1,
    "asked": 12,
    "qualified": 3,
    "failed": 2,
    "studied": 1,
    "verified": 1,
    "refused": 2,
    "waiting": 5,
    "joined": 4,
}
ON_DUTY = ("on_lead_task", "on_sales_task", "on_full_task")
QUALIFIED = (*ON_DUTY, "papers_open", "reserve", "rejected", "asked", "qualified")
STUDIED = (*QUALIFIED, "failed", "studied")
VERIFIED = (*STUDIED, "verified")
CHECKED = (*VERIFIED, "refused", "waiting")  # handed papers in


@dataclass(frozen=True, slots=True)
class Part:
    """``place`` counts from 1 over everybody, ``nth`` from 0 inside the stage."""

    place: int
    nth: int
    stage: str
    name: str

    @property
    def id_number(self) -> str:
        """Region 990000, born between 1970 and 2004, a right check digit."""
        year, month, day = 1970 + self.place * 7 % 35, self.place * 5 % 12 + 1, self.place * 11 % 28 + 1
        body = f"{REGION}{year}{month:02d}{day:02d}{self.place:03d}"
        return body + ric.calc_check_digit(body + "0")


def parts() -> list[Part]:
    """Everybody, the longest serving first."""
    stages = [(stage, nth) for stage, count in STAGES.items() for nth in range(count)]
    return [
        Part(place, nth, stage, f"演示·{name}")
        for place, ((stage, nth), name) in enumerate(zip(stages, NAMES, strict=True), 1)
    ]
