from yunke.models.audit import AuditEntry, AuditSeal
from yunke.models.base import Counter, Public
from yunke.models.chunks import Chunk
from yunke.models.idempotency import IdempotencyKey
from yunke.models.notices import Notice
from yunke.models.views import SavedView

__all__ = ["AuditEntry", "AuditSeal", "Chunk", "Counter", "IdempotencyKey", "Notice", "Public", "SavedView"]
