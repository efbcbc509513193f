"""Standing: whether the right that a person asks for is theirs, what could show it, and which other way may fit.

Families file doomed requests because nobody tells them whose right it is. So it is said before the questions, with the
law; and it stays advice. The office decides, a file may hold a paper that nobody here knows of, and everyone may file.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field as Given
from pydantic import ValidationError, model_validator

from assistant.corpus.toml import explain
from assistant.errors import WorkError
from assistant.record import Record
from assistant.rights.forms import Code, Condition, Form, Mark, Right, load_forms

STANDING = Path(__file__).with_name("standing.toml")
BLOCK = ("relation", "student_adult", "court_paper", "day_to_day", "parent_away")
"""The questions that standing rests on."""
Fits = Literal["yes", "maybe", "another_way"]
Paper = Literal[
    "own_id", "student_consent", "tax_dependent", "court_paper", "guardian_paper", "care_paper", "parent_consent"
]


class Advice(Record):
    """One row of standing.toml, as that file explains its keys."""

    rights: tuple[Right, ...] = ()
    when: Condition = Given(default_factory=dict)
    fits: Fits
    reason: Code
    papers: tuple[Paper, ...] = ()
    instead: Code | None = None
    law: tuple[str, ...] = Given(min_length=1)
    mark: Mark

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        if unknown := sorted(set(self.when) - set(BLOCK)):
            raise ValueError(f"{self.reason} looks at {unknown[0]}; it may look at {', '.join(BLOCK)}")
        if self.instead and self.instead not in load_forms().form:
            raise ValueError(f"{self.reason} leads to {self.instead}, which is no form of forms.toml")
        return self

    def speaks_of(self, right: Right, told: Mapping[str, object]) -> bool:
        """An answer that was not given, or is "I don't know", fits no row that asks for one."""
        return (not self.rights or right in self.rights) and all(told.get(k) in codes for k, codes in self.when.items())


class _File(Record):
    advice: tuple[Advice, ...] = Given(min_length=1)

    @model_validator(mode="after")
    def _ends_with_a_row_for_everyone(self) -> Self:
        if self.advice[-1].when or self.advice[-1].rights:
            raise ValueError("the last row must fit everyone; take its rights and when out, or add such a row")
        return self


@cache
def load_standing(path: Path = STANDING) -> tuple[Advice, ...]:
    """Raises WorkError that names the file, the key and the fix."""
    try:
        return _File.model_validate(tomllib.loads(path.read_text("utf-8"))).advice
    except tomllib.TOMLDecodeError as error:
        raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise WorkError(f"{path}: {explain(error)}") from None


def advise(form: Form, told: Mapping[str, object]) -> Advice | None:
    """The advice for a person who gave these answers; None where anyone may file, or nobody said who asks."""
    right = form.right
    if right is None or told.get("relation") is None:
        return None
    return next(one for one in load_standing() if one.speaks_of(right, told))


def asked_for_standing(form: Form, told: Mapping[str, object]) -> tuple[str, ...]:
    """The questions of `form` that its advice rests on; the advice is given after the last of them."""
    return tuple(one.id for one in form.asked(told) if one.id in BLOCK) if form.right else ()
