"""What visitors, agents, operations, clients see: and what they never see."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from onboarding.models import Line
from tasks.actions.claims import decide_claims
from tasks.actions.seats import fill_free_seats
from tasks.models import (
    Acceptance,
    Claim,
    ClientMember,
    PenaltyProposal,
    Task,
    Terms,
    TermsProposal,
    TermsTier,
)
from tests import cast
from training.models import Lesson
from training.seed import seed
from yunke.ground.roles import AUDITOR, CLIENT, OPERATIONS, SCREENER
from yunke.registry import StepSettings

pytestmark = [pytest.mark.django_db]
RATES = {"interested_lead": (300, 0), "sale": (0, 200)}


def ready(name="小满"):
    one = cast.agent(name)
    cast.qualification(one)
    return one


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_english_sentences_of_a_task_stand_apart_and_say_nobodys_record_is_yours(now):
    visitor, task = Browser(), cast.task(name="木白灯饰")
    visitor.cookies["django_language"] = "en"
    said = text(visitor.get(f"/board/{task.public_id}/"))
    assert "a screener admits from the record. Whom each step waits for" in said


def test_the_board_needs_no_account_and_hides_nothing_of_the_terms(now):
    cast.task(
        name="木白灯饰 · 售前接待",
        rates=RATES,
        full_attendance_fen=10_000,
        full_attendance_shifts=12,
        task_bonus_fen=8_000,
        task_bonus_shifts=8,
    )
    said = text(Browser().get("/board/"))
    for words in (
        "1 个任务在招人",
        "15.00",
        "元/小时，另有提成",
        "意向客户 3.00 元/个",
        "成交：金额的 2%",
        "18:00–19:00 不计薪",
        "春节 4 天、国庆 3 天双薪",
        "全勤 100.00 元（每月至少 12 班）",
        "任务奖金 80.00 元（做满 8 班）",
        "擅自离开任务 20.00 元",
        "还剩 20 席，共 20 席",
    ):
        assert words in said, words


def test_an_agent_reads_the_answer_first_and_what_is_missing_with_its_remedy(now, sign_in):
    payer = cast.entity()
    cast.task(payer, name="能领的")
    cast.task(payer, name="别的业务线", code="chat")
    page = sign_in(ready()).get("/board/")
    assert "有 1 个任务，你现在就能领" in text(page)
    ((card, reasons),) = page.context["cannot"]
    assert card.task.name == "别的业务线"
    assert [(one.code, one.url) for one in reasons] == [("claim_not_qualified", reverse("training:study"))]


def test_what_no_step_of_the_agent_clears_stands_apart_with_why(now, sign_in):
    payer, agent = cast.entity(), ready()
    cast.task(payer, name="别的业务线", code="chat")
    full = cast.task(payer, name="满了的", seats=1, code="chat")
    for name in ("满席的人", "候补的人"):
        cast.claim(ready(name), full)
    mine = cast.task(payer, name="领过的")
    cast.claim(agent, mine)
    closed = cast.task(payer, name="截止了的")
    Task.objects.filter(pk=closed.pk).update(claims_until=now - timedelta(hours=1))
    page = sign_in(agent).get("/board/")
    assert [card.task.name for card, _reasons in page.context["cannot"]] == ["别的业务线"]
    barred = {card.task.name: [one.code for one in reasons] for card, reasons in page.context["barred"]}
    assert barred == {
        "满了的": ["task_seats_full"],  # a qualification would not help now
        "领过的": ["already_claimed"],
        "截止了的": ["claims_closed"],
    }
    said = text(page)
    assert said.index("还差一点的任务") < said.index("别的业务线") < said.index("现在领不了的任务")
    assert said.index("现在领不了的任务") < said.index("满了的")
    assert "不是你差什么：" in said


def test_a_rejection_is_told_alike_on_the_claims_page_the_tasks_and_the_board(now, sign_in):
    payer, agent = cast.entity(), ready()
    task, full = cast.task(payer, name="退回的"), cast.task(payer, name="满了的", seats=1)
    for _ in range(2):
        cast.claim(ready(), full)
    claim = cast.claim(agent, task, state="asked")
    sign_in(cast.screener()).post(
        reverse("tasks:decide_many"),
        {"outcome": "reject", "code": "rejected_others_first", "claim": claim.public_id},
    )
    browser, why = sign_in(agent), "这一批先录取了成绩更高的人。"
    board = browser.get("/board/")
    assert [card.task.name for card, _reasons in board.context["barred"]] == ["满了的"]
    ((card, (said,)),) = board.context["rejected"]
    told = (card.task.name, said.text, said.remedy)
    assert told == ("退回的", f"这个任务 2026年10月12日 没有录取你。{why}", "2026年10月19日 起可以再领一次。")
    (on_the_task,) = browser.get(reverse("tasks:task", args=[task.public_id])).context["reasons"]
    assert (on_the_task.text, on_the_task.remedy) == told[1:]
    mine = browser.get(reverse("tasks:claim", args=[claim.public_id]))
    assert [(one.text, one.remedy) for one in mine.context["why"]] == [(why, "看看别的任务")]
    assert "10月19日 周一起可以再领一次。" in text(mine)


def test_where_nothing_can_be_made_up_nothing_is_said_to_be_missing(now, sign_in):
    agent, only = ready(), cast.task()
    cast.claim(agent, only)
    said = text(sign_in(agent).get("/board/"))
    assert ("还差一点的任务" in said, "现在领不了的任务" in said) == (False, True)
    visitor = Browser().get("/board/")
    assert ("现在领不了的任务" in text(visitor), visitor.context["barred"]) == (False, [])


def test_what_has_seats_stands_before_what_takes_reserves(now):
    payer = cast.entity()
    cast.task(payer, name="有席的")
    full = cast.task(payer, name="满席的", seats=1)
    cast.claim(ready(), full)
    page = Browser().get("/board/")
    assert [card.task.name for card in page.context["can"]] == ["有席的", "满席的"]
    assert "1 席已满，还收候补" in text(page)
    assert "1 席已满，还收候补" in text(Browser().get(f"/board/{full.public_id}/"))


def test_filters_count_and_narrow(now):
    payer = cast.entity()
    evening = cast.task(payer, name="晚班任务")
    cast.shift(evening, "2026-10-13 18:30", 4)
    cast.task(payer, name="白班任务", hourly_fen=0, rates=RATES)
    page = Browser().get("/board/?only=evening")
    assert [card.task.name for card in page.context["can"]] == ["晚班任务"]
    assert [(chip["label"], chip["count"]) for chip in page.context["chips"]] == [
        ("全部", 2),
        ("语音外呼", 2),
        ("有晚班", 1),
        ("有底薪", 1),
    ]
    assert [card.task.name for card in Browser().get("/board/?only=base").context["can"]] == ["晚班任务"]
    found = Browser().get("/board/", {"q": "白班"})
    assert [card.task.name for card in found.context["can"]] == ["白班任务"]


def test_the_board_asks_the_same_for_one_task_and_for_thirty(now, sign_in, django_assert_num_queries):
    payer, browser = cast.entity(), sign_in(ready())
    cast.shift(cast.task(payer, rates=RATES), "2026-10-13 18:30", 4)
    browser.get("/board/")
    with CountQueries() as few:
        browser.get("/board/")
    for number in range(29):
        one = cast.task(payer, name=f"任务{number}", rates=RATES)
        cast.claim(cast.agent(), one)
        cast.shift(one, "2026-10-14 18:30", 4)
    with django_assert_num_queries(few.count):
        page = browser.get("/board/")
    assert (page.context["open_count"], len(page.context["can"])) == (30, 18)


class CountQueries:
    def __enter__(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.captured = CaptureQueriesContext(connection)
        self.captured.__enter__()
        return self

    def __exit__(self, *raised):
        self.captured.__exit__(*raised)
        self.count = len(self.captured)


def test_a_task_shows_a_worked_shift_and_claims_by_hash(now, sign_in):
    task, agent = cast.task(), ready()
    browser = sign_in(agent)
    page = browser.get(reverse("tasks:task", args=[task.public_id]))
    assert "7 小时 × 15.00 元" in text(page)
    assert "105.00 元" in text(page)
    made = browser.post(
        reverse("tasks:claim_it", args=[task.public_id]),
        {"terms_hash": task.terms.get().hash, "state": "admitted", "agent": "1"},
    )
    claim = Claim.objects.get()
    assert (made.url, claim.state, claim.agent) == (
        reverse("tasks:claim", args=[claim.public_id]),
        "asked",
        agent,
    )
    again = browser.post(reverse("tasks:claim_it", args=[task.public_id]), {"terms_hash": "x"})
    assert (again.status_code, [one.code for one in again.context["reasons"]]) == (409, ["already_claimed"])


def test_drafts_are_not_there_and_paused_tasks_say_so(now):
    draft, paused = (
        cast.task(cast.entity("one"), state="draft"),
        cast.task(cast.entity("two"), state="paused"),
    )
    assert Browser().get(reverse("tasks:task", args=[draft.public_id])).status_code == 404
    page = Browser().get(reverse("tasks:task", args=[paused.public_id]))
    assert [one.code for one in page.context["reasons"]] == ["task_not_open"]
    assert Browser().get("/board/").context["open_count"] == 0


def test_papers_are_read_and_confirmed_in_one_go(now, sign_in):
    agent, task = ready(), cast.task()
    claim = cast.claim(agent, task, state="admitted")
    browser, url = sign_in(agent), reverse("tasks:papers", args=[claim.public_id])
    page = browser.get(url)
    terms, table = task.terms.get(), task.penalty_tables.get()
    agreement = task.entity.agreements.get()
    for paper in (terms, table, agreement):
        assert f'value="{paper.hash}"' in page.content.decode()
    stale = browser.post(url, {"agreement": agreement.hash, "terms": "old", "penalties": table.hash})
    assert (stale.status_code, [one.code for one in stale.context["reasons"]]) == (409, ["papers_changed"])
    browser.post(url, {"agreement": agreement.hash, "terms": terms.hash, "penalties": table.hash})
    claim.refresh_from_db()
    assert (claim.state, Acceptance.objects.get().terms) == ("on_duty", terms)


def test_anothers_claim_is_not_there(now, sign_in):
    claim = cast.claim(ready("别人"), cast.task(), state="admitted")
    browser = sign_in(ready())
    for name in ("claim", "papers"):
        assert browser.get(reverse(f"tasks:{name}", args=[claim.public_id])).status_code == 404
    for name in ("papers", "withdraw", "leave"):
        assert browser.post(reverse(f"tasks:{name}", args=[claim.public_id])).status_code == 404
    claim.refresh_from_db()
    assert claim.state == "admitted"


def folded(page, mark):
    """The words of the fold in which a button or its form stands: it is not one tap away."""
    said = page.content.decode()
    before, inside = said.split(mark)[0].rsplit("<details", 1)
    assert "</details>" not in inside
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", said[len(before) :].split("</details>")[0]))


@pytest.mark.parametrize(
    ("state", "loss"),
    [
        ("asked", "你现在是第 2 位，共 2 人。撤回后这个位置没有了，再领要从最后排起。"),
        ("assessing", "你现在是第 2 位，共 2 人。"),
        ("waiting", "你现在是第 2 位，共 2 人。"),
        ("reserve", "你现在是第 2 位，共 2 人。"),
        ("training", "撤回后这次任务培训不算了，再领要从头筛选、从头培训。"),
        ("admitted", "你已经录取。撤回后席位让给别人，再领要从头筛选。"),
    ],
)
def test_withdrawing_says_first_what_is_lost(now, sign_in, state, loss):
    task = cast.task(name="客服")
    _first, mine = (cast.claim(ready(), task, state=state) for _ in range(2))
    page = sign_in(mine.agent).get(reverse("tasks:claim", args=[mine.public_id]))
    said = folded(page, reverse("tasks:withdraw", args=[mine.public_id]))
    assert loss in said
    assert "撤回《客服》的申请" in said


@pytest.mark.parametrize(
    ("worked", "absent", "losses"),
    [
        (2, 0, ["10月的全勤奖 200.00 元要做满 8 班", "10月的任务奖金 80.00 元要做满 3 班，你做了 2 班"]),
        (3, 0, ["10月的全勤奖 200.00 元要做满 8 班，你做了 3 班：现在退出就没有了。"]),
        (2, 1, ["10月的任务奖金 80.00 元要做满 3 班，你做了 2 班"]),
        (8, 0, []),
    ],
)
def test_leaving_says_first_what_the_month_loses(now, sign_in, worked, absent, losses):
    task = cast.task(
        name="客服",
        full_attendance_fen=20_000,
        full_attendance_shifts=8,
        task_bonus_fen=8_000,
        task_bonus_shifts=3,
    )
    claim = cast.claim(ready(), task)
    for number, state in enumerate(["worked"] * worked + ["absent"] * absent):
        cast.booking(claim.agent, cast.shift(task, f"2026-10-0{number + 1} 14:00"), state=state)
    cast.booking(claim.agent, cast.shift(task, "2026-09-30 14:00"), state="worked")
    page = sign_in(claim.agent).get(reverse("tasks:claim", args=[claim.public_id]))
    said = folded(page, reverse("tasks:leave", args=[claim.public_id]))
    assert "退出后席位让给别人，不能再约这个任务的班" in said
    assert "退出《客服》" in said
    assert said.count("10月的") == len(losses)
    assert [one for one in losses if one not in said] == []


def test_who_has_shifts_booked_is_told_so_before_leaving(now, sign_in):
    claim = cast.claim(ready(), task := cast.task())
    for day in (20, 21):
        cast.booking(claim.agent, cast.shift(task, f"2026-10-{day} 14:00"))
    page = sign_in(claim.agent).get(reverse("tasks:claim", args=[claim.public_id]))
    said = folded(page, reverse("tasks:leave", args=[claim.public_id]))
    assert "还有 2 个约好的班" in said
    assert " disabled>" in page.content.decode()
    claim.bookings.update(state="cancelled")
    page = sign_in(claim.agent).get(reverse("tasks:claim", args=[claim.public_id])).content.decode()
    assert "个约好的班" not in page
    assert " disabled>" not in page


def test_a_seat_is_taken_with_one_tap_and_declined_knowing_what_is_lost(now, sign_in):
    claim = cast.claim(ready(), cast.task(seats=1), state="reserve")
    fill_free_seats(now=now)
    page = sign_in(claim.agent).get(reverse("tasks:claim", args=[claim.public_id]))
    assert page.content.decode().index('value="accept"') < page.content.decode().index("<details")
    assert "席位马上问下一位，你的申请撤回，排队的位置没有了。" in folded(page, 'value="decline"')


def test_a_bulk_rejection_reaches_each_agents_page_with_reason_and_remedy(now, sign_in):
    task, agents = cast.task(), [ready(f"人{number}") for number in range(3)]
    claims = [cast.claim(one, task, state="asked") for one in agents]
    desk = sign_in(cast.screener())
    done = desk.post(
        reverse("tasks:decide_many"),
        {"outcome": "reject", "code": ["rejected_hours"], "claim": [one.public_id for one in claims]},
    )
    assert done.status_code == 302
    for agent, claim in zip(agents, claims, strict=True):
        said = text(sign_in(agent).get(reverse("tasks:claim", args=[claim.public_id])))
        assert "这次没有录取" in said
        assert "你能上班的时间和任务的班次对不上。" in said
        assert "在任务板上按时段挑任务" in said
        assert "10月19日" in said


@pytest.mark.database
def test_a_bulk_rejection_is_taken_back_in_one(now, sign_in):
    task, desk = cast.task(), sign_in(cast.screener())
    claims = [cast.claim(ready(), task, state="asked") for _ in range(3)]
    chosen = [one.public_id for one in claims[:2]]
    said = {"outcome": "reject", "code": "rejected_hours", "claim": chosen}
    page = desk.post(reverse("tasks:decide_many"), said, follow=True)
    assert [one.public_id for one in page.context["undo"]] == chosen
    assert "已退回 2 人，本人会看到原因。" in text(page)
    assert "撤销" in text(page)
    back = {"outcome": "reopen", "claim": chosen}
    page = desk.post(reverse("tasks:decide_many"), back, follow=True)
    assert [str(one) for one in page.context["messages"]] == ["已撤销退回，2 人重新在等筛选。"]
    assert set(Claim.objects.values_list("state", "decided_by")) == {("asked", None)}


def test_a_rejection_of_many_comes_back_whole_or_not_at_all(now, sign_in):
    task, screener = cast.task(), cast.screener()
    agents = [ready(), ready()]
    claims = [cast.claim(one, task, state="asked") for one in agents]
    chosen = [one.public_id for one in claims]
    desk = sign_in(screener)
    desk.post(reverse("tasks:decide_many"), {"outcome": "reject", "code": "rejected_hours", "claim": chosen})
    cast.claim(agents[1], task, state="asked")
    page = desk.post(reverse("tasks:decide_many"), {"outcome": "reopen", "claim": chosen}, follow=True)
    assert [str(one) for one in page.context["messages"]] == [
        f"{agents[1].number} 已经又领了一次。处理新的那一条。"
    ]
    assert Claim.objects.filter(state="rejected").count() == 2
    assert sign_in(cast.screener()).get(f"/desk/claims/?undo={chosen[0]}").context["undo"] == []


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("asked", ["admit", "reserve", "reject"]),
        ("training", ["reject"]),
        ("reserve", ["admit", "reject"]),
        ("admitted", []),
        ("rejected", []),
    ],
)
def test_the_list_of_a_state_offers_what_can_be_done_in_it(now, sign_in, state, acts):
    claim = cast.claim(ready(), cast.task(), state=state)
    page = sign_in(cast.screener()).get(f"/desk/claims/?state={state}")
    assert (page.context["bulk"], [row["claim"] for row in page.context["rows"]]) == (acts, [claim])
    assert ('name="claim"' in page.content.decode(), 'id="bulk"' in page.content.decode()) == (
        bool(acts),
        bool(acts),
    )


@pytest.mark.database
@pytest.mark.parametrize(
    ("said", "word"), [({"outcome": "admit"}, "已录取"), ({"outcome": "wait"}, "已排队等席位")]
)
def test_the_same_decision_twice_is_one_decision(now, sign_in, said, word):
    task, screener = cast.task(seats=1), cast.screener()
    if said["outcome"] == "wait":
        cast.claim(ready(), task, state="admitted")
    claim, following = (cast.claim(ready(), task, state="asked") for _ in range(2))
    desk, url = sign_in(screener), reverse("tasks:decide", args=[claim.public_id])
    ways = [desk.post(url, said).url for _ in range(2)]
    assert ways == [reverse("tasks:claim_item", args=[following.public_id])] * 2
    page = desk.get(ways[1])
    (told,) = page.context["messages"]
    assert str(told).startswith(word)
    other = sign_in(cast.screener()).post(url, said)
    assert (other.status_code, [one.code for one in other.context["refusals"]]) == (
        409,
        ["claim_not_waiting"],
    )


def test_a_second_rejection_with_other_reasons_is_another_decision(now, sign_in):
    claim = cast.claim(ready(), cast.task(), state="asked")
    desk, url = sign_in(cast.screener()), reverse("tasks:decide", args=[claim.public_id])
    codes = ("rejected_phone", "rejected_phone", "rejected_hours")
    answers = [desk.post(url, {"outcome": "reject", "code": code}).status_code for code in codes]
    assert answers == [302, 302, 409]


def test_a_refused_batch_says_who_and_keeps_the_ticks(now, sign_in):
    task = cast.task(seats=1)
    claims = [cast.claim(ready(), task, state="asked") for _ in range(2)]
    page = sign_in(cast.screener()).post(
        reverse("tasks:decide_many"), {"outcome": "admit", "claim": [one.public_id for one in claims]}
    )
    assert page.status_code == 409
    assert f"{claims[1].agent.number}：1 席都已录取。" in text(page)
    assert page.content.decode().count(" checked ") == 2
    assert not Claim.objects.exclude(state="asked").exists()


def test_a_batch_without_a_reason_is_told_to_choose_one(now, sign_in):
    claim = cast.claim(ready(), cast.task(), state="asked")
    page = sign_in(cast.screener()).post(
        reverse("tasks:decide_many"), {"outcome": "reject", "code": "", "claim": [claim.public_id]}
    )
    assert [one.code for one in page.context["refusals"]] == ["rejection_needs_reason"]


def test_decide_goes_on_to_the_next_and_a_rejection_offers_to_take_it_back(now, sign_in):
    task, desk = cast.task(), sign_in(cast.screener())
    first, second = (cast.claim(ready(f"人{number}"), task, state="asked") for number in range(2))
    page = desk.get(reverse("tasks:claim_item", args=[first.public_id]))
    assert page.context["after"] == second
    went = desk.post(
        reverse("tasks:decide", args=[first.public_id]),
        {"outcome": "reject", "code": "rejected_phone", "list": f"?task={task.public_id}"},
    )
    assert went.url == (
        reverse("tasks:claim_item", args=[second.public_id])
        + f"?task={task.public_id}&undo={first.public_id}"
    )
    assert reverse("tasks:reopen", args=[first.public_id]) in desk.get(went.url).content.decode()
    desk.post(reverse("tasks:reopen", args=[first.public_id]))
    first.refresh_from_db()
    assert first.state == "asked"
    none = desk.post(reverse("tasks:decide", args=[first.public_id]), {"outcome": "reject"})
    assert (none.status_code, [one.code for one in none.context["refusals"]]) == (
        409,
        ["rejection_needs_reason"],
    )


def test_the_desk_asks_the_same_for_two_and_for_forty(now, sign_in, django_assert_num_queries):
    task, desk = cast.task(seats=50), sign_in(cast.screener())
    for _ in range(2):
        cast.claim(ready(), task, state="asked")
    desk.get("/desk/claims/")
    with CountQueries() as few:
        desk.get("/desk/claims/")
    for _ in range(38):
        cast.claim(ready(), task, state="asked")
    with django_assert_num_queries(few.count):
        assert len(desk.get("/desk/claims/").context["rows"]) == 40


def test_the_auditor_looks_and_does_not_decide(now, sign_in):
    claim = cast.claim(ready(), cast.task(), state="asked")
    looks = sign_in(cast.person("审计", AUDITOR))
    page = looks.get(reverse("tasks:claim_item", args=[claim.public_id]))
    assert page.status_code == 200
    assert "审计员只看不办" in text(page)
    assert (
        looks.post(reverse("tasks:decide", args=[claim.public_id]), {"outcome": "admit"}).status_code == 403
    )
    assert looks.get("/desk/tasks/").status_code == 200


def test_a_client_sees_own_tasks_by_number_and_nobody_elses(now, sign_in):
    mine, other = cast.task(cast.entity("one"), name="我们的"), cast.task(cast.entity("two"), name="他们的")
    boss = cast.person("客户", CLIENT)
    ClientMember.objects.create(client=mine.client, user=boss)
    agent = ready("张三丰")
    cast.segment(agent, mine, date(2026, 10, 6), 433)
    browser = sign_in(boss)
    assert "我们的" in text(browser.get("/client/"))
    assert "他们的" not in text(browser.get("/client/"))
    said = text(browser.get(reverse("tasks:client_task", args=[mine.public_id])))
    assert "7 小时 13 分" in said
    assert agent.number in said
    assert "张三丰" not in said
    assert browser.get(reverse("tasks:client_task", args=[other.public_id])).status_code == 404


def test_terms_preview_shows_the_loss_as_one_types(now, sign_in):
    task, boss = cast.task(), sign_in(cast.operations())
    typed = {
        "effective_on": "2026-10-20",
        "hourly_fen": "16",
        "meal_starts": "18:00",
        "meal_ends": "19:00",
        "grace_minutes": "5",
        "holiday_rule": "spring_and_national",
        "holiday_percent": "200",
    }
    page = boss.post(reverse("tasks:terms_preview", args=[task.public_id]), typed)
    said = text(page)
    assert "112.00 元" in said
    assert "−36.00" in said
    assert "92.00" in said
    backwards = boss.post(
        reverse("tasks:terms_preview", args=[task.public_id]), typed | {"meal_ends": "17:00"}
    )
    assert [one.code for one in backwards.context["contradictions"]] == ["meal_backwards"]
    cast.kind("sale")
    rich = typed | {
        "rate_sale": "2",
        "tiers_sale": "5000 3",
        "try_sale": "6000",
        "guarantee_fen": "300",
        "guarantee_minutes": "420",
        "rank_lead_percent": "10",
        "mentor_hourly_fen": "1",
        "mentor_days": "30",
    }
    page = boss.post(reverse("tasks:terms_preview", args=[task.public_id]), rich)
    assert [one.fen for _kind, one in page.context["earned"]] == [10_000 + 3_000]
    assert [one.pay_fen for one in page.context["margins"]] == [30_000, 35_400, 30_000, 38_600]
    assert (page.context["example"].topped_up_fen, page.context["example"].mentor_fen) == (18_800, 700)
    assert "比第 1 版少了" not in text(page)
    assert [one.code for one in page.context["contradictions"]] == ["guarantee_with_tiers"]
    less = boss.post(
        reverse("tasks:new_terms", args=[task.public_id]),
        typed
        | {"hourly_fen": "14", "full_attendance_shifts": "0", "task_bonus_shifts": "0", "calculate": "1"},
    )
    assert (less.status_code, TermsProposal.objects.count()) == (200, 0)
    assert "比第 1 版少了：时薪" in text(less)
    unread = boss.post(reverse("tasks:new_terms", args=[task.public_id]), rich | {"tiers_sale": "5000"})
    assert unread.context["form"].errors["tiers_sale"].as_data()[0].code == "not_a_tier"


def test_operations_make_a_task_on_their_pages(now, sign_in):
    boss = sign_in(cast.operations())
    from tasks.seed import seed

    seed(now)
    cast.line()
    boss.post("/desk/clients/", {"name": "晨读教育", "trade": "教育"})
    boss.post("/desk/entities/", {"code": "cy", "name": "云客演示"})
    from tasks.models import Client, PayingEntity

    payer = PayingEntity.objects.get()
    form = boss.get(reverse("tasks:agreement", args=[payer.public_id])).context["form"]
    boss.post(
        reverse("tasks:agreement", args=[payer.public_id]), {name: form[name].value() for name in form.fields}
    )
    made = boss.post(
        "/desk/tasks/new/",
        {
            "client": Client.objects.get().pk,
            "entity": payer.pk,
            "line": cast.line().pk,
            "name": "课程邀约",
            "seats": "10",
            "starts_on": "2026-10-20",
            "claims_until": "2026-10-19 20:00",
            "state": "open",
        },
    )
    task = Task.objects.get()
    assert (made.url, task.state, task.number) == (
        reverse("tasks:desk_task", args=[task.public_id]),
        "draft",
        "T00001",
    )
    assert task.claims_until == cast.at("2026-10-19 20:00")
    for name, fields in (
        ("new_price", {"effective_on": "2026-10-20", "unit": "shift", "price_fen": "220"}),
        (
            "new_penalties",
            {"effective_on": "2026-10-20", "appeal_days": "3", "leave_post": "20", "own_1_title": ""},
        ),
        (
            "new_terms",
            {
                "effective_on": "2026-10-12",
                "hourly_fen": "15",
                "meal_starts": "18:00",
                "meal_ends": "19:00",
                "grace_minutes": "5",
                "holiday_rule": "spring_and_national",
                "holiday_percent": "200",
                "rate_interested_lead": "3",
                "rate_sale": "2.5",
                "tiers_interested_lead": "100 4",
                "full_attendance_shifts": "0",
                "task_bonus_shifts": "0",
            },
        ),
    ):
        page = boss.post(reverse(f"tasks:{name}", args=[task.public_id]), fields)
        assert page.status_code == 302, page.context["form"].errors
    assert not Terms.objects.exists()  # nothing is promised before a second person agrees
    written = TermsProposal.objects.get()
    page = boss.get(reverse("tasks:desk_task", args=[task.public_id]))
    assert reverse("tasks:approve_terms", args=[written.public_id]) not in page.content.decode()
    second = sign_in(cast.operations())
    page = second.get(reverse("tasks:desk_task", args=[task.public_id]))
    assert "月累计超过 100 个的部分 4.00 元/个" in text(page)
    table = PenaltyProposal.objects.get()
    assert "退回处罚表" in text(page)
    assert "收回" in text(boss.get(reverse("tasks:desk_task", args=[task.public_id])))
    second.post(reverse("tasks:refuse_penalties", args=[table.public_id]), {"why": "太重"})
    assert "被退回的处罚表" in text(boss.get(reverse("tasks:desk_task", args=[task.public_id])))
    fields = {"effective_on": "2026-10-20", "appeal_days": "3", "leave_post": "10", "own_1_title": ""}
    boss.post(reverse("tasks:new_penalties", args=[task.public_id]), fields)
    table = PenaltyProposal.objects.get(state="proposed")
    second.post(reverse("tasks:approve_penalties", args=[table.public_id]))
    assert task.penalty_tables.get().clauses.get().amount_fen == 1_000
    second.post(reverse("tasks:approve_terms", args=[written.public_id]))
    terms = Terms.objects.get()
    assert list(TermsTier.objects.values_list("rate__kind__code", "above", "price")) == [
        ("interested_lead", 100, 400)
    ]
    assert (terms.hourly_fen, sorted(terms.rates.values_list("kind__code", "unit_fen", "share_bp"))) == (
        1_500,
        [("interested_lead", 300, 0), ("sale", 0, 250)],
    )
    boss.post(reverse("tasks:move_task", args=[task.public_id]), {"to": "open"})
    assert Browser().get("/board/").context["open_count"] == 1
    for url in (
        reverse("tasks:desk_tasks"),
        reverse("tasks:desk_task", args=[task.public_id]),
        reverse("tasks:edit_task", args=[task.public_id]),
        reverse("tasks:new_terms", args=[task.public_id]),
        reverse("tasks:new_penalties", args=[task.public_id]),
    ):
        assert boss.get(url).status_code == 200
    wrong = boss.post(
        reverse("tasks:new_terms", args=[task.public_id]),
        {
            "effective_on": "2026-10-12",
            "hourly_fen": "一十五",
            "holiday_rule": "none",
            "holiday_percent": "100",
            "grace_minutes": "5",
        },
    )
    assert (wrong.status_code, Terms.objects.count()) == (422, 1)


def test_the_clients_price_never_leaves_the_staff(now, sign_in):
    """A price nobody would write by chance is looked for in every page and answer of others."""
    task, agent = cast.task(rates=RATES), ready()
    task.client_prices.update(price_fen=73_919)
    claim = cast.claim(agent, task, state="admitted")
    boss = cast.person("客户", CLIENT)
    ClientMember.objects.create(client=task.client, user=boss)
    pages = [
        reverse("tasks:board"),
        reverse("tasks:task", args=[task.public_id]),
        "/api/v1/board/",
        f"/api/v1/board/{task.public_id}/",
    ]
    mine = [
        reverse("tasks:claim", args=[claim.public_id]),
        reverse("tasks:papers", args=[claim.public_id]),
        "/api/v1/claims/",
    ]
    theirs = [reverse("tasks:client"), reverse("tasks:client_task", args=[task.public_id])]
    for browser, urls in (
        (Browser(), pages),
        (sign_in(agent), pages + mine),
        (sign_in(boss), pages + theirs),
    ):
        for url in urls:
            page = browser.get(url)
            assert page.status_code == 200, url
            assert not re.search(r"739[.,]?19|73[,]?919|price_fen", page.content.decode()), url
    staff = sign_in(cast.operations()).get(reverse("tasks:desk_task", args=[task.public_id]))
    assert "739.19" in staff.content.decode()  # the search would have found it


def test_the_home_says_what_can_be_claimed_and_where_the_claim_stands(now):
    from tasks.panels_offer import board_panel, claim_step, duty_step, screening_step

    agent, task, asked = ready(), cast.task(), StepSettings()
    assert board_panel(agent, now) == {"can": 1, "total": 1}
    assert [look(agent, task.line, now, asked).state for look in (claim_step, screening_step, duty_step)] == [
        "now",
        "later",
        "later",
    ]
    claim = cast.claim(agent, task, state="asked")
    assert board_panel(agent, now) == {"can": 0, "total": 0}  # what one holds already is no offer
    assert [look(agent, task.line, now, asked).state for look in (claim_step, screening_step, duty_step)] == [
        "done",
        "waiting",
        "later",
    ]
    decide_claims(Claim.objects.filter(pk=claim.pk), "admit", by=cast.screener(), now=now)
    step = duty_step(agent, task.line, now, asked)
    assert (step.state, step.url) == ("now", reverse("tasks:papers", args=[claim.public_id]))
    other = ready()
    lost = cast.claim(other, task, state="asked")
    decide_claims(
        Claim.objects.filter(pk=lost.pk), "reject", by=cast.screener(), now=now, codes=["rejected_phone"]
    )
    assert claim_step(other, task.line, now, asked).state == "attention"
    assert claim_step(cast.agent(), task.line, now, asked).state == "later"
    assert claim_step(agent, cast.line("chat"), now, asked).state == "later"  # a claim counts in its own line


def test_two_claims_that_wait_are_both_named_on_the_path(now):
    from tasks.panels_offer import screening_step

    agent, payer, asked = ready(), cast.entity(), StepSettings()
    first = cast.claim(agent, cast.task(payer, name="甲"), state="asked")
    step = screening_step(agent, first.task.line, now, asked)
    assert (step.note, step.url) == (
        "《甲》在等筛选，结果会发短信。",
        reverse("tasks:claim", args=[first.public_id]),
    )
    cast.claim(agent, cast.task(payer, name="乙"), state="waiting")
    step = screening_step(agent, first.task.line, now, asked)
    assert (step.state, step.note, step.url) == ("waiting", "2 个任务在等：《甲》、《乙》。", "/work/")


def test_roles_stay_on_their_side(now, sign_in):
    doors = {
        "/desk/claims/": {SCREENER, AUDITOR},
        "/desk/tasks/": {OPERATIONS, AUDITOR},
        "/client/": {CLIENT},
    }
    for role in (SCREENER, OPERATIONS, AUDITOR, CLIENT):
        browser = sign_in(cast.person(role, role))
        for url, may in doors.items():
            assert browser.get(url).status_code == (200 if role in may else 403), (role, url)


@pytest.mark.parametrize("to", ["", "draft", "no-such"])
def test_a_task_moves_to_a_state_one_can_choose(now, sign_in, to):
    task = cast.task()
    answer = sign_in(cast.operations()).post(reverse("tasks:move_task", args=[task.public_id]), {"to": to})
    task.refresh_from_db()
    assert (answer.status_code, task.state) == (404, "open")


def test_a_new_task_is_offered_open_lines_alone_and_the_trades_meal(now, sign_in):
    payer, desk = cast.entity(), sign_in(cast.operations())
    task = cast.task(payer, code="inbound")
    cast.task(payer)
    Line.objects.filter(code="inbound").update(is_open=False)
    new, edited = desk.get("/desk/tasks/new/"), desk.get(f"/desk/tasks/{task.public_id}/edit/")
    assert [line.code for line in new.context["form"].fields["line"].queryset] == ["voice"]
    assert {line.code for line in edited.context["form"].fields["line"].queryset} == {"voice", "inbound"}
    task.terms.all().delete()
    page = desk.get(f"/desk/tasks/{task.public_id}/terms/").content.decode()
    assert [f'value="{hour}' in page for hour in ("18:00", "19:00")] == [True, True]


def test_the_heading_and_the_chip_say_how_many_there_are_and_how_many_are_open(now, sign_in):
    """A task nobody can claim just now is on the board and under "全部", and the heading says so."""
    payer = cast.entity()
    cast.task(payer, name="在招的")
    over = cast.task(payer, name="领完了的")
    Task.objects.filter(pk=over.pk).update(claims_until=now - timedelta(hours=1))
    page = Browser().get("/board/")
    assert "1 个任务在招人，另有 1 个暂时不能领" in text(page)
    assert (page.context["chips"][0]["label"], page.context["chips"][0]["count"]) == ("全部", 2)
    cast.task(payer, name="还在招的", code="chat")
    home = text(sign_in(cast.agent("没考过的")).get("/"))
    assert "2 个任务在招人，看看还差什么" in home


def test_the_desk_counts_lessons_of_the_tasks_line_alone(now, sign_in):
    """A line that the agent does not take up is no unfinished study."""
    lines = [cast.line(), cast.line("annotation")]
    seed(now, only=["voice-intro", "annotation-intro"])
    cast.claim(ready(), cast.task(), state="asked")
    (row,) = sign_in(cast.screener()).get(reverse("tasks:claims")).context["rows"]
    counts = [Lesson.objects.filter(course__line=line).count() for line in lines]
    assert (row["study"].done, row["study"].total, counts) == (0, 1, [1, 2])


def test_from_a_task_on_duty_straight_to_its_shifts(now, sign_in):
    claim = cast.claim(ready(), cast.task())
    page = sign_in(claim.agent).get(reverse("tasks:claim", args=[claim.public_id])).content.decode()
    assert f'<a class="btn primary wide" href="{reverse("tasks:shifts")}">去约班</a>' in page
