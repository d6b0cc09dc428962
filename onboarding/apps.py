from collections.abc import Iterable

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class OnboardingConfig(AppConfig):
    name = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onboarding import (
            identity_providers,
            panels,
            panels_checks,
            receivers,  # noqa: F401
            second_factor,
            sms_providers,
        )
        from yunke.rotation import also_rotate

        require_known("YUNKE_SMS_PROVIDER", settings.SMS_PROVIDER, sms_providers.PROVIDERS)
        require_known("YUNKE_IDENTITY_PROVIDER", settings.IDENTITY_PROVIDER, identity_providers.PROVIDERS)
        panels.register()
        panels_checks.register()
        also_rotate("second factors", second_factor.rotate_secrets)


def require_known(variable: str, name: str, known: Iterable[str]) -> None:
    """A name mistyped in the environment shows when the house starts, not when somebody signs in."""
    if name not in known:
        raise ImproperlyConfigured(f"{variable} must be one of: {', '.join(sorted(known))}; it is {name!r}.")
