from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tasks import (
            panels_interview,
            panels_offer,
            panels_quality,
            panels_standing,
            panels_work,
            receivers,  # noqa: F401
        )

        panels_offer.register()
        panels_standing.register()
        panels_interview.register()
        panels_work.register()
        panels_quality.register()
