"""The worked tax examples, computed from the published formulas and kept beside the oracles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TAX_VECTORS = Path(__file__).with_name("tax_vectors.json")


def tax_vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TAX_VECTORS.read_text("utf-8"))
    return found
