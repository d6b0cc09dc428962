"""Who somebody is: phones and codes, invitations, consents, the profile, lines and their SOPs; and study."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onboarding.actions.consents import give_consent
from onboarding.actions.equipment import record_modem_seen
from onboarding.actions.identity import record_photo_seen
from onboarding.actions.people import issue_token
from onboarding.models import Profile, Sop, User
from onboarding.rules.identity import SIDES
from onboarding.texts import SERVICE, TEXTS
from tests import cast
from tests.house.cases.shape import SENT, Case, Maker, twice, typed
from tests.house.scenes import NOW, Belongings, World
from tests.onboarding import sounds
from tests.onboarding.doors import answered, signed_in
from tests.training.sittings import ready
from training.models import Exam, Question, RankCase, RankRule
from yunke.ground.ids import new_public_id
from yunke.models import Counter
from yunke.registry import registry

NEW = "+8619900066666"  # nobody's number
NOBODYS = 424_242  # the key of no row
SHORT = {"exam": {"question_count": 12}}  # as many as the bank has of the line whose SOP is changed
OTHER_LINE = dict.fromkeys(("line", "line_id"), NOBODYS)
API = "/api/v1/"
AGREED = {"agree": True, "text_version": TEXTS[SERVICE].version}


def _code(browser: Client, address: str, phone: str) -> dict[str, Any]:
    """What a program has in hand once the code came."""
    answer = browser.post(f"{API}{address}", {"phone": phone})
    assert answer.status_code == 202, answer.content
    return {"challenge": answer.json()["challenge"], "code": SENT.codes[-1][1]}


def _token(world: World) -> Case:
    return Case(_code(Client(), "auth/code/", world.mine.user.phone), browser=Client())


def _looked(world: World, thing: str, name: str, *, many: bool) -> Case:
    """Passed together with others by somebody who has opened its photos."""
    screener, one = cast.screener(), getattr(world.mine, thing)
    if thing == "check":
        for side in SIDES:
            record_photo_seen(one, side, by=screener, now=NOW)
    else:
        record_modem_seen(one, by=screener, now=NOW)
    chosen = [one.public_id] if many else one.public_id
    return Case({name: chosen, "decision": "pass", "codes": []}, screener)


def _number_free() -> None:
    """The cast gives numbers without the house's counter."""
    Counter.objects.update_or_create(name="agent", defaults={"last": 900_000})


def _joined_by_program(world: World) -> Case:
    _number_free()
    answered(Client())  # a line is open
    at_home = {"computer": True, "telecom_cable": True, "headset": True, "weekly_hours": 10}
    said = _code(Client(), "auth/code/", NEW) | AGREED | {"door": at_home}
    return Case(said, browser=Client(), wishes=OTHER_LINE)


def _signed_out(world: World) -> Case:
    secret, _until = issue_token(world.mine.user, now=NOW)
    return Case(browser=Client(headers={"Authorization": f"Token {secret}"}))


def _awaited(phone: str) -> Client:
    """A browser that was asked for the code of this phone."""
    browser = answered(Client())
    assert browser.post("/accounts/login/", {"phone": phone}).status_code == 302
    return browser


def _confirmed(world: World) -> Case:
    browser = _awaited(world.mine.user.phone)
    return Case({"code": SENT.codes[-1][1]}, browser=browser)


def _joined(world: World) -> Case:
    """The phone is proven, nobody has it."""
    _number_free()
    browser = _awaited(NEW)
    browser.post("/accounts/login/code/confirm/", {"code": SENT.codes[-1][1]})
    return Case({"agree": "on"}, browser=browser, wishes=OTHER_LINE)


def _invited(world: World) -> Case:
    invitation, secret = world.mine.invitation
    invited = cast.person("受邀人", phone=invitation.phone)
    return Case({"name": "李新", "agree": "on"}, invited, {"token": secret})


def _invited_by_program(world: World) -> Case:
    invitation, secret = world.mine.invitation
    held = _code(Client(), "auth/code/", invitation.phone)
    return Case(held | AGREED | {"token": secret, "name": "李新"}, browser=Client())


def _other_phone(world: World) -> Case:
    return Case(_code(signed_in(world.mine.user), "me/phone/code/", NEW))


def _other_phone_proven(world: World) -> Case:
    browser = signed_in(world.mine.user)
    assert browser.post("/me/phone/", {"phone": NEW}).status_code == 302
    return Case({"code": SENT.codes[-1][1]}, browser=browser)


def _consented(world: World) -> Case:
    give_consent(world.mine.user, "identity", now=NOW)
    return Case()


def _dropped_line(world: World) -> Case:
    one = cast.chosen(cast.agent("换岗的"), "voice")
    return Case(user=one.user, places={"line": "voice"})


def _profile(world: World) -> Case:
    """Filled in, not yet sent."""
    filled = cast.profile(world.mine.agent)
    Profile.objects.filter(pk=filled.pk).update(sent_at=None, answers={}, draft=json.dumps(cast.TOLD))
    return Case()


def _inactive(world: World) -> Case:
    User.objects.filter(pk=world.mine.user.pk).update(is_active=False)
    return Case()


def _sop_by_program(world: World) -> Case:
    steps = [{"kind": kind, "required": True, "thresholds": SHORT.get(kind, {})} for kind in cast.SPINE]
    places = {"line": world.mine.free_line.code}
    return Case(
        {"effective_on": "2026-11-20", "why": "先面谈再考试", "steps": steps},
        places=places,
        wishes=OTHER_LINE,
    )


