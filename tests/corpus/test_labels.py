"""Paragraph labels in their places, also where one label may be read two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.parsing.labels import place

ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]


def placed(labels: str) -> str:
    return " ".join("".join(path) for path in place(labels.split()))


@pytest.mark.parametrize(
    ("labels", "places"),
    [
        ("a b c", "a b c"),
        ("a 1 2 b", "a a1 a2 b"),
        ("a 1 i ii 2 b 1", "a a1 a1i a1ii a2 b b1"),
        ("a 1 i A B 1 2 ii 2", "a a1 a1i a1iA a1iB a1iB1 a1iB2 a1ii a2"),
        # The letter after (h), or the first numeral under (h)(1): what follows tells.
        ("h 1 i j", "h h1 i j"),
        ("h 1 i ii 2", "h h1 h1i h1ii h2"),
        ("h 1 2 i 1 2 j", "h h1 h2 i i1 i2 j"),
        ("h 1 i ii 2 i ii i 1", "h h1 h1i h1ii h2 h2i h2ii i i1"),
        # A lone (i) at the end opens no row.
        ("h 1 i", "h h1 i"),
        ("u 1 iv v 2", "u u1 u1iv u1v u2"),
        # A gap: (b) was removed.
        ("a c d", "a c d"),
        ("z aa bb", "z aa bb"),
        ("1 2 3", "1 2 3"),
        ("A B", "A B"),
    ],
)
def test_labels_in_their_places(labels: str, places: str) -> None:
    assert placed(labels) == places


@given(st.lists(st.sampled_from(["a", "b", "i", "ii", "v", "x", "1", "2", "A", "I", "zz", "77"]), max_size=40))
def test_any_labels_get_one_place_each(labels: list[str]) -> None:
    paths = place(labels)
    assert [path[-1] for path in paths] == labels
    assert all(1 <= len(path) <= 6 for path in paths)


@given(
    st.integers(1, 26).flatmap(
        lambda letters: st.lists(
            st.lists(st.integers(0, 6).filter(lambda n: n != 1), max_size=5), min_size=letters, max_size=letters
        )
    )
)
def test_a_rule_with_three_rows_is_read_as_it_was_written(rule: list[list[int]]) -> None:
    """Each letter has digits, each digit none or at least two numerals: the paths come back as they were nested."""
    paths: list[tuple[str, ...]] = []
    for n, digits in enumerate(rule):
        letter = chr(ord("a") + n)
        paths.append((letter,))
        for d, numerals in enumerate(digits, start=1):
            paths.append((letter, str(d)))
            paths.extend((letter, str(d), ROMAN[r]) for r in range(numerals))
    assert place([path[-1] for path in paths]) == paths
