"""Counting: a due date drawn as a calendar, with day zero, every counted day and every day that has no place, and why.

A date that a family cannot recount is a date to argue about. The reasons stand in a list below as well: a box of a
calendar is too small for a sentence, and who listens should not have to walk through boxes.
"""

from calendar import SUNDAY, Calendar
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from assistant.deadlines.due import CountedDay, Due
from assistant.i18n import Words, words
from assistant.web.escaping import text

# As calendars hang on walls here, whatever the language.
WEEKS = Calendar(firstweekday=SUNDAY)
WEEKEND = ("saturday", "sunday")


def calendar_html(due: Due, say: Words) -> str:
    """Nothing where no days were counted one by one."""
    if not due.days:
        return ""
    numbers = dict(_numbered(due.days))
    days = {one.date: one for one in due.days}
    months = "".join(
        _month(year, month, days, numbers, due, say)
        for (year, month), _ in groupby(sorted(days), key=lambda day: (day.year, day.month))
    )
    return f'<div class="pa-calendar">{months}</div>{_skipped(due.days, say)}'


def _numbered(days: tuple[CountedDay, ...]) -> Iterator[tuple[date, int]]:
    counted = (one.date for one in days if one.counted)
    yield from ((day, number) for number, day in enumerate(counted, start=1))


def _month(year: int, month: int, days: dict[date, CountedDay], numbers: dict[date, int], due: Due, say: Words) -> str:
    pages = words(say.language)
    name = say("page.calendar.month", month=pages(f"date.month.{month}"), year=year)
    heads = "".join(f'<th scope="col">{text(say(f"page.calendar.weekday.{day}"))}</th>' for day in WEEKS.iterweekdays())
    weeks = (
        week
        for week in WEEKS.monthdayscalendar(year, month)
        if any(day and date(year, month, day) in days for day in week)
    )
    rows = "".join(
        "<tr>"
        + "".join(_box(date(year, month, day) if day else None, days, numbers, due, say) for day in week)
        + "</tr>"
        for week in weeks
    )
    head = f"<caption>{text(name)}</caption><thead><tr>{heads}</tr></thead>"
    return f'<table class="pa-month">{head}<tbody>{rows}</tbody></table>'


def _box(day: date | None, days: dict[date, CountedDay], numbers: dict[date, int], due: Due, say: Words) -> str:
    if day is None:
        return "<td></td>"
    if day not in days:
        return f'<td class="pa-out">{day.day}</td>'
    last = day == due.due_on
    if day in numbers:
        told = say("page.calendar.due") if last else say("page.calendar.day", n=numbers[day])
        kind = "pa-last" if last else "pa-counted"
    elif days[day].why == "start":
        told, kind = say("page.calendar.zero"), "pa-zero"
    else:
        told, kind = "–", "pa-skipped"
    heard = f'<span class="pa-sr"> {text(say("page.calendar.skipped"))}</span>' if kind == "pa-skipped" else ""
    shown = f"<small>{text(told)}</small>" if not heard else f'<small aria-hidden="true">{told}</small>{heard}'
    return f'<td class="{kind}"><b>{day.day}</b>{shown}</td>'


def _skipped(days: tuple[CountedDay, ...], say: Words) -> str:
    """Day zero and each holiday by its name; of the weekends, how many days they were."""
    pages = words(say.language)
    lines = [
        say("page.calendar.skipped_line", day=pages.day(one.date), why=_why(one, say))
        for one in days
        if one.why and one.why not in WEEKEND
    ]
    weekend = sum(one.why in WEEKEND for one in days)
    lines += [say("page.calendar.weekends", n=weekend)] if weekend else []
    items = "".join(f"<li>{text(line)}</li>" for line in lines)
    return f'<h3 class="pa-h">{text(say("page.calendar.skipped_long"))}</h3><ul class="pa-list">{items}</ul>'


def _why(day: CountedDay, say: Words) -> str:
    return say("page.calendar.zero_long") if day.why == "start" else words(say.language)(f"due.why.{day.why}")
