"""The page: the whole report in one file that a browser opens without any network, the verdict first.

What stands here is arranged for the template beside; nothing is judged. Questions of the test half are not printed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals import charts
from evals.cases import HERE
from evals.figures import ALL, ENGLISH, Figure
from evals.metrics import RESAMPLES
from evals.report import SHOWN_RANKS, STAND_IN, Outcome, Report
from evals.suites import FACT_SUITES, QUESTION_SUITES, Score
from evals.terminal import TOLD, by_case, tag_rows

TEMPLATE = "page.html"
SPLITS = {
    "dev": "Dev half: tuned on",
    "test": "Test half: never tuned on",
    "hand": "Counted or decided by hand",
    "given": "Your own cases",
}
MEASURES = {
    "passed": "The case passes its suite, as the line under the suite's title says.",
    "recall@k": "A right section is among the first k. One is enough, as a reader needs one.",
    "mrr": "One over the rank of the first right section, 0 if there is none among the first ten.",
    "ndcg@10": "How near the order of the first ten comes to the best one, all right sections first.",
    "ending": "Answered, asked back or refused, as expected.",
    "exact": "Every quote stands, letter for letter, where its citation says.",
    "cites": "At least one citation is, or lies inside, what the case wants cited.",
    "citation_recall": "Of what the case wants cited, the share that is.",
    "citation_precision": "Of what is cited, the share from a right place.",
    "mentions, never": "What must be said is said; what must not be is not.",
    "answered, refused": "Of answerable questions those answered; of the others those refused.",
    "reason": "Of refusals, those for the expected reason.",
    "auc": "How often an answerable question's chance lies above another's: 50 % is a coin, 100 % is never wrong.",
    "offered, main_wrong": "Every expected form is offered; another one is offered first (here less is better).",
    "due_on, due_at, governs": "The date, the moment and the governing limit are those counted by hand.",
    "outcome, per_item, duties, cites, mark, via": "What is decided, for each kind of data, what must be done, what it "
    "rests on, how well that was checked, and the row that decides are the expected ones.",
    "asked<=n": "From recipient and data alone, the interview ends within n questions.",
    "asked_alike": "It then comes to the expected outcome.",
    "right": "Everything that the case expects.",
}
SHOWN_FOUND = 3
SHOWN_RIGHT = 4


def write_page(report: Report, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report), "utf-8")


def render(report: Report) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["percent"] = lambda share: f"{share * 100:.1f}"
    environment.filters["track"] = lambda f: charts.interval(f.value, f.low, f.high, f.bar)
    return environment.get_template(TEMPLATE).render(
        report=report,
        splits=SPLITS,
        told=TOLD,
        resamples=RESAMPLES,
        suites=[_suite(report, count.suite) for count in report.suites],
        refusal_charts=_refusal_charts(report),
        recall_chart=_recall_chart(report),
        tags=_tags(report),
        measures=MEASURES,
        stand_in=STAND_IN,
        still_open=by_case(report.must_pass_open),
        misses=_misses(report),
    )


def _suite(report: Report, suite: str) -> Mapping[str, Any]:
    count = next(c for c in report.suites if c.suite == suite)
    mine = [f for f in report.figures if f.suite == suite and f.group in (ALL, ENGLISH)]
    by_split: dict[str, list[Figure]] = {}
    for one in mine:
        by_split.setdefault(one.split, []).append(one)
    return {"count": count, "by_split": by_split}


def _tags(report: Report) -> list[Mapping[str, Any]]:
    """One table for the questions, and one for each suite of facts: their tags are not the same."""
    rows = tag_rows(report.figures)
    questions = [suite.name for suite in QUESTION_SUITES]
    found: list[Mapping[str, Any]] = []
    for caption, suites in [("Questions", questions), *((suite.title, [suite.name]) for suite in FACT_SUITES)]:
        mine = {key: row for key, row in rows.items() if set(row) & set(suites)}
        shown = [suite for suite in suites if any(suite in row for row in mine.values())]
        if mine:
            heads = [TOLD[suite][1] for suite in shown]
            found.append({"caption": caption, "suites": shown, "heads": heads, "rows": mine})
    return found


def _refusal_charts(report: Report) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    threshold = report.setup.threshold
    for split in dict.fromkeys(o.split for o in report.outcomes):
        mine = [o for o in report.outcomes if o.split == split and o.by_signs]
        yes = [o.chance for o in mine if o.expect == "answer"]
        no = [o.chance for o in mine if o.expect == "refusal"]
        if yes and no:
            name = f"{SPLITS[split]}. As the threshold rises, fewer questions are answered and more are refused."
            found.append(
                {
                    "split": split,
                    "svg": charts.refusal_curve(name, yes, no, threshold),
                    "answered": None if threshold is None else charts.share_above(yes, threshold),
                    "refused": None if threshold is None else 1 - charts.share_above(no, threshold),
                    "answerable": len(yes),
                    "unanswerable": len(no),
                    "area": report.figure("refusals", split, ALL, "auc"),
                }
            )
    return found


def _recall_chart(report: Report) -> Markup | None:
    lines = []
    judged = {(s.split, s.case_id) for s in report.scores if s.suite == "retrieval"}
    for split in ("test", "dev", "given"):
        mine = [o for o in report.outcomes if o.split == split and (split, o.case_id) in judged]
        if mine:
            shares = [sum(_rank(o) <= k for o in mine) / len(mine) for k in range(1, SHOWN_RANKS + 1)]
            lines.append((split, shares))
    if not lines:
        return None
    return charts.recall_curve("Share of questions with a right section among the first k, for k from 1 to 10.", lines)


def _rank(outcome: Outcome) -> int:
    return next((n for n, ranked in enumerate(outcome.ranked, start=1) if ranked.right), SHOWN_RANKS + 1)


def _misses(report: Report) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """Suite → split → each missed case beside what was found instead."""
    outcomes = {o.case_id: o for o in report.outcomes}
    lost = {case for change in report.changes for case in ((change.suite, c) for c in change.lost)}
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for score in report.scores:
        if not score.passed:
            miss = _miss(score, outcomes.get(score.case_id), lost=(score.suite, score.case_id) in lost)
            found.setdefault(score.suite, {}).setdefault(score.split, []).append(miss)
    return found


def _miss(score: Score, outcome: Outcome | None, *, lost: bool) -> Mapping[str, Any]:
    return {
        "score": score,
        "lost": lost,
        "outcome": outcome,
        "found": outcome.ranked[:SHOWN_FOUND] if outcome else (),
        "right": _right(outcome) if outcome else (),
    }


def _right(outcome: Outcome) -> Sequence[str]:
    """The sections that would have been right, the first with the rank they came at."""
    ranks = {ranked.section: n for n, ranked in enumerate(outcome.ranked, start=1)}
    ordered = sorted(outcome.right, key=lambda section: ranks.get(section, SHOWN_RANKS + 1))
    told = [f"{section} (rank {ranks[section]})" if section in ranks else section for section in ordered]
    more = len(told) - SHOWN_RIGHT
    return told[:SHOWN_RIGHT] + ([f"and {more} more"] if more > 0 else [])
