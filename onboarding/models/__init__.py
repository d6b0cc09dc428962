from onboarding.models.consent import Consent
from onboarding.models.identity import IdentityCheck
from onboarding.models.lines import Line
from onboarding.models.people import Agent, User
from onboarding.models.roles import Invitation, RoleGrant
from onboarding.models.room import RoomCheck, RoomJudgement

__all__ = [
    "Agent",
    "Consent",
    "IdentityCheck",
    "Invitation",
    "Line",
    "RoleGrant",
    "RoomCheck",
    "RoomJudgement",
    "User",
]
