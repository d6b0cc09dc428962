"""The timetable names jobs that exist, each once, with a reason."""

import inspect
from datetime import timedelta

from yunke.celery import app
from yunke.timetable import TIMETABLE, Entry, beat_schedule


def test_every_entry_names_a_registered_job_and_says_why():
    app.loader.import_default_modules()
    unknown = [entry.name for entry in TIMETABLE if entry.job not in app.tasks or len(entry.why) < 10]
    assert unknown == []


def test_names_are_used_once():
    names = [entry.name for entry in TIMETABLE]
    assert sorted(names) == sorted(set(names))


def test_beat_gets_the_timetable(monkeypatch):
    entry = Entry("sweep", "payouts.sweep", timedelta(minutes=1), "a lost message costs a minute")
    monkeypatch.setattr("yunke.timetable.TIMETABLE", [entry])
    assert beat_schedule() == {"sweep": {"task": "payouts.sweep", "schedule": timedelta(minutes=1)}}


def test_every_job_can_be_handed_the_moment():
    app.loader.import_default_modules()
    ours = {
        name: job
        for name, job in app.tasks.items()
        if name.split(".")[0] in {"yunke", "onboarding", "training", "tasks", "payouts"}
    }
    deaf = {name for name, job in ours.items() if "now" not in inspect.signature(job.run).parameters}
    assert deaf == set()
