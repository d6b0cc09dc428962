"""An interview from a free time to its result, against the rows and pages it leaves."""

from datetime import date, timedelta

import pytest

from tasks.actions.interviews import (
    book_interview,
    cancel_interview,
    mark_no_show,
    move_interview,
    put_up_slots,
    score_interview,
    withdraw_slot,
)
from tasks.jobs import remind_of_interviews
from tasks.models import Claim, Interview, InterviewSlot, Rubric, Task
from tasks.panels_interview import interview_step
from tasks.queries.interviews import counting
from tests import cast
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import Notice
from yunke.registry import StepSettings

pytestmark = [pytest.mark.django_db]
ITEMS = [
    {"code": "speech", "zh": "普通话", "en": "Speech", "weight": 3, "fatal": False},
    {"code": "abusive", "zh": "辱骂", "en": "Abuse", "weight": 0, "fatal": True},
]
GOOD, BAD = {"speech": 4}, {"speech": 1}


@pytest.fixture
def line():
    one = cast.line()
    Rubric.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        line=one,
        version=1,
        pass_percent=60,
        items=ITEMS,
        created_at=cast.LONG_AGO,
    )
    return one


@pytest.fixture
def screener():
    return cast.screener()


def ready(name="小满"):
    one = cast.agent(name)
    cast.qualification(one)
    return one


def times(screener, now, *starts):
    spans = [(cast.at(one), cast.at(one) + timedelta(minutes=20)) for one in starts]
    return [put_up_slots(screener, [span], line=None, now=now)[0] for span in spans]


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.codes


