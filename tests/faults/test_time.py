"""The clock and the calendar at their worst; no day and no chunk is lost."""

from __future__ import annotations

import pytest

from tests.faults.ground import CHUNK, LEAP_AGENTS, Ground, wait_until

pytestmark = [pytest.mark.faults]
short = pytest.mark.short
AN_HOUR_ON = "2026-11-02T11:00:00+08:00"
MARCH, PAID = "2028-03-01T10:00:00+08:00", "2028-03-14T10:00:00+08:00"


@short
def test_the_clock_steps_back_an_hour_in_the_middle_of_a_run(ground: Ground) -> None:
    """A worker dies holding a lease of the later hour: the right clock does not wait for that hour."""
    ground.again()
    with ground.workers(1, YUNKE_TEST_NOW=AN_HOUR_ON, YUNKE_FAULT_LEASE="180", YUNKE_FAULT_PAUSE="0.5") as [
        one
    ]:
        wait_until(lambda: ground.done >= 2)
        chunk, _ = ground.taken()
        one.kill()
    taken = "SELECT count(*) FROM yunke_chunk WHERE id = %s AND state = 'taken' AND lease_until > %s"
    assert ground.one(taken, chunk, AN_HOUR_ON) == 1
    with ground.workers(YUNKE_FAULT_PAUSE="0"):
        ground.ended_well()
    before, after = ground.ask(
        "SELECT count(*) FILTER (WHERE finished_at >= %s), count(*) FILTER (WHERE finished_at < %s)"
        " FROM yunke_chunk",
        AN_HOUR_ON,
        AN_HOUR_ON,
    )[0]
    assert min(before, after) > 0, "the clock did not step back"
    assert ground.one("SELECT attempts FROM yunke_chunk WHERE id = %s", chunk) == 2


def test_a_leap_day_is_worked_settled_and_paid_whatever_zone_the_servers_have(ground: Ground) -> None:
    """29 February 2028: by workers in New York and Kiritimati, again by one in UTC; both give one hash."""
    with ground.copied("leap", "prepared"):
        ground.env |= {"YUNKE_TEST_NOW": MARCH, "YUNKE_FAULT_PAY_DAY": PAID}
        ground.run("-m", "tests.faults.month", "leap")
        found = []
        for zones in (["America/New_York", "Pacific/Kiritimati"], ["UTC"]):
            if found:
                ground.again()
            _computed_in(ground, zones)
            found.append(ground.one("SELECT hash FROM payouts_run"))
        assert found[0] == found[1] != ""
        worked = [_pay(agent, day) for agent in range(1, LEAP_AGENTS + 1) for day in range(1, 30)]
        leap = [_pay(agent, 29) for agent in range(1, LEAP_AGENTS + 1)]
        assert ground.one("SELECT sum(work_fen) FROM payouts_statement") == sum(worked)
        assert sum(leap) > 0
        facts = ground.one("SELECT sum(facts) FROM payouts_line WHERE kind = 'hours'")
        assert facts == LEAP_AGENTS * 29
        for act in ("accounts", "approve", "release", "answers"):
            told = ground.money(act)
        assert (told["run"], list(told["items"])) == ("paid", ["succeeded"])
        assert {line.split(":")[0].strip() for line in ground.books() if ": " in line} <= {
            "5",
            "15",
            "CommandError",
        }


def _computed_in(ground: Ground, zones: list[str]) -> None:
    with_zones = [{"TZ": zone, "PGTZ": zone, "YUNKE_TIME_ZONE": zone} for zone in zones]
    started = [ground.worker(number, beat=not number, **more) for number, more in enumerate(with_zones)]
    try:
        wait_until(lambda: ground.state == "computed")
    finally:
        for one in started:
            one.kill()
    assert ground.one("SELECT count(*) FROM yunke_chunk WHERE state = 'done'") == LEAP_AGENTS // CHUNK


def _pay(agent: int, day: int) -> int:
    """Fen for one day of the synthetic month, half up, by no code of the product."""
    minutes = 180 + (agent * 7919 + day * 104729) % 300
    return (2 * minutes * (1_600 if agent % 2 else 1_500) + 60) // 120
