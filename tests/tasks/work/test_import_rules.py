"""How a dialler's file is read: encodings, delimiters, rules, times, amounts."""

import pytest

from tasks.rules import importing as rules
from tests.cast import at
from yunke.ground.errors import Refused

COLUMNS = {
    "call_id": "编号",
    "agent": "工号",
    "at": "时间",
    "kinds": [{"kind": "connected", "column": "时长", "operator": ">=", "value": "30"}],
    "amount": {"kind": "sale", "column": "成交"},
}
NOW = at("2026-11-01 09:00")
TEXT = "编号;工号;时间;时长;成交\nc1;a0000001;2026/10/5 14:03;45;1,234.50\n"


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.codes


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_encodings_are_found(data, encoding):
    sheet = rules.read_sheet(data)
    assert (sheet.header[0], sheet.encoding, sheet.delimiter) == ("编号", encoding, ";")
    assert sheet.rows == [(2, ["c1", "a0000001", "2026/10/5 14:03", "45", "1,234.50"])]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_delimiters_are_found(delimiter):
    assert (
        rules.read_sheet(f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n".encode()).delimiter
        == delimiter
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import_file_empty"),
        (b"a,b\n", "import_file_empty"),
        (b"a,b\n\n  \n", "import_file_empty"),
        (b"PK\x03\x04\x00\x00", "import_file_not_text"),
        (b"call,agent\n" + b"c1,A0000001\n" * 500 + b"c2,\x00\n", "import_file_not_text"),  # far down, too
        (b"\xff\xff\xff\xff", "import_file_not_text"),
        (b"a,a\n1,2\n", "import_header_twice"),
    ],
)
def test_files_that_cannot_be_read_say_why(data, code):
    assert refused(rules.read_sheet, data) == [code]


HEAD = "编号,工号,时间,时长,成交,备注\n"


def told(*remarks, start=1):
    """A file as a dialler writes it that never quotes: a call a line, the remark last."""
    return HEAD + "".join(
        f"c{number},A0000001,2026-10-05 14:{number:02d},45,100,{remark}\n"
        for number, remark in enumerate(remarks, start)
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (told("", '"客户说好', "", "", "", "", ""), [(3, 5)]),  # never closed
        (
            told("", '"说再联系', "", "", "", "", '"同上', "", "", ""),
            [(3, 5)],
        ),  # closed inside another remark
        (
            told("", '"', "", "", '屏幕 5"', "", ""),
            [(3, 3)],
        ),  # closed where a cell ends: legal, and yet no cell
        (told('"甲', '5"', "", '"', '"', ""), [(2, 1), (5, 1)]),
        (told("", '"甲', "").replace("14:03,45", '14:03,5"'), [(3, 1)]),  # closed in another column
        (told('"甲', "").replace("100,", '"1,00",', 1) + told('5"').removeprefix(HEAD), [(2, 2)]),
        (
            '编号,备注,工号,时间,时长,成交\nc1,"张,A1,2026-10-05 14:00,45,9\nc2,李",A1,2026-10-05 14:01,45,9\n',
            [(2, 1)],
        ),
        (HEAD.replace("备注", '"备注') + told("", '5"', "").removeprefix(HEAD), [(1, 2)]),
    ],
)
def test_a_stray_quote_that_swallows_rows_is_named_with_its_line(text, found):
    with pytest.raises(Refused) as caught:
        rules.read_sheet(text.encode())
    assert [(one.code, one.facts) for one in caught.value.reasons] == [
        ("import_quote_open", {"line": line, "more": more}) for line, more in found
    ]


def test_a_stray_quote_that_swallows_more_than_a_cell_can_hold_is_named_too():
    """The reader stops before the end of the file, and told operations that this was no text."""
    with pytest.raises(Refused) as caught:
        rules.read_sheet(told("", '"', *[""] * 4000).encode())
    assert [(one.code, one.facts["line"]) for one in caught.value.reasons] == [("import_quote_open", 3)]
    assert refused(rules.read_sheet, ("a,b\n" + "x" * 140_000 + ",1\n").encode()) == ["import_file_not_text"]


