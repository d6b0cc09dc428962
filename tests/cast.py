"""The fixed cast: who recurs in the tests, made by direct rows so that no test leans on another's action.

ID numbers are of the unassigned region 990000; phones of the 199 0 range are plainly made up.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Exists, OuterRef

from onboarding.actions.identity import submit_identity
from onboarding.models import (
    Agent,
    EquipmentCheck,
    IdentityCheck,
    Line,
    LineChoice,
    Profile,
    RoleGrant,
    RoomCheck,
    Sop,
    SopStep,
    TypingTest,
    User,
)
from onboarding.rules.equipment import THRESHOLDS as EQUIPMENT_THRESHOLDS
from onboarding.rules.room import THRESHOLDS
from onboarding.rules.typing import THRESHOLDS as TYPING_THRESHOLDS
from tasks.models import (
    Acceptance,
    Agreement,
    Booking,
    Claim,
    Client,
    ClientPrice,
    Holiday,
    HolidayYear,
    PayingEntity,
    PayMonth,
    PenaltyClause,
    PenaltyTable,
    ResultKind,
    Segment,
    Shift,
    Task,
    Terms,
    TermsRate,
)
from training.models import Qualification, RankChange
from yunke.audit import HOUSE, record
from yunke.ground.calendar import PAY_ZONE, local_on, statutory_days
from yunke.ground.ids import new_public_id
from yunke.ground.roles import APPROVER, OPERATIONS, PREPARER, RELEASER, SCREENER
from yunke.models import AuditEntry, Public

LONG_AGO = datetime(2026, 1, 5, 1, tzinfo=UTC)
_phones, _numbers = count(1), count(1)


def at(text: str) -> datetime:
    """``2026-10-05 18:30`` in the pay zone."""
    return datetime.fromisoformat(text).replace(tzinfo=PAY_ZONE)


def person(name: str = "演示人", *roles: str, phone: str = "") -> User:
    """A user, with these roles in force."""
    phone = phone or f"+8619901{next(_phones):06d}"  # unlike each that a test names
    user = User.objects.create_user(phone, now=LONG_AGO, name=name, phone_verified_at=LONG_AGO)
    for role in roles:
        RoleGrant.objects.create(
            public_id=new_public_id(LONG_AGO), user=user, role=role, state="active", asked_at=LONG_AGO
        )
    return user


def screener() -> User:
    return person("筛选员", SCREENER)


def operations() -> User:
    return person("运营", OPERATIONS)


def finance() -> tuple[User, User, User]:
    """Preparer, approver, releaser."""
    return person("制单人", PREPARER), person("审批人", APPROVER), person("发放人", RELEASER)


def id_number(serial: int = 1, born: str = "19950412") -> str:
    """A number of region 990000 with a right check digit."""
    body = f"990000{born}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def agent(name: str = "演示客服", *, state: str = "active", verified: bool = True) -> Agent:
    """An agent; ``verified``: real name passed."""
    serial = next(_numbers)
    one = Agent.objects.create(
        public_id=new_public_id(LONG_AGO),
        user=person(name),
        number=f"A{5_000_000 + serial:07d}",  # the house itself counts from the beginning
        state=state,
        joined_at=LONG_AGO,
    )
    if verified:
        IdentityCheck.objects.create(
            public_id=new_public_id(LONG_AGO),
            agent=one,
            name=name,
            provider="screener",
            state="passed",
            id_number=id_number(serial % 1000, f"19{70 + serial // 1000 % 30}0412"),
            submitted_at=LONG_AGO,
            decided_at=LONG_AGO,
        )
    return one


def papers(one: Agent, *, now: datetime, number: str = "") -> IdentityCheck:
    """Name and number handed in anew; ``number``: where no passed one tells it."""
    photos = {side: ContentFile(b"jpeg", f"{side}.jpg") for side in ("front", "back", "self")}
    number = number or one.identity_checks.get(state="passed").id_number
    return submit_identity(one, name=one.user.name, id_number=number, photos=photos, consented=True, now=now)


MEASURED = {
    "seconds": 25.6,
    "quiet_seconds": 10.0,
    "noise_dbfs": -58.2,
    "speech_dbfs": -24.1,
    "snr_db": 34.1,
    "peak_dbfs": -8.0,
    "clipped_percent": 0.0,
    "hum_dbfs": -80.0,
    "hum_below_db": 55.9,
    "dropouts": 0,
    "dropout_ms": 0,
    "loud_percent": 0.0,
    "speech_seconds": 12.5,
}


def room(one: Agent, *, state: str = "passed", now: datetime = LONG_AGO, **fields: Any) -> RoomCheck:
    """A recording of a quiet room, with a few bytes for its sound."""
    made = RoomCheck(
        public_id=new_public_id(now),
        agent=one,
        state=state,
        container="wav",
        quiet_seconds=10.0,
        settings=dict.fromkeys(("echoCancellation", "noiseSuppression", "autoGainControl"), False),
        submitted_at=now,
        measured_at=now,
        decided_at=now if state in ("passed", "refused", "failed") else None,
        **{
            "measures": MEASURED,
            "picture": [-58] * 40 + [-24, -26, -30] * 20,
            "thresholds": THRESHOLDS,
            "thresholds_version": "1",
            **fields,
        },
    )
    made.recording.save("room/cast", ContentFile(b"RIFF----WAVE"), save=False)
    made.save()
    return made


def typing(one: Agent, *, now: datetime = LONG_AGO, **fields: Any) -> TypingTest:
    """A test that was begun."""
    return TypingTest.objects.create(
        public_id=new_public_id(now),
        agent=one,
        submitted_at=now,
        **{"text_code": "parcel", "thresholds": TYPING_THRESHOLDS, **fields},
    )


COMPUTER = {
    "cores": 4,
    "memory_gb": 8,
    "screen_width": 1920,
    "screen_height": 1080,
    "mobile": False,
    "browser": "Chromium 140, Windows",
    "microphones": ["北恩 H550"],
    "latency_ms": 18.0,
    "jitter_ms": 2.0,
    "loss_percent": 0.0,
    "down_mbps": 92.0,
    "up_mbps": 31.0,
    "down_curve": [60.0, 92.0, 94.0],
    "up_curve": [20.0, 31.0, 30.0],
}


def equipment(
    one: Agent, *, state: str = "passed", now: datetime = LONG_AGO, **fields: Any
) -> EquipmentCheck:
    """A computer on a cable of China Telecom, with a few bytes for its photo."""
    made = EquipmentCheck(
        public_id=new_public_id(now),
        agent=one,
        state=state,
        submitted_at=now,
        decided_at=None if state == "submitted" else now,
        **{
            "measures": COMPUTER,
            "carrier": "telecom",
            "line_type": "wired",
            "headset": "noise_cancelling",
            "carrier_seen": "telecom",
            "thresholds": EQUIPMENT_THRESHOLDS,
            **fields,
        },
    )
    made.photo.save("equipment/cast.jpg", ContentFile(b"jpeg"), save=False)
    made.save()
    return made


def ranked(rank: str, name: str = "演示师傅", *, since: date = date(2026, 1, 5)) -> Agent:
    """An agent of this rank."""
    one = agent(name)
    raise_to(one, rank, since=since)
    return one


def raise_to(one: Agent, rank: str, *, since: date = date(2026, 1, 5)) -> None:
    RankChange.objects.create(
        public_id=new_public_id(LONG_AGO),
        agent=one,
        from_rank="agent",
        to_rank=rank,
        effective_on=since,
        why="x",
        changed_at=LONG_AGO,
    )


def line(code: str = "voice") -> Line:
    zh, en = {"chat": ("在线客服", "Online chat"), "annotation": ("标注业务", "Annotation")}.get(
        code, ("语音外呼", "Outbound voice")
    )
    return Line.objects.get_or_create(code=code, defaults={"name_zh": zh, "name_en": en, "is_open": True})[0]


TOLD: dict[str, Any] = {
    "education": "college",
    "city": "绵阳",
    "pace": "part",
    "languages": ["mandarin", "sichuan"],
    "mandarin": "2a",
    "experience": {"telemarketing": ["finance"]},
    "sales": "some",
    "skills": ["music"],
    "hours": ["1-18", "1-21", "6-08"],
    "backup": "yes",
}


def profile(one: Agent, **answers: Any) -> Profile:
    """A profile that was sent; ``needs`` goes where it is encrypted."""
    needs = answers.pop("needs", [])
    return Profile.objects.create(
        public_id=new_public_id(LONG_AGO),
        agent=one,
        answers=TOLD | answers,
        needs=json.dumps({"needs": needs}) if needs else "",
        saved_at=LONG_AGO,
        sent_at=LONG_AGO,
    )


SPINE = ("real_name", "study", "exam", "claim", "screening", "on_duty")


def sop(of: Line, *kinds: str, version: int = 1, effective_on: date = date(2026, 1, 1), **rows: Any) -> Sop:
    """A version in force with these steps, the spine by default; ``rows`` maps a kind to its columns."""
    made = Sop.objects.create(
        public_id=new_public_id(LONG_AGO),
        line=of,
        version=version,
        effective_on=effective_on,
        state="in_force",
        proposed_at=LONG_AGO,
    )
    SopStep.objects.bulk_create(
        SopStep(sop=made, kind=kind, order=place, **rows.get(kind, {}))
        for place, kind in enumerate(kinds or SPINE, 1)
    )
    return made


def chosen(one: Agent, *codes: str) -> Agent:
    """The agent has chosen these lines, each with the spine as its SOP."""
    for code in codes or ("voice",):
        of = line(code)
        if not of.sops.exists():
            sop(of)
        LineChoice.objects.create(agent=one, line=of, chosen_at=LONG_AGO)
    return one


def qualification(one: Agent, *, code: str = "voice", expires_on: date = date(2027, 12, 31)) -> Qualification:
    return Qualification.objects.create(
        public_id=new_public_id(LONG_AGO),
        agent=one,
        line=line(code),
        granted_at=LONG_AGO,
        expires_on=expires_on,
    )


def entity(
    code: str = "demo",
    *,
    month: date = date(2026, 10, 1),
    tax_method: str = "none",
    gap_rule: str = "",
    penalties_lower_income: bool = False,
) -> PayingEntity:
    """A paying entity whose settings are chosen, with its open month and agreement."""
    one = PayingEntity.objects.create(
        public_id=new_public_id(LONG_AGO),
        code=code,
        name=f"云客演示{code}",
        tax_method=tax_method,
        gap_rule=gap_rule,
        penalties_lower_income=penalties_lower_income,
    )
    PayMonth.objects.create(public_id=new_public_id(LONG_AGO), entity=one, month=month)
    if tax_method == "cumulative":
        nobody_paid_before(one, month)
    Agreement.objects.create(
        public_id=new_public_id(LONG_AGO),
        entity=one,
        version=1,
        body_zh="协议",
        body_en="Agreement",
        hash=_hash("agreement"),
        effective_on=date(2026, 1, 1),
    )
    return one


def nobody_paid_before(one: PayingEntity, month: date) -> None:
    """The year begins here: two people said that nobody was paid before."""
    from payouts.models import CutOver
    from payouts.queries.paydays import timetable_of

    CutOver.objects.create(
        public_id=new_public_id(LONG_AGO),
        entity=one,
        tax_year=timetable_of(month).payment_on.year,
        file_hash=_hash(""),
        row_count=0,
        income_fen=0,
        tax_fen=0,
        debt_fen=0,
        from_month=month,
        proposed_by=person("制单人"),
        proposed_at=LONG_AGO,
        decided_by=person("审批人"),
        decided_at=LONG_AGO,
        state="confirmed",
    )


def holidays(*years: int) -> None:
    """The statutory days of these years, confirmed."""
    for number in years or (2026,):
        year = HolidayYear.objects.create(
            public_id=new_public_id(LONG_AGO),
            year=number,
            source="cast",
            state="confirmed",
            confirmed_at=LONG_AGO,
        )
        Holiday.objects.bulk_create(
            Holiday(year=year, on=day, kind="statutory", code=code)
            for day, codes in statutory_days(number).items()
            for code in codes
        )


def task(
    payer: PayingEntity | None = None,
    *,
    name: str = "演示外呼任务",
    seats: int = 20,
    state: str = "open",
    code: str = "voice",
    **terms_fields: Any,
) -> Task:
    """An open task with its first terms (15.00 an hour, meal 18:00-19:00 unpaid), price and penalty table."""
    serial = next(_numbers)
    client = Client.objects.create(public_id=new_public_id(LONG_AGO), name=f"演示客户{serial}")
    one = Task.objects.create(
        public_id=new_public_id(LONG_AGO),
        number=f"T{50_000 + serial:05d}",
        client=client,
        entity=payer or entity(),
        line=line(code),
        name=name,
        seats=seats,
        state=state,
        starts_on=date(2026, 1, 1),
        created_at=LONG_AGO,
    )
    terms(one, **terms_fields)
    ClientPrice.objects.create(task=one, effective_on=date(2026, 1, 1), unit="shift", price_fen=22_000)
    table = PenaltyTable.objects.create(
        public_id=new_public_id(LONG_AGO),
        task=one,
        version=1,
        effective_on=date(2026, 1, 1),
        hash=_hash(f"penalties {serial}"),
    )
    PenaltyClause.objects.create(
        table=table, code="left_without_leave", title="擅自离开任务", amount_fen=2_000
    )
    return one


def terms(
    one: Task,
    *,
    version: int = 1,
    effective_on: date = date(2026, 1, 1),
    hourly_fen: int = 1_500,
    rates: dict[str, tuple[int, int]] | None = None,
    **fields: Any,
) -> Terms:
    """A terms version; ``rates`` maps a result kind's code to (unit_fen, share_bp)."""
    made = Terms.objects.create(
        public_id=new_public_id(LONG_AGO),
        task=one,
        version=version,
        effective_on=effective_on,
        hourly_fen=hourly_fen,
        created_at=LONG_AGO,
        hash=_hash(f"{one.number} v{version}"),
        **({"meal_starts": time(18), "meal_ends": time(19)} | fields),
    )
    for code, (unit_fen, share_bp) in (rates or {}).items():
        TermsRate.objects.create(terms=made, kind=kind(code), unit_fen=unit_fen, share_bp=share_bp)
    return made


