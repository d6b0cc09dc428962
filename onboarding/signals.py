"""News of this room that rooms above may hear."""

from django.dispatch import Signal

identity_passed = Signal()  # agent, now; sent in the act's transaction
