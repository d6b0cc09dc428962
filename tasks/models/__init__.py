from tasks.models.bookings import Booking, Shift
from tasks.models.claims import Acceptance, Assessment, Claim, ClaimAppeal, SeatOffer
from tasks.models.clients import Client, ClientMember, ClientPrice, Task
from tasks.models.decisions import Correction, Decision
from tasks.models.entities import (
    Agreement,
    AmendedDay,
    Holiday,
    HolidayAmendment,
    HolidayYear,
    PayingEntity,
    PayMonth,
)
from tasks.models.imports import ImportRow, ResultImport, ResultMapping
from tasks.models.interviews import Interview, InterviewSlot, Rubric
from tasks.models.mentoring import Eligible, Mentorship
from tasks.models.quality import QualityDraw, QualityPlan, Review, ReviewAppeal, Scoring
from tasks.models.terms import (
    PenaltyClause,
    PenaltyProposal,
    PenaltyTable,
    ResultKind,
    Terms,
    TermsProposal,
    TermsRank,
    TermsRate,
    TermsTier,
)
from tasks.models.work import AttendanceTally, Result, Segment

__all__ = [
    "Acceptance",
    "Agreement",
    "AmendedDay",
    "Assessment",
    "AttendanceTally",
    "Booking",
    "Claim",
    "ClaimAppeal",
    "Client",
    "ClientMember",
    "ClientPrice",
    "Correction",
    "Decision",
    "Eligible",
    "Holiday",
    "HolidayAmendment",
    "HolidayYear",
    "ImportRow",
    "Interview",
    "InterviewSlot",
    "Mentorship",
    "PayMonth",
    "PayingEntity",
    "PenaltyClause",
    "PenaltyProposal",
    "PenaltyTable",
    "QualityDraw",
    "QualityPlan",
    "Result",
    "ResultImport",
    "ResultKind",
    "ResultMapping",
    "Review",
    "ReviewAppeal",
    "Rubric",
    "Scoring",
    "SeatOffer",
    "Segment",
    "Shift",
    "Task",
    "Terms",
    "TermsProposal",
    "TermsRank",
    "TermsRate",
    "TermsTier",
]