KINDS = {
    "connected": ("接通", "Connected call", "count"),
    "interested_lead": ("意向客户", "Interested lead", "count"),
    "wechat_added": ("加微信", "WeChat contact", "count"),
    "sale": ("成交", "Sale", "amount"),
    "accepted_item": ("验收通过", "Accepted item", "count"),
    "returned_item": ("退回", "Returned item", "count"),
}


def kind(code: str) -> ResultKind:
    zh, en, measure = KINDS[code]
    returns = kind("accepted_item") if code == "returned_item" else None
    return ResultKind.objects.get_or_create(
        code=code, defaults={"name_zh": zh, "name_en": en, "measure": measure, "returns": returns}
    )[0]


def claim(one: Agent, of: Task, *, state: str = "on_duty") -> Claim:
    qualified = Qualification.objects.filter(agent=one, line=of.line, state="valid").first() or qualification(
        one, code=of.line.code
    )
    return Claim.objects.create(
        public_id=new_public_id(LONG_AGO),
        task=of,
        agent=one,
        qualification=qualified,
        state=state,
        terms=of.terms.earliest("version"),
        asked_at=LONG_AGO,
        on_duty_at=LONG_AGO if state == "on_duty" else None,
    )


def shift(
    of: Task, starts: str = "2026-10-12 14:00", hours: float = 8, *, seats: int = 5, taken: int = 0
) -> Shift:
    begins = at(starts)
    return Shift.objects.create(
        public_id=new_public_id(LONG_AGO),
        task=of,
        starts_at=begins,
        ends_at=begins + timedelta(hours=hours),
        local_on=local_on(begins),
        seats=seats,
        taken=taken,
    )


