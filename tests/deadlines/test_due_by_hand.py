"""Due dates counted on a paper calendar; the count stands beside each, to be recounted without the program."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import MINNESOTA_TIME, Due, count, due, governing_id
from assistant.deadlines.limits import load_limits

OPEN = Calendar()


def see_records(received: date | datetime, calendar: Calendar = OPEN) -> Due:
    found = due("inspect_records", received, calendar=calendar)
    assert (found.governs, found.unit) == ("access_state", "business days")
    return found


def skipped(found: Due) -> dict[date, str | None]:
    return {one.date: one.why for one in found.days if not one.counted}


def test_thanksgiving() -> None:
    """Fri 13 Nov 2026. Mon 16 to Fri 20: 1-5. Mon 23, Tue 24, Wed 25: 6-8. Thu 26 closed. Fri 27: 9. Mon 30: 10."""
    found = see_records(date(2026, 11, 13))
    assert found.due_on == date(2026, 11, 30)
    assert skipped(found)[date(2026, 11, 26)] == "thanksgiving"
    assert date(2026, 11, 27) not in skipped(found)


def test_thanksgiving_where_the_friday_is_kept() -> None:
    """As above to Wed 25: 8. Thu 26 and Fri 27 closed. Mon 30: 9. Tue 1 Dec: 10."""
    found = see_records(date(2026, 11, 13), Calendar(day_after_thanksgiving=True))
    assert found.due_on == date(2026, 12, 1)
    assert skipped(found)[date(2026, 11, 27)] == "day_after_thanksgiving"


def test_christmas_to_new_year() -> None:
    """Fri 18 Dec 2026. Mon 21 to Thu 24: 1-4. Fri 25 closed. Mon 28 to Thu 31: 5-8. Fri 1 closed. Mon 4, Tue 5: 9-10.

    The school is on its break from 23 December, and the days count.
    """
    found = see_records(date(2026, 12, 18))
    assert found.due_on == date(2027, 1, 5)
    assert skipped(found) == {
        date(2026, 12, 18): "start",
        date(2026, 12, 19): "saturday",
        date(2026, 12, 20): "sunday",
        date(2026, 12, 25): "christmas_day",
        date(2026, 12, 26): "saturday",
        date(2026, 12, 27): "sunday",
        date(2027, 1, 1): "new_years_day",
        date(2027, 1, 2): "saturday",
        date(2027, 1, 3): "sunday",
    }


def test_the_fourth_of_july_on_a_saturday() -> None:
    """Tue 30 June 2026. Wed 1, Thu 2: 1-2. Fri 3 kept for Sat 4. Mon 6 to Fri 10: 3-7. Mon 13, Tue 14, Wed 15: 8-10."""
    found = see_records(date(2026, 6, 30))
    assert found.due_on == date(2026, 7, 15)
    assert skipped(found)[date(2026, 7, 3)] == "independence_day_observed"


def test_october_without_indigenous_peoples_day() -> None:
    """Mon 5 Oct 2026. Tue 6 to Fri 9: 1-4. Mon 12 to Fri 16: 5-9. Mon 19: 10."""
    assert see_records(date(2026, 10, 5)).due_on == date(2026, 10, 19)


def test_october_with_indigenous_peoples_day() -> None:
    """Mon 5 Oct 2026. Tue 6 to Fri 9: 1-4. Mon 12 closed. Tue 13 to Fri 16: 5-8. Mon 19: 9. Tue 20: 10."""
    found = see_records(date(2026, 10, 5), Calendar(indigenous_peoples_day=True))
    assert found.due_on == date(2026, 10, 20)
    assert skipped(found)[date(2026, 10, 12)] == "indigenous_peoples_day"


def test_filed_at_half_past_eleven_at_night() -> None:
    """Wed 7 Oct 2026, 23:30 in Cloquet, is Thu 8 Oct, 04:30 in UTC. It came on the 7th.

    Thu 8, Fri 9: 1-2. Mon 12 to Fri 16: 3-7. Mon 19, Tue 20, Wed 21: 8-10.
    """
    moment = datetime(2026, 10, 8, 4, 30, tzinfo=UTC)
    found = see_records(moment)
    assert (found.received_on, found.due_on) == (date(2026, 10, 7), date(2026, 10, 21))
    in_utc = due("inspect_records", moment, calendar=OPEN, zone=ZoneInfo("UTC"))
    assert (in_utc.received_on, in_utc.due_on) == (date(2026, 10, 8), date(2026, 10, 22))


def test_juneteenth() -> None:
    """Wed 10 June 2026. Thu 11, Fri 12: 1-2. Mon 15 to Thu 18: 3-6. Fri 19 closed. Mon 22 to Thu 25: 7-10."""
    found = see_records(date(2026, 6, 10))
    assert found.due_on == date(2026, 6, 25)
    assert skipped(found)[date(2026, 6, 19)] == "juneteenth"


def test_martin_luther_king_day() -> None:
    """Fri 8 Jan 2027. Mon 11 to Fri 15: 1-5. Mon 18 closed. Tue 19 to Fri 22: 6-9. Mon 25: 10."""
    found = see_records(date(2027, 1, 8))
    assert found.due_on == date(2027, 1, 25)
    assert skipped(found)[date(2027, 1, 18)] == "martin_luther_king_day"


def test_a_years_end_with_both_holidays_on_saturdays() -> None:
    """Mon 20 Dec 2027. Tue 21 to Thu 23: 1-3. Fri 24 kept for Sat 25. Mon 27 to Thu 30: 4-7. Fri 31 kept for Sat 1 Jan.

    Mon 3, Tue 4, Wed 5 Jan 2028: 8-10.
    """
    found = see_records(date(2027, 12, 20))
    assert found.due_on == date(2028, 1, 5)
    assert skipped(found)[date(2027, 12, 24)] == "christmas_day_observed"
    assert skipped(found)[date(2027, 12, 31)] == "new_years_day_observed"


def test_leap_day() -> None:
    """Fri 18 Feb 2028. Mon 21 closed (Presidents). Tue 22 to Fri 25: 1-4. Mon 28, Tue 29: 5-6. Wed 1 to Fri 3: 7-9.

    Mon 6 March: 10.
    """
    found = see_records(date(2028, 2, 18))
    assert found.due_on == date(2028, 3, 6)
    assert skipped(found)[date(2028, 2, 21)] == "presidents_day"
    assert date(2028, 2, 29) not in skipped(found)


def test_forty_five_days_that_end_on_a_saturday_stay_there() -> None:
    """Wed 1 July 2026. 31 July is day 30, 15 August day 45: a Saturday, and FERPA's days are not rolled forward."""
    found = see_records(date(2026, 7, 1))
    federal = next(one for one in found.limits if one.id == "access_federal")
    assert federal.due_on == date(2026, 8, 15)
    assert federal.due_on.weekday() == 5


