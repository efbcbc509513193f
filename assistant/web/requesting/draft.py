"""Draft: where a form stands. Every move makes a new one and loses no answer, also one that is not good yet.

A form is a row of steps: the start, the questions that its answers leave, the advice on standing after the last
question about that, and the check of all answers. Which these are follows from the answers, so no step is stored but
the one where the person is.
"""

from collections.abc import Mapping
from datetime import date
from secrets import token_hex
from typing import Final

from pydantic import Field

from assistant.record import Record
from assistant.rights.answers import UNKNOWN, DateParts, Problem, Problems, Typed, check, validate
from assistant.rights.forms import Form, Question, load_forms
from assistant.rights.standing import asked_for_standing

START: Final = "start"
STANDING: Final = "standing"
CHECK: Final = "check"


class Draft(Record):
    """`typed` by question, as typed; `at` is a step. `returning`: a change was asked for, and leads back to the check.

    `known`: it was opened with answers. `token` is the same however often the form is sent, so that it is filed once.
    """

    form_id: str
    typed: dict[str, Typed] = Field(default_factory=dict)
    at: str = START
    returning: bool = False
    known: bool = False
    problems: dict[str, Problem] = Field(default_factory=dict)
    token: str = Field(default_factory=lambda: token_hex(16))

    @property
    def form(self) -> Form:
        return load_forms()[self.form_id]

    @property
    def steps(self) -> tuple[str, ...]:
        asked = [one.id for one in self.form.asked(self.typed)]
        standing = asked_for_standing(self.form, self.typed)
        if standing:
            asked.insert(asked.index(standing[-1]) + 1, STANDING)
        return (START, *asked, CHECK)

    @property
    def question(self) -> Question | None:
        """The one asked now; None on a step that asks none."""
        return None if self.at in (START, STANDING, CHECK) else self.form.question(self.at)

    @property
    def number(self) -> int:
        """Of the question asked now, from 1."""
        return [step for step in self.steps if step != STANDING].index(self.at)

    @property
    def most(self) -> int:
        """How many questions the answers so far leave."""
        return len(self.form.asked(self.typed))

    def knowing(self, known: Mapping[str, str]) -> "Draft":
        """With what is known of its answers, by question. What the form does not ask, or not so, is left out."""
        asked = self.form.questions
        typed = {one.id: read for one in asked if (read := _read(one, known.get(one.id))) is not None}
        return self.model_copy(update={"typed": {**self.typed, **typed}, "known": self.known or bool(typed)})

    def going_on(self) -> "Draft":
        """From a step that asks nothing."""
        return self._to(CHECK if self.at == STANDING and self.returning else self._after())

    def answered(self, typed: Typed, *, today: date) -> "Draft":
        """On to the next step, or here again with what is wrong. `typed` is kept either way."""
        question = self.form.question(self.at)
        told = self._told(typed)
        found = check(question, typed, today=today)
        if isinstance(found, Problem):
            return told.model_copy(update={"problems": {question.id: found}})
        return told._to(told._back_to_check(today) if self.returning else told._after())

    def back(self, typed: Typed = None) -> "Draft":
        """One step back, keeping what was typed here; from a change, back to the check."""
        told = self._told(typed) if self.question else self
        if self.returning:
            return told._to(CHECK)
        return told._to(told.steps[told.steps.index(self.at) - 1])

    def changing(self, name: str) -> "Draft":
        """From the check to one question, or to the advice."""
        return self._to(name).model_copy(update={"returning": True})

    def checked(self, *, today: date) -> "Draft":
        """At the check, with all that is still wrong."""
        found = validate(self.form, self.typed, today=today)
        problems = found.problems if isinstance(found, Problems) else {}
        return self.model_copy(update={"at": CHECK, "returning": False, "problems": problems})

    def _told(self, typed: Typed) -> "Draft":
        return self.model_copy(update={"typed": {**self.typed, self.at: typed}, "problems": {}})

    def _to(self, step: str) -> "Draft":
        returning = self.returning and step != CHECK
        return self.model_copy(update={"at": step, "returning": returning, "problems": {}})

    def _after(self) -> str:
        return self.steps[self.steps.index(self.at) + 1]

    def _back_to_check(self, today: date) -> str:
        """Through what the change opened: the rest of the questions on standing, then whatever now lacks an answer."""
        if self.at in asked_for_standing(self.form, self.typed):
            return self._after()
        open_now = (one.id for one in self.form.asked(self.typed) if isinstance(self._checked(one, today), Problem))
        return next(open_now, CHECK)

    def _checked(self, question: Question, today: date) -> object:
        return check(question, self.typed.get(question.id), today=today)


def open_draft(form_id: str) -> Draft:
    """Raises UsageError for a form that families do not file."""
    return Draft(form_id=load_forms()[form_id].id)


def instead(draft: Draft, form_id: str) -> Draft:
    """A new draft of another form, with every answer that both ask for in the same words: nobody is asked twice."""
    form = load_forms()[form_id]
    shared = {one.id for one in form.questions} & set(draft.typed)
    return Draft(form_id=form_id, typed={name: draft.typed[name] for name in shared}, known=bool(shared))


def _read(question: Question, known: str | None) -> Typed:
    """A known value as a person would have typed it: choices by their codes, several with commas, dates as ISO."""
    if not known:
        return None
    if known == "unknown" and question.unknown:
        return UNKNOWN
    match question.kind:
        case "choice" | "yes_no":
            return known if known in question.choices else None
        case "many":
            named = {code.strip() for code in known.split(",")}
            return tuple(code for code in question.choices if code in named) or None
        case "date":
            return _parts(known)
        case "file":
            return None
    return known


def _parts(known: str) -> DateParts | None:
    try:
        found = date.fromisoformat(known)
    except ValueError:
        return None
    return DateParts(month=str(found.month), day=str(found.day), year=str(found.year))
