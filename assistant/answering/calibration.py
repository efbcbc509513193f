"""The likeness below which nothing is answered: measured on dev cases for one encoder, written by `python -m evals calibrate`.

A threshold belongs to the encoder and the index format it was measured with. Without a fitting one the default below is
used and every answer says that it is uncalibrated.
"""

from pathlib import Path

from pydantic import ValidationError

from assistant.record import Record
from assistant.retrieval.index import Index

# Typical of this encoder on other school-policy texts (cosine 0.42 refused 80 % of what could not be answered).
UNCALIBRATED = 0.42


class Calibration(Record):
    encoder_digest: str
    format: int
    corpus_digest: str
    threshold: float
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
