"""Ablation: each ingredient of the search taken away, one at a time, and what that costs.

Only what needs no threshold is shown: the threshold was chosen for the whole recipe, and would judge another unfairly.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from assistant.record import Record
from assistant.retrieval.search import Recipe
from evals.bench import Bench, Run, ingredients, progressing
from evals.cases import Case
from evals.figures import ALL, Figure, Yardstick, figures
from evals.metrics import sign_test
from evals.suites import Score, judge_runs
from evals.terminal import PIPED_WIDTH

WHOLE = "everything"
MEASURES = (("retrieval", "recall@1"), ("retrieval", "recall@5"), ("retrieval", "ndcg@10"), ("refusals", "auc"))


class Row(Record):
    """`won` and `lost`: cases whose right section enters or leaves the first five, against everything; `p` of that."""

    name: str
    split: str
    figures: tuple[Figure, ...]
    won: int
    lost: int
    p: float


def recipes(whole: Recipe) -> dict[str, Recipe]:
    """Without each ingredient, then by one retriever alone with nothing added."""
    found = {WHOLE: whole}
    found |= {f"without {name}": whole.model_copy(update={name: False}) for name in ingredients()}
    bare = dict.fromkeys(ingredients(), False)
    for retriever in ("fusion", "dense", "bm25"):
        found[f"{retriever} alone"] = Recipe.model_validate({"retriever": retriever} | bare)
    return found


def ablate(bench: Bench, cases: Sequence[Case]) -> list[Row]:
    rows: list[Row] = []
    whole: list[Score] = []
    for name, recipe in recipes(bench.recipe).items():
        other = bench.with_recipe(recipe)
        runs = [other.run(case) for case in progressing(cases, name)]
        scores = judge_runs(runs, other, ["retrieval", "refusals"])
        whole = whole or scores
        rows += _rows(name, runs, scores, whole)
    return rows


def print_ablation(rows: Sequence[Row], console: Console | None = None) -> None:
    console = console or Console()
    console = console if console.is_terminal else Console(width=PIPED_WIDTH)
    for split in dict.fromkeys(row.split for row in rows):
        heads = [measure for _, measure in MEASURES]
        table = Table(
            "recipe", *heads, "won", "lost", "p", title=f"{split}: what each ingredient gives", title_justify="left"
        )
        for row in (r for r in rows if r.split == split):
            shown = {f.measure: f"{f.value:.4f} ({f.low:.3f} to {f.high:.3f})" for f in row.figures}
            counts = ("", "", "") if row.name == WHOLE else (str(row.won), str(row.lost), f"{row.p:.4f}")
            table.add_row(row.name, *(shown.get(measure, "") for measure in heads), *counts)
        console.print(table)


def _rows(name: str, runs: Sequence[Run], scores: Sequence[Score], whole: Sequence[Score]) -> Iterator[Row]:
    measured = figures(scores, runs, Yardstick(whole=False))
    for split in dict.fromkeys(s.split for s in scores):
        before = {s.case_id: s.passed for s in whole if s.suite == "retrieval" and s.split == split}
        now = {s.case_id: s.passed for s in scores if s.suite == "retrieval" and s.split == split}
        won = sum(now[case] and not before[case] for case in before)
        lost = sum(before[case] and not now[case] for case in before)
        shown = [f for f in measured if f.split == split and f.group == ALL and (f.suite, f.measure) in MEASURES]
        p = round(sign_test(won, lost), 4)
        yield Row(name=name, split=split, figures=tuple(shown), won=won, lost=lost, p=p)