def test_minnesotas_thirty_days_that_end_on_a_saturday_roll_to_the_monday() -> None:
    """Thu 2 July 2026. 31 July is day 29; Sat 1 and Sun 2 August are left out; Mon 3 is day 30."""
    found = due("amend_records", date(2026, 7, 2), calendar=OPEN)
    assert (found.governs, found.due_on) == ("challenge_state", date(2026, 8, 3))
    assert skipped(found) == {
        date(2026, 7, 2): "start",
        date(2026, 8, 1): "saturday",
        date(2026, 8, 2): "sunday",
    }


def test_minnesotas_thirty_days_that_end_on_labor_day_roll_to_the_tuesday() -> None:
    """Sat 8 Aug 2026. 31 August is day 23; Sun 6 September day 29; Mon 7 is Labor Day; Tue 8 is day 30."""
    found = due("amend_records", date(2026, 8, 8), calendar=OPEN)
    assert found.due_on == date(2026, 9, 8)
    assert skipped(found)[date(2026, 9, 7)] == "labor_day"


def test_a_vendors_ninety_days_end_where_the_stricter_of_statute_and_policy_ends() -> None:
    """Expired Sun 5 July 2026. 31 July: 26. 31 August: 57. 30 September: 87. Sat 3 October: 90; by statute, Mon 5."""
    table = load_limits()
    counts = {
        one: count(table.by_id(one), date(2026, 7, 5), calendar=OPEN)
        for one in ("vendor_destruction", "vendor_destruction_policy")
    }
    assert counts["vendor_destruction"].due_on == date(2026, 10, 5)
    assert counts["vendor_destruction_policy"].due_on == date(2026, 10, 3)
    assert governing_id(counts) == "vendor_destruction_policy"