@pytest.mark.parametrize(
    "remark",
    [
        "第一句\n第二句",
        "要点：价格,套餐\n地址,电话,姓名,城市,邮编",  # as many commas as a row has
        "一\n二\n\n三\r\n四",
        "2026-10-01 10:00,张三,约下周\n2026-10-03 10:00,张三,已约,好,好,好",  # a remark with times of its own
        '他说""好""\n再打',
    ],
)
def test_a_remark_with_honest_line_breaks_stays_one_cell(remark):
    for text in (
        told("", f'"{remark}"', ""),
        told("", "", "").replace("c2,A0000001", f'c2,"{remark}"'),
        told(f'"{remark}"', f'"{remark}"'),
        told(f'"{remark}"  ', f'"{remark}"'),  # blanks behind the quote that closes
    ):
        sheet = rules.read_sheet(text.encode())
        assert remark.replace('""', '"') in [cell for _, cells in sheet.rows for cell in cells]
        assert [number for number, _ in sheet.rows] == list(range(2, 2 + len(sheet.rows)))
        assert {len(cells) for _, cells in sheet.rows} == {6}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_machine_ends_them(end):
    sheet = rules.read_sheet(TEXT.replace("\n", end).encode())
    assert sheet.header == ["编号", "工号", "时间", "时长", "成交"]
    assert sheet.rows == [(2, ["c1", "a0000001", "2026/10/5 14:03", "45", "1,234.50"])]


def test_a_broken_line_in_the_header_ends_it():
    assert rules.read_sheet(b"call,agent\r,at\nc1,A1,x\n").header == ["call", "agent"]


def test_files_over_the_caps_are_refused(monkeypatch):
    monkeypatch.setattr(rules, "MOST_ROWS", 2)
    assert refused(rules.read_sheet, b"a\n1\n2\n3\n") == ["import_file_too_long"]
    monkeypatch.setattr(rules, "MOST_BYTES", 5)
    assert refused(rules.read_sheet, b"a\n1\n2\n") == ["import_file_too_large"]


@pytest.mark.parametrize(
    ("operator", "value", "cell", "held"),
    [
        ("=", "yes", "yes", True),
        ("=", "yes", "no", False),
        ("=", "1", "1.0", True),
        ("=", "", "", True),
        ("!=", "no", "yes", True),
        ("!=", "no", "no", False),
        (">=", "30", "30", True),
        (">=", "30", "29.9", False),
        (">", "30", "30", False),
        ("<=", "5", "5", True),
        ("<", "5", "", False),
        ("<", "5", "4", True),
        ("in", "成交，意向", "意向", True),
        ("in", "a|b", "c", False),
        ("in", ["a", "b"], "b", True),
    ],
)
def test_operators(operator, value, cell, held):
    rule = {"kind": "connected", "column": "x", "operator": operator, "value": value}
    assert rules.holds(rule, cell) is held


def read(**cells):
    row = {"编号": "c1", "工号": "a0000001", "时间": "2026-10-05 14:03:22", "时长": "45", "成交": ""} | cells
    return rules.read_row(7, row, COLUMNS, "f" * 64, now=NOW)


def test_a_row_may_count_for_several_kinds():
    reading = read(成交="￥1,234.50")
    assert reading.kinds == {"connected": 0, "sale": 123450}
    assert (reading.key, reading.agent, reading.at, reading.problem) == (
        "c1",
        "A0000001",
        at("2026-10-05 14:03:22"),
        None,
    )


