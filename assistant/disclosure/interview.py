"""The interview: which question to ask next, and how many there can still be.

From the recipient and the data alone, one question at a time: the purpose, whether there is a consent, or one fact.
Only what can still change an outcome is asked, and of that only what fits such a case (`ask_of`, `ask_for` in the
vocabulary); the rest stays on the decision's list of what is missing, and can be told at any time. "I don't know" is
an answer: it is not asked again, and the fact stays unknown.

Every state is a value. Undoing is keeping the state before; going back opens the last question anew and keeps every
other answer.
"""

from collections.abc import Iterator
from typing import get_args

from pydantic import Field

from assistant.disclosure.case import Case
from assistant.disclosure.facts import Consent, DisclosureFacts, Reply, vocabulary
from assistant.disclosure.reaching import could_come_up
from assistant.disclosure.rules import CHECKED_LAST, Rulebook
from assistant.disclosure.weighing import consent_matters, open_facts
from assistant.errors import UsageError
from assistant.record import Record

PURPOSE, CONSENT = "purpose", "consent"
CONSENT_CHOICES: tuple[Consent, ...] = ("valid", "none", "invalid", "revoked", "unknown")
FACT_CHOICES: tuple[Reply, ...] = get_args(Reply)
# How likely a question is to be answered in the way that settles most: few who ask bring a consent.
CONSENT_IS_RARE = 0.25


class Interview(Record):
    """`answers` in the order given, by question; `reopened` is a question gone back to, still answered as before."""

    recipient: str
    data: tuple[str, ...]
    answers: dict[str, str] = Field(default_factory=dict)
    reopened: str | None = None

    @property
    def facts(self) -> DisclosureFacts:
        told = {name: reply for name, reply in self.answers.items() if name not in (PURPOSE, CONSENT)}
        return DisclosureFacts.model_validate(
            {
                "recipient": self.recipient,
                "data": self.data,
                "purpose": self.answers.get(PURPOSE, "not_stated"),
                "consent": self.answers.get(CONSENT, "unknown"),
                "facts": told,
            }
        )


class Question(Record):
    """`given` is the answer so far.

    `open_now` questions, this one among them, matter as things stand; an answer may settle several of them, or open
    more. `most_left` is the most there can still be, whatever the answers.
    """

    name: str
    choices: tuple[str, ...]
    open_now: int
    most_left: int
    given: str | None = None


def begin(recipient: str, data: tuple[str, ...], known: DisclosureFacts | None = None) -> Interview:
    """From recipient and data, or from facts that are known already. Raises ValidationError for unknown words."""
    facts = known or DisclosureFacts(recipient=recipient, data=data)
    answers: dict[str, str] = {name: reply for name, reply in facts.facts.items() if reply != "unknown"}
    if facts.purpose != "not_stated":
        answers[PURPOSE] = facts.purpose
    if facts.consent != "unknown":
        answers[CONSENT] = facts.consent
    return Interview(recipient=facts.recipient, data=facts.data, answers=answers)


def next_question(interview: Interview, rulebook: Rulebook) -> Question | None:
    """None when no question that fits the case can change an outcome any more."""
    if interview.reopened:
        name = interview.reopened
        rest = interview.model_copy(
            update={"reopened": None, "answers": {k: v for k, v in interview.answers.items() if k != name}}
        )
        return _question(name, rest, rulebook, interview.answers[name])
    following = _next(interview, rulebook)
    return _question(following, interview, rulebook, None) if following else None


def answer(interview: Interview, name: str, value: str) -> Interview:
    """With the question `name` answered; every other answer stays. Raises UsageError for an answer it does not have."""
    if value not in _choices(name):
        raise UsageError(f"{value[:40]!r} is no answer to {name}. Expected one of: {', '.join(_choices(name))}.")
    return interview.model_copy(update={"answers": {**interview.answers, name: value}, "reopened": None})


def back(interview: Interview) -> Interview:
    """The question before the one now open, opened anew with its answer kept; at the first one, nothing changes."""
    order = list(interview.answers)
    place = order.index(interview.reopened) if interview.reopened else len(order)
    return reopen(interview, order[place - 1]) if place else interview


