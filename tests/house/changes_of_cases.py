"""What each writer with a case of its own changes (``cases/``); read beside ``changes.py``, in its words."""

from tests.house.changes_words import DECIDED, new, of

REVIEWED = ("appeal_until", "percent", "reviewed_at", "rubric_id", "state")
WORK_CHANGES: dict[str, set[str]] = {
    **dict.fromkeys(
        ("tasks:seat", "api_answer_seat"),
        of("Claim", "since_at", "state") | of("SeatOffer", "answered_at", "state"),
    ),
    **dict.fromkeys(("onboarding:handover", "api_handovers"), new("Handover") | of("Handover", "state")),
    "onboarding:go_open": of("Handover", "opened_at", "state") | of("User", "last_login"),
    **dict.fromkeys(("onboarding:room_today", "api_room_today"), new("Consent") | new("RoomGlance")),
    **dict.fromkeys(("tasks:review_score", "api_score_review"), new("Scoring") | of("Review", *REVIEWED)),
    **dict.fromkeys(("tasks:review_void", "api_void_review"), of("Review", "state", "void_why")),
    **dict.fromkeys(("tasks:review_appeal", "api_appeal_review"), new("ReviewAppeal")),
    **dict.fromkeys(
        ("tasks:review_appeal_decide", "api_decide_review_appeal"), of("ReviewAppeal", *DECIDED, "why")
    ),
    **dict.fromkeys(("tasks:quality_plans", "api_quality_plans"), new("QualityPlan")),
    "tasks:new_terms": new("TermsProposal"),
    "tasks:new_penalties": new("PenaltyProposal"),
    "tasks:agreement": new("Agreement"),
    **dict.fromkeys(
        ("api_clock_out", "tasks:clock_out"),
        new("Segment") | of("Booking", "clocked_out_at", "early_minutes", "state"),
    ),
    **dict.fromkeys(
        ("tasks:attendance_record", "api_record_attendance"),
        new("Segment") | of("Booking", "clocked_out_at", "state"),
    ),
    **dict.fromkeys(("tasks:shift_new", "api_shifts"), new("Shift")),
    **dict.fromkeys(("tasks:hours_redraft", "api_redraft_hours"), of("Segment", "state")),
    **dict.fromkeys(
        ("api_leave_task", "tasks:leave", "api_release_claim", "tasks:release"),
        of("Claim", "ended_at", "state"),
    ),
    **dict.fromkeys(("api_reopen_claim", "tasks:reopen"), of("Claim", *DECIDED)),
    **dict.fromkeys(
        ("api_approve_decision", "tasks:decision_approve"),
        of("Decision", *DECIDED, "entity_id", "settle_month"),
    ),
    "tasks:decision_new": new("Decision"),
    **dict.fromkeys(("tasks:correction_new", "api_corrections"), new("Correction")),
    **dict.fromkeys(("tasks:import_new", "api_imports"), new("ResultImport")),
    **dict.fromkeys(
        ("api_confirm_import", "tasks:import_confirm"),
        new("Result") | of("ResultImport", "imported_at", "state"),
    ),
    **dict.fromkeys(
        ("api_approve_import", "tasks:import_approve"),
        of("Result", "approved_at", "approved_by_id", "entity_id", "settle_month", "state"),
    ),
    "tasks:import_mapping": new("ResultMapping") | of("ResultImport", "mapping_id", "report"),
    "tasks:parked_repair": new("Result") | of("ImportRow", "repaired_at", "repaired_by_id", "state"),
    "api_import_mapping": of("ResultImport", "report"),
}

