"""Known ID and card numbers go in by every door that takes them, and are found nowhere: not in the database, not
in names or contents of files, not in the queue's folder, not in the log, not on anybody's page."""

from __future__ import annotations

import base64
import io
import json
import logging
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.client import encode_multipart

from onboarding.models import Agent, IdentityCheck
from payouts.models import PayoutAccount
from tests import cast
from tests.house.doors import door
from tests.house.log_scan import formatter
from tests.house.scenes import NOW, card_number
from tests.kept import standing
from tests.onboarding.doors import photo, signed_in
from yunke.crypto import blind_index
from yunke.ground.roles import AUDITOR
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]
ID_ONE, ID_TWO, ID_WRONG = (
    cast.id_number(431, "19880611"),
    cast.id_number(432, "19880612"),
    "990000198806134321",
)
CARD_ONE, CARD_TWO, CARD_WRONG = card_number(770_011), card_number(770_022), "9999000000000007701"
SECRETS = (ID_ONE, ID_TWO, ID_WRONG, CARD_ONE, CARD_TWO, CARD_WRONG)


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[list[Agent], str]]:
    """Who typed their numbers, and what was logged meanwhile."""
    with pytest.MonkeyPatch.context() as patch, standing(django_db_blocker):
        patch.setattr("yunke.clock.now", lambda: NOW)
        with listening() as log:
            people = numbers_typed()
        patch.undo()
        yield people, log.getvalue()


@pytest.fixture
def planted(story: tuple[list[Agent], str], db: None, clock: Any) -> list[Agent]:
    clock(NOW)
    return deepcopy(story[0])


def numbers_typed() -> list[Agent]:
    """Two agents who typed their numbers: one on the pages, one by program; right ones and mistyped ones."""
    first, second = (cast.agent(name, state="applicant", verified=False) for name in ("演示甲", "演示乙"))
    page, program, screener = signed_in(first.user), signed_in(second.user), signed_in(cast.screener())
    for number in (ID_WRONG, ID_ONE):
        page.post("/me/real-name/", _papers("演示甲", number))
    page.get("/me/real-name/check/")
    page.post("/me/real-name/check/")
    by_program(program, "/api/v1/me/real-name/", _papers("演示乙", ID_TWO))
    for one in (first, second):
        check = one.identity_checks.get(state="submitted")
        screener.post(f"/desk/identity/{check.public_id}/decide/", {"decision": "pass"})
        screener.post(f"/desk/identity/{check.public_id}/reveal/", {"why": "核对证件"})
    for number in (CARD_WRONG, CARD_ONE):
        page.post(
            "/pay/account/", {"holder": "演示甲", "number": number, "bank": "演示银行", "branch_code": ""}
        )
    account = {"holder": "演示乙", "number": CARD_TWO, "bank": "演示银行", "branch_code": ""}
    by_program(program, door("api_pay_account").url(), account)
    page.get("/me/real-name/", {"id_number": ID_ONE})  # somebody's script puts it in an address
    cast.agent("演示丙")
    assert sorted(
        IdentityCheck.objects.filter(agent__in=(first, second)).values_list("state", flat=True)
    ) == ["passed", "passed"]
    assert {one.number for one in PayoutAccount.objects.all()} == {CARD_ONE, CARD_TWO}
    return [first, second]


def _papers(name: str, number: str) -> dict[str, Any]:
    return {
        "name": name,
        "id_number": number,
        "agree": "on",
        "photo_front": photo(),
        "photo_back": photo(),
        "photo_self": photo(),
    }


