from onboarding.models.consent import Consent
from onboarding.models.identity import IdentityCheck
from onboarding.models.lines import Line
from onboarding.models.people import Agent, User
from onboarding.models.roles import Invitation, RoleGrant

__all__ = ["Agent", "Consent", "IdentityCheck", "Invitation", "Line", "RoleGrant", "User"]
