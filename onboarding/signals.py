"""News of this room that rooms above may hear."""

from django.dispatch import Signal

agent_suspended = Signal()  # agent, by, now; the same
identity_passed = Signal()  # agent, now; sent in the act's transaction
