"""Reports: a family says that an answer was wrong, and those who look after the assistant can read which.

One line of JSON a report, in one file that many visitors may write to at once. What is kept is the masked question, how
it ended, which passages were shown, and the reason that was chosen; free text only if it was written and sent, masked.
Anyone may report, so the file has a limit: at the limit a report is refused, and none that was taken is ever dropped.
"""

import errno
import os
from collections.abc import Set
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock, Timeout
from pydantic import AwareDatetime, Field

from assistant import __version__
from assistant.answering.masking import mask
from assistant.answering.response import Language, Response
from assistant.errors import WorkError
from assistant.record import Record

Why = Literal["unsaid", "other_question", "wrong", "not_in_source", "unclear", "other"]
# What a person may choose from; "unsaid" is the tap alone.
CHOICES: tuple[Why, ...] = get_args(Why)[1:]
FILE = "reports.jsonl"
# Room for some ten thousand reports.
LARGEST = 10_000_000
LONGEST_TEXT = 1_000
WAIT_SECONDS = 10


class WrongAnswer(Record):
    """A later report of the same `report_id` says more about the earlier one, which stays."""

    format: Literal["privacy-assistant/report/1"] = "privacy-assistant/report/1"
    report_id: str
    reported_at: AwareDatetime
    why: Why = "unsaid"
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)
    question: str
    language: Language
    outcome: str
    reason: str | None
    passage_ids: tuple[str, ...]
    index_digest: str
    program_version: str = __version__


def about(response: Response, *, report_id: str, reported_at: AwareDatetime, index_digest: str) -> WrongAnswer:
    """The report of a tap. `index_digest` is that of the index the response was made from."""
    cited = (c.passage_id for s in (*response.signposts, *response.statements) for c in s.citations)
    return WrongAnswer(
        report_id=report_id,
        reported_at=reported_at,
        question=response.question,
        language=response.language,
        outcome=response.outcome,
        reason=response.reason,
        passage_ids=tuple(dict.fromkeys(cited)),
        index_digest=index_digest,
    )


def saying_more(
    report: WrongAnswer, *, why: Why, text: str, reported_at: AwareDatetime, known: Set[str]
) -> WrongAnswer:
    """The same report with a reason, and with `text` masked; `known` is as in `mask`."""
    masked = mask(text.strip(), known=known)[:LONGEST_TEXT]
    return report.model_copy(update={"why": why, "text": masked or None, "reported_at": reported_at})


def keep(report: WrongAnswer, folder: Path) -> None:
    """Add the report to the file in `folder` and wait for the disk; or raise WorkError and leave the file as it was."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f".{FILE}.lock", timeout=WAIT_SECONDS):
            _append(folder / FILE, f"{report.model_dump_json()}\n".encode())
    except (OSError, Timeout) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise WorkError(
            f"The report was not kept in {folder} ({why}). Make room there, or let it be written."
        ) from None


def _append(path: Path, line: bytes) -> None:
    """Nobody but the program's own user may read it. A line that a power cut left torn is ended first."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line
        if size + len(line) > LARGEST:
            raise WorkError(f"{path} is full. Read the reports in it, then move it to another folder.")
        try:
            written = os.write(file, line)
            os.fsync(file)
        except OSError:
            os.ftruncate(file, size)
            raise
        if written != len(line):
            os.ftruncate(file, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(file)