def states():
    return list(Interview.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.database
def test_a_time_is_given_once(now, line, screener):
    (slot,) = times(screener, now, "2026-10-14 10:00")
    stale = InterviewSlot.objects.get(pk=slot.pk)
    first = book_interview(slot, ready(), line, now=now)
    assert (slot.state, first.starts_at) == ("booked", cast.at("2026-10-14 10:00"))
    assert refused(lambda: book_interview(stale, ready("阿七"), line, now=now)) == ["interview_slot_taken"]
    assert Interview.objects.count() == 1
    told = Notice.objects.filter(template="interview_booked").values_list("channel", flat=True)
    assert sorted(told) == ["app", "sms"]


def test_interviews_meet_neither_shifts_nor_each_other(now, line, screener):
    agent = ready()
    cast.booking(agent, cast.shift(cast.task(), "2026-10-14 09:00", hours=4))
    noon, later = times(screener, now, "2026-10-14 13:00", "2026-10-15 10:00")
    (morning,) = times(cast.screener(), now, "2026-10-14 12:50")
    assert refused(lambda: book_interview(morning, agent, line, now=now)) == ["interview_overlaps"]
    book_interview(noon, agent, line, now=now)
    assert refused(lambda: book_interview(later, agent, line, now=now)) == ["interview_booked_already"]
    assert refused(lambda: times(screener, now, "2026-10-14 12:45")) == ["interview_slots_overlap"]


def test_moved_in_time_the_old_time_is_free_again(now, line, screener):
    agent = ready()
    old, new, taken = times(screener, now, "2026-10-12 13:00", "2026-10-14 10:00", "2026-10-14 11:00")
    book_interview(taken, ready("阿七"), line, now=now)
    mine = book_interview(old, agent, line, now=now)
    assert refused(lambda: move_interview(mine, taken, now=now)) == ["interview_slot_taken"]
    mine.refresh_from_db()
    assert mine.state == "booked"  # both or neither
    moved = move_interview(mine, new, now=now)
    old.refresh_from_db()
    assert (moved.starts_at, mine.state, old.state) == (new.starts_at, "cancelled", "open")
    late = new.starts_at - timedelta(hours=4) + timedelta(minutes=1)
    assert refused(lambda: cancel_interview(moved, now=late)) == ["interview_too_late"]
    withdraw_slot(old, by=screener, now=now)
    assert refused(lambda: withdraw_slot(new, by=screener, now=now)) == ["not_in_state"]


def test_one_missed_call_is_borne_two_are_not(now, line, screener):
    agent = ready()
    one, two, three = times(screener, now, "2026-10-14 10:00", "2026-10-15 10:00", "2026-10-16 10:00")
    first = book_interview(one, agent, line, now=now)
    assert refused(lambda: mark_no_show(first, by=screener, now=now)) == ["interview_not_begun"]
    mark_no_show(first, by=screener, now=one.ends_at)
    assert refused(lambda: mark_no_show(first, by=screener, now=one.ends_at)) == ["not_in_state"]
    second = book_interview(two, agent, line, now=one.ends_at)
    mark_no_show(second, by=screener, now=two.ends_at)
    assert refused(lambda: book_interview(three, agent, line, now=two.ends_at)) == ["interview_no_show_twice"]
    assert set(
        Notice.objects.filter(template__startswith="interview_missed").values_list("template", flat=True)
    ) == {
        "interview_missed",
        "interview_missed_twice",
    }
    score_interview(second, GOOD, [], by=screener, now=two.ends_at)  # called back after all
    assert states() == ["no_show", "held"]


def test_a_result_counts_for_its_line_and_days(now, line, screener):
    agent = ready()
    one, two = times(screener, now, "2026-10-14 10:00", "2026-10-16 10:00")
    talk = book_interview(one, agent, line, now=now)
    assert refused(lambda: score_interview(talk, {}, [], by=screener, now=one.ends_at)) == ["score_missing"]
    score_interview(talk, GOOD, [], note=" 稳 ", by=screener, now=one.ends_at)
    kept = Interview.objects.get()
    assert (kept.percent, kept.recommendation, kept.note, kept.rubric.version) == (80, "admit", "稳", 1)
    assert kept.counts_until == date(2027, 4, 11)
    assert counting([agent.pk], line.pk, date(2027, 4, 11)) == {agent.pk: kept}
    assert counting([agent.pk], line.pk, date(2027, 4, 12)) == {}
    assert counting([agent.pk], cast.line("chat").pk, date(2026, 10, 15)) == {}
    assert refused(lambda: book_interview(two, agent, line, now=one.ends_at)) == ["interview_counts"]


def test_refused_once_asks_again_after_a_while(now, line, screener):
    agent = ready()
    one, two = times(screener, now, "2026-10-14 10:00", "2026-11-02 10:00")
    score_interview(book_interview(one, agent, line, now=now), BAD, [], by=screener, now=one.ends_at)
    assert refused(lambda: book_interview(two, agent, line, now=cast.at("2026-10-27 23:00"))) == [
        "interview_refused_lately"
    ]
    assert book_interview(two, agent, line, now=cast.at("2026-10-28 00:00")).state == "booked"


def test_both_sides_are_reminded_a_day_and_an_hour_before_each_once(now, line, screener):
    early, late = times(screener, now, "2026-10-14 10:00", "2026-10-12 15:00")
    book_interview(early, ready(), line, now=now)
    book_interview(late, ready("阿七"), line, now=now)  # within the day: told a moment ago
    assert remind_of_interviews(now=now) == 0
    for moment, told in (("2026-10-13 10:00", 1), ("2026-10-13 10:05", 0), ("2026-10-14 09:01", 1)):
        assert remind_of_interviews(now=cast.at(moment)) == told
    coming = Notice.objects.filter(template="interview_coming", channel="app")
    assert coming.count() == 2
    assert Notice.objects.filter(template="interview_to_hold").count() == 2


def test_the_agent_books_on_the_phone_and_puts_it_into_the_calendar(now, line, screener, sign_in):
    agent = ready()
    times(screener, now, "2026-10-14 10:00", "2026-10-14 10:20")
    browser = sign_in(agent)
    page = browser.get("/work/interviews/").content.decode()
    assert [mark in page for mark in (">10:00<", ">10:20<")] == [True, True]
    slot = InterviewSlot.objects.earliest("starts_at")
    said = browser.post(f"/work/interviews/times/{slot.public_id}/book/", {"line": "voice"}, follow=True)
    assert "约好了" in said.content.decode()
    mine = Interview.objects.get()
    file = browser.get(f"/work/interviews/{mine.public_id}/calendar.ics")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20261014T020000Z" in file.content
    moving = browser.get(f"/work/interviews/?move={mine.public_id}").content.decode()
    assert f'name="move" value="{mine.public_id}"' in moving
    later = InterviewSlot.objects.get(state="open")
    browser.post(f"/work/interviews/times/{later.public_id}/book/", {"move": mine.public_id})
    assert states() == ["cancelled", "booked"]


def test_inside_the_notice_no_time_is_offered_and_it_says_until_when_it_could_be_moved(
    now, line, screener, sign_in, clock
):
    agent = ready()
    first, _free = times(screener, now, "2026-10-14 10:00", "2026-10-15 10:00")
    mine = book_interview(first, agent, line, now=now)
    browser, address = sign_in(agent), f"/work/interviews/?move={mine.public_id}"
    clock(cast.at("2026-10-14 06:00"))
    assert "改到什么时候？" in browser.get(address).content.decode()
    clock(cast.at("2026-10-14 06:01"))
    page = browser.get(address).content.decode()
    assert ("改到什么时候？" in page, 'name="move"' in page) == (False, False)
    assert '最晚改到 <time datetime="2026-10-14T06:00+08:00">今天 06:00</time>，现在不能再改了' in page


def test_a_time_that_meets_a_shift_is_not_offered_for_moving(now, line, screener, sign_in):
    agent = ready()
    cast.booking(agent, cast.shift(cast.task(), "2026-10-15 09:00", hours=4))
    first, near, met = times(screener, now, "2026-10-14 10:00", "2026-10-14 10:20", "2026-10-15 10:00")
    mine = book_interview(first, agent, line, now=now)
    page = sign_in(agent).get(f"/work/interviews/?move={mine.public_id}").content.decode()
    assert (near.public_id in page, met.public_id in page) == (True, False)


def test_until_when_it_counts_carries_the_next_year(now, line, screener, sign_in, clock):
    agent = ready()
    (slot,) = times(screener, now, "2026-10-14 10:00")
    talk = book_interview(slot, agent, line, now=now)
    score_interview(talk, GOOD, [], by=screener, now=clock(slot.ends_at))
    assert "<dd>2027年4月11日 周日</dd>" in sign_in(agent).get("/work/interviews/").content.decode()


def test_home_and_work_lead_to_the_booked_interview(now, line, screener, sign_in, clock):
    agent = ready()
    cast.claim(agent, cast.task(), state="asked")
    browser = sign_in(agent)
    link = '<a class="go" href="/work/interviews/"><span>面试 <time datetime="2026-10-13T10:00+08:00">明天 10:00</time></span></a>'
    seen = [link in browser.get(address).content.decode() for address in ("/", "/work/")]
    (slot,) = times(screener, now, "2026-10-13 10:00")
    book_interview(slot, agent, line, now=now)
    seen += [link in browser.get(address).content.decode() for address in ("/", "/work/")]
    clock(cast.at("2026-10-13 10:01"))
    seen += [
        '/work/interviews/"><span>面试 ' in browser.get(address).content.decode()
        for address in ("/", "/work/")
    ]
    assert seen == [False, False, True, True, False, False]


def test_the_desk_scores_and_goes_on_to_the_next(now, line, screener, sign_in, clock):
    one, two = times(screener, now, "2026-10-12 13:00", "2026-10-12 13:20")
    first = book_interview(one, ready("小满"), line, now=now)
    second = book_interview(two, ready("阿七"), line, now=now)
    clock(cast.at("2026-10-12 14:00"))
    browser = sign_in(screener)
    page = browser.get("/desk/interviews/").content.decode()
    assert [mark in page for mark in ("小满", "阿七", first.agent.user.phone)] == [True] * 3
    missing = browser.post(f"/desk/interviews/{first.public_id}/score/", {"note": "x"})
    assert (missing.status_code, "“普通话”还没有打分" in missing.content.decode()) == (422, True)
    done = browser.post(f"/desk/interviews/{first.public_id}/score/", {"item_speech": "4"})
    assert done["Location"] == f"/desk/interviews/{second.public_id}/"
    browser.post(f"/desk/interviews/{second.public_id}/missed/")
    assert states() == ["held", "no_show"]
    stranger = sign_in(cast.screener()).get(f"/desk/interviews/{second.public_id}/").content.decode()
    assert second.agent.user.phone not in stranger  # the number in full is the caller's


def test_the_desk_asks_the_same_questions_for_one_and_for_three(
    now, line, screener, sign_in, clock, django_assert_max_num_queries
):
    browser = sign_in(screener)
    counts = []
    for number in range(3):
        (slot,) = times(screener, now, f"2026-10-12 1{number}:00")
        book_interview(slot, ready(), line, now=now)
        if number != 1:
            clock(cast.at("2026-10-12 14:00"))
            with django_assert_max_num_queries(60) as asked:
                browser.get("/desk/interviews/")
            counts.append(len(asked))
            clock(now)
    assert counts[0] == counts[1]


def test_a_scorecard_is_written_by_versions(now, line, sign_in):
    browser = sign_in(cast.operations())
    first = Rubric.objects.get()
    assert "普通话" in browser.get(f"/desk/rubrics/?from={first.public_id}").content.decode()
    sent = {
        "purpose": "interview",
        "line": "voice",
        "pass_percent": "70",
        "item_1_zh": "礼貌",
        "item_1_en": "Manner",
        "item_1_weight": "5",
    }
    assert browser.post("/desk/rubrics/", sent).status_code == 302
    new = Rubric.objects.latest("version")
    assert (new.version, new.pass_percent) == (2, 70)
    assert new.items == [{"code": "item_1", "zh": "礼貌", "en": "Manner", "weight": 5, "fatal": False}]
    assert browser.post("/desk/rubrics/", sent | {"item_1_en": ""}).status_code == 422
    assert Rubric.objects.count() == 2


def test_the_same_by_api(now, line, screener, sign_in, clock):
    agent = ready()
    staff, caller = sign_in(screener), sign_in(agent)
    put = staff.post(
        "/api/v1/interviews/slots/",
        {"starts_at": "2026-10-12T13:00:00+08:00", "ends_at": "2026-10-12T14:00:00+08:00", "minutes": 30},
        content_type="application/json",
    )
    assert (put.status_code, len(put.json())) == (201, 2)
    free = caller.get("/api/v1/interview-times/?line=voice").json()["results"]
    assert [one["starts_at"] for one in free] == ["2026-10-12T13:00:00+08:00", "2026-10-12T13:30:00+08:00"]
    url = f"/api/v1/interview-times/{free[0]['public_id']}/book/"
    key = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    made = caller.post(url, {"line": "voice"}, content_type="application/json", **key)
    again = caller.post(url, {"line": "voice"}, content_type="application/json", **key)
    assert (made.status_code, again.json() == made.json(), Interview.objects.count()) == (201, True, 1)
    mine = made.json()["public_id"]
    moved = caller.post(
        f"/api/v1/interviews/{mine}/move/", {"slot": free[1]["public_id"]}, content_type="application/json"
    ).json()
    clock(cast.at("2026-10-12 13:40"))
    late = caller.post(f"/api/v1/interviews/{moved['public_id']}/cancel/")
    assert (late.status_code, late.json()["reasons"][0]["code"]) == (409, "interview_too_late")
    scored = staff.post(
        f"/api/v1/interviews/{moved['public_id']}/score/",
        {"scores": {"speech": 5}, "fatal": ["abusive"]},
        content_type="application/json",
    ).json()
    assert (scored["percent"], scored["recommendation"], scored["agent"]) == (0, "refuse", agent.number)
    assert [one["state"] for one in caller.get("/api/v1/interviews/").json()["results"]] == [
        "held",
        "cancelled",
    ]


def test_the_path_asks_for_an_interview_only_where_a_task_does(now, line, screener):
    agent = ready()
    look = lambda moment: interview_step(agent, line, moment, StepSettings())  # noqa: E731
    assert look(now).state == "later"
    claim = cast.claim(agent, cast.task(), state="asked")
    assert look(now) is None
    Task.objects.filter(pk=claim.task_id).update(asks_interview=True)
    assert (look(now).state, look(now).url) == ("now", "/work/interviews/")
    (slot,) = times(screener, now, "2026-10-14 10:00")
    talk = book_interview(slot, agent, line, now=now)
    assert (look(now).state, look(now).since) == ("waiting", now)
    score_interview(talk, BAD, [], by=screener, now=slot.ends_at)
    assert (look(slot.ends_at).state, look(slot.ends_at).remedy) == ("attention", "10月28日 起可以再约。")
    assert look(cast.at("2026-10-28 09:00")).state == "now"
    Claim.objects.filter(pk=claim.pk).update(state="on_duty")
    assert look(slot.ends_at).state == "done"  # however long ago it was
    Task.objects.filter(pk=claim.task_id).update(asks_interview=False)
    assert look(slot.ends_at) is None  # on duty, and nobody asked for one
    Interview.objects.update(recommendation="admit")
    assert (look(slot.ends_at).state, look(slot.ends_at).until) == ("done", date(2027, 4, 11))


def test_the_claim_leads_to_the_interview_and_says_when_it_is(now, line, screener, sign_in, clock):
    agent = ready()
    claim = cast.claim(agent, cast.task(), state="asked")
    Task.objects.update(asks_interview=True)
    browser, address = sign_in(agent), f"/work/claims/{claim.public_id}/"
    to_book = '<a class="btn primary wide" href="/work/interviews/">去约面试</a>'

    def seen():
        return browser.get(address).content.decode()

    assert ("下一步：电话面试" in seen(), to_book in seen(), "在等筛选" in seen()) == (True, True, False)
    (slot,) = times(screener, now, "2026-10-14 10:00")
    talk = book_interview(slot, agent, line, now=now)
    assert ("去约面试" in seen(), "约在 10月14日 10:00，到时候接电话。" in seen(), "在等筛选" in seen()) == (
        False,
        True,
        True,
    )
    later = clock(cast.at("2026-10-14 10:30"))
    assert "今天 10:00 面试过了，等打分。" in seen()
    score_interview(talk, GOOD, [], by=screener, now=later)
    assert ("去约面试" in seen(), "面试通过了" in seen()) == (False, True)
