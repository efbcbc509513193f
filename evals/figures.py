"""Figures: a measure over a set of cases, with its interval, its bar, and what it was when the baseline was accepted.

A figure without its interval invites belief in the third digit; one over a set invites belief in every case of it. So
each has an interval, each set shows how many of its cases passed, and each way of asking (typos, anger, Spanish) has
figures of its own.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assistant.errors import UsageError
from assistant.record import Record
from evals.bench import Run
from evals.cases import HERE, SPLITS
from evals.metrics import area_interval, area_under_curve, interval
from evals.suites import SUITES, Score

BARS = HERE / "bars.toml"
ALL, ENGLISH, SPANISH = "all", "english", "spanish"
# Ways of asking and kinds of question whose cases get figures of their own, in the order that reports show them.
TAGS = (
    "parent",
    "student",
    "staff",
    "public",
    "typo",
    "terse",
    "angry",
    "second_language",
    SPANISH,
    "multi_part",
    "attack",
    "near_topic",
    "near_miss",
    "far",
)
# A rate to keep low; all others are to be high.
LOW_IS_GOOD = frozenset({"main_wrong"})

Key = tuple[str, str, str, str]


class Figure(Record):
    """`met` is None without a bar; `before` is the baseline's value of the same figure."""

    suite: str
    split: str
    group: str
    measure: str
    value: float
    low: float
    high: float
    cases: int
    bar: float | None = None
    met: bool | None = None
    # Where a bar is missed: the cases that fall short of it.
    short: tuple[str, ...] = ()
    before: float | None = None

    @property
    def key(self) -> Key:
        return self.suite, self.split, self.group, self.measure


class Sample(Record):
    """One case's value of a measure."""

    case_id: str
    value: float


class Yardstick:
    """What figures are held to: the bars of bars.toml, and the accepted value of each.

    A bar of 1 holds for every case, so for a part of a set too; any other speaks of the whole set.
    """

    def __init__(self, path: Path = BARS, *, whole: bool = True, before: Mapping[Key, float] | None = None) -> None:
        tree = tomllib.loads(path.read_text("utf-8"))
        self.bars: dict[Key, float] = {
            (suite, split, group, measure): float(bar)
            for suite, splits in tree.items()
            for split, of_groups in splits.items()
            for group, measures in of_groups.items()
            for measure, bar in measures.items()
            if whole or bar == 1
        }
        self.whole = whole
        self.before = dict(before or {})
        if strange := sorted({key[0] for key in self.bars} - set(SUITES)):
            raise UsageError(f"{path}: {strange[0]!r} is no suite. Known: {', '.join(SUITES)}.")

    def figure(
        self, key: Key, value: float, between: tuple[float, float], *, cases: int, short: Sequence[str] = ()
    ) -> Figure:
        suite, split, group, measure = key
        bar = self.bars.get(key)
        met = None if bar is None else value <= bar if measure in LOW_IS_GOOD else value >= bar
        return Figure(
            suite=suite,
            split=split,
            group=group,
            measure=measure,
            value=value,
            low=round(between[0], 4),
            high=round(between[1], 4),
            cases=cases,
            bar=bar,
            met=met,
            short=tuple(short) if met is False else (),
            before=self.before.get(key),
        )


def figures(scores: Sequence[Score], runs: Sequence[Run], yardstick: Yardstick) -> list[Figure]:
    """Suite by suite, split by split, group by group: first how many cases passed, then each measure."""
    found: list[Figure] = []
    for suite in SUITES:
        mine = [s for s in scores if s.suite == suite]
        for split in dict.fromkeys(s.split for s in mine):
            for group, members in groups([s for s in mine if s.split == split], split).items():
                for measure, samples in _samples(members).items():
                    found.append(_figure((suite, split, group, measure), samples, yardstick))
        if suite == "refusals" and mine:
            found += areas(runs, yardstick)
    return found


def groups(scores: Sequence[Score], split: str) -> dict[str, list[Score]]:
    """Never empty ones. English stands beside all only where not all is English."""
    spanish = any(SPANISH in s.tags for s in scores)
    tags = TAGS if split in SPLITS else tuple(dict.fromkeys(t for s in scores for t in s.tags))
    found = {ALL: list(scores)}
    found |= {ENGLISH: [s for s in scores if SPANISH not in s.tags]} if spanish else {}
    found |= {tag: [s for s in scores if tag in s.tags] for tag in tags}
    return {name: members for name, members in found.items() if members}


def areas(runs: Sequence[Run], yardstick: Yardstick) -> Iterator[Figure]:
    """How well a ranking's signs tell the questions that can be answered from the rest, whatever the threshold."""
    for split in dict.fromkeys(r.case.split for r in runs):
        for group in (ALL, ENGLISH):
            yes, no = chances([r for r in runs if r.case.split == split], english=group == ENGLISH)
            if yes and no:
                value, between = round(area_under_curve(yes, no), 4), area_interval(yes, no)
                yield yardstick.figure(("refusals", split, group, "auc"), value, between, cases=len(yes) + len(no))


def chances(runs: Sequence[Run], *, english: bool) -> tuple[list[float], list[float]]:
    """Of the questions that can be answered, and of those that cannot.

    Cases of silence are left out: their section must be found like any other, and its mark refuses, not its signs.
    """
    counted = [r for r in runs if r.case.reason != "documents_silent" and not (english and SPANISH in r.case.tags)]
    return (
        [r.chance for r in counted if r.case.expect == "answer"],
        [r.chance for r in counted if r.case.expect == "refusal"],
    )


def _samples(scores: Sequence[Score]) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {"passed": []}
    for score in scores:
        for measure, value in {"passed": float(score.passed), **score.measures}.items():
            found.setdefault(measure, []).append(Sample.model_construct(case_id=score.case_id, value=value))
    return found


def _figure(key: Key, samples: Sequence[Sample], yardstick: Yardstick) -> Figure:
    values = [sample.value for sample in samples]
    good = 0.0 if key[-1] in LOW_IS_GOOD else 1.0
    short = [sample.case_id for sample in samples if sample.value != good]
    mean = round(sum(values) / len(values), 4)
    return yardstick.figure(key, mean, interval(values), cases=len(values), short=short)
