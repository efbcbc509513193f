"""The field's measures: recall@k, MRR, nDCG@k (Järvelin & Kekäläinen 2002), bootstrap intervals (Efron 1979)."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Fixed, so that two runs print the same interval.
SEED = 20261124
RESAMPLES = 2000


def hit(relevant: Sequence[bool], k: int) -> float:
    """1.0 if a right section is among the first k, as families read: one right section is enough."""
    return float(any(relevant[:k]))


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    return next((1 / rank for rank, right in enumerate(relevant, start=1) if right), 0.0)


def ndcg(relevant: Sequence[bool], k: int, total: int) -> float:
    """Gains of 1; `total` is how many right sections there are, so the best possible order is known."""
    gained = sum(1 / math.log2(rank + 1) for rank, right in enumerate(relevant[:k], start=1) if right)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, total) + 1))
    return gained / best if best else 0.0


def area_under_curve(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """How often an answerable question's figure lies above an unanswerable one's; ties count half."""
    won = _won(answerable, unanswerable)
    return float(won.mean()) if won.size else 0.0


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the means of resampled cases."""
    if not values:
        return 0.0, 0.0
    drawn = np.random.default_rng(SEED).choice(np.asarray(values, dtype=float), size=(RESAMPLES, len(values)))
    return _middle(drawn.mean(axis=1))


def area_interval(answerable: Sequence[float], unanswerable: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the areas under the curve when cases are resampled, each kind among its own."""
    won = _won(answerable, unanswerable)
    if not won.size:
        return 0.0, 0.0
    generator = np.random.default_rng(SEED)
    times = [generator.multinomial(count, np.full(count, 1 / count), size=RESAMPLES) for count in won.shape]
    areas = np.einsum("ra,au,ru->r", times[0], won, times[1], optimize=True) / won.size
    return _middle(areas)


def _won(answerable: Sequence[float], unanswerable: Sequence[float]) -> NDArray[np.float64]:
    """For each pair 1 where the answerable one lies above, 1/2 where they are equal, else 0."""
    a, u = np.asarray(answerable, dtype=float)[:, None], np.asarray(unanswerable, dtype=float)[None, :]
    return np.asarray((np.sign(a - u) + 1) / 2)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def sign_test(better: int, worse: int) -> float:
    """Two-sided exact probability that so uneven a split of changed cases comes by chance."""
    changed = better + worse
    if not changed:
        return 1.0
    tail = sum(math.comb(changed, n) for n in range(min(better, worse) + 1)) / 2**changed
    return float(min(1.0, 2 * tail))
