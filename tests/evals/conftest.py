"""Real runs of a fair share of the test half, made once, and `python -m evals` called as a person calls it."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from calling import DAY, Evaluate, ReportOf

from assistant.answering.calibration import load_calibration
from assistant.answering.quality import Accepted
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index
from assistant.retrieval.search import RECIPE
from assistant.settings import Settings
from evals.__main__ import main
from evals.baseline import accept
from evals.bench import Bench, Remembering, Run
from evals.cases import AnyCase, Case, load_all
from evals.report import Report, build_report
from evals.suites import SUITES, load_facts

EVERY = 4


@pytest.fixture(scope="session")
def bench(index: Index, encoder: SentenceEncoder, built_settings: Settings) -> Bench:
    calibration = load_calibration(built_settings.calibration_file, index)
    return Bench(index=index, encoder=Remembering(encoder), calibration=calibration, recipe=RECIPE)


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    """Every fourth case of the test half, and every must-pass case of it."""
    mine = [case for case in load_all() if case.split == "test"]
    return [case for n, case in enumerate(mine) if n % EVERY == 0 or case.must_pass]


@pytest.fixture(scope="session")
def facts() -> list[AnyCase]:
    return load_facts()


@pytest.fixture(scope="session")
def runs(bench: Bench, cases: list[Case]) -> list[Run]:
    return [bench.run(case) for case in cases]


@pytest.fixture(scope="session")
def report_of(bench: Bench, facts: list[AnyCase]) -> ReportOf:
    def make(runs: Sequence[Run], accepted: Accepted | None = None, *, bench: Bench = bench) -> Report:
        return build_report(bench, runs, facts, tuple(SUITES), accepted=accepted)

    return make


@pytest.fixture(scope="session")
def sound(report_of: ReportOf, runs: list[Run]) -> Report:
    return report_of(runs)


@pytest.fixture(scope="session")
def accepted(sound: Report) -> Accepted:
    return accept(sound, accepted_on=DAY)


@pytest.fixture
def evaluate(built_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Evaluate:
    """`python -m evals ...`, its exit code returned; no baseline but the one a test names."""
    monkeypatch.setattr("evals.baseline.BASELINE", tmp_path / "baseline.json")

    def call(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            sys.exit(main())
        return int(end.value.code or 0)

    return call
