"""A line is disputed, answered, moved: only that line, by its clock."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payouts.actions.disputes import (
    answer_dispute,
    dispute_line,
    move_undecided,
    require_disputes_decided,
    say_more,
    withdraw_dispute,
)
from payouts.actions.holds import hold_line
from payouts.actions.runs import approve_run
from payouts.jobs import mind_disputes
from payouts.models import Dispute, Hold
from payouts.verify.books import verify
from tasks.actions.corrections import approve_correction, propose_correction, refuse_correction
from tasks.actions.decisions import approve_decision
from tasks.models import Segment, TermsTier
from tests import cast
from tests.payouts.engine.acts import (
    NOVEMBER,
    decision,
    result,
    settle,
    settle_and_approve,
    statement_of,
)
from tests.payouts.pages.acts import page, visitor
from yunke.ground.errors import Refused
from yunke.ground.roles import OPERATIONS
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
SEPTEMBER = date(2026, 9, 1)
IN_TIME, LATE, DECIDED = cast.at("2026-11-06 20:00"), cast.at("2026-11-08 21:02"), cast.at("2026-11-11 08:10")


@pytest.fixture
def october():
    """105.00 of hours and a penalty of 10.00."""
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    work, agent = cast.task(payer), cast.agent("演示甲")
    cast.segment(agent, work, date(2026, 10, 12), 420)
    penalty = decision(agent, work, "penalty", 1_000)
    return settle(payer, people[0]), people, agent, penalty


def raised(agent, kind, now):
    slip = statement_of(agent)
    return dispute_line(slip, slip.lines.get(kind=kind).ordinal, "客户先骂人", now=now)


def test_raised_in_time_it_is_decided_before_anybody_approves(october):
    run, people, agent, penalty = october
    one = raised(agent, "penalty", IN_TIME)
    assert (one.in_time, one.answer_by, one.hold) == (True, date(2026, 11, 10), None)
    with pytest.raises(Refused, match=r"^dispute_is_open$"):
        raised(agent, "penalty", IN_TIME)
    with pytest.raises(Refused, match=r"^disputes_open$"):
        approve_run(run, by=people[1], now=IN_TIME)
    with pytest.raises(Refused, match=r"^not_who_decided$"):
        answer_dispute(one, upheld=False, answer="不改", by=penalty.decided_by, now=IN_TIME)
    answer_dispute(one, upheld=False, answer="听过录音，不改", by=people[0], now=IN_TIME)
    told = Notice.objects.get(recipient=agent.user.public_id)
    assert (told.template, told.facts["answer"]) == ("dispute_rejected", "听过录音，不改")
    approve_run(run, by=people[1], now=IN_TIME)
    assert statement_of(agent).net_fen == 9_500


@pytest.mark.database
def test_raised_late_only_that_line_moves_and_comes_back_with_the_answer(october):
    run, people, agent, _penalty = october
    one = raised(agent, "penalty", LATE)
    assert (one.in_time, one.answer_by, one.hold.month) == (False, date(2026, 11, 17), NOVEMBER)
    assert statement_of(agent).net_fen == 10_500
    run.refresh_from_db()
    approve_run(run, by=people[1], now=LATE)
    answer_dispute(one, upheld=False, answer="不改", by=cast.operations(), now=DECIDED)
    assert Hold.objects.get().state == "released"
    cast.segment(agent, one.task, date(2026, 11, 12), 60)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert statement_of(agent, NOVEMBER).net_fen == 1_500 - 1_000
    assert list(verify(numbers=range(1, 15))) == []


@pytest.mark.database
def test_upheld_it_is_money_back_that_a_second_person_decides(october):
    run, people, agent, penalty = october
    one = raised(agent, "penalty", IN_TIME)
    with pytest.raises(Refused, match=r"^dispute_changes_nothing$"):
        answer_dispute(one, upheld=True, answer="客户先骂人", by=people[0], now=IN_TIME)
    answer_dispute(one, upheld=True, answer="客户先骂人", by=people[0], now=IN_TIME, back_fen=1_000)
    one.refresh_from_db()
    back = one.decision
    assert (back.kind, back.amount_fen, back.occurred_on) == ("reward", 1_000, penalty.occurred_on)
    with pytest.raises(Refused, match=r"^decision_by_proposer$"):
        approve_decision(back, by=people[0], now=IN_TIME)
    approve_decision(back, by=cast.operations(), now=IN_TIME)
    approve_run(run, by=people[1], now=IN_TIME)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert [told.amount_fen for told in statement_of(agent, NOVEMBER).lines.all()] == [1_000]


def hours(agent, work, minutes, *, on=date(2026, 10, 12), mentor=None):
    """A shift of seven hours, of which so many minutes were counted."""
    made = cast.segment(agent, work, on, 420)
    Segment.objects.filter(pk=made.pk).update(paid_minutes=minutes, mentor=mentor)
    made.refresh_from_db()
    return made


def corrected(fact, value, now=IN_TIME):
    return propose_correction(fact, value, "核过", by=cast.operations(), now=now)


def upheld(dispute, by):
    """The correction it names."""
    answer_dispute(dispute, upheld=True, answer="是少了", by=by, now=DECIDED)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.decision) == ("upheld", None)
    return dispute.correction


@pytest.mark.database
@pytest.mark.parametrize("which", ["refused", "less", "another task", "an earlier month", "a penalty"])
def test_a_correction_that_gives_nothing_for_its_line_upholds_no_dispute(which):
    cast.holidays(2026)
    people, agent, work = cast.finance(), cast.agent("演示甲"), cast.task(cast.entity(month=SEPTEMBER))
    facts = {"an earlier month": hours(agent, work, 300, on=date(2026, 9, 12))}
    settle_and_approve(work.entity, people, SEPTEMBER)
    facts["another task"] = hours(agent, cast.task(work.entity), 300, on=date(2026, 10, 13))
    fact = hours(agent, work, 300)
    decision(agent, work, "penalty", 1_000)
    settle(work.entity, people[0])
    slip = statement_of(agent)
    line = slip.lines.get(task=work, kind="penalty" if which == "a penalty" else "hours")
    one = dispute_line(slip, line.ordinal, "少算了", now=IN_TIME)
    made = corrected(facts.get(which, fact), 299 if which == "less" else 301)
    if which == "refused":
        refuse_correction(made, by=cast.operations(), now=IN_TIME)
    with pytest.raises(Refused, match=r"^dispute_changes_nothing$"):
        answer_dispute(one, upheld=True, answer="是少了", by=people[0], now=IN_TIME)
    one.refresh_from_db()
    assert (one.state, one.correction) == ("open", None)


@pytest.mark.database
def test_upheld_about_facts_it_names_the_correction_that_gives():
    """Not the later one that takes a part of it back."""
    cast.holidays(2026)
    people, agent, work = cast.finance(), cast.agent("演示甲"), cast.task()
    fact = hours(agent, work, 300)
    settle(work.entity, people[0])
    one, gives = raised(agent, "hours", IN_TIME), corrected(fact, 320)
    approve_correction(gives, by=cast.operations(), now=IN_TIME)
    corrected(fact, 310, DECIDED)
    assert upheld(one, people[0]) == gives


@pytest.mark.database
def test_moved_away_the_line_is_upheld_by_a_correction_of_its_facts():
    cast.holidays(2026)
    people, agent, work = cast.finance(), cast.agent("演示甲"), cast.task()
    fact = hours(agent, work, 300)
    settle(work.entity, people[0])
    one = raised(agent, "hours", LATE)
    assert one.hold.month == NOVEMBER
    fact.refresh_from_db()
    gives = corrected(fact, 320, LATE)
    assert upheld(one, people[0]) == gives


@pytest.mark.database
@pytest.mark.parametrize(
    ("code", "of", "value"), [("accepted_item", "pieces", 4), ("returned_item", "returned", 2)]
)
def test_a_line_of_results_is_upheld_by_a_correction_of_its_kind(code, of, value):
    """One more of what is paid, or one less of what is taken back."""
    cast.holidays(2026)
    people, agent = cast.finance(), cast.agent("演示甲")
    work = cast.task(rates={"accepted_item": (200, 0), "returned_item": (150, 0)})
    made = {name: result(agent, work, name, 3, key=name) for name in ("accepted_item", "returned_item")}
    settle(work.entity, people[0])
    one, gives = raised(agent, of, IN_TIME), corrected(made[code], value)
    (other,) = made.keys() - {code}
    corrected(made[other], 9 if other == "accepted_item" else 0)
    assert upheld(one, people[0]) == gives


def test_a_line_that_counts_a_month_is_upheld_by_what_adds_to_it():
    cast.holidays(2026)
    people, agent = cast.finance(), cast.agent("演示甲")
    work = cast.task(rates={"accepted_item": (200, 0)})
    TermsTier.objects.create(rate=work.terms.get().rates.get(), above=2, price=300)
    made = result(agent, work, "accepted_item", 3, key="x")
    settle(work.entity, people[0])
    one, gives = raised(agent, "tiers", IN_TIME), corrected(made, 4)
    assert upheld(one, people[0]) == gives


@pytest.mark.database
def test_a_mentors_line_is_upheld_by_a_correction_of_the_mentees_hours():
    cast.holidays(2026)
    people, mentor, work = (
        cast.finance(),
        cast.agent("师傅"),
        cast.task(mentor_hourly_fen=100, mentor_days=30),
    )
    theirs, own = hours(cast.agent("徒弟"), work, 300, mentor=mentor), hours(mentor, work, 300)
    settle(work.entity, people[0])
    one, gives = raised(mentor, "mentor", IN_TIME), corrected(theirs, 360)
    corrected(own, 360)
    assert upheld(one, people[0]) == gives


def test_money_back_for_a_mentor_who_is_not_on_duty_in_the_task():
    """Their line is paid for the mentee's hours; it is disputed and put right like any other."""
    cast.holidays(2026)
    payer, people, mentor = cast.entity(), cast.finance(), cast.agent("演示甲")
    work = cast.task(payer, mentor_hourly_fen=100, mentor_days=30)
    hours = cast.segment(cast.agent("演示乙"), work, date(2026, 10, 12), 420)
    Segment.objects.filter(pk=hours.pk).update(mentor=mentor)
    settle(payer, people[0])
    one = raised(mentor, "mentor", IN_TIME)
    answer_dispute(one, upheld=True, answer="少算一天", by=people[0], now=IN_TIME, back_fen=500)
    one.refresh_from_db()
    assert (one.state, one.decision.amount_fen) == ("upheld", 500)


