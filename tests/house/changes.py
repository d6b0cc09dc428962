"""What each writer changes, as ``test_mass_assignment`` found it and somebody read it.

``Model.column``: of a row that stood there. ``Model+``: a new row. ``Model+column``: the new row took this from
a sender who sent every column of the house; so only what the form asks for may stand here.
"""

DECIDED = ("decided_at", "decided_by_id", "state")


def _of(model: str, *columns: str) -> set[str]:
    return {f"{model}.{column}" for column in columns}


def _new(model: str, *taken: str) -> set[str]:
    return {f"{model}+", *(f"{model}+{column}" for column in taken)}


CHANGES: dict[str, set[str]] = {
    "api_answer": _of("Answer", "chosen", "look_again", "saved_at"),
    "training:answer": _of("Answer", "chosen", "look_again", "saved_at"),
    "api_finish": _of("Attempt", "finished_at", "right_count", "state"),
    "training:finish": _of("Attempt", "finished_at", "right_count", "state"),
    "api_claim_task": _new("Claim"),
    "tasks:claim_it": _new("Claim"),
    "api_cancel_booking": _of("Booking", "cancelled_at", "state") | _of("Shift", "taken"),
    "tasks:booking_cancel": _of("Booking", "cancelled_at", "state") | _of("Shift", "taken"),
    "api_clock_in": _of("Booking", "clocked_in_at", "state"),
    "tasks:clock_in": _of("Booking", "clocked_in_at", "state"),
    "api_decide_claim": _of("Claim", *DECIDED),
    "api_decide_claims": _of("Claim", *DECIDED),
    "tasks:decide": _of("Claim", *DECIDED),
    "tasks:decide_many": _of("Claim", *DECIDED),
    "api_accept_papers": _new("Acceptance") | _of("Claim", "on_duty_at", "state"),
    "tasks:papers": _new("Acceptance") | _of("Claim", "on_duty_at", "state"),
    "api_withdraw_claim": _of("Claim", "ended_at", "state"),
    "tasks:withdraw": _of("Claim", "ended_at", "state"),
    "api_finance_recompute": _new("Chunk") | _of("Run", "computed_at", "pays_on", "prepared_by_id", "state"),
    "payouts:recompute": _new("Chunk") | _of("Run", "computed_at", "pays_on", "prepared_by_id", "state"),
    "api_finance_return": _of("Run", "return_reason", "state"),
    "payouts:return": _of("Run", "return_reason", "state"),
    "api_approve_hours": (
        _of("Segment", "approved_at", "approved_by_id", "entity_id", "settle_month", "state")
    ),
    "tasks:hours_approve": (
        _of("Segment", "approved_at", "approved_by_id", "entity_id", "settle_month", "state")
    ),
    "api_identity_decision": _of("IdentityCheck", *DECIDED),
    "onboarding:desk_identity_decide": _of("IdentityCheck", *DECIDED),
    "api_real_name": _new("Consent") | _new("IdentityCheck"),
    "onboarding:real_name": _new("Consent") | _new("IdentityCheck"),
    "api_pay_account": _new("PayoutAccount"),
    "payouts:pay_account": _new("PayoutAccount"),
    "api_book_shift": _new("Booking") | _of("Shift", "taken"),
    "tasks:shift_book": _new("Booking") | _of("Shift", "taken"),
    "tasks:clients": _new("Client", "name", "trade"),
    "tasks:correction_approve": _of("Correction", *DECIDED, "entity_id", "settle_month"),
    "tasks:correction_refuse": _of("Correction", *DECIDED),
    "tasks:decision_drop": _of("Decision", *DECIDED),
    "tasks:entities": _new("PayMonth") | _new("PayingEntity", "code", "name"),
    "tasks:hours_change": _of("Segment", "paid_minutes", "reasons"),
    "tasks:hours_refuse": _of("Segment", "reasons", "state"),
    "onboarding:desk_identity_return": _of("IdentityCheck", *DECIDED, "reasons"),
    "tasks:import_drop": _of("ResultImport", "state"),
    "tasks:parked_drop": _of("ImportRow", "repaired_at", "repaired_by_id", "state"),
    "tasks:shift_cancel": _of("Booking", "cancelled_at", "state") | _of("Shift", "state", "taken"),
    "tasks:shift_seats": _of("Shift", "seats"),
    "tasks:edit_task": _of("Task", "description", "name", "requirements", "seats"),
    "tasks:new_price": _new("ClientPrice"),
    "tasks:move_task": _of("Task", "state"),
    "tasks:new_task": _new("Counter") | _new("Task", "line_id"),
    "api_finance_pay_again": _new("PayoutItem"),
    "api_finance_tax_settings": _of("PayingEntity", "penalties_lower_income", "tax_method"),
    "api_finance_holiday_years": _new("Holiday") | _new("HolidayYear"),
    "payouts:pay_again": _new("PayoutItem"),
    "set_language": _of("User", "language"),
    "api_me": _of("User", "language", "name"),
    "onboarding:account": _of("User", "language", "name"),
    "onboarding:withdraw_consent": _of("IdentityCheck", "state"),
    "api_real_name_withdraw": _of("IdentityCheck", "state"),
    "onboarding:real_name_withdraw": _of("IdentityCheck", "state"),
    "api_end_sessions": _of("User", "password"),
    "api_identity_return": _of("IdentityCheck", *DECIDED, "reasons"),
    "onboarding:sign_out_elsewhere": _of("User", "password"),
    "api_withdraw_invitation": _of("Invitation", "state"),
    "onboarding:withdraw_invitation": _of("Invitation", "state"),
    "api_deactivate": _of("User", "is_active", "password"),
    "onboarding:deactivate": _of("User", "is_active", "password"),
    "api_ask_role": _new("RoleGrant") | _of("User", "password"),
    "onboarding:ask_role": _new("RoleGrant") | _of("User", "password"),
    "api_invitations": _new("Invitation"),
    "onboarding:invite": _new("Invitation"),
    "api_decide_role": _of("RoleGrant", *DECIDED) | _of("User", "password"),
    "onboarding:decide_role": _of("RoleGrant", *DECIDED) | _of("User", "password"),
    "api_end_role": _of("RoleGrant", "state") | _of("User", "password"),
    "onboarding:end_role": _of("RoleGrant", "state") | _of("User", "password"),
    "tasks:decision_answer": _of("Decision", "appeal", "appealed_at"),
    "api_decisions": _new("Decision"),
    "api_answer_decision": _of("Decision", "appeal", "appealed_at"),
    "api_drop_decision": _of("Decision", *DECIDED),
    "api_approve_correction": _of("Correction", *DECIDED, "entity_id", "settle_month"),
    "api_refuse_correction": _of("Correction", *DECIDED),
    "api_refuse_hours": _of("Segment", "reasons", "state"),
    "api_change_minutes": _of("Segment", "paid_minutes", "reasons"),
    "api_change_seats": _of("Shift", "seats"),
    "api_cancel_shift": _of("Booking", "cancelled_at", "state") | _of("Shift", "state", "taken"),
    "api_mappings": _new("ResultMapping"),
    "api_drop_import": _of("ResultImport", "state"),
    "api_repair_rows": _of("ImportRow", "repaired_at", "repaired_by_id", "state"),
    "api_drop_rows": _of("ImportRow", "repaired_at", "repaired_by_id", "state"),
    "api_tasks": _new("Counter") | _new("Task", "line_id"),
    "api_desk_task": _of("Task", "description", "name", "requirements", "seats"),
    "api_move_task": _of("Task", "state"),
    "api_add_terms": _new("Terms"),
    "api_add_penalties": _new("PenaltyTable"),
    "api_prices": _new("ClientPrice"),
    "api_clients": _new("Client", "name", "trade"),
    "api_remove_client_person": {"ClientMember-"},
    "api_publish_agreement": _new("Agreement"),
}
