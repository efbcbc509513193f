"""The library's holidays are the statute's, day by day, and the two of local choice are the district's."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from assistant.deadlines.calendar import DAY_AFTER_THANKSGIVING, INDIGENOUS_PEOPLES_DAY, Calendar

YEARS = range(2023, 2043)


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(n)).year == year]


@pytest.mark.parametrize("year", YEARS)
def test_the_library_has_the_statutes_holidays_and_no_other(
    year: int, legal_holidays: Callable[[int], set[date]]
) -> None:
    calendar = Calendar()
    assert {day for day in days_of(year) if calendar.holiday(day)} == legal_holidays(year)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), "new_years_day"),
        (date(2026, 1, 19), "martin_luther_king_day"),
        (date(2026, 2, 16), "presidents_day"),
        (date(2026, 5, 25), "memorial_day"),
        (date(2026, 6, 19), "juneteenth"),
        (date(2027, 6, 18), "juneteenth_observed"),  # 19 June 2027 is a Saturday
        (date(2026, 7, 3), "independence_day_observed"),  # 4 July 2026 is a Saturday
        (date(2027, 7, 5), "independence_day_observed"),  # 4 July 2027 is a Sunday
        (date(2026, 9, 7), "labor_day"),
        (date(2026, 11, 11), "veterans_day"),
        (date(2028, 11, 10), "veterans_day_observed"),  # 11 November 2028 is a Saturday
        (date(2026, 11, 26), "thanksgiving"),
        (date(2026, 12, 25), "christmas_day"),
        (date(2027, 12, 24), "christmas_day_observed"),  # 25 December 2027 is a Saturday
        (date(2027, 12, 31), "new_years_day_observed"),  # 1 January 2028 is a Saturday
        (date(2023, 1, 2), "new_years_day_observed"),  # 1 January 2023 is a Sunday
        (date(2026, 7, 4), "independence_day"),  # the holiday names a Saturday that is one
        (date(2026, 7, 11), "saturday"),
        (date(2026, 7, 12), "sunday"),
        (date(2026, 7, 13), None),
    ],
)
def test_each_closed_day_says_why(day: date, why: str | None) -> None:
    assert Calendar().closed(day) == why


@pytest.mark.parametrize("year", YEARS)
def test_the_days_of_local_choice_are_open_until_the_district_closes_them(year: int) -> None:
    open_, closed = Calendar(), Calendar(indigenous_peoples_day=True, day_after_thanksgiving=True)
    added = {day: closed.closed(day) for day in days_of(year) if closed.closed(day) != open_.closed(day)}
    second_monday = next(d for d in days_of(year) if d.month == 10 and d.weekday() == 0 and d.day > 7)
    thanksgiving = next(d for d in days_of(year) if open_.holiday(d) == "thanksgiving")
    assert added == {
        second_monday: INDIGENOUS_PEOPLES_DAY,
        thanksgiving + timedelta(days=1): DAY_AFTER_THANKSGIVING,
    }


def test_a_school_break_is_no_holiday() -> None:
    """The week after Christmas: five weekdays, of which only New Year's Day is closed."""
    week = [date(2026, 12, 28) + timedelta(days=n) for n in range(5)]
    assert [Calendar().closed(day) for day in week] == [None, None, None, None, "new_years_day"]
