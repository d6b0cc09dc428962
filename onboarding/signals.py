"""News of this room that rooms above may hear."""

from django.dispatch import Signal

agent_suspended = Signal()  # agent, by (the actor), now; sent in the act's transaction
agent_set_back = Signal()  # the same: a real name taken back
identity_passed = Signal()  # agent, now; the same
