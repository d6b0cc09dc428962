"""API doors of the tasks room."""

from django.urls import URLPattern

from tasks.api_urls_work import urlpatterns as work

urlpatterns: list[URLPattern] = [
    *work,
]
