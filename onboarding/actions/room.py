"""A recording of a room: taken in, measured, heard and judged, taken back."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import IO, Any

import structlog
from django.core.files.base import ContentFile
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.urls import reverse

from onboarding.actions.consents import give_consent, withdraw_consent
from onboarding.models import Agent, RoomCheck, RoomJudgement, User
from onboarding.queries.checks import Numbers, first_met
from onboarding.queries.room import has_played, parked_rooms, room_numbers, unmeasured, waiting_room
from onboarding.reasons.checks import (
    HEARD_ALREADY,
    NOT_LISTENED,
    NOT_OWN_VOICE,
    ROOM_NEWER,
    ROOM_PARKED,
    ROOM_PARKED_NEWS,
    ROOM_PASSED_NEWS,
    ROOM_REFUSAL_UNSAID,
    ROOM_REFUSALS,
    ROOM_REFUSED_NEWS,
    ROOM_UNMEASURED,
    ROOM_WAITING,
    VOICE_CONSENT_NEEDED,
)
from onboarding.rules import room as rules
from onboarding.rules.identity import known_codes
from onboarding.rules.room import TREATMENTS, Heard
from onboarding.texts import VOICE
from yunke.audit import HOUSE, Actor, move, record
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.states import require_move
from yunke.notices import APP, SMS, tell

log = structlog.get_logger(__name__)
KEPT = timedelta(days=180)  # after the decision, as the consent says
WORKER_DIED = "WorkerDied"  # the last try ended with its worker: no error was left to name
SETTINGS_KEPT = (*TREATMENTS, "channelCount", "sampleRate", "latency", "label")


def reasons_not_to_record(agent: Agent, *, consented: bool) -> Iterator[Reason]:
    if waiting_room(agent):
        yield ROOM_WAITING()
    if not consented:
        yield VOICE_CONSENT_NEEDED()


def hand_in_recording(
    agent: Agent,
    upload: Any,
    *,
    consented: bool,
    settings: dict[str, Any],
    quiet_seconds: float | None,
    spoken_how: str,
    now: datetime,
) -> RoomCheck:
    """Keep the recording and measure it at once; if measuring is down, it waits for the sweep and nothing failed."""
    if reasons := list(reasons_not_to_record(agent, consented=consented)):
        raise Refused(*reasons)
    numbers = room_numbers(agent, now)[0]
    asked = _asked(numbers[1])
    marked = rules.believed_mark(quiet_seconds, asked[0])
    found = _measured(upload, upload.size, marked, asked)
    said: dict[str, Any] = {"settings": settings, "marked": marked, "spoken_how": spoken_how}
    return keep_recording(agent, upload, found, numbers=numbers, now=now, **said)


def keep_recording(
    agent: Agent,
    upload: Any,
    found: Heard | None,
    *,
    settings: dict[str, Any],
    marked: float | None,
    spoken_how: str,
    numbers: Numbers,
    now: datetime,
) -> RoomCheck:
    """The second half: what was heard is kept and judged by these numbers."""
    check = RoomCheck(
        public_id=new_public_id(now),
        agent=agent,
        spoken_how=spoken_how,
        quiet_seconds=marked,
        settings={name: settings[name] for name in SETTINGS_KEPT if name in settings},
        thresholds_version=numbers[0],
        thresholds=numbers[1],
        submitted_at=now,
    )
    try:
        _keep(check, upload, found, now=now)
    except IntegrityError:
        _forget(check)
        raise Refused(ROOM_WAITING()) from None
    return check


@transaction.atomic
def _keep(check: RoomCheck, upload: Any, found: Heard | None, *, now: datetime) -> None:
    give_consent(check.agent.user, VOICE, now=now)
    for parked in parked_rooms(check.agent):  # this one takes its place
        _take_back(parked, by=check.agent.user.actor, now=now)
    upload.seek(0)
    check.recording.save(f"room/{secrets.token_hex(16)}", ContentFile(upload.read()), save=False)
    check.save(force_insert=True)
    record(check.agent.user.actor, "room_recorded", check, now=now, to_state="received")
    if found is not None:
        _settle(check, found, by=HOUSE, now=now)


def _measured(file: IO[bytes], size: int, marked: float | None, asked: tuple[float, float]) -> Heard | None:
    """What was heard; ``Refused`` where the file is at fault; nothing where we are."""
    from onboarding.audio.listening import heard  # numpy and FFmpeg: not at the house's start

    try:
        return heard(file, size, quiet_seconds=marked, asked=asked)
    except Refused:
        raise
    except Exception:  # our trouble is not the agent's: the row waits for the sweep
        log.exception("room_not_measured")
        return None


def _asked(thresholds: dict[str, Any]) -> tuple[float, float]:
    """Seconds of quiet and of speech."""
    return float(thresholds["quiet_for"]), float(thresholds["speech_for"])


def _settle(check: RoomCheck, found: Heard, *, by: Actor, now: datetime) -> None:
    """Measures to verdicts: failed with its reasons, and the recording goes; or to the listeners."""
    version, thresholds = _kept_with(check, found, now)
    said = rules.verdicts(found.measures, thresholds)
    outcome = rules.outcome(said, check.settings)
    failed = outcome == rules.FAIL
    move(
        check,
        "failed" if failed else "listening",
        by=by,
        now=now,
        verb="room_failed" if failed else "room_measured",
        facts={"outcome": outcome, "thresholds": version},
        thresholds=thresholds,
        thresholds_version=version,
        container=found.container,
        measures=found.measures,
        picture=found.picture,
        reasons=[one.as_json() for one in _told(said, check.settings, failed)],
        listeners=rules.listeners_needed(outcome, check.public_id, thresholds),
        measured_at=now,
        decided_at=now if failed else None,
    )
    if failed:
        _forget_recording(check)


def _kept_with(check: RoomCheck, found: Heard, now: datetime) -> Numbers:
    """The numbers it was recorded by, or another line's that it meets where it fails by those."""
    asked = {name: check.thresholds[name] for name in rules.ASKED}
    others = [(version, one | asked) for version, one in room_numbers(check.agent, now)]
    return first_met(
        [(check.thresholds_version, check.thresholds), *others],
        lambda one: not rules.failures(found.measures, one),
    )


