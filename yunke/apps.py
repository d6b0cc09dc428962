from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class YunkeConfig(AppConfig):
    name = "yunke"
    label = "yunke"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yunke import audit_page, empty_file, guards, notices_page, too_long

        too_long.install()
        empty_file.install()
        audit_page.register()
        notices_page.register()
        pre_migrate.connect(guards.step_aside, dispatch_uid="yunke.guards.aside")
        post_migrate.connect(guards.install, dispatch_uid="yunke.guards")
        # every code, notice and word of the record is known before one is read back
        autodiscover_modules("reasons", "idempotency", "parked", "saved_views", "acts")
