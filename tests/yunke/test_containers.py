"""The containers start what the production form's own test proves; docs/running.md names it all."""

import re

import yaml

from tests.flows.production.processes import FORM
from tests.house.walk import ROOT


def test_compose_starts_what_was_proven_here() -> None:
    told = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert told["web"]["command"] == FORM["web"]
    assert told["worker"]["command"] == FORM["worker"]
    assert told["beat"]["command"].startswith(FORM["beat"])
    page = (ROOT / "docs" / "running.md").read_text("utf-8")
    assert [line for line in FORM.values() if line not in page] == []
    variables_told = set(told["web"]["environment"]) - {"POSTGRES_PASSWORD"}
    assert [name for name in variables_told if f"`{name}`" not in page] == []
    assert "YUNKE_CONTACT" in variables_told


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--require-hashes" in lines
    assert re.search(r"^USER [1-9]\d+$", lines, re.M)
    copied = set(re.findall(r"^COPY (\w+) \1$", lines, re.M))
    assert copied == {"yunke", "onboarding", "training", "tasks", "payouts"}
