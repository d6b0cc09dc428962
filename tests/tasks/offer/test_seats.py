"""A seat that comes free: the first in line is asked, answers or not, and the next is asked."""

from datetime import date, timedelta

import pytest

from tasks.actions.claims import decide_claims, leave_task
from tasks.actions.seats import accept_seat, decline_seat, fill_free_seats
from tasks.models import Claim, SeatOffer, Task
from tasks.queries.claims import room_of, waiting_count
from tasks.queries.seats import called_from_queue, tasks_with_room
from tasks.rules.seats import InLine, may_ask, next_in_line
from tests import cast
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-12 10:00")
LATER = NOW + timedelta(hours=24)


@pytest.fixture
def task():
    return cast.task(seats=1)


def claim(task, state, minutes=0):
    one = cast.claim(cast.agent(), task, state=state)
    Claim.objects.filter(pk=one.pk).update(asked_at=cast.LONG_AGO + timedelta(minutes=minutes))
    return one


def refused(act, *given, **named):
    with pytest.raises(Refused) as caught:
        act(*given, **named)
    return caught.value.codes


def asked():
    return list(SeatOffer.objects.filter(state="asked").values_list("claim", flat=True))


def test_who_asked_first_stands_first_and_who_did_not_answer_behind_the_others():
    line = [
        InLine(2, NOW + timedelta(hours=1)),
        InLine(3, NOW, lapsed=1),
        InLine(4, NOW + timedelta(hours=2)),
    ]
    assert [one.claim for one in next_in_line(line)] == [2, 4, 3]
    assert [hour for hour in range(24) if may_ask(hour)] == list(range(9, 21))


def test_a_full_task_asks_nobody_and_a_seat_that_frees_asks_the_first(task):
    duty = claim(task, "on_duty")
    second, first = claim(task, "reserve", 2), claim(task, "reserve", 1)
    assert fill_free_seats(now=NOW) == 0
    leave_task(duty, by=duty.agent.user.actor, now=NOW)
    assert fill_free_seats(now=cast.at("2026-10-12 22:00")) == 0  # nobody is woken
    assert (fill_free_seats(now=NOW), fill_free_seats(now=NOW)) == (1, 0)
    assert asked() == [first.pk]
    offer = SeatOffer.objects.get()
    assert (offer.until_at, room_of(task).admitted) == (LATER, 1)
    told = Notice.objects.filter(template="seat_offered")
    assert set(told.values_list("channel", flat=True)) == {"app", "sms"}
    accept_seat(first, now=NOW)
    first.refresh_from_db()
    assert (first.state, first.since_at, fill_free_seats(now=NOW)) == ("admitted", NOW, 0)
    assert refused(accept_seat, first, now=NOW) == ["seat_offer_over"]
    verbs = AuditEntry.objects.filter(verb__in=("seat_offered", "seat_accepted", "claim_took_seat"))
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "seat_offered",
        "seat_accepted",
        "claim_took_seat",
    ]
    second.refresh_from_db()
    assert second.state == "reserve"


@pytest.mark.database
def test_who_declines_is_withdrawn_and_who_does_not_answer_goes_behind(task):
    one, two, three = (claim(task, "reserve", number) for number in (1, 2, 3))
    fill_free_seats(now=NOW)
    decline_seat(one, now=NOW)
    one.refresh_from_db()
    assert one.state == "withdrawn"
    fill_free_seats(now=NOW)
    assert asked() == [two.pk]
    assert refused(accept_seat, two, now=LATER) == ["seat_offer_over"]
    assert fill_free_seats(now=LATER) == 1
    two.refresh_from_db()
    assert (asked(), two.state) == ([three.pk], "reserve")
    assert Notice.objects.filter(template="seat_lapsed").count() == 1
    assert fill_free_seats(now=LATER + timedelta(hours=24)) == 1
    assert asked() == [two.pk] or asked() == [three.pk]


