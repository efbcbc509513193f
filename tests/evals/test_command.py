"""`python -m evals` for people who did not write it: their cases, their documents, one case laid open, a wrong call."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from calling import Evaluate
from rich.console import Console

from assistant.settings import ROOT, Settings
from evals.ablation import WHOLE, ablate, recipes
from evals.bench import Bench, Run, ingredients
from evals.cases import Case
from evals.deadlines import DeadlineCase
from evals.disclosure import DisclosureCase
from evals.explain import explain
from evals.report import Report

OWN = """
[[case]]
id = "mine"
question = "How soon must the school show me my child's records?"
expect = "answer"
cites = ["34 CFR 99.10"]
mentions = ["10 business days"]
never = ["45 business days"]
"""


def own(tmp_path: Path, more: str = "") -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(OWN + more, "utf-8")
    return path


@pytest.mark.parametrize("more", ["", "must_pass = true", "must_pass = true\ncovers = []"])
def test_anyones_own_cases_run(evaluate: Evaluate, tmp_path: Path, more: str) -> None:
    assert evaluate("--cases", own(tmp_path, more), "--json", tmp_path / "r.json") == 0
    report = Report.model_validate_json((tmp_path / "r.json").read_bytes())
    assert {s.suite: s.passed for s in report.scores} == {"retrieval": True, "answers": True, "refusals": True}
    assert report.setup.against is None


def test_a_case_without_topics_is_judged_by_what_it_cites(bench: Bench) -> None:
    case = Case(id="mine", question="How soon?", expect="answer", cites=("34 CFR 99.10(b)", "policy §5"))
    right = bench.right_sections(case)
    assert {doc_id for doc_id, _ in right} > {"policy"}
    for passage in bench.index.passages:
        names = passage.cite(passage.sentences[0]).names
        inside = any(name.startswith(("34 CFR 99.10(b)", "policy §5")) for name in names)
        assert ((passage.doc_id, passage.section_id) in right) or not inside
    assert not bench.right_sections(case.model_copy(update={"cites": ("34 CFR 1.1",)}))


def test_what_names_nothing_here_is_counted_as_unjudged(evaluate: Evaluate, tmp_path: Path) -> None:
    path = own(tmp_path, OWN.replace('"mine"', '"other"').replace("34 CFR 99.10", "34 CFR 1.1"))
    evaluate("retrieval", "--cases", path, "--json", tmp_path / "r.json")
    (count,) = Report.model_validate_json((tmp_path / "r.json").read_bytes()).suites
    assert (count.cases, count.unjudged) == (1, 1)


def test_a_wrong_expectation_of_a_must_pass_case_exits_1(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own(tmp_path, "must_pass = true")
    path.write_text(path.read_text("utf-8").replace('"10 business days"', '"12 business days"'), "utf-8")
    assert evaluate("--cases", path) == 1
    out = capsys.readouterr().out
    assert "must-pass case lost: answers mine" in out
    assert "does not mention 12 business days" in out


NOTES = {
    "lunch-menu.txt": "Lunch on Friday is pizza with a salad. Milk is served with every meal.",
    "bus-rules.txt": "The bus leaves the school at three in the afternoon. Riders stay seated until it stops.",
}
RANKED = """
[[case]]
id = "bus"
question = "When does the bus leave?"
expect = "answer"
cites = ["{}"]
"""


@pytest.fixture(scope="module")
def notes(built_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Options for documents that nobody catalogued; their index begins with the vectors of the real one."""
    folder, index = tmp_path_factory.mktemp("notes"), tmp_path_factory.mktemp("index") / "of-notes"
    for name, text in NOTES.items():
        (folder / name).write_text(text, "utf-8")
    shutil.copytree(built_settings.index_dir, index, ignore=shutil.ignore_patterns(".building-*", ".lock"))
    return ("--corpus", folder, "--index", index)


@pytest.mark.parametrize("cites", ["bus-rules", "bus-rules.txt", "bus rules"])
def test_documents_without_a_catalog_are_ranked_and_judged_by_name(
    evaluate: Evaluate, tmp_path: Path, notes: tuple[object, ...], cites: str
) -> None:
    (tmp_path / "mine.toml").write_text(RANKED.format(cites), "utf-8")
    assert evaluate("--cases", tmp_path / "mine.toml", *notes, "--json", tmp_path / "r.json") == 0
    report = Report.model_validate_json((tmp_path / "r.json").read_bytes())
    assert [(s.suite, s.measures["recall@1"]) for s in report.scores] == [("retrieval", 1.0)]


