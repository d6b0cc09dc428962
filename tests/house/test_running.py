"""docs/running.md names every variable the code reads and every job of the timetable."""

from __future__ import annotations

import re

import pytest

from tests.house.walk import FLOORS, ROOT
from yunke.keyrings import REMEDIES
from yunke.rotation import EXTRA, encrypted_models
from yunke.timetable import TIMETABLE

PAGE = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
READERS = ["yunke/settings.py", "yunke/launch.py", "yunke/serving.py", "tests/reach.py", ".ci/test.py"]
READ = re.compile(
    r"""\b(?:env\.\w+|environ\.(?:get|pop|setdefault)|environ)[([]\s*["']([A-Z][A-Z0-9_]+)["']"""
)


def read_by(path: str) -> set[str]:
    return set(READ.findall((ROOT / path).read_text(encoding="utf-8")))


def test_the_search_finds_what_is_read() -> None:
    assert READ.findall('env.int("AA", 1) os.environ.get("BB") os.environ["CC"] env.bool(\n  "DD")') == [
        "AA",
        "BB",
        "CC",
        "DD",
    ]


@pytest.mark.parametrize("path", READERS)
def test_every_variable_is_told(path: str) -> None:
    found = read_by(path)
    assert found, f"{path} reads none: the search is wrong"
    assert [name for name in sorted(found) if f"`{name}`" not in PAGE] == []


def test_every_secret_is_told() -> None:
    assert [name for name in REMEDIES if f"`{name}`" not in PAGE] == []


def test_no_variable_is_told_that_nobody_reads() -> None:
    read = set(REMEDIES).union(*(read_by(path) for path in READERS), {"PORT"})
    table = PAGE.split("## Variables")[1].split("\n## ")[0]
    told = {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", line.split("|")[1])
    }
    assert sorted(told - read) == []


def test_the_sample_of_a_rotation_shows_each_line_of_it() -> None:
    sample = PAGE.split("$ manage.py rotate_keys\n")[1].split("```")[0]
    named = [model._meta.label for model in encrypted_models()] + [*EXTRA, "private files"]
    assert re.findall(r"^(.+?): [\d/, ]+ rewritten$", sample, re.MULTILINE) == named


def test_every_job_of_the_timetable_is_told_once() -> None:
    rooms = "|".join(FLOORS)
    told = re.findall(rf"^\| `((?:{rooms})\.\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(told) == sorted(entry.job for entry in TIMETABLE)
