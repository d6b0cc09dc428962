"""Computer and line: what is measured and declared, whose the address is, what the desk decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from onboarding.actions.equipment import decide_equipment, hand_in_equipment
from onboarding.models import Agent, CarrierRange, EquipmentCheck
from onboarding.photos import cleaned_photo
from onboarding.queries.equipment import carrier_of
from onboarding.rules import carriers, equipment, line
from tests import cast
from tests.onboarding.doors import codes_of, photo, signed_in
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

NOW = cast.at("2026-11-02 10:00")
DECLARED = {"carrier": "telecom", "line_type": "wired", "headset": "plain", "headset_model": "H550"}
RAW: dict[str, Any] = {
    "cores": 4,
    "memory_gb": 8,
    "screen": [1920, 1080],
    "mobile": False,
    "browser": "Chromium 140, Windows",
    "microphones": ["北恩 H550"],
    "pings": [20, 24, 20, 24, 20, 24, 20, 24, None, 20],
    "down": [[100_000, 1000], [1_000_000, 800], [1_000_000, 800]],
    "up": [[65_536, 900], [500_000, 1000], [500_000, 1000]],
}


# --- rules ------------------------------------------------------------------------------------------------


def test_what_a_line_does() -> None:
    assert line.measured(RAW) == {
        "latency_ms": 20.0,
        "jitter_ms": 4.0,  # over what came: 20 24 20 24 20 24 20 24 20
        "loss_percent": 10.0,
        "down_mbps": 10.0,
        "up_mbps": 4.0,
        "down_curve": [0.8, 10.0, 10.0],
        "up_curve": [0.58, 4.0, 4.0],
    }
    assert line.measured(RAW | {"up": [[1, 1], [0, 1_000], [500_000, 1_000], [0, 1_000]]})["up_mbps"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"pings": [20] * 9},
        {"down": [[1, 1]] * 2},
        {"up": [[2 * 1024 * 1024 + 1, 100]] * 5},
        {"up": [[True, 100], [100, -1], [100, "x"], "no", [1, 2, 3]]},
        {"down": {}},
    ],
)
def test_too_little_or_impossible_is_no_measurement(changed: dict[str, Any]) -> None:
    assert line.measured(RAW | changed) == {}


def against(declared: dict[str, str] | None = None, **changed: Any) -> list[str]:
    measures = cast.COMPUTER | changed
    said = DECLARED | (declared or {})
    return [one.code for one in equipment.reasons_against(measures, said, equipment.THRESHOLDS)]


@pytest.mark.parametrize(
    ("declared", "changed", "codes"),
    [
        ({}, {}, []),
        ({}, {"cores": 1}, ["computer_weak"]),
        ({}, {"memory_gb": 2}, ["computer_weak"]),
        ({}, {"memory_gb": None}, []),  # for a person
        ({}, {"screen_width": 1024, "screen_height": 600}, ["screen_small", "screen_small"]),
        ({}, {"latency_ms": 150, "jitter_ms": 40.1, "loss_percent": 2}, ["line_unstable"]),
        ({}, {"down_mbps": 3.9, "up_mbps": 1.9}, ["line_slow", "line_slow"]),
        ({}, {"microphones": []}, ["microphone_missing"]),
        ({"carrier": "mobile"}, {}, ["not_telecom"]),
        ({"line_type": "wifi"}, {}, ["not_wired"]),
        ({"headset": "none"}, {}, ["headset_missing"]),
        ({"carrier": "mobile"}, {"mobile": True, "cores": 1}, ["not_a_computer"]),
    ],
)
def test_what_speaks_against_it(declared: dict[str, str], changed: dict[str, Any], codes: list[str]) -> None:
    assert against(declared, **changed) == codes


def test_a_line_that_asks_for_no_carrier_takes_any() -> None:
    lenient = equipment.THRESHOLDS | {"china_telecom": False, "wired": False, "headset": False, "cores": None}
    said = {"carrier": "other", "line_type": "wifi", "headset": "none"}
    assert (
        list(equipment.reasons_against(cast.COMPUTER | {"cores": 1, "microphones": []}, said, lenient)) == []
    )


@pytest.mark.parametrize(
    ("seen", "codes"),
    [("telecom", []), ("unknown", ["carrier_unknown"]), ("unicom", ["carrier_differs"])],
)
def test_what_the_desk_should_look_at(seen: str, codes: list[str]) -> None:
    assert [one.code for one in equipment.doubts(cast.COMPUTER, DECLARED, seen)] == codes


def test_a_table_of_carriers_says_which_rows_are_wrong() -> None:
    rows = [("192.0.2.0/24", "telecom"), ("192.0.2.1/24", "telecom"), ("2001:db8::/32", "Mobile"), ("198.51.100.0/24", "x"), ("192.0.2.0/24", "unicom")]  # fmt: skip
    ranges, wrong = carriers.read(rows)
    assert [(one.family, one.carrier) for one in ranges] == [(4, "telecom"), (6, "mobile")]
    assert [one.row for one in wrong] == [2, 4, 5]


# --- story ------------------------------------------------------------------------------------------------


def handed_in(agent: Agent, address: str = "192.0.2.7", **changed: Any) -> EquipmentCheck:
    return hand_in_equipment(
        agent,
        raw=RAW | {"pings": [20] * 10} | changed,
        declared=DECLARED,
        photo=cleaned_photo(photo(), "equipment"),
        address=address,
        now=NOW,
    )


@pytest.fixture
def table(db: None, tmp_path: Path) -> Path:
    """Telecom's, with a part of it that is Unicom's."""
    path = tmp_path / "carriers.csv"
    path.write_text("network,carrier\n192.0.2.0/24,telecom\n192.0.2.128/25,unicom\n2001:db8::/32,mobile\n")
    call_command("import_carriers", path, verbosity=0)
    return path


@pytest.mark.parametrize(
    ("address", "carrier"),
    [
        ("192.0.2.7", "telecom"),
        ("192.0.2.200", "unicom"),
        ("::ffff:192.0.2.7", "telecom"),
        ("2001:db8:1::1", "mobile"),
        ("198.51.100.1", "unknown"),
        ("", "unknown"),
    ],
)
def test_whose_an_address_is(table: Path, address: str, carrier: str) -> None:
    assert carrier_of(address) == carrier


def test_a_wrong_table_changes_nothing(table: Path) -> None:
    table.write_text("192.0.2.0/24,telecom\n10.0.0.0/8,nobody\n")
    with pytest.raises(CommandError, match="row 2: 'nobody' is none of"):
        call_command("import_carriers", table, verbosity=0)
    assert CarrierRange.objects.count() == 3


def test_a_table_that_cannot_be_read_is_said_in_one_line(table: Path) -> None:
    table.write_bytes(b"PK\x03\x04\x00\x00")
    for file, why in ((table, "it is no text in UTF-8 or GB18030"), (table.parent, "Is a directory")):
        with pytest.raises(CommandError) as told:
            call_command("import_carriers", file, verbosity=0)
        assert str(told.value) == f"{file} cannot be read: {why}"
    assert CarrierRange.objects.count() == 3


def test_good_equipment_waits_for_the_photo_to_be_seen(table: Path) -> None:
    check = handed_in(cast.agent())
    assert (check.state, check.carrier_seen, check.reasons) == ("submitted", "telecom", [])
    assert (check.measures["down_mbps"], check.measures["cores"]) == (10.0, 4)
    decide_equipment(check, passed=True, by=cast.screener(), now=NOW)
    assert check.state == "passed"
    assert Notice.objects.filter(template="equipment_passed").exists()


def test_bad_equipment_fails_at_once_with_its_numbers_and_may_be_tried_again(db: None) -> None:
    agent = cast.agent()
    check = handed_in(agent, cores=1)
    assert check.state == "failed"
    assert check.reasons == [
        {"code": "computer_weak", "facts": {"measure": "cores", "value": 1, "wanted": 2}}
    ]
    assert handed_in(agent).state == "submitted"
    with pytest.raises(Refused) as again:
        handed_in(agent)
    with pytest.raises(Refused) as unmeasured:
        handed_in(cast.agent(), pings=[])
    assert again.value.codes + unmeasured.value.codes == ["equipment_waiting", "line_unmeasured"]
    assert EquipmentCheck.objects.count() == 2


def test_who_may_decide(db: None) -> None:
    check = handed_in(cast.agent())
    with pytest.raises(Refused) as own:
        decide_equipment(check, passed=True, by=check.agent.user, now=NOW)
    with pytest.raises(Refused) as unsaid:
        decide_equipment(check, passed=False, codes=["x"], by=cast.screener(), now=NOW)
    assert own.value.codes + unsaid.value.codes == ["not_own_equipment", "equipment_refusal_unsaid"]


# --- pages ------------------------------------------------------------------------------------------------


def form(**changed: Any) -> dict[str, Any]:
    return DECLARED | {"measured": json.dumps(RAW | {"pings": [20] * 10}), "photo": photo()} | changed


def test_the_page_keeps_what_was_measured_when_something_is_missing(db: None) -> None:
    one = signed_in(cast.agent().user)
    page = one.post("/me/equipment/", form(photo=""))
    assert (page.status_code, EquipmentCheck.objects.count()) == (422, 0)
    assert "&quot;cores&quot;: 4" in page.content.decode()
    unmeasured = one.post("/me/equipment/", form(measured="not json"))
    assert "网络还没有测完。" in unmeasured.content.decode()
    assert one.post("/me/equipment/", form()).status_code == 302
    assert "测好了，等筛选员看照片" in one.get("/me/equipment/").content.decode()


def test_all_that_is_missing_is_said_at_once(db: None) -> None:
    answer = signed_in(cast.agent().user).post("/me/equipment/", {})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"carrier", "line_type", "headset", "photo", "measured"}
    page = answer.content.decode()
    assert "照片要重新选，其余都留着" in page
    assert page.count("网络还没有测完。按“开始测”，等 20 秒，测完再提交。") == 1


def test_what_was_declared_last_time_stands_there_when_it_is_measured_again(db: None) -> None:
    agent = cast.agent()
    last = handed_in(agent, screen=[390, 844])
    assert last.state == "failed"
    given = signed_in(agent.user).get("/me/equipment/").context["form"].initial
    assert given == {
        name: getattr(last, name) for name in ("carrier", "line_type", "headset", "headset_model")
    }


def test_a_line_is_measured_twice_in_ten_minutes_and_no_more(db: None) -> None:
    one = signed_in(cast.agent().user)
    pieces = [one.post("/me/equipment/line/", b"x" * 100, content_type="application/octet-stream") for _ in range(46)]  # fmt: skip
    assert [piece.status_code for piece in pieces] == [200] * 45 + [409]
    assert codes_of(pieces[-1]) == ["line_limit"]
    assert one.get("/me/equipment/line/?ping=1").status_code == 204
    other = signed_in(cast.agent().user)
    piece = other.get("/me/equipment/line/", headers={"Accept-Encoding": "gzip"})
    assert (len(piece.content), piece.headers["Content-Encoding"]) == (2 * 1024 * 1024, "identity")
    big = other.post("/me/equipment/line/", b"x" * (2 * 1024 * 1024 + 1), content_type="application/octet-stream")  # fmt: skip
    assert codes_of(big) == ["piece_too_big"]


def test_the_desk_sees_carrier_photo_and_doubts_and_each_look_is_recorded(db: None) -> None:
    check = handed_in(cast.agent(), "198.51.100.9")
    desk = signed_in(cast.screener())
    at = f"/desk/equipment/{check.public_id}/"
    page = desk.get(at).content.decode()
    for words in ("从来访地址看不出是哪家运营商。", "import_carriers", "北恩 H550", 'class="down" points='):
        assert words in page
    seen = desk.get(f"{at}photo/")
    assert seen.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(verb="equipment_photo_seen", thing_id=check.public_id).count() == 1
    assert codes_of(desk.post(f"{at}decide/", {"decision": "refuse"})) == ["equipment_refusal_unsaid", "carrier_unknown"]  # fmt: skip
    desk.post(f"{at}decide/", {"decision": "refuse", "codes": ["cable_not_seen"]})
    told = signed_in(check.agent.user).get("/me/equipment/").content.decode()
    assert "照片里看不到网线插着。" in told
    assert "来访地址属于" not in told


def test_the_queue_costs_the_same_with_three(db: None, django_assert_max_num_queries: Any) -> None:
    desk = signed_in(cast.screener())

    def cost() -> int:
        with django_assert_max_num_queries(30) as taken:
            desk.get("/desk/equipment/")
        return len(taken)

    cast.equipment(cast.agent(), state="submitted")
    once = cost()
    for _ in range(2):
        cast.equipment(cast.agent(), state="submitted")
    assert cost() == once
