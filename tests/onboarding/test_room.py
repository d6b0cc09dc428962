"""A recording's way: handed in, measured, heard by one or two, taken back, deleted in time."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from structlog.testing import capture_logs

from onboarding.actions.room import (
    forget_old_recordings,
    hand_in_recording,
    judge_room,
    measure_received,
    record_played,
    withdraw_voice_consent,
)
from onboarding.models import Agent, Consent, RoomCheck, User
from onboarding.rules import room as rules
from onboarding.rules.room import TREATMENTS
from tests import cast
from tests.onboarding import sounds
from tests.onboarding.doors import codes_of, signed_in
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = cast.at("2026-11-02 10:00")
PLAIN: dict[str, Any] = dict.fromkeys(TREATMENTS, False) | {"label": "北恩 H550", "deviceId": "secret"}


@pytest.fixture(autouse=True)
def _no_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is drawn for a second listener unless a test says so."""
    monkeypatch.setitem(rules.THRESHOLDS, "second_listener_percent", 0)


def upload(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("room.webm", data or sounds.quiet_room(), "audio/webm")


def handed_in(agent: Agent, data: bytes | None = None, **said: Any) -> RoomCheck:
    given = {"consented": True, "settings": PLAIN, "quiet_seconds": 10.0, "spoken_how": "read", "now": NOW}
    return hand_in_recording(agent, upload(data), **(given | said))


def listener(check: RoomCheck) -> User:
    one = cast.screener()
    record_played(check, by=one, now=NOW)
    return one


def test_a_quiet_room_waits_for_one_listener_and_passes() -> None:
    agent = cast.agent()
    check = handed_in(agent)
    assert (check.state, check.listeners, check.reasons) == ("listening", 1, [])
    assert check.settings == dict.fromkeys(TREATMENTS, False) | {"label": "北恩 H550"}
    assert len(check.picture) == 100
    assert Consent.objects.get().purpose == "voice"
    judge_room(check, passed=True, by=listener(check), now=NOW)
    check.refresh_from_db()
    assert (check.state, check.decided_at) == ("passed", NOW)
    assert Notice.objects.filter(recipient=agent.user.public_id, template="room_passed").exists()
    verbs = AuditEntry.objects.filter(thing_id=check.public_id).values_list("verb", flat=True)
    assert list(verbs) == ["room_recorded", "room_measured", "room_played", "room_judged", "room_passed"]


def test_a_noisy_room_fails_at_once_with_its_number_and_is_not_kept(
    django_capture_on_commit_callbacks: Any,
) -> None:
    noisy = sounds.encoded(sounds.recording(-32), "webm", "libopus")
    with django_capture_on_commit_callbacks(execute=True):
        check = handed_in(cast.agent(), noisy)
    assert (check.state, [one["code"] for one in check.reasons]) == ("failed", ["room_noisy"])
    assert check.reasons[0]["facts"]["value"] == pytest.approx(10, abs=2)
    assert check.recording.name == RoomCheck.objects.get().recording.name == ""
    handed_in(check.agent)  # and again, at once


def test_an_uploaded_file_is_heard_by_two_who_may_disagree() -> None:
    check = handed_in(cast.agent(), settings={}, quiet_seconds=None)
    assert (check.state, check.listeners, check.quiet_seconds) == ("listening", 2, None)
    first = listener(check)
    judge_room(check, passed=False, codes=["background_heard"], by=first, now=NOW)
    with pytest.raises(Refused) as again:
        judge_room(check, passed=True, by=first, now=NOW)
    assert again.value.codes == ["heard_already"]
    judge_room(check, passed=True, by=listener(check), now=NOW)
    check.refresh_from_db()
    assert check.state == "listening"
    judge_room(check, passed=False, codes=["mandarin_not_standard"], by=listener(check), now=NOW)
    check.refresh_from_db()
    assert check.state == "refused"
    assert [one["code"] for one in check.reasons] == ["mandarin_not_standard", "background_heard"]


def test_who_may_judge() -> None:
    check = handed_in(cast.agent())
    with pytest.raises(Refused) as unheard:
        judge_room(check, passed=True, by=cast.screener(), now=NOW)
    with pytest.raises(Refused) as own:
        judge_room(check, passed=True, by=check.agent.user, now=NOW)
    with pytest.raises(Refused) as unsaid:
        judge_room(check, passed=False, by=listener(check), now=NOW)
    codes = [one.value.codes for one in (unheard, own, unsaid)]
    assert codes == [["not_listened"], ["not_own_voice"], ["room_refusal_unsaid"]]
    assert check.judgements.count() == 0


@pytest.mark.parametrize(("consented", "waiting", "codes"), [
    (False, False, ["voice_consent_needed"]),
    (True, True, ["room_waiting"]),
])  # fmt: skip
def test_what_is_not_taken_in(consented: bool, waiting: bool, codes: list[str]) -> None:
    agent = cast.agent()
    if waiting:
        cast.room(agent, state="listening")
    with pytest.raises(Refused) as refused:
        handed_in(agent, consented=consented)
    assert (refused.value.codes, RoomCheck.objects.count()) == (codes, int(waiting))


def test_when_measuring_is_down_nothing_has_failed_and_the_sweep_measures_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from onboarding.audio import listening

    def down(*_: Any, **__: Any) -> None:
        raise OSError("no FFmpeg today")

    with monkeypatch.context() as broken:
        broken.setattr(listening, "heard", down)
        check = handed_in(cast.agent())
        page = signed_in(check.agent.user).get("/me/room/").content.decode()
        assert measure_received(NOW) == 0
    assert check.state == "received"
    assert "录音收到了，还没量完" in page
    assert "没有通过" not in page
    assert measure_received(NOW) == 1
    check.refresh_from_db()
    assert check.state == "listening"


def test_a_recording_that_cannot_be_read_says_why_and_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from onboarding.audio import listening

    with monkeypatch.context() as broken:
        broken.setattr(listening, "heard", mock.Mock(side_effect=OSError))
        gone, broken_off, fine = (handed_in(cast.agent(), data) for data in (None, b"RIFF0000WAVE", None))
    kept = gone.recording.storage.path(gone.recording.name)
    os.rename(kept, f"{kept}.away")
    with capture_logs() as logged:
        assert [measure_received(NOW), measure_received(NOW)] == [1, 0]
    assert [one["room"] for one in logged if one["event"] == "room_not_measured"] == [gone.public_id]
    assert {one.pk: (one.state, one.reasons) for one in RoomCheck.objects.all()} == {
        gone.pk: ("received", [{"code": "room_unmeasured", "facts": {"error": "FileNotFoundError"}}]),
        broken_off.pk: ("failed", [{"code": "recording_not_audio", "facts": {}}]),
        fine.pk: ("listening", []),
    }
    desk = signed_in(cast.screener())
    assert gone.agent.number in desk.get("/desk/room/?state=received").content.decode()
    assert (
        "录音还没量成：我们这边读不了它（FileNotFoundError）。"
        in desk.get(f"/desk/room/{gone.public_id}/").content.decode()
    )
    assert desk.get(f"/desk/room/{gone.public_id}/recording/").status_code == 404
    assert not AuditEntry.objects.filter(verb="room_played").exists()
    assert "没有通过" not in signed_in(gone.agent.user).get("/me/room/").content.decode()
    os.rename(f"{kept}.away", kept)
    assert measure_received(NOW) == 1
    gone.refresh_from_db()
    assert (gone.state, gone.reasons) == ("listening", [])


def test_withdrawing_the_consent_deletes_every_recording(django_capture_on_commit_callbacks: Any) -> None:
    agent = cast.agent()
    rows = [cast.room(agent, state=state) for state in ("refused", "passed", "listening")]
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_voice_consent(agent.user, now=NOW)
    assert list(RoomCheck.objects.order_by("pk").values_list("state", "recording")) == [
        ("refused", ""),
        ("withdrawn", ""),
        ("withdrawn", ""),
    ]
    assert not any(one.recording.storage.exists(one.recording.name) for one in rows)


def test_a_recording_is_deleted_180_days_after_its_decision() -> None:
    old, young = cast.room(cast.agent(), now=NOW - timedelta(days=181)), cast.room(cast.agent(), now=NOW)
    assert forget_old_recordings(NOW) == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.recording.name, bool(young.recording), old.state) == ("", True, "passed")


