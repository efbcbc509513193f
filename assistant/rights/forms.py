"""The forms that families file, as data: what each asks and which law asks for it, whose clock runs, what follows.

A form is a legal paper before it is a page: counsel must be able to read why a question stands there. So every question
says which rule wants it, and a question that no rule wants may be required only where the request could not be
found, answered or understood without it. The words for people are in i18n, under `requests`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field as Given
from pydantic import StringConstraints, ValidationError, model_validator

from assistant.corpus.toml import explain
from assistant.deadlines.limits import Pace, load_limits
from assistant.errors import UsageError, WorkError
from assistant.record import Record

FORMS = Path(__file__).with_name("forms.toml")

Kind = Literal["text", "long_text", "date", "choice", "many", "yes_no", "email", "phone", "file"]
Dates = Literal["birth", "past", "coming", "any"]
Why = Literal["standing", "find", "reach", "answer", "law", "choose"]
Group = Literal["see", "fix", "stop", "share", "refused", "other"]
Right = Literal["records", "amendment", "consent", "opt_out", "contract", "withholding", "destruction"]
Mark = Literal["V", "M"]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Condition = dict[Code, tuple[Code, ...]]

YES_NO = ("yes", "no")
LONGEST = {"text": 120, "long_text": 4000}
# Without these a request cannot be found, answered or understood; anything else must name the law that wants it.
NEEDED: frozenset[Why] = frozenset({"find", "reach", "answer"})


class Field(Record):
    """A question that forms may ask, as forms.toml explains its keys."""

    kind: Kind
    why: Why
    choices: tuple[Code, ...] = ()
    longest: int | None = Given(default=None, ge=1, le=20_000)
    dates: Dates | None = None
    autocomplete: str = ""

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        if (self.kind in ("choice", "many")) != bool(self.choices):
            raise ValueError(
                f"a {self.kind} has {len(self.choices)} choices; give them to a choice or many, to no other"
            )
        if (self.kind == "date") != (self.dates is not None):
            raise ValueError("dates says which days are plausible; give it to a date, and to no other kind")
        return self


class Ask(Record):
    """One line of a form: a field, or the name of a block of lines."""

    field: Code | None = None
    block: Code | None = None
    required: bool = False
    unknown: bool = False
    when: Condition = Given(default_factory=dict)
    unless: Condition = Given(default_factory=dict)
    why: Why | None = None
    law: tuple[str, ...] = ()
    mark: Mark | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.field is None) == (self.block is None):
            raise ValueError("give field or block, one of the two")
        if bool(self.law) != (self.mark is not None):
            raise ValueError("a law has its mark, V or M; give both or neither")
        return self


class Question(Record):
    """A field as a form asks it. `longest` is None where length has no meaning."""

    id: Code
    kind: Kind
    why: Why
    choices: tuple[Code, ...]
    longest: int | None
    dates: Dates | None
    autocomplete: str
    required: bool
    unknown: bool
    when: Condition
    unless: Condition
    law: tuple[str, ...]
    mark: Mark | None

    def applies(self, told: Mapping[str, object]) -> bool:
        """Whether it is asked, after the answers to the questions before it."""
        return all(_told(told, *one) for one in self.when.items()) and not any(
            _told(told, *one) for one in self.unless.items()
        )


class Form(Record):
    """`pace` is deadlines' word for how quickly an answer is owed; `clock` holds the limits to tell the family of."""

    id: Code
    number: str
    group: Group
    right: Right | None
    clock: tuple[str, ...]
    pace: Pace
    conditions: dict[str, Condition]
    does: tuple[Code, ...]
    gets: tuple[Code, ...]
    refused: tuple[Code, ...]
    questions: tuple[Question, ...]

    def asked(self, told: Mapping[str, object]) -> tuple[Question, ...]:
        """The questions that these answers leave; an answer to a question that is no longer asked opens none."""
        asked: list[Question] = []
        heard: dict[str, object] = {}
        for question in self.questions:
            if question.applies(heard):
                asked.append(question)
                heard[question.id] = told.get(question.id)
        return tuple(asked)

    def question(self, name: str) -> Question:
        """Raises UsageError that lists the form's questions."""
        for one in self.questions:
            if one.id == name:
                return one
        raise UsageError(f"{self.id} does not ask {name[:60]!r}. It asks: {', '.join(q.id for q in self.questions)}.")

    def cases(self, told: Mapping[str, object]) -> tuple[str, ...]:
        """The conditions of time limits that these answers bring about, for `deadlines.due`."""
        return tuple(
            case for case, wanted in self.conditions.items() if all(_told(told, *one) for one in wanted.items())
        )


class Step(Record):
    """Something that follows a request: a duty of the office or a right of the family, and where that stands."""

    law: tuple[str, ...] = ()
    mark: Mark


