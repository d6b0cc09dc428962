"""Every door of the house; each room keeps its own list."""

from django.urls import URLPattern, URLResolver, include, path

from yunke import (
    api_docs,
    audit_api,
    health,
    metrics,
    notices_api,
    notices_page,
    saved_views_api,
    saved_views_page,
)
from yunke.audit_page import audit_page
from yunke.home import home
from yunke.language import choose_language

handler404 = "yunke.refusals.not_found"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language/", choose_language, name="set_language"),
    path("audit/", audit_page, name="audit"),
    path("settings/notices/", notices_page.notices, name="notices"),
    path("settings/notices/again/", notices_page.notices_again, name="notices_again"),
    path("views/save/", saved_views_page.save, name="save_view"),
    path("views/<str:public_id>/delete/", saved_views_page.delete, name="delete_view"),
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("accounts/", include("onboarding.account_urls")),
    path("", include("onboarding.urls")),
    path("", include("training.urls")),
    path("", include("tasks.urls")),
    path("", include("payouts.urls")),
    path("api/v1/", include("onboarding.api.urls")),
    path("api/v1/", include("training.api.urls")),
    path("api/v1/", include("tasks.api.urls")),
    path("api/v1/", include("payouts.api.urls")),
    path("api/v1/audit/", audit_api.Acts.as_view(), name="api_audit"),
    path("api/v1/notices/parked/", notices_api.ParkedNotices.as_view(), name="api_parked_notices"),
    path("api/v1/notices/again/", notices_api.SendNoticesAgain.as_view(), name="api_notices_again"),
    path("api/v1/views/", saved_views_api.SavedViews.as_view(), name="api_views"),
    path(
        "api/v1/views/<str:public_id>/delete/", saved_views_api.DeleteView.as_view(), name="api_delete_view"
    ),
    path("api/schema/", api_docs.Schema.as_view(), name="api_schema"),
    path("api/docs/", api_docs.docs, name="api_docs"),
]
