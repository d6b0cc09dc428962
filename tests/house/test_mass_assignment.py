"""Every column name of the house, sent to every writer: only what the door is for changes.

Whoever may write there sends real input where there is some (``CASES``) and, beside it, each column of each
model with a value that would do harm. Every table that was written to is compared before and after; ``CHANGES``
says of each door what it changes: ``Model.column`` of a row that stood there, ``Model+`` for a new row,
``Model+column`` where the new row holds what the sender wished for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.test import Client

from onboarding.actions.identity_draft import keep_draft
from onboarding.actions.room import record_played
from onboarding.models import IdentityCheck, User
from onboarding.photos import cleaned_photo
from onboarding.rules.typing_texts import TEXTS
from onboarding.sms_providers import PROVIDERS
from tasks.models import TermsProposal
from tests import cast
from tests.house.cases import NEW_CASES
from tests.house.cases.shape import SENT, Case
from tests.house.changes import CHANGES, UNCHANGED
from tests.house.doors import Door, doors
from tests.house.scenes import MAKERS, NOW, Belongings, World, card_number
from tests.onboarding import sounds
from tests.onboarding.doors import photo, signed_in
from training.actions.bank import WORDS
from training.forms import QuestionForm
from training.models import Question
from yunke.ground.roles import AGENT, ANYONE, CLIENT, SIGNED_IN

pytestmark = [pytest.mark.django_db]
ROOMS = ("yunke", "onboarding", "training", "tasks", "payouts", "mfa", "knox")
MODELS = [one for one in apps.get_models() if one._meta.app_label in ROOMS]
WRITERS = [one for one in doors() if one.writers]
ALWAYS = {
    "AuditEntry+",
    "Notice+",
    "Counter.last",
}  # the house's own book-keeping
FORBIDDEN = (  # a wish for one of these is never granted, at no door
    "public_id",
    "state",
    "number",
    "settle_month",
    "approved_by",
    "decided_by",
    "proposed_by",
    "net_fen",
    "is_active",
    "phone_verified_at",
    "hash",
    "token_hash",
    "uploaded_by",
    "made_by",
    "created_by",
)
BY_TYPE: list[tuple[type[Any], Any]] = [
    (models.BooleanField, "true"),
    (models.DateTimeField, "2001-02-03T04:05:06+08:00"),
    (models.DateField, "2001-02-03"),
    (models.TimeField, "04:05"),
    (models.IntegerField, 7_777),
    (models.JSONField, '["poison"]'),
    (models.FileField, "poison.txt"),
]


def _corrected(world: World) -> Case:
    form = QuestionForm(Question.objects.select_related("lesson").get(code="v-01"))
    return Case({name: form.initial[name] for name in form.fields} | {"stem_zh": "改过的题干？"})


def _corrected_by_program(world: World) -> Case:
    question = Question.objects.get(code="v-01")
    return Case({name: getattr(question, name) for name in WORDS} | {"stem_en": "A better stem?"})


def _real_name(world: World) -> Case:
    return Case(
        {
            "name": "吴丙",
            "id_number": cast.id_number(888),
            "agree": "on",
            "photo_front": photo(),
            "photo_back": photo(),
            "photo_self": photo(),
        },
        Belongings("吴丙", verified=False).user,
    )


def _draft(world: World) -> Case:
    case = _real_name(world)
    assert case.user
    typed = {"name": case.data["name"], "id_number": case.data["id_number"]}
    photos = {side: cleaned_photo(photo()) for side in ("front", "back", "self")}
    keep_draft(case.user.agent, **typed, photos=photos, now=NOW)
    return Case(user=case.user)


def _room(world: World) -> Case:
    one = Belongings("陈己", verified=False)
    recording = SimpleUploadedFile("a.webm", sounds.quiet_room(), "audio/webm")
    return Case(
        {
            "recording": recording,
            "quiet_seconds": "10",
            "spoken_how": "read",
            "settings": "{}",
            "agree": "on",
        },
        one.user,
    )


def _equipment(world: World) -> Case:
    raw = {
        "cores": 4, "screen": [1920, 1080], "microphones": ["北恩"], "pings": [20] * 12,
        "down": [[900_000, 100]] * 4, "up": [[300_000, 100]] * 4,
    }  # fmt: skip
    said = {"carrier": "telecom", "line_type": "wired", "headset": "plain", "headset_model": "H550"}
    one = Belongings("冯庚", verified=False)
    return Case({"measured": json.dumps(raw), "photo": photo()} | said, one.user)


def _judged(world: World) -> Case:
    """By somebody who has played it."""
    listener = cast.screener()
    record_played(world.mine.room, by=listener, now=NOW)
    return Case({"decision": "pass", "codes": []}, listener)


def _claim(world: World) -> Case:
    one = Belongings("郑丁")
    cast.qualification(one.agent)
    return Case({"terms_hash": world.mine.task.terms.get().hash}, one.user)


def _papers(world: World) -> Case:
    of = world.mine.admitted.task
    return Case(
        {
            "agreement": of.entity.agreements.get().hash,
            "terms": of.terms.get().hash,
            "penalties": of.penalty_tables.get().hash,
        }
    )


def _book(world: World) -> Case:
    return Case(places={"public_id": cast.shift(world.mine.task, "2026-11-05 09:00").public_id})


def _talk(world: World) -> Case:
    """Somebody qualified who has no talk yet."""
    one = Belongings("孙己")
    cast.qualification(one.agent)
    return Case({"line": "voice"}, one.user)


def _moved(world: World) -> Case:
    one = Belongings("吴庚")
    cast.qualification(one.agent)
    talk = {"public_id": one.interview.public_id}
    return Case({"slot": world.mine.free_time.public_id}, one.user, places=talk)


def _own_slot(world: World) -> Case:
    return Case(user=world.mine.free_time.interviewer)


def _stretch(world: World) -> Case:
    return Case(
        {
            "starts_at": "2026-11-09T09:00:00+08:00",
            "ends_at": "2026-11-09T09:20:00+08:00",
            "on": "2026-11-09",
            "starts": "09:00",
            "ends": "09:20",
            "minutes": 20,
            "line": "",
        }
    )


def _clock_in(world: World) -> Case:
    seat = cast.booking(world.mine.agent, cast.shift(world.mine.task, "2026-11-02 10:00"))
    return Case(places={"public_id": seat.public_id})


def _account(world: World) -> Case:
    """The owner's name waits at the desk; this one's is proven."""
    return Case(
        {"holder": "王戊", "number": card_number(99), "bank": "演示银行", "branch_code": ""},
        Belongings("王戊").user,
    )


def _typed(**data: Any) -> Callable[[World], Case]:
    return lambda world: Case(data)


def _ticked(name: str, thing: str, *, many: bool = False, **data: Any) -> Callable[[World], Case]:
    """A list's row: the public_id of something of mine under the name of its box."""

    def case(world: World) -> Case:
        public_id = getattr(world.mine, thing).public_id
        return Case({name: [public_id] if many else public_id} | data)

    return case


