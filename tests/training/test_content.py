"""The courses as files: what a learner reads and what the exams draw from, in both languages.

Plain values only: the loader that puts these files into the database has tests of its own.
"""

import json
import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from training.rules.exam import THRESHOLDS

CONTENT = Path(__file__).resolve().parents[2] / "training" / "content"
LANGUAGES = ("zh", "en")
LINES = sorted(path.parent.name for path in CONTENT.glob("*/line.json"))
SMALLEST_BANK = {"voice": 60, "chat": 40, "annotation": 30}
WORDS = {"stem", "options", "explanation"}

HEADING = re.compile(r"^## (?P<number>\d+)\. (?P<title>.+?) \{#(?P<anchor>[a-z][a-z-]*)\}$", re.MULTILINE)
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
CHINESE_SIGN = re.compile(r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
LATIN_SENTENCE = re.compile(r"[A-Za-z]+ [A-Za-z]+")


@cache
def plan(line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CONTENT / line / "line.json").read_text(encoding="utf-8"))
    return found


def lessons(line: str) -> list[dict[str, Any]]:
    return [lesson for course in plan(line)["courses"] for lesson in course["lessons"]]


EVERY_LESSON = [(line, lesson["code"]) for line in LINES for lesson in lessons(line)]


@cache
def text(line: str, code: str, language: str) -> str:
    return (CONTENT / line / f"{code}.{language}.md").read_text(encoding="utf-8")


@cache
def questions(line: str, code: str) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((CONTENT / line / f"{code}.questions.json").read_text(encoding="utf-8")))


def bank(line: str) -> list[dict[str, Any]]:
    return [one for lesson in lessons(line) for one in questions(line, lesson["code"])]