def test_seventy_two_hours_are_seventy_two_hours_when_the_clocks_go_back() -> None:
    """Sat 31 Oct 2026, 10:00, still daylight-saving time. Sunday has 25 hours, so it is 9:00 on Tuesday, not 10:00."""
    found = due(
        "incident_report",
        datetime(2026, 10, 31, 10, tzinfo=MINNESOTA_TIME),
        calendar=OPEN,
        conditions=["cyber_incident"],
    )
    assert (found.governs, found.due_on) == ("cyber_report", date(2026, 11, 3))
    assert found.due_at == datetime(2026, 11, 3, 9, tzinfo=MINNESOTA_TIME)
    assert [one.counted for one in found.days] == [True] * 4


def test_seventy_two_hours_of_a_written_report_leave_out_the_weekend_and_the_holiday() -> None:
    """Fri 16 Jan 2026, 15:00. Friday: 9. Sat, Sun, Mon 19 (King) left out. Tue: 33. Wed: 57. Thu 22, 15:00: 72."""
    found = count(
        load_limits().by_id("maltreatment_written"), datetime(2026, 1, 16, 15, tzinfo=MINNESOTA_TIME), calendar=OPEN
    )
    assert found.due_at == datetime(2026, 1, 22, 15, tzinfo=MINNESOTA_TIME)
    left_out = {one.date.day: one.why for one in found.days if not one.counted}
    assert left_out == {17: "saturday", 18: "sunday", 19: "martin_luther_king_day"}


def test_hours_from_a_bare_day_run_from_its_first_moment() -> None:
    """Mon 9 March 2026 as a day: 72 hours are Mon, Tue and Wed whole, to the midnight that ends Wed 11."""
    found = count(load_limits().by_id("device_notice"), date(2026, 3, 9), calendar=OPEN)
    assert (found.due_on, found.due_at) == (date(2026, 3, 11), datetime(2026, 3, 12, tzinfo=MINNESOTA_TIME))


def test_two_years_go_by_the_date_and_roll_forward() -> None:
    """Fri 1 Aug 2025: Sun 1 Aug 2027, so Mon 2. From Thu 29 Feb 2024: Sat 28 Feb 2026, so Mon 2 March."""
    limit = load_limits().by_id("state_complaint")
    assert count(limit, date(2025, 8, 1), calendar=OPEN).due_on == date(2027, 8, 2)
    assert count(limit, date(2024, 2, 29), calendar=OPEN).due_on == date(2026, 3, 2)


def test_six_months_are_a_pause_and_end_on_their_date() -> None:
    """A pause is not lengthened by a weekend: 28 Feb 2027 is a Sunday. A month without the day ends on its last."""
    limit = load_limits().by_id("repeat")
    ends = {
        date(2026, 8, 31): date(2027, 2, 28),
        date(2027, 8, 29): date(2028, 2, 29),
        date(2026, 12, 31): date(2027, 6, 30),
        date(2026, 1, 30): date(2026, 7, 30),
    }
    assert {start: count(limit, start, calendar=OPEN).due_on for start in ends} == ends
