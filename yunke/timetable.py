"""Every periodic job: its name, when it runs and why. Due rows make two beats harmless."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery.schedules import crontab


@dataclass(frozen=True)
class Entry:
    """One line of the timetable. `when` is a timedelta (every ...) or a crontab in settings.TIME_ZONE."""

    name: str
    job: str
    when: timedelta | crontab
    why: str


TIMETABLE: list[Entry] = [
    Entry(
        "unmeasured rooms",
        "onboarding.measure_rooms",
        timedelta(minutes=1),
        "recordings taken in while measuring was down",
    ),
    Entry(
        "old recordings",
        "onboarding.forget_recordings",
        crontab(minute=20, hour=3),
        "a recording is deleted 180 days after its decision",
    ),
    Entry(
        "identity drafts",
        "onboarding.forget_identity_drafts",
        timedelta(hours=1),
        "a real name typed but not handed in is deleted after a day, with its photos",
    ),
    Entry("notices", "yunke.send_notices", timedelta(seconds=20), "news leaves the outbox"),
    Entry(
        "idempotency keys",
        "yunke.forget_keys",
        crontab(minute=40, hour=3),
        "a request is not sent again after 30 days: its key and answer are deleted",
    ),
    Entry("seals", "yunke.seal_audit", timedelta(seconds=30), "new acts take their place in the hash chain"),
    Entry(
        "late seals",
        "yunke.seal_late_acts",
        crontab(minute=50, hour=3),
        "acts whose transaction ended after ten thousand later ones take theirs",
    ),
    Entry(
        "overdue exams",
        "training.close_overdue_attempts",
        timedelta(minutes=1),
        "papers past their deadline are scored with what was saved",
    ),
    Entry(
        "lapsed qualifications",
        "training.lapse_qualifications",
        crontab(minute=5, hour=0),
        "a qualification ends with its last day",
    ),
    Entry(
        "expiring qualifications",
        "training.announce_expiries",
        crontab(minute=0, hour=10),
        "told a month before, in waking hours",
    ),
    Entry(
        "checks that end",
        "onboarding.announce_ends",
        crontab(minute=10, hour=10),
        "told 14 and 3 days before a check runs out, in waking hours",
    ),
    Entry(
        "settlement",
        "payouts.sweep",
        timedelta(seconds=30),
        "chunks a lost message or a dead worker left behind",
    ),
    Entry(
        "openings",
        "payouts.sweep_cut_overs",
        timedelta(seconds=30),
        "large cut-over files whose message or worker was lost",
    ),
    Entry(
        "late months",
        "payouts.alarm_late_months",
        crontab(minute=0, hour=9),
        "from the 13th on approver and releaser hear of a month nobody has approved",
    ),
    Entry(
        "imports",
        "tasks.sweep_imports",
        timedelta(seconds=30),
        "large files whose message or worker was lost",
    ),
    Entry(
        "disputes",
        "payouts.mind_disputes",
        crontab(minute=10, hour=8),
        "a disputed line nobody decided on its day moves to the next run; what is due is said",
    ),
    Entry(
        "free seats",
        "tasks.fill_seats",
        timedelta(minutes=5),
        "a seat that came free is offered to the first in line; an unanswered offer goes on to the next",
    ),
    Entry(
        "quality sample",
        "tasks.draw_reviews",
        crontab(minute=40, hour=4),
        "a seeded share of each agent's contacts waits for a reviewer",
    ),
    Entry(
        "absences",
        "tasks.sweep_absent",
        timedelta(minutes=5),
        "a seat nobody clocked in on when its shift is over",
    ),
    Entry(
        "forgotten clocks",
        "tasks.sweep_no_clock_out",
        timedelta(minutes=10),
        "two hours after the end the agent is told and operations asks",
    ),
    Entry(
        "shift reminders",
        "tasks.remind_of_shifts",
        timedelta(minutes=5),
        "told two hours before a shift begins",
    ),
    Entry(
        "careers",
        "tasks.look_at_careers",
        crontab(minute=30, hour=2),
        "who meets every number of the next rank is told in the morning's news",
    ),
    Entry(
        "interview reminders",
        "tasks.remind_of_interviews",
        timedelta(minutes=5),
        "agent and interviewer are told a day and an hour before",
    ),
]


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The timetable as Celery's beat wants it. A run not picked up before the next one is dropped."""
    return {entry.name: {"task": entry.job, "schedule": entry.when} for entry in TIMETABLE}
