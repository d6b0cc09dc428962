"""Human numbers: short, in order, never given twice."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from yunke.models import Counter


def next_numbers(name: str, count: int = 1) -> range:
    """Reserve ``count`` numbers of a kind; holds the kind's row until the caller's transaction ends."""
    with transaction.atomic():
        if not Counter.objects.filter(name=name).update(last=F("last") + count):
            Counter.objects.bulk_create([Counter(name=name)], ignore_conflicts=True)
            Counter.objects.filter(name=name).update(last=F("last") + count)
        last = Counter.objects.values_list("last", flat=True).get(name=name)
    return range(last - count + 1, last + 1)


def next_number(name: str, prefix: str, *, width: int = 7) -> str:
    """One number in its printed form, for example ``A0000001``."""
    return f"{prefix}{next_numbers(name)[0]:0{width}d}"
