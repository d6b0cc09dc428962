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
        ("发送短信到19900001001失败", "发送短信到***01失败"),
        ("卡号6222021234567890123，户名", "卡号***23，户名"),
        ("身份证号110101199003074514不对", "身份证号***14不对"),
        ("编号01J9Z3N7Q2W8E4R6T5Y1A0SDFG的人", "编号01J9Z3N7Q2W8E4R6T5Y1A0SDFG的人"),
        ("job 3f2b8c1a-4d5e-4f60-8a7b-123456789012", "job 3f2b8c1a-4d5e-4f60-8a7b-123456789012"),
        (19900001001, "***01"),
        (ValueError("手机19900001001不对"), "ValueError('手机***01不对')"),
        (
            {"people": [{"phone": 19900001001, 6222021234567890123: None}]},
            {"people": [{"phone": "***01", "***23": None}]},
        ),
        (("19900001001", {19900001001}), ["***01", ["***01"]]),
        (
            [True, 0.12345678901234, 1759629600.123, 1_000_000_000, None],
            [True, 0.12345678901234, 1759629600.123, 1_000_000_000, None],
        ),
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


def test_a_traceback_passes_the_net(capsys):
    kept = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(logging_settings(level="INFO", as_json=True))
        try:
            raise ValueError("身份证号110101199003074514不对")
        except ValueError:
            logging.getLogger("some.library").exception("refused")
        line = capsys.readouterr().err
    finally:
        logging.root.handlers[:], logging.root.level = kept
    assert "ValueError: 身份证号***14不对" in line
    assert "4514不对" not in line
