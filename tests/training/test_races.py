"""Many at once: one paper, one score, and no answer beside it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.training.sittings import MINUTE, NOON, give, ready, shown_key, voice_exam
from training.actions import close_overdue, finish_attempt, save_answer, start_attempt
from training.models import Answer, Attempt, Qualification
from training.queries import right_answers
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts from one starting line; what each returned or refused with."""
    line, said = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            line.wait()
            said[place] = act()
        except Refused as refused:
            said[place] = refused.codes
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_eight_starts_at_once_are_one_attempt() -> None:
    exam = voice_exam()
    agent = ready(exam)
    said = at_once(*[lambda: start_attempt(exam, agent, now=NOON).public_id] * 8)
    attempt = Attempt.objects.get()
    assert sorted(map(str, said)) == sorted([attempt.public_id] + ["['attempt_open']"] * 7)
    assert attempt.answers.count() == 20


def test_agents_do_not_wait_for_each_other_s_papers() -> None:
    exam = voice_exam()
    agents = [ready(exam, f"第{number}人") for number in range(6)]
    at_once(*[lambda agent=agent: start_attempt(exam, agent, now=NOON) for agent in agents])
    assert Attempt.objects.filter(state="open").count() == 6
    assert Answer.objects.count() == 120


def test_handed_in_by_many_hands_it_is_scored_once() -> None:
    exam = voice_exam()
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    give(attempt, 16, now=NOON)
    late = attempt.deadline_at + MINUTE
    by = agent.user.actor
    at_once(
        *[lambda: finish_attempt(attempt, by=by, now=late)] * 4,
        *[lambda: close_overdue(attempt, now=late)] * 4,
    )
    assert AuditEntry.objects.filter(verb="attempt_passed").count() == 1
    assert Qualification.objects.filter(agent=agent).count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_an_answer_is_scored_or_refused_never_kept_beside_the_score(round_: int) -> None:
    """Twelve answers are on their way while the paper is handed in."""
    exam = voice_exam()
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    answers = list(attempt.answers.select_related("question")[:12])
    said = at_once(
        lambda: finish_attempt(attempt, by=agent.user.actor, now=NOON + MINUTE).right_count,
        *[lambda one=one: save_answer(one, option=shown_key(one), now=NOON + MINUTE) for one in answers],
    )
    kept = [word for word in said[1:] if word is None]
    attempt.refresh_from_db()
    assert attempt.right_count == said[0] == len(kept) == right_answers(attempt)
    assert {tuple(word) for word in said[1:] if word} <= {("attempt_closed",)}
