"""The field's measures: recall@k, MRR, nDCG@k (Järvelin & Kekäläinen 2002), bootstrap intervals (Efron 1979)."""

import math
from collections.abc import Sequence

import numpy as np

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
    """How often an answerable question's likeness lies above an unanswerable one's; ties count half."""
    a, u = np.asarray(answerable)[:, None], np.asarray(unanswerable)[None, :]
    return float((a > u).mean() + (a == u).mean() / 2) if a.size and u.size else 0.0


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The middle 95 % of the means of resampled cases."""
    if not values:
        return 0.0, 0.0
    drawn = np.random.default_rng(SEED).choice(np.asarray(values, dtype=float), size=(RESAMPLES, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def sign_test(better: int, worse: int) -> float:
    """Two-sided exact probability that so uneven a split of changed cases comes by chance."""
    changed = better + worse
    if not changed:
        return 1.0
    tail = sum(math.comb(changed, n) for n in range(min(better, worse) + 1)) / 2**changed
    return float(min(1.0, 2 * tail))
