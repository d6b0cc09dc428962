"""The computer steps of the SOP: equipment and room, each where the agent stands and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from onboarding.models import Agent, EquipmentCheck, Line, RoomCheck, TypingTest
from onboarding.queries.checks import last_day, standing
from onboarding.queries.expiry import ending_soon
from onboarding.rules import equipment, room, typing
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, reasons_from_json
from yunke.ground.errors import gettext_noop as _
from yunke.refusals import Wording, wordings
from yunke.registry import Panel, Step, StepKind, StepSettings, Threshold, registry

NOT_PASSED = ("failed", "refused", "void")
LOOKED_AT = 20  # checks of one agent: the latest passed one is among them
MOST = {"quiet_for": 20, "speech_for": 35}  # seconds: together within what a recording may be
NAMES = {
    "quiet_for": (_("安静几秒"), _("秒")),
    "speech_for": (_("说话几秒"), _("秒")),
    "snr_db": (_("声音比背景至少响"), _("分贝")),
    "snr_db_listen": (_("不到上面，但到这里由人听"), _("分贝")),
    "clipped_percent": (_("爆音最多"), "%"),
    "clipped_percent_listen": (_("超过上面，但到这里由人听"), "%"),
    "speech_seconds": (_("至少听到的人声"), _("秒")),
    "speech_seconds_listen": (_("不到上面，但到这里由人听"), _("秒")),
    "loud_percent": (_("安静时冒出的声音最多"), "%"),
    "loud_percent_listen": (_("超过上面，但到这里由人听"), "%"),
    "hum_below_db": (_("电流声至少低"), _("分贝")),
    "hum_below_db_listen": (_("不到上面，但到这里由人听"), _("分贝")),
    "dropouts": (_("录音最多断"), _("次")),
    "dropouts_listen": (_("超过上面，但到这里由人听"), _("次")),
    "second_listener_percent": (_("其余的里抽多少由两位听"), "%"),
    "cores": (_("处理器至少几核"), ""),
    "memory_gb": (_("内存至少"), "GB"),
    "screen_width": (_("屏幕至少宽"), _("像素")),
    "screen_height": (_("屏幕至少高"), _("像素")),
    "latency_ms": (_("延迟最多"), _("毫秒")),
    "jitter_ms": (_("抖动最多"), _("毫秒")),
    "loss_percent": (_("丢包最多"), "%"),
    "down_mbps": (_("下载至少"), "Mbit/s"),
    "up_mbps": (_("上传至少"), "Mbit/s"),
    "china_telecom": (_("要中国电信宽带"), ""),
    "wired": (_("要用网线"), ""),
    "headset": (_("要有耳麦"), ""),
    "letters_a_minute": (_("一分钟至少打对"), _("字")),
    "exact_percent": (_("至少打对"), "%"),
    "believed_a_minute": (_("一分钟多于这些字，不信是手打的"), _("字")),
    "tries_a_day": (_("一天最多测"), _("次")),
}


def thresholds_of(numbers: dict[str, Any]) -> tuple[Threshold, ...]:
    """A kind's numbers as the SOP's page edits them."""
    return tuple(
        Threshold(
            code,
            NAMES[code][0],
            {bool: "bool", str: "decimal"}.get(type(value), "int"),
            NAMES[code][1],
            value,
            least=1 if code in room.ASKED else 0,
            most=MOST.get(code) or _most(code),
            needed=code in room.ASKED,
        )
        for code, value in numbers.items()
    )


def _most(code: str) -> int:
    if "percent" in code:
        return 100
    return 1_000_000 if code.startswith("screen") else 10_000


def equipment_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    """Handed in once for all lines, judged by each line's own numbers."""
    url = reverse("onboarding:equipment")
    view = _View(line, settings, _against_equipment)
    fresh = Step("now", gettext("在电脑上测网络，拍一张光猫照片，大约 3 分钟"), url, gettext("测设备"), across=_across("equipment"))  # fmt: skip
    check = standing(_rows(agent.equipment_checks), settings.valid_days, now, view.meets)
    return _step(check, view, now, fresh, gettext("重新测"), gettext("资料已交，在看照片"))


def room_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    url = reverse("onboarding:room")
    view = _View(line, settings, _against_room)
    fresh = Step("now", gettext("录一段声音：先安静，再说话，大约 2 分钟"), url, gettext("录环境"), across=_across("room"))  # fmt: skip
    check = standing(_rows(agent.room_checks), settings.valid_days, now, view.meets)
    if check and check.state == "received":
        return Step(
            "waiting", gettext("录音收到了，还没量完，不用重录"), url, whom=gettext("系统"), since=check.submitted_at
        )  # fmt: skip
    if check and check.state == "parked":
        note = gettext("上一段我们这边量不了，不算没过：再录一次，或上传一个录音文件")
        return replace(fresh, note=note, action=gettext("再录一次"))
    return _step(check, view, now, fresh, gettext("重新录"), gettext("录好了，在等人听"))


def typing_step(agent: Agent, line: Line, now: datetime, settings: StepSettings) -> Step:
    """No person judges it, so what was too slow for one line counts at once where less is asked."""
    url = reverse("onboarding:typing")
    view = _View(line, settings, _against_typing, by_measures=True)
    tests = agent.typing_tests.order_by("-submitted_at", "-pk")[:LOOKED_AT]
    test = standing(tests, settings.valid_days, now, view.meets)
    fresh = Step(
        "now", gettext("照着一段话打，大约 3 分钟"), url, gettext("测打字"), across=_across("typing")
    )
    if test is None or test.state == "started":
        return fresh
    return _step(test, view, now, fresh, gettext("再测一次"), "")


