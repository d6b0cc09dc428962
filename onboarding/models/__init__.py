from onboarding.models.consent import Consent
from onboarding.models.door import DoorAnswers
from onboarding.models.equipment import CarrierRange, EquipmentCheck
from onboarding.models.handover import Handover
from onboarding.models.identity import IdentityCheck, IdentityDraft
from onboarding.models.lines import Line
from onboarding.models.people import Agent, User
from onboarding.models.profile import Childbearing, Profile
from onboarding.models.roles import Invitation, RoleGrant
from onboarding.models.room import RoomCheck, RoomGlance, RoomJudgement
from onboarding.models.sop import LineChoice, Sop, SopStep
from onboarding.models.typing import TypingTest

__all__ = [
    "Agent",
    "CarrierRange",
    "Childbearing",
    "Consent",
    "DoorAnswers",
    "EquipmentCheck",
    "Handover",
    "IdentityCheck",
    "IdentityDraft",
    "Invitation",
    "Line",
    "LineChoice",
    "Profile",
    "RoleGrant",
    "RoomCheck",
    "RoomGlance",
    "RoomJudgement",
    "Sop",
    "SopStep",
    "TypingTest",
    "User",
]