@pytest.mark.database
def test_a_seat_given_later_rests_on_the_screeners_yes(task):
    duty, by = claim(task, "on_duty"), cast.screener()
    one = claim(task, "asked")
    decide_claims(Claim.objects.filter(pk=one.pk), "reserve", by=by, now=NOW)
    leave_task(duty, by=duty.agent.user.actor, now=NOW)
    fill_free_seats(now=NOW)
    accept_seat(one, now=NOW + timedelta(hours=1))
    one.refresh_from_db()
    assert (one.decided_by, one.decided_at, one.since_at) == (by, NOW, NOW + timedelta(hours=1))
    entry = AuditEntry.objects.get(verb="claim_took_seat")
    assert entry.facts == {"chosen_by": by.public_id, "chosen_on": "2026-10-12"}


def test_with_seats_free_nobody_is_put_in_reserve_or_the_queue(task):
    by, one = cast.screener(), claim(task, "asked")
    for outcome in ("reserve", "wait"):
        mine = Claim.objects.filter(pk=one.pk)
        assert refused(decide_claims, mine, outcome, by=by, now=NOW) == ["seats_free"]
    browser = signed_in(by)
    item = browser.get(f"/desk/claims/{one.public_id}/").content.decode()
    assert ["还有 1 席没有给人" in item, 'data-key="W"' in item, 'data-key="Q"' in item] == [
        True,
        False,
        False,
    ]
    page = browser.post(f"/desk/claims/{one.public_id}/decide/", {"outcome": "reserve"})
    assert (page.status_code, "还有 1 席没有给人" in page.content.decode()) == (409, True)
    page = browser.post("/desk/claims/decide/", {"claim": [one.public_id], "outcome": "reserve"})
    assert (page.status_code, "有空席就录取，或写明原因退回" in page.content.decode()) == (409, True)
    asks = {"claims": [one.public_id], "outcome": "wait"}
    assert codes(Caller(by).post("claims/decide/", asks)) == ["seats_free"]
    one.refresh_from_db()
    assert (one.state, fill_free_seats(now=NOW)) == ("asked", 0)


def test_who_only_waits_is_called_for_a_screener_and_offered_nothing(task):
    duty, one = claim(task, "on_duty"), claim(task, "waiting")
    assert called_from_queue().count() == 0
    leave_task(duty, by=duty.agent.user.actor, now=NOW)
    assert (fill_free_seats(now=NOW), list(called_from_queue()), waiting_count(NOW)) == (0, [one], 1)
    page = signed_in(cast.screener()).get("/desk/claims/").content.decode()
    assert "有空席，1 人在排队，等你决定。" in page
    decide_claims(Claim.objects.filter(pk=one.pk), "admit", by=cast.screener(), now=NOW)
    one.refresh_from_db()
    assert (one.state, called_from_queue().count()) == ("admitted", 0)


@pytest.mark.database
def test_an_offer_made_to_somebody_waiting_is_over(task):
    one = claim(task, "waiting")
    SeatOffer.objects.create(public_id=new_public_id(NOW), claim=one, offered_at=NOW, until_at=LATER)
    assert refused(accept_seat, one, now=NOW) == ["seat_offer_over"]
    assert (
        "有席位了，还来吗？"
        not in signed_in(one.agent.user).get(f"/work/claims/{one.public_id}/").content.decode()
    )


def test_a_seat_waits_for_a_check_that_ran_out(task):
    cast.sop(task.line, "room", "claim", room={"valid_days": 30})
    first, second = claim(task, "reserve", 1), claim(task, "reserve", 2)
    cast.room(first.agent, now=NOW - timedelta(days=31))
    cast.room(second.agent, now=NOW - timedelta(days=30))
    by = cast.screener()
    others = Claim.objects.filter(pk=first.pk)
    assert refused(decide_claims, others, "admit", by=by, now=NOW) == ["candidate_check_expired"]
    assert (fill_free_seats(now=NOW), asked()) == (1, [second.pk])  # the first is passed over
    tomorrow = NOW + timedelta(hours=15)
    assert refused(accept_seat, second, now=tomorrow) == ["claim_step_expired"]
    cast.room(second.agent, now=tomorrow)
    accept_seat(second, now=tomorrow)
    second.refresh_from_db()
    assert second.state == "admitted"