STRAIGHT = {  # no stage between asking and duty, as it was
    "asks_interview": False,
    "training_percent": 0,
    "client_assesses": False,
    "room_before_shift": False,
    "reserve_percent": 150,
}


def _task(world: World) -> Case:
    of = world.mine.task
    return Case(
        {
            "client": of.client_id,
            "entity": of.entity_id,
            "line": of.line_id,
            "name": "改过的名字",
            "seats": 30,
            "starts_on": "2026-01-01",
            "ends_on": "",
            "claims_until": "",
            "description": "d",
            "requirements": "r",
            **STRAIGHT,
        }
    )


def _task_by_codes(world: World) -> Case:
    of = world.mine.task
    return Case(
        {
            "client": of.client.public_id,
            "entity": of.entity.code,
            "line": of.line.code,
            "name": "改过的名字",
            "seats": 30,
            "starts_on": "2026-01-01",
            "ends_on": None,
            "claims_until": None,
            "description": "d",
            "requirements": "r",
            **STRAIGHT,
        }
    )


def _mapping(world: World) -> Case:
    columns = {
        "call_id": "id",
        "agent": "agent",
        "at": "at",
        "kinds": [{"kind": "connected", "column": "s", "operator": ">=", "value": "30"}],
    }
    return Case({"task": world.mine.task.public_id, "name": "另一种", "columns": columns})


