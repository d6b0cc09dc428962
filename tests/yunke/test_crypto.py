"""Encrypted at rest, found by a keyed hash, and rewritten by new keys without losing a row."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from onboarding.models import IdentityCheck
from onboarding.queries.identity import number_in_use
from tests import cast
from yunke.crypto import blind_index, under_first_key
from yunke.ground.ids import new_public_id

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NEW_INDEX_KEY = "a fresh index key of the tests, also 32 letters"


def raw(pk: int) -> tuple[str, str, str]:
    """The row as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, id_number, id_index FROM onboarding_identitycheck WHERE id = %s", [pk])
        return cursor.fetchone()


@pytest.fixture
def new_keys(settings):
    """The rings as an operator makes them before rotating: new first, old behind; returns the new field key."""
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    settings.INDEX_KEYS = [NEW_INDEX_KEY, *settings.INDEX_KEYS]
    return new


def one_check() -> IdentityCheck:
    return IdentityCheck.objects.get(agent=cast.agent("演示客服甲"))


def test_the_database_sees_neither_name_nor_number():
    check = one_check()
    lying = " ".join(raw(check.pk))
    assert check.id_number not in lying
    assert "演示客服甲" not in lying
    assert raw(check.pk)[2] == blind_index(check.id_number, purpose="id_number")


def test_the_same_number_has_another_hash_for_another_purpose():
    number = cast.id_number()
    assert blind_index(number, purpose="id_number") != blind_index(number, purpose="payout_account")


def test_after_rotation_the_old_keys_can_be_dropped(settings, new_keys):
    old_field, old_index = settings.FIELD_KEYS[1:], settings.INDEX_KEYS[1:]
    settings.FIELD_KEYS, settings.INDEX_KEYS = old_field, old_index
    check = one_check()
    number, before = check.id_number, raw(check.pk)
    settings.FIELD_KEYS, settings.INDEX_KEYS = [new_keys, *old_field], [NEW_INDEX_KEY, *old_index]

    call_command("rotate_keys", "--batch", "1", stdout=StringIO())

    after = raw(check.pk)
    assert all(was != now for was, now in zip(before, after, strict=True))
    settings.FIELD_KEYS, settings.INDEX_KEYS = [new_keys], [NEW_INDEX_KEY]
    again = IdentityCheck.objects.get(pk=check.pk)
    assert (again.name, again.id_number) == ("演示客服甲", number)
    assert again.id_index == blind_index(number, purpose="id_number")


def test_without_rotation_dropping_the_old_key_loses_the_row(settings, new_keys):
    old = settings.FIELD_KEYS[1:]
    settings.FIELD_KEYS = old
    check = one_check()
    settings.FIELD_KEYS = [new_keys]
    with pytest.raises(InvalidToken):
        IdentityCheck.objects.get(pk=check.pk)


def test_a_second_rotation_changes_nothing(new_keys):
    check = one_check()
    call_command("rotate_keys", stdout=StringIO())
    once = raw(check.pk)
    call_command("rotate_keys", stdout=StringIO())
    assert raw(check.pk) == once
    assert under_first_key(once[1])


def test_uniqueness_holds_before_and_after(settings, new_keys):
    rings = settings.INDEX_KEYS
    settings.INDEX_KEYS = rings[1:]
    check = one_check()
    stranger = cast.agent(verified=False)
    settings.INDEX_KEYS = rings
    assert number_in_use(check.id_number, but=stranger)  # not yet rewritten, found by the old key
    call_command("rotate_keys", stdout=StringIO())
    assert number_in_use(check.id_number, but=stranger)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin(check, stranger)


def test_a_number_that_slipped_in_twice_is_named_and_kept(settings, new_keys, capsys):
    rings = settings.INDEX_KEYS
    settings.INDEX_KEYS = rings[1:]
    check = one_check()
    settings.INDEX_KEYS = rings
    second = twin(check, cast.agent(verified=False))  # under the new key, so the constraint did not see it
    with pytest.raises(CommandError, match="1 rows"):
        call_command("rotate_keys")
    assert f"onboarding.IdentityCheck {check.pk}" in capsys.readouterr().err
    assert IdentityCheck.objects.get(pk=second.pk).id_number == check.id_number


def twin(check: IdentityCheck, agent) -> IdentityCheck:
    return IdentityCheck.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        agent=agent,
        name="另一人",
        id_number=check.id_number,
        provider="screener",
        submitted_at=cast.LONG_AGO,
    )
