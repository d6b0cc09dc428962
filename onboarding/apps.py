from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onboarding import panels, panels_checks, receivers, second_factor  # noqa: F401
        from yunke.rotation import also_rotate

        panels.register()
        panels_checks.register()
        also_rotate("second factors", second_factor.rotate_secrets)
