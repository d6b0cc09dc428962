"""Doors of the desk: decisions, corrections, hours, imports, tasks, clients, agreements."""

from django.urls import URLPattern, path

from tasks.api import attendance, claims, corrections, decisions, hours, imports, offers, parties, terms

urlpatterns: list[URLPattern] = [
    path("decisions/", decisions.Decisions.as_view(), name="api_decisions"),
    path("decisions/mine/", decisions.MyDecisions.as_view(), name="api_my_decisions"),
    path(
        "decisions/<slug:public_id>/answer/", decisions.AnswerDecision.as_view(), name="api_answer_decision"
    ),
    path(
        "decisions/<slug:public_id>/approve/",
        decisions.ApproveDecision.as_view(),
        name="api_approve_decision",
    ),
    path("decisions/<slug:public_id>/drop/", decisions.DropDecision.as_view(), name="api_drop_decision"),
    path("corrections/", corrections.Corrections.as_view(), name="api_corrections"),
    path("corrections/facts/", corrections.Facts.as_view(), name="api_facts"),
    path(
        "corrections/<slug:public_id>/approve/",
        corrections.ApproveCorrection.as_view(),
        name="api_approve_correction",
    ),
    path(
        "corrections/<slug:public_id>/refuse/",
        corrections.RefuseCorrection.as_view(),
        name="api_refuse_correction",
    ),
    path("attendance/", attendance.Attendance.as_view(), name="api_attendance"),
    path(
        "bookings/<slug:public_id>/attendance/",
        attendance.RecordAttendance.as_view(),
        name="api_record_attendance",
    ),
    path("hours/queue/", hours.HoursQueue.as_view(), name="api_hours_queue"),
    path("hours/refuse/", hours.RefuseHours.as_view(), name="api_refuse_hours"),
    path("hours/redraft/", hours.DraftHoursAgain.as_view(), name="api_redraft_hours"),
    path("hours/<slug:public_id>/minutes/", hours.ChangeMinutes.as_view(), name="api_change_minutes"),
    path("shifts/<slug:public_id>/seats/", hours.ChangeSeats.as_view(), name="api_change_seats"),
    path("shifts/<slug:public_id>/cancel/", hours.CancelShift.as_view(), name="api_cancel_shift"),
    path("mappings/", imports.Mappings.as_view(), name="api_mappings"),
    path("imports/<slug:public_id>/mapping/", imports.ReadImportBy.as_view(), name="api_import_mapping"),
    path("imports/<slug:public_id>/drop/", imports.DropImport.as_view(), name="api_drop_import"),
    path("parked-rows/", imports.ParkedRows.as_view(), name="api_parked_rows"),
    path("parked-rows/repair/", imports.RepairRows.as_view(), name="api_repair_rows"),
    path("parked-rows/drop/", imports.DropRows.as_view(), name="api_drop_rows"),
    path("tasks/", offers.Tasks.as_view(), name="api_tasks"),
    path("tasks/<slug:public_id>/", offers.OneTask.as_view(), name="api_desk_task"),
    path("tasks/<slug:public_id>/state/", offers.MoveTask.as_view(), name="api_move_task"),
    path("tasks/<slug:public_id>/people/", offers.TaskPeople.as_view(), name="api_task_people"),
    path("tasks/<slug:public_id>/terms/", terms.TermsOfTask.as_view(), name="api_terms"),
    path("terms/<slug:public_id>/approve/", terms.ApproveTerms.as_view(), name="api_approve_terms"),
    path("terms/<slug:public_id>/refuse/", terms.RefuseTerms.as_view(), name="api_refuse_terms"),
    path("tasks/<slug:public_id>/penalties/", offers.AddPenalties.as_view(), name="api_add_penalties"),
    path("tasks/<slug:public_id>/prices/", offers.Prices.as_view(), name="api_prices"),
    path("clients/", parties.Clients.as_view(), name="api_clients"),
    path("clients/<slug:public_id>/people/", parties.AddClientPerson.as_view(), name="api_add_client_person"),
    path(
        "clients/<slug:public_id>/people/<slug:person>/remove/",
        parties.RemoveClientPerson.as_view(),
        name="api_remove_client_person",
    ),
    path("entities/", parties.Entities.as_view(), name="api_entities"),
    path(
        "entities/<slug:public_id>/agreements/",
        parties.PublishAgreement.as_view(),
        name="api_publish_agreement",
    ),
    path("claims/<slug:public_id>/leave/", claims.LeaveTask.as_view(), name="api_leave_task"),
    path("claims/<slug:public_id>/release/", claims.ReleaseClaim.as_view(), name="api_release_claim"),
    path("claims/<slug:public_id>/reopen/", claims.ReopenClaim.as_view(), name="api_reopen_claim"),
]
