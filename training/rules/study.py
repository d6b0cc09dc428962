"""Whose marks count when a course is published anew: nobody who finished is sent back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LessonKey:
    """A lesson of one version of a course."""

    course: str
    version: int
    lesson: str


def carried(
    current: Collection[LessonKey],
    published: Collection[LessonKey],
    finished: Mapping[LessonKey, datetime],
) -> dict[LessonKey, datetime]:
    """The current lessons that count as finished, and since when.

    A mark on the same lesson of any version counts. Who has finished every lesson of an earlier version is
    done with the course, also with the lessons that a later version added.
    """
    marks: dict[tuple[str, str], datetime] = {}
    for key, at in finished.items():
        marks[key.course, key.lesson] = min(at, marks.get((key.course, key.lesson), at))
    whole = _finished_whole(published, finished)
    done = {key: marks.get((key.course, key.lesson)) or whole.get(key.course) for key in current}
    return {key: at for key, at in done.items() if at is not None}


def _finished_whole(
    published: Collection[LessonKey], finished: Mapping[LessonKey, datetime]
) -> dict[str, datetime]:
    """Course -> when the last lesson of a version was finished, the earliest such version."""
    versions: dict[tuple[str, int], list[LessonKey]] = {}
    for key in published:
        versions.setdefault((key.course, key.version), []).append(key)
    ended: dict[str, datetime] = {}
    for (course, _version), lessons in sorted(versions.items()):
        if all(key in finished for key in lessons):
            ended.setdefault(course, max(finished[key] for key in lessons))
    return ended
