"""Whatever lies among the private files lies encrypted: older plain ones are read, and rewritten by ``rotate_keys``."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from onboarding.models import IdentityCheck
from tests import cast
from tests.onboarding.doors import photo
from yunke.crypto import encrypt

pytestmark = pytest.mark.django_db
PLAIN = bytes(range(256)) * 4


def lying(name: str) -> bytes:
    return Path(storages["private"].path(name)).read_bytes()


def checked() -> IdentityCheck:
    check = IdentityCheck.objects.get(agent=cast.agent())
    check.photo_front.save("identity/one.jpg", photo())
    return check


def test_a_photo_lies_encrypted_and_is_read_as_it_was() -> None:
    check = checked()
    raw = lying(check.photo_front.name)
    assert raw[:2] != b"\xff\xd8"  # a JPEG begins so
    assert b"JFIF" not in raw
    with check.photo_front.open("rb") as file:
        assert file.read() == photo().read()
    assert check.photo_front.size == len(photo().read()) < len(raw)


def test_plain_files_and_those_sealed_the_older_way_are_read_and_rewritten(settings) -> None:
    check = checked()
    plain, older = check.photo_front.name, "payouts/older"
    Path(storages["private"].path(plain)).write_bytes(PLAIN)
    place = Path(storages["private"].path(older))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(encrypt(PLAIN.decode("latin-1")))
    IdentityCheck.objects.filter(pk=check.pk).update(photo_back=older)
    for name in (plain, older):
        assert storages["private"].open(name).read() == PLAIN

    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    assert "private files: 2 rewritten" in said.getvalue()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]  # the old key is taken away
    for name in (plain, older):
        assert PLAIN not in lying(name)
        assert storages["private"].open(name).read() == PLAIN
    again = StringIO()
    call_command("rotate_keys", stdout=again)
    assert "private files: 0 rewritten" in again.getvalue()


def test_without_its_key_a_file_is_not_read_as_something_else(settings) -> None:
    name = storages["private"].save("identity/two.jpg", ContentFile(PLAIN))
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        storages["private"].open(name)


def test_a_row_whose_file_is_gone_does_not_stop_the_others() -> None:
    check = checked()
    gone = Path(storages["private"].path(check.photo_front.name))
    gone.unlink()
    said, warned = StringIO(), StringIO()
    call_command("rotate_keys", stdout=said, stderr=warned)
    assert "private files: 0 rewritten" in said.getvalue()
    assert f"onboarding.IdentityCheck {check.pk} photo_front" in warned.getvalue()


def test_what_no_key_reads_is_named_and_stops_nothing_else(settings) -> None:
    """Broken first, as rows and files are rewritten in the order they were made."""
    broken, whole = checked(), checked()
    broken.photo_back.save("identity/two.jpg", photo())
    front, back = broken.photo_front.name, broken.photo_back.name
    Path(storages["private"].path(front)).write_bytes(b"yunke sealed 1\nbroken")
    Path(storages["private"].path(back)).write_bytes(b"yunke sealed 1\n\xff")
    with connection.cursor() as rows:
        rows.execute("UPDATE onboarding_identitycheck SET name = 'gAAAAbroken' WHERE id = %s", [broken.pk])
    stranger = Authenticator.objects.create(user=cast.screener(), type="totp", data={"secret": "gAAAAbroken"})
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    said, warned = StringIO(), StringIO()
    with pytest.raises(
        CommandError, match=r"^4 rows and files were left as they are: no key of the ring reads them\.$"
    ):
        call_command("rotate_keys", stdout=said, stderr=warned)
    assert warned.getvalue().splitlines() == [
        f"onboarding.IdentityCheck {broken.pk}: cannot be read",
        f"second factors {stranger.pk}: cannot be read",
        f"onboarding.IdentityCheck {broken.pk} photo_front: {front} cannot be read (InvalidToken)",
        f"onboarding.IdentityCheck {broken.pk} photo_back: {back} cannot be read (UnicodeDecodeError)",
    ]
    assert "onboarding.IdentityCheck: 2/2, 1 rewritten" in said.getvalue()
    assert "the others can be dropped" not in said.getvalue()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    whole.refresh_from_db()
    assert whole.photo_front.read() == photo().read()
