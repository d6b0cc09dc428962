"""Staff of the demo: two administrators and one person a role, by the house's own invitations."""

from __future__ import annotations

from datetime import datetime, timedelta

from onboarding.actions.invitations import accept_invitation, invite
from onboarding.actions.roles import decide_role, make_administrator
from onboarding.models import RoleGrant, User
from payouts.demo.phones import staff_phone
from yunke.ground.roles import (
    APPROVER,
    AUDITOR,
    CLIENT,
    OPERATIONS,
    PREPARER,
    QUALITY,
    RELEASER,
    SCREENER,
)

ADMINISTRATORS = ("演示管理员甲", "演示管理员乙")
# Operations twice: a penalty takes two people.
STAFF = (
    ("screener", SCREENER, "演示筛选员"),
    ("operations", OPERATIONS, "演示运营甲"),
    ("operations_2", OPERATIONS, "演示运营乙"),
    ("quality", QUALITY, "演示质检"),
    ("preparer", PREPARER, "演示制单人"),
    ("approver", APPROVER, "演示审批人"),
    ("releaser", RELEASER, "演示发放人"),
    ("auditor", AUDITOR, "演示审计"),
    ("client", CLIENT, "演示客户联系人"),
    ("screener_2", SCREENER, "演示筛选员乙"),  # some recordings are heard by two
    ("quality_2", QUALITY, "演示质检乙"),  # some contacts are scored by two
)


def hire(now: datetime) -> dict[str, User]:
    """Everybody who works here, by the short names of STAFF and ``admin_1``, ``admin_2``."""
    people = {
        f"admin_{place}": make_administrator(staff_phone(place), name, now=now)
        for place, name in enumerate(ADMINISTRATORS, 1)
    }
    for place, (short, role, name) in enumerate(STAFF, len(people) + 1):
        phone = staff_phone(place)
        invitation, _token = invite(phone, name, [role], by=people["admin_1"], now=now)
        people[short] = accept_invitation(invitation, name, phone=phone, now=now + timedelta(minutes=5))
    for grant in RoleGrant.objects.filter(state="asked"):  # roles of money wait for the second administrator
        decide_role(grant, give=True, by=people["admin_2"], now=now + timedelta(minutes=10))
    # roles are remembered on the object: read everybody afresh
    return {short: User.objects.get(pk=person.pk) for short, person in people.items()}
