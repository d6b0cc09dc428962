from onboarding.models.consent import Consent
from onboarding.models.equipment import CarrierRange, EquipmentCheck
from onboarding.models.identity import IdentityCheck
from onboarding.models.lines import Line
from onboarding.models.people import Agent, User
from onboarding.models.roles import Invitation, RoleGrant
from onboarding.models.room import RoomCheck, RoomJudgement
from onboarding.models.sop import LineChoice, Sop, SopStep

__all__ = [
    "Agent",
    "CarrierRange",
    "Consent",
    "EquipmentCheck",
    "IdentityCheck",
    "Invitation",
    "Line",
    "LineChoice",
    "RoleGrant",
    "RoomCheck",
    "RoomJudgement",
    "Sop",
    "SopStep",
    "User",
]