def _proposed(world: World) -> Case:
    mine = world.mine
    return Case(
        {
            "task": mine.task.public_id,
            "agent": mine.agent.number,
            "kind": "reward",
            "clause": "",
            "amount_fen": 500,
            "occurred_on": "2026-11-01",
            "evidence": "带新人",
            "review": None,
        }
    )


def _repaired(world: World) -> Case:
    return Case({"rows": [world.mine.parked.public_id], "agent": world.mine.agent.number, "at": ""})


def _written(world: World) -> Case:
    """Terms for a task without any that wait."""
    TermsProposal.objects.filter(pk=world.mine.written_terms.pk).delete()
    return Case(
        {
            "effective_on": "2026-11-10",
            "hourly_fen": 1_600,
            "meal_starts": None,
            "meal_ends": None,
            "meal_is_paid": False,
            "margin_seen": False,
            "holiday_rule": "none",
            "holiday_percent": 200,
            "holiday_dates": [],
            "grace_minutes": 5,
            "full_attendance_fen": 0,
            "full_attendance_shifts": 0,
            "task_bonus_fen": 0,
            "task_bonus_shifts": 0,
            "rates": {},
            "tiers": {},
            "ranks": [],
            "guarantee_fen": 0,
            "guarantee_minutes": 0,
            "mentor_hourly_fen": 0,
            "mentor_days": 0,
        }
    )


RULE = {
    "rank": "mentor",
    "effective_on": "2026-11-10",
    "hours": 100,
    "exam_percent": 80,
    "quality_percent": 0,
    "incident_days": 90,
    "incidents": 0,
    "mentees": 0,
}


def _pair(world: World) -> Case:
    """The own trainer beside one more newcomer."""
    mine, mentee = world.mine, cast.agent("又一个徒弟")
    cast.claim(mentee, mine.task)
    return Case(
        {
            "task": mine.task.public_id,
            "mentor": mine.agent.number,
            "mentee": mentee.number,
            "starts_on": "2026-11-10",
        }
    )


