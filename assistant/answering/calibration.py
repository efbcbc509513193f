"""What a ranking's signs are worth: the chance that a question can be answered, and the least chance that will do.

Measured on dev cases (a logistic curve over the signs; Platt 1999) and written by `python -m evals calibrate`. It
belongs to the encoder and the index format that it was measured with; without a fitting one the values below stand in,
and every answer says that it is uncalibrated.
"""

import math
from pathlib import Path

from pydantic import Field, ValidationError

from assistant.record import Record
from assistant.retrieval.index import Index
from assistant.retrieval.search import Signs


class Curve(Record):
    """`threshold` is a chance: below it nothing is answered. Other languages than English have one of their own."""

    weights: Signs
    offset: float
    threshold: float
    thresholds: dict[str, float] = Field(default_factory=dict)

    def least(self, language: str) -> float:
        return self.thresholds.get(language, self.threshold)

    def chance(self, signs: Signs) -> float:
        weighed = sum(w * s for w, s in zip(_values(self.weights), _values(signs), strict=True))
        return 1 / (1 + math.exp(-(weighed + self.offset)))


def _values(signs: Signs) -> tuple[float, ...]:
    return tuple(signs.model_dump().values())


# Close to what this encoder gave on the first corpus.
UNCALIBRATED = Curve(weights=Signs(score=4, ours=0.4, words=0.05, leaning=6), offset=-2, threshold=0.5)


class Calibration(Curve):
    encoder_digest: str
    format: int
    corpus_digest: str
    # How it did on the dev cases it was chosen on.
    answered: float
    refused: float
    cases: int


def load_calibration(path: Path, index: Index) -> Calibration | None:
    """None when there is none, it cannot be read, or it was measured with another encoder or index format."""
    try:
        found = Calibration.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    fits = (found.encoder_digest, found.format) == (index.manifest.encoder_digest, index.manifest.format)
    return found if fits else None
