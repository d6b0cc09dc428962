"""API doors of shifts, hours, results and decisions."""

from django.urls import URLPattern, path

from tasks.api import shifts, work

urlpatterns: list[URLPattern] = [
    path("shifts/", shifts.Shifts.as_view(), name="api_shifts"),
    path("shifts/<slug:public_id>/people/", shifts.ShiftPeople.as_view(), name="api_shift_people"),
    path("shifts/<slug:public_id>/book/", work.BookShift.as_view(), name="api_book_shift"),
    path("bookings/", work.MyBookings.as_view(), name="api_bookings"),
    path("bookings/<slug:public_id>/cancel/", work.CancelBooking.as_view(), name="api_cancel_booking"),
    path("bookings/<slug:public_id>/clock-in/", work.ClockIn.as_view(), name="api_clock_in"),
    path("bookings/<slug:public_id>/clock-out/", work.ClockOut.as_view(), name="api_clock_out"),
    path("hours/", work.MyHours.as_view(), name="api_hours"),
    path("hours/approve/", work.ApproveHours.as_view(), name="api_approve_hours"),
    path("imports/", work.Imports.as_view(), name="api_imports"),
    path("imports/<slug:public_id>/", work.OneImport.as_view(), name="api_import"),
    path("imports/<slug:public_id>/confirm/", work.ConfirmImport.as_view(), name="api_confirm_import"),
    path("imports/<slug:public_id>/again/", work.TryImportAgain.as_view(), name="api_import_again"),
    path("imports/<slug:public_id>/approve/", work.ApproveImport.as_view(), name="api_approve_import"),
]
