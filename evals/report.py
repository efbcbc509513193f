"""The report: figures with intervals, bars, the comparison with the baseline, one verdict and how it was reached."""

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.record import Record
from evals.cases import HERE
from evals.metrics import area_under_curve, interval, sign_test
from evals.suites import SUITES, Bench, Run, Score, judge

RULE = (
    "Red if a bar is missed on a set of the project's own, if a must-pass case fails, or if a suite is significantly "
    "worse than the baseline (more cases lost than won, sign test p < 0.05)."
)
# Below this a change is taken for more than chance.
SIGNIFICANT = 0.05
# Tags whose cases get figures of their own.
GROUPS = ("spanish", "near_topic", "far")


# A must-pass case is lost when its ending or its words are wrong; where its section ranks is not what would harm.
JUDGED_ENDINGS = ("answers", "refusals")


class Figure(Record):
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


class Change(Record):
    """One suite against the baseline, case by case."""

    suite: str
    won: tuple[str, ...]
    lost: tuple[str, ...]
    p: float
    worse: bool


class Report(Record):
    """Everything printed or written. No time and no path, so that two runs give the same bytes."""

    index: str
    encoder: str
    recipe: dict[str, Any]
    threshold: float | None
    rule: str = RULE
    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    must_pass_failed: tuple[str, ...]
    scores: tuple[Score, ...]
    green: bool
    reasons: tuple[str, ...]


def figures(scores: Sequence[Score], runs: Sequence[Run]) -> list[Figure]:
    bars = tomllib.loads((HERE / "bars.toml").read_text("utf-8"))
    found: list[Figure] = []
    for suite in SUITES:
        for split in dict.fromkeys(s.split for s in scores):
            of_split = [s for s in scores if s.suite == suite and s.split == split]
            groups = {"english": [s for s in of_split if "spanish" not in s.tags], "all": of_split}
            groups |= {group: [s for s in of_split if group in s.tags] for group in GROUPS}
            for group, members in groups.items():
                for measure in dict.fromkeys(m for s in members for m in s.measures):
                    values = [s.measures[measure] for s in members if measure in s.measures]
                    bar = bars.get(suite, {}).get(split, {}).get(group, {}).get(measure)
                    found.append(_figure(suite, split, group, measure, values, bar))
    for split in dict.fromkeys(r.case.split for r in runs):
        mine = [r for r in runs if r.case.split == split and "spanish" not in r.case.tags]
        yes = [r.ranking.strength for r in mine if r.case.expect == "answer"]
        no = [r.ranking.strength for r in mine if r.case.expect == "refusal"]
        if yes and no:
            auc = round(area_under_curve(yes, no), 4)
            found.append(
                Figure(
                    suite="refusals",
                    split=split,
                    group="english",
                    measure="auc",
                    value=auc,
                    low=auc,
                    high=auc,
                    cases=len(yes) + len(no),
                )
            )
    return found


def _figure(suite: str, split: str, group: str, measure: str, values: list[float], bar: float | None) -> Figure:
    value = round(sum(values) / len(values), 4)
    low, high = interval(values)
    # "main_wrong" is a rate to keep low; all others are to be high.
    met = None if bar is None else value <= bar if measure == "main_wrong" else value >= bar
    return Figure(
        suite=suite,
        split=split,
        group=group,
        measure=measure,
        value=value,
        low=round(low, 4),
        high=round(high, 4),
        cases=len(values),
        bar=bar,
        met=met,
    )


def compare(scores: Iterable[Score], baseline: dict[str, bool]) -> list[Change]:
    """`baseline` maps "suite case-id" to whether it passed."""
    changes = []
    scores = list(scores)
    for suite in dict.fromkeys(s.suite for s in scores):
        pairs = [
            (s, baseline[f"{suite} {s.case_id}"])
            for s in scores
            if s.suite == suite and f"{suite} {s.case_id}" in baseline
        ]
        won = tuple(s.case_id for s, before in pairs if s.passed and not before)
        lost = tuple(s.case_id for s, before in pairs if before and not s.passed)
        p = round(sign_test(len(won), len(lost)), 4)
        changes.append(Change(suite=suite, won=won, lost=lost, p=p, worse=len(lost) > len(won) and p < SIGNIFICANT))
    return changes


def verdict(figures: Sequence[Figure], changes: Sequence[Change], must_pass_failed: Sequence[str]) -> list[str]:
    """Why the exit is red; empty when it is green."""
    reasons = [
        f"bar missed: {f.suite} {f.measure} on {f.split} ({f.group}): {f.value} against {f.bar}"
        for f in figures
        if f.met is False
    ]
    reasons += [f"must-pass case failed: {case}" for case in must_pass_failed]
    reasons += [
        f"{c.suite} significantly worse than the baseline (p = {c.p}): lost {', '.join(c.lost)}"
        for c in changes
        if c.worse
    ]
    return reasons


def write_json(report: Report, path: Path) -> None:
    path.write_text(report.model_dump_json(indent=1) + "\n", "utf-8")


def build_report(bench: Bench, runs: Sequence[Run], suites: Sequence[str], *, baseline: dict[str, bool]) -> Report:
    scores = [score for suite in SUITES if suite in suites for run in runs for score in judge(suite, run, bench)]
    measured = figures(scores, runs)
    changes = compare(scores, baseline)
    failed = tuple(
        dict.fromkeys(s.case_id for s in scores if s.must_pass and not s.passed and s.suite in JUDGED_ENDINGS)
    )
    reasons = tuple(verdict(measured, changes, failed))
    return Report(
        index=bench.index.digest,
        encoder=bench.index.manifest.encoder_digest,
        recipe=bench.recipe.model_dump(),
        threshold=bench.calibration.threshold if bench.calibration else None,
        figures=tuple(measured),
        changes=tuple(changes),
        must_pass_failed=failed,
        scores=tuple(scores),
        green=not reasons,
        reasons=reasons,
    )


def print_report(report: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for suite, (title, _) in SUITES.items():
        mine = [f for f in report.figures if f.suite == suite]
        if not mine:
            continue
        table = Table("split", "group", "measure", "value", "95 %", "cases", "bar", title=title, title_justify="left")
        for f in mine:
            bar = "" if f.bar is None else f"{'met' if f.met else 'MISSED'} {f.bar}"
            table.add_row(
                f.split, f.group, f.measure, f"{f.value:.4f}", f"{f.low:.3f} to {f.high:.3f}", str(f.cases), bar
            )
        console.print(table)
    for s in report.scores:
        if not s.passed:
            console.print(f"miss  {s.split:5} {s.suite:10} {s.case_id}: {s.why}", markup=False, highlight=False)
    console.print(report.rule, markup=False)
    for reason in report.reasons:
        console.print(f"RED  {reason}", markup=False, highlight=False)
    if report.green:
        console.print("GREEN")


def save_baseline(report: Report, path: Path) -> None:
    passed = {f"{s.suite} {s.case_id}": s.passed for s in report.scores}
    path.write_text(json.dumps({"passed": passed}, indent=0, sort_keys=True) + "\n", "utf-8")
