"""Wording: questions, answers, laws and time limits as a family reads them."""

from collections.abc import Iterable
from datetime import date

from assistant.deadlines.due import LimitDue
from assistant.deadlines.limits import TimeLimit, load_limits
from assistant.i18n import Words, words
from assistant.rights.answers import UNKNOWN, DateParts, Problem, Typed, Unknown, Upload
from assistant.rights.forms import Mark, Question
from assistant.web.escaping import text


def asked(question: Question, say: Words) -> str:
    """The question as a heading, "(optional)" with it."""
    told = say(f"field.{question.id}.ask")
    return told if question.required else f"{told} {say('page.optional')}"


def short(question: Question, say: Words) -> str:
    return say(f"field.{question.id}.short")


def choice(question: Question, code: str, say: Words) -> str:
    return say(f"choice.{'yes_no' if question.kind == 'yes_no' else question.id}.{code}")


def given(question: Question, typed: Typed, say: Words) -> str:
    """An answer as the person would say it; for what was passed over, that."""
    match typed:
        case Unknown():
            return say("page.unknown")
        case DateParts() if typed != DateParts():
            return _date(typed, say)
        case Upload():
            return say("page.check.file", name=typed.name, size=max(1, len(typed.content) // 1024))
        case tuple() if typed:
            return "; ".join(choice(question, code, say) for code in typed)
        case str() if typed.strip():
            return choice(question, typed, say) if question.choices else typed.strip()
    return say("page.check.not_given")


def filed(question: Question, answer: str | tuple[str, ...] | None, say: Words) -> str:
    """The same for an answer that has passed the door."""
    if question.kind == "date" and isinstance(answer, str):
        return _written(date.fromisoformat(answer), say)
    return given(question, UNKNOWN if answer is None else answer, say)


def problem(found: Problem, say: Words) -> str:
    values = {} if found.most is None else {"most": f"{found.most:,}"}
    return say(f"problem.{found.reason}", **values)


def law_html(law: Iterable[str], mark: Mark | None, say: Words) -> str:
    """Where a thing stands, small, and that it is from memory where it is."""
    unchecked = [say("page.unchecked")] if mark == "M" else []
    told = " · ".join([*law, *unchecked])
    return f' <span class="pa-where">{text(told)}</span>' if told else ""


def citations(limit: TimeLimit | LimitDue, say: Words) -> str:
    unchecked = f" ({say('page.unchecked')})" if limit.mark == "M" else ""
    return "; ".join(limit.citation) + unchecked


def clock_lines(clock: Iterable[str], say: Words) -> list[str]:
    """Time limits by their ids, each with what it runs from, before there is a day to count from."""
    pages, lines = words(say.language), []
    for one in map(load_limits().by_id, clock):
        told = {"limit": pages(f"due.limit.{one.id}"), "citation": citations(one, say)}
        if one.to_be_confirmed:
            lines.append(say("page.done.limit_confirm", **told))
        elif one.amount is None:
            lines.append(say("page.done.limit_unnumbered", **told))
        else:
            start = pages(f"due.start.{one.runs_from}")
            lines.append(say("page.done.limit_from", amount=pages.amount(one.amount, one.unit), start=start, **told))
    return lines


def _date(typed: DateParts, say: Words) -> str:
    try:
        return _written(date(int(typed.year), int(typed.month), int(typed.day)), say)
    except ValueError:
        return "/".join((typed.month, typed.day, typed.year))


def _written(day: date, say: Words) -> str:
    return words(say.language).day(day)
