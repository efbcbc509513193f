"""The due date drawn as a calendar: each day once, each reason said, the last day marked."""

import re
from datetime import date
from html import unescape

import pytest

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import Due, due
from assistant.i18n import languages, words
from assistant.web.requesting.confirming import by_lines, other_lines
from assistant.web.requesting.counting import calendar_html

SAY = words("en", "requests")


def counted(form: str, on: date) -> Due:
    return due(form, on, calendar=Calendar())


def boxes(html: str, kind: str) -> list[str]:
    return re.findall(rf'<td class="{kind}"><b>(\d+)</b>', html)


def test_ten_business_days_over_thanksgiving() -> None:
    """Received Friday 20 November 2026; Thanksgiving is the 26th; the tenth business day is Monday 7 December."""
    found = counted("inspect_records", date(2026, 11, 20))
    html = calendar_html(found, SAY)
    assert found.due_on == date(2026, 12, 7)
    assert boxes(html, "pa-zero") == ["20"]
    assert boxes(html, "pa-counted") == ["23", "24", "25", "27", "30", "1", "2", "3", "4"]
    assert boxes(html, "pa-last") == ["7"]
    assert boxes(html, "pa-skipped") == ["21", "22", "26", "28", "29", "5", "6"]
    assert "November 26, 2026: Thanksgiving" in html
    assert SAY("page.calendar.weekends", n=6) in html


@pytest.mark.parametrize("form", ["inspect_records", "amend_records"])
@pytest.mark.parametrize("on", [date(2026, 12, 18), date(2027, 6, 30), date(2026, 2, 28)])
def test_every_day_of_the_walk_stands_once(form: str, on: date) -> None:
    found = counted(form, on)
    html = calendar_html(found, SAY)
    drawn = sum(len(boxes(html, kind)) for kind in ("pa-zero", "pa-counted", "pa-last", "pa-skipped"))
    assert drawn == len(found.days)
    assert len(boxes(html, "pa-last")) == 1


def test_where_no_days_are_counted_nothing_is_drawn() -> None:
    found = counted("inspect_contract", date(2026, 11, 20))
    assert calendar_html(found, SAY) == ""
    assert by_lines(found, SAY) == [SAY("pace.prompt")]


@pytest.mark.parametrize("language", languages("requests"))
def test_the_date_names_its_law_and_the_federal_limit_stands_beside(language: str) -> None:
    say = words(language, "requests")
    found = counted("inspect_records", date(2026, 11, 20))
    assert "Minn. Stat. 13.04 subd. 3" in by_lines(found, say)[1]
    (federal,) = other_lines(found, say)
    assert "34 CFR 99.10(b)" in federal
    assert "45" in federal
    assert words(language).day(date(2027, 1, 4)) in unescape(federal)


def test_a_limit_without_a_confirmed_number_says_so() -> None:
    lines = other_lines(counted("hearing_request", date(2026, 11, 20)), SAY)
    assert any("has to be confirmed" in line for line in lines)
