"""Who may hold what, and when."""

import pytest

from payouts.rules.holding import reasons_not_to_end, reasons_not_to_hold, reasons_not_to_stop_payment

FINE = {"is_finance": True, "state": "computed", "why": "查一下", "whole": False, "kind": "hours"}


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({}, []),
        ({"state": "returned"}, []),
        ({"is_finance": False}, ["not_of_finance"]),
        ({"why": "  "}, ["hold_needs_reason"]),
        ({"state": "computing"}, ["hold_while_computing"]),
        ({"state": "approved"}, ["line_of_locked_run"]),
        ({"state": "paid", "whole": True, "kind": ""}, []),
        *(({"kind": kind}, ["line_of_the_whole"]) for kind in ("tax", "debt", "carried")),
        ({"kind": "released"}, ["line_let_go"]),
        ({"kind": "guarantee"}, []),
    ],
)
def test_reasons_not_to_hold(told, codes):
    assert [one.code for one in reasons_not_to_hold(**(FINE | told))] == codes


@pytest.mark.parametrize("state", ["sent", "unknown", "succeeded", "failed", "held", ""])
def test_only_what_has_not_left_can_be_stopped(state):
    assert [one.code for one in reasons_not_to_stop_payment(item_state=state)] == ["payment_on_its_way"]
    assert list(reasons_not_to_stop_payment(item_state="ready")) == []


def test_letting_go_takes_the_approver():
    assert [one.code for one in reasons_not_to_end(is_approver=False)] == ["not_an_approver"]
