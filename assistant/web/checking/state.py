"""Where a check stands, as a value: each move makes a new one and keeps the one before, so everything can be undone.

It lives in the visit's session and nowhere else. What is asked next, and what an answer does, is decided by
`disclosure.interview`; here is only which screen shows it.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from assistant.disclosure import interview as asking
from assistant.disclosure.facts import DisclosureFacts, vocabulary
from assistant.disclosure.interview import CONSENT, PURPOSE, Interview, Question
from assistant.disclosure.prefill import Prefilled, prefill
from assistant.disclosure.rules import Rulebook
from assistant.record import Record

Stage = Literal["text", "facts", "interview"]
# As long as a question on the Ask page may be.
LONGEST = 2000
_KEY = "check"


class Check(Record):
    """`typed` are the visitor's words and `read` what they say for certain; `begun` once who and what are confirmed.

    `cut_short`: the decision is wanted although questions are open. `count` tells one event from the next.
    """

    stage: Stage = "text"
    typed: str = ""
    read: Prefilled = Prefilled()
    begun: Interview | None = None
    cut_short: bool = False
    problem: str = ""
    before: "Check | None" = None
    count: int = 0

    def _moved(self, **changes: object) -> "Check":
        kept = {"problem": "", "before": self, "count": self.count + 1}
        return self.model_copy(update=kept | changes)

    def told(self, typed: str) -> "Check":
        """With the visitor's words read; undoing gives them back to be said better."""
        typed = typed.strip()
        return self.model_copy(update={"typed": typed})._moved(stage="facts", read=prefill(typed))

    def asked_elsewhere(self, known: Mapping[str, str], text: str) -> "Check":
        """Begun anew with a question asked on another page: its words, and what is known of it already.

        `known` may hold recipient, purpose, consent, data (names with commas between them) and facts. A word that the
        vocabulary lacks is passed over: the lists ask for it anyway.
        """
        return Check(stage="facts", typed=text, read=_read_with(known, text), before=self, count=self.count + 1)

    def choosing(self) -> "Check":
        """On to the lists: with what was confirmed before, or with nothing."""
        return self._moved(stage="facts")

    def missing(self, problem: str) -> "Check":
        return self._moved(problem=problem, before=self.before)

    def confirmed(self, facts: DisclosureFacts) -> "Check":
        """Who, what and whatever else was read are right. Answers given earlier stay; undoing shows what was chosen."""
        begun = asking.begin(facts.recipient, facts.data, facts)
        if self.begun:
            begun = asking.about(self.begun, facts.recipient, facts.data)
        chosen = self.model_copy(update={"read": _corrected(self.read, begun)})
        return chosen._moved(stage="interview", begun=begun)

    def answered(self, name: str, value: str) -> "Check":
        return self._asked(lambda begun: asking.answer(begun, name, value))

    def answered_all(self, replies: Mapping[str, str]) -> "Check":
        """Several at once, for whoever knows more than was asked."""
        after = self._begun
        for name, value in replies.items():
            after = asking.answer(after, name, value)
        return self._moved(begun=after)

    def back(self) -> "Check":
        """The question before; before the first one, who and what."""
        before = asking.back(self._begun)
        if before == self._begun:
            return self.choosing()
        return self._moved(begun=before)

    def changing(self, name: str) -> "Check":
        return self._asked(lambda begun: asking.reopen(begun, name))

    def deciding(self, cut_short: bool) -> "Check":
        return self._moved(cut_short=cut_short)

    def undone(self) -> "Check":
        return self.before.model_copy(update={"count": self.count + 1}) if self.before else self

    def again(self) -> "Check":
        """From the start; undoing brings back what was there."""
        return Check(before=self, count=self.count + 1)

    def question(self, rulebook: Rulebook) -> Question | None:
        """What is asked now; None where there is a decision to show."""
        if self.cut_short and not self._begun.reopened:
            return None
        return asking.next_question(self._begun, rulebook)

    @property
    def drawn(self) -> int:
        """Tells the widgets of one screen from those of another. A problem on a screen leaves them as they are."""
        return self.before.count if self.before else 0

    def has_open(self, rulebook: Rulebook) -> bool:
        return asking.next_question(self._begun, rulebook) is not None

    @property
    def facts(self) -> DisclosureFacts:
        return self._begun.facts

    @property
    def _begun(self) -> Interview:
        if self.begun is None:
            raise LookupError("Nothing is asked yet: who would get what comes first.")
        return self.begun

    def _asked(self, move: Callable[[Interview], Interview]) -> "Check":
        return self._moved(begun=move(self._begun), stage="interview")


def _read_with(known: Mapping[str, str], text: str) -> Prefilled:
    """What `text` says, and what is `known` besides, which counts more and has no words of the text to show."""
    read, words = prefill(text), vocabulary()
    told = {name: value for name, value in known.items() if value in _choices(name)}
    data = tuple(one for name in known.get("data", "").split(",") if (one := name.strip()) in words.data)
    facts = {name: value for name, value in told.items() if name in words.fact}
    named = {name: value for name, value in told.items() if name not in words.fact}
    evidence = {name: quote for name, quote in read.evidence.items() if name not in told}
    changes = named | {"data": data or read.data, "facts": read.facts | facts, "evidence": evidence}
    return read.model_copy(update=changes)


def _corrected(read: Prefilled, begun: Interview) -> Prefilled:
    """What was read as it was put right. Words that something else was read from are no evidence of it."""
    facts = begun.facts
    right = {
        "recipient": facts.recipient,
        "data": facts.data,
        "purpose": begun.answers.get(PURPOSE),
        "consent": begun.answers.get(CONSENT),
        "facts": {name: reply for name, reply in facts.facts.items() if reply != "unknown"},
    }
    kept = {name for name in ("recipient", PURPOSE, CONSENT) if right[name] == getattr(read, name)}
    kept |= {*facts.data} | {name for name, reply in read.facts.items() if facts.facts.get(name) == reply}
    evidence = {name: quote for name, quote in read.evidence.items() if name in kept}
    return read.model_copy(update=right | {"evidence": evidence})


def _choices(name: str) -> tuple[str, ...]:
    words = vocabulary()
    lists = {"recipient": words.recipients, PURPOSE: words.purposes, CONSENT: asking.CONSENT_CHOICES}
    return lists.get(name) or (("yes", "no") if name in words.fact else ())


Step = Callable[[Check], Check]


def current() -> Check:
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Check) else Check()


def keep(check: Check) -> None:
    st.session_state[_KEY] = check


def move(step: Step) -> None:
    """For a button: what it does to the check that is shown."""
    keep(step(current()))
