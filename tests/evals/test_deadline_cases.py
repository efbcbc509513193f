"""The due dates counted by hand: enough of them, each argued, and one that differs turns the verdict red."""

import re
from datetime import date
from pathlib import Path

import pytest
from calling import Evaluate

from assistant.errors import UsageError
from evals.cases import HERE, AnyCase, read_cases
from evals.deadlines import DeadlineCase
from evals.report import build_report
from evals.suites import KINDS, load_given

CASE = """
[[deadline]]
id = "mine"
form = "inspect_records"
received = 2025-09-08
due_on = 2025-09-22
governs = "access_state"
"""


def test_there_are_enough_and_each_expects_something(facts: list[AnyCase]) -> None:
    dates = [case for case in facts if isinstance(case, DeadlineCase)]
    assert len(dates) >= 25
    assert [case.id for case in dates if case.due_on is None or case.governs is None] == []
    assert len({case.form for case in dates}) >= 8


def test_each_argues_its_count() -> None:
    for path in (HERE / "deadlines").glob("*.toml"):
        for table in path.read_text("utf-8").split("[[deadline]]")[1:]:
            assert re.search(r"^# \S.{10,}", table.partition("\n\n")[0], re.MULTILINE), table


def test_all_are_as_counted(facts: list[AnyCase]) -> None:
    report = build_report(None, [], facts, ["deadlines"])
    assert [(s.case_id, s.why) for s in report.scores if not s.passed] == []
    assert report.verdict == "green"


def test_one_date_that_differs_is_red_and_named(facts: list[AnyCase]) -> None:
    assert isinstance(facts[0], DeadlineCase)
    wrong = facts[0].model_copy(update={"due_on": date(2025, 9, 23)})
    report = build_report(None, [], [wrong, *facts[1:]], ["deadlines"])
    (reason,) = report.reasons
    assert reason.startswith("bar missed: deadlines right on hand (all)")
    assert reason.endswith(f"short of it: {wrong.id}")
    (told,) = (s.why for s in report.scores if s.case_id == wrong.id)
    assert told == "due_on is 2025-09-22, counted by hand 2025-09-23"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "inspect_records",
            "inspect",
            ("'mine'", "'form'", "no such form; expected one of amend_records", "Mend that key"),
        ),
        ("access_state", "acess_state", ("'mine'", "'governs'", "no such limit; expected one of", "access_state")),
        ("2025-09-08", '"soon"', ("'mine'", "'received", "'soon'", "Mend that key")),
        ("governs =", "governing =", ("'mine'", "'governing' is not known", "conditions, day_after_thanksgiving")),
        ("governs =", 'time_zone = "Here"\ngoverns =', ("'mine'", "'time_zone'", "America/Chicago")),
    ],
)
def test_a_mistake_names_file_case_key_and_fix(tmp_path: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    path = tmp_path / "dates.toml"
    path.write_text(CASE.replace(old, new), "utf-8")
    with pytest.raises(UsageError) as error:
        read_cases(path, KINDS)
    for part in (str(path), *told):
        assert part in str(error.value)


def test_questions_and_dates_stand_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(CASE + '\n[[case]]\nid = "q"\nquestion = "Who?"\nexpect = "answer"\n', "utf-8")
    assert [case.id for case in load_given(path)] == ["q", "mine"]


@pytest.mark.parametrize(("due_on", "code"), [("2025-09-22", 0), ("2025-09-23", 1)])
def test_dates_of_ones_own_run_without_an_index(
    evaluate: Evaluate, tmp_path: Path, due_on: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(CASE.replace("2025-09-22", due_on) + "must_pass = true\n", "utf-8")
    assert evaluate("deadlines", "--cases", path, "--index", tmp_path / "none") == code
    assert ("must-pass case lost: deadlines mine" in capsys.readouterr().out) == bool(code)


def test_a_date_is_laid_open_day_by_day(evaluate: Evaluate, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--case", "due-over-labor-day", "--explain") == 0
    out = capsys.readouterr().out
    assert "due 2025-09-11; governs: access_state" in out
    assert "2025-09-01  Mon  labor_day" in out
    assert "2025-09-11  Thu  10" in out
