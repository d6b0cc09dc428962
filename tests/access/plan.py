"""Who opens which page: every address of the house that shows one, once for each role that sees something else."""

from __future__ import annotations

from tests.house.doors import Door, doors
from yunke.ground.roles import AGENT, ANYONE, AUDITOR, RANKS, SIGNED_IN

NO_PAGES = {  # an address that shows none, and why
    "health": "a word for machines",
    "ready": "a word for machines",
    "metrics": "figures for machines",
    "onboarding:desk_equipment_photo": "a picture",
    "onboarding:desk_identity_photo": "a picture",
    "onboarding:desk_room_recording": "a sound",
    "onboarding:real_name_photo": "a picture",
    "onboarding:line": "bytes to measure the line by",
    "payouts:batch_control": "a file",
    "payouts:batch_file": "a file",
    "payouts:evidence": "a file",
    "payouts:export_books": "a file",
    "payouts:export_with_numbers": "a file",
    "payouts:my_evidence": "a file",
    "tasks:import_report": "a file",
    "tasks:interview_calendar": "a file",
    "mfa_download_recovery_codes": "a file",
    "payouts:my_year": "a file",
    "payouts:statement_file": "a file",
    "payouts:staff_statement_file": "a file",
    "onboarding:handover_state": "a part that the hand-over's page fetches",
    "payouts:progress": "a part that the month's page fetches",
    "payouts:cut_over_progress": "a part that the cut-over's page fetches",
    "tasks:import_progress": "a part that the import's page fetches",
}
PAGES = [one for one in doors() if "GET" in one.methods and not one.is_api and one.name not in NO_PAGES]
ANONYMOUS = "anonymous"


def readers(door: Door) -> tuple[str, ...]:
    """The roles that see a page of their own here; who may act comes first."""
    write, read = door.access or ((), ())
    if door.name in ONLY_WITH_ACCOUNT or SIGNED_IN in door.roles:
        return (AGENT,)
    if ANYONE in door.roles:
        return (ANONYMOUS, AGENT) if door.name in WITH_ACCOUNT else (ANONYMOUS,)
    looks = [AUDITOR] if AUDITOR in read else sorted(read)
    return tuple(dict.fromkeys([*sorted(set(write)), *looks]))


# Open to anyone, and another page for who has signed in.
WITH_ACCOUNT = {"home", "tasks:board", "tasks:task", "training:study", "training:lesson"}
ONLY_WITH_ACCOUNT = {"account_logout"}
PLAN = {door.name: readers(door) for door in PAGES}
WHO = sorted({who for those in PLAN.values() for who in those} - {*RANKS}) + list(RANKS)