def test_nobody_is_admitted_or_asked_with_a_real_name_that_ran_out(task):
    cast.sop(task.line, "real_name", "claim", real_name={"valid_days": 279})  # to 11 October
    first, second = claim(task, "reserve", 1), claim(task, "reserve", 2)
    second.agent.identity_checks.update(decided_at=NOW)
    with pytest.raises(Refused) as caught:
        decide_claims(Claim.objects.filter(pk=first.pk), "admit", by=cast.screener(), now=NOW)
    (why,) = caught.value.reasons
    assert (why.code, why.facts["step"], why.facts["until_on"]) == (
        "candidate_check_expired",
        "real_name",
        "2026-10-11",
    )
    assert (fill_free_seats(now=NOW), asked()) == (1, [second.pk])


def test_those_in_training_have_the_nearer_claim(task):
    Task.objects.filter(pk=task.pk).update(seats=2)
    held = [claim(task, state) for state in ("training", "assessing", "training")]
    claim(task, "reserve")
    assert (tasks_with_room(), fill_free_seats(now=NOW)) == ([], 0)
    Claim.objects.filter(pk__in=[one.pk for one in held[:2]]).update(state="withdrawn")
    assert (tasks_with_room(), fill_free_seats(now=NOW)) == ([task], 1)
    assert tasks_with_room() == []  # the other seat is the trainee's


def test_a_full_task_is_not_looked_at(task):
    Task.objects.filter(pk=task.pk).update(seats=3)
    held = [claim(task, "on_duty"), claim(task, "admitted"), claim(task, "on_duty")]
    line = [claim(task, "reserve", number) for number in (1, 2)]
    empty = cast.task(task.entity, name="没人候补", seats=2)
    assert tasks_with_room() == []
    leave_task(held[0], by=held[0].agent.user.actor, now=NOW)
    assert tasks_with_room() == [task]
    fill_free_seats(now=NOW)
    assert (asked(), tasks_with_room()) == ([line[0].pk], [])
    assert empty not in tasks_with_room()


def test_more_seats_ask_more_and_who_could_not_be_admitted_is_passed_over(task):
    held = [claim(task, "reserve", number) for number in range(3)]
    held[0].qualification.expires_on = date(2026, 10, 1)
    held[0].qualification.save()
    Task.objects.filter(pk=task.pk).update(seats=2)
    assert fill_free_seats(now=NOW) == 2
    assert sorted(asked()) == [held[1].pk, held[2].pk]


def test_a_screener_may_admit_who_is_being_asked_and_nobody_else_takes_that_seat(task):
    first, second = claim(task, "reserve", 1), claim(task, "reserve", 2)
    fill_free_seats(now=NOW)
    by = cast.screener()
    others = Claim.objects.filter(pk=second.pk)
    assert "admitted_full" in refused(decide_claims, others, "admit", by=by, now=NOW)
    decide_claims(Claim.objects.filter(pk=first.pk), "admit", by=by, now=NOW)
    first.refresh_from_db()
    assert (first.state, SeatOffer.objects.get().state) == ("admitted", "withdrawn")


def test_the_agent_answers_on_the_page_and_programs_do_the_same(task, clock):
    clock(NOW)
    first, second = claim(task, "reserve", 1), claim(task, "reserve", 2)
    fill_free_seats(now=NOW)
    mine = signed_in(first.agent.user)
    page = mine.get(f"/work/claims/{first.public_id}/").content.decode()
    assert "有席位了，还来吗？" in page
    mine.post(f"/work/claims/{first.public_id}/seat/", {"answer": "decline"})
    first.refresh_from_db()
    assert first.state == "withdrawn"
    other = Caller(second.agent.user)
    assert codes(other.post(f"claims/{second.public_id}/seat/", {"answer": "accept"})) == ["seat_offer_over"]
    fill_free_seats(now=NOW)
    assert other.twice(f"claims/{second.public_id}/seat/", {"answer": "accept"}).json()["state"] == "admitted"