CASES: dict[str, Callable[[World], Case]] = {
    "set_language": _typed(language="en"),
    "onboarding:account": _typed(name="林甲甲", language="zh-hans"),
    "api_me": _typed(name="林甲甲", language="zh-hans"),
    "onboarding:real_name": _real_name,
    "onboarding:real_name_check": _draft,
    "api_real_name": _real_name,
    "onboarding:typing_start": lambda world: Case(user=Belongings("蒋辛", verified=False).user),
    "api_typing": lambda world: Case(user=Belongings("蒋辛", verified=False).user),
    "onboarding:typing_save": _typed(typed="您好"),
    "api_typing_save": _typed(typed="您好"),
    "onboarding:typing_finish": _typed(
        typed=TEXTS["parcel"][:100], signs='{"keys": 300, "compositions": 40}'
    ),
    "api_typing_finish": _typed(typed=TEXTS["parcel"][:100], signs={"keys": 300, "compositions": 40}),
    "onboarding:equipment": _equipment,
    "api_equipment": _equipment,
    "onboarding:desk_equipment_decide": _typed(decision="pass", codes=[]),
    "api_equipment_decide": _typed(decision="pass", codes=[]),
    "onboarding:room": _room,
    "api_room": _room,
    "onboarding:desk_room_judge": _judged,
    "api_room_judge": _judged,
    "api_ask_role": _typed(role="quality"),
    "api_decide_role": _typed(decision="give"),
    "api_invitations": _typed(phone="19900077777", name="新同事", roles=["operations"]),
    "api_identity_reveal": _typed(why="核对证件"),
    "onboarding:ask_role": _typed(role="quality"),
    "onboarding:decide_role": _typed(decision="give"),
    "onboarding:invite": _typed(phone="19900077777", name="新同事", roles=["operations"]),
    "onboarding:desk_identity_decide": _typed(decision="pass"),
    "api_identity_decision": _typed(decision="pass", codes=[]),
    "onboarding:desk_identity_reveal": _typed(why="核对证件"),
    "onboarding:door": _typed(computer="yes", telecom_cable="yes", headset="no", weekly_hours="10"),
    "api_door": _typed(computer=True, telecom_cable=True, headset=False, weekly_hours=12),
    "onboarding:profile_section": _typed(education="college", city="绵阳", pace="part"),
    "onboarding:profile_draft": _typed(education="college", city="绵阳", pace="part"),
    "api_profile": _typed(**cast.TOLD, needs=[]),
    "training:answer": _typed(option=1),
    "api_answer": _typed(option=1),
    "api_bank_off": _typed(why="有歧义"),
    "training:bank_switch": _typed(why="有歧义"),
    "api_bank_correct": _corrected_by_program,
    "training:bank_correct": _corrected,
    "tasks:claim_it": _claim,
    "api_claim_task": _claim,
    "tasks:papers": _papers,
    "api_accept_papers": _papers,
    "tasks:shift_book": _book,
    "api_book_shift": _book,
    "tasks:clock_in": _clock_in,
    "api_clock_in": _clock_in,
    "tasks:decision_answer": _typed(words="当时网断了"),
    "tasks:decide": _typed(outcome="admit"),
    "api_decide_claim": _typed(outcome="admit", codes=[]),
    "tasks:decide_many": _ticked("claim", "asked", outcome="admit"),
    "api_decide_claims": _ticked("claims", "asked", many=True, outcome="admit", codes=[]),
    "tasks:hours_change": _typed(minutes=200, why="核对过"),
    "tasks:hours_approve": _ticked("row", "segment"),
    "tasks:hours_refuse": _ticked("row", "segment", why="没有上班"),
    "api_approve_hours": _ticked("segments", "segment", many=True),
    "tasks:parked_drop": _ticked("row", "parked"),
    "tasks:shift_seats": _typed(seats=9),
    "tasks:edit_task": _task,
    "tasks:new_task": lambda world: Case(_task(world).data | {"asks_interview": "no"}),
    "tasks:move_task": _typed(to="paused"),
    "tasks:new_price": _typed(effective_on="2026-11-10", unit="shift", price_fen="230"),
    "api_tasks": _task_by_codes,
    "api_desk_task": _task_by_codes,
    "api_move_task": _typed(to="paused"),
    "api_prices": _typed(effective_on="2026-11-10", unit="shift", price_fen=23_000),
    "api_refuse_terms": _typed(why="太少了"),
    "api_refuse_penalties": _typed(why="太重了"),
    "api_terms": _written,
    "api_publish_agreement": _typed(effective_on="2026-11-10", body_zh="约定", body_en="Agreed"),
    "tasks:career_apply": _typed(words="x"),
    "tasks:rank_decide": _typed(answer="drop", why="再等一等"),
    "api_decide_case": _typed(agreed=False, why="再等一等"),
    "tasks:step_back": lambda world: Case(
        {"agent": world.mine.newcomer.mentee.number, "why": "两次无故停拨"}
    ),
    "api_rank_cases": lambda world: Case({"agent": world.mine.newcomer.mentee.number, "why": "两次无故停拨"}),
    "tasks:rank_rules": _typed(**RULE),
    "api_rank_rules": _typed(**RULE),
    "tasks:mentorships": lambda world: _pair(world),
    "api_mentorships": lambda world: _pair(world),
    "tasks:appeal": _typed(words="我那天接了电话"),
    "api_appeal_claim": _typed(words="我那天接了电话"),
    "tasks:appeal_decide": _typed(answer="deny", why="录音里没有接"),
    "api_decide_appeal": _typed(granted=False, why="录音里没有接"),
    "tasks:assess": _typed(verdict="pass", note="稳"),
    "api_assess_claim": _typed(verdict="pass", note="稳"),
    "tasks:client_assess": _typed(verdict="pass", note="稳"),
    "api_client_assess": _typed(verdict="pass", note="稳"),
    "tasks:interview_book": _talk,
    "api_book_interview": _talk,
    "api_move_interview": _moved,
    "tasks:slot_withdraw": _own_slot,
    "api_withdraw_slot": _own_slot,
    "tasks:interview_slots": _stretch,
    "api_interview_slots": lambda world: Case(_stretch(world).data | {"line": None}),
    "tasks:interview_score": _typed(item_speech="4", note="稳"),
    "api_score_interview": _typed(scores={"speech": 4}, fatal=[], note="稳"),
    "tasks:rubrics": _typed(
        purpose="interview",
        line="voice",
        pass_percent=70,
        item_1_zh="礼貌",
        item_1_en="Manner",
        item_1_weight=5,
    ),
    "api_rubrics": _typed(
        purpose="interview",
        line="voice",
        pass_percent=70,
        items=[{"code": "manner", "zh": "礼貌", "en": "Manner", "weight": 5, "fatal": False}],
    ),
    "api_decisions": _proposed,
    "api_answer_decision": _typed(words="当时网断了"),
    "api_drop_decision": _typed(why="弄错人了"),
    "api_change_minutes": _typed(minutes=200, why="核对过"),
    "api_change_seats": _typed(seats=9),
    "api_cancel_shift": _typed(why="客户停线"),
    "api_mappings": _mapping,
    "api_refuse_hours": _ticked("segments", "segment", many=True, why="没有上班"),
    "api_drop_rows": _ticked("rows", "parked", many=True),
    "api_repair_rows": _repaired,
    "api_import_mapping": _ticked("mapping", "mapping"),
    "payouts:pay_account": _account,
    "api_pay_account": _account,
    "payouts:return": _typed(why="数不对"),
    "payouts:approve": _typed(total="60.00"),
    "api_finance_return": _typed(why="数不对"),
    "api_finance_tax_settings": _typed(tax_method="occurrence", gap_rule="", penalties_lower_income=True),
    "api_finance_holiday_years": _typed(year=2027, source="通知", days=[]),
    "payouts:entity": _typed(tax_method="none", gap_rule="", penalties_lower_income="no"),
}


