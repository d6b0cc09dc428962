from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "payouts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from payouts import panels
        from payouts.files import rotate_files
        from yunke.rotation import also_rotate

        panels.register()
        also_rotate("payment files", rotate_files)
