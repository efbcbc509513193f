"""Explain: one case, laid open: what was found, how it was scored, what was said, what was dropped."""

from rich.console import Console
from rich.table import Table

from evals.suites import SUITES, Bench, Run, judge


def explain(run: Run, bench: Bench) -> None:
    console = Console()
    console.print(f"{run.case.id}: {run.case.question}", markup=False)
    console.print(f"expected {run.case.expect}; got {run.response.outcome} {run.response.reason or ''}", markup=False)
    right = bench.right_sections(run.case)
    table = Table("", "passage", "score", "similarity", "words", "right")
    for kept, ones in (("kept", run.ranking.kept), ("rejected", run.ranking.rejected)):
        for one in ones:
            mark = "yes" if (one.doc_id, one.section_id) in right else ""
            table.add_row(
                kept, one.passage.passage_id, f"{one.score:.3f}", f"{one.similarity:.3f}", f"{one.lexical:.2f}", mark
            )
    console.print(table)
    for statement in run.response.statements:
        console.print(f"said: {statement.text} [{statement.citations[0].passage_id}]", markup=False)
    for suite in SUITES:
        for score in judge(suite, run, bench):
            console.print(f"{suite}: {'pass' if score.passed else 'FAIL'} {score.measures} {score.why}", markup=False)
