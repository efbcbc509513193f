"""The report: figures, the comparison with the baseline case by case, and one verdict by one rule.

A mean can pass while cases fail, and a mean can move by chance. So the baseline is a ratchet for the cases that would
harm, and for all others each suite's won and lost cases are counted against each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from assistant.answering.quality import Accepted
from assistant.record import Record
from evals.bench import Bench, Run, ingredients
from evals.cases import GIVEN, AnyCase
from evals.figures import Figure, Yardstick, figures
from evals.metrics import sign_test
from evals.suites import SUITES, Score, judge_facts, judge_runs

RULE = (
    "Red if a bar is missed; if a must-pass case is lost, that is, fails where the baseline passed it (a case file of "
    "your own has no baseline: there it is lost if it fails); or if a suite is significantly worse than the baseline "
    "(more cases lost than won, sign test p < 0.05). Else green. A must-pass case that the baseline never passed is "
    "listed as open."
)
STAND_IN = "No calibration fits this encoder and index: a stand-in threshold decided. Run: python -m evals calibrate"
# Below this a change is taken for more than chance.
SIGNIFICANT = 0.05
SHOWN_RANKS = 10

Verdict = Literal["green", "red", "ranking only"]


class Change(Record):
    """One suite against the baseline, over the cases that both have."""

    suite: str
    cases: int
    won: tuple[str, ...]
    lost: tuple[str, ...]
    p: float
    worse: bool


class Ranked(Record):
    section: str
    score: float
    right: bool


class Outcome(Record):
    """What became of one question. `question` is left out for the test half, so that no reader tunes on it."""

    case_id: str
    split: str
    tags: tuple[str, ...]
    question: str | None
    expect: str
    expect_reason: str | None
    outcome: str
    reason: str | None
    chance: float
    # By its signs alone, which is what a threshold decides on; silence is told by its section's mark.
    by_signs: bool
    right: tuple[str, ...]
    ranked: tuple[Ranked, ...]


class SuiteCount(Record):
    """`unjudged`: questions that the suite is about and that name nothing it could be judged by."""

    suite: str
    title: str
    passes: str
    cases: int
    passed: int
    unjudged: int


class Setup(Record):
    """What was measured: enough to run it again."""

    index: str | None
    corpus: str | None
    encoder: str | None
    encoder_digest: str | None
    recipe: dict[str, Any] | None
    threshold: float | None
    against: str | None


class Report(Record):
    """Everything printed or written. No time and no path, so that two runs give the same bytes."""

    verdict: Verdict
    reasons: tuple[str, ...]
    rule: str = RULE
    setup: Setup
    suites: tuple[SuiteCount, ...]
    must_pass_lost: tuple[str, ...]
    must_pass_open: tuple[str, ...]
    changes: tuple[Change, ...]
    figures: tuple[Figure, ...]
    scores: tuple[Score, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def green(self) -> bool:
        return self.verdict == "green"

    @property
    def stood_in(self) -> bool:
        """True if questions were answered by a threshold that nobody measured."""
        return bool(self.outcomes) and self.setup.threshold is None

    def figure(self, suite: str, split: str, group: str, measure: str) -> Figure | None:
        return next((f for f in self.figures if f.key == (suite, split, group, measure)), None)


def build_report(
    bench: Bench | None,
    runs: Sequence[Run],
    facts: Sequence[AnyCase],
    suites: Sequence[str],
    *,
    accepted: Accepted | None = None,
    whole: bool = True,
) -> Report:
    """`bench` is None where facts alone are judged. `whole` is false for a part of a set: see Yardstick."""
    passed = accepted.passed if accepted else {}
    scores = [*(judge_runs(runs, bench, suites) if bench else ()), *judge_facts(facts, suites)]
    before = {(f.suite, f.split, f.group, f.measure): f.value for f in accepted.figures} if accepted else {}
    yardstick = Yardstick(whole=whole, before=before)
    measured = figures(scores, runs, yardstick)
    changes = compare(scores, passed)
    lost, still_open = must_pass(scores, passed)
    reasons = verdict(measured, changes, lost) + unmeasured(yardstick, measured, scores)
    return Report(
        verdict="red" if reasons else "green" if scores else "ranking only",
        reasons=tuple(reasons),
        setup=setup_of(bench, accepted),
        suites=tuple(_counts(scores, runs)),
        must_pass_lost=tuple(lost),
        must_pass_open=tuple(still_open),
        changes=tuple(changes),
        figures=tuple(measured),
        scores=tuple(scores),
        outcomes=tuple(_outcome(run, bench) for run in runs) if bench else (),
    )


def compare(scores: Iterable[Score], passed: Mapping[str, bool]) -> list[Change]:
    """`passed` maps "suite case-id" to whether the baseline passed it."""
    changes = []
    scores = list(scores)
    for suite in dict.fromkeys(s.suite for s in scores):
        pairs = [(s, passed[key(s)]) for s in scores if s.suite == suite and key(s) in passed]
        won = tuple(s.case_id for s, before in pairs if s.passed and not before)
        lost = tuple(s.case_id for s, before in pairs if before and not s.passed)
        p = round(sign_test(len(won), len(lost)), 4)
        worse = len(lost) > len(won) and p < SIGNIFICANT
        if pairs:
            changes.append(Change(suite=suite, cases=len(pairs), won=won, lost=lost, p=p, worse=worse))
    return changes


def must_pass(scores: Iterable[Score], passed: Mapping[str, bool]) -> tuple[list[str], list[str]]:
    """Of the must-pass cases that fail, "suite case-id": those lost, and those still open."""
    failing = [s for s in scores if s.must_pass and not s.passed and SUITES[s.suite].ratchets]
    lost = [key(s) for s in failing if passed.get(key(s), s.split == GIVEN)]
    return lost, [key(s) for s in failing if key(s) not in lost]


def verdict(measured: Sequence[Figure], changes: Sequence[Change], lost: Sequence[str]) -> list[str]:
    """Why the exit is red; empty when it is green."""
    reasons = [
        f"bar missed: {f.suite} {f.measure} on {f.split} ({f.group}): {f.value} against {f.bar}"
        + (f"; short of it: {', '.join(f.short)}" if f.short else "")
        for f in measured
        if f.met is False
    ]
    reasons += [f"must-pass case lost: {case}" for case in lost]
    reasons += [
        f"{c.suite} significantly worse than the baseline (p = {c.p}): lost {', '.join(c.lost)}"
        for c in changes
        if c.worse
    ]
    return reasons


def unmeasured(yardstick: Yardstick, measured: Sequence[Figure], scores: Sequence[Score]) -> list[str]:
    """A bar that holds nothing would look like one that is met."""
    ran = {(s.suite, s.split) for s in scores}
    found = {f.key for f in measured}
    return [
        f"bar without a figure: {' '.join(bar)}; mend bars.toml or the cases"
        for bar in yardstick.bars
        if bar[:2] in ran and bar not in found and yardstick.whole
    ]


def key(score: Score) -> str:
    return f"{score.suite} {score.case_id}"


def write_json(report: Report, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report.model_dump_json(indent=1) + "\n", "utf-8")


def setup_of(bench: Bench | None, accepted: Accepted | None) -> Setup:
    against = f"accepted {accepted.accepted_on}, index {accepted.index[:12]}" if accepted else None
    if bench is None:
        return Setup(
            index=None, corpus=None, encoder=None, encoder_digest=None, recipe=None, threshold=None, against=against
        )
    manifest = bench.index.manifest
    return Setup(
        index=bench.index.digest,
        corpus=manifest.corpus_digest,
        encoder=manifest.encoder,
        encoder_digest=manifest.encoder_digest,
        recipe={name: getattr(bench.recipe, name) for name in ("retriever", *ingredients())},
        threshold=bench.calibration.threshold if bench.calibration else None,
        against=against,
    )


def _counts(scores: Sequence[Score], runs: Sequence[Run]) -> Iterable[SuiteCount]:
    for name in dict.fromkeys(s.suite for s in scores):
        mine = [s for s in scores if s.suite == name]
        about = [r for r in runs if r.case.expect == "answer"] if name == "retrieval" else mine
        yield SuiteCount(
            suite=name,
            title=SUITES[name].title,
            passes=SUITES[name].passes,
            cases=len(mine),
            passed=sum(s.passed for s in mine),
            unjudged=len(about) - len(mine),
        )


def _outcome(run: Run, bench: Bench) -> Outcome:
    case, response, right = run.case, run.response, bench.right_sections(run.case)
    return Outcome(
        case_id=case.id,
        split=case.split,
        tags=case.tags,
        question=None if case.split == "test" else case.question,
        expect=case.expect,
        expect_reason=case.reason,
        outcome=response.outcome,
        reason=response.reason,
        chance=round(run.chance, 4),
        by_signs=case.reason != "documents_silent",
        right=tuple(sorted("#".join(one) for one in right)),
        ranked=tuple(
            Ranked(section=s.label, score=round(s.score, 4), right=(s.doc_id, s.section_id) in right)
            for s in run.ranking.kept[:SHOWN_RANKS]
        ),
    )
