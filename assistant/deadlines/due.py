"""The due date, and how it was counted: every day with its place in the count or the reason it has none.

A date that a family or a clerk cannot recount is a date to argue about. So nothing is computed by formula: the days are
walked one by one and handed over. The rules of the walk (Minn. Stat. 645.15, from memory):

- the day of the event is not counted, whatever the hour: a request at 23:30, in the district's zone, came that day;
- business days leave out Saturdays, Sundays and legal holidays;
- calendar days leave out none, but a last day that is closed does not count in a limit of Minnesota's, and the next
  open day is the last. A federal limit ends where it ends: no weekend stretches the 45 days of FERPA;
- hours are moments, and run through weekends unless the limit says otherwise;
- where two laws bind, the limit that ends first governs.
"""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.corpus.citation import Layer
from assistant.corpus.district import District
from assistant.deadlines.calendar import Calendar
from assistant.deadlines.limits import (
    Before,
    Condition,
    Limits,
    OwedBy,
    Pace,
    RunsFrom,
    TimeLimit,
    Unit,
    load_limits,
)
from assistant.errors import UsageError
from assistant.record import Record

# The whole state keeps this time; a district across a border would say its own.
MINNESOTA_TIME = ZoneInfo("America/Chicago")
# The holidays are today's law; further off, a date is a slip of the pen.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
ONE_DAY = timedelta(days=1)

Uncounted = Literal["no_number", "to_be_confirmed", "another_start", "only_if", "not_yet_in_force", "pause"]


def district_zone(district: District) -> ZoneInfo:
    """The zone by which a moment is a day: the district's own, and the state's while it has entered none."""
    return ZoneInfo(district.time_zone.value) if district.time_zone else MINNESOTA_TIME


class CountedDay(Record):
    """A day of the walk. `why` is None for a counted day; else "start", the day of the event, or a `Calendar` code."""

    date: date
    counted: bool
    why: str | None = None


class Count(Record):
    """`due_on` is the last day that keeps the limit; `due_at`, for hours, the last moment (midnight ends `due_on`).

    `days` is empty for months and years: they go by the date, not by a count.
    """

    due_on: date
    due_at: datetime | None = None
    days: tuple[CountedDay, ...] = ()


class LimitDue(Record):
    """One limit of a form. `why` says what keeps it from governing, None if it may; it may be counted all the same."""

    id: str
    law: Layer
    citation: tuple[str, ...]
    owed_by: OwedBy
    amount: int | None
    unit: Unit | None
    runs_from: RunsFrom
    before: tuple[Before, ...]
    when: Condition | None
    in_force: date | None
    mark: Literal["V", "M"]
    due_on: date | None
    due_at: datetime | None
    why: Uncounted | None


class Due(Record):
    """When a form is due. `governs` is the id of the limit that ends first; all three are None where none runs."""

    form: str
    received_on: date
    pace: Pace
    due_on: date | None
    due_at: datetime | None
    unit: Unit | None
    governs: str | None
    limits: tuple[LimitDue, ...]
    days: tuple[CountedDay, ...]


def due(
    form: str,
    received: date | datetime,
    *,
    calendar: Calendar,
    zone: ZoneInfo = MINNESOTA_TIME,
    conditions: Collection[str] = (),
    limits: Limits | None = None,
) -> Due:
    """When an answer to `form` is due, received on a day or at an aware moment.

    A limit that binds only in some case governs only if that case is among `conditions`; it is counted either way, so
    that a reader sees what would be due. Raises UsageError for a form, a condition or a date that cannot be.
    """
    table = limits or load_limits()
    clock, candidates = table.clock(form), table.of_form(form)
    if unknown := sorted(set(conditions) - (known := {one.when for one in candidates if one.when})):
        raise UsageError(f"{form} knows no case {unknown[0][:60]!r}. Expected: {', '.join(sorted(known)) or 'none'}.")
    received_on = _local_day(received, zone)
    why = {one.id: _why(one, clock.starts, received_on, conditions) for one in candidates}
    counted = [one for one in candidates if why[one.id] in (None, "only_if")]
    counts = {one.id: count(one, received, calendar=calendar, zone=zone) for one in counted}
    running = {one.id: counts[one.id] for one in candidates if why[one.id] is None}
    first = governing_id(running, zone=zone) if running else None
    governing = counts[first] if first else None
    return Due(
        form=form,
        received_on=received_on,
        pace=clock.pace,
        due_on=governing.due_on if governing else None,
        due_at=governing.due_at if governing else None,
        unit=table.by_id(first).unit if first else None,
        governs=first,
        limits=tuple(_limit_due(one, counts.get(one.id), why[one.id]) for one in candidates),
        days=governing.days if governing else (),
    )


