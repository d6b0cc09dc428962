"""No personal data in a log line, whoever wrote it."""

import logging.config

import pytest
from django.test import RequestFactory

from yunke.logs import RequestLog, logging_settings, mask_long_numbers


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("id 99000019900101123X.", "id ***3X."),
        ("card 6222021234567890123", "card ***23"),
        ("phone 13800138000, twice 13800138001", "phone ***00, twice ***01"),
        ("key 01J9Z3N7Q2W8E4R6T5Y1A0SDFG", "key 01J9Z3N7Q2W8E4R6T5Y1A0SDFG"),
        ("1234567890 rows", "1234567890 rows"),
        ("took 0.12345678901234", "took 0.12345678901234"),
    ],
)
def test_long_numbers_are_masked(said, kept):
    assert mask_long_numbers(None, "info", {"event": said, "count": 3}) == {"event": kept, "count": 3}


def test_a_request_is_logged_without_its_query():
    request = RequestFactory().get("/desk/people/?q=13800138000")
    assert RequestLog.format_request(request) == "GET /desk/people/"


def test_foreign_loggers_pass_the_same_net(capsys):
    kept = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(logging_settings(level="INFO", as_json=True))
        logging.getLogger("some.library").info("sent to %s", "13800138000")
        line = capsys.readouterr().err
    finally:
        logging.root.handlers[:], logging.root.level = kept
    assert '"event": "sent to ***00"' in line