def accepted(one: Claim, terms: Terms, on: datetime) -> Acceptance:
    """The papers, accepted with this version of the terms."""
    table, paper = one.task.penalty_tables.get(), one.task.entity.agreements.get()
    return Acceptance.objects.create(
        public_id=new_public_id(on),
        claim=one,
        accepted_at=on,
        terms=terms,
        terms_hash=terms.hash,
        agreement=paper,
        agreement_hash=paper.hash,
        penalty_table=table,
        penalty_hash=table.hash,
    )


def booking(one: Agent, of: Shift, *, state: str = "booked", **fields: Any) -> Booking:
    """A held seat, counted on its shift."""
    made = _seat(one, of, state, **fields)
    Shift.objects.filter(pk=of.pk).update(taken=of.bookings.count())
    return made


def _seat(one: Agent, of: Shift, state: str, **fields: Any) -> Booking:
    duty = Claim.objects.filter(agent=one, task=of.task, state="on_duty").first() or claim(one, of.task)
    return Booking.objects.create(
        public_id=new_public_id(LONG_AGO),
        shift=of,
        agent=one,
        claim=duty,
        state=state,
        starts_at=of.starts_at,
        ends_at=of.ends_at,
        **{"booked_at": LONG_AGO} | fields,
    )


def segment(
    one: Agent,
    of: Task,
    on: date,
    minutes: int,
    *,
    state: str = "approved",
    settle_month: date | None = None,
    starts: str = "09:00",
) -> Segment:
    """Approved hours on a day, with the shift and booking they were worked in."""
    begins = at(f"{on} {starts}")
    ends = begins + timedelta(minutes=minutes)
    worked = shift(of, f"{on} {starts}", minutes / 60, taken=1)
    held = _seat(one, worked, "worked", clocked_in_at=begins, clocked_out_at=ends)
    valid = of.terms.filter(effective_on__lte=on).latest("effective_on")
    month = (settle_month or on.replace(day=1)) if state == "approved" else None
    return Segment.objects.create(
        public_id=new_public_id(LONG_AGO),
        agent=one,
        task=of,
        terms=valid,
        booking=held,
        started_at=begins,
        ended_at=ends,
        local_on=on,
        paid_minutes=minutes,
        state=state,
        settle_month=month,
        entity=of.entity if month else None,
        approved_at=ends if month else None,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_down(*models: type[Public]) -> None:
    """The cast makes rows without acts; each of these (of all, unless named) gets the entry an act would have
    written, if it has none."""
    from payouts.verify.records import recorded

    for model in models or recorded():
        written = AuditEntry.objects.filter(
            thing_type=model._meta.label_lower, thing_id=OuterRef("public_id"), to_state=OuterRef("state")
        )
        for row in model._default_manager.filter(~Exists(written)):
            record(HOUSE, "cast", row, now=LONG_AGO, to_state=row.state)