@cache
def sections(line: str, code: str, language: str) -> dict[str, str]:
    """Anchor -> the words below its heading, in the lesson's order."""
    whole = text(line, code, language)
    marks = list(HEADING.finditer(whole))
    ends = [mark.start() for mark in marks[1:]] + [len(whole)]
    return {mark["anchor"]: whole[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}


def dialogues(words: str) -> list[str]:
    """Runs of quoted lines; each run is one conversation."""
    return re.findall(r"(?:^>.*\n)+", words, re.MULTILINE)


def wrong_options(words: dict[str, Any], key: int) -> list[str]:
    return [option for place, option in enumerate(words["options"]) if place != key]


# --- lessons -------------------------------------------------------------------------------------------------


def test_the_lines_have_the_courses_they_need() -> None:
    counts = {line: len(lessons(line)) for line in LINES}
    assert counts == {"annotation": 5, "chat": 6, "voice": 10}
    codes = [code for _line, code in EVERY_LESSON]
    assert len(codes) == len(set(codes)), "a lesson's code names its files and its place in every version"


@pytest.mark.parametrize(("line", "code"), EVERY_LESSON)
def test_a_lesson_is_whole_in_both_languages(line: str, code: str) -> None:
    entry = next(one for one in lessons(line) if one["code"] == code)
    for language in LANGUAGES:
        whole = text(line, code, language)
        marks = list(HEADING.finditer(whole))
        assert whole.splitlines()[0] == f"# {entry['title'][language]}"
        assert len(marks) == whole.count("\n## "), "a heading without number or anchor"
        assert [int(mark["number"]) for mark in marks] == list(range(1, len(marks) + 1))
        assert len({mark["anchor"] for mark in marks}) == len(marks) >= 4
        assert all(body.strip() for body in sections(line, code, language).values())
        assert dialogues(whole), "a lesson without a dialogue"
    assert not CHINESE_SIGN.findall(text(line, code, "en"))
    assert 150 <= len(HAN.findall(text(line, code, "zh"))) / entry["minutes"] <= 260


@pytest.mark.parametrize(("line", "code"), EVERY_LESSON)
def test_both_languages_say_the_same_section_by_section(line: str, code: str) -> None:
    """The same parts, paragraphs, list items, turns of talk and figures."""
    chinese, english = sections(line, code, "zh"), sections(line, code, "en")
    assert list(chinese) == list(english)
    for anchor, body in chinese.items():
        other = english[anchor]
        assert body.count("\n\n") == other.count("\n\n"), anchor
        assert body.count("\n- ") == other.count("\n- "), anchor
        assert [talk.count("\n") for talk in dialogues(body)] == [
            talk.count("\n") for talk in dialogues(other)
        ], anchor
        assert re.findall(r"\d+", body) == re.findall(r"\d+", other), anchor


def test_the_first_lesson_states_the_pay_terms_as_they_are() -> None:
    """Hourly 15-16, meal 18:00-19:00, 7 paid hours at 15 = 105, double pay 4 + 3 days, paid on the 15th."""
    figures = re.findall(r"\d+", sections("voice", "intro", "zh")["pay"])
    expected = "15 16 15 16 18 00 19 00 15 14 00 22 00 7 105 4 3 15 15"
    assert figures == expected.split()


# --- the bank ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES)
def test_the_bank_is_large_enough_and_every_question_is_whole(line: str) -> None:
    pool = bank(line)
    assert len(pool) >= SMALLEST_BANK[line]
    assert len({question["code"] for question in pool}) == len(pool)
    for question in pool:
        assert set(question) - {"version"} == {"code", "paragraph", "key", *LANGUAGES}, question["code"]
        assert question["key"] in range(4)
        for language in LANGUAGES:
            words = question[language]
            assert set(words) == WORDS, question["code"]
            assert words["stem"].strip(), question["code"]
            assert words["explanation"].strip(), question["code"]
            assert len(words["options"]) == 4 == len({one.strip() for one in words["options"]})
        for one, other in zip(question["zh"]["options"], question["en"]["options"], strict=True):
            same = re.findall(r"\d{2,}", one) == re.findall(r"\d{2,}", other)
            assert same, f"{question['code']}: {one} / {other}"


@pytest.mark.parametrize(("line", "code"), EVERY_LESSON)
def test_every_question_names_a_paragraph_of_its_lesson(line: str, code: str) -> None:
    asked = {question["paragraph"] for question in questions(line, code)}
    assert asked
    assert asked <= set(sections(line, code, "zh"))
    assert len(questions(line, code)) >= 5
    assert len(asked) >= 4


@pytest.mark.parametrize("line", LINES)
def test_right_answers_are_spread_evenly_over_the_four_places(line: str) -> None:
    counts = Counter(question["key"] for question in bank(line))
    assert set(counts) == {0, 1, 2, 3}
    assert max(counts.values()) - min(counts.values()) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_stems_of_the_whole_bank_are_alike(language: str) -> None:
    stems = [(one["code"], one[language]["stem"]) for line in LINES for one in bank(line)]
    for (code, stem), (other_code, other) in combinations(stems, 2):
        if 2 * min(len(stem), len(other)) <= 0.8 * (len(stem) + len(other)):
            continue  # of so different lengths that they cannot be alike
        pair = SequenceMatcher(None, stem, other, autojunk=False)
        assert pair.quick_ratio() <= 0.8 or pair.ratio() <= 0.8, f"{code} and {other_code}"


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_option_is_not_given_away_by_its_length(line: str, language: str) -> None:
    """Always taking the longest, or the shortest, option must stay near chance (one in four)."""
    pool = [(one[language], one["key"]) for one in bank(line)]
    right = [len(words["options"][key]) for words, key in pool]
    wrong = [[len(option) for option in wrong_options(words, key)] for words, key in pool]
    longest = sum(one > max(others) for one, others in zip(right, wrong, strict=True))
    shortest = sum(one < min(others) for one, others in zip(right, wrong, strict=True))
    assert longest <= 0.35 * len(pool)
    assert shortest <= 0.35 * len(pool)
    assert 0.9 <= 3 * sum(right) / sum(map(sum, wrong)) <= 1.1


@pytest.mark.parametrize("line", LINES)
def test_english_files_hold_no_chinese_and_chinese_files_no_english_sentence(line: str) -> None:
    titles = [one["title"]["en"] for one in (*plan(line)["courses"], *lessons(line))]
    english = json.dumps([titles, [one["en"] for one in bank(line)]], ensure_ascii=False)
    assert not CHINESE_SIGN.findall(english)
    for question in bank(line):
        for words in (question["zh"]["stem"], question["zh"]["explanation"], *question["zh"]["options"]):
            assert not LATIN_SENTENCE.search(words), question["code"]


# --- gold items ----------------------------------------------------------------------------------------------


def test_gold_items_are_whole_and_use_the_labels_of_the_guidelines() -> None:
    items = json.loads((CONTENT / "annotation" / "gold.json").read_text(encoding="utf-8"))
    parts = {language: sections("annotation", "guidelines", language) for language in LANGUAGES}
    assert len(items) >= 24 > THRESHOLDS["gold"]["question_count"]
    assert len({one["code"] for one in items}) == len(items)
    for one in items:
        for language in LANGUAGES:
            words = one[language]
            assert one["paragraph"] in parts[language], one["code"]
            assert words["stem"], one["code"]
            assert words["explanation"], one["code"]
            taught = "\n".join(parts[language].values()).lower()
            assert all(label.lower() in taught for label in words["options"]), one["code"]
        assert len(one["zh"]["options"]) == len(one["en"]["options"])
        assert one["key"] in range(len(one["zh"]["options"]))
    assert not CHINESE_SIGN.findall(json.dumps([one["en"] for one in items], ensure_ascii=False))


def test_every_label_is_the_right_one_somewhere_and_no_two_items_are_alike() -> None:
    items = json.loads((CONTENT / "annotation" / "gold.json").read_text(encoding="utf-8"))
    counts = Counter(one["zh"]["options"][one["key"]] for one in items)
    assert set(counts) == {"售前", "售后", "投诉", "其他", "满意", "平常", "不满"}
    assert min(counts.values()) >= 2
    for one, other in combinations(items, 2):
        pair = SequenceMatcher(None, one["zh"]["stem"], other["zh"]["stem"], autojunk=False)
        assert pair.ratio() <= 0.8, f"{one['code']} and {other['code']}"
