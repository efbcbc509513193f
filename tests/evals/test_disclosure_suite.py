"""The disclosures: all decided as expected, few questions asked, and one that differs turns the verdict red."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from calling import Evaluate

from assistant.errors import UsageError
from evals.cases import AnyCase, Case, read_cases
from evals.disclosure import DisclosureCase, decision_times, interview_case, judge_disclosure
from evals.report import build_report
from evals.suites import KINDS, load_given

CASE = """
[[case]]
id = "mine"
story = "An officer at the desk wants to know where a student is now."
recipient = "police"
data = ["schedule"]
purpose = "investigation"
consent = "none"
facts = { legal_order_presented = "no", articulable_threat = "no" }
outcome = "consent"
duties = ["log"]
cites = ["34 CFR 99.30"]
mark = "V"
"""


@pytest.fixture(scope="module")
def disclosures(facts: list[AnyCase]) -> list[DisclosureCase]:
    return [case for case in facts if isinstance(case, DisclosureCase)]


def own(folder: Path, text: str = CASE) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return path


def one(folder: Path, text: str = CASE) -> DisclosureCase:
    (case,) = load_given(own(folder, text))
    assert isinstance(case, DisclosureCase)
    return case


def test_the_whole_table_runs_and_all_are_decided_as_expected(disclosures: list[DisclosureCase]) -> None:
    assert len(disclosures) >= 174
    report = build_report(None, [], disclosures, ["disclosure"])
    assert [(s.case_id, s.why) for s in report.scores if not s.passed] == []
    assert report.verdict == "green"
    for measure, bar in (("right", 1.0), ("asked<=6", 0.5), ("asked<=10", 0.9)):
        figure = report.figure("disclosure", "hand", "all", measure)
        assert figure
        assert (figure.bar, figure.met, figure.cases) == (bar, True, len(disclosures))


def test_one_outcome_that_differs_is_red_and_named(disclosures: list[DisclosureCase]) -> None:
    wrong = disclosures[0].model_copy(update={"outcome": "prohibited"})
    report = build_report(None, [], [wrong, *disclosures[1:20]], ["disclosure"], whole=False)
    (reason,) = report.reasons
    assert reason.startswith("bar missed: disclosure right on hand (all)")
    assert reason.endswith(f"short of it: {wrong.id}")
    (told,) = (s.why for s in report.scores if s.case_id == wrong.id)
    assert told == "outcome is permitted, expected prohibited"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["log"]', "[]", "duties are log, expected none"),
        ('["34 CFR 99.30"]', '["34 CFR 99.36", "34 CFR 99.38"]', "does not cite 34 CFR 99.38"),
        ('mark = "V"', 'mark = "M"', "mark is V, expected M"),
        ('mark = "V"', 'via = "C18"', "decided by C34, expected C18"),
        (
            'data = ["schedule"]',
            'data = ["schedule", "ssn"]\nper_item = { schedule = "consent", ssn = "prohibited" }',
            "ssn is consent, expected prohibited",
        ),
    ],
)
def test_each_thing_expected_is_judged(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert judge_disclosure(one(tmp_path)).passed
    assert judge_disclosure(one(tmp_path, CASE.replace(old, new))).wrong == (told,)


def test_what_is_left_out_is_not_judged(tmp_path: Path) -> None:
    bare = (
        '[[case]]\nid = "bare"\nrecipient = "business"\ndata = ["roster"]\npurpose = "sale"\noutcome = "prohibited"\n'
    )
    judged = judge_disclosure(one(tmp_path, bare))
    assert judged.passed
    assert set(judged.measures) == {"outcome", "right", "asked_alike", "asked<=6", "asked<=10"}


def test_questions_are_counted_from_recipient_and_data_alone(tmp_path: Path) -> None:
    state, asked = interview_case(one(tmp_path))
    assert asked[0].name == "purpose"
    assert state.answers["legal_order_presented"] == "no"
    assert len({question.name for question in asked}) == len(asked) == len(state.answers)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"police"', '"polise"', ("'mine'", "no recipient 'polise'; the nearest known is 'police'")),
        ("legal_order_presented", "legal_order", ("'mine'", "no fact 'legal_order'", "legal_order_presented")),
        ('outcome = "consent"', 'outcome = "maybe"', ("'mine'", "'outcome'", "Mend that key")),
        ("duties", "duty", ("'mine'", "'duty' is not known", "Known keys: cites")),
        ('mark = "V"', 'per_item = { grades = "consent" }', ("'mine'", "per_item and data differ by grades, schedule")),
    ],
)
def test_a_mistake_names_file_case_key_and_fix(tmp_path: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    path = own(tmp_path, CASE.replace(old, new))
    with pytest.raises(UsageError) as error:
        read_cases(path, KINDS)
    for part in (str(path), *told):
        assert part in str(error.value)


def test_questions_and_disclosures_stand_in_one_file(tmp_path: Path) -> None:
    both = CASE + '\n[[case]]\nid = "q"\nquestion = "Who?"\nexpect = "answer"\n'
    assert [type(case) for case in load_given(own(tmp_path, both))] == [DisclosureCase, Case]


@pytest.mark.parametrize(("outcome", "code"), [("consent", 0), ("permitted", 1)])
def test_a_file_of_ones_own_runs_without_an_index_and_every_report_shows_it(
    evaluate: Evaluate, tmp_path: Path, outcome: str, code: int
) -> None:
    path = own(tmp_path, CASE.replace('outcome = "consent"', f'outcome = "{outcome}"\nmust_pass = true'))
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "html", "junit", "timings")}
    asked = [part for kind, file in files.items() for part in (f"--{kind}", file)]
    assert evaluate("disclosure", "--cases", path, "--index", tmp_path / "none", *asked) == code
    report = json.loads(files["json"].read_text("utf-8"))
    assert [(suite["suite"], suite["passed"]) for suite in report["suites"]] == [("disclosure", 1 - code)]
    assert "A disclosure is decided as the law" in files["html"].read_text("utf-8")
    suites = {suite.get("name"): suite for suite in ElementTree.parse(files["junit"]).getroot()}
    assert suites["A disclosure is decided as the law's row says"].get("failures") == str(code)
    assert set(json.loads(files["timings"].read_text("utf-8"))["disclosure"]) == {"median_ms", "max_ms"}
    assert "median_ms" not in files["json"].read_text("utf-8")


def test_a_decision_is_fast(disclosures: list[DisclosureCase]) -> None:
    assert decision_times(disclosures[:40])["max_ms"] < 5
    assert decision_times([]) == {}


def test_a_case_is_laid_open(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--case", "C34-T1", "--explain") == 0
    out = capsys.readouterr().out
    assert "  legal_order_presented: no" in out
    assert "came:     consent (V)" in out
    assert "  phone: consent by C34" in out
    assert "  decides: C34 (V) 34 CFR 99.30; 34 CFR 99.32(a)(1)" in out
    assert "pass  disclosure" in out
