"""Quality reviews: the draw, the scorecards, the appeal, what the ladder and a penalty make of them."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.actions.decisions import approve_decision, propose_decision
from tasks.actions.reviewing import appeal_review, grant_appeal, score_review, uphold_review, void_review
from tasks.actions.sampling import draw_due, draw_sample, publish_plan
from tasks.models import (
    Decision,
    QualityDraw,
    QualityPlan,
    Result,
    Review,
    ReviewAppeal,
    Rubric,
    Scoring,
)
from tasks.queries.career import values_of
from tasks.queries.quality import agreed, scores_by_task
from tasks.rules.reviewing import Card, agreement, counts
from tasks.rules.sampling import Contact, chosen, scored_twice, target
from tests import cast
from tests.onboarding.doors import signed_in
from tests.payouts.engine.acts import result
from tests.tasks.api.knocks import Caller, codes
from training.models import RankRule
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import AUDITOR, QUALITY
from yunke.models import AuditEntry, Notice

DAY = date(2026, 10, 12)
NOW = cast.at("2026-10-13 04:40")
ITEMS = [
    {"code": "exact", "zh": "说得准", "en": "Exact", "weight": 3, "fatal": False},
    {"code": "manner", "zh": "礼貌", "en": "Manner", "weight": 1, "fatal": False},
    {"code": "promise", "zh": "虚假承诺", "en": "False promise", "weight": 0, "fatal": True},
]
GOOD, POOR = {"exact": 5, "manner": 4}, {"exact": 2, "manner": 3}

# --- rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contacts", "share", "expected"),
    [(0, 5, 0), (1, 3, 1), (20, 5, 1), (21, 5, 2), (100, 3, 3), (101, 3, 4), (1_000, 8, 80)],
)
def test_the_share_is_rounded_up_and_one_at_least(contacts, share, expected):
    assert target(contacts, share) == expected


def test_the_same_seed_draws_the_same_and_the_hours_are_spread():
    day = [Contact(f"c{n}", 9 + n % 4) for n in range(80)]
    first = chosen(day, 8, Counter(), "a")
    assert chosen(reversed(day), 8, Counter(), "a") == first
    assert chosen(day, 8, Counter(), "b") != first
    assert Counter(one.hour for one in first) == {9: 2, 10: 2, 11: 2, 12: 2}
    heard = chosen(day, 3, Counter({9: 5, 10: 5, 11: 5}), "a")
    assert [one.hour for one in heard] == [12, 12, 12]
    assert (chosen(day, 0, Counter(), "a"), chosen([], 3, Counter(), "a")) == ([], [])


def test_a_share_of_the_sample_is_scored_twice():
    twice = sum(scored_twice(f"c{n}", 5, "seed") for n in range(4_000))
    assert 140 < twice < 260
    assert not any(scored_twice(f"c{n}", 0, "seed") for n in range(200))


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        ([(80, 0)], 0),
        ([(80, 0), (90, 0)], 1),
        ([(90, 0), (90, 0)], 0),
        ([(0, 1), (40, 0)], 1),
        ([(70, 0), (0, 1), (60, 0)], 0),
    ],
)
def test_where_reviewers_differ_the_better_card_counts(cards, expected):
    assert counts([Card(percent, fatal, 60) for percent, fatal in cards]) == expected


def test_agreement_is_of_verdicts_and_says_how_far_the_points_lie_apart():
    none = agreement([])
    assert (none.pairs, none.percent, none.gap) == (0, None, 0)
    pairs = [
        (Card(90, 0, 60), Card(80, 0, 60)),
        (Card(50, 0, 60), Card(61, 0, 60)),
        (Card(0, 1, 60), Card(0, 1, 60)),
    ]
    found = agreement(pairs)
    assert (found.pairs, found.same, found.percent, found.gap) == (3, 2, 67, 7)


# --- the draw ---------------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    task = cast.task()
    for purpose in ("interview", "quality"):
        Rubric.objects.create(
            public_id=new_public_id(NOW),
            line=task.line,
            purpose=purpose,
            version=1,
            pass_percent=80,
            items=ITEMS if purpose == "quality" else ITEMS[:1],
            created_at=NOW,
        )
    QualityPlan.objects.create(
        public_id=new_public_id(NOW),
        line=task.line,
        effective_on=date(2026, 10, 1),
        share_percent=5,
        second_percent=0,
        appeal_days=7,
        seed="s",
        created_at=NOW,
    )
    return task


@pytest.fixture
def agent(world):
    one = cast.agent()
    cast.claim(one, world)
    return one


def reviewer():
    return cast.person("质检员", QUALITY)


def calls(agent, task, many, day=DAY, begin=0):
    for n in range(begin, begin + many):
        hour = 9 + n % 8
        for kind in ("connected", "interested_lead") if n % 5 == 0 else ("connected",):
            result(agent, task, kind, on=day, key=f"{agent.pk}-{day}-{n}")
        Result.objects.filter(source_key=f"{agent.pk}-{day}-{n}").update(
            occurred_at=cast.at(f"{day} {hour:02}:10")
        )


def drawn(agent, task, **plan):
    """One review that waits, of twenty calls."""
    QualityPlan.objects.update(**plan)
    calls(agent, task, 20)
    (one,) = draw_sample(task, DAY, now=NOW)
    return one


def refused(act, *given, **named):
    with pytest.raises(Refused) as caught:
        act(*given, **named)
    return caught.value.codes


@pytest.mark.django_db
def test_a_call_with_two_effects_is_one_contact_and_the_month_comes_to_its_share(world, agent):
    other = cast.agent()
    calls(agent, world, 90)
    calls(other, world, 3)
    made = draw_sample(world, DAY, now=NOW)
    assert Counter(one.agent_id for one in made) == {agent.pk: 5, other.pk: 1}
    assert len({one.source_key for one in made}) == 6
    draw = QualityDraw.objects.get()
    assert (draw.contacts, draw.results, draw.drawn) == (93, 93 + 18 + 1, 6)
    entry = AuditEntry.objects.get(verb="reviews_drawn")
    assert entry.facts == {"task": world.number, "day": "2026-10-12", "rows": 6}
    calls(agent, world, 31, day=DAY + timedelta(days=1))
    assert len(draw_sample(world, DAY + timedelta(days=1), now=NOW)) == 2  # 121 contacts: 7 in all
    assert draw_sample(world, DAY, now=NOW) == []


@pytest.mark.django_db
@pytest.mark.database
def test_the_nightly_draw_sees_late_results_and_leaves_what_it_saw(world, agent):
    calls(agent, world, 20)
    assert (draw_due(now=NOW), draw_due(now=NOW)) == (1, 0)
    calls(agent, world, 1, begin=20)
    assert draw_due(now=NOW) == 1
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert draw_due(now=NOW) == 0
    assert len(asked) == 2
    assert draw_due(now=cast.at("2026-10-12 23:00")) == 0  # the day itself is not over


@pytest.mark.django_db
def test_what_is_refused_or_has_no_plan_is_not_drawn(world, agent):
    calls(agent, world, 20)
    Result.objects.update(state="refused", settle_month=None, entity=None)
    assert (draw_due(now=NOW), draw_sample(world, DAY, now=NOW)) == (0, [])
    QualityPlan.objects.update(effective_on=DAY + timedelta(days=1))
    Result.objects.update(state="drafted")
    assert (draw_sample(world, DAY, now=NOW), QualityDraw.objects.get().plan_id) == (
        [],
        QualityPlan.objects.get().pk,
    )


# --- scoring ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_scorecard_makes_it_done_and_the_agent_reads_it(world, agent):
    one, by = drawn(agent, world), reviewer()
    assert refused(score_review, one, {"exact": 3}, [], by=by, now=NOW) == ["score_missing"]
    assert refused(score_review, one, POOR, [], by=by, now=NOW) == ["review_why_missing"]
    assert refused(score_review, one, GOOD, [], by=agent.user, now=NOW) == ["review_own"]
    done = score_review(one, GOOD, [], by=by, now=NOW)
    assert (done.state, done.percent, done.fatal_count, done.rubric.version) == ("reviewed", 95, 0, 1)
    assert done.appeal_until == NOW + timedelta(days=7)
    assert refused(score_review, one, GOOD, [], by=reviewer(), now=NOW) == ["review_over"]
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_fatal_error_makes_it_nothing_and_is_told_at_once(world, agent):
    one = drawn(agent, world)
    assert refused(score_review, one, GOOD, ["promise"], by=reviewer(), now=NOW) == ["review_why_missing"]
    done = score_review(one, GOOD, ["promise"], why="说“包过”", by=reviewer(), now=NOW)
    assert (done.percent, done.fatal_count) == (0, 1)
    told = Notice.objects.filter(template="review_fatal")
    assert set(told.values_list("channel", flat=True)) == {"app", "sms"}


@pytest.mark.django_db
def test_what_cannot_be_heard_is_drawn_again(world, agent):
    one = drawn(agent, world)
    assert refused(void_review, one, " ", by=reviewer(), now=NOW) == ["why_missing"]
    assert void_review(one, "没有录音", by=reviewer(), now=NOW).state == "void"
    (again,) = draw_sample(world, DAY, now=NOW)
    assert again.source_key != one.source_key


@pytest.mark.django_db
@pytest.mark.database
def test_two_score_without_seeing_each_other_and_the_better_card_counts(world, agent, clock):
    clock(NOW)
    one, first, second = drawn(agent, world, second_percent=100), reviewer(), reviewer()
    assert score_review(one, POOR, ["promise"], why="甲的理由", by=first, now=NOW).state == "second"
    assert refused(score_review, one, GOOD, [], by=first, now=NOW) == ["review_scored_by_you"]
    hidden = signed_in(second).get(f"/desk/quality/{one.public_id}/?view=second").content.decode()
    assert "甲的理由" not in hidden
    assert 'name="item_exact"' in hidden
    assert "你评过了" in signed_in(first).get(f"/desk/quality/{one.public_id}/").content.decode()
    assert not signed_in(agent.user).get("/work/quality/").context["page"].object_list
    done = score_review(one, GOOD, [], by=second, now=NOW)
    assert (done.state, done.percent, done.fatal_count) == ("reviewed", 95, 0)
    said = agreed(NOW)
    assert (said.pairs, said.same, said.gap) == (1, 0, 95)
    assert "甲的理由" in signed_in(second).get(f"/desk/quality/{one.public_id}/").content.decode()


# --- the appeal -------------------------------------------------------------------------------------------


def failed(agent, task, by):
    return score_review(drawn(agent, task), POOR, ["promise"], why="说“包过”", by=by, now=NOW)


@pytest.mark.django_db
def test_an_appeal_is_one_in_time_with_words_and_decided_by_another(world, agent):
    by, other = reviewer(), reviewer()
    one = failed(agent, world, by)
    late = one.appeal_until + timedelta(seconds=1)
    assert refused(appeal_review, one, " ", now=late) == ["review_appeal_late", "review_appeal_words"]
    appeal = appeal_review(one, "我说的是“尽量”", now=NOW)
    assert refused(appeal_review, one, "再说一次", now=NOW) == ["review_appeal_twice"]
    assert refused(uphold_review, appeal, "x", by=by, now=NOW) == ["review_appeal_by_scorer"]
    assert refused(uphold_review, appeal, "", by=other, now=NOW) == ["why_missing"]
    grant_appeal(appeal, GOOD, [], why="录音里是“尽量”", by=other, now=NOW)
    one.refresh_from_db()
    assert (one.percent, one.fatal_count, appeal.state, appeal.decided_by) == (95, 0, "granted", other)
    assert list(Scoring.objects.order_by("pk").values_list("part", "percent")) == [
        ("first", 0),
        ("appeal", 95),
    ]
    assert Notice.objects.get(template="review_appeal_granted").facts["percent"] == 95
    assert refused(uphold_review, appeal, "x", by=reviewer(), now=NOW) == ["not_in_state"]


@pytest.mark.django_db
def test_an_appeal_never_makes_it_worse_and_may_change_nothing(world, agent):
    one = score_review(drawn(agent, world), {"exact": 3, "manner": 3}, [], why="慢", by=reviewer(), now=NOW)
    appeal = appeal_review(one, "不慢", now=NOW)
    grant_appeal(appeal, {"exact": 0, "manner": 0}, [], why="重评", by=reviewer(), now=NOW)
    one.refresh_from_db()
    assert one.percent == 60
    other = cast.agent()
    cast.claim(other, world)
    calls(other, world, 5)
    (two,) = draw_sample(world, DAY, now=NOW)
    two = score_review(two, POOR, [], why="不准", by=reviewer(), now=NOW)
    uphold_review(appeal_review(two, "准", now=NOW), "听了两遍", by=reviewer(), now=NOW)
    two.refresh_from_db()
    assert (two.percent, two.appeal.state, two.appeal.why) == (45, "denied", "听了两遍")


# --- what rests on it -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_ladder_reads_mean_and_fatal_errors_of_the_rules_days(world, agent):
    rule = RankRule(rank="mentor", quality_percent=85, incident_days=30)
    today = date(2026, 10, 20)
    assert values_of([agent.pk], {agent.pk: rule}, today)[agent.pk].quality_percent is None
    one = failed(agent, world, reviewer())
    found = values_of([agent.pk], {agent.pk: rule}, today)[agent.pk]
    assert (found.quality_percent, found.fatal_errors) == (0, 1)
    calls(agent, world, 21, begin=20)
    for extra in draw_sample(world, DAY, now=NOW):
        score_review(extra, GOOD, [], by=reviewer(), now=NOW)
    found = values_of([agent.pk], {agent.pk: rule}, today)[agent.pk]
    assert (found.quality_percent, found.fatal_errors) == (63, 1)  # 0, 95, 95
    (row,) = scores_by_task(DAY, DAY)
    assert (row["agent"], row["percent"], row["fatal"], row["reviews"]) == (agent.number, 63, 1, 3)
    Review.objects.filter(pk=one.pk).update(local_on=date(2026, 9, 1))
    found = values_of([agent.pk], {agent.pk: rule}, today)[agent.pk]
    assert (found.quality_percent, found.fatal_errors) == (95, 0)


@pytest.mark.django_db
@pytest.mark.database
def test_a_penalty_rests_on_a_fatal_error_that_stands(world, agent, clock):
    clock(NOW)
    by = reviewer()
    one = failed(agent, world, by)
    assert not Decision.objects.exists()  # nothing by itself
    page = signed_in(by).get(f"/desk/decisions/new/?review={one.public_id}").context["form"].initial
    assert (page["agent"], page["task"], page["occurred_on"]) == (agent.number, world.public_id, DAY)
    assert page["evidence"].endswith("说“包过”")
    clause = world.penalty_tables.get().clauses.get()
    given = {"occurred_on": DAY, "evidence": "录音", "clause": clause, "by": by, "now": NOW}
    other = cast.agent()
    cast.claim(other, world)
    assert refused(propose_decision, world, other, "penalty", 500, review=one, **given) == [
        "decision_review_other"
    ]
    decision = propose_decision(world, agent, "penalty", 500, review=one, **given)
    appeal = appeal_review(one, "不是", now=NOW)
    late = decision.appeal_until + timedelta(seconds=1)
    second = cast.operations()
    assert refused(approve_decision, _again(decision), by=second, now=late) == ["decision_review_appealed"]
    grant_appeal(appeal, GOOD, [], why="不是承诺", by=reviewer(), now=NOW)
    assert refused(approve_decision, _again(decision), by=second, now=late) == ["decision_review_not_fatal"]


def _again(decision):
    return Decision.objects.select_related("agent__user", "task__entity", "review").get(pk=decision.pk)


# --- pages and doors --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_reviewer_scores_and_goes_on_to_the_next(world, agent, clock):
    clock(NOW)
    calls(agent, world, 40)
    draw_sample(world, DAY, now=NOW)
    browser, rows = signed_in(reviewer()), Review.objects.order_by("occurred_at", "pk")
    one, two = rows
    page = browser.get("/desk/quality/")
    assert page.context["review"] == one
    sent = {"item_exact": "2", "item_manner": "3", "note": "", "list": "?view=waiting"}
    answer = browser.post(f"/desk/quality/{one.public_id}/score/", sent)
    assert (answer.status_code, [said.code for said in answer.context["reasons"]]) == (
        422,
        ["review_why_missing"],
    )
    answer = browser.post(f"/desk/quality/{one.public_id}/score/", sent | {"note": "说错了价格"})
    assert answer.url == f"/desk/quality/{two.public_id}/?view=waiting"
    browser.post(f"/desk/quality/{two.public_id}/void/", {"why": "没有录音"})
    two.refresh_from_db()
    assert (two.state, two.void_why) == ("void", "没有录音")
    mine = signed_in(agent.user)
    assert "45" in mine.get("/work/quality/").content.decode()
    page = mine.get(f"/work/quality/{one.public_id}/").content.decode()
    assert "说错了价格" in page
    assert "质检员" not in page.split("<main")[1].split("</main")[0].replace("由质检员", "")
    mine.post(f"/work/quality/{one.public_id}/appeal/", {"words": "价格没错"})
    assert ReviewAppeal.objects.get().words == "价格没错"
    other = signed_in(reviewer())
    assert "价格没错" in other.get("/desk/quality/?view=appeals").content.decode()
    deny = {"outcome": "deny", "note": "录音里错了", "list": "?view=appeals"}
    assert other.post(f"/desk/quality/{one.public_id}/appeal/", deny).status_code == 302
    assert ReviewAppeal.objects.get().state == "denied"
    assert signed_in(cast.person("审计", AUDITOR)).get("/desk/quality/scores/").status_code == 200


@pytest.mark.django_db
def test_the_list_costs_the_same_with_one_row_and_with_many(world, agent, clock):
    clock(NOW)
    drawn(agent, world)
    browser = signed_in(reviewer())
    browser.get("/desk/quality/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/desk/quality/")
    for _ in range(3):
        other = cast.agent()
        calls(other, world, 21)
    draw_sample(world, DAY, now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert len(browser.get("/desk/quality/").context["rows"]) == 7
    assert len(many) == len(one)


@pytest.mark.django_db
def test_programs_do_the_same_with_the_same_reasons(world, agent, clock):
    clock(NOW)
    one, quality = drawn(agent, world), Caller(reviewer())
    listed = quality.get("reviews/desk/").json()["results"]
    assert [row["public_id"] for row in listed] == [one.public_id]
    assert codes(quality.post(f"reviews/{one.public_id}/score/", {"scores": POOR})) == ["review_why_missing"]
    done = quality.twice(f"reviews/{one.public_id}/score/", {"scores": POOR, "note": "不准"})
    assert (done.json()["state"], done.json()["percent"]) == ("reviewed", 45)
    mine = Caller(agent.user)
    (row,) = mine.get("reviews/").json()["results"]
    assert [(card["part"], card["why"]) for card in row["cards"]] == [("first", "不准")]
    assert mine.twice(f"reviews/{one.public_id}/appeal/", {"words": "准"}).status_code == 201
    other = Caller(reviewer())
    said = {"outcome": "grant", "scores": GOOD, "fatal": [], "why": "是准的"}
    assert other.post(f"reviews/{one.public_id}/appeal/decide/", said).json()["state"] == "granted"
    assert other.get("reviews/scores/").json()["results"][0]["percent"] == 95
    assert other.get("reviews/scores/", last="2026-01-31").json()["results"] == []
    assert other.get("reviews/scores/", first="yesterday").status_code == 400
    assert other.get("reviews/agreement/").json() == {"pairs": 0, "same": 0, "percent": None, "gap": 0}
    assert mine.get("reviews/desk/").status_code == 403


@pytest.mark.django_db
def test_a_plan_has_a_share_of_three_to_eight_and_a_day_to_come(world, clock):
    now, by = clock(cast.at("2026-10-13 09:00")), cast.operations()
    given = {"second_percent": 5, "appeal_days": 7, "seed": "x", "by": by, "now": now}
    assert refused(publish_plan, world.line, date(2026, 10, 12), share_percent=9, **given) == [
        "quality_share_wrong",
        "quality_plan_past",
    ]
    publish_plan(world.line, date(2026, 10, 14), share_percent=8, **given)
    assert refused(publish_plan, world.line, date(2026, 10, 14), share_percent=8, **given) == [
        "quality_plan_twice"
    ]
    sent = {
        "line": "voice", "effective_on": "2026-10-20", "share_percent": 3, "second_percent": 10,
        "appeal_days": 5, "seed": "y",
    }  # fmt: skip
    browser = signed_in(by)
    assert browser.post("/desk/quality/plans/", sent).status_code == 302
    assert browser.post("/desk/quality/plans/", sent | {"share_percent": 2}).status_code == 422
    assert QualityPlan.objects.latest("effective_on").share_percent == 3
