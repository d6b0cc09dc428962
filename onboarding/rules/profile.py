"""What a profile asks, and what has to be told before it can be sent. Codes are stored, words are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from onboarding.reasons import PROFILE_INCOMPLETE
from yunke.ground.errors import Reason
from yunke.ground.errors import gettext_noop as _

EDUCATION = {
    "middle": _("初中"),
    "high": _("高中"),
    "vocational": _("中专、职高"),
    "college": _("大专"),
    "bachelor": _("本科"),
    "master": _("研究生"),
    "other": _("其他"),
}
PACE = {"part": _("兼职"), "full": _("全职"), "either": _("都可以")}
LANGUAGES = {
    "mandarin": _("普通话"),
    "cantonese": _("粤语"),
    "minnan": _("闽南话"),
    "wu": _("吴语"),
    "sichuan": _("四川话"),
    "uyghur": _("维吾尔语"),
    "tibetan": _("藏语"),
    "mongolian": _("蒙古语"),
    "english": _("英语"),
    "japanese": _("日语"),
    "korean": _("韩语"),
    "other": _("其他"),
}
MANDARIN = {  # the grades of the national test, and where nobody has sat it
    "poor": _("说不好"),
    "accent": _("能说，有明显口音"),
    "standard": _("标准，没有考过级"),
    "3b": _("三级乙等"),
    "3a": _("三级甲等"),
    "2b": _("二级乙等"),
    "2a": _("二级甲等"),
    "1b": _("一级乙等"),
    "1a": _("一级甲等"),
}
NOT_STANDARD = ("poor", "accent")
EXPERIENCE = {
    "phone_invitation": _("电话邀约"),
    "telemarketing": _("电话营销"),
    "inbound": _("呼入客服"),
    "online": _("在线客服"),
    "live_host": _("视频主播"),
    "sales": _("销售"),
    "other": _("其他客户服务"),
}
INDUSTRIES = {
    "ecommerce": _("电商"),
    "game": _("游戏"),
    "finance": _("金融"),
    "telecom": _("电信增值"),
    "education": _("教育"),
    "appliances": _("家电家居"),
    "travel": _("旅游出行"),
    "other": _("其他行业"),
}
SALES = {
    "none": _("没做过"),
    "some": _("做过一些"),
    "targets": _("带过销售指标，大多能完成"),
    "top": _("常在前列"),
}
SKILLS = {
    "music": _("音乐"),
    "arts": _("美术、手工"),
    "teaching": _("教学"),
    "sports": _("体育健身"),
    "writing": _("写作"),
    "office": _("表格和文档"),
    "video": _("剪辑、拍摄"),
    "parenting": _("母婴知识"),
    "beauty": _("美妆护肤"),
    "digital": _("数码产品"),
}
BACKUP = {"yes": _("有人可以替手"), "no": _("没有"), "not_needed": _("用不着")}
DAYS = {
    "1": _("周一"),
    "2": _("周二"),
    "3": _("周三"),
    "4": _("周四"),
    "5": _("周五"),
    "6": _("周六"),
    "7": _("周日"),
}
SLOTS = {"08": "8–12", "12": "12–14", "14": "14–18", "18": "18–21", "21": "21–24", "00": "0–8"}
SLOT_HOURS = {"08": 4, "12": 2, "14": 4, "18": 3, "21": 3, "00": 8}
HOURS = [f"{day}-{slot}" for day in DAYS for slot in SLOTS]
NEEDS = {
    "exam_time": _("考试时间要长一些"),
    "screen_reader": _("用读屏软件"),
    "keyboard": _("只用键盘"),
    "typing_only": _("不方便说话，只做打字的"),
    "captions": _("听不清，要文字"),
    "breaks": _("要多休息几次"),
}
EXTRA_TIME_PERCENT = {
    "exam_time": 50,
    "screen_reader": 50,
    "keyboard": 25,
    "breaks": 25,
}  # the largest counts

SECTIONS = ("basics", "speech", "experience", "abilities", "hours", "needs")
NEEDED = {  # what has to be told: field -> its section
    "education": "basics",
    "city": "basics",
    "pace": "basics",
    "mandarin": "speech",
    "sales": "abilities",
    "hours": "hours",
    "backup": "hours",
}


def missing(answers: Mapping[str, Any]) -> list[str]:
    """The needed fields that are not told yet, in the pages' order."""
    return [name for name in NEEDED if not answers.get(name)]


def reasons_not_to_send(answers: Mapping[str, Any]) -> Iterator[Reason]:
    for name in missing(answers):
        yield PROFILE_INCOMPLETE(field=name, section=NEEDED[name])


def weekly_hours(hours: list[str]) -> int:
    """How many hours a week the grid comes to."""
    return sum(SLOT_HOURS[one.partition("-")[2]] for one in hours if one in HOURS)


def extra_time(needs: Collection[str]) -> int:
    """So many per cent longer a timed paper lasts."""
    return max((EXTRA_TIME_PERCENT.get(one, 0) for one in needs), default=0)