def _told(said: list[rules.Verdict], settings: dict[str, Any], failed: bool) -> list[Reason]:
    return list(rules.reasons(said) if failed else rules.doubts(said, settings))


def measure_received(now: datetime) -> int:
    """Measure what was taken in while measuring was not possible; how many. One that cannot be read says why, keeps
    nobody behind it waiting, and is parked after ``TRIES`` with growing pauses."""
    return sum(_measured_late(check, now) for check in unmeasured(now))


def _measured_late(check: RoomCheck, now: datetime) -> bool:
    if check.attempts >= rules.TRIES:
        _park(check, WORKER_DIED, now)
        return False
    if not _tried(check, now):
        return False
    try:
        found = _heard(check)
        with suppress(Refused), transaction.atomic():  # taken back meanwhile
            _settle(check, found, by=HOUSE, now=now)
    except Refused as refused:
        _fail_unmeasured(check, refused, now)
    except (OperationalError, InterfaceError):  # a database that is away says nothing about a recording
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, it is ours, and the others go on
        _say_why(check, error)
        if check.attempts >= rules.TRIES:
            _park(check, type(error).__name__, now)
    return check.state in ("failed", "listening") and bool(check.measures)


def _tried(check: RoomCheck, now: datetime) -> bool:
    """Count the try before it begins: what kills the worker must not be tried for ever. Whether it is this one's."""
    mine = RoomCheck.objects.filter(pk=check.pk, state="received", attempts=check.attempts)
    check.attempts += 1
    return bool(mine.update(attempts=F("attempts") + 1, try_at=now + rules.pause(check.attempts)))


def _heard(check: RoomCheck) -> Heard:
    from onboarding.audio.listening import heard

    with check.recording.open("rb") as file:
        asked = _asked(check.thresholds)
        return heard(file, check.recording.size, quiet_seconds=check.quiet_seconds, asked=asked)


def _park(check: RoomCheck, error: str, now: datetime) -> None:
    """Nobody has failed: the agent hears what to do, the desk sees it and may have it measured again."""
    why = ROOM_PARKED(tries=check.attempts, error=error)
    with suppress(Refused), transaction.atomic():  # taken back meanwhile
        facts = {"tries": check.attempts, "error": error}
        move(
            check,
            "parked",
            by=HOUSE,
            verb="room_parked",
            now=now,
            facts=facts,
            reasons=[why.as_json()],
            try_at=None,
        )
        tell(
            check.agent.user.public_id,
            ROOM_PARKED_NEWS,
            key=f"room:{check.public_id}:parked:{now:%Y%m%d%H%M%S}",  # it may be parked once more
            now=now,
            channels=(APP, SMS),
            url=reverse("onboarding:room"),
        )


def measure_again(check: RoomCheck, *, by: User, now: datetime) -> None:
    """Once the cause is mended: due at once, with new tries."""
    fresh: dict[str, Any] = {"reasons": [], "attempts": 0, "try_at": None}
    try:
        with transaction.atomic():
            move(check, "received", by=by.actor, verb="room_unparked", now=now, **fresh)
    except IntegrityError:  # a newer one waits
        raise Refused(ROOM_NEWER()) from None


def _fail_unmeasured(check: RoomCheck, refused: Refused, now: datetime) -> None:
    """The file itself is at fault."""
    reasons = [one.as_json() for one in refused.reasons]
    with suppress(Refused):
        move(check, "failed", by=HOUSE, verb="room_failed", now=now, reasons=reasons, decided_at=now)
        _forget_recording(check)


