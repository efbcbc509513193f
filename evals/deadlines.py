"""Deadlines: facts of a case in, a due date out, held to a date that a person counted on a calendar."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import MINNESOTA_TIME, Due, due
from assistant.deadlines.limits import load_limits
from assistant.errors import UsageError
from evals.cases import AnyCase
from evals.judged import Judged

NONE = "none"


class DeadlineCase(AnyCase):
    """One form received on a day or at a moment; a moment without an offset is in the district's own time.

    A key that is left out is not judged; "none" expects that no date is given.
    """

    form: str
    received: datetime | date
    conditions: tuple[str, ...] = Field(default=(), description="Cases that apply, such as special_education.")
    indigenous_peoples_day: bool = Field(default=False, description="True: the district keeps it as a holiday.")
    day_after_thanksgiving: bool = Field(default=False, description="True: the district keeps it as a holiday.")
    time_zone: str = MINNESOTA_TIME.key
    due_on: date | Literal["none"] | None = None
    due_at: datetime | None = Field(default=None, description="The last moment, where a limit counts hours.")
    governs: str | None = Field(default=None, description="The limit that ends first, by its id in limits.toml.")

    @field_validator("form")
    @classmethod
    def _is_a_form(cls, form: str) -> str:
        if form not in (known := load_limits().form):
            raise ValueError(f"no such form; expected one of {', '.join(sorted(known))}")
        return form

    @field_validator("governs")
    @classmethod
    def _is_a_limit(cls, governs: str | None) -> str | None:
        if governs not in (known := {None, NONE, *(limit.id for limit in load_limits().limit)}):
            raise ValueError(f"no such limit; expected one of {', '.join(sorted(k for k in known if k))}")
        return governs

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, time_zone: str) -> str:
        try:
            return ZoneInfo(time_zone).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such time zone; expected a name such as America/Chicago") from None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def in_zone(self, moment: date | datetime) -> date | datetime:
        if isinstance(moment, datetime) and moment.tzinfo is None:
            return moment.replace(tzinfo=self.zone)
        return moment


def count_case(case: DeadlineCase) -> Due:
    """Raises UsageError where the app refuses the facts."""
    calendar = Calendar(
        indigenous_peoples_day=case.indigenous_peoples_day, day_after_thanksgiving=case.day_after_thanksgiving
    )
    return due(case.form, case.in_zone(case.received), calendar=calendar, zone=case.zone, conditions=case.conditions)


def judge_deadline(case: AnyCase) -> Judged:
    assert isinstance(case, DeadlineCase)
    try:
        found = count_case(case)
    except UsageError as error:
        return Judged.of({"right": 0.0}, [f"refused: {error}"])
    pairs = {
        "due_on": (case.due_on, found.due_on or NONE),
        "due_at": (case.in_zone(case.due_at) if case.due_at else None, found.due_at),
        "governs": (case.governs, found.governs or NONE),
    }
    judged = {name: pair for name, pair in pairs.items() if pair[0] is not None}
    measures = {name: float(expected == came) for name, (expected, came) in judged.items()}
    wrong = [
        f"{name} is {came}, counted by hand {judged[name][0]}"
        for name, (_, came) in judged.items()
        if not measures[name]
    ]
    return Judged.of(measures | {"right": float(not wrong)}, wrong)
