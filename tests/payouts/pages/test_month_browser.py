"""A month being computed, in a real browser: the bar grows by itself, what is parked says why and is run again."""

from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import expect

from payouts.actions.runs import prepare_run
from payouts.actions.work_off import finish_when_done, work_off
from tests import cast
from tests.payouts.engine.acts import OCTOBER, after, settle
from tests.payouts.pages.acts import month_url
from yunke.models import Chunk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NOW = after(OCTOBER)
POLL = 2_000  # milliseconds between two questions of the page
COUNT_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => { window.shifted += one.value; }))
        .observe({type: "layout-shift"});
"""


@pytest.fixture
def computing(clock):
    """Ten agents in chunks of two, none computed."""
    clock(NOW.isoformat())
    cast.holidays(2026)
    work, people = cast.task(cast.entity(), seats=10), cast.finance()
    for _ in range(10):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    return prepare_run(work.entity, OCTOBER, by=people[0], now=NOW, chunk_agents=2), people[0]


def test_the_bar_grows_without_reload_and_a_parked_chunk_is_run_again(computing, live_server, context, page):
    run, preparer = computing
    client = Client()
    client.force_login(preparer)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    page.clock.install(time=NOW)
    page.goto(live_server.url + month_url(run))
    bar, figure = page.locator("#progress-bar"), page.locator("#progress b")
    expect(figure).to_have_text("0")
    page.evaluate(
        COUNT_SHIFTS
    )  # from here: a page still arriving is laid out piece by piece on a slow machine
    page.evaluate("window.opened = 'once'")
    *computed, poison = Chunk.objects.order_by("number").values_list("pk", flat=True)
    seen = []
    for pk in computed[:3]:
        assert work_off(pk, now=NOW) == "done"
        with page.expect_response(lambda answer: answer.url.endswith("/progress/")):
            page.clock.run_for(POLL)
        expect(figure).to_have_text(str(2 * len(seen) + 2))
        seen.append(int(bar.get_attribute("value")))
    assert seen == [2, 4, 6]
    assert page.evaluate("window.shifted") == 0  # what was swapped in took the place of what went

    Chunk.objects.filter(pk=poison).update(
        attempts=5, state="parked", error={"code": "chunk_failed", "facts": {"error": "OSError"}}
    )
    assert work_off(computed[3], now=NOW) == "done"
    page.clock.run_for(POLL)
    expect(page.locator("#parked")).to_contain_text("第 5 段，2 人：")
    expect(page.locator("#parked")).to_contain_text("OSError")
    expect(figure).to_have_text("8")
    assert page.evaluate("window.opened") == "once"

    page.get_by_role("button", name="只重算这几段").click()
    expect(page.locator("#parked")).not_to_contain_text("OSError")
    assert Chunk.objects.get(pk=poison).state == "due"
    assert work_off(poison, now=NOW) == "done"
    finish_when_done(run.public_id, now=NOW)
    page.clock.run_for(POLL)
    expect(page.get_by_role("heading", name="本月实发")).to_be_visible()
    assert troubles == []


def test_a_charts_table_opens_behind_its_link_and_is_on_paper(clock, live_server, browser):
    """Without a script: closed on the screen until its line is pressed, there when the page is printed."""
    clock(NOW.isoformat())
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    url = live_server.url + month_url(settle(work.entity, people[0]), "charts/")
    client = Client()
    client.force_login(people[1])
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(url)
    tables = page.get_by_role("table")
    expect(tables).to_have_count(0)
    page.get_by_text("看表：小时收入的分布").click()
    expect(tables).to_have_count(1)
    expect(tables).to_contain_text("中位数")
    page.emulate_media(media="print")
    expect(tables).to_have_count(3)
    context.close()