def by_program(client: Client, url: str, data: dict[str, Any]) -> None:
    """Twice with the same key, so that the answer is kept and given again."""
    body = encode_multipart("edge", data)
    for _time in range(2):
        answer = client.generic(
            "POST",
            url,
            body,
            content_type="multipart/form-data; boundary=edge",
            headers={"Idempotency-Key": "k-431"},
        )
        assert answer.status_code == 201, answer.content.decode()


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Everything any logger says, down to the last detail, before the last net masks long numbers."""
    kept, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(kept), root.level
    handler.setFormatter(formatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.setLevel(level)
    root.removeHandler(handler)


def found_in(text: str) -> list[str]:
    """In a row or in groups, as people write them."""
    close = re.sub(r"[\s\u00a0-]|<[^>]*>", "", text)
    return [one for one in SECRETS if one in text or one in close]


def test_the_scan_would_find_them(planted: list[Agent]) -> None:
    """The nets hold: a row, a session, a cached answer and a log line that carried one would be seen."""
    assert found_in(f"x{ID_ONE}x") == [ID_ONE]
    client = signed_in(planted[0].user)
    session = client.session
    session["oops"] = CARD_ONE
    session.save()
    assert CARD_ONE in database()
    cache.set("oops", {"deep": ID_TWO})
    assert ID_TWO in database() or settings.REDIS_URL


def test_no_table_holds_one_in_clear(planted: list[Agent]) -> None:
    everything = database()
    assert planted[0].public_id in everything
    assert found_in(everything) == []


def test_no_plain_hash_stands_in_for_one(planted: list[Agent]) -> None:
    """A number of 18 digits is guessed in an hour from a hash without a key."""
    import hashlib

    everything = database()
    for secret in SECRETS:
        for name in ("md5", "sha1", "sha256", "sha512"):
            assert hashlib.new(name, secret.encode()).hexdigest() not in everything
    assert blind_index(ID_ONE, purpose="id_number") in everything  # the keyed one is how it is found again


def test_the_database_file_itself(planted: list[Agent]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's files are the server's; its tables are read above")
    raw = connection.connection.serialize()
    assert len(raw) > 100_000
    assert [one for one in SECRETS if one.encode() in raw] == []


def test_no_file_is_named_after_one_or_holds_one(planted: list[Agent]) -> None:
    files = [
        path
        for folder in (settings.PRIVATE, settings.QUEUE)
        for path in Path(folder).rglob("*")
        if path.is_file()
    ]
    assert files
    for path in files:
        assert found_in(str(path)) == []
        assert [one for one in SECRETS if one.encode() in path.read_bytes()] == []


def test_the_log_says_none(story: tuple[list[Agent], str]) -> None:
    said = story[1]
    assert "POST /me/real-name/" in said
    assert "POST /pay/account/" in said
    assert found_in(said) == []


def test_the_audit_names_who_looked_and_not_the_number(planted: list[Agent]) -> None:
    rows = AuditEntry.objects.filter(verb__startswith="identity").values("verb", "facts")
    assert "identity_revealed" in {row["verb"] for row in rows}
    assert found_in(json.dumps(list(AuditEntry.objects.values("verb", "facts")), default=str)) == []


def test_staff_see_it_masked_until_they_ask(planted: list[Agent]) -> None:
    check = planted[0].identity_checks.get(state="passed")
    auditor = signed_in(cast.person("审计", AUDITOR))
    for url in (
        f"/desk/identity/{check.public_id}/",
        "/desk/identity/?state=passed",
        "/settings/people/?who=all",
        f"/settings/people/{planted[0].user.public_id}/",
        "/api/v1/identity-checks/",
        "/finance/waiting/",
    ):
        answer = auditor.get(url)
        assert answer.status_code == 200, url
        assert found_in(answer.content.decode()) == [], url
    shown = auditor.post(f"/desk/identity/{check.public_id}/reveal/", {"why": "季度抽查第三份"})
    assert found_in(shown.content.decode()) == [ID_ONE]


def test_the_owner_sees_the_end_of_it(planted: list[Agent]) -> None:
    mine = signed_in(planted[0].user)
    for url in (
        "/",
        "/me/",
        "/me/real-name/",
        "/pay/",
        "/pay/account/",
        "/api/v1/me/real-name/",
        "/api/v1/pay/account/",
    ):
        answer = mine.get(url)
        assert answer.status_code == 200, url
        assert found_in(answer.content.decode()) == [], url
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_what_is_shown_to_nobody_in_particular_may_be_kept() -> None:
    assert "Cache-Control" not in Client().get("/board/").headers


def database() -> str:
    """Every value of every table, as text; sessions and cached answers opened."""
    parts: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [_text(value) for row in cursor.fetchall() for value in row]
    parts += [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(parts)


def _text(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin-1")
    return f"{value}\n{_opened(value)}" if isinstance(value, str) and len(value) > 20 else str(value)


def _opened(value: str) -> str:
    """What the database cache keeps is a pickle in base64."""
    try:
        return repr(pickle.loads(base64.b64decode(value, validate=True)))
    except Exception:  # noqa: BLE001 - most values are no pickle
        return ""
