"""The legal holidays, worked out from the words of the statute and from nothing else: what the library is held to."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

Holidays = Callable[[int], set[date]]


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def kept_on(fixed: date) -> date:
    """Minn. Stat. 645.44 subd. 5: a Sunday's holiday is kept on the Monday, a Saturday's on the Friday."""
    return fixed + timedelta(days={5: -1, 6: 1}.get(fixed.weekday(), 0))


@pytest.fixture(scope="session")
def legal_holidays() -> Holidays:
    """Every day closed as a holiday in a year, whether by its own date or by the day it is kept on."""

    def in_year(year: int) -> set[date]:
        monday, thursday = 0, 3
        fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
        memorial = max(d for d in (nth_weekday(year, 5, monday, n) for n in (4, 5)) if d.month == 5)
        moving = [
            nth_weekday(year, 1, monday, 3),
            nth_weekday(year, 2, monday, 3),
            memorial,
            nth_weekday(year, 9, monday, 1),
            nth_weekday(year, 11, thursday, 4),
        ]
        kept = [kept_on(day) for day in [*fixed, date(year + 1, 1, 1)]]
        return {day for day in [*fixed, *moving, *kept] if day.year == year}

    return in_year