def governing_id(counts: Mapping[str, Count], *, zone: ZoneInfo = MINNESOTA_TIME) -> str:
    """Of limits that all bind, by id, the one that ends first; of two that end together, the first given."""
    return min(counts, key=lambda one: _end(counts[one], zone))


def count(limit: TimeLimit, start: date | datetime, *, calendar: Calendar, zone: ZoneInfo = MINNESOTA_TIME) -> Count:
    """The end of `limit` for an event on the day, or at the aware moment, `start`.

    Hours from a bare day run from its first moment, which gives the earliest end that can be right. Raises ValueError
    for a limit without an amount, UsageError for a moment without a zone or a date outside 2000 to 2099.
    """
    if limit.amount is None or limit.unit is None:
        raise ValueError(f"limit {limit.id!r} has no amount, so it has no end to count to")
    day = _local_day(start, zone)
    match limit.unit:
        case "hours":
            moment = start.astimezone(zone) if isinstance(start, datetime) else datetime.combine(day, time(), zone)
            return _count_hours(limit, limit.amount, moment, calendar, zone)
        case "months" | "years":
            months = limit.amount * (12 if limit.unit == "years" else 1)
            return Count(due_on=_rolled(limit, months_after(day, months), calendar))
        case _:
            return _count_days(limit, limit.amount, day, calendar)


def _count_days(limit: TimeLimit, amount: int, start: date, calendar: Calendar) -> Count:
    days = [CountedDay(date=start, counted=False, why="start")]
    day, counted = start, 0
    while counted < amount:
        day += ONE_DAY
        last = counted == amount - 1
        leaves_out = limit.unit == "business days" or (last and limit.rolls_forward)
        why = calendar.closed(day) if leaves_out else None
        days.append(CountedDay(date=day, counted=why is None, why=why))
        counted += why is None
    return Count(due_on=day, days=tuple(days))


def _count_hours(limit: TimeLimit, amount: int, start: datetime, calendar: Calendar, zone: ZoneInfo) -> Count:
    """In UTC, so that an hour lost or gained by daylight-saving time is neither."""
    days, now, left = [], start.astimezone(UTC), timedelta(hours=amount)
    day = start.date()
    while True:
        midnight = datetime.combine(day + ONE_DAY, time(), zone).astimezone(UTC)
        why = calendar.closed(day) if limit.excludes_closed_days else None
        days.append(CountedDay(date=day, counted=why is None, why=why))
        if why is None and left <= midnight - now:
            return Count(due_on=day, due_at=(now + left).astimezone(zone), days=tuple(days))
        left -= timedelta() if why else midnight - now
        day, now = day + ONE_DAY, midnight


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _rolled(limit: TimeLimit, day: date, calendar: Calendar) -> date:
    while limit.rolls_forward and limit.kind == "deadline" and calendar.closed(day):
        day += ONE_DAY
    return day


def _local_day(start: date | datetime, zone: ZoneInfo) -> date:
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise UsageError(f"{start.isoformat()} has no time zone. Expected a moment with one, or a bare date.")
        start = start.astimezone(zone).date()
    if not EARLIEST <= start < LATEST:
        raise UsageError(
            f"{start.isoformat()} is outside {EARLIEST.year} to {LATEST.year - 1}. Give the date received."
        )
    return start


def _why(limit: TimeLimit, starts: tuple[RunsFrom, ...], on: date, conditions: Collection[str]) -> Uncounted | None:
    if limit.to_be_confirmed:
        return "to_be_confirmed"
    if limit.kind == "pause":
        return "pause"
    if limit.amount is None:
        return "no_number"
    if limit.runs_from not in starts:
        return "another_start"
    if limit.in_force and on < limit.in_force:
        return "not_yet_in_force"
    return "only_if" if limit.when and limit.when not in conditions else None


def _end(counted: Count, zone: ZoneInfo) -> datetime:
    return counted.due_at or datetime.combine(counted.due_on + ONE_DAY, time(), zone)


def _limit_due(limit: TimeLimit, counted: Count | None, why: Uncounted | None) -> LimitDue:
    given = limit.model_dump(include=LimitDue.model_fields.keys() - {"due_on", "due_at", "why"})
    return LimitDue(
        **given,
        due_on=counted.due_on if counted else None,
        due_at=counted.due_at if counted else None,
        why=why,
    )