@pytest.mark.database
def test_undecided_on_its_day_it_moves_by_itself_and_the_answerers_hear(october):
    _run, people, agent, _penalty = october
    one = raised(agent, "hours", IN_TIME)
    assert move_undecided(now=cast.at("2026-11-10 23:00")) == 0
    assert mind_disputes(DECIDED.isoformat()) == 1
    one.refresh_from_db()
    assert (one.answer_by, one.hold.what, one.hold.amount_fen) == (date(2026, 11, 19), "hours", 10_500)
    assert not Notice.objects.filter(template="disputes_due").exists()
    mind_disputes(cast.at("2026-11-19 08:10").isoformat())
    assert Notice.objects.get(template="disputes_due").recipient == people[0].public_id
    require_disputes_decided(one.run)


def test_taken_back_the_line_is_settled_as_it_was(october):
    run, _people, agent, _penalty = october
    was = run.hash
    one = raised(agent, "hours", LATE)
    withdraw_dispute(one, now=LATE)
    run.refresh_from_db()
    assert run.hash == was
    with pytest.raises(Refused, match=r"^dispute_answered_already$"):
        say_more(one, "还有", by=agent.user, now=LATE)


@pytest.mark.database
def test_a_form_that_is_behind_disputes_no_other_line(october, clock):
    """The first line was held meanwhile: in its place stands another, of which the agent has said nothing."""
    run, people, agent, _penalty = october
    clock(LATE)
    mine, slip = visitor(agent.user), statement_of(agent)
    first = slip.lines.order_by("ordinal").first()
    door = f"/pay/{slip.public_id}/lines/{first.ordinal}/dispute/"
    assert f'value="{slip.digest}"' in page(mine, door)
    hold_line(run, agent, first.ordinal, why="核", by=people[0], now=LATE)
    behind = mine.post(door, {"words": "少了一天", "seen": slip.digest})
    assert (behind.status_code, "重算过" in behind.content.decode()) == (422, True)
    assert not Dispute.objects.exists()
    now_there = statement_of(agent)
    assert mine.post(door, {"words": "少了一天", "seen": now_there.digest}).status_code == 302