def reopen(interview: Interview, name: str) -> Interview:
    """An answered question opened anew, its answer kept until another is given. Raises UsageError for an open one."""
    if name not in interview.answers:
        raise UsageError(f"{name[:40]!r} has no answer yet. Reopen one of: {', '.join(interview.answers)}.")
    return interview.model_copy(update={"reopened": name})


def about(interview: Interview, recipient: str, data: tuple[str, ...]) -> Interview:
    """The same answers for another recipient or other data; the question that was open anew is left as it was."""
    return interview.model_copy(update={"recipient": recipient, "data": data, "reopened": None})


def not_asked(interview: Interview, rulebook: Rulebook) -> tuple[str, ...]:
    """Facts that could change an outcome and seldom fit such a case: to be offered together, for whoever knows more."""
    facts = interview.facts
    words = vocabulary()
    return tuple(
        fact
        for fact in open_facts(_case(interview, rulebook))
        if not words.fact[fact].worth_asking(facts.recipient, facts.purpose)
    )


def _question(name: str, interview: Interview, rulebook: Rulebook, given: str | None) -> Question:
    return Question(
        name=name,
        choices=_choices(name),
        open_now=max(1, sum(1 for _ in _worth_asking(interview, rulebook)) + (name == PURPOSE)),
        most_left=_most_left(interview, rulebook),
        given=given,
    )


def _choices(name: str) -> tuple[str, ...]:
    if name == PURPOSE:
        return vocabulary().purposes
    return CONSENT_CHOICES if name == CONSENT else FACT_CHOICES


def _case(interview: Interview, rulebook: Rulebook) -> Case:
    asked = (name for name, reply in interview.answers.items() if reply == "unknown" and name != CONSENT)
    return Case.of(interview.facts, rulebook, asked)


def _next(interview: Interview, rulebook: Rulebook) -> str | None:
    """An emergency first, as the law has it; identity and excess last; between them what leaves the fewest others."""
    if PURPOSE not in interview.answers and _purpose_matters(interview, rulebook):
        return PURPOSE
    asked = tuple(_worth_asking(interview, rulebook))
    emergency = [name for name in asked if name in vocabulary().told("emergency_complete")]
    asked = tuple(name for name in asked if name not in CHECKED_LAST) or asked
    if emergency or len(asked) < 2:
        return next(iter(emergency or asked), None)
    return min(asked, key=lambda name: (_expected_left(interview, name, rulebook), asked.index(name)))


def _worth_asking(interview: Interview, rulebook: Rulebook) -> Iterator[str]:
    """The questions of which the answer could change an outcome and which fit the case."""
    case = _case(interview, rulebook)
    in_reach = could_come_up(case)
    for fact in open_facts(case):
        if fact in in_reach and vocabulary().fact[fact].worth_asking(case.recipient, case.purpose):
            yield fact
    if CONSENT not in interview.answers and consent_matters(case):
        yield CONSENT


def _expected_left(interview: Interview, name: str, rulebook: Rulebook) -> float:
    def left(value: str) -> int:
        return len(tuple(_worth_asking(answer(interview, name, value), rulebook)))

    if name == CONSENT:
        return CONSENT_IS_RARE * left("valid") + (1 - CONSENT_IS_RARE) * left("none")
    return (left("yes") + left("no")) / 2


def _purpose_matters(interview: Interview, rulebook: Rulebook) -> bool:
    outcomes = set()
    for purpose in vocabulary().purposes:
        tried = answer(interview, PURPOSE, purpose)
        if any(_worth_asking(tried, rulebook)):
            return True
        outcomes.add(_case(tried, rulebook).outcomes())
    return len(outcomes) > 1


def _most_left(interview: Interview, rulebook: Rulebook) -> int:
    if PURPOSE not in interview.answers:
        return 1 + max(_most_left(answer(interview, PURPOSE, one), rulebook) for one in vocabulary().purposes)
    case = _case(interview, rulebook)
    words = vocabulary()
    open_here = sum(words.fact[f].worth_asking(case.recipient, case.purpose) for f in could_come_up(case))
    return open_here + (CONSENT not in interview.answers)
