"""Queues worked by the keyboard alone: to the next and back, decide and the next of the same list opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from payouts.models import Dispute
from tasks.models import Claim, ClaimAppeal, Correction, Decision, Review
from tests import cast
from tests.house.scenes import NOW, Belongings
from tests.onboarding.doors import signed_in
from training.models import RankCase
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Sit = Callable[[str, Any], Page]
OPEN = "tr[aria-current=true], article[aria-current=true]"


@pytest.fixture
def both(clock: Any) -> list[Belongings]:
    """Two agents, so that every queue has two things, the first one's first."""
    clock(NOW)
    return [Belongings("林甲"), Belongings("周乙")]


@pytest.fixture
def sit(browser: Any, live_server: Any) -> Any:
    """Somebody before a desk."""
    opened = []

    def before(path: str, who: Any) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        session = signed_in(who).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        opened.append(context)
        return page

    yield before
    for context in opened:
        context.close()


def shows(desk: Page, one: Belongings, place: str = OPEN) -> None:
    """This one is open, and its page hears keys."""
    expect(desk.locator(place)).to_contain_text(one.name)
    expect(desk.locator("body.has-keys")).to_be_attached()


def goes_on_and_back(desk: Page, both: list[Belongings], place: str = OPEN) -> None:
    """J to the second, K to the first."""
    for key, one in (("j", both[1]), ("k", both[0])):
        desk.keyboard.press(key)
        shows(desk, one, place)


def said(desk: Page, field: str, words: str) -> None:
    """Written, and out of the field again: its letters are no keys."""
    desk.locator(field).fill(words)
    desk.keyboard.press("Escape")


def states(of: Any) -> list[str]:
    return list(of.objects.order_by("pk").values_list("state", flat=True))


def test_enter_beside_a_reason_of_rejection_rejects(both: list[Belongings], sit: Sit) -> None:
    """Enter presses the first button of the field's form, which is not the one that admits."""
    task = cast.task(name="一起的")
    claims = [cast.claim(one.agent, task, state="asked") for one in both]
    desk = sit(f"/desk/claims/{claims[0].public_id}/?task={task.public_id}", cast.screener())
    shows(desk, both[0])
    desk.keyboard.press("r")
    desk.keyboard.press("1")
    expect(desk.locator(".rejections [name=code]").first).to_be_checked()
    desk.locator(".rejections [name=code]").first.focus()
    desk.keyboard.press("Enter")
    shows(desk, both[1])
    assert [Claim.objects.get(pk=one.pk).state for one in claims] == ["rejected", "asked"]


def test_the_auditor_reads_the_rows_that_others_tick(both: list[Belongings], sit: Sit) -> None:
    """What acts is hidden from who only reads, and the rows lie in the form that acts."""
    for one in both:
        cast.segment(one.agent, one.task, NOW.date(), 240, state="drafted")
    rows, acts = "main tbody tr", "main .ticking [type=checkbox], main .ticking button"
    desk = sit("/desk/hours/", cast.person("审计", AUDITOR))
    assert [row.is_visible() for row in desk.locator(rows).all()] == [True, True]
    assert not any(one.is_visible() for one in desk.locator(acts).all())
    desk = sit("/desk/hours/", cast.operations())
    assert [box.is_visible() for box in desk.locator(f"{rows} [type=checkbox]").all()] == [True, True]


def test_decisions(both: list[Belongings], sit: Sit) -> None:
    for one, fen in zip(both, (200, 100), strict=True):
        Decision.objects.filter(pk=one.decision.pk).update(
            amount_fen=fen, appeal_until=NOW - timedelta(days=1)
        )
    desk = sit("/desk/decisions/?order=amount", cast.person("质检", QUALITY))
    for key, one in (("j", both[1]), ("j", both[0]), ("k", both[1])):
        desk.keyboard.press(key)
        shows(desk, one)
    desk.keyboard.press("r")
    expect(desk.locator("#why")).to_be_focused()
    desk.locator("#why").fill("没有证据")
    desk.keyboard.press("Enter")
    shows(desk, both[0])
    assert "order=amount" in desk.url
    desk.keyboard.press("a")
    expect(desk.get_by_text("没有要决定的")).to_be_visible()
    assert states(Decision) == ["approved", "dropped"]


