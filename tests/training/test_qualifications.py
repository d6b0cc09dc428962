"""How long a qualification counts, what the rooms above hear and ask."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.training.sittings import MINUTE, NOON, ready, sit, voice_exam
from training.actions import start_attempt
from training.jobs import announce_expiries, lapse_qualifications
from training.models import Qualification
from training.queries import exam_scores, qualified_lines, study_records, valid_qualifications
from training.signals import qualification_granted, qualification_lapsed
from yunke.models import AuditEntry, Notice
from yunke.notices import worded

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def heard():  # type: ignore[no-untyped-def]
    """The news that went up, in order."""
    news: list[tuple[str, Qualification]] = []

    def granted(qualification, now, **_):  # type: ignore[no-untyped-def]
        news.append(("granted", qualification))

    def lapsed(qualification, now, **_):  # type: ignore[no-untyped-def]
        news.append(("lapsed", qualification))

    qualification_granted.connect(granted)
    qualification_lapsed.connect(lapsed)
    yield news
    qualification_granted.disconnect(granted)
    qualification_lapsed.disconnect(lapsed)


@pytest.mark.database
def test_it_counts_through_its_last_day() -> None:
    agent = cast.agent()
    held = cast.qualification(agent, expires_on=date(2026, 10, 5))
    assert valid_qualifications(agent, date(2026, 10, 5)) == {"voice": held}
    assert valid_qualifications(agent, date(2026, 10, 6)) == {}


@pytest.mark.database
def test_the_last_day_is_the_pay_zones(clock, heard) -> None:  # type: ignore[no-untyped-def]
    agent = cast.agent()
    cast.qualification(agent, expires_on=date(2026, 10, 5))
    clock("2026-10-05T15:59:59+00:00")  # 23:59:59 in Shanghai
    assert lapse_qualifications() == 0
    clock("2026-10-05T16:00:00+00:00")
    assert lapse_qualifications() == 1
    assert lapse_qualifications() == 0
    held = Qualification.objects.get()
    assert (held.state, heard) == ("lapsed", [("lapsed", held)])
    assert AuditEntry.objects.get(verb="qualification_lapsed").actor == ""
    told = Notice.objects.filter(template="qualification_lapsed")
    assert set(told.values_list("channel", flat=True)) == {"app", "sms"}
    first = told[0]
    assert (
        worded(first.template, first.facts)
        == "语音外呼的考试合格已于 2026年10月5日 到期，再考一次就能接着领任务。"
    )
    assert first.url == "/exam/voice/"


def test_passing_is_heard_renewing_is_no_lapse(heard) -> None:  # type: ignore[no-untyped-def]
    exam = voice_exam()
    agent = ready(exam)
    sit(exam, agent, 20)
    sit(exam, agent, 20, now=NOON + timedelta(days=340))
    assert [what for what, _ in heard] == ["granted", "granted"]
    assert AuditEntry.objects.filter(verb="qualification_renewed").count() == 1


@pytest.mark.database
def test_the_end_is_announced_once_a_month_before(clock) -> None:  # type: ignore[no-untyped-def]
    cast.qualification(cast.agent(), expires_on=date(2026, 11, 5))
    clock("2026-10-05T10:00:00+08:00")
    assert announce_expiries() == 0
    clock("2026-10-06T10:00:00+08:00")
    announce_expiries()
    clock("2026-10-08T10:00:00+08:00")  # a night was missed, another comes
    announce_expiries()
    assert list(Notice.objects.order_by("channel").values_list("template", "channel")) == [
        ("qualification_expiring", "app"),
        ("qualification_expiring", "sms"),
    ]


@pytest.mark.database
def test_many_agents_lines_at_once() -> None:
    one, two, none = cast.agent("一"), cast.agent("二"), cast.agent("三")
    cast.qualification(one)
    cast.qualification(one, code="chat")
    cast.qualification(two, expires_on=date(2026, 1, 1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lines = qualified_lines([one.pk, two.pk, none.pk], date(2026, 10, 5))
    assert lines == {one.pk: {"voice", "chat"}, two.pk: frozenset(), none.pk: frozenset()}
    assert len(queries) == 1


def test_scores_of_one_and_of_three_at_equal_queries() -> None:
    exam = voice_exam()
    agents = [ready(exam, name) for name in ("一", "二", "三")]
    sit(exam, agents[0], 10)
    sit(exam, agents[0], 18, now=NOON + timedelta(days=2))
    sit(exam, agents[1], 7)
    start_attempt(exam, agents[2], now=NOON)
    keys = [agent.pk for agent in agents]
    counts = []
    for chosen in (keys[:1], keys):
        with CaptureQueriesContext(connection) as queries:
            scores, records = exam_scores(chosen), study_records(chosen)
        counts.append(len(queries))
    assert counts[0] == counts[1] == 4
    last = scores[keys[0]]["voice"]
    assert (last.right_count, last.percent, last.state, last.attempts) == (18, 90, "passed", 2)
    assert last.finished_at == NOON + timedelta(days=2) + 10 * MINUTE
    assert (scores[keys[1]]["voice"].percent, scores[keys[2]]) == (35, {})
    told = [(code, one.done, one.total) for key in keys for code, one in records[key].items()]
    assert told == [("voice", 1, 1)] * 3
