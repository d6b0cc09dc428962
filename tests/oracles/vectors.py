"""The worked tax examples that lie beside the repository; a test that needs them says when they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TAX_VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "tax_vectors.json"


def tax_vectors() -> dict[str, Any]:
    if not TAX_VECTORS.exists():
        pytest.skip("tax_vectors.json is not in ../shared/data beside the repository")
    found: dict[str, Any] = json.loads(TAX_VECTORS.read_text("utf-8"))
    return found