def test_on_the_pages_from_the_line_to_the_answer(october, clock):
    run, people, agent, _penalty = october
    clock(LATE)
    mine, desk = visitor(agent.user), visitor(cast.person("运营二", OPERATIONS))
    slip = statement_of(agent)
    ordinal = slip.lines.get(kind="penalty").ordinal
    door = f"/pay/{slip.public_id}/lines/{ordinal}/dispute/"
    assert door in page(mine, f"/pay/{slip.public_id}/")
    assert "移到下次结算，其余的照发" in page(mine, door)
    wrong = mine.post(door, {"words": "客户先骂人", "evidence": SimpleUploadedFile("a.png", b"<svg>")})
    assert "凭证只收" in wrong.content.decode()
    picture = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n0")
    assert mine.post(door, {"words": "客户先骂人", "evidence": picture}).status_code == 302
    one = Dispute.objects.get()
    assert "客户先骂人" in page(mine, f"/pay/disputes/{one.public_id}/")
    assert desk.get(f"/desk/disputes/{one.public_id}/evidence/").content == b"\x89PNG\r\n\x1a\n0"
    assert one.public_id in page(desk, "/desk/disputes/")
    url = f"/desk/disputes/{one.public_id}/"
    desk.post(url, {"words": "在听录音"})
    assert "在听录音" in page(mine, f"/pay/disputes/{one.public_id}/")
    assert desk.post(url + "answer/", {"outcome": "upheld", "answer": ""}).status_code == 422
    nothing = desk.post(url + "answer/", {"outcome": "upheld", "answer": "确实是客户先骂人"})
    assert (nothing.status_code, "成立的异议要改出一笔钱来" in nothing.content.decode()) == (422, True)
    answer = {"outcome": "upheld", "answer": "确实是客户先骂人，处罚取消", "back": "10"}
    desk.post(url + "answer/", answer)
    assert "处罚取消" in page(mine, f"/pay/disputes/{one.public_id}/")
    assert "补给 10.00 元：已提出" in page(mine, f"/pay/disputes/{one.public_id}/")
    for late in ({"outcome": "rejected", "answer": "录音对得上"}, {"outcome": "", "answer": ""}):
        said = desk.post(url + "answer/", late)
        assert (said.status_code, "刚才写的没有记下" in said.content.decode()) == (409, True)
    mine.cookies["django_language"] = desk.cookies["django_language"] = "en"
    for reader, place in ((mine, f"/pay/disputes/{one.public_id}/"), (desk, url)):
        assert ("10.00 yuan back: proposed" in (said := page(reader, place)).lower(), "已提出" in said) == (
            True,
            False,
        )
    mine.cookies.pop("django_language")
    desk.cookies.pop("django_language")
    assert one.public_id not in page(desk, "/desk/disputes/")
    run.refresh_from_db()
    assert run.net_fen == 9_500  # let go, it is back; what changes is a correction or a decision
    told = visitor(people[0]).get("/api/v1/finance/disputes/").json()
    assert told["results"] == []
    assert mine.get("/api/v1/pay/disputes/").json()["results"][0]["moved"] is True
