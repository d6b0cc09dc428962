"""A lesson's words as a page: links to paragraphs, speakers, and nothing that runs."""

from pathlib import Path

import pytest

from training.rules.lesson_text import lesson_html, paragraphs

VOICE = Path(__file__).resolve().parents[2] / "training" / "content" / "voice"
ANCHORS = [
    "work",
    "room",
    "opening",
    "needs",
    "presenting",
    "objections",
    "refusal",
    "ending",
    "recording",
    "privacy",
    "rules",
    "pay",
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_voice_lesson(language: str) -> None:
    text = (VOICE / f"intro.{language}.md").read_text(encoding="utf-8")
    html = lesson_html(text)
    assert [one.anchor for one in paragraphs(text)] == ANCHORS
    assert all(f'<h2 id="{anchor}">' in html for anchor in ANCHORS)
    assert "{#" not in html
    assert "<h1" not in html
    assert html.count('<blockquote class="dialogue">') == text.count("\n\n> ")


def test_headings_keep_words_and_lose_the_marker() -> None:
    assert lesson_html("# 课\n\n## 3. 开场白 {#opening}\n") == '<h2 id="opening">3. 开场白</h2>\n'
    assert paragraphs("# 课\n\n## 3. 开场白 {#opening}\n")[0].title == "开场白"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("> 客服：您好", "<b>客服：</b>您好"),
        ("> Ms Wang: Yes.", "<b>Ms Wang:</b> Yes."),
        ("> 没有人说话", "没有人说话"),
    ],
)
def test_who_speaks_stands_out(line: str, shown: str) -> None:
    assert lesson_html(line) == f'<blockquote class="dialogue">\n<p>{shown}</p>\n</blockquote>\n'


def test_a_colon_outside_a_dialogue_is_only_a_colon() -> None:
    assert lesson_html("客服：您好") == "<p>客服：您好</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/x.png)",
        "> 客服<b onclick=x>：</b>好",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = lesson_html(text)
    for tag in ("<script", "<img", 'href="javascript', "<b onclick"):
        assert tag not in html
