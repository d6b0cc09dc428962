"""Fifteen seconds before a day's first shift: measured at once, nobody fails because we are down."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from onboarding.actions.glance import glance_at_room
from onboarding.audio import listening
from onboarding.models import Consent, RoomGlance
from onboarding.rules.glance import thresholds_for
from onboarding.rules.room import THRESHOLDS
from onboarding.texts import TEXTS, VOICE
from tasks.actions.attendance import clock_in
from tasks.models import Task
from tasks.rules.attendance import reasons_of_room
from tests import cast
from tests.onboarding import sounds
from tests.onboarding.doors import signed_in
from tests.tasks.api.knocks import Caller, codes
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-10-12 13:50")
HARDLY = -36  # decibels of a room that is quiet enough for some lines


def upload(noise=-60):
    sound = sounds.recording(noise, quiet=5.0, speech=11.0)
    return SimpleUploadedFile("a.wav", sounds.wav(sound), "audio/wav")


def glance(agent, noise=-60, now=NOW):
    return glance_at_room(agent, upload(noise), consented=True, quiet_seconds=5.0, now=now)


@pytest.fixture
def task():
    one = cast.task()
    Task.objects.filter(pk=one.pk).update(room_before_shift=True)
    one.refresh_from_db()
    return one


@pytest.fixture
def agent():
    return cast.agent()


def refused(act, *given, **named):
    with pytest.raises(Refused) as caught:
        act(*given, **named)
    return caught.value.codes


@pytest.mark.parametrize(
    ("outcome", "asked", "first", "expected"),
    [
        (None, True, True, ["room_unchecked"]),
        ("failed", True, True, ["room_not_quiet"]),
        ("passed", True, True, []),
        ("skipped", True, True, []),
        (None, True, False, []),
        (None, False, True, []),
    ],
)
def test_what_the_room_asks_before_the_clock(outcome, asked, first, expected):
    found = reasons_of_room(outcome, asked=asked, first_of_day=first)
    assert [one.code for one in found] == expected


def test_the_lines_own_numbers_hold_and_speech_shrinks_with_the_time():
    made = thresholds_for(THRESHOLDS)
    assert (made["quiet_for"], made["speech_for"], made["snr_db"]) == (5, 10, 20)
    assert (made["speech_seconds"], made["speech_seconds_listen"]) == (4.7, 3.3)


def test_a_quiet_room_passes_a_noisy_one_fails_with_its_number_and_no_sound_is_kept(agent):
    passed, failed = glance(agent), glance(agent, -26)
    assert (passed.outcome, passed.reasons) == ("passed", [])
    assert (failed.outcome, failed.reasons[0]["code"]) == ("failed", "room_noisy")
    assert failed.reasons[0]["facts"]["wanted"] == 20.0
    assert Consent.objects.get().purpose == "voice"
    assert not any(field.name == "recording" for field in RoomGlance._meta.fields)
    verbs = AuditEntry.objects.filter(verb="room_glanced").order_by("pk")
    assert [one.facts["outcome"] for one in verbs] == ["passed", "failed"]
    with pytest.raises(Refused, match="voice_consent_needed"):
        glance_at_room(agent, upload(), consented=False, quiet_seconds=5.0, now=NOW)


@pytest.mark.database
def test_the_first_shift_of_a_day_waits_for_the_room(agent, task):
    seat = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 2))
    later = cast.booking(agent, cast.shift(task, "2026-10-12 18:00", 2))
    assert refused(clock_in, seat, now=NOW) == ["room_unchecked"]
    glance(agent, -26)
    assert refused(clock_in, seat, now=NOW) == ["room_not_quiet"]
    glance(agent)
    glance(agent, -26)  # what let through still counts
    assert clock_in(seat, now=NOW).state == "working"
    assert clock_in(later, now=cast.at("2026-10-12 17:50")).state == "working"
    tomorrow = cast.booking(agent, cast.shift(task, "2026-10-13 14:00", 2))
    assert refused(clock_in, tomorrow, now=NOW + timedelta(days=1)) == ["room_unchecked"]


def test_a_room_measured_before_midnight_serves_the_shift_after_it(agent, task):
    seat = cast.booking(agent, cast.shift(task, "2026-10-13 00:10", 2))
    glance(agent, now=cast.at("2026-10-12 23:50"))
    assert clock_in(seat, now=cast.at("2026-10-13 00:05")).state == "working"


def test_the_room_is_measured_by_the_line_of_the_task_not_by_the_first_one(agent, task, clock):
    clock(NOW)
    hardly = {"thresholds": {"snr_db": None, "hum_below_db": None, "loud_percent": None}}
    cast.sop(cast.line("chat"), "real_name", "room", "claim", room=hardly)
    cast.sop(task.line, "real_name", "room", "claim")
    cast.chosen(agent, "chat", "voice")
    assert glance(agent, HARDLY).outcome == "passed"  # no work near: by the first of the agent's lines
    seat = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 2))
    assert refused(clock_in, seat, now=NOW) == ["room_not_quiet"]
    page = signed_in(agent.user).get("/me/room/today/")
    assert page.context["asked"]["snr_db"] == 20
    made = glance(agent, HARDLY)
    assert (made.outcome, made.line, made.thresholds["snr_db"]) == ("failed", task.line, 20)
    assert glance(agent).outcome == "passed"
    assert clock_in(seat, now=NOW).state == "working"


@pytest.mark.database
def test_where_measuring_is_down_it_is_skipped_and_the_clock_opens(agent, task, monkeypatch):
    def down(*given, **named):
        raise OSError("no decoder")

    monkeypatch.setattr(listening, "heard", down)
    assert glance(agent).outcome == "skipped"
    seat = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 2))
    assert clock_in(seat, now=NOW).state == "working"


def test_a_task_that_does_not_ask_opens_the_clock(agent):
    seat = cast.booking(agent, cast.shift(cast.task(), "2026-10-12 14:00", 2))
    assert clock_in(seat, now=NOW).state == "working"


def test_the_pages_lead_from_the_clock_to_the_room_and_back(agent, task, clock):
    clock(NOW)
    seat, mine = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 2)), signed_in(agent.user)
    page = mine.get("/work/").content.decode()
    assert 'href="/me/room/today/"' in page
    assert f"/work/bookings/{seat.public_id}/in/" not in page
    said = mine.post(f"/work/bookings/{seat.public_id}/in/", follow=True).content.decode()
    assert "签到前要测 15 秒环境" in said
    sent = {"quiet_seconds": "5", "settings": "{}", "agree": "on"}
    assert mine.post("/me/room/today/", sent | {"recording": upload(-26)}).status_code == 302
    assert "还不够安静" in mine.get("/me/room/today/").content.decode()
    assert mine.post("/me/room/today/", sent | {"recording": upload()}).status_code == 302
    assert "可以签到了" in mine.get("/me/room/today/").content.decode()
    assert f"/work/bookings/{seat.public_id}/in/" in mine.get("/work/").content.decode()
    clock(NOW + timedelta(days=1))
    assert "班前测 15 秒" in mine.get("/me/room/today/").content.decode()


def test_programs_do_the_same(agent, task, clock):
    clock(NOW)
    seat, mine = cast.booking(agent, cast.shift(task, "2026-10-12 14:00", 2)), Caller(agent.user)
    assert codes(mine.post(f"bookings/{seat.public_id}/clock-in/")) == ["room_unchecked"]
    given = {"recording": upload(), "quiet_seconds": "5", "agree": "true"}
    made = mine.client.post("/api/v1/me/room/today/", given, format="multipart")
    assert (made.status_code, made.json()["outcome"]) == (201, "passed")
    assert mine.post(f"bookings/{seat.public_id}/clock-in/").status_code == 200


def test_who_agreed_to_words_without_the_fifteen_seconds_is_asked_again(agent, clock):
    clock(NOW)
    browser = signed_in(agent.user)

    def asked() -> bool:
        return not browser.get("/me/room/today/").context["consented"]

    glance(agent)
    assert not asked()
    Consent.objects.filter(purpose=VOICE).update(text_version="2026-11")
    assert asked()
    glance(agent)
    assert not asked()
    assert list(Consent.objects.order_by("pk").values_list("text_version", flat=True)) == [
        "2026-11",
        TEXTS[VOICE].version,
    ]
