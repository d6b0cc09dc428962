"""The scan itself: it sees an ID number whoever logs it, and takes nothing else for one."""

import logging

import pytest
import structlog

from tests import cast
from tests.house.log_scan import IdNumbers


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> IdNumbers:
    """A scan of this test's own; the suite's is left in peace."""
    scan = IdNumbers()
    monkeypatch.setattr(logging.getLogger(), "handlers", [scan])
    return scan


def test_it_hears_our_loggers_and_the_libraries(heard: IdNumbers) -> None:
    structlog.get_logger("house.scan").warning("checked", number=cast.id_number(5))
    logging.getLogger("some.library").warning("sent %s", cast.id_number(6))
    logging.getLogger("some.library").error("failed", extra={"id": 1}, exc_info=ValueError(cast.id_number(7)))
    assert len(heard.lines) == 3


@pytest.mark.parametrize(
    "said",
    [
        "13800138000",
        "20261005101500123456",
        "01J9Z3N7Q2W8E4R6T5Y1A0SDFG",
        "110101188801011234",
        "0.990000199001011234",
    ],
)
def test_it_takes_nothing_else_for_one(heard: IdNumbers, said: str) -> None:
    logging.getLogger("some.library").warning("said %s", said)
    assert heard.lines == []
