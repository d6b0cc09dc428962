"""API doors of shifts, hours, results and decisions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
