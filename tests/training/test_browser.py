"""A paper in a real browser: the line is cut, answers go on, nothing is lost."""

import os
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from onboarding.models import Agent
from tests.training.sittings import ready, shown_key, voice_exam
from training.actions import finish_attempt, start_attempt
from training.models import Answer, Attempt, Lesson
from yunke import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def sitting(live_server: Any, context: Any, page: Any) -> Attempt:
    """An agent on a phone with an open paper."""
    assert os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    now = clock.now()
    exam = voice_exam(now)
    agent = ready(exam, now=now)
    enter(context, live_server, agent)
    page.set_viewport_size(PHONE)
    return start_attempt(exam, agent, now=now)


def enter(context: Any, live_server: Any, agent: Agent) -> None:
    client = Client()
    client.force_login(agent.user)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def chosen(attempt: Attempt) -> dict[int, int | None]:
    """Position -> the place that was chosen, as the server has it."""
    return {
        one.position: None if one.chosen is None else one.option_order.index(one.chosen)
        for one in Answer.objects.filter(attempt=attempt)
    }


def choose(page: Any, option: int) -> None:
    page.locator(".choice").nth(option).click()


def test_the_line_is_cut_and_nothing_is_lost(
    sitting: Attempt, live_server: Any, context: Any, page: Any
) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/")
    choose(page, 1)
    page.get_by_text("已保存").wait_for()
    page.click("#next")
    assert page.url.endswith("/2/")

    context.set_offline(True)
    for position in range(2, 9):
        choose(page, position % 4)
        page.get_by_text("先存在这台设备上", exact=True).wait_for()
        page.click("#next")
    assert page.locator("#position").text_content() == "9"
    assert page.get_by_text("没有网络。答案先存在这台设备上").is_visible()
    page.locator("aside").get_by_text("检查并交卷").click()
    page.get_by_text("还有答案没有送到，联网后才能交卷").wait_for()
    assert chosen(sitting)[2] is None

    context.set_offline(False)
    page.locator("#line").wait_for(state="hidden")
    assert [chosen(sitting)[position] for position in range(1, 10)] == [1, 2, 3, 0, 1, 2, 3, 0, None]
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert not errors


def test_what_was_not_sent_is_sent_after_coming_back(
    sitting: Attempt, live_server: Any, context: Any, page: Any
) -> None:
    """The page is closed without a line; the next page of the same paper sends what was kept."""
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/3/")
    context.set_offline(True)
    choose(page, 2)
    page.get_by_text("先存在这台设备上", exact=True).wait_for()
    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/10/")
    later.locator("#answered", has_text="1").wait_for()
    for _ in range(100):  # the policy forbids what Playwright would ask again with
        if not later.evaluate("() => Object.keys(localStorage).length"):
            break
        later.wait_for_timeout(50)
    assert later.evaluate("() => Object.keys(localStorage).length") == 0
    assert chosen(sitting)[3] == 2


def test_a_whole_paper_with_number_keys_to_the_result(sitting: Attempt, live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/")
    for answer in Answer.objects.filter(attempt=sitting).select_related("question"):
        page.keyboard.press(str(shown_key(answer) + 1))
        assert page.locator("#place [name=option]:checked").get_attribute("value") == str(shown_key(answer))
        page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    assert page.get_by_role("heading", name="每一题都答了").is_visible()
    page.locator("#hand-in").get_by_role("button", name="交卷").click()
    page.wait_for_url("**/result/")
    assert page.get_by_role("heading", name="合格", exact=True).is_visible()
    sitting.refresh_from_db()
    assert (sitting.state, sitting.right_count) == ("passed", 20)


def test_marks_map_and_history(sitting: Attempt, live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/1/")
    page.get_by_text("想再看一遍", exact=True).click()
    page.locator(".map button[value='12']").click()
    assert page.url.endswith("/12/")
    assert page.locator(".map [aria-current='step']").get_attribute("value") == "12"
    page.go_back()
    assert page.locator("#position").text_content() == "1"
    assert page.locator("[name=look_again]").first.is_checked()
    page.reload()
    assert page.locator("#place [name=look_again]").is_checked()
    assert page.locator(".map [data-again]").count() == 1


def test_when_time_is_up_the_page_goes_to_the_result(sitting: Attempt, live_server: Any, page: Any) -> None:
    first = Answer.objects.get(attempt=sitting, position=1)
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/1/")
    choose(page, shown_key(first))
    page.get_by_text("已保存").wait_for()
    Attempt.objects.update(deadline_at=clock.now())
    page.reload()  # the time left is read from the server
    page.wait_for_url("**/result/")
    assert page.get_by_text("时间到了，按已存好的答案评分").is_visible()
    sitting.refresh_from_db()
    assert (sitting.state, sitting.right_count) == ("failed", 1)


def test_handed_in_elsewhere_a_second_window_says_so(
    sitting: Attempt, live_server: Any, context: Any, page: Any
) -> None:
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/1/")
    finish_attempt(sitting, by=sitting.agent.user.actor, now=clock.now())
    choose(page, 1)
    page.get_by_text("这场考试已经交卷，刚选的没有计入。").wait_for()
    assert not page.locator("[data-say=over]").is_visible()
    page.wait_for_url("**/result/")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_signed_out_one_comes_back_to_the_first_question_without_an_answer(
    sitting: Attempt, live_server: Any, context: Any, page: Any
) -> None:
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/1/")
    context.clear_cookies()
    choose(page, 2)
    page.click("#next")
    assert page.url.endswith("/2/")
    page.get_by_role("link", name="重新登录，接着答").click()
    page.wait_for_url("**/login/**")
    assert unquote(page.url).endswith(f"?next=/exam/attempt/{sitting.public_id}/2/")
    enter(context, live_server, sitting.agent)
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/2/")
    for _ in range(100):
        if chosen(sitting)[1] is not None:
            break
        page.wait_for_timeout(50)
    assert (chosen(sitting)[1], page.locator("#position").text_content()) == (2, "2")


def test_where_to_read_is_as_high_as_a_thumb_needs(sitting: Attempt, live_server: Any, page: Any) -> None:
    finish_attempt(sitting, by=sitting.agent.user.actor, now=clock.now())
    page.goto(f"{live_server.url}/exam/attempt/{sitting.public_id}/result/")
    heights = [one.bounding_box()["height"] for one in page.locator(".mistakes a").all()]
    assert (len(heights), min(heights) >= 44) == (20, True)
    lesson = Lesson.objects.first()
    assert lesson
    page.goto(f"{live_server.url}/study/{lesson.public_id}/")
    box = page.locator(".eyebrow a").bounding_box()
    assert min(box["width"], box["height"]) >= 44
