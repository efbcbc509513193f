"""The measures, against values worked out by hand."""

import math

import pytest

from evals.metrics import area_interval, area_under_curve, hit, interval, ndcg, reciprocal_rank, sign_test

NO, YES = False, True


def test_hit() -> None:
    assert hit([NO, NO, YES], 2) == 0
    assert hit([NO, NO, YES], 3) == 1
    assert hit([], 5) == 0


def test_reciprocal_rank() -> None:
    assert reciprocal_rank([YES, YES]) == 1
    assert reciprocal_rank([NO, NO, NO, YES]) == 0.25
    assert reciprocal_rank([NO, NO]) == 0


def test_ndcg() -> None:
    """Gains 1/log2(rank + 1): ranks 2 and 4 of the best ranks 1 and 2."""
    gained, best = 1 / math.log2(3) + 1 / math.log2(5), 1 + 1 / math.log2(3)
    assert ndcg([NO, YES, NO, YES], 10, 2) == pytest.approx(gained / best)
    assert ndcg([NO, YES, NO, YES], 10, 2) == pytest.approx(0.65092, abs=1e-5)
    assert ndcg([YES, YES, NO], 10, 2) == 1
    assert ndcg([NO, NO, YES], 2, 1) == 0
    # Seven right sections and room for three: three is the best that can be.
    assert ndcg([YES, YES, YES], 3, 7) == 1
    assert ndcg([NO], 10, 0) == 0


def test_area_under_curve() -> None:
    """Of 2 x 3 pairs four are won and one is tied."""
    assert area_under_curve([0.9, 0.4], [0.1, 0.4, 0.5]) == pytest.approx(4.5 / 6)
    assert area_under_curve([1.0], [0.0]) == 1
    assert area_under_curve([0.0], [1.0]) == 0
    assert area_under_curve([], [1.0]) == 0


def test_interval() -> None:
    assert interval([]) == (0, 0)
    assert interval([1, 1, 1]) == (1, 1)
    low, high = interval([1] * 80 + [0] * 20)
    # The normal approximation: 0.8 give or take 1.96 * sqrt(0.8 * 0.2 / 100).
    assert low == pytest.approx(0.7216, abs=0.02)
    assert high == pytest.approx(0.8784, abs=0.02)
    assert interval([1] * 80 + [0] * 20) == (low, high)


def test_area_interval() -> None:
    """Hanley and McNeil (1982): an area of 0.9 from 50 and 50 has a standard error of 0.031."""
    assert area_interval([], [1.0]) == (0, 0)
    assert area_interval([1.0, 2.0], [0.0]) == (1, 1)
    spread = [n / 50 for n in range(50)]
    low, high = area_interval([x + 0.55 for x in spread], spread)
    area = area_under_curve([x + 0.55 for x in spread], spread)
    assert area == pytest.approx(0.9, abs=0.01)
    assert low == pytest.approx(area - 1.96 * 0.031, abs=0.02)
    assert high == pytest.approx(area + 1.96 * 0.031, abs=0.02)
    assert area_interval([x + 0.55 for x in spread], spread) == (low, high)


@pytest.mark.parametrize(
    ("better", "worse", "p"),
    [
        (0, 0, 1),
        (0, 1, 1),
        (0, 5, 2 / 32),
        (0, 6, 2 / 64),
        (6, 0, 2 / 64),
        (1, 7, 2 * (1 + 8) / 256),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
        (5, 5, 1),
    ],
)
def test_sign_test(better: int, worse: int, p: float) -> None:
    assert sign_test(better, worse) == pytest.approx(p)
