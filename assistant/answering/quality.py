"""How well it works: the accepted figures, as the evaluations write them and the app's own page reads them.

The evaluations stand beside the web and neither may import the other, so what passes between them is this record, in a
file. It holds counts and figures, and no question: a page that showed the questions would teach to the test.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from assistant.errors import WorkError
from assistant.record import Record

# What can go wrong with a question, told apart as a reader would feel it.
Miss = Literal[
    "not_answered",
    "not_answered_spanish",
    "other_source",
    "words_missing",
    "not_refused",
    "not_refused_near",
    "other_reason",
    "attack_not_refused",
    "form_missing",
    "form_wrong",
    "wrong_date",
]


class AcceptedFigure(Record):
    """A mean over `cases` cases, and the middle 95 % of what resampled cases give."""

    suite: str
    split: str
    group: str
    measure: str
    value: float
    low: float
    high: float
    cases: int


class MissCount(Record):
    miss: Miss
    missed: int
    of: int


class Accepted(Record):
    """`split` "test" is the half that nothing was tuned on. `passed` maps "suite case-id" to whether it passed."""

    accepted_on: date
    index: str
    # Of the documents, whatever machine their index was built on.
    corpus_digest: str
    encoder_digest: str
    threshold: float | None
    figures: tuple[AcceptedFigure, ...]
    misses: tuple[MissCount, ...]
    passed: dict[str, bool]

    def figure(self, suite: str, measure: str, *, split: str = "test", group: str = "all") -> AcceptedFigure | None:
        wanted = (suite, split, group, measure)
        return next((f for f in self.figures if (f.suite, f.split, f.group, f.measure) == wanted), None)


def load_accepted(path: Path) -> Accepted | None:
    """None when nothing has been accepted yet. Raises WorkError for a file that `--accept` did not write."""
    try:
        return Accepted.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise WorkError(
            f"{path} is no baseline. Expected a file that python -m evals --accept wrote; restore it, or accept anew."
        ) from None
