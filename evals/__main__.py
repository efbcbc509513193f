"""python -m evals: run the suites, print one verdict, exit by it. `calibrate` and `schema` stand beside."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from assistant.errors import PrivacyAssistantError, UsageError
from assistant.settings import Settings
from evals.cases import HERE, Case, load_all, load_cases

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
BASELINE = HERE / "baseline.json"
SUITE_NAMES = ("retrieval", "answers", "refusals", "routing")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("suites", nargs=-1, metavar="[SUITE … | calibrate | schema]")
@click.option("--cases", "case_file", type=FILE, help="Your own case file instead of the project's.")
@click.option("--corpus", "corpus_dir", type=FOLDER, help="Your own documents; an index of them is built beside.")
@click.option("--index", "index_dir", type=FOLDER, help="Folder of the index.")
@click.option("--case", "case_id", help="One case only.")
@click.option("--explain", is_flag=True, help="Show the ranking, the scores, and what was dropped.")
@click.option("--limit", type=click.IntRange(min=1), help="The first N cases only.")
@click.option("--split", type=click.Choice(["dev", "test"]), help="One half of the project's cases only.")
@click.option("--retriever", type=click.Choice(["fusion", "dense", "bm25"]), default="fusion", show_default=True)
@click.option("--without", multiple=True, type=click.Choice(["asked", "intents"]), help="Take an ingredient away.")
@click.option("--json", "json_file", type=FILE, help="Write the report as JSON.")
@click.option("--timings", "timings_file", type=FILE, help="Write the timings, apart from the report.")
@click.option("--against", type=FILE, default=BASELINE, help="Baseline to compare with.")
@click.option("--accept", is_flag=True, help="Make this run the baseline.")
def evaluate(
    suites: tuple[str, ...],
    case_file: Path | None,
    corpus_dir: Path | None,
    index_dir: Path | None,
    case_id: str | None,
    explain: bool,
    limit: int | None,
    split: str | None,
    retriever: str,
    without: tuple[str, ...],
    json_file: Path | None,
    timings_file: Path | None,
    against: Path,
    accept: bool,
) -> None:
    """Run the suites (retrieval, answers, refusals, routing; all by default) and exit red or green by one rule."""
    if suites == ("schema",):
        click.echo(
            json.dumps({"type": "object", "properties": {"case": {"type": "array", "items": _schema()}}}, indent=1)
        )
        return
    settings = _settings(corpus_dir, index_dir)
    if suites == ("calibrate",):
        from evals.calibrate import calibrate

        click.echo(calibrate(settings))
        return
    if unknown := sorted(set(suites) - set(SUITE_NAMES)):
        raise UsageError(f"No suite {', '.join(unknown)}. Known: {', '.join(SUITE_NAMES)}; also calibrate, schema.")
    cases = load_cases(case_file) if case_file else load_all()
    cases = [c for c in cases if split in (None, c.split) and case_id in (None, c.id)][:limit]
    if not cases:
        raise UsageError("No case is left to run. Check --case, --split and the case file.")
    bench = _bench(settings, retriever, without)
    runs, timings = _run(bench, cases)
    if explain:
        from evals.explain import explain as explain_run

        for run in runs:
            explain_run(run, bench)
        return
    from evals.report import build_report, print_report, save_baseline, write_json

    whole = not (case_file or corpus_dir or case_id or limit or split)
    baseline = _read_baseline(against) if whole or against != BASELINE else {}
    report = build_report(bench, runs, suites or SUITE_NAMES, baseline=baseline)
    print_report(report)
    if json_file:
        write_json(report, json_file)
    if timings_file:
        timings_file.write_text(json.dumps(timings, indent=1) + "\n", "utf-8")
    if accept:
        if not whole or suites:
            raise UsageError("Only a run of all suites over all cases can become the baseline. Leave the filters out.")
        save_baseline(report, BASELINE)
    sys.exit(0 if report.green else 1)


def _schema() -> dict[str, Any]:
    schema = Case.model_json_schema()
    schema["properties"].pop("split")
    return schema


def _settings(corpus_dir: Path | None, index_dir: Path | None) -> Settings:
    given: dict[str, Any] = {"corpus_dir": corpus_dir, "index_dir": index_dir}
    if corpus_dir and not index_dir:
        given["index_dir"] = Settings().index_dir.parent / "reports" / "index"
    return Settings(**{k: v for k, v in given.items() if v})


def _bench(settings: Settings, retriever: str, without: tuple[str, ...]) -> Any:
    from assistant.answering.calibration import load_calibration
    from assistant.retrieval.encoder import SentenceEncoder
    from assistant.retrieval.index import Index, build
    from assistant.retrieval.search import Recipe
    from evals.suites import Bench

    encoder = SentenceEncoder(settings.embedding_model_path)
    if settings.corpus_dir != Settings().corpus_dir:
        build(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    index = Index.load(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    recipe = Recipe.model_validate({"retriever": retriever} | dict.fromkeys(without, False))
    return Bench(
        index=index, encoder=encoder, calibration=load_calibration(settings.calibration_file, index), recipe=recipe
    )


def _run(bench: Any, cases: list[Case]) -> tuple[list[Any], dict[str, Any]]:
    from rich.console import Console
    from rich.progress import track

    began = time.monotonic()
    runs = [bench.run(case) for case in track(cases, description="Asking", console=Console(stderr=True))]
    elapsed = [run.response.elapsed_ms for run in runs]
    ratios = sorted(e.total / max(e.encode, 0.01) for e in elapsed)
    return runs, {
        "seconds": round(time.monotonic() - began, 1),
        "median_total_over_encode": round(ratios[len(ratios) // 2], 3),
        "cases": {run.case.id: run.response.elapsed_ms.model_dump() for run in runs},
    }


def _read_baseline(path: Path) -> dict[str, bool]:
    try:
        found: dict[str, bool] = json.loads(path.read_text("utf-8"))["passed"]
        return found
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path} is no baseline. Expected a file that --accept wrote.") from None


def main() -> None:
    try:
        evaluate(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except PrivacyAssistantError as error:
        click.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