def test_corrections(both: list[Belongings], sit: Sit) -> None:
    for one in both:
        assert one.correction
    desk, latest_first = sit("/desk/corrections/", cast.person("运营二", OPERATIONS)), both[::-1]
    shows(desk, latest_first[0])
    goes_on_and_back(desk, latest_first)
    desk.keyboard.press("r")
    shows(desk, latest_first[1])
    desk.keyboard.press("r")
    expect(desk.locator("footer.decision form")).to_have_count(0)
    assert states(Correction) == ["refused", "refused"]


def test_a_key_held_too_long_decides_once(both: list[Belongings], sit: Sit) -> None:
    """The keyboard repeats a key that is held; the page that opens meanwhile hears it and does nothing."""
    task = cast.task(name="一起的")
    claims = [cast.claim(one.agent, task, state="asked") for one in both]
    desk = sit(f"/desk/claims/{claims[0].public_id}/?task={task.public_id}", cast.screener())
    shows(desk, both[0])
    desk.keyboard.down("a")
    shows(desk, both[1])
    desk.keyboard.down("a")
    desk.keyboard.up("a")
    assert [Claim.objects.get(pk=one.pk).state for one in claims] == ["admitted", "asked"]
    with desk.expect_navigation():
        desk.keyboard.press("a")
    assert [Claim.objects.get(pk=one.pk).state for one in claims] == ["admitted", "admitted"]


def test_appeals(both: list[Belongings], sit: Sit) -> None:
    for one in both:
        assert one.appeal
    desk = sit("/desk/claims/appeals/", cast.person("另一位", "screener"))
    goes_on_and_back(desk, both)
    desk.keyboard.press("a")
    expect(desk.locator("#why")).to_be_focused()
    said(desk, "#why", "材料齐了")
    desk.keyboard.press("a")
    shows(desk, both[1])
    said(desk, "#why", "还是不行")
    desk.keyboard.press("r")
    expect(desk.get_by_text("没有要处理的申诉")).to_be_visible()
    assert states(ClaimAppeal) == ["granted", "denied"]


def test_cases_of_the_ladder(both: list[Belongings], sit: Sit) -> None:
    for one in both:
        assert one.application
    desk = sit("/desk/career/", cast.person("运营二", OPERATIONS))
    goes_on_and_back(desk, both)
    said(desk, "#why", "带得好")
    desk.keyboard.press("a")
    shows(desk, both[1])
    said(desk, "#why", "再等等")
    desk.keyboard.press("r")
    expect(desk.get_by_text("没有要决定的")).to_be_visible()
    assert states(RankCase) == ["approved", "dropped"]


def test_reviews(both: list[Belongings], sit: Sit) -> None:
    for one in both:
        assert one.drawn
    desk = sit("/desk/quality/", cast.person("质检", QUALITY))
    goes_on_and_back(desk, both)
    desk.keyboard.press("n")
    expect(desk.locator("#why")).to_be_focused()
    desk.locator("#why").fill("录音没有了")
    desk.keyboard.press("Enter")
    shows(desk, both[1])
    assert states(Review) == ["void", "waiting"]


def test_disputes(both: list[Belongings], sit: Sit) -> None:
    for one in both:
        assert one.dispute
    desk = sit("/desk/disputes/", cast.person("运营二", OPERATIONS))
    desk.get_by_role("link", name=both[0].name).click()
    shows(desk, both[0], "h1")
    goes_on_and_back(desk, both, "h1")
    desk.keyboard.press("r")
    expect(desk.get_by_label("不成立")).to_be_checked()
    said(desk, "#id_answer", "听过录音，不改")
    desk.keyboard.press("e")
    shows(desk, both[1], "h1")
    assert states(Dispute) == ["rejected", "open"]
