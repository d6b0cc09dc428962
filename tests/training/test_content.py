"""The voice course as files: what a learner reads and what the exam draws from.

Plain values only: the loader that puts these files into the database has tests of its own.
"""

import json
import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

VOICE = Path(__file__).resolve().parents[2] / "training" / "content" / "voice"
LANGUAGES = ("zh", "en")
QUESTIONS_IN_AN_ATTEMPT = 20
SMALLEST_POOL = 26
QUESTION_FIELDS = {"code", "lesson", "paragraph", "stem", "options", "key", "explanation"}

HEADING = re.compile(r"^## (?P<number>\d+)\. (?P<title>.+?) \{#(?P<anchor>[a-z][a-z-]*)\}$", re.MULTILINE)
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
CHINESE_SIGN = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
LATIN_SENTENCE = re.compile(r"[A-Za-z]+ [A-Za-z]+")


def course() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VOICE / "course.json").read_text(encoding="utf-8"))
    return found


def lesson(language: str) -> str:
    return (VOICE / f"lesson-1.{language}.md").read_text(encoding="utf-8")


def questions(language: str) -> list[dict[str, Any]]:
    path = VOICE / f"questions.{language}.json"
    pool: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return pool


def sections(text: str) -> dict[str, str]:
    """Anchor -> the words below its heading, in the lesson's order."""
    marks = list(HEADING.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {mark["anchor"]: text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}


def dialogues(text: str) -> list[str]:
    """Runs of quoted lines; each run is one conversation."""
    return re.findall(r"(?:^>.*\n)+", text, re.MULTILINE)


def wrong_options(question: dict[str, Any]) -> list[str]:
    return [text for place, text in enumerate(question["options"]) if place != question["key"]]


def right_option(question: dict[str, Any]) -> str:
    return str(question["options"][question["key"]])


def test_the_course_names_lessons_that_exist_in_both_languages() -> None:
    found = course()
    assert (found["line"], found["code"], found["version"]) == ("voice", "voice-intro", 1)
    assert set(found["title"]) == set(LANGUAGES)
    assert [entry["number"] for entry in found["lessons"]] == [1]
    for entry in found["lessons"]:
        assert entry["minutes"] == 12
        for language in LANGUAGES:
            text = (VOICE / f"{entry['file']}.{language}.md").read_text(encoding="utf-8")
            assert text.splitlines()[0] == f"# {entry['title'][language]}"


def test_the_chinese_lesson_can_be_read_in_its_minutes() -> None:
    assert 2_200 <= len(HAN.findall(lesson("zh"))) <= 3_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_numbered_in_order_and_each_has_its_own_anchor(language: str) -> None:
    text = lesson(language)
    marks = list(HEADING.finditer(text))
    assert len(marks) == text.count("\n## "), "a heading without number or anchor"
    assert [int(mark["number"]) for mark in marks] == list(range(1, 13))
    assert len({mark["anchor"] for mark in marks}) == 12
    assert all(body.strip() for body in sections(text).values())


def test_both_lessons_have_the_same_sections_paragraphs_and_dialogues() -> None:
    chinese, english = sections(lesson("zh")), sections(lesson("en"))
    assert list(chinese) == list(english)
    for anchor, body in chinese.items():
        assert body.count("\n\n") == english[anchor].count("\n\n"), anchor
        assert body.count("\n- ") == english[anchor].count("\n- "), anchor
    spoken = {language: [talk.count("\n") for talk in dialogues(lesson(language))] for language in LANGUAGES}
    assert spoken["zh"] == spoken["en"]
    assert len(spoken["zh"]) >= 3


def test_both_lessons_give_the_same_figures_section_by_section() -> None:
    english = sections(lesson("en"))
    for anchor, body in sections(lesson("zh")).items():
        assert re.findall(r"\d+", body) == re.findall(r"\d+", english[anchor]), anchor


def test_the_lesson_states_the_pay_terms_as_they_are() -> None:
    """Hourly 15-16, meal 18:00-19:00, 7 paid hours at 15 = 105, double pay 4 + 3 days, paid on the 15th."""
    figures = re.findall(r"\d+", sections(lesson("zh"))["pay"])
    expected = "15 16 15 16 18 00 19 00 15 14 00 22 00 7 105 4 3 15 15"
    assert figures == expected.split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pool_is_large_enough_and_every_question_is_whole(language: str) -> None:
    pool = questions(language)
    assert len(pool) >= SMALLEST_POOL > QUESTIONS_IN_AN_ATTEMPT
    assert [question["code"] for question in pool] == [f"v-{n:02d}" for n in range(1, len(pool) + 1)]
    for question in pool:
        assert set(question) == QUESTION_FIELDS, question["code"]
        assert question["stem"].strip(), question["code"]
        assert question["explanation"].strip(), question["code"]
        assert len(question["options"]) == 4 == len({text.strip() for text in question["options"]})
        assert question["key"] in range(4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_point_at_paragraphs_of_the_lesson_and_cover_them_all(language: str) -> None:
    anchors = set(sections(lesson(language)))
    assert {question["paragraph"] for question in questions(language)} == anchors
    assert {question["lesson"] for question in questions(language)} == {1}


def test_both_languages_ask_the_same_questions_in_the_same_order() -> None:
    for chinese, english in zip(questions("zh"), questions("en"), strict=True):
        for field in ("code", "lesson", "paragraph", "key"):
            assert chinese[field] == english[field], chinese["code"]
        for one, other in zip(chinese["options"], english["options"], strict=True):
            same = re.findall(r"\d{2,}", one) == re.findall(r"\d{2,}", other)
            assert same, f"{chinese['code']}: {one} / {other}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_answers_are_spread_evenly_over_the_four_places(language: str) -> None:
    pool = questions(language)
    counts = Counter(question["key"] for question in pool)
    assert set(counts) == {0, 1, 2, 3}
    assert max(counts.values()) - min(counts.values()) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_stems_are_alike(language: str) -> None:
    for one, other in combinations(questions(language), 2):
        ratio = SequenceMatcher(None, one["stem"], other["stem"], autojunk=False).ratio()
        assert ratio <= 0.8, f"{one['code']} and {other['code']}: {ratio:.2f}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_option_is_not_given_away_by_its_length(language: str) -> None:
    """Always taking the longest, or the shortest, option must stay near chance (one in four)."""
    pool = questions(language)
    longest = sum(len(right_option(q)) > max(map(len, wrong_options(q))) for q in pool)
    shortest = sum(len(right_option(q)) < min(map(len, wrong_options(q))) for q in pool)
    assert longest <= 0.35 * len(pool)
    assert shortest <= 0.35 * len(pool)
    right = sum(len(right_option(q)) for q in pool)
    wrong = sum(len(text) for q in pool for text in wrong_options(q)) / 3
    assert 0.9 <= right / wrong <= 1.1


def test_english_files_hold_no_chinese_and_chinese_files_no_english_sentence() -> None:
    english = [lesson("en"), json.dumps(questions("en"), ensure_ascii=False)]
    english += [course()["title"]["en"]] + [entry["title"]["en"] for entry in course()["lessons"]]
    assert [CHINESE_SIGN.findall(text) for text in english] == [[] for _ in english]
    for question in questions("zh"):
        for text in (question["stem"], question["explanation"], *question["options"]):
            assert not LATIN_SENTENCE.search(text), question["code"]
