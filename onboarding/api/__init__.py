"""The room's doors for programs, under ``/api/v1/``."""
