"""python -m evals: run the suites, print one verdict, exit by it. `calibrate` and `schema` stand beside.

Heavy libraries load inside the functions that use them, so that `--help` and a wrong call answer at once.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.errors import PrivacyAssistantError, UsageError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.answering.quality import Accepted
    from evals.bench import Bench, Run
    from evals.cases import AnyCase, Case
    from evals.report import Report

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True, kw_only=True)
class Call:
    """The options as they were given."""

    suites: tuple[str, ...]
    case_file: Path | None
    corpus_dir: Path | None
    index_dir: Path | None
    case_id: str | None
    explain: bool
    limit: int | None
    split: str | None
    tags: tuple[str, ...]
    retriever: str
    without: tuple[str, ...]
    ablate: bool
    json_file: Path | None
    html_file: Path | None
    junit_file: Path | None
    timings_file: Path | None
    against: Path | None
    accept: bool
    accepted_on: datetime | None

    @property
    def own(self) -> bool:
        """The project's own cases on the project's own documents, searched as the app searches."""
        return not (self.case_file or self.corpus_dir or self.without or self.retriever != "fusion")

    @property
    def narrowed(self) -> bool:
        """A part of a set: its means say nothing of the set's bars."""
        return bool(self.case_id or self.limit or self.tags)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("suites", nargs=-1, metavar="[SUITE … | calibrate | schema]")
@click.option("--cases", "case_file", type=FILE, help="Your own case file instead of the project's.")
@click.option("--corpus", "corpus_dir", type=FOLDER, help="Your own documents; an index of them is built beside.")
@click.option("--index", "index_dir", type=FOLDER, help="Folder of the index.")
@click.option("--case", "case_id", help="One case only.")
@click.option("--explain", is_flag=True, help="Show the ranking, the scores, what was dropped and why.")
@click.option("--limit", type=click.IntRange(min=1), help="The first N questions and the first N of each other kind.")
@click.option("--split", type=click.Choice(["dev", "test", "hand"]), help="One part of the project's cases only.")
@click.option("--tag", "tags", multiple=True, help="Cases with this tag only; given twice, with both.")
@click.option("--retriever", type=click.Choice(["fusion", "dense", "bm25"]), default="fusion", show_default=True)
@click.option("--without", multiple=True, metavar="INGREDIENT", help="Take an ingredient of the search away.")
@click.option("--ablate", is_flag=True, help="Take each ingredient away in turn, and show what that costs.")
@click.option("--json", "json_file", type=FILE, help="Write the report as JSON.")
@click.option("--html", "html_file", type=FILE, help="Write the report as one page for a browser.")
@click.option("--junit", "junit_file", type=FILE, help="Write the report as JUnit XML.")
@click.option("--timings", "timings_file", type=FILE, help="Write the timings, apart from the report.")
@click.option("--against", type=FILE, help="Baseline to compare with, instead of evals/baseline.json.")
@click.option("--accept", is_flag=True, help="Make this run the baseline.")
@click.option("--accepted-on", type=DAY, help="The day to write into the baseline; today if left out.")
def evaluate(**given: Any) -> None:
    """Run the suites (all by default) and exit red or green by one rule, which the report states.

    Suites: retrieval, answers, refusals, routing, deadlines, disclosure. `calibrate` chooses the threshold from
    dev cases; `schema` prints the JSON Schema of case files. Exit codes: 0 green, 1 red, 2 the call was wrong.
    """
    call = Call(**given)
    if call.suites == ("schema",):
        click.echo(json.dumps(schema(), indent=1))
        return
    settings = _settings(call)
    if call.suites == ("calibrate",):
        from evals.calibrate import calibrate

        click.echo(calibrate(settings))
        return
    _check(call)
    questions, facts = _chosen(call)
    bench = _bench(call, settings) if questions else None
    if bench and call.ablate:
        from evals.ablation import ablate, print_ablation

        print_ablation(ablate(bench, questions))
        return
    runs, timings = _run(bench, questions)
    if call.explain:
        _explain(bench, runs, facts)
        return
    report = _report(call, bench, runs, facts)
    if call.timings_file:
        from evals.disclosure import decision_times

        timings["disclosure"] = decision_times(facts)
    _write(call, report, timings)
    sys.exit(1 if report.verdict == "red" else 0)


def schema() -> dict[str, Any]:
    """JSON Schema of a case file: tables of questions, and of each kind of facts."""
    from evals.suites import KINDS

    tables = {}
    for name, kinds in KINDS.items():
        each = [kind.model_json_schema() for kind in kinds]
        for items in each:
            items["properties"].pop("split")
        tables[name] = {"type": "array", "items": {"anyOf": each} if len(each) > 1 else each[0]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": tables,
        "additionalProperties": False,
    }


def _check(call: Call) -> None:
    """Tell a wrong call before anything heavy is done."""
    from evals.bench import recipe_of
    from evals.suites import SUITES

    if unknown := sorted(set(call.suites) - set(SUITES)):
        raise UsageError(f"No suite {', '.join(unknown)}. Known: {', '.join(SUITES)}; also calibrate, schema.")
    if call.split and call.case_file:
        raise UsageError("--split picks among the project's own cases; a file of your own has no halves. Leave it out.")
    if call.accept and (not call.own or call.narrowed or call.split or call.suites or call.explain or call.ablate):
        raise UsageError("Only a run of all suites over all cases can become the baseline. Leave the filters out.")
    recipe_of(call.retriever, call.without)


