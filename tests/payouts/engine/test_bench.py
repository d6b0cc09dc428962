"""``bench settlement``: a small month in a database of its own; the product comes to the floor's income."""

import json

import pytest
from django.db import connection

from payouts.management.bench.fill import bare
from payouts.management.bench.settlement import Least, last_line
from payouts.models import Run
from tasks.models import Booking
from tests.payouts.engine.test_commands import said
from yunke import guards

KEYS = ["agents", "workers", "floor_seconds", "seconds", "ratio", "approve_ratio", "peak_mib", "exponent"]


def income(agent: int) -> int:
    """The synthetic month of one agent, told once more: 1-3 October pay double."""
    hourly = 1_500 if agent % 2 == 0 else 1_600
    worked = [(180 + (agent * 7_919 + day * 104_729) % 300, 200 if day < 4 else 100) for day in range(1, 23)]
    hours = sum((minutes * hourly * percent + 3_000) // 6_000 for minutes, percent in worked)
    sales = [800 + (agent * 31 + call * 977) % 11_200 for call in range(1, 101, 2)]
    reward = 500 + agent * 7 % 9_500 if agent % 10 < 7 else 0
    return hours + 50 * 50 + sum((sale * 250 + 5_000) // 10_000 for sale in sales) + reward


def test_a_ratio_is_to_the_floor_of_the_same_run():
    least = Least(seconds=3.0, floor=2.0, peak_mib=155)
    assert list(last_line(1_000, 2, least, approved=1.0, exponent=1.0812).values()) == [
        1_000, 2, 2.0, 3.0, 1.5, 0.5, 155, 1.081,
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_last_line_is_one_object(monkeypatch, process_env):
    """The command itself refuses a month whose income is not the floor's."""
    for name, value in process_env.items():
        monkeypatch.setenv(name, value)
    here = str(connection.settings_dict["NAME"])
    *told, last = said("bench", "settlement", agents=20, workers=[1], chunk=3).splitlines()
    figures = json.loads(last)
    assert list(figures) == KEYS
    assert (figures["agents"], figures["workers"]) == (20, 1)
    assert all(figures[name] > 0 for name in ("floor_seconds", "seconds", "approve_ratio", "peak_mib"))
    assert f"approved: income {sum(map(income, range(1, 21)))} fen" in told[-1]
    assert (connection.settings_dict["NAME"], Run.objects.count()) == (here, 0)


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_down_for_the_filling_stands_again():
    """On SQLite the guards, too: without the index they look through the whole table for each row."""

    def standing():
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, Booking._meta.db_table)
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'tasks_booking'"
                if connection.vendor == "sqlite"
                else "SELECT conname FROM pg_constraint WHERE conrelid = 'tasks_booking'::regclass AND contype = 'x'"
            )
            return {name for (name,) in cursor.fetchall()}, {
                name for name, one in found.items() if one["index"]
            }

    before = standing()
    assert all(before)
    with bare(Booking):
        assert standing()[0] == set()
        assert standing()[1] < before[1]
    assert standing() == before
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_every_staff_list_is_read_over_the_month():
    """A page that does not answer is an error of the command."""
    *told, last = said("bench", "pages", agents=20, times=1).splitlines()
    figures = json.loads(last)
    pages = {line.split()[-1] for line in told}
    assert (figures["agents"], figures["pages"]) == (20, len(pages))
    assert {"/desk/claims/", "/desk/hours/", "/finance/", "/finance/bench/2026-10/statements/"} <= pages
    assert figures["slowest"] in pages
