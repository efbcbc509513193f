"""The labels of a rule's paragraphs, "(a)", "(1)", "(i)", "(A)", put into their places: (1) after (b) is (b)(1).

The Code of Federal Regulations nests letters, digits, small roman numerals, capitals, digits, roman numerals. A label
alone is not always clear: (i) after (h)(1) is the next letter or the first numeral. So every reading of a section's
labels is kept until the last one is read, and the one with the fewest gaps wins; between equals, the one that opens
fewer rows.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.record import Record

Path = tuple[str, ...]

_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_TENS = ("", "x", "xx", "xxx", "xl")
ROMANS = {tens + ones: 10 * t + o for t, tens in enumerate(_TENS) for o, ones in enumerate(_ROMAN) if t or o}
# What each level counts with.
LEVELS = ("letter", "digit", "roman", "capital", "digit", "roman")
# A gap in the count costs a point for each number left out; a label that fits nowhere costs as much as many gaps, and
# a new row a trifle.
MISFIT = 20.0
OPENING = 0.1
# Some lists begin with digits or capitals: each level left out above them costs two.
SKIPPED = 2.0
# Readings kept at once; three are seldom alive together.
MOST_READINGS = 16


class _Row(Record):
    """One label of a path, and at which of the `LEVELS` it stands."""

    level: int
    label: str


class _Reading(Record):
    stack: tuple[_Row, ...] = ()
    paths: tuple[Path, ...] = ()
    cost: float = 0.0


def place(labels: Sequence[str]) -> list[Path]:
    """The whole path of each label of one section, in order: ["a", "1", "2", "b"] gives (a), (a)(1), (a)(2), (b)."""
    readings = [_Reading()]
    for label in labels:
        further = [next_ for reading in readings for next_ in _continuations(reading, label)]
        readings = sorted(further, key=lambda r: r.cost)[:MOST_READINGS]
    return list(readings[0].paths)


def _continuations(reading: _Reading, label: str) -> Iterator[_Reading]:
    """Every way in which `label` goes on: next in an open row, or first in a deeper one."""
    stack = reading.stack
    found = False
    for at, row in enumerate(stack):
        number, before = _number(LEVELS[row.level], label), _number(LEVELS[row.level], row.label)
        if number is not None and before is not None and number > before:
            found = True
            yield _step(reading, (*stack[:at], _Row(level=row.level, label=label)), number - before - 1)
    deepest = stack[-1].level if stack else -1
    for level in range(deepest + 1, len(LEVELS)):
        if (number := _number(LEVELS[level], label)) is not None:
            found = True
            cost = OPENING + SKIPPED * (level - deepest - 1) + number - 1
            yield _step(reading, (*stack, _Row(level=level, label=label)), cost)
    if not found:
        level = next((n for n, kind in enumerate(LEVELS) if _number(kind, label) is not None), 0)
        yield _step(reading, (_Row(level=level, label=label),), MISFIT)


def _step(reading: _Reading, stack: tuple[_Row, ...], cost: float) -> _Reading:
    path = tuple(row.label for row in stack)
    return _Reading(stack=stack, paths=(*reading.paths, path), cost=reading.cost + cost)


def _number(kind: str, label: str) -> int | None:
    """Which in its row a label is, 1 for the first; None if it is not of this kind."""
    match kind:
        case "digit":
            return int(label) if label.isdigit() else None
        case "roman":
            return ROMANS.get(label)
        case "letter" if re.fullmatch(r"([a-z])\1?", label):
            return ord(label[0]) - ord("a") + 1 + 26 * (len(label) - 1)
        case "capital" if re.fullmatch(r"([A-Z])\1?", label):
            return ord(label[0]) - ord("A") + 1 + 26 * (len(label) - 1)
    return None