def _chosen(call: Call) -> tuple[list["Case"], list["AnyCase"]]:
    """Questions and facts left by the filters, each for the suites that are to run."""
    from evals.cases import Case, load_all
    from evals.suites import FACT_SUITES, QUESTION_SUITES, load_facts, load_given

    everything = load_given(call.case_file) if call.case_file else [*load_all(), *load_facts()]
    kinds: list[type[AnyCase]] = [s.kind for s in FACT_SUITES if not call.suites or s.name in call.suites]
    kinds += [Case] if not call.suites or {s.name for s in QUESTION_SUITES} & set(call.suites) else []
    kept = [
        case
        for case in everything
        if call.split in (None, case.split) and call.case_id in (None, case.id) and set(call.tags) <= set(case.tags)
    ]
    by_kind = {kind: [case for case in kept if isinstance(case, kind)][: call.limit] for kind in kinds}
    if not any(by_kind.values()):
        raise UsageError("No case is left to run. Check the suites, --case, --split, --tag and the case file.")
    questions = [case for case in by_kind.get(Case, []) if isinstance(case, Case)]
    return questions, [case for kind, cases in by_kind.items() if kind is not Case for case in cases]


def _settings(call: Call) -> Settings:
    given: dict[str, Any] = {"corpus_dir": call.corpus_dir, "index_dir": call.index_dir}
    if call.corpus_dir and not call.index_dir:
        given["index_dir"] = Settings().index_dir.parent / "reports" / "index"
    return Settings(**{name: value for name, value in given.items() if value})


def _bench(call: Call, settings: Settings) -> "Bench":
    from evals.bench import build_beside, load_bench, recipe_of

    if call.corpus_dir:
        build_beside(settings)
    return load_bench(settings, recipe_of(call.retriever, call.without))


def _run(bench: "Bench | None", cases: Sequence["Case"]) -> tuple[list["Run"], dict[str, Any]]:
    if bench is None:
        return [], {"seconds": 0.0, "cases": {}}
    from evals.bench import progressing

    began = time.monotonic()
    runs = [bench.run(case) for case in progressing(cases, "Asking")]
    seconds = round(time.monotonic() - began, 1)
    elapsed = {run.case.id: run.response.elapsed_ms for run in runs}
    ratios = sorted(e.total / max(e.encode, 0.01) for e in elapsed.values())
    return runs, {
        "seconds": seconds,
        "median_total_over_encode": round(ratios[len(ratios) // 2], 3),
        "cases": {case_id: e.model_dump() for case_id, e in elapsed.items()},
    }


def _explain(bench: "Bench | None", runs: Sequence["Run"], facts: Sequence["AnyCase"]) -> None:
    from evals.explain import explain, explain_facts

    for run in runs:
        assert bench is not None
        explain(run, bench)
    for case in facts:
        explain_facts(case)


def _report(call: Call, bench: "Bench | None", runs: Sequence["Run"], facts: Sequence["AnyCase"]) -> "Report":
    from evals.report import build_report
    from evals.suites import SUITES

    suites = call.suites or tuple(SUITES)
    if call.corpus_dir and not _has_catalog(call.corpus_dir):
        # Endings and forms of documents that say nothing of themselves are nobody's to judge.
        suites = tuple(name for name in suites if name == "retrieval")
    return build_report(bench, runs, facts, suites, accepted=_accepted(call), whole=not call.narrowed)


def _has_catalog(corpus_dir: Path) -> bool:
    from evals.bench import catalogued

    return catalogued(corpus_dir)


def _accepted(call: Call) -> "Accepted | None":
    """Cases and documents of somebody else's have no baseline of ours, unless one is named."""
    from assistant.answering.quality import load_accepted
    from evals.baseline import BASELINE

    if call.against:
        if not call.against.is_file():
            raise UsageError(f"--against {call.against}: no such file. Expected one that --accept wrote.")
        return load_accepted(call.against)
    return None if call.case_file or call.corpus_dir else load_accepted(BASELINE)


def _write(call: Call, report: "Report", timings: dict[str, Any]) -> None:
    from evals.report import write_json
    from evals.terminal import print_report

    print_report(report)
    if call.json_file:
        write_json(report, call.json_file)
    if call.html_file:
        from evals.page import write_page

        write_page(report, call.html_file)
    if call.junit_file:
        from evals.junit import write_junit

        write_junit(report, call.junit_file)
    if call.timings_file:
        call.timings_file.parent.mkdir(parents=True, exist_ok=True)
        call.timings_file.write_text(json.dumps(timings, indent=1) + "\n", "utf-8")
    if call.accept:
        from evals.baseline import BASELINE, accept, save

        save(accept(report, accepted_on=_day(call)), BASELINE)
        click.echo(f"Accepted: {BASELINE} now holds this run.")


def _day(call: Call) -> date:
    # The command line is an edge: here the clock may be read.
    return (call.accepted_on or datetime.now().astimezone()).date()  # noqa: TID251


def main() -> None:
    try:
        evaluate(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except PrivacyAssistantError as error:
        click.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
