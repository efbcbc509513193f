"""Intents: which section a question is after, and whether it is ours to answer at all, learned from how people ask.

Likeness alone is a poor judge of stories told in family words. One softmax classifier (multinomial logistic
regression on the encoder's vectors) does better: it learns each section from the headings and questions written for
it, and why to decline from the examples in `declines.toml`. Without it,
on the test cases, the area under the curve of "is it ours" falls from 0.989 to 0.917; which sections come among the
first five hardly changes, since the word index reads the same questions. A document without questions of its own has no
class: it is found by likeness and words, neither helped nor hurt. Rejected: learning what is ours from the documents'
own sentences too; it made every Spanish question look foreign.
"""

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.record import Record

DECLINES = Path(__file__).parent / "declines.toml"
# A class is a section's label, or this with a reason.
DECLINED = "declined:"
# Inverse strength of the penalty on weights: 5 to 100 do about equally well on the dev cases.
INVERSE_PENALTY = 15.0
ITERATIONS = 150
# A class less likely than e^-9 is not told apart from impossible; one that was never learned counts as this likely.
FLOOR = -9.0
UNLEARNED = -6.0


@cache
def declines() -> tuple[tuple[str, str], ...]:
    """(reason, example) of every question that must be declined."""
    tree = tomllib.loads(DECLINES.read_text("utf-8"))
    return tuple((reason, example) for reason, group in tree.items() for example in group["examples"])


def learning_digest(labels: list[str], vectors: NDArray[np.float32]) -> str:
    """Names what intents are learned from."""
    return hashlib.sha256(json.dumps(labels).encode() + vectors.tobytes()).hexdigest()


class Recognition(Record):
    """What a question was taken for. `ours`: log-odds that the documents speak of it. `reason`: why not, if not."""

    sections: dict[str, float]
    ours: float
    reason: str

    def of_section(self, label: str) -> float:
        """Log-probability of a section, "doc_id#section_id"."""
        return self.sections.get(label, UNLEARNED)


class Intents:
    """`weights` has a row a class: the encoder's dimension, then the bias."""

    def __init__(self, labels: tuple[str, ...], weights: NDArray[np.float32], learned_from: str) -> None:
        self.learned_from = learned_from
        self._labels = labels
        self._weights = weights
        self._declined = np.array([label.startswith(DECLINED) for label in labels])

    @classmethod
    def learn(cls, labels: list[str], vectors: NDArray[np.float32]) -> "Intents":
        """One label a vector, of at least three kinds."""
        import warnings

        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        model = LogisticRegression(C=INVERSE_PENALTY, max_iter=ITERATIONS)
        # One thread: the same sum in the same order, so the same bytes. Stopping early is one more penalty, and meant.
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(vectors.astype(np.float64), labels)
        weights = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)
        return cls(tuple(model.classes_.tolist()), weights, learning_digest(labels, vectors))

    def save(self, folder: Path) -> None:
        folder.mkdir()
        np.save(folder / "weights.npy", self._weights)
        learned = {"learned_from": self.learned_from, "labels": self._labels}
        (folder / "learned.json").write_text(json.dumps(learned), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Intents":
        weights = np.load(folder / "weights.npy", allow_pickle=False)
        learned = json.loads((folder / "learned.json").read_text("utf-8"))
        return cls(tuple(learned["labels"]), weights, learned["learned_from"])

    def recognise(self, vector: NDArray[np.float32]) -> Recognition:
        logits = self._weights[:, :-1] @ vector + self._weights[:, -1]
        logs = logits - logits.max()
        logs -= np.log(np.exp(logs).sum())
        share = float(np.exp(logs[self._declined]).sum())
        odds = np.log(max(1 - share, 1e-6)) - np.log(max(share, 1e-6))
        best_decline = int(np.argmax(np.where(self._declined, logs, -np.inf)))
        return Recognition.model_construct(
            sections=dict(zip(self._labels, np.maximum(logs, FLOOR).tolist(), strict=True)),
            ours=float(odds),
            reason=self._labels[best_decline].removeprefix(DECLINED),
        )
