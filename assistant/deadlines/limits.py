"""The law's clocks, each with its citation and a mark of how it was checked.

They are data, because law changes by date and counsel must be able to read and sign it; how days are counted is code,
in `due`. A clock for which the law gives no number is still listed: "a reasonable time" is an answer, and leaving it
out would look like an oversight. A number that nobody has confirmed is not listed at all.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from assistant.corpus.citation import Layer
from assistant.corpus.toml import explain
from assistant.errors import UsageError, WorkError
from assistant.record import Record

LIMITS = Path(__file__).with_name("limits.toml")

Unit = Literal["hours", "calendar days", "business days", "months", "years"]
RunsFrom = Literal[
    "receipt",
    "access",
    "decision",
    "discovery",
    "expiry",
    "finding",
    "inspection",
    "notice",
    "oral_report",
    "request",
    "school_start",
    "violation",
    "violation_or_knowledge",
]
OwedBy = Literal["district", "staff", "vendor", "state", "family", "requester", "outside_party"]
Before = Literal["iep_meeting", "due_process_hearing", "resolution_session"]
Condition = Literal[
    "cyber_incident",
    "juvenile_justice_request",
    "military_recruiter",
    "minnesota_school_transfer",
    "special_education",
]
Pace = Literal[
    "counted",
    "at_once",
    "prompt",
    "reasonable_time",
    "before_next_list",
    "before_survey",
    "before_next_release",
    "district_window",
    "no_clock",
]


class TimeLimit(Record):
    """One clock of one law, as limits.toml explains its keys."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    duty: str
    law: Layer
    citation: tuple[str, ...] = Field(min_length=1)
    owed_by: OwedBy
    kind: Literal["deadline", "pause"] = "deadline"
    amount: int | None = Field(default=None, ge=1)
    unit: Unit | None = None
    excludes_closed_days: bool = False
    runs_from: RunsFrom
    before: tuple[Before, ...] = ()
    when: Condition | None = None
    to_be_confirmed: bool = False
    in_force: date | None = None
    mark: Literal["V", "M"]
    forms: tuple[str, ...] = ()
    topics: tuple[str, ...] = Field(min_length=1)
    note: str = ""

    @property
    def rolls_forward(self) -> bool:
        """Minn. Stat. 645.15 moves the end of a statute's period off a closed day; no federal rule here does."""
        return self.law == "minnesota"

    @model_validator(mode="after")
    def _amount_has_its_unit(self) -> Self:
        if (self.amount is None) != (self.unit is None):
            raise ValueError(f"limit {self.id!r} has an amount or a unit without the other; give both or neither")
        if self.amount is None and not self.note:
            raise ValueError(f"limit {self.id!r} has no amount; say why in its note")
        if self.to_be_confirmed and self.amount is not None:
            raise ValueError(f"limit {self.id!r} is to be confirmed; take its amount out until it is")
        if self.excludes_closed_days and self.unit != "hours":
            raise ValueError(f"limit {self.id!r}: excludes_closed_days belongs to hours; days say it by their unit")
        return self


class FormClock(Record):
    """How quickly a form is owed an answer, and which events the day of its receipt stands for."""

    pace: Pace
    starts: tuple[RunsFrom, ...] = ("receipt",)


class OtherNumber(Record):
    """A number that guidance may state and that is no clock; without topics, any section may."""

    value: int
    unit: Literal["hours", "dollars", "cents", "age"]
    topics: tuple[str, ...] = ()
    note: str


class Limits(Record):
    limit: tuple[TimeLimit, ...]
    form: dict[str, FormClock]
    other_number: tuple[OtherNumber, ...]

    @model_validator(mode="after")
    def _ids_are_known_and_stand_once(self) -> Self:
        ids = [one.id for one in self.limit]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"limit {', '.join(twice)} stands twice; each needs its own id")
        if unknown := sorted({form for one in self.limit for form in one.forms} - set(self.form)):
            raise ValueError(f"limits name the forms {', '.join(unknown)}, which [form] lacks")
        return self

    def by_id(self, limit_id: str) -> TimeLimit:
        """Raises KeyError for an id that limits.toml lacks: the caller's code is wrong, not a person's call."""
        return {one.id: one for one in self.limit}[limit_id]

    def clock(self, form: str) -> FormClock:
        """Raises UsageError that lists the forms."""
        if form not in self.form:
            raise UsageError(f"No form {form[:60]!r}. Expected one of: {', '.join(sorted(self.form))}.")
        return self.form[form]

    def of_form(self, form: str) -> tuple[TimeLimit, ...]:
        """The form's limits in the order of the file. Raises UsageError for a form that there is not."""
        self.clock(form)
        return tuple(one for one in self.limit if form in one.forms)


@cache
def load_limits(path: Path = LIMITS) -> Limits:
    """Raises WorkError that names the file, the key and the fix."""
    try:
        return Limits(**tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise WorkError(f"{path}: {explain(error)}") from None
