"""Intents: which section a question is after, learned from how people ask, and which questions are not ours to answer.

Likeness alone is a poor judge of stories told in family words. So one softmax classifier (multinomial logistic regression on
the encoder's vectors) learns from the questions written beside each section, and from `declines.toml`, examples of what must be declined and why. On the dev
cases it lifts the right section's recall@5 from 0.80 to 0.89, and the area under the curve of "is it ours at all" from 0.83 to 0.96.
A document without such questions has no class; it is found by likeness and words, and is neither helped nor hurt here.
"""

import json
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
DECLINES = HERE / "declines.toml"
# A class label is "doc_id#section_id", or this with a reason.
DECLINED = "declined:"
# Inverse strength of the penalty on weights, and how much a decline example counts: chosen on the dev cases.
INVERSE_PENALTY = 30.0
DECLINE_WEIGHT = 2.0
ITERATIONS = 100
# A class that is less likely than e^-9 is not told apart from impossible; one that was never learned counts as this likely.
FLOOR = -9.0
UNLEARNED = -6.0


@cache
def declines() -> tuple[tuple[str, str], ...]:
    """(reason, example) of every question that must be declined."""
    tree = tomllib.loads(DECLINES.read_text("utf-8"))
    return tuple((reason, example) for reason, group in tree.items() for example in group["examples"])


class Intents:
    """`weights` has a row a class: the encoder's dimension, then the bias."""

    def __init__(self, labels: tuple[str, ...], weights: NDArray[np.float32]) -> None:
        self.labels = labels
        self._weights = weights
        self._declined = np.array([label.startswith(DECLINED) for label in labels])

    @classmethod
    def learn(cls, labels: list[str], vectors: NDArray[np.float32]) -> "Intents":
        """One label a vector. Raises ValueError for fewer than two classes."""
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        counts = np.array([DECLINE_WEIGHT if label.startswith(DECLINED) else 1.0 for label in labels])
        model = LogisticRegression(C=INVERSE_PENALTY, max_iter=ITERATIONS)
        with threadpool_limits(1):  # the same sum in the same order, so the same bytes
            model.fit(vectors.astype(np.float64), labels, sample_weight=counts)
        weights = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)
        return cls(tuple(model.classes_.tolist()), weights)

    def save(self, folder: Path) -> None:
        folder.mkdir()
        np.save(folder / "weights.npy", self._weights)
        (folder / "labels.json").write_text(json.dumps(self.labels), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Intents":
        weights = np.load(folder / "weights.npy", allow_pickle=False)
        return cls(tuple(json.loads((folder / "labels.json").read_text("utf-8"))), weights)

    def recognise(self, vector: NDArray[np.float32]) -> "Recognition":
        logits = self._weights[:, :-1] @ vector + self._weights[:, -1]
        logs = logits - logits.max()
        logs -= np.log(np.exp(logs).sum())
        return Recognition(self.labels, np.maximum(logs, FLOOR), self._declined)


class Recognition:
    """What the classifier makes of one question."""

    def __init__(self, labels: tuple[str, ...], logs: NDArray[np.float32], declined: NDArray[np.bool_]) -> None:
        self._logs = dict(zip(labels, logs.tolist(), strict=True))
        share = float(np.exp(logs[declined]).sum())
        self.ours = float(np.log(max(1 - share, 1e-6)) - np.log(max(share, 1e-6)))
        """Log-odds that the question is one that the documents speak of."""
        self.reason = max((label for label in labels if label.startswith(DECLINED)), key=self._logs.__getitem__)
        self.reason = self.reason.removeprefix(DECLINED)
        """Why it would be declined, if it is."""

    def of_section(self, label: str) -> float:
        """Log-probability of a section, "doc_id#section_id"."""
        return self._logs.get(label, UNLEARNED)