def test_where_nothing_can_be_judged_the_ranking_is_shown_and_no_verdict_claimed(
    evaluate: Evaluate, tmp_path: Path, notes: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text(RANKED.format("34 CFR 99.10"), "utf-8")
    assert evaluate("--cases", tmp_path / "mine.toml", *notes, "--html", tmp_path / "r.html") == 0
    out = capsys.readouterr().out
    assert "RANKING ONLY" in out
    assert "GREEN" not in out
    assert "bus-rules#" in out
    assert "<h1>Ranking only</h1>" in (tmp_path / "r.html").read_text("utf-8")


def test_a_case_is_laid_open(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--case", "ab-how-long-show", "--explain") == 0
    out = capsys.readouterr().out
    for part in ("ab-how-long-show", "threshold", "quoted", "dropped:", "said:", "retrieval: recall@1", "yes"):
        assert part in out


def test_a_statement_that_grounding_drops_is_shown_as_dropped(
    bench: Bench, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word of the passage is altered after the answer was drafted from it."""
    run = next(r for r in runs if r.response.outcome == "answer")
    statement = run.response.statements[0]
    altered = bench.index.by_id[statement.citations[0].passage_id]
    text = altered.text.replace(statement.text[:12], "x" * 12, 1)
    monkeypatch.setitem(bench.index.by_id, altered.passage_id, altered.model_copy(update={"text": text}))
    out = StringIO()
    explain(run, bench, Console(file=out, width=150))
    assert f"dropped by grounding: {statement.text}" in out.getvalue()
    assert altered.passage_id in out.getvalue()


def test_each_ingredient_is_taken_away_in_turn(bench: Bench, cases: list[Case]) -> None:
    some = [case for case in cases if case.expect == "answer"][:8] + [c for c in cases if c.expect == "refusal"][:4]
    rows = ablate(bench, some)
    assert [row.name for row in rows] == list(recipes(bench.recipe))
    assert {f"without {name}" for name in ingredients()} <= {row.name for row in rows}
    whole = next(row for row in rows if row.name == WHOLE)
    assert (whole.won, whole.lost) == (0, 0)
    assert [f.measure for f in whole.figures] == ["recall@1", "recall@5", "ndcg@10", "auc"]
    assert any(row.figures != whole.figures for row in rows)


def test_the_command_ablates(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--ablate", "--split", "dev", "--limit", 6) == 0
    out = capsys.readouterr().out
    assert "without intents" in out
    assert "bm25 alone" in out


@pytest.mark.parametrize("options", [("--tag", "typo"), ("--tag", "typo", "--tag", "parent"), ("--limit", 3)])
def test_filters(evaluate: Evaluate, tmp_path: Path, options: tuple[object, ...]) -> None:
    evaluate("refusals", "--split", "dev", *options, "--json", tmp_path / "r.json")
    report = Report.model_validate_json((tmp_path / "r.json").read_bytes())
    wanted = {tag for tag in options if tag in ("typo", "parent")}
    assert report.scores
    assert all(wanted <= set(s.tags) and s.split == "dev" for s in report.scores)
    assert {f.bar for f in report.figures} <= {None, 1.0}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], "Known: retrieval, answers, refusals, routing, deadlines, disclosure"),
        (["--case", "no-such-case"], "No case is left to run"),
        (["--limit", "0"], "--limit"),
        (["--without", "salt"], "no such ingredient. Known: asked, intents"),
        (["--accept", "--limit", "3"], "Leave the filters out"),
        (["--accept", "answers"], "Leave the filters out"),
        (["--against", "none.json"], "no such file"),
        (["--split", "dev", "--cases", "mine.toml"], "a file of your own has no halves"),
    ],
)
def test_a_wrong_call_exits_2_and_says_what_to_do(
    evaluate: Evaluate, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = evaluate(*arguments, *(["deadlines"] if "--against" in arguments else []))
    assert code == 2
    assert told in capsys.readouterr().err


def test_a_mistake_in_a_case_file_exits_2(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("--cases", own(tmp_path, 'colour = "red"')) == 2
    assert "case 'mine', key 'colour' is not known. Known keys: audience, cites" in capsys.readouterr().err


def test_the_schema_describes_every_key(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("schema") == 0
    tables = json.loads(capsys.readouterr().out)["properties"]
    question, disclosure = tables["case"]["items"]["anyOf"]
    assert set(question["properties"]) == set(Case.model_fields) - {"split"}
    assert set(disclosure["properties"]) == set(DisclosureCase.model_fields) - {"split"}
    assert set(tables["deadline"]["items"]["properties"]) == set(DeadlineCase.model_fields) - {"split"}


def test_the_page_of_the_report_is_shipped() -> None:
    assert (ROOT / "evals" / "page.html").is_file()
