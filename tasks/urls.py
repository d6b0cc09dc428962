"""Doors of the tasks room: what is offered and who is chosen; shifts and work have their own list."""

from django.urls import URLPattern, path

from tasks.urls_work import urlpatterns as work

app_name = "tasks"
urlpatterns: list[URLPattern] = [
    *work,
]
