"""The stories' own helpers assert, too: let pytest show what differed."""

import pytest

pytest.register_assert_rewrite(
    "tests.flows.bank",
    "tests.flows.finance",
    "tests.flows.workers",
    *(f"tests.flows.october.{name}" for name in ("bringing_in", "reading", "story")),
)
