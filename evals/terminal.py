"""The terminal: the report for whoever ran it, its verdict last, where the eye is."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from evals.figures import ALL, ENGLISH, Figure
from evals.report import STAND_IN, Report
from evals.suites import SUITES

# Piped into a file there is no width to ask for; a table cut at 80 characters helps nobody.
PIPED_WIDTH = 150
# What the table of tags shows of each suite.
TOLD = {
    "retrieval": ("recall@5", "right section in first 5"),
    "answers": ("passed", "answered right"),
    "refusals": ("ending", "right ending"),
    "routing": ("passed", "right form"),
    "deadlines": ("right", "right date"),
    "disclosure": ("right", "right decision"),
}


def print_report(report: Report) -> None:
    console = _console()
    for count in report.suites:
        console.print(count.title, style="bold", highlight=False)
        console.print(_suite_table(report, count.suite))
        told = f"{count.passed} of {count.cases} cases pass: {count.passes}."
        unjudged = f" {count.unjudged} more name nothing in these documents to judge by." if count.unjudged else ""
        console.print(told + unjudged + "\n", highlight=False)
    if tags := tag_rows(report.figures):
        console.print(_tag_table(tags))
    if not report.scores:
        _print_rankings(console, report)
    _print_misses(console, report)
    _print_verdict(console, report)


def tag_rows(figures: Sequence[Figure]) -> dict[tuple[str, str], dict[str, Figure]]:
    """(tag, split) → suite → its one figure; only where a set has tags."""
    rows: dict[tuple[str, str], dict[str, Figure]] = {}
    for one in figures:
        if one.group not in (ALL, ENGLISH) and one.measure == TOLD[one.suite][0]:
            rows.setdefault((one.group, one.split), {})[one.suite] = one
    order = list(dict.fromkeys(tag for tag, _ in rows))
    return dict(sorted(rows.items(), key=lambda row: order.index(row[0][0])))


def by_case(keys: Iterable[str]) -> dict[str, list[str]]:
    """Suites by case, from "suite case-id"."""
    found: dict[str, list[str]] = {}
    for key in keys:
        suite, _, case = key.partition(" ")
        found.setdefault(case, []).append(suite)
    return found


def _suite_table(report: Report, suite: str) -> Table:
    mine = [f for f in report.figures if f.suite == suite and f.group in (ALL, ENGLISH)]
    splits = list(dict.fromkeys(f.split for f in mine))
    table = Table("group", "measure", *splits)
    for group, measure in dict.fromkeys((f.group, f.measure) for f in mine):
        table.add_row(group, measure, *(_cell(report.figure(suite, s, group, measure)) for s in splits))
    return table


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    bar = "" if figure.bar is None else f"  bar {figure.bar:g} " + ("met" if figure.met else "[bold red]MISSED[/]")
    was = "" if figure.before in (None, figure.value) else f"  was {figure.before:.4f}"
    return f"{figure.value:.4f} ({figure.low:.3f} to {figure.high:.3f}) of {figure.cases}{was}{bar}"


def _tag_table(rows: dict[tuple[str, str], dict[str, Figure]]) -> Table:
    shown = [suite for suite in SUITES if any(suite in row for row in rows.values())]
    titles = [TOLD[suite][1] for suite in shown]
    table = Table("tag", "split", *titles, title="By how it was asked", title_justify="left", title_style="bold")
    for (tag, split), row in rows.items():
        table.add_row(tag, split, *(_short(row[suite]) if suite in row else "" for suite in shown))
    return table


def _short(figure: Figure) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f}–{figure.high:.2f}) of {figure.cases}"


def _print_rankings(console: Console, report: Report) -> None:
    """Nothing could be judged: then the ranking itself is what there is to see."""
    table = Table("case", "ranked first", "second", "third", title="What was found", title_justify="left")
    for one in report.outcomes:
        table.add_row(one.case_id, *(f"{r.section} ({r.score:.2f})" for r in one.ranked[:3]))
    console.print(table)


def _print_misses(console: Console, report: Report) -> None:
    for s in report.scores:
        if not s.passed:
            line = f"miss  {s.split:5} {s.suite:10} {s.case_id}: {s.why}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _print_verdict(console: Console, report: Report) -> None:
    for c in report.changes:
        told = f"{c.suite}: against the baseline, of {c.cases} cases {len(c.won)} won, {len(c.lost)} lost (p = {c.p})"
        console.print(told, highlight=False)
        if c.lost:
            console.print(f"  lost: {', '.join(c.lost)}", markup=False, highlight=False, soft_wrap=True)
    for case, suites in by_case(report.must_pass_open).items():
        told = f"OPEN  must pass, never has: {case} ({', '.join(suites)})"
        console.print(told, style="bold red", markup=False, highlight=False, soft_wrap=True)
    if report.stood_in:
        console.print(STAND_IN, style="bold red", highlight=False, soft_wrap=True)
    console.print(report.rule, markup=False, highlight=False)
    for reason in report.reasons:
        console.print(f"RED  {reason}", style="bold red", markup=False, highlight=False, soft_wrap=True)
    if report.verdict == "green":
        console.print("GREEN", style="bold green")
    if report.verdict == "ranking only":
        console.print("RANKING ONLY: no case names a section of these documents, so nothing was judged.")


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=PIPED_WIDTH)
