"""What happens to a file that cannot be kept, and to a payment's key when the database forgets it."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from payouts.actions.items import pay_again
from payouts.actions.money_out import make_file
from payouts.models import BankResult, PayoutBatch, PayoutItem
from payouts.verify.books import verify
from tests import cast
from tests.payouts.money_out.acts import PAY_DAY, approved_month, row
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]


def left() -> list[Path]:
    folder = Path(storages["private"].path("payouts"))
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def disk(monkeypatch):
    """`disk(errno.ENOSPC)`: from now on half of a private file is written, then the system refuses."""

    def refuses(number: int) -> None:
        def half(self, name, content):
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"half")
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(type(storages["private"]), "_save", half)

    return refuses


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "no_space_left"), (errno.EDQUOT, "no_space_left"), (errno.EIO, "file_not_kept")],
)
def test_a_file_that_finds_no_room_leaves_nothing_and_says_so(disk, number, code):
    month, before, acts = approved_month(420), left(), AuditEntry.objects.count()
    acts = AuditEntry.objects.count()
    disk(number)
    with pytest.raises(Refused) as refused:
        make_file(month.run, by=month.releaser, now=PAY_DAY)
    assert refused.value.codes == [code]
    assert (PayoutBatch.objects.count(), month.states(), left()) == (0, ["ready"], before)
    assert AuditEntry.objects.count() == acts


def test_a_banks_answer_that_finds_no_room_moves_nothing(disk):
    month = approved_month(420)
    batch, before = month.release(), left()
    disk(errno.ENOSPC)
    with pytest.raises(Refused) as refused:
        month.answer(batch, row(month.item(0)))
    assert refused.value.codes == ["no_space_left"]
    assert (BankResult.objects.count(), month.states(), left()) == (0, ["sent"], before)


def test_the_page_says_that_the_disk_is_full(disk, client, clock):
    month = approved_month(420)
    clock(PAY_DAY)
    client.force_login(month.releaser)
    disk(errno.ENOSPC)
    page = reverse("payouts:make_file", args=[month.run.entity.code, "2026-10"])
    answer = client.post(page, {"encoding": "utf-8-sig"})
    assert answer.status_code == 409
    assert "服务器的磁盘满了，文件没有存下，什么都没有改变。" in answer.content.decode()


def test_a_payments_key_follows_from_what_it_pays():
    """Forgotten and laid out again, or made anew as the second of its statement: the key is the same each time."""
    month = approved_month(420, 433)
    keys = {month.item(0).public_id, month.item(1).public_id}
    batch = month.release()
    month.answer(batch, row(month.item(0), "失败"), row(month.item(1)))
    second = pay_again(month.item(0), by=month.releaser, now=PAY_DAY)
    assert second.public_id not in keys
    drawn = second.public_id
    PayoutItem.objects.filter(pk=second.pk).delete()
    again = pay_again(month.item(0), by=month.releaser, now=cast.at("2026-12-01 09:00"))
    assert (again.public_id, len(keys)) == (drawn, 2)


def test_payments_laid_out_by_an_approval_are_on_its_record():
    approved_month(420, 433, without_account=(1,))
    assert sorted(PayoutItem.objects.values_list("state", flat=True)) == ["ready", "waiting"]
    assert [one.text for one in verify(numbers={15}) if "payout_item" in one.text] == []
    PayoutItem.objects.filter(state="waiting").update(state="ready")
    found = [one.text for one in verify(numbers={15}) if "payout_item" in one.text]
    assert found == ["payout_item: 1 of ready came there without an entry"]