class Guide(Record):
    """What to send, to whom, and what to know, for what is not the district's to take."""

    group: Group
    clock: tuple[str, ...]
    send: tuple[Code, ...]
    to: tuple[Code, ...]
    know: tuple[Code, ...]
    law: tuple[str, ...]
    mark: Mark


class Forms(Record):
    form: dict[Code, Form]
    guide: dict[Code, Guide]
    step: dict[Code, Step]

    def __getitem__(self, form: str) -> Form:
        """Raises UsageError that lists the forms."""
        if form not in self.form:
            raise UsageError(f"No form {form[:60]!r}. Families file: {', '.join(self.form)}.")
        return self.form[form]


class _FormTable(Record):
    number: str
    group: Group
    right: Right | None = None
    clock: tuple[str, ...] = ()
    conditions: dict[str, Condition] = Given(default_factory=dict)
    does: tuple[Code, ...] = Given(min_length=1)
    gets: tuple[Code, ...] = Given(min_length=1)
    refused: tuple[Code, ...] = ()
    ask: tuple[Ask, ...] = Given(min_length=1)


class _File(Record):
    """forms.toml as it is written, before blocks are opened and names are looked up."""

    field: dict[Code, Field]
    block: dict[Code, tuple[Ask, ...]]
    form: dict[Code, _FormTable]
    step: dict[Code, Step]
    guide: dict[Code, Guide]

    def lines(self, asks: tuple[Ask, ...]) -> Iterator[Ask]:
        for one in asks:
            if one.block:
                yield from self.lines(self.block[one.block])
            else:
                yield one


@cache
def load_forms(path: Path = FORMS) -> Forms:
    """Raises WorkError that names the file, the key and the fix."""
    try:
        file = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
        _names_what_there_is(file)
        forms = {name: _form(name, table, file) for name, table in file.form.items()}
    except tomllib.TOMLDecodeError as error:
        raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise WorkError(f"{path}: {explain(error)}") from None
    except ValueError as error:
        raise WorkError(f"{path}: {error}.") from None
    return Forms(form=forms, guide=file.guide, step=file.step)


def _names_what_there_is(file: _File) -> None:
    lines = [*(one for f in file.form.values() for one in f.ask), *(one for b in file.block.values() for one in b)]
    _known("field", (one.field for one in lines if one.field), file.field)
    _known("block", (one.block for one in lines if one.block), file.block)
    clocks = [*(one.clock for one in file.form.values()), *(one.clock for one in file.guide.values())]
    _known("limit", (limit for clock in clocks for limit in clock), {one.id for one in load_limits().limit})
    _known("step", (step for one in file.form.values() for step in (*one.does, *one.gets)), file.step)
    _known("form", (to for one in file.form.values() for to in one.refused), {*file.form, *file.guide})
    _known("form of limits.toml", file.form, load_limits().form)


def _form(name: str, table: _FormTable, file: _File) -> Form:
    questions = tuple(_question(one, file.field) for one in file.lines(table.ask))
    _check(name, questions, table.conditions)
    kept = table.model_dump(exclude={"ask"})
    return Form(id=name, pace=load_limits().clock(name).pace, questions=questions, **kept)


def _question(ask: Ask, fields: Mapping[str, Field]) -> Question:
    field = fields[ask.field or ""]
    given: dict[str, Any] = {**field.model_dump(), **ask.model_dump(exclude={"field", "block"}, exclude_none=True)}
    given |= {"id": ask.field, "mark": ask.mark}
    given["choices"] = YES_NO if field.kind == "yes_no" else field.choices
    given["longest"] = field.longest or LONGEST.get(field.kind)
    return Question.model_validate(given)


def _check(form: str, questions: tuple[Question, ...], conditions: Mapping[str, Condition]) -> None:
    """A condition looks back to choices of the same form, and nothing is required that nobody needs."""
    before: dict[str, Question] = {}
    for one in questions:
        if one.id in before:
            raise ValueError(f"form.{form}.ask has {one.id} twice; take one out")
        if one.required and not (one.law or one.why in NEEDED):
            raise ValueError(
                f"form.{form}.ask requires {one.id}, which no law asks for; name the law or make it optional"
            )
        _codes(f"form.{form}.ask.{one.id}", {**one.when, **one.unless}, before)
        before[one.id] = one
    for case, wanted in conditions.items():
        _codes(f"form.{form}.conditions.{case}", wanted, before)


def _codes(where: str, condition: Condition, before: Mapping[str, Question]) -> None:
    for name, codes in condition.items():
        if name not in before:
            raise ValueError(f"{where} looks at {name}, which is not asked before it; move or rename it")
        _known(f"choice of {name} at {where}", codes, before[name].choices)


def _known(what: str, names: Any, known: Any) -> None:
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"no such {what}: {', '.join(unknown)}; rename it, or add what it names")


def _told(told: Mapping[str, object], name: str, codes: tuple[str, ...]) -> bool:
    found = told.get(name)
    return any(code in codes for code in (found if isinstance(found, tuple) else (found,)))
