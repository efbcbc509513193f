"""A disclosure as the rules see it: for each kind of data its track of rules, and the answers so far."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.disclosure.facts import Answers, Consent, DisclosureFacts
from assistant.disclosure.rules import Outcome, Rulebook, Track
from assistant.disclosure.settle import settle


class Case(NamedTuple):
    """`consent` is the one that counts, `given` the value told for it.

    `asked` are facts that were asked and are not known: they stay unknown.
    """

    recipient: str
    purpose: str
    tracks: tuple[Track, ...]
    answers: Answers
    consent: Consent
    given: Consent
    asked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: DisclosureFacts, rulebook: Rulebook, asked: Iterable[str] = ()) -> "Case":
        tracks = tuple(rulebook.track(facts.recipient, item, facts.purpose) for item in facts.data)
        return cls(
            facts.recipient,
            facts.purpose,
            tracks,
            facts.answers,
            consent=facts.effective_consent,
            given=facts.consent,
            asked=frozenset(asked),
        )

    @property
    def each(self) -> "Iterator[Case]":
        """One case for each kind of data, those that fare alike only once: none can change another's outcome."""
        seen = set()
        for track in self.tracks:
            if track.likeness not in seen:
                seen.add(track.likeness)
                yield self._replace(tracks=(track,))

    def outcomes(self, answers: Answers | None = None, consent: Consent | None = None) -> tuple[Outcome, ...]:
        told, given = answers or self.answers, consent or self.consent
        return tuple(settle(track, told, given).outcome for track in self.tracks)

    def outcome(self, answers: Answers, consent: Consent) -> Outcome:
        """Of the one kind of data of a case that has only one."""
        return settle(self.tracks[0], answers, consent).outcome

    def is_open(self, fact: str) -> bool:
        return fact not in self.answers.yes and fact not in self.answers.no and fact not in self.asked

    @property
    def facts(self) -> frozenset[str]:
        """Every told fact that a rule of the case, or a check, reads."""
        return frozenset(fact for track in self.tracks for fact in track.facts)
