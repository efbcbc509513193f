"""The door: what a person typed becomes the answers of a form, or what is wrong with them, question by question.

Everything is checked once, here. Behind the door an answer is what its kind says it is; before it, nothing is. A
problem is a reason and its numbers, never a sentence and never what was typed.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal

from email_validator import EmailNotValidError, validate_email

from assistant.errors import UsageError
from assistant.record import Record
from assistant.rights.forms import Dates, Form, Question

Reason = Literal[
    "missing",
    "choose",
    "too_long",
    "not_a_date",
    "date_future",
    "date_past",
    "date_far",
    "not_an_email",
    "not_a_phone",
    "not_readable",
    "file_empty",
    "file_too_large",
]

LARGEST_FILE: Final = 10 * 1024 * 1024
"""Bytes; what kind of file it is, the store sees by its content."""
# A person alive, a school record still kept, a plan that somebody really has: further off, a date is a slip.
FAR_PAST, FAR_COMING = timedelta(days=120 * 366), timedelta(days=10 * 366)
_PHONE = re.compile(
    r"\+?[0-9][0-9 ().\-/]*(?:(?:ext\.?|x) ?[0-9]{1,6})?|\([0-9 ().\-/]+(?:(?:ext\.?|x) ?[0-9]{1,6})?", re.I
)


class DateParts(Record):
    """A date as typed into three boxes."""

    month: str = ""
    day: str = ""
    year: str = ""


class Upload(Record):
    name: str
    content: bytes


class Unknown(Record):
    """The answer "I don't know", which is neither no answer nor a no."""


UNKNOWN: Final = Unknown()
Typed = str | tuple[str, ...] | DateParts | Upload | Unknown | None
"""What a page or a program hands in; None for a question passed over."""
Answer = str | tuple[str, ...] | None
"""What is filed, JSON-able: a date as YYYY-MM-DD, several choices as a list, None for "I don't know"."""


class Problem(Record):
    reason: Reason
    most: int | None = None


class Problems(Record):
    """By question, in the order of the form."""

    problems: dict[str, Problem]


class Filed(Record):
    """`answers` holds what was answered, in the order of the form; a question passed over has no key.

    `files` by question. `cases` are the conditions of time limits that the answers bring about.
    """

    form: str
    answers: dict[str, Answer]
    files: dict[str, Upload]
    cases: tuple[str, ...]


def validate(form: Form, typed: Mapping[str, Typed], *, today: date) -> Filed | Problems:
    """`today` in the district's time zone. Answers to questions that the other answers leave unasked are dropped.

    Raises UsageError for a question that the form does not have: the caller is wrong, not the person.
    """
    if strange := sorted(set(typed) - {one.id for one in form.questions}):
        raise UsageError(
            f"{form.id} does not ask {strange[0][:60]!r}. It asks: {', '.join(q.id for q in form.questions)}."
        )
    read = {one.id: check(one, typed.get(one.id), today=today) for one in form.asked(typed)}
    if problems := {name: found for name, found in read.items() if isinstance(found, Problem)}:
        return Problems(problems=problems)
    files = {name: found for name, found in read.items() if isinstance(found, Upload)}
    answers = {name: None if found == UNKNOWN else found for name, found in read.items() if not_passed(found)}
    return Filed(form=form.id, answers=_told(answers), files=files, cases=form.cases(answers))


def check(
    question: Question, typed: Typed, *, today: date
) -> str | tuple[str, ...] | Upload | Unknown | Problem | None:
    """One answer as it is filed, or what is wrong with it; None for a question that may be passed over and was."""
    if isinstance(typed, Unknown):
        return UNKNOWN if question.unknown else Problem(reason="missing")
    if _empty(typed):
        return Problem(reason="choose" if question.choices else "missing") if question.required else None
    match question.kind, typed:
        case (("choice" | "yes_no"), str()):
            return typed if typed in question.choices else Problem(reason="choose")
        case "many", tuple():
            known = tuple(code for code in question.choices if code in typed)
            return known if set(known) == set(typed) else Problem(reason="choose")
        case "date", DateParts():
            return _date(typed, question.dates or "any", today)
        case "file", Upload():
            return _file(typed)
        case (("text" | "long_text" | "email" | "phone"), str()):
            return _text(question, typed)
    raise UsageError(f"{question.id} is a {question.kind}; a {type(typed).__name__} came.")


def not_passed(found: object) -> bool:
    return found is not None and not isinstance(found, Upload | Problem)


def _told(answers: Mapping[str, object]) -> dict[str, Answer]:
    return {name: found for name, found in answers.items() if found is None or isinstance(found, str | tuple)}


def _empty(typed: Typed) -> bool:
    match typed:
        case None | () | DateParts(month="", day="", year=""):
            return True
        case str():
            return not typed.strip()
    return False


def _text(question: Question, typed: str) -> str | Problem:
    text = unicodedata.normalize("NFC", typed.strip().replace("\r\n", "\n"))
    if question.longest and len(text) > question.longest:
        return Problem(reason="too_long", most=question.longest)
    breaks = "\n\t" if question.kind == "long_text" else ""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in breaks for c in text):
        return Problem(reason="not_readable")
    if question.kind == "email":
        return _email(text)
    return _phone(text) if question.kind == "phone" else text


def _email(text: str) -> str | Problem:
    try:
        # Whether the address receives mail, only the mail server knows: nothing is looked up.
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return Problem(reason="not_an_email")


def _phone(text: str) -> str | Problem:
    """With an area code; other countries' numbers too, so only the digits are counted."""
    number = re.split(r"ext|x", text, flags=re.I)[0]
    digits = sum(c.isdigit() for c in number)
    return text if _PHONE.fullmatch(text) and 10 <= digits <= 15 else Problem(reason="not_a_phone")


def _date(typed: DateParts, dates: Dates, today: date) -> str | Problem:
    year, month, day = (part.strip() for part in (typed.year, typed.month, typed.day))
    if not re.fullmatch(r"[0-9]{4}", year) or not all(re.fullmatch(r"[0-9]{1,2}", part) for part in (month, day)):
        return Problem(reason="not_a_date")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return Problem(reason="not_a_date")
    if dates in ("birth", "past") and found > today:
        return Problem(reason="date_future")
    if dates == "coming" and found < today:
        return Problem(reason="date_past")
    if not -FAR_PAST <= found - today <= FAR_COMING:
        return Problem(reason="date_far")
    return found.isoformat()


def _file(typed: Upload) -> Upload | Problem:
    if not typed.content:
        return Problem(reason="file_empty")
    if len(typed.content) > LARGEST_FILE:
        return Problem(reason="file_too_large", most=LARGEST_FILE // (1024 * 1024))
    # The bare name: a browser may send a whole path, and it is shown to the office.
    name = "".join(c for c in re.split(r"[/\\]", typed.name)[-1] if c.isprintable())[-120:]
    return Upload(name=name or "file", content=typed.content)