def _sop(world: World) -> Case:
    of = world.mine.free_line
    cast.sop(of)
    fields: dict[str, Any] = {"effective_on": "2026-11-20", "why": "先面谈再考试"}
    for place, kind in enumerate(cast.SPINE, 1):
        fields |= {f"{kind}-order": place, f"{kind}-required": "on", f"{kind}-days": ""}
        fields |= {f"{kind}-{one.code}": one.default for one in registry.steps[kind].thresholds}
        fields |= {f"{kind}-{code}": value for code, value in SHORT.get(kind, {}).items()}
    return Case(fields, places={"line": of.code}, wishes=OTHER_LINE)


def _sop_agreed(world: World) -> Case:
    one = cast.sop(cast.line("annotation"))
    Sop.objects.filter(pk=one.pk).update(state="proposed", effective_on=NOW.date())
    return Case({"agree": "true", "decision": "agree"}, places={"public_id": one.public_id})


def _switched_off(world: World) -> Case:
    Question.objects.filter(code="v-01", is_live=True).update(switched_off_at=NOW)
    return Case()


def _sitting(world: World) -> Case:
    return Case(user=Belongings("考生").user)


def _gold(world: World) -> Case:
    exam = Exam.objects.get(line__code="annotation", kind="gold")
    drawn = dict.fromkeys(("exam", "exam_id", "question", "question_id"), NOBODYS)
    return Case(user=ready(exam, "标注考生", now=NOW).user, wishes=drawn)


def _reader(world: World) -> Case:
    return Case(user=cast.agent("学员").user)


def _applied(world: World) -> Case:
    """A first rank that asks nothing."""
    needs = dict.fromkeys(("hours", "exam_percent", "quality_percent", "incidents", "mentees"), 0)
    RankRule.objects.create(
        public_id=new_public_id(NOW),
        rank="mentor",
        effective_on=cast.date(2026, 1, 1),
        incident_days=90,
        created_at=NOW,
        **needs,
    )
    return Case({"words": "想带人"}, cast.agent("想升的").user)


def _spoken(world: World) -> Case:
    one = cast.ranked("mentor", "被提的")
    case = RankCase.objects.create(
        public_id=new_public_id(NOW),
        kind="down",
        agent=one,
        from_rank="mentor",
        to_rank="agent",
        state="open",
        opened_by=cast.operations(),
        opened_at=NOW,
        word_until=NOW + timedelta(days=3),
        why="两次无故停拨",
    )
    return Case({"words": "那两次停电"}, one.user, {"public_id": case.public_id})


def _stepped(world: World) -> Case:
    return Case({"agent": cast.ranked("mentor", "要退的").number, "why": "两次无故停拨"})


def _client_person(world: World) -> Case:
    member = cast.person("客户的新人", "client")
    return Case({"phone": member.phone})


def _anonymous(world: World) -> Case:
    return Case({"phone": world.mine.user.phone}, browser=Client())


def _glance(world: World) -> Case:
    """Somebody who has not agreed yet."""
    one = Belongings("陈申")
    recording = SimpleUploadedFile("a.webm", sounds.quiet_room(), "audio/webm")
    given = {"quiet_seconds": "5", "settings": "{}", "spoken_how": "read", "agree": "on"}
    return Case({"recording": recording} | given, one.user)


def _view(world: World) -> Case:
    """By somebody who opens the list; what narrows it is the query's own, of the columns it takes none."""
    query = {"page": "tasks:agents", "name": "急的", "query": {"state": "active"}, "list": "?state=active"}
    return Case(query, cast.operations())


PEOPLE: dict[str, Maker] = {
    **twice(_view, "save_view", "api_views"),
    "onboarding:desk_identity_decide_many": lambda world: _looked(world, "check", "chosen", many=False),
    "api_identity_decide_many": lambda world: _looked(world, "check", "checks", many=True),
    "onboarding:desk_equipment_decide_many": lambda world: _looked(world, "equipment", "chosen", many=False),
    "api_equipment_decide_many": lambda world: _looked(world, "equipment", "checks", many=True),
    "api_handovers": typed(step="room"),
    "onboarding:go_open": lambda world: Case(browser=Client()),
    **twice(_glance, "onboarding:room_today", "api_room_today"),
    **twice(_anonymous, "account_login", "account_request_login_code"),
    "api_auth_token": _token,
    "api_join": _joined_by_program,
    "api_sign_out": _signed_out,
    "account_confirm_login_code": _confirmed,
    "onboarding:join": _joined,
    "onboarding:invitation": _invited,
    "api_accept_invitation": _invited_by_program,
    "api_new_phone": _other_phone,
    "onboarding:phone_code": _other_phone_proven,
    "onboarding:phone": typed(phone=NEW),
    "api_new_phone_code": typed(phone=NEW),
    "api_auth_code": typed(phone=NEW),
    "api_withdraw_consent": _consented,
    **twice(_dropped_line, "api_drop_line", "onboarding:drop_line"),
    **twice(_profile, "api_send_profile", "onboarding:profile_check"),
    "onboarding:childbearing": typed(status="没有", agree="on"),
    **twice(_inactive, "api_reactivate", "onboarding:reactivate"),
    "api_propose_sop": _sop_by_program,
    "onboarding:sop_new": _sop,
    **twice(_sop_agreed, "api_decide_sop", "onboarding:sop_decide"),
    "api_bank_on": _switched_off,
    **twice(_sitting, "api_attempts", "training:start"),
    **twice(_gold, "api_gold_attempts", "training:gold_start"),
    **twice(_reader, "api_lesson_done", "training:lesson_done"),
    **twice(_applied, "api_my_rank_cases", "tasks:career_apply"),
    **twice(_spoken, "api_speak_to_case", "tasks:career_speak"),
    **twice(_stepped, "api_rank_cases", "tasks:step_back"),
    "api_add_client_person": _client_person,
}
