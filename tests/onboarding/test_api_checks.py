"""The screener's papers by program: as masked as the page, each look on record; the queue narrowed or refused."""

import io

import pytest
from PIL import Image

from tests import cast
from tests.house.scenes import NOW, Belongings
from tests.onboarding.test_api import API, NUMBER, api, handed_in
from yunke.ground.roles import AUDITOR, OPERATIONS, SCREENER
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]


def seen(check) -> list[str]:
    rows = AuditEntry.objects.filter(thing_id=check.public_id, verb="identity_photo_seen")
    return [row.facts["side"] for row in rows.order_by("pk")]


def test_a_screener_reads_name_and_photos_and_each_look_is_on_record():
    check, screener = handed_in(), api(cast.person("筛", SCREENER))
    said = screener.get(f"{API}identity-checks/{check.public_id}/").json()
    assert (said["name"], said["state"], said["photos"]) == ("演示甲", "submitted", ["front", "back", "self"])
    assert said["id_number"] == f"{NUMBER[:3]}{'*' * 11}{NUMBER[-4:]}"
    answer = screener.get(f"{API}identity-checks/{check.public_id}/photos/front/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).format == "JPEG"
    assert seen(check) == ["front"]
    assert screener.get(f"{API}identity-checks/{check.public_id}/photos/side/").status_code == 404


@pytest.mark.database
def test_an_auditor_sees_them_after_a_reason_and_nobody_else_does():
    check, auditor = handed_in(), api(cast.person("审", AUDITOR))
    said = auditor.get(f"{API}identity-checks/{check.public_id}/").json()
    assert (said["name"], said["photos"]) == ("演**", [])
    photo = f"{API}identity-checks/{check.public_id}/photos/self/"
    assert auditor.get(photo).status_code == 404
    auditor.post(f"{API}identity-checks/{check.public_id}/reveal/", {"why": "核对投诉"})
    assert auditor.get(f"{API}identity-checks/{check.public_id}/").json()["name"] == "演示甲"
    assert auditor.get(photo).status_code == 200
    assert seen(check) == ["self"]
    for other in (check.agent.user, cast.person("运", OPERATIONS)):
        assert api(other).get(photo).status_code == 403


def test_the_queue_is_narrowed_by_state_and_words_and_an_unknown_state_is_named():
    waits = handed_in()
    passed = cast.agent("过了").identity_checks.get()
    screener = api(cast.person("筛", SCREENER))

    def listed(**asked):
        return [row["public_id"] for row in screener.get(f"{API}identity-checks/", asked).json()["results"]]

    assert listed() == listed(state="submitted") == [waits.public_id]
    assert listed(state="passed") == [passed.public_id]
    assert listed(state="passed", q=waits.agent.number) == []
    answer = screener.get(f"{API}identity-checks/", {"state": "nonsense"})
    assert (answer.status_code, list(answer.json())) == (400, ["state"])


def test_one_check_of_computer_and_of_room_is_read_when_it_is_decided_too(clock):
    own = Belongings("演示乙")
    clock(NOW)
    screener = api(cast.person("筛", SCREENER))
    for place, check, decided in (
        ("equipment-checks", own.equipment, "passed"),
        ("room-checks", own.room, "passed"),
    ):
        type(check).objects.filter(pk=check.pk).update(state=decided, decided_at=NOW)
        assert check.public_id not in str(screener.get(f"{API}{place}/").json())
        told = screener.get(f"{API}{place}/{check.public_id}/").json()
        assert (told["public_id"], told["agent_number"], told["state"]) == (
            check.public_id,
            own.agent.number,
            decided,
        )
        assert api(own.user).get(f"{API}{place}/{check.public_id}/").status_code == 403
        assert screener.get(f"{API}{place}/{'0' * 26}/").status_code == 404
