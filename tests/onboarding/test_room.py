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

pytestmark = [pytest.mark.django_db]
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


@pytest.mark.database
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
    assert measure_received(NOW + timedelta(minutes=1)) == 1
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
        assert [measure_received(NOW), measure_received(NOW + timedelta(minutes=1))] == [1, 0]
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
    assert measure_received(NOW + timedelta(minutes=2)) == 0  # the pauses grow
    assert measure_received(NOW + timedelta(minutes=3)) == 1
    gone.refresh_from_db()
    assert (gone.state, gone.reasons) == ("listening", [])


def unreadable(monkeypatch: pytest.MonkeyPatch, data: bytes | None = None) -> RoomCheck:
    """Taken in while measuring was down; the decoder breaks over this one, and over no other."""
    from onboarding.audio import listening

    real = listening.heard
    with monkeypatch.context() as broken:
        broken.setattr(listening, "heard", mock.Mock(side_effect=OSError))
        check = handed_in(cast.agent(), data)

    def choked(file: Any, *args: Any, **said: Any) -> Any:
        if str(file.name).endswith(check.recording.name):
            raise MemoryError
        return real(file, *args, **said)

    monkeypatch.setattr(listening, "heard", choked)
    return check


def swept(minutes: int) -> list[int]:
    """The sweep of each minute: how many it measured."""
    return [measure_received(NOW + timedelta(minutes=minute)) for minute in range(minutes)]


WHY_PARKED = [{"code": "room_parked", "facts": {"tries": 5, "error": "MemoryError"}}]


def test_a_recording_that_cannot_be_decoded_is_tried_five_times_and_parked(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    cast.sop(cast.line(), "real_name", "room", "claim")
    check = unreadable(monkeypatch)
    cast.chosen(check.agent)
    behind = cast.room(cast.agent(), state="received", measures={}, picture=[])
    assert sum(swept(15)) == 0
    check.refresh_from_db()
    behind.refresh_from_db()
    assert (check.state, check.attempts) == ("received", 4)  # at 0, 1, 3 and 7 minutes; the last is due at 15
    assert behind.state == "failed"  # not held up: its few bytes are no sound
    assert measure_received(NOW + timedelta(minutes=15)) == 0
    check.refresh_from_db()
    assert (check.state, check.attempts, check.reasons, check.try_at) == ("parked", 5, WHY_PARKED, None)
    assert check.recording.storage.exists(check.recording.name)
    entry = AuditEntry.objects.get(verb="room_parked")
    assert (entry.actor, entry.facts) == ("", {"tries": 5, "error": "MemoryError"})
    told = Notice.objects.filter(recipient=check.agent.user.public_id, template="room_parked_news")
    assert {(one.channel, one.url) for one in told} == {("app", "/me/room/"), ("sms", "/me/room/")}
    swept(60)
    assert RoomCheck.objects.get(pk=check.pk).attempts == 5  # and never again by itself

    one = signed_in(check.agent.user)
    page, home = (one.get(url).content.decode() for url in ("/me/room/", "/"))
    for words in ("这段录音我们试了 5 次都量不了，不算没过。", "上传那个文件", 'id="room"'):
        assert words in page
    assert "上一段我们这边量不了，不算没过：再录一次，或上传一个录音文件" in home
    assert "没有通过" not in page + home
    with django_capture_on_commit_callbacks(execute=True):
        again = handed_in(check.agent)  # at once; it takes the other's place
    check.refresh_from_db()
    assert (check.state, check.recording.name, again.state) == ("withdrawn", "", "listening")


@pytest.mark.database
def test_a_try_that_kills_its_worker_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    from onboarding.audio import listening

    check = unreadable(monkeypatch)
    monkeypatch.setattr(listening, "heard", mock.Mock(side_effect=SystemExit))
    for minute in (0, 1, 3, 7, 15):
        with pytest.raises(SystemExit):
            measure_received(NOW + timedelta(minutes=minute))
    assert swept(31) == [0] * 31
    check.refresh_from_db()
    assert (check.state, check.attempts) == ("received", 5)
    assert measure_received(NOW + timedelta(minutes=31)) == 0
    check.refresh_from_db()
    assert check.state == "parked"
    assert check.reasons == [{"code": "room_parked", "facts": {"tries": 5, "error": "WorkerDied"}}]


@pytest.mark.database
def test_measures_that_cannot_be_kept_hold_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks after the decoder is this recording's trouble too."""
    first, second = (cast.room(cast.agent(), state="received", measures={}) for _ in range(2))
    monkeypatch.setattr("onboarding.actions.room._heard", mock.Mock(return_value=None))
    assert measure_received(NOW) == 0
    assert list(RoomCheck.objects.order_by("pk").values_list("pk", "attempts", "state")) == [
        (first.pk, 1, "received"),
        (second.pk, 1, "received"),
    ]


def test_the_desk_sees_what_is_parked_and_has_it_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        check = unreadable(broken)
        swept(16)
    desk = signed_in(cast.screener())
    listed = desk.get("/desk/room/").content.decode()
    assert "1 段录音我们量不了" in listed
    assert check.agent.number in desk.get("/desk/room/?state=parked").content.decode()
    item = desk.get(f"/desk/room/{check.public_id}/?state=parked").content.decode()
    for words in ("MemoryError", "这段录音我们试了 5 次都量不了", "再量一次"):
        assert words in item
    answer = desk.post(f"/desk/room/{check.public_id}/again/", {"list": "?state=parked"})
    assert answer["Location"] == f"/desk/room/{check.public_id}/?state=parked"
    check.refresh_from_db()
    assert (check.state, check.attempts, check.reasons) == ("received", 0, [])
    twice = desk.post(f"/desk/room/{check.public_id}/again/")
    assert (twice.status_code, codes_of(twice)) == (409, ["not_in_state"])
    assert measure_received(NOW + timedelta(minutes=17)) == 1
    check.refresh_from_db()
    assert check.state == "listening"


@pytest.mark.database
def test_the_parked_are_listed_by_api() -> None:
    check = cast.room(cast.agent(), state="parked", reasons=WHY_PARKED)
    desk = signed_in(cast.screener())
    found = desk.get("/api/v1/room-checks/?state=parked").json()["results"]
    assert [(one["public_id"], one["state"]) for one in found] == [(check.public_id, "parked")]
    assert desk.get("/api/v1/room-checks/").json()["results"] == []
    again = f"/api/v1/room-checks/{check.public_id}/again/"
    newer = cast.room(check.agent, state="listening")
    refused = desk.post(again)
    assert [one["code"] for one in refused.json()["reasons"]] == ["room_newer"]
    newer.delete()
    assert desk.post(again).json()["state"] == "received"


@pytest.mark.database
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


@pytest.mark.database
def test_a_recording_is_deleted_180_days_after_its_decision() -> None:
    old, young = cast.room(cast.agent(), now=NOW - timedelta(days=181)), cast.room(cast.agent(), now=NOW)
    parked = cast.room(cast.agent(), state="parked", now=NOW - timedelta(days=181))
    assert forget_old_recordings(NOW) == 2
    parked.refresh_from_db()
    assert parked.recording.name == ""
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


@pytest.mark.database
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