def test_without_a_call_id_the_file_and_the_row_are_the_identity():
    assert read(编号="").key == "f" * 40 + ":7"


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"时间": "昨天"}, "import_time_unreadable", "时间"),
        ({"时间": ""}, "import_time_unreadable", "时间"),
        ({"时间": "2026-11-01 09:01"}, "import_time_in_future", "时间"),
        ({"时长": "半分钟"}, "import_number_unreadable", "时长"),
        ({"成交": "很多"}, "import_amount_unreadable", "成交"),
        ({"成交": "-5"}, "import_amount_unreadable", "成交"),
        ({"时间": "0001/1/1 0:00:00"}, "import_time_too_long_ago", "时间"),
        ({"时间": "0001-01-01T00:00:00+14:00"}, "import_time_too_long_ago", "时间"),
        ({"时间": "1999-12-31 23:59:59"}, "import_time_too_long_ago", "时间"),
        ({"时间": "9999-12-31T23:59:59-14:00"}, "import_time_in_future", "时间"),
        ({"编号": "c" * 111}, "import_key_too_long", "编号"),
        ({"编号": "2.026E+30"}, "import_key_rounded", "编号"),
        ({"编号": "2E+15"}, "import_key_rounded", "编号"),
        ({"编号": "2.02610051234568e+30"}, "import_key_rounded", "编号"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(cells, code, column):
    reading = read(**cells)
    assert (reading.problem.code, reading.column) == (code, column)


@pytest.mark.parametrize("call", ["2E15", "3e8", "E+30", "20261005E+", "1.5E-3", "a2.0E+30"])
def test_an_id_that_only_looks_like_a_rounded_number_is_one(call):
    assert (read(编号=call).key, read(编号=call).problem) == (call, None)


@pytest.mark.parametrize("call", ["2.026E+30", "c" * 111])
def test_a_row_whose_call_id_is_none_is_known_by_file_and_row(call):
    assert read(编号=call).key == "f" * 40 + ":7"


def test_a_row_that_counts_for_nothing_need_not_be_readable():
    reading = read(时长="3", 时间="昨天", 编号="2.026E+30")
    assert (reading.kinds, reading.problem) == ({}, None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05 14:03:00",
        "2026-10-05T14:03:00+08:00",
        "2026-10-05T06:03:00Z",
        "2026/10/5 14:03",
        "2026年10月5日 14:03",
    ],
)
def test_times_as_diallers_write_them(text):
    assert rules.parsed_moment(text) == at("2026-10-05 14:03")


def test_a_mapping_says_what_it_lacks():
    measures = {"connected": "count", "sale": "amount"}
    assert list(rules.reasons_not_to_map(COLUMNS, measures)) == []
    wrong = {"agent": "", "at": "", "kinds": []}
    assert [(one.code, one.facts["part"]) for one in rules.reasons_not_to_map(wrong, measures)] == [
        ("mapping_incomplete", "agent"),
        ("mapping_incomplete", "at"),
        ("mapping_incomplete", "kinds"),
    ]
    bad = COLUMNS | {
        "kinds": [
            {"kind": "sale", "column": "x", "operator": "~", "value": ""},
            {"kind": "connected", "column": "x", "operator": ">", "value": "many"},
        ],
        "amount": {"kind": "connected", "column": "y"},
    }
    assert [one.code for one in rules.reasons_not_to_map(bad, measures)] == [
        "mapping_kind_unknown",
        "mapping_operator_unknown",
        "mapping_value_wrong",
        "mapping_kind_unknown",
    ]


def test_columns_a_file_lacks_are_named():
    found = list(rules.reasons_not_to_read(["编号", "工号"], COLUMNS))
    assert [one.facts["column"] for one in found] == ["时间", "时长", "成交"]


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-3", "@x", "\tx", "＝1"])
def test_what_a_spreadsheet_would_compute_stays_text(cell):
    assert rules.defused(cell) == "'" + cell


def test_digits_kept_as_text_by_a_formula_are_unwrapped():
    assert rules.cleaned(' ="0012" ') == "0012"