# --- pages ------------------------------------------------------------------------------------------------


def test_the_page_without_script_takes_a_file_and_says_what_is_wrong() -> None:
    one = signed_in(cast.agent().user)
    missing = one.post("/me/room/", {"recording": upload()})
    assert missing.status_code == 422
    assert "没有你的同意，我们不能收你的录音。" in missing.content.decode()
    broken = one.post("/me/room/", {"recording": SimpleUploadedFile("a.m4a", b"no sound"), "agree": "on"})
    assert (broken.status_code, RoomCheck.objects.count()) == (422, 0)
    assert "这个文件不是能打开的录音。" in broken.content.decode()
    assert one.post("/me/room/", {"recording": upload(), "agree": "on"}).status_code == 302
    assert "录好了，等筛选员听" in one.get("/me/room/").content.decode()
    one.post("/me/room/withdraw/")
    assert RoomCheck.objects.get().state == "withdrawn"


def test_the_recorder_is_told_the_reasons_and_keeps_its_page() -> None:
    one = cast.agent()
    cast.room(one, state="listening")
    answer = signed_in(one.user).post(
        "/me/room/", {"recording": upload(), "agree": "on"}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, codes_of(answer)) == (409, ["room_waiting"])


def test_a_failed_room_says_how_far_and_what_to_do() -> None:
    one = cast.agent()
    why = {"value": 14.3, "wanted": 20, "missing": 5.7}
    cast.room(
        one,
        state="failed",
        measures=cast.MEASURED | {"snr_db": 14.3, "noise_dbfs": -38.4},
        reasons=[{"code": "room_noisy", "facts": why}],
    )
    page = signed_in(one.user).get("/me/room/").content.decode()
    for words in (
        "再安静 5.7 分贝就过",
        "<b>14.3</b> 分贝",
        "要 20 以上",
        "关掉风扇、空调和窗",
        'class="levels"',
    ):
        assert words in page


