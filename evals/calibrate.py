"""Calibrate, from dev cases only: how strength becomes a chance, and the chance below which nothing is answered.

Spanish cases are left out: an English encoder's strength for them is of another size, so one curve cannot serve both.
So are cases of silence, whose sections must be found like any other.
"""

import numpy as np

from assistant.answering.calibration import Calibration, Curve
from assistant.settings import Settings
from evals.cases import load_all

# Of the dev cases that can be answered, this share is kept; the rest of the room goes to refusing.
KEEP = 0.94


def calibrate(settings: Settings) -> str:
    from sklearn.linear_model import LogisticRegression

    from assistant.answering.question import ask_about
    from assistant.answering.respond import find
    from assistant.retrieval.encoder import SentenceEncoder
    from assistant.retrieval.index import Index

    encoder = SentenceEncoder(settings.embedding_model_path)
    index = Index.load(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    cases = [c for c in load_all() if c.split == "dev" and "spanish" not in c.tags and c.reason != "documents_silent"]
    found = [find(ask_about(c.question, audience=c.audience), index=index, encoder=encoder) for c in cases]
    strength = np.array([[f.ranking.strength] for f in found])
    answerable = np.array([c.expect == "answer" for c in cases])
    curve = LogisticRegression(C=1e6, class_weight="balanced").fit(strength, answerable)
    slope, offset = round(float(curve.coef_[0, 0]), 4), round(float(curve.intercept_[0]), 4)
    chances = np.array([Curve(slope=slope, offset=offset, threshold=0).chance(float(s)) for s in strength[:, 0]])
    threshold = round(float(np.quantile(chances[answerable], 1 - KEEP)), 4)
    result = Calibration(
        slope=slope,
        offset=offset,
        threshold=threshold,
        encoder_digest=index.manifest.encoder_digest,
        format=index.manifest.format,
        corpus_digest=index.manifest.corpus_digest,
        answered=round(float((chances[answerable] >= threshold).mean()), 4),
        refused=round(float((chances[~answerable] < threshold).mean()), 4),
        cases=len(cases),
    )
    settings.calibration_file.write_text(result.model_dump_json(indent=1) + "\n", "utf-8")
    return (
        f"Threshold {threshold}: of the dev cases {result.answered:.0%} answered, {result.refused:.0%} refused as due."
    )
