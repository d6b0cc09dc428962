"""A key that was used with another body is refused at every door that takes one, before anything is done."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from onboarding.models import IdentityCheck
from onboarding.sms_providers import PROVIDERS
from tests.house.cases.shape import SENT, Case
from tests.house.doors import Door, doors
from tests.house.scenes import MAKERS, NOW, World
from tests.house.test_mass_assignment import CASES, writer_at
from tests.onboarding.doors import signed_in
from yunke.models import AuditEntry, IdempotencyKey

pytestmark = [pytest.mark.django_db]
UNKEYED = {  # their answers are kept by nobody, or said again they change nothing
    "api_accept_invitation",
    "api_answer",
    "api_auth_code",
    "api_auth_token",
    "api_door",
    "api_end_sessions",
    "api_handovers",
    "api_identity_reveal",
    "api_join",
    "api_lesson_done",
    "api_me",
    "api_my_data",
    "api_new_phone",
    "api_new_phone_code",
    "api_sign_out",
    "api_typing_save",
}
SIMPLE = {  # doors whose case is nothing but the wishes of the walk
    "api_clients": {"name": "甲方"},
    "api_entities": {"code": "yi", "name": "乙公司"},
    "api_finance_dispute_notes": {"words": "在听录音"},
    "api_pay_dispute_notes": {"words": "有录音"},
    "api_lift_suspension": {"why": "查清了"},
    "api_revoke_qualification": {"why": "替考"},
    "api_suspend_agent": {"why": "核实"},
}
KEYED = [one for one in doors() if one.is_api and one.writers and one.name not in UNKEYED]


def method_of(which: Door) -> str:
    return "PUT" if "PUT" in which.methods else "POST"


@pytest.mark.parametrize("which", KEYED, ids=lambda one: one.name)
def test_a_key_used_with_another_body_is_refused(
    which: Door, world: World, clock: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    clock(NOW)
    monkeypatch.setitem(PROVIDERS, "console", lambda: SENT)
    settings.ASK_CHILDBEARING = True
    IdentityCheck.objects.filter(agent=world.mine.agent).update(state="submitted")
    case = CASES[which.name](world) if which.name in CASES else Case(SIMPLE.get(which.name, {}))
    maker = MAKERS.get(which.name)
    url = which.url(**(case.places or (maker(world.mine) if maker else {})))
    clock(case.at or NOW)
    user, method = case.user or writer_at(which, world), method_of(which)
    IdempotencyKey.objects.create(
        actor=user.public_id,
        route=f"{method} {which.route}"[:120],
        key="k1",
        body_hash="another body's",
        status=200,
        response={},
        created_at=NOW,
    )
    browser, headers = case.browser or signed_in(user), {"Idempotency-Key": "k1"}
    acts = AuditEntry.objects.count()
    if any(isinstance(value, SimpleUploadedFile) for value in case.data.values()):
        answer = browser.post(url, case.data, headers=headers)
    else:
        said = json.dumps(case.data)
        answer = browser.generic(method, url, said, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (422, "idempotency_key_reused")
    assert AuditEntry.objects.count() == acts