CASES |= NEW_CASES


@pytest.fixture(autouse=True)
def _today(clock: Any) -> None:
    clock(NOW)


@pytest.fixture(autouse=True)
def _around(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Codes are kept where a case finds them; what an operator may switch on is on."""
    monkeypatch.setitem(PROVIDERS, "console", lambda: SENT)
    settings.ASK_CHILDBEARING = True


def test_every_line_of_the_table_belongs_to_a_writer() -> None:
    names = {one.name for one in WRITERS}
    assert {*CHANGES, *CASES} - names == set()
    granted = {wish.split("+")[1] for changed in CHANGES.values() for wish in changed if "+" in wish}
    assert granted & set(FORBIDDEN) == set()


def test_every_writer_changes_something_or_is_named_with_its_reason() -> None:
    acting, silent = {name for name, changed in CHANGES.items() if changed}, {*UNCHANGED}
    assert acting & silent == set()
    assert {one.name for one in WRITERS} == acting | silent


@pytest.fixture(scope="module")
def poisoned(world: World, django_db_blocker: Any) -> dict[str, Any]:
    with django_db_blocker.unblock():
        return poison(world.other)


@pytest.mark.parametrize("which", WRITERS, ids=lambda one: one.name)
def test_only_what_the_door_is_for_changes(
    which: Door, world: World, poisoned: dict[str, Any], clock: Any
) -> None:
    IdentityCheck.objects.filter(agent=world.mine.agent).update(state="submitted")
    case = CASES[which.name](world) if which.name in CASES else Case()
    wishes = poisoned | case.wishes
    maker = MAKERS.get(which.name)
    url = which.url(**(case.places or (maker(world.mine) if maker else {})))
    if case.at:
        clock(case.at)
    browser = case.browser or signed_in(case.user or writer_at(which, world))
    rows, written, here = row_counts(), Written(), transaction.savepoint()
    with connection.execute_wrapper(written):
        answer = send(which, browser, url, wishes | case.data)
    named = written.words | {table for table, _count in row_counts() - rows}
    touched = [model for model in MODELS if model._meta.db_table in named]
    after = snapshot(touched)
    transaction.savepoint_rollback(here)
    changed = changes(snapshot(touched), after, wishes) - ALWAYS
    assert answer.status_code < 400, answer.content.decode()[:2_000]
    assert not errors_of(answer)
    assert sorted(changed) == sorted(CHANGES.get(which.name, set())), answer.content.decode()[:2_000]


def errors_of(answer: Any) -> Any:
    """What a page that was drawn again says about its form."""
    form = (answer.context or {}).get("form") if getattr(answer, "context", None) else None
    return getattr(form, "errors", None)


def writer_at(which: Door, world: World) -> User:
    if which.writers & {AGENT, SIGNED_IN, ANYONE}:
        return world.mine.user
    role = sorted(which.writers)[0]
    return world.mine.client_user if role == CLIENT else cast.person("写的人", role)


def poison(victim: Belongings) -> dict[str, Any]:
    """Every column of the house with a value that would do harm; references point at somebody else's."""
    wishes: dict[str, Any] = {}
    for one in (field for model in MODELS for field in model._meta.concrete_fields):
        if one.name not in wishes:
            wishes[one.name] = _wish(one)
        wishes.setdefault(one.attname, wishes[one.name])
    return wishes | {
        "public_id": victim.user.public_id,
        "agent": victim.agent.pk,
        "agent_id": victim.agent.pk,
        "user": victim.user.pk,
        "user_id": victim.user.pk,
        "role": "administrator",
        "roles": "administrator",
        "task": victim.task.pk,
        "task_id": victim.task.pk,
    }


def _wish(one: Any) -> Any:
    if one.is_relation:
        last = one.related_model._default_manager.order_by("-pk").first()
        return last.pk if last else 424_242
    if one.choices:
        default = one.get_default()
        return next(value for value, _words in reversed(one.choices) if value != default)
    return next((value for kind, value in BY_TYPE if isinstance(one, kind)), "poison")


def send(which: Door, browser: Client, url: str, data: dict[str, Any]) -> Any:
    method = "PUT" if "PUT" in which.methods else "POST"
    files = any(isinstance(value, SimpleUploadedFile) for value in data.values())
    if which.is_api and not files:
        return browser.generic(method, url, data=json.dumps(data), content_type="application/json")
    if files:
        return browser.post(url, data)
    return browser.generic("POST", url, urlencode(data, doseq=True), "application/x-www-form-urlencoded")


Rows = dict[tuple[str, Any], dict[str, Any]]


def row_counts() -> set[tuple[str, int]]:
    """PostgreSQL's COPY passes by the statements that ``Written`` hears; it only adds rows."""
    tables = [model._meta.db_table for model in MODELS]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}', COUNT(*) FROM {one}" for one in tables))
        return set(cursor.fetchall())


class Written:
    """Every word of the statements that may write: a table that none of them names is as it was."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        if not sql.startswith("SELECT "):
            self.words.update(re.findall(r"\w+", sql))
        return execute(sql, *given)


def snapshot(of: list[type[models.Model]]) -> Rows:
    return {
        (model._meta.label, row["pk"]): row
        for model in of
        for row in model._default_manager.values("pk", *(one.attname for one in model._meta.concrete_fields))
    }


def changes(before: Rows, after: Rows, wishes: dict[str, Any]) -> set[str]:
    found = {f"{told(key)}-" for key in before.keys() - after.keys()}
    for key, row in after.items():
        if key in before:
            found |= {f"{told(key)}.{name}" for name, value in row.items() if value != before[key][name]}
        else:
            found.add(f"{told(key)}+")
            found |= {
                f"{told(key)}+{name}"
                for name, value in row.items()
                if name in wishes and str(value) == str(wishes[name]) and name not in ("pk", "id")
            }
    return found


def told(key: tuple[str, Any]) -> str:
    """The model's own name: no two that change at one door have the same."""
    return key[0].split(".")[1]