def _against_equipment(check: EquipmentCheck, numbers: Mapping[str, Any]) -> Iterable[Reason]:
    return equipment.reasons_against(check.measures, check.declared, numbers)


def _against_room(check: RoomCheck, numbers: Mapping[str, Any]) -> Iterable[Reason]:
    return room.reasons(room.verdicts(check.measures, numbers))


def _against_typing(test: TypingTest, numbers: Mapping[str, Any]) -> Iterable[Reason]:
    return typing.shortfalls(test.measures, numbers)


def equipment_passed(agents: Collection[int], line: Line, settings: StepSettings) -> dict[int, date]:
    return _passed(EquipmentCheck, agents, _View(line, settings, _against_equipment))


def room_passed(agents: Collection[int], line: Line, settings: StepSettings) -> dict[int, date]:
    return _passed(RoomCheck, agents, _View(line, settings, _against_room))


def typing_passed(agents: Collection[int], line: Line, settings: StepSettings) -> dict[int, date]:
    return _passed(TypingTest, agents, _View(line, settings, _against_typing, by_measures=True))


def _passed(model: Any, agents: Collection[int], view: _View) -> dict[int, date]:
    """Agent's key -> the day of the latest check that does for the line."""
    rows = model.objects.filter(agent__in=agents, state__in=("passed", "failed")).order_by("decided_at", "pk")
    return {row.agent_id: local_on(row.decided_at) for row in rows if row.decided_at and view.meets(row)}


@dataclass(frozen=True, slots=True)
class _View:
    """One line's view of a check: ``against`` says what speaks against its measures by a line's numbers.

    ``by_measures``: no person has a word in it, so measures that do for this line count at once.
    """

    line: Line
    settings: StepSettings
    against: Callable[[Any, Mapping[str, Any]], Iterable[Reason]]
    by_measures: bool = False

    def meets(self, check: Any) -> bool:
        counts = check.state == "passed" or (self.by_measures and self.failed_elsewhere(check))
        return counts and not self.why(check)

    def failed_elsewhere(self, check: Any) -> bool:
        """Not passed by the numbers of another line."""
        return check.state == "failed" and not self.judged(check)

    def judged(self, check: Any) -> bool:
        """Whether the verdict that was kept is this line's: by its own numbers of that day, or of no measures."""
        return not check.measures or check.thresholds_version.startswith(f"{self.line.code}.")

    def why(self, check: Any) -> list[Reason]:
        if check.state in NOT_PASSED and (check.state != "failed" or self.judged(check)):
            return reasons_from_json(check.reasons)
        return [] if self.judged(check) else list(self.against(check, self.settings.thresholds))


def _across(step: str) -> str:
    """The page that takes a step from the phone to a computer."""
    return reverse("onboarding:handover", args=[step])


def _rows(checks: Any) -> list[Any]:
    return list(checks.exclude(state="withdrawn").order_by("-submitted_at", "-pk")[:LOOKED_AT])


def _step(check: Any, view: _View, now: datetime, fresh: Step, again: str, waits: str) -> Step:
    """The same answers for each check: not done, not enough for this line, waiting, expired, passed."""
    if check is None:
        return fresh
    elsewhere, why = view.failed_elsewhere(check), wordings(view.why(check))
    if why or (check.state in NOT_PASSED and not elsewhere):
        return _attention(why[0] if why else None, fresh.url, fresh.across)
    if check.state in ("submitted", "listening"):
        return Step("waiting", waits, fresh.url, whom=gettext("筛选员"), since=check.submitted_at)
    if elsewhere and not view.by_measures:  # no person has seen it
        return replace(fresh, note=gettext("上次的数对这种业务够了，再做一次交给人看"))
    until = last_day(check.decided_at, view.settings.valid_days)
    if until is not None and until < local_on(now):
        return Step("expired", gettext("过期了，要重新做一次"), fresh.url, again, until=until, across=fresh.across)  # fmt: skip
    return Step("done", gettext("已通过"), fresh.url, until=until)


def ending_panel(agent: Agent, now: datetime) -> dict[str, Any] | None:
    """What has to be done again soon, or already; else it stays away."""
    rows = [
        {
            "name": gettext(registry.steps[kind].name),
            "until": last,
            "url": reverse("onboarding:step", args=[line.code, kind]),
            "over": last < local_on(now),
        }
        for line, kind, last in ending_soon(agent, now)
    ]
    return {"rows": rows} if rows else None


def _attention(first: Wording | None, url: str, across: str) -> Step:
    said, remedy = (first.text, first.remedy) if first else (gettext("没有通过"), "")
    return Step("attention", said, url, gettext("看原因，再来一次"), remedy=remedy, across=across)


def register() -> None:
    registry.panel(Panel("ending", 31, "onboarding/panel_ending.html", ending_panel))
    for kind, name, look, numbers, passed in (
        ("equipment", _("设备检测"), equipment_step, equipment.THRESHOLDS, equipment_passed),
        ("typing", _("打字测试"), typing_step, typing.THRESHOLDS, typing_passed),
        ("room", _("环境检测"), room_step, room.THRESHOLDS, room_passed),
    ):
        registry.step(StepKind(kind, name, look, thresholds=thresholds_of(numbers), passed=passed))
