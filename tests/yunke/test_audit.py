"""The record of acts: one door for states, and a chain that shows what was changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests import cast
from yunke import audit, guards, jobs
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, AuditSeal

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-10-05 09:00")


def three_acts() -> None:
    who = cast.screener()
    for number in range(3):
        audit.record(who.actor, "looked", cast.agent(), now=NOW, number=number)


def test_a_move_changes_the_row_and_leaves_one_entry() -> None:
    agent, who = cast.agent(), cast.screener()
    audit.move(agent, "suspended", by=who.actor, verb="agent_suspended", now=NOW, facts={"why": "test"})
    agent.refresh_from_db()
    assert agent.state == "suspended"
    entry = AuditEntry.objects.get(thing_id=agent.public_id)
    assert (entry.actor, entry.verb, entry.from_state, entry.to_state, entry.facts) == (
        who.public_id,
        "agent_suspended",
        "active",
        "suspended",
        {"why": "test"},
    )


def test_a_move_the_table_does_not_have_is_refused_and_not_recorded() -> None:
    agent = cast.agent(state="applicant")
    with pytest.raises(Refused) as refused:
        audit.move(agent, "suspended", by=audit.HOUSE, verb="agent_suspended", now=NOW)
    assert refused.value.codes == ["not_in_state"]
    assert not AuditEntry.objects.filter(thing_id=agent.public_id).exists()


def test_who_comes_second_is_told_that_somebody_was_first() -> None:
    agent = cast.agent()
    stale = type(agent).objects.get(pk=agent.pk)
    audit.move(agent, "suspended", by=audit.HOUSE, verb="agent_suspended", now=NOW)
    with pytest.raises(Refused) as refused:
        audit.move(stale, "left", by=audit.HOUSE, verb="agent_left", now=NOW)
    assert refused.value.codes == ["moved_meanwhile"]
    assert AuditEntry.objects.filter(thing_id=agent.public_id).count() == 1


def test_a_set_is_moved_under_one_entry() -> None:
    agents, batch = [cast.agent(), cast.agent(), cast.agent(state="left")], cast.agent()
    rows = type(batch).objects.filter(pk__in=[agent.pk for agent in agents])
    assert (
        audit.move_many(
            rows, "active", "suspended", thing=batch, by=audit.HOUSE, verb="agents_suspended", now=NOW
        )
        == 2
    )
    assert list(rows.order_by("pk").values_list("state", flat=True)) == ["suspended", "suspended", "left"]
    assert AuditEntry.objects.get(verb="agents_suspended").facts == {"rows": 2, "table": "agent"}


def test_the_chain_is_whole_after_sealing_in_two_goes() -> None:
    three_acts()
    assert audit.seal(now=NOW, limit=2) == 2
    assert audit.seal(now=NOW, limit=2) == 1
    assert audit.seal(now=NOW) == 0
    assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert list(audit.broken_seals()) == []


def test_an_act_committed_after_later_ones_gets_its_seal() -> None:
    """Its key was drawn before theirs. Soon, it is found at the chain's end; after ten thousand others, at night."""

    def written(key: int) -> None:
        AuditEntry.objects.create(
            pk=key, at=NOW, verb="looked", thing_type="onboarding.agent", thing_id="one"
        )

    written(1_020_000)
    assert audit.seal(now=NOW) == 1
    written(1_010_001)
    assert audit.seal(now=NOW) == 1
    written(1_010_000)
    assert (audit.seal(now=NOW), audit.unsealed().count(), audit.overdue(NOW)) == (0, 0, 1)
    assert (jobs.seal_late_acts(NOW.isoformat()), audit.overdue(NOW)) == (1, 0)
    assert list(audit.broken_seals()) == []


def test_acts_are_overdue_a_minute_after_all_there_was_had_its_seal() -> None:
    """Whatever moment they were handed: an act of last month may have been written this second."""
    audit.seal(now=NOW)
    audit.record(audit.HOUSE, "looked", cast.agent(), now=cast.LONG_AGO)
    assert audit.overdue(NOW + timedelta(seconds=60)) == 0
    assert audit.overdue(NOW + timedelta(seconds=61)) == 1
    audit.record(audit.HOUSE, "looked", cast.agent(), now=NOW + timedelta(days=90))
    assert audit.seal(now=NOW + timedelta(seconds=61), limit=1) == 1  # not all there was
    assert audit.overdue(NOW + timedelta(seconds=61)) == 1
    audit.seal(now=NOW + timedelta(seconds=61))
    assert audit.overdue(NOW + timedelta(days=1)) == 0


def test_an_entry_changed_behind_the_guards_shows() -> None:
    three_acts()
    audit.seal(now=NOW)
    with guards.lifted():
        middle = AuditEntry.objects.order_by("pk")[1]
        AuditEntry.objects.filter(pk=middle.pk).update(verb="never_happened")
    assert list(audit.broken_seals()) == [f"entry {middle.pk}: changed after it was sealed (seal 2)"]


def test_an_entry_taken_out_of_the_middle_shows() -> None:
    three_acts()
    audit.seal(now=NOW)
    with guards.lifted():
        seal = AuditSeal.objects.get(number=2)
        seal.delete()
        AuditEntry.objects.filter(pk=seal.entry_id).delete()
    assert next(audit.broken_seals()) == "seal 2: missing (next is 3)"


def test_the_last_acts_taken_out_show_when_others_were_sealed_after_them() -> None:
    three_acts()
    audit.seal(now=NOW)
    with guards.lifted():
        gone = AuditSeal.objects.get(number=3)
        gone.delete()
        AuditEntry.objects.filter(pk=gone.entry_id).delete()
    audit.record(audit.HOUSE, "looked", cast.agent(), now=NOW)
    audit.seal(now=NOW)
    assert list(audit.broken_seals()) == ["seal 3: missing (next is 4)"]


@pytest.mark.parametrize(
    ("kept", "said"), [(1, "seals 2 to 3: missing at the end"), (0, "seals 1 to 3: missing at the end")]
)
def test_the_last_acts_taken_out_with_their_seals_show(kept: int, said: str) -> None:
    three_acts()
    audit.seal(now=NOW)
    with guards.lifted():
        gone = list(AuditSeal.objects.filter(number__gt=kept).values_list("entry_id", flat=True))
        AuditSeal.objects.filter(number__gt=kept).delete()
        AuditEntry.objects.filter(pk__in=gone).delete()
    assert list(audit.broken_seals()) == [said]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda: AuditEntry.objects.all().update(verb="x"),
        lambda: AuditEntry.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_change_the_record(break_it) -> None:  # type: ignore[no-untyped-def]
    three_acts()
    with pytest.raises(DatabaseError, match="yunke_auditentry only grows"), transaction.atomic():
        break_it()
    assert AuditEntry.objects.filter(verb="looked").count() == 3