MONEY_CHANGES: dict[str, set[str]] = {
    **dict.fromkeys(
        ("payouts:prepare", "api_finance_runs"),
        new("AttendanceTally")
        | new("Chunk")
        | new("PayMonth")
        | new("Run")
        | of("PayMonth", "closed_at", "state"),
    ),
    **dict.fromkeys(("payouts:take_up_parked", "api_finance_parked"), of("Chunk", "state")),
    **dict.fromkeys(
        ("payouts:approve", "api_finance_approve"),
        new("LedgerAccount")
        | new("LedgerEntry")
        | new("LedgerTransaction")
        | new("PayoutItem")
        | of("Run", "approved_at", "approved_by_id", "state"),
    ),
    **dict.fromkeys(
        ("payouts:make_file", "api_finance_file"), new("PayoutBatch") | of("PayoutItem", "batch_id", "serial")
    ),
    **dict.fromkeys(
        ("payouts:release", "api_finance_release"),
        new("LedgerEntry")
        | new("LedgerTransaction")
        | of("PayoutBatch", "state")
        | of("PayoutItem", "state")
        | of("Run", "released_at", "released_by_id", "state"),
    ),
    **dict.fromkeys(
        ("payouts:withdraw_batch", "api_finance_withdraw_batch"),
        of("PayoutBatch", "state") | of("PayoutItem", "batch_id", "serial"),
    ),
    **dict.fromkeys(
        ("payouts:batch_result", "api_finance_batch_result"),
        new("BankResult")
        | new("Counter")
        | new("LedgerEntry")
        | new("LedgerTransaction")
        | of("PayoutBatch", "state")
        | of("PayoutItem", "settled_at", "state")
        | of("Run", "paid_at", "state"),
    ),
    **dict.fromkeys(
        ("payouts:hold", "api_finance_hold"),
        new("Hold")
        | {"Line-"}
        | {"Statement-"}
        | of("AttendanceTally", "settle_month")
        | of("Run", "hash", "income_fen", "net_fen", "statement_count")
        | of("Segment", "settle_month"),
    ),
    **dict.fromkeys(
        ("payouts:cancel_payment", "api_finance_cancel_payment"),
        of("Hold", "ended_at", "ended_by_id", "state") | of("PayoutItem", "settled_at", "state", "why"),
    ),
    **dict.fromkeys(
        ("payouts:move_dispute", "api_finance_move_dispute"),
        new("Hold")
        | {"Line-"}
        | {"Statement-"}
        | of("Dispute", "answer_by", "hold_id")
        | of("Run", "hash", "income_fen", "net_fen", "statement_count")
        | of("Segment", "settle_month"),
    ),
    **dict.fromkeys(
        ("payouts:answer_dispute", "api_finance_answer_dispute"),
        of("Dispute", "answer", "answered_at", "answered_by_id", "state"),
    ),
    "api_pay_dispute": new("Dispute"),
    **dict.fromkeys(("payouts:reliefs", "api_finance_reliefs"), new("TaxRelief")),
    **dict.fromkeys(("payouts:advances", "api_finance_advances"), new("Advance")),
    **dict.fromkeys(
        (
            "payouts:grant_advance",
            "api_finance_grant_advance",
            "payouts:refuse_advance",
            "api_finance_refuse_advance",
        ),
        of("Advance", *DECIDED) | of("Notice", "read_at"),  # that it waited is no news any more
    ),
    **dict.fromkeys(
        ("payouts:advance_paid", "api_finance_advance_paid"),
        of("Advance", "paid_by_id", "paid_on", "reference", "settle_month", "state")
        | of("Notice", "read_at")
        | new("LedgerAccount")
        | new("LedgerTransaction")
        | new("LedgerEntry"),
    ),
    **dict.fromkeys(
        ("payouts:cut_overs", "api_finance_cut_overs", "payouts:nobody_paid", "api_finance_nobody_paid"),
        new("CutOver"),
    ),
    **dict.fromkeys(
        ("payouts:confirm_cut_over", "api_finance_confirm_cut_over"),
        of("CutOver", *DECIDED, "from_month") | of("Notice", "read_at"),
    ),
    **dict.fromkeys(
        ("payouts:refuse_cut_over", "api_finance_refuse_cut_over"),
        of("CutOver", *DECIDED) | of("Notice", "read_at"),
    ),
    **dict.fromkeys(("payouts:account_codes", "api_finance_account_codes"), new("AccountCode")),
    **dict.fromkeys(("payouts:rail_fee", "api_finance_fee"), new("RailFee")),
    "payouts:entity": of("PayingEntity", "penalties_lower_income", "tax_method"),
    "payouts:holidays": new("Holiday") | new("HolidayYear"),
    **dict.fromkeys(
        ("payouts:confirm_holidays", "api_finance_confirm_holiday_year"),
        of("HolidayYear", "confirmed_at", "confirmed_by_id", "state"),
    ),
    **dict.fromkeys(
        ("payouts:holiday_year", "api_finance_holiday_amendments"),
        new("HolidayAmendment") | new("AmendedDay"),
    ),
    **dict.fromkeys(
        ("payouts:confirm_holiday_amendment", "api_finance_confirm_holiday_amendment"),
        of("HolidayAmendment", *DECIDED, "version") | new("Holiday") | of("Run", "calendar"),
    ),
    **dict.fromkeys(
        ("payouts:refuse_holiday_amendment", "api_finance_refuse_holiday_amendment"),
        of("HolidayAmendment", *DECIDED),
    ),
}

