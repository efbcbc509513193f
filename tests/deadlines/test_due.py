"""What must hold of every count, over ten years of days; the business days are checked against numpy's as well."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import MINNESOTA_TIME, count, due
from assistant.deadlines.limits import Limits, TimeLimit, load_limits
from assistant.errors import UsageError

LIMITS = load_limits()
COUNTED = [one for one in LIMITS.limit if one.amount]
IN_BUSINESS_DAYS = [one for one in COUNTED if one.unit == "business days"]
IN_CALENDAR_DAYS = [one for one in COUNTED if one.unit == "calendar days"]
IN_DAYS = IN_BUSINESS_DAYS + IN_CALENDAR_DAYS
IN_HOURS = [one for one in COUNTED if one.unit == "hours"]

days = st.dates(date(2024, 1, 1), date(2033, 12, 31))
calendars = st.builds(Calendar, indigenous_peoples_day=st.booleans(), day_after_thanksgiving=st.booleans())
moments = st.builds(datetime.combine, days, st.times(), st.just(UTC))
forms = st.sampled_from(sorted(LIMITS.form))
properly = settings(max_examples=200)


@properly
@given(limit=st.sampled_from(IN_DAYS), start=days, calendar=calendars)
def test_every_day_is_shown_once_and_the_counted_ones_are_the_amount(
    limit: TimeLimit, start: date, calendar: Calendar
) -> None:
    found = count(limit, start, calendar=calendar)
    assert sum(one.counted for one in found.days) == limit.amount
    assert [one.date for one in found.days] == [start + timedelta(days=n) for n in range(len(found.days))]
    assert (found.days[0].counted, found.days[0].why) == (False, "start")
    assert found.days[-1].counted
    assert found.days[-1].date == found.due_on
    assert all(one.counted == (one.why is None) for one in found.days)


@properly
@given(limit=st.sampled_from(IN_BUSINESS_DAYS), start=days, calendar=calendars)
def test_a_business_day_limit_counts_every_open_day_and_no_closed_one(
    limit: TimeLimit, start: date, calendar: Calendar
) -> None:
    found = count(limit, start, calendar=calendar)
    assert calendar.closed(found.due_on) is None
    assert all(one.why == calendar.closed(one.date) for one in found.days[1:])


def test_numpy_counts_the_same_business_days_from_every_day_of_ten_years(
    legal_holidays: Callable[[int], set[date]],
) -> None:
    closed = [day for year in range(2024, 2036) for day in legal_holidays(year)]
    starts = [date(2024, 1, 1) + timedelta(days=n) for n in range(3653)]
    # From the last open day before an event on a closed one: both count from the next open day.
    expected = np.busday_offset(starts, 10, roll="backward", holidays=closed).tolist()
    limit, calendar = LIMITS.by_id("access_state"), Calendar()
    assert [count(limit, start, calendar=calendar).due_on for start in starts] == expected


@properly
@given(limit=st.sampled_from(IN_CALENDAR_DAYS), start=days, calendar=calendars)
def test_calendar_days_end_on_their_day_and_only_minnesotas_roll(
    limit: TimeLimit, start: date, calendar: Calendar
) -> None:
    plain = start + timedelta(days=limit.amount or 0)
    due_on = count(limit, start, calendar=calendar).due_on
    if limit.law != "minnesota":
        assert due_on == plain
        return
    assert calendar.closed(due_on) is None
    passed = [plain + timedelta(days=n) for n in range((due_on - plain).days)]
    assert all(calendar.closed(day) for day in passed)


@properly
@given(limit=st.sampled_from(COUNTED), start=days, later=st.integers(1, 400), calendar=calendars)
def test_what_comes_later_is_never_due_earlier(limit: TimeLimit, start: date, later: int, calendar: Calendar) -> None:
    first = count(limit, start, calendar=calendar)
    second = count(limit, start + timedelta(days=later), calendar=calendar)
    assert first.due_on <= second.due_on


@properly
@given(limit=st.sampled_from(COUNTED), start=days, calendar=calendars)
def test_without_the_local_holidays_nothing_is_due_later(limit: TimeLimit, start: date, calendar: Calendar) -> None:
    assert count(limit, start, calendar=Calendar()).due_on <= count(limit, start, calendar=calendar).due_on


@properly
@given(limit=st.sampled_from(IN_DAYS), moment=moments, calendar=calendars)
def test_the_hour_of_receipt_does_not_move_the_date(limit: TimeLimit, moment: datetime, calendar: Calendar) -> None:
    local = moment.astimezone(MINNESOTA_TIME).date()
    assert count(limit, moment, calendar=calendar) == count(limit, local, calendar=calendar)


@properly
@given(limit=st.sampled_from(IN_HOURS), moment=moments, calendar=calendars)
def test_hours_add_up(limit: TimeLimit, moment: datetime, calendar: Calendar) -> None:
    found = count(limit, moment, calendar=calendar)
    assert found.due_at is not None
    counted = timedelta()
    for one in found.days:
        begins = datetime.combine(one.date, time(), MINNESOTA_TIME).astimezone(UTC)
        ends = datetime.combine(one.date + timedelta(days=1), time(), MINNESOTA_TIME).astimezone(UTC)
        if one.counted:
            counted += min(ends, found.due_at.astimezone(UTC)) - max(begins, moment)
    assert counted == timedelta(hours=limit.amount or 0)
    assert found.days[-1].date == found.due_on
    if limit.excludes_closed_days:
        assert calendar.closed(found.due_on) is None
    else:
        assert found.due_at - moment == counted


@properly
@given(form=forms, received=days, calendar=calendars)
def test_the_limit_that_ends_first_governs(form: str, received: date, calendar: Calendar) -> None:
    found = due(form, received, calendar=calendar)
    binding = [one for one in found.limits if one.why is None]
    assert [one.id for one in found.limits] == [one.id for one in LIMITS.of_form(form)]
    assert (found.governs is None) == (not binding)
    if found.governs:
        assert found.due_on == min(one.due_on for one in binding if one.due_on)
        assert found.days[-1].date == found.due_on
        assert found.governs in {one.id for one in binding}


def test_of_two_that_end_together_the_first_in_the_file_governs() -> None:
    """60 days from Fri 1 May 2026 end on Tue 30 June under both laws; from Mon 4 May on Fri 3 July, a holiday."""
    together = due("disclosure_check", date(2026, 5, 1), calendar=Calendar(), conditions=["military_recruiter"])
    assert (together.governs, together.due_on) == ("recruiter_list_state", date(2026, 6, 30))
    apart = due("disclosure_check", date(2026, 5, 4), calendar=Calendar(), conditions=["military_recruiter"])
    assert (apart.governs, apart.due_on) == ("recruiter_list_federal", date(2026, 7, 3))


def test_a_limit_for_one_case_is_counted_but_governs_only_in_that_case() -> None:
    plain = due("disclosure_check", date(2026, 10, 5), calendar=Calendar())
    assert (plain.due_on, plain.governs) == (None, None)
    transfer = next(one for one in plain.limits if one.id == "transfer")
    assert (transfer.why, transfer.due_on) == ("only_if", date(2026, 10, 19))
    named = due("disclosure_check", date(2026, 10, 5), calendar=Calendar(), conditions=["minnesota_school_transfer"])
    assert (named.due_on, named.governs) == (date(2026, 10, 19), "transfer")


def test_special_education_keeps_both_clocks() -> None:
    found = due("inspect_records", date(2026, 10, 5), calendar=Calendar(), conditions=["special_education"])
    special = next(one for one in found.limits if one.id == "special_education")
    assert (special.why, special.before[0]) == (None, "iep_meeting")
    assert found.governs == "access_state"


def test_a_law_not_yet_in_force_gives_no_date() -> None:
    found = due("incident_report", date(2024, 11, 30), calendar=Calendar(), conditions=["cyber_incident"])
    report = next(one for one in found.limits if one.id == "cyber_report")
    assert (found.due_on, report.due_on, report.why) == (None, None, "not_yet_in_force")
    after = due("incident_report", date(2024, 12, 1), calendar=Calendar(), conditions=["cyber_incident"])
    assert after.governs == "cyber_report"


def test_each_limit_that_gives_no_date_says_why() -> None:
    def why(form: str) -> dict[str, str | None]:
        return {one.id: one.why for one in due(form, date(2026, 10, 5), calendar=Calendar()).limits}

    assert why("hearing_request")["state_appeal"] == "to_be_confirmed"
    assert why("hearing_request")["hearing_federal"] == "no_number"
    assert why("record_destruction") == {"no_destruction": "pause"}
    assert why("disclosure_log")["state_release_list"] == "another_start"
    assert why("consent_to_disclose") == {}


@pytest.mark.parametrize(
    ("form", "received", "conditions", "message"),
    [
        ("inspect", date(2026, 1, 5), [], "No form 'inspect'. Expected one of: amend_records"),
        ("inspect_records", date(2026, 1, 5), ["cyber_incident"], "knows no case 'cyber_incident'"),
        ("ask_office", date(1926, 1, 5), [], "outside 2000 to 2099"),
        ("ask_office", date(9999, 12, 31), [], "outside 2000 to 2099"),
        ("ask_office", datetime.fromisoformat("2026-01-05T23:30"), [], "has no time zone"),
    ],
)
def test_a_wrong_call_says_what_was_expected(form: str, received: date, conditions: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        due(form, received, calendar=Calendar(), conditions=conditions)


def test_a_limit_without_an_amount_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="'public_request' has no amount"):
        count(LIMITS.by_id("public_request"), date(2026, 1, 5), calendar=Calendar())


def test_another_table_of_limits_may_be_handed_in() -> None:
    shorter = LIMITS.by_id("access_state").model_copy(update={"amount": 3})
    table = Limits(limit=(shorter,), form=LIMITS.form, other_number=())
    found = due("inspect_records", date(2026, 10, 5), calendar=Calendar(), limits=table)
    assert found.due_on == date(2026, 10, 8)
