"""Words of refusals and notices in the tasks room; each subject in a file of its own."""

from tasks.reasons.career import *
from tasks.reasons.claiming import *
from tasks.reasons.interviews import *
from tasks.reasons.months import *
from tasks.reasons.news_of_offer import *
from tasks.reasons.papers import *
from tasks.reasons.quality import *
from tasks.reasons.screening import *
from tasks.reasons.terms import *
from tasks.reasons.work import *