PEOPLE_CHANGES: dict[str, set[str]] = {
    **dict.fromkeys(("save_view", "api_views"), new("SavedView")),
    "delete_view": {"SavedView-"},
    "api_delete_view": {"SavedView-"},
    "api_auth_token": new("AuthToken"),
    "api_join": new("Agent")
    | new("AuthToken")
    | new("Consent")
    | new("DoorAnswers")
    | new("LineChoice")
    | new("User"),
    "api_sign_out": {"AuthToken-"},
    "account_confirm_login_code": of("User", "last_login"),
    "onboarding:join": new("Agent") | new("Consent") | new("DoorAnswers") | new("LineChoice") | new("User"),
    "onboarding:invitation": new("Consent")
    | new("RoleGrant")
    | of("Invitation", "accepted_at", "accepted_by_id", "state")
    | of("User", "last_login", "name", "password"),
    "api_accept_invitation": new("Consent")
    | new("RoleGrant")
    | new("User")
    | of("Invitation", "accepted_at", "accepted_by_id", "state"),
    "api_new_phone": new("AuthToken") | of("User", "password", "phone", "phone_verified_at"),
    "onboarding:phone_code": of("User", "password", "phone", "phone_verified_at"),
    "api_withdraw_consent": of("Consent", "withdrawn_at") | of("IdentityCheck", "state"),
    **dict.fromkeys(("api_drop_line", "onboarding:drop_line"), of("LineChoice", "dropped_at")),
    **dict.fromkeys(
        ("api_send_profile", "onboarding:profile_check"),
        of("Profile", "answers", "draft", "needs", "sent_at"),
    ),
    "onboarding:childbearing": new("Childbearing") | new("Consent"),
    **dict.fromkeys(("api_reactivate", "onboarding:reactivate"), of("User", "is_active")),
    **dict.fromkeys(("api_propose_sop", "onboarding:sop_new"), new("Sop") | new("SopStep")),
    "api_decide_sop": of("Sop", *DECIDED),
    "api_bank_on": of("Question", "switched_off_at"),
    **dict.fromkeys(
        ("api_attempts", "training:start", "api_gold_attempts", "training:gold_start"),
        new("Answer") | new("Attempt"),
    ),
    **dict.fromkeys(("api_lesson_done", "training:lesson_done"), new("LessonRead")),
    **dict.fromkeys(
        ("api_my_rank_cases", "tasks:career_apply", "api_rank_cases", "tasks:step_back"), new("RankCase")
    ),
    **dict.fromkeys(("api_speak_to_case", "tasks:career_speak"), of("RankCase", "word", "word_at")),
    "api_add_client_person": new("ClientMember"),
}

KEYS_CHANGES: dict[str, set[str]] = {
    "mfa_activate_totp": new("Authenticator"),
    "mfa_authenticate": of("Authenticator", "last_used_at") | of("User", "last_login"),
    "mfa_reauthenticate": of("Authenticator", "last_used_at"),
    "mfa_deactivate_totp": {"Authenticator-"},
    "mfa_generate_recovery_codes": new("Authenticator"),
    **dict.fromkeys(("tasks:import_again", "api_import_again"), of("Chunk", "attempts", "state")),
    **dict.fromkeys(("notices_again", "api_notices_again"), of("Notice", "attempts", "state")),
    **dict.fromkeys(
        ("tasks:leave_yunke", "api_leave_yunke", "tasks:come_back", "api_come_back"), of("Agent", "state")
    ),
}
