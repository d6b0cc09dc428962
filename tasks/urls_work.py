"""Doors of shifts, hours, results and decisions."""

from django.urls import URLPattern, path

from tasks.views import attendance, corrections, decisions, imports, shifts, work

agents: list[URLPattern] = [
    path("work/", work.work, name="work"),
    path("work/shifts/", work.shifts, name="shifts"),
    path("work/shifts/<slug:public_id>/book/", work.book, name="shift_book"),
    path("work/bookings/<slug:public_id>/cancel/", work.cancel, name="booking_cancel"),
    path("work/bookings/<slug:public_id>/in/", work.clock_in, name="clock_in"),
    path("work/bookings/<slug:public_id>/out/", work.clock_out, name="clock_out"),
    path("work/hours/", work.hours, name="hours"),
    path("work/decisions/", work.my_decisions, name="my_decisions"),
    path("work/decisions/<slug:public_id>/answer/", work.answer, name="decision_answer"),
]
shift_desk: list[URLPattern] = [
    path("desk/shifts/", shifts.shifts, name="desk_shifts"),
    path("desk/shifts/new/", shifts.shift_new, name="shift_new"),
    path("desk/shifts/<slug:public_id>/", shifts.shift, name="desk_shift"),
    path("desk/shifts/<slug:public_id>/seats/", shifts.shift_seats, name="shift_seats"),
    path("desk/shifts/<slug:public_id>/cancel/", shifts.shift_cancel, name="shift_cancel"),
    path("desk/attendance/", attendance.attendance, name="desk_attendance"),
    path("desk/attendance/<slug:public_id>/", attendance.attendance_record, name="attendance_record"),
    path("desk/hours/", attendance.hours, name="desk_hours"),
    path("desk/hours/approve/", attendance.hours_approve, name="hours_approve"),
    path("desk/hours/refuse/", attendance.hours_refuse, name="hours_refuse"),
    path("desk/hours/refused/", attendance.hours_refused, name="hours_refused"),
    path("desk/hours/redraft/", attendance.hours_redraft, name="hours_redraft"),
    path("desk/hours/<slug:public_id>/", attendance.hours_change, name="hours_change"),
]
import_desk: list[URLPattern] = [
    path("desk/imports/", imports.imports, name="desk_imports"),
    path("desk/imports/new/", imports.import_new, name="import_new"),
    path("desk/imports/parked/", imports.parked, name="parked"),
    path("desk/imports/parked/repair/", imports.parked_repair, name="parked_repair"),
    path("desk/imports/parked/drop/", imports.parked_drop, name="parked_drop"),
    path("desk/imports/<slug:public_id>/", imports.import_item, name="import"),
    path("desk/imports/<slug:public_id>/mapping/", imports.import_mapping, name="import_mapping"),
    path("desk/imports/<slug:public_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("desk/imports/<slug:public_id>/again/", imports.import_again, name="import_again"),
    path("desk/imports/<slug:public_id>/progress/", imports.import_progress, name="import_progress"),
    path("desk/imports/<slug:public_id>/drop/", imports.import_drop, name="import_drop"),
    path("desk/imports/<slug:public_id>/approve/", imports.import_approve, name="import_approve"),
    path("desk/imports/<slug:public_id>/report.csv", imports.import_report, name="import_report"),
]
decision_desk: list[URLPattern] = [
    path("desk/decisions/", decisions.decisions, name="desk_decisions"),
    path("desk/decisions/new/", decisions.decision_new, name="decision_new"),
    path("desk/decisions/<slug:public_id>/", decisions.decision, name="decision"),
    path("desk/decisions/<slug:public_id>/approve/", decisions.decision_approve, name="decision_approve"),
    path("desk/decisions/<slug:public_id>/drop/", decisions.decision_drop, name="decision_drop"),
    path("desk/corrections/", corrections.corrections, name="desk_corrections"),
    path("desk/corrections/find/", corrections.correction_find, name="correction_find"),
    path(
        "desk/corrections/new/<slug:kind>/<slug:public_id>/",
        corrections.correction_new,
        name="correction_new",
    ),
    path(
        "desk/corrections/<slug:public_id>/approve/",
        corrections.correction_approve,
        name="correction_approve",
    ),
    path(
        "desk/corrections/<slug:public_id>/refuse/", corrections.correction_refuse, name="correction_refuse"
    ),
]
urlpatterns: list[URLPattern] = [*agents, *shift_desk, *import_desk, *decision_desk]