def _say_why(check: RoomCheck, error: Exception) -> None:
    """The trouble stands on the row, for the desk; it is logged when it is new, not with every try."""
    why = [ROOM_UNMEASURED(error=type(error).__name__).as_json()]
    if check.reasons != why:
        log.error("room_not_measured", room=check.public_id, exc_info=error)
        RoomCheck.objects.filter(pk=check.pk, state="received").update(reasons=why)


def record_played(check: RoomCheck, *, by: User, now: datetime) -> None:
    record(by.actor, "room_played", check, now=now)


@transaction.atomic
def judge_room(
    check: RoomCheck, *, passed: bool, codes: Collection[str] = (), by: User, now: datetime
) -> RoomCheck:
    """One listener's word; when enough have spoken the check is decided, a third settles a disagreement."""
    check = RoomCheck.objects.select_for_update().select_related("agent__user").get(pk=check.pk)
    known = known_codes(codes, list(ROOM_REFUSALS))
    _may_judge(check, passed, known, by)
    try:
        with transaction.atomic():
            RoomJudgement.objects.create(
                room=check, by=by, passed=passed, codes=[] if passed else known, at=now
            )
    except IntegrityError:
        raise Refused(HEARD_ALREADY()) from None
    record(by.actor, "room_judged", check, now=now, passed=passed, codes=[] if passed else known)
    words = list(check.judgements.order_by("pk"))
    verdict = rules.judged([one.passed for one in words], check.listeners)
    if verdict is not None:
        _decide(check, verdict, [code for one in words for code in one.codes], by=by.actor, now=now)
    return check


def _may_judge(check: RoomCheck, passed: bool, codes: list[str], by: User) -> None:
    require_move(check.STATES, check.state, "passed")
    if check.agent.user_id == by.pk:
        raise Refused(NOT_OWN_VOICE())
    if not has_played(check, by.actor):
        raise Refused(NOT_LISTENED())
    if not passed and not codes:
        raise Refused(ROOM_REFUSAL_UNSAID())


def _decide(check: RoomCheck, passed: bool, codes: Collection[str], *, by: Actor, now: datetime) -> None:
    known = [] if passed else known_codes(codes, list(ROOM_REFUSALS))
    move(
        check,
        "passed" if passed else "refused",
        by=by,
        now=now,
        verb="room_passed" if passed else "room_refused",
        facts={"codes": known},
        decided_at=now,
        reasons=[ROOM_REFUSALS[code]().as_json() for code in known],
    )
    tell(
        check.agent.user.public_id,
        ROOM_PASSED_NEWS if passed else ROOM_REFUSED_NEWS,
        key=f"room:{check.public_id}:{check.state}",
        now=now,
        channels=(APP, SMS),
        url=reverse("home") if passed else reverse("onboarding:room"),
    )


@transaction.atomic
def withdraw_room(check: RoomCheck, *, by: User, now: datetime) -> None:
    """The agent takes the recording back; it is deleted."""
    _take_back(check, by=by.actor, now=now)


def _take_back(check: RoomCheck, *, by: Actor, now: datetime) -> None:
    move(check, "withdrawn", by=by, verb="room_withdrawn", now=now)
    _forget_recording(check)


@transaction.atomic
def withdraw_voice_consent(user: User, *, now: datetime) -> None:
    """Every recording is deleted; what waits or has passed no longer stands."""
    withdraw_consent(user, VOICE, now=now)
    agent = Agent.objects.filter(user=user).first()
    for check in agent.room_checks.exclude(recording="", state__in=("failed", "withdrawn")) if agent else ():
        if check.STATES.allows(check.state, "withdrawn"):
            move(check, "withdrawn", by=user.actor, verb="room_withdrawn", now=now)
        _forget_recording(check)


def forget_old_recordings(now: datetime) -> int:
    """Delete recordings whose time is over; the numbers stay. Nothing is decided of one that stays parked."""
    over = Q(decided_at__lt=now - KEPT) | Q(state="parked", submitted_at__lt=now - KEPT)
    rows = RoomCheck.objects.filter(over).exclude(recording="")
    for check in rows:
        record(HOUSE, "room_recording_deleted", check, now=now)
        _forget_recording(check)
    return len(rows)


def _forget_recording(check: RoomCheck) -> None:
    """The file goes once the row has said so for good."""
    name, storage = check.recording.name, check.recording.storage
    if name:
        RoomCheck.objects.filter(pk=check.pk).update(recording="")
        check.recording.name = ""
        transaction.on_commit(lambda: storage.delete(name))


def _forget(check: RoomCheck) -> None:
    if check.recording.name:
        check.recording.storage.delete(check.recording.name)
