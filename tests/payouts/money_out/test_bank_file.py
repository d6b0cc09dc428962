"""The bank file, byte for byte, and its control file."""

from payouts.rails import RAILS
from payouts.rails.bank_file import GBK, UTF8, BankFile
from payouts.rails.base import ControlFacts, Payment

ONE = Payment(
    1,
    "6222000000000000019",
    "张三",
    "工行",
    "104100000004",
    10_500,
    "2026-10劳务报酬",
    "01JABCDEFGHJKMNPQRSTVWXYZ0",
)
TWO = Payment(2, "0012", '李"四', "=招行", "", 9, "2026-10劳务报酬", "01JABCDEFGHJKMNPQRSTVWXYZ1")

# Every byte written out by hand: the mark, the names of the columns, the rows; CRLF ends each line.
UTF8_BYTES = (
    b"\xef\xbb\xbf"
    b'"\xe5\xba\x8f\xe5\x8f\xb7","\xe6\x94\xb6\xe6\xac\xbe\xe8\xb4\xa6\xe5\x8f\xb7",'
    b'"\xe6\x94\xb6\xe6\xac\xbe\xe6\x88\xb7\xe5\x90\x8d","\xe5\xbc\x80\xe6\x88\xb7\xe8\xa1\x8c",'
    b'"\xe8\x81\x94\xe8\xa1\x8c\xe5\x8f\xb7","\xe9\x87\x91\xe9\xa2\x9d","\xe7\x94\xa8\xe9\x80\x94",'
    b'"\xe9\x99\x84\xe8\xa8\x80"\r\n'
    b'1,"6222000000000000019","\xe5\xbc\xa0\xe4\xb8\x89","\xe5\xb7\xa5\xe8\xa1\x8c","104100000004",105.00,'
    b'"2026-10\xe5\x8a\xb3\xe5\x8a\xa1\xe6\x8a\xa5\xe9\x85\xac","01JABCDEFGHJKMNPQRSTVWXYZ0"\r\n'
    b'2,"0012","\xe6\x9d\x8e""\xe5\x9b\x9b","\'=\xe6\x8b\x9b\xe8\xa1\x8c","",0.09,'
    b'"2026-10\xe5\x8a\xb3\xe5\x8a\xa1\xe6\x8a\xa5\xe9\x85\xac","01JABCDEFGHJKMNPQRSTVWXYZ1"\r\n'
)
GBK_BYTES = (
    b'"\xd0\xf2\xba\xc5","\xca\xd5\xbf\xee\xd5\xcb\xba\xc5","\xca\xd5\xbf\xee\xbb\xa7\xc3\xfb",'
    b'"\xbf\xaa\xbb\xa7\xd0\xd0","\xc1\xaa\xd0\xd0\xba\xc5","\xbd\xf0\xb6\xee","\xd3\xc3\xcd\xbe","\xb8\xbd\xd1\xd4"\r\n'
    b'1,"6222000000000000019","\xd5\xc5\xc8\xfd","\xb9\xa4\xd0\xd0","104100000004",105.00,'
    b'"2026-10\xc0\xcd\xce\xf1\xb1\xa8\xb3\xea","01JABCDEFGHJKMNPQRSTVWXYZ0"\r\n'
)


def test_the_file_with_a_mark_in_utf8() -> None:
    assert BankFile().payment_file([ONE, TWO], UTF8) == UTF8_BYTES


def test_the_file_as_older_banks_want_it() -> None:
    assert BankFile().payment_file([ONE], GBK) == GBK_BYTES


def test_amounts_have_two_true_decimals() -> None:
    fen = [1, 10, 199_999, 200_000, 1_000_000_007]
    made = (
        BankFile()
        .payment_file([Payment(1, "1", "", "", "", one, "", "") for one in fen], UTF8)
        .decode("utf-8-sig")
    )
    assert [line.split(",")[5] for line in made.splitlines()[1:]] == [
        "0.01",
        "0.10",
        "1999.99",
        "2000.00",
        "10000000.07",
    ]


def test_a_rare_name_survives_the_chinese_encoding() -> None:
    rare = Payment(1, "1", "𠮷某", "", "", 1, "", "")
    assert "𠮷某" in BankFile().payment_file([rare], GBK).decode("gb18030")


def test_the_control_file_says_what_proves_the_other() -> None:
    facts = ControlFacts(
        "R202610-X-1", "R202610-X-1.csv", "utf-8-sig", 2, 10_509, "a" * 64, "R202610-X", "b" * 64
    )
    assert (
        BankFile().control_file(facts)
        == (
            '{\n  "batch": "R202610-X-1",\n  "file": "R202610-X-1.csv",\n  "encoding": "utf-8-sig",\n  "count": 2,\n'
            f'  "total": "105.09",\n  "sha256": "{"a" * 64}",\n  "run": "R202610-X",\n  "run_hash": "{"b" * 64}"\n}}\n'
        ).encode()
    )


def test_every_rail_is_found_by_its_code() -> None:
    assert {code: one.code for code, one in RAILS.items()} == {"bank_file": "bank_file"}
