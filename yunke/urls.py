"""Every door of the house; each room keeps its own list."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from yunke import health
from yunke.home import home
from yunke.language import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language/", choose_language, name="set_language"),
    path("health/", health.health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("", include("onboarding.urls")),
    path("", include("training.urls")),
    path("", include("tasks.urls")),
    path("", include("payouts.urls")),
    path("api/v1/", include("onboarding.api_urls")),
    path("api/v1/", include("training.api_urls")),
    path("api/v1/", include("tasks.api_urls")),
    path("api/v1/", include("payouts.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
]
