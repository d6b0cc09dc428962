"""Facts of reasons and notices as their reader sees them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from yunke.readable import readable


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"amount_fen": 123456}, "1,234.56"),
        ({"amount_fen": -5}, "−0.05"),
        ({"starts_at": "2026-10-05T01:00:00+00:00"}, "2026年10月5日 09:00"),
        ({"until_on": "2026-10-05"}, "2026年10月5日"),
        ({"month": "2026-10"}, "2026年10月"),
        ({"month": "2026-10-01"}, "2026年10月"),
        ({"from_month": "2026-09"}, "2026年9月"),
        ({"held": 3}, 3),
    ],
)
def test_a_fact_by_its_suffix(facts: dict[str, object], shown: object) -> None:
    with override("zh-hans"):
        assert list(readable(facts, {}).values()) == [shown]


def test_a_state_by_its_table_and_a_code_by_its_words() -> None:
    with override("zh-hans"):
        facts = {"table": "claim", "now": "asked", "next": "on_duty", "step": "exam"}
        assert readable(facts, {"step": {"exam": "考试"}}) == {
            "table": "claim",
            "now": "等筛选",
            "next": "已上岗",
            "step": "考试",
        }


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "甲。乙。"), ("en", "甲. 乙.")])
def test_several_codes_are_sentences_in_a_row(language: str, said: str) -> None:
    stop = said[1]
    with override(language):
        words = {"why": {"a": f"甲{stop}", "b": f"乙{stop}"}}
        assert readable({"why": ["a", "b"]}, words)["why"] == said
        assert readable({"why": []}, words)["why"] == ""
