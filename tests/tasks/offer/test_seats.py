"""A seat that comes free: the first in line is asked, answers or not, and the next is asked."""

from datetime import date, timedelta

import pytest

from tasks.actions.claims import decide_claims, leave_task
from tasks.actions.seats import accept_seat, decline_seat, fill_free_seats
from tasks.models import Claim, SeatOffer, Task
from tasks.queries.claims import room_of
from tasks.rules.seats import InLine, may_ask, next_in_line
from tests import cast
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
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


def test_reserve_stands_before_the_waiting_and_who_did_not_answer_behind_both():
    line = [
        InLine(1, "waiting", NOW),
        InLine(2, "reserve", NOW + timedelta(hours=1)),
        InLine(3, "reserve", NOW, lapsed=1),
        InLine(4, "reserve", NOW + timedelta(hours=2)),
        InLine(5, "asked", NOW),
    ]
    assert [one.claim for one in next_in_line(line)] == [2, 4, 1, 3]
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
    assert (first.state, first.decided_at, fill_free_seats(now=NOW)) == ("admitted", NOW, 0)
    assert refused(accept_seat, first, now=NOW) == ["seat_offer_over"]
    verbs = AuditEntry.objects.filter(verb__in=("seat_offered", "seat_accepted", "claim_took_seat"))
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "seat_offered",
        "seat_accepted",
        "claim_took_seat",
    ]
    second.refresh_from_db()
    assert second.state == "reserve"


def test_who_declines_is_withdrawn_and_who_does_not_answer_goes_behind(task):
    one, two, three = claim(task, "reserve", 1), claim(task, "reserve", 2), claim(task, "waiting", 3)
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
