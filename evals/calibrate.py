"""Calibrate, from dev cases only: how signs become a chance, and the chance below which nothing is answered.

The curve is English: an English encoder's scores for Spanish are of another size, so Spanish has a threshold of its
own, and until more Spanish cases are written it rests on few. Cases of silence are left out: their sections must be
found like any other.
"""

import numpy as np
from numpy.typing import NDArray

from assistant.answering.calibration import Calibration, Curve
from assistant.answering.language import detect
from assistant.retrieval.search import Signs
from assistant.settings import Settings
from evals.cases import Case, load_all

# Of what cannot be answered at least this share is to be refused. All other room goes to answering: a family refused
# goes away with a question that the documents answer, while a family answered sees the sources and can judge them.
REFUSED = 0.85


def calibrate(settings: Settings) -> str:
    from assistant.answering.question import ask_about
    from assistant.answering.respond import find
    from assistant.retrieval.encoder import SentenceEncoder
    from assistant.retrieval.index import Index

    encoder = SentenceEncoder(settings.embedding_model_path)
    index = Index.load(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    judged = [c for c in load_all() if c.split == "dev" and c.reason != "documents_silent"]
    english = [c for c in judged if "spanish" not in c.tags]
    spanish = [c for c in judged if "spanish" in c.tags]

    def signs(cases: list[Case]) -> list[Signs]:
        asked = [ask_about(c.question, audience=c.audience, language=_language(c)) for c in cases]
        return [find(q, index=index, encoder=encoder).ranking.signs for q in asked]

    answerable = _answerable(english)
    found = signs(english)
    curve = _fit(found, answerable)
    chances = np.array([curve.chance(s) for s in found])
    threshold = _threshold(chances, answerable)
    foreign = np.array([curve.chance(s) for s in signs(spanish)])
    result = Calibration(
        weights=curve.weights,
        offset=curve.offset,
        threshold=threshold,
        thresholds={"es": _threshold(foreign, _answerable(spanish))} if len(foreign) else {},
        encoder_digest=index.manifest.encoder_digest,
        format=index.manifest.format,
        corpus_digest=index.manifest.corpus_digest,
        answered=round(float((chances[answerable] >= threshold).mean()), 4),
        refused=round(float((chances[~answerable] < threshold).mean()), 4),
        cases=len(english),
    )
    settings.calibration_file.write_text(result.model_dump_json(indent=1) + "\n", "utf-8")
    shares = f"{result.answered:.0%} answered, {result.refused:.0%} refused as due"
    return f"Threshold {result.threshold}: of the dev cases {shares}."


def _fit(signs: list[Signs], answerable: NDArray[np.bool_]) -> Curve:
    """Signs are brought to one size first, so that the penalty weighs on all alike."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows = np.array([list(s.model_dump().values()) for s in signs])
    sized = StandardScaler().fit(rows)
    fitted = LogisticRegression(class_weight="balanced").fit(sized.transform(rows), answerable)
    weights = fitted.coef_[0] / sized.scale_
    offset = fitted.intercept_[0] - weights @ sized.mean_
    named = dict(zip(Signs.model_fields, (round(float(w), 4) for w in weights), strict=True))
    return Curve(weights=Signs(**named), offset=round(float(offset), 4), threshold=0)


def _language(case: Case) -> str:
    return detect(case.question, offered=("en", "es"), default="en") or "en"


def _answerable(cases: list[Case]) -> NDArray[np.bool_]:
    return np.array([c.expect == "answer" for c in cases])


def _threshold(chances: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """The lowest chance that still refuses enough."""
    enough = [t for t in sorted(chances) if (chances[~answerable] < t).mean() >= REFUSED]
    return round(float(enough[0] if enough else 1.0), 4)
