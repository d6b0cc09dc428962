"""News that travels up at once, in the act's own transaction; sent with ``qualification`` and ``now``."""

from django.dispatch import Signal

qualification_granted = Signal()
qualification_lapsed = Signal()
