"""The database goes away in the middle; what it had committed stands, the rest is done again."""

from __future__ import annotations

import pytest

from tests.faults.ground import AGENTS, CHUNK, Ground, wait_until

pytestmark = [pytest.mark.faults]
CHUNKS = AGENTS // CHUNK
short = pytest.mark.short


@short
def test_an_immediate_restart_in_the_middle_of_a_run(ground: Ground) -> None:
    ground.again()
    with ground.workers():
        wait_until(lambda: ground.done >= CHUNKS // 3)
        ground.taken()
        began = ground.one("SELECT pg_postmaster_start_time()")
        ground.restart_postgres_at_once()
        wait_until(lambda: ground.one("SELECT pg_postmaster_start_time()") > began)
        assert ground.done < CHUNKS
        ground.ended_well()


def test_every_session_is_ended_again_and_again(ground: Ground) -> None:
    ground.again()
    with ground.workers():
        ended = 0
        for share in (1, 2, 3):
            wait_until(lambda share=share: ground.done >= CHUNKS * share // 5)
            ended += ground.one(
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND usename = 'postgres' AND backend_type = 'client backend'"
            )
        assert ended >= 3
        assert ground.done < CHUNKS
        ground.ended_well()