def test_each_play_is_recorded_and_a_second_listener_hears_it_afresh() -> None:
    check = cast.room(cast.agent(), state="listening", listeners=2)
    first, second = cast.screener(), cast.person("另一位", "screener")
    at = f"/desk/room/{check.public_id}/"
    heard = signed_in(first).get(f"{at}recording/")
    assert heard.headers["Content-Disposition"].startswith("attachment")
    assert heard.getvalue() == b"RIFF----WAVE"
    assert AuditEntry.objects.get(verb="room_played").actor == first.public_id
    signed_in(first).post(f"{at}judge/", {"decision": "refuse", "codes": ["voice_unclear"]})
    page = signed_in(second).get(at).content.decode()
    assert "不通过的话，为什么" in page
    assert "筛选员：" not in page
    assert "没有要听的" in signed_in(first).get("/desk/room/").content.decode()
    unheard = signed_in(second).post(f"{at}judge/", {"decision": "pass"})
    assert (unheard.status_code, codes_of(unheard)) == (409, ["not_listened"])


def test_the_queue_costs_the_same_with_three(django_assert_max_num_queries: Any) -> None:
    desk = signed_in(cast.screener())

    def cost() -> int:
        with django_assert_max_num_queries(30) as taken:
            desk.get("/desk/room/")
        return len(taken)

    cast.room(cast.agent(), state="listening")
    once = cost()
    for _ in range(2):
        cast.room(cast.agent(), state="listening")
    assert cost() == once
