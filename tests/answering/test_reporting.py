"""Reports of wrong answers: each is kept whole, from however many writers, and holds nothing personal."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import reporting
from assistant.answering.question import ask_about
from assistant.answering.reporting import FILE, LONGEST_TEXT, WrongAnswer, about, keep, saying_more
from assistant.answering.respond import respond
from assistant.errors import WorkError
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index
from assistant.settings import ROOT

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def report(report_id: str = "a", question: str = "How soon?") -> WrongAnswer:
    return WrongAnswer(
        report_id=report_id,
        reported_at=NOON,
        question=question,
        language="en",
        outcome="answer",
        reason=None,
        passage_ids=("guide-access#how-soon/1",),
        index_digest="0" * 64,
    )


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE).read_text("utf-8").splitlines()]


def test_a_report_holds_the_masked_question_and_what_was_shown(index: Index, encoder: SentenceEncoder) -> None:
    asked = ask_about("How soon must the school show me the records of Ayaan Warsame? Call 218-555-0142")
    answer = respond(asked, index=index, encoder=encoder, calibration=None)
    made = about(answer, report_id="r", reported_at=NOON, index_digest=index.digest)
    told = saying_more(
        made, why="wrong", text="  My son Ayaan Warsame got it late, mail me: a.w@example.com ", reported_at=NOON,
        known=index.vocabulary,
    )  # fmt: skip
    assert made.text is None
    assert made.why == "unsaid"
    assert set(made.passage_ids) == {c.passage_id for s in answer.statements for c in s.citations} != set()
    assert told.why == "wrong"
    assert told.report_id == made.report_id
    assert told.text
    assert told.text.startswith("My son")
    for personal in ("Ayaan", "Warsame", "555", "example.com"):
        assert personal not in told.model_dump_json()


def test_words_beyond_what_is_taken_are_cut_after_they_were_masked(index: Index) -> None:
    """A name that the cut would halve is hidden whole."""
    text = "x" * (LONGEST_TEXT - 4) + " me@example.com"
    told = saying_more(report(), why="other", text=text, reported_at=NOON, known=index.vocabulary)
    assert told.text is not None
    assert len(told.text) == LONGEST_TEXT
    assert "me@" not in told.text
    assert saying_more(report(), why="other", text="  ", reported_at=NOON, known=index.vocabulary).text is None


def test_reports_of_many_writers_at_once_are_all_kept_whole(tmp_path: Path) -> None:
    writer = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from assistant.answering.reporting import WrongAnswer, keep\n"
        "for n in range(40):\n"
        "    keep(WrongAnswer(report_id=f'{sys.argv[1]}-{n}', reported_at=datetime(2026, 11, 24, tzinfo=UTC),\n"
        "        question='ñ' * 900, language='en', outcome='answer', reason=None, passage_ids=(),\n"
        "        index_digest='0'), Path(sys.argv[2]))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", writer, str(w), str(tmp_path)], cwd=ROOT) for w in range(4)]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0, 0]
    found = lines(tmp_path)
    assert {one["report_id"] for one in found} == {f"{w}-{n}" for w in range(4) for n in range(40)}
    assert len(found) == 160


def test_a_line_that_a_power_cut_left_torn_spoils_no_other(tmp_path: Path) -> None:
    keep(report("first"), tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"format": "privacy-ass')
    keep(report("second"), tmp_path)
    first, torn, second = (tmp_path / FILE).read_bytes().splitlines()
    assert json.loads(first)["report_id"] == "first"
    assert torn == b'{"format": "privacy-ass'
    assert json.loads(second)["report_id"] == "second"


def test_at_the_limit_a_report_is_refused_and_none_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "LARGEST", 2_000)
    room = 2_000 // len(report("0").model_dump_json() + "\n")
    for n in range(room):
        keep(report(str(n)), tmp_path)
    with pytest.raises(WorkError, match="is full"):
        keep(report("one too many"), tmp_path)
    assert [one["report_id"] for one in lines(tmp_path)] == [str(n) for n in range(room)] != []


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder", "utf-8")
    with pytest.raises(WorkError, match="was not kept"):
        keep(report(), tmp_path / "taken")


def test_only_the_programs_own_user_may_read_the_reports(tmp_path: Path) -> None:
    keep(report(), tmp_path / "new" / "reports")
    assert (tmp_path / "new" / "reports" / FILE).stat().st_mode & 0o077 == 0
