"""The dialler's file brought in by its door: whole, once, only what is new, strangers parked and repaired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tasks.actions.approvals import approve_results
from tasks.actions.imports import check_file, import_results, repair_rows
from tasks.models import ImportRow, Result, ResultImport
from tests.flows import world
from tests.flows.october.rows import House
from tests.flows.world import CALLING, SELLING, STRANGER, Call, call_row, moment, sale_row, write_export
from yunke.ground.errors import Refused

UPLOADED = moment("2026-11-02 09:00")
EXPORTED = 2_000  # calls in the first export; the second holds all of them


def bring_in_calls(house: House, folder: Path) -> None:
    """A first export with three rows of a stranger, the same file again, and a longer export over it."""
    calls, first = world.calls(), world.calls()[:EXPORTED]
    strangers = [call for call in first if call.kinds][:3]
    rows = [call_row(call) | ({"agent": STRANGER} if call in strangers else {}) for call in first]
    data = write_export(folder / "calls.csv", rows).read_bytes()
    one = _a_first_file(house, data, first, strangers)
    again = _the_same_file(house, data)
    for call in strangers[:2]:  # the third is put right by the dialler itself, in its next export
        parked = ImportRow.objects.filter(source_key=call.call_id)
        assert repair_rows(parked, {"agent": call.agent}, by=house.operations, now=UPLOADED) == 1
    longer = _a_longer_file(house, folder, calls, strangers)
    _approve(house, one, again, longer)
    assert _told() == _count(calls)


def _a_first_file(house: House, data: bytes, first: tuple[Call, ...], strangers: list[Call]) -> ResultImport:
    one = _check(house, CALLING, data)
    assert not Result.objects.exists()  # a preview counts nothing
    known = [call for call in first if call not in strangers]
    new, nothing = sum(bool(call.kinds) for call in known), sum(not call.kinds for call in known)
    assert one.report["outcomes"] == {"new": new, "nothing": nothing, "parked": 3}
    assert one.report["parked"] == {"import_agent_unknown": 3}
    import_results(one, by=house.operations, now=UPLOADED)
    assert _told() == _count(known)
    assert set(ImportRow.objects.values_list("state", "source_key")) == {
        ("parked", call.call_id) for call in strangers}  # fmt: skip
    return one


def _the_same_file(house: House, data: bytes) -> ResultImport:
    before = _told()
    again = _check(house, CALLING, data)
    assert again.report["same_file"] == ResultImport.objects.get(state="imported").public_id
    import_results(again, by=house.operations, now=UPLOADED)
    assert again.report["new"] == {}
    assert _told() == before
    assert ImportRow.objects.count() == 3
    return again


def _a_longer_file(
    house: House, folder: Path, calls: tuple[Call, ...], strangers: list[Call]
) -> ResultImport:
    data = write_export(folder / "all calls.csv", map(call_row, calls)).read_bytes()
    longer = _check(house, CALLING, data)
    import_results(longer, by=house.operations, now=UPLOADED)
    added = Counter(kind for call in (*calls[EXPORTED:], strangers[2]) for kind in call.kinds)
    assert longer.report["new"] == added
    assert Counter(longer.results.values_list("kind__code", flat=True)) == added
    assert set(ImportRow.objects.values_list("state", flat=True)) == {"repaired"}
    return longer


def _approve(house: House, one: ResultImport, again: ResultImport, longer: ResultImport) -> None:
    for source in (one, longer):
        assert approve_results(source, by=house.quality, now=UPLOADED) == source.results.count()
    with pytest.raises(Refused) as refused:
        approve_results(again, by=house.quality, now=UPLOADED)
    assert refused.value.codes == ["nothing_selected"]


def bring_in_sales(house: House, folder: Path) -> None:
    """A shop's orders for the other task: amounts, and contacts by another column."""
    data = write_export(folder / "orders.csv", map(sale_row, world.sales())).read_bytes()
    one = _check(house, SELLING, data)
    import_results(one, by=house.operations, now=UPLOADED)
    assert one.report["sales_fen"] == sum(sale.amount_fen for sale in world.sales())
    approve_results(one, by=house.quality, now=UPLOADED)


def _check(house: House, task: str, data: bytes) -> ResultImport:
    return check_file(
        house.tasks[task], house.mappings[task], "export.csv", data, by=house.operations, now=UPLOADED
    )


def _told() -> Counter[tuple[str, str]]:
    """Results by agent and kind as they stand."""
    return Counter(Result.objects.values_list("agent__number", "kind__code"))


def _count(calls: Iterable[Call]) -> Counter[tuple[str, str]]:
    return Counter((call.agent, kind) for call in calls for kind in call.kinds)
