"""What a ranking's strength is worth: the chance that a question can be answered, and the least chance that will do.

Measured on dev cases (Platt 1999: a logistic curve over the strength) and written by `python -m evals calibrate`. It
belongs to the encoder and the index format that it was measured with; without a fitting one the values below stand in,
and every answer says that it is uncalibrated.
"""

import math
from pathlib import Path

from pydantic import Field, ValidationError

from assistant.record import Record
from assistant.retrieval.index import Index


class Curve(Record):
    """`threshold` is a chance: below it nothing is answered. Other languages than English have one of their own."""

    slope: float
    offset: float
    threshold: float
    thresholds: dict[str, float] = Field(default_factory=dict)

    def least(self, language: str) -> float:
        return self.thresholds.get(language, self.threshold)

    def chance(self, strength: float) -> float:
        return 1 / (1 + math.exp(-(self.slope * strength + self.offset)))


# Close to what this encoder gave on the first corpus.
UNCALIBRATED = Curve(slope=4.0, offset=0.0, threshold=0.5)


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
