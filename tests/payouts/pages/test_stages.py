"""The seven stages of a month, as the page names them: which is done, which is live, what stands below."""

from datetime import date

import pytest

from payouts.models import Run
from payouts.views.stages import stages_of
from tasks.models import PayMonth
from tests import cast
from tests.payouts.engine.acts import OCTOBER

NAMES = ["归集", "复核", "计算", "检查", "审批", "发放", "到账"]
AT = cast.at("2026-11-02 10:00")


def looks(state, today=date(2026, 11, 2), **figures):
    run = Run(state=state, month=OCTOBER, pays_on=date(2026, 11, 13), computed_at=AT) if state else None
    told = stages_of(PayMonth(month=OCTOBER), run, today=today, **figures)
    assert [one["name"] for one in told] == NAMES
    return [one["state"] for one in told], [one["note"] for one in told]


@pytest.mark.parametrize(
    ("state", "done", "live"),
    [
        ("computing", 2, "now"),
        ("computed", 3, "waiting"),
        ("returned", 3, "attention"),
        ("approved", 5, "waiting"),
        ("released", 6, "now"),
        ("paid", 7, None),
    ],
)
def test_a_run_is_at_one_stage(state, done, live):
    expected = ["done"] * done + ([live] if live else []) + ["later"] * (6 - done)
    assert looks(state)[0] == expected


def test_a_month_collects_until_it_is_over_and_is_then_reviewed():
    assert looks("", date(2026, 10, 31))[0] == ["now", *["later"] * 6]
    states, notes = looks("", date(2026, 11, 1), waiting=3)
    assert states == ["done", "now", *["later"] * 5]
    assert notes[1] == "还有 3 条等核"
    assert looks("returned")[1][3] == "已退回"
