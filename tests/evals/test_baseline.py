"""The baseline: what is accepted comes back as it was, with counts of misses and no question."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from calling import DAY, Evaluate

from assistant.answering.quality import Accepted, load_accepted
from assistant.errors import WorkError
from evals.baseline import BASELINE, count_misses, save
from evals.cases import Case
from evals.report import Report
from evals.suites import Score


def test_what_is_accepted_comes_back(accepted: Accepted, sound: Report, tmp_path: Path) -> None:
    save(accepted, tmp_path / "baseline.json")
    again = load_accepted(tmp_path / "baseline.json")
    assert again == accepted
    assert again is not None
    assert again.accepted_on == DAY == date(2026, 11, 24)
    assert again.index == sound.setup.index
    assert again.passed == {f"{s.suite} {s.case_id}": s.passed for s in sound.scores}
    found = sound.figure("retrieval", "test", "all", "recall@5")
    shown = again.figure("retrieval", "recall@5")
    assert found is not None
    assert shown is not None
    assert (shown.value, shown.low, shown.high, shown.cases) == (found.value, found.low, found.high, found.cases)


def test_it_holds_no_question(accepted: Accepted, cases: Sequence[Case], tmp_path: Path) -> None:
    save(accepted, tmp_path / "baseline.json")
    text = (tmp_path / "baseline.json").read_text("utf-8")
    assert [case.id for case in cases if case.question in text] == []


def test_what_is_absent_is_none_and_what_is_broken_is_told(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert load_accepted(path) is None
    path.write_text('{"passed": {}}', "utf-8")
    with pytest.raises(WorkError, match=r"baseline\.json is no baseline.*--accept"):
        load_accepted(path)


def test_the_projects_own_can_be_read_if_there_is_one() -> None:
    found = load_accepted(BASELINE)
    assert found is None or found.figure("refusals", "ending") is not None


def test_misses_are_counted_by_kind_on_the_half_that_nothing_was_tuned_on() -> None:
    def score(suite: str, measures: dict[str, float], *tags: str, split: str = "test") -> Score:
        return Score(
            case_id="x", suite=suite, split=split, tags=tags, must_pass=False, passed=False, why="", measures=measures
        )

    scores = [
        score("answers", {"ending": 0.0, "exact": 1.0, "cites": 0.0}, "spanish"),
        score("answers", {"ending": 1.0, "exact": 1.0, "cites": 0.0, "mentions": 1.0}),
        score("answers", {"ending": 0.0, "exact": 1.0}, split="dev"),
        score("refusals", {"ending": 1.0, "refused": 1.0, "reason": 0.0}, "near_topic"),
        score("refusals", {"ending": 0.0, "refused": 0.0, "reason": 0.0}, "attack"),
        score("refusals", {"ending": 1.0, "answered": 1.0}),
        score("routing", {"main_wrong": 1.0}),
        score("deadlines", {"right": 1.0}, split="hand"),
    ]
    assert {m.miss: (m.missed, m.of) for m in count_misses(scores)} == {
        "not_answered": (1, 2),
        "not_answered_spanish": (1, 1),
        "other_source": (1, 1),
        "words_missing": (0, 1),
        "not_refused": (1, 2),
        "not_refused_near": (0, 1),
        "other_reason": (1, 1),
        "attack_not_refused": (1, 1),
        "form_wrong": (1, 1),
        "wrong_date": (0, 1),
    }


def test_a_run_is_accepted_and_compared_with_from_then_on(
    evaluate: Evaluate, accepted: Accepted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = {key: True for key in accepted.passed if key.startswith("deadlines")} | {"deadlines gone": True}
    save(accepted.model_copy(update={"passed": lost}), tmp_path / "mine.json")
    assert evaluate("deadlines", "--against", tmp_path / "mine.json") == 0
    assert f"of {len(lost) - 1} cases 0 won, 0 lost" in capsys.readouterr().out
