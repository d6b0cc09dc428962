"""The settings package and the ground floor the four rooms stand on."""

from yunke.celery import app as celery_app

__all__ = ["celery_app"]
