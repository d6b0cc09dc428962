"""Every act and reading of a page has its twin for programs, open to the same people.

``twins.txt`` names them: a page and the doors that do and tell the same by API. A page that has none stands in
``ALONE`` with its reason; one that is no door any more, or has a twin by now, fails there.
"""

from __future__ import annotations

from pathlib import Path

from tests.house.doors import doors
from yunke.ground.roles import ANYONE, SIGNED_IN, may_enter

BY_NAME = {one.name: one for one in doors()}
PAGES = {name: one for name, one in BY_NAME.items() if not one.is_api}
TABLE = Path(__file__).with_name("twins.txt")
TWINS = {
    page: tuple(twins.split())
    for page, twins in (line.split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines())
}
BROWSER = "a browser's own session and second factor; a program signs in by code for a token"
PROBE = "for the machine that watches over this one"
ALONE = dict.fromkeys(
    (
        "account_inactive",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "onboarding:go",
        "onboarding:go_open",
    ),
    BROWSER,
) | {
    "health": PROBE,
    "metrics": PROBE,
    "ready": PROBE,
    "home": "gathers what other pages and their twins tell",
    "onboarding:childbearing": "told to its owner alone, and kept off every other wire",
    "onboarding:line": "measures the browser's own line; a program hands in what it measured",
    "onboarding:real_name_photo": "of a draft; a program hands the papers in whole",
    "payouts:exports": "lists the files' forms; each file is a twin's",
    "tasks:interview_calendar": "a calendar's file; the twin tells the times",
    "tasks:terms_preview": "a form shows what it would say",
}


def reached(who: str, method: str, twins: tuple[str, ...]) -> bool:
    """Whether somebody of this role gets through one of the doors by a method of the kind."""
    return any(
        may_enter({who}, signed_in=True, write=one.access[0], read=one.access[1], method=taken)
        for one in map(BY_NAME.__getitem__, twins)
        if one.access
        for taken in one.methods
        if (taken == "GET") == (method == "GET")
    )


def test_every_page_has_a_twin_or_its_reason() -> None:
    assert list(TWINS) == sorted(TWINS)
    assert {*TWINS} & {*ALONE} == set(), "it has a twin by now: its reason may go"
    assert sorted({*PAGES} - {*TWINS, *ALONE}) == [], "its twin stands in twins.txt, or its reason in ALONE"
    assert sorted({*TWINS, *ALONE} - {*PAGES}) == [], "no page has this name any more"


def test_every_twin_is_a_door_for_programs() -> None:
    named = {twin for twins in TWINS.values() for twin in twins}
    assert sorted(twin for twin in named if twin not in BY_NAME or not BY_NAME[twin].is_api) == []


def test_whoever_acts_or_looks_on_the_page_does_by_program() -> None:
    """A role the page lets in to look reads at a twin; one that may post writes at one."""
    wanting = []
    for name, twins in TWINS.items():
        of = PAGES[name]
        write, read = of.access or ((), ())
        wanting += [
            (name, who, method)
            for method in of.methods
            for who in sorted({*write, *(read if method == "GET" else ())} - {ANYONE, SIGNED_IN})
            if not reached(who, method, twins)
        ]
        if of.writers and not any({*BY_NAME[twin].methods} - {"GET"} for twin in twins):
            wanting.append((name, "whoever may", "write"))
    assert wanting == []
