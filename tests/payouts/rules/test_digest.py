"""The hash of a run."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.rules.digest import (
    chunk_digest,
    drafted_bytes,
    line_words,
    run_digest,
    statement_bytes,
    statement_digest,
)

RUN = ("YK", "2026-10")
STATEMENTS = [
    (
        f"A{number:06}",
        [254_034 + number, 0, 254_034 + number],
        [["T1", 1, "hours", 100, 433, 11_547], ["T1", 1, "x", 0, 1, 5]],
    )
    for number in range(1, 26)
]


def hashed(statements, size=7, run=RUN):
    chunks = [statements[at : at + size] for at in range(0, len(statements), size)]
    return run_digest(*run, [chunk_digest(chunk) for chunk in chunks])


BASE = hashed(STATEMENTS)


def changed(at, statement):
    return [statement if index == at else one for index, one in enumerate(STATEMENTS)]


def test_canonical_bytes_are_fixed():
    """These bytes are kept for years: a change of spelling would disown every hash on paper."""
    told = statement_bytes("A000001", [5, 0, -7], [["T2", 1, "提成", 2], ["T1", 2, "hours", 1]])
    assert told == b'["A000001",[5,0,-7],[["T1",2,"hours",1],["T2",1,"\\u63d0\\u6210",2]]]'
    assert statement_digest("A000001", [], []).hex() == (
        "380fe00216590a8ee7a6f89004997e07dfe1d5d84df068c9668183bf8a806526"
    )


@given(st.integers(1, 30))
def test_the_size_of_chunks_does_not_matter(size):
    assert hashed(STATEMENTS, size) == BASE


@given(st.permutations(STATEMENTS[:7]), st.booleans())
def test_the_order_of_reading_does_not_matter(first_chunk, turned):
    lines = [(number, figures, told[::-1] if turned else told) for number, figures, told in first_chunk]
    assert hashed([*lines, *STATEMENTS[7:]]) == BASE


def test_one_fen_changes_it():
    number, figures, lines = STATEMENTS[3]
    assert hashed(changed(3, (number, [figures[0] + 1, *figures[1:]], lines))) != BASE
    more = [[*lines[0][:-1], lines[0][-1] + 1], *lines[1:]]
    assert hashed(changed(3, (number, figures, more))) != BASE


def test_a_dropped_or_doubled_line_changes_it():
    number, figures, lines = STATEMENTS[3]
    assert hashed(changed(3, (number, figures, lines[:1]))) != BASE
    assert hashed(changed(3, (number, figures, [*lines, lines[0]]))) != BASE


def test_a_dropped_statement_changes_it():
    assert hashed(STATEMENTS[:-1]) != BASE


def test_two_agents_swapped_change_it():
    (first, *its), (second, *others) = STATEMENTS[:2]
    assert hashed([(first, *others), (second, *its), *STATEMENTS[2:]]) != BASE


def test_the_entity_and_the_month_are_part_of_it():
    assert (
        len({BASE, hashed(STATEMENTS, run=("YL", "2026-10")), hashed(STATEMENTS, run=("YK", "2026-11"))}) == 3
    )


def test_no_value_can_pass_for_two():
    assert statement_digest("A1", ["a", "b"], []) != statement_digest("A1", ['a","b'], [])
    assert statement_digest("A1", [1, 2], []) != statement_digest("A1", [12], [])
    assert statement_digest("A1", [1], []) != statement_digest("A1", ["1"], [])
    assert statement_digest("A1", [1], [[2]]) != statement_digest("A1", [1, 2], [])
    assert statement_digest("A1", [], [["x\ny"]]) != statement_digest("A1", [], [["x"], ["y"]])


@pytest.mark.parametrize("value", [1.0, True, None, b"x", date(2026, 10, 1)])
def test_what_has_two_spellings_is_refused(value):
    with pytest.raises(TypeError, match="not plain"):
        statement_digest("A1", [value], [])
    with pytest.raises(TypeError, match="not plain"):
        statement_digest("A1", [], [["T1", value]])


def test_lines_without_an_order_are_refused():
    with pytest.raises(TypeError, match="not supported"):
        statement_digest("A1", [], [["T1", 1], ["T1", "1"]])


def test_one_agent_twice_in_a_chunk_is_an_error():
    with pytest.raises(ValueError, match="A000001 has two"):
        chunk_digest([STATEMENTS[0], STATEMENTS[0]])


def test_a_broken_chunk_digest_is_an_error():
    with pytest.raises(ValueError, match="whole leaves"):
        run_digest(*RUN, [chunk_digest(STATEMENTS)[:-1]])


words = st.sampled_from(["", "T1", "T10", "提成", 'a"\\', "2026-10-12 通话 7"])
few = st.integers(-3, 12)
lines = st.lists(st.tuples(words, few, words, few, words, words, few, few, few, few), max_size=6)


@given(words, st.lists(st.integers(-(10**12), 10**12), max_size=5), lines)
def test_drafts_are_spelt_like_any_statement(number, figures, lines):
    """``drafted_bytes`` is the quick spelling: task, version, code, percent, about, kind, then figures."""
    drafted = [
        (line_words(task, version, code, percent, kind, rate), about, facts, quantity, fen)
        for task, version, code, percent, about, kind, facts, quantity, rate, fen in lines
    ]
    assert drafted_bytes(number, figures, drafted) == statement_bytes(number, figures, lines)


@pytest.mark.parametrize("figure", [None, "1"])
def test_a_draft_with_a_figure_that_is_none_is_refused(figure):
    with pytest.raises((TypeError, ValueError)):
        drafted_bytes("A1", [figure], [])
    with pytest.raises((TypeError, ValueError)):
        drafted_bytes("A1", [1], [(line_words("T1", 1, "", 100, "hours", 1_500), "", 1, 60, figure)])
