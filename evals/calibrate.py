"""Calibrate: choose, on dev cases only, the likeness below which nothing is answered.

Spanish cases are left out: an English encoder's likeness for them is of another size, so one threshold cannot serve both.
"""

import numpy as np

from assistant.answering.calibration import Calibration
from assistant.settings import Settings
from evals.cases import load_all

# Of the dev cases that can be answered, this share is kept; the rest of the room goes to refusing.
KEEP = 0.93


def calibrate(settings: Settings) -> str:
    from assistant.answering.question import ask_about
    from assistant.retrieval.encoder import SentenceEncoder
    from assistant.retrieval.index import Index
    from assistant.retrieval.search import encode_and_search

    encoder = SentenceEncoder(settings.embedding_model_path)
    index = Index.load(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    likeness: dict[bool, list[float]] = {True: [], False: []}
    for case in load_all():
        if case.split != "dev" or "spanish" in case.tags or case.reason == "documents_silent":
            continue
        ranking = encode_and_search(ask_about(case.question).sought, index=index, encoder=encoder)
        likeness[case.expect == "answer"].append(ranking.confidence)
    threshold = round(float(np.quantile(likeness[True], 1 - KEEP)), 4)
    found = Calibration(
        encoder_digest=index.manifest.encoder_digest,
        format=index.manifest.format,
        corpus_digest=index.manifest.corpus_digest,
        threshold=threshold,
        answered=round(float(np.mean(np.array(likeness[True]) >= threshold)), 4),
        refused=round(float(np.mean(np.array(likeness[False]) < threshold)), 4),
        cases=len(likeness[True]) + len(likeness[False]),
    )
    settings.calibration_file.write_text(found.model_dump_json(indent=1) + "\n", "utf-8")
    return (
        f"Threshold {threshold}: answers {found.answered:.0%} of the answerable dev cases, refuses {found.refused:.0%}."
    )
