"""Which days are closed: Saturdays, Sundays and Minnesota's legal holidays.

The law (Minn. Stat. 645.44 subd. 5, from memory): 1 January; Martin Luther King's Birthday, the third Monday of
January; Presidents' Day, the third Monday of February; Memorial Day, the last Monday of May; Juneteenth, 19 June;
Independence Day, 4 July; Labor Day, the first Monday of September; Indigenous Peoples' Day, the second Monday of
October; Veterans Day, 11 November; Thanksgiving, the fourth Thursday of November; 25 December. One with a fixed date is
kept on the Monday when it falls on a Sunday, and on the Friday when it falls on a Saturday.

The `holidays` library knows them all but Indigenous Peoples' Day; that day and the Friday after Thanksgiving are open
or closed by local choice, so the district says. Until it does, both count as open: that gives the earlier due date,
and whoever keeps the earlier date keeps both. School breaks are no holidays: the clock runs through them.
"""

from datetime import date
from functools import cache

import holidays

from assistant.corpus.district import District
from assistant.record import Record

# The library's name of each, and our code.
HOLIDAYS = {
    "New Year's Day": "new_years_day",
    "Martin Luther King Jr. Day": "martin_luther_king_day",
    "Washington's and Lincoln's Birthday": "presidents_day",
    "Memorial Day": "memorial_day",
    "Juneteenth National Independence Day": "juneteenth",
    "Independence Day": "independence_day",
    "Labor Day": "labor_day",
    "Veterans Day": "veterans_day",
    "Thanksgiving Day": "thanksgiving",
    "Christmas Day": "christmas_day",
}
OBSERVED = " (observed)"
OBSERVED_SUFFIX = "_observed"
INDIGENOUS_PEOPLES_DAY = "indigenous_peoples_day"
DAY_AFTER_THANKSGIVING = "day_after_thanksgiving"


class Calendar(Record):
    """The district's calendar: the two days of local choice, each true if the district keeps it as a holiday."""

    indigenous_peoples_day: bool = False
    day_after_thanksgiving: bool = False

    @classmethod
    def of(cls, district: District) -> "Calendar":
        """As the district entered the two days; a day that it has not is open, which gives the earlier date."""
        first, second = district.indigenous_peoples_day, district.day_after_thanksgiving
        return cls(
            indigenous_peoples_day=bool(first and first.value), day_after_thanksgiving=bool(second and second.value)
        )

    def closed(self, day: date) -> str | None:
        """Why `day` is no business day, as a code: a holiday, "saturday" or "sunday"; None for a business day."""
        weekend = {5: "saturday", 6: "sunday"}.get(day.weekday())
        return self.holiday(day) or weekend

    def holiday(self, day: date) -> str | None:
        """The legal holiday kept on `day`, as a code; one kept for a fixed date at a weekend ends in "_observed"."""
        if self.indigenous_peoples_day and (day.month, day.weekday()) == (10, 0) and 8 <= day.day <= 14:
            return INDIGENOUS_PEOPLES_DAY
        if self.day_after_thanksgiving and (day.month, day.weekday()) == (11, 4) and 23 <= day.day <= 29:
            return DAY_AFTER_THANKSGIVING
        name = _minnesota(day.year).get(day)
        if name is None:
            return None
        return HOLIDAYS[name.removesuffix(OBSERVED)] + (OBSERVED_SUFFIX if name.endswith(OBSERVED) else "")


@cache
def _minnesota(year: int) -> dict[date, str]:
    found = holidays.country_holidays("US", subdiv="MN", years=year, expand=False, language="en_US")
    return dict(found.items())
