"""Words of refusals and notices in the onboarding room: people, and what is measured of them."""

from onboarding.reasons.checks import *
from onboarding.reasons.desk import *
from onboarding.reasons.people import *
from onboarding.reasons.sop import *
