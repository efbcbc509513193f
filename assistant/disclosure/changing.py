"""What is missing, and what would change the outcome.

For a case that may not go out: the smallest sets of answers (papers to get, acts to do, facts to find out) that lead to
a release, each shown to do so by settling the case anew. For a release: each single fact without which it would not
stand. Only the answers change here, never who asks, for what, or why.
"""

from collections.abc import Iterable, Iterator

from assistant.disclosure.case import Case
from assistant.disclosure.decision import Change
from assistant.disclosure.facts import Answers, Consent, Reply, effective_consent, vocabulary
from assistant.disclosure.opening import opening
from assistant.disclosure.rules import RELEASES, Outcome, Rule, overall
from assistant.disclosure.weighing import consent_matters, open_facts

# More than three ways out is a list that nobody reads.
MOST_CHANGES = 3
# The answers that lift the checks of step 10.
UNCHECKED: tuple[tuple[str, Reply], ...] = (
    ("identity_verified", "yes"),
    ("safe_at_home", "no"),
    ("custody_order_on_file", "no"),
)


class Proposal:
    """Answers to be changed, and whether a consent is to be had."""

    __slots__ = ("consent", "facts")

    def __init__(self, facts: dict[str, Reply], consent: Consent | None) -> None:
        self.facts, self.consent = facts, consent

    @property
    def size(self) -> int:
        return len(self.facts) + (self.consent is not None)

    @property
    def parts(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.facts.items()) | ({("consent", self.consent)} if self.consent else set())

    def joined(self, other: "Proposal") -> "Proposal":
        return Proposal({**self.facts, **other.facts}, self.consent or other.consent)

    def without(self, part: str) -> "Proposal":
        if part == "consent":
            return Proposal(self.facts, None)
        return Proposal({fact: reply for fact, reply in self.facts.items() if fact != part}, self.consent)

    def answers(self, case: Case) -> Answers:
        return case.answers.told(
            yes=[fact for fact, reply in self.facts.items() if reply == "yes"],
            no=[fact for fact, reply in self.facts.items() if reply == "no"],
        )

    def outcomes(self, case: Case) -> tuple[Outcome, ...]:
        answers = self.answers(case)
        return case.outcomes(answers, effective_consent(self.consent or case.given, answers))

    def releases(self, case: Case) -> bool:
        return goes(self.outcomes(case))


def goes(outcomes: Iterable[Outcome]) -> bool:
    """True if the whole is a release. What is no release from a record stands in no one's way."""
    return overall(outcomes) in RELEASES


def missing_facts(case: Case) -> tuple[str, ...]:
    """Every unanswered fact that could change an outcome; "consent" too, if nobody has looked at it."""
    return (*(("consent",) if consent_matters(case) else ()), *_open_form(case), *open_facts(case))


def _open_form(case: Case) -> tuple[str, ...]:
    """What is still to be looked at in a consent form of which a part was looked at, and all of that was right."""
    form, answers = vocabulary().told("consent_complete"), case.answers
    begun = not answers.yes.isdisjoint(form) and answers.reply("consent_complete") == "unknown"
    if begun and case.outcomes(answers, "valid") != case.outcomes(answers, "invalid") and case.consent != "revoked":
        return tuple(fact for fact in form if case.is_open(fact))
    return ()


def would_change(case: Case) -> tuple[Change, ...]:
    if goes(case.outcomes()):
        return tuple(_leaned_on(case))
    best: list[Proposal] = []
    for proposal in sorted(_proposals(case), key=lambda one: (one.size, sorted(one.parts))):
        if not any(kept.parts <= proposal.parts for kept in best):
            best.append(proposal)
    return tuple(
        Change(facts=one.facts, consent=one.consent, outcome=overall(one.outcomes(case))) for one in best[:MOST_CHANGES]
    )


def _leaned_on(case: Case) -> Iterator[Change]:
    """For a release: the answers, and the consent, that it does not stand without."""
    form = vocabulary().told("consent_complete")
    for fact in sorted((case.answers.yes | case.answers.no) & case.facts.union(form)):
        other: Reply = "no" if fact in case.answers.yes else "yes"
        outcome = overall(Proposal({fact: other}, None).outcomes(case))
        if outcome not in RELEASES:
            yield Change(facts={fact: other}, outcome=outcome)
    if case.consent == "valid":
        outcome = overall(Proposal({}, "none").outcomes(case))
        if outcome not in RELEASES:
            yield Change(consent="none", outcome=outcome)


def _proposals(case: Case) -> Iterator[Proposal]:
    """For each way by which the first blocked item could go: what it takes, joined with what the others need."""
    each = [_ways_out(one) for one in _held_back(case)]
    if not all(each):
        return
    for rule_id, proposal in each[0].items():
        for ways in each[1:]:
            proposal = proposal.joined(ways.get(rule_id) or min(ways.values(), key=lambda one: one.size))
        if proposal.releases(case):
            yield _trimmed(proposal, case)


def _held_back(case: Case) -> list[Case]:
    """Each kind of data that does not go; what is no release from a record only where there is nothing else."""
    apart = [(one, overall(one.outcomes())) for one in case.each]
    blocked = [one for one, outcome in apart if outcome not in RELEASES and outcome != "not_covered"]
    return blocked or [one for one, outcome in apart if outcome == "not_covered"]


def _ways_out(alone: Case) -> dict[str, Proposal]:
    (track,) = alone.tracks
    found = {}
    for rule in track.ways:
        proposal = _by(rule, alone)
        if proposal and proposal.releases(alone):
            found[rule.id] = _trimmed(proposal, alone)
    return found


def _by(rule: Rule, case: Case) -> Proposal | None:
    """What `rule` takes that is not so yet, with whatever stops and checks would still hold it up.

    None where it takes a fact that does not fit such a case: no clerk is told to find an emergency.
    """
    answers, words = case.answers, vocabulary()
    wanted = opening(rule, answers)
    facts: dict[str, Reply] = {}
    for fact in words.fact:
        if fact in wanted.yes and fact not in answers.yes:
            facts[fact] = "yes"
        elif fact in wanted.no and fact not in answers.no:
            facts[fact] = "no"
    for fact in facts:
        told_otherwise = words.fact[fact].kind == "S" and answers.reply(fact) != "unknown"
        if told_otherwise or not words.fact[fact].worth_asking(case.recipient, case.purpose):
            return None
    lacking = rule.consent is not None and case.consent != "valid"
    consent: Consent | None = "valid" if lacking and case.given != "valid" else None
    mended = [fact for fact in words.told("consent_complete") if lacking and fact in answers.no]
    return Proposal(facts | dict.fromkeys(mended, "yes") | _unhindered(case, facts), consent)


def _unhindered(case: Case, chosen: dict[str, Reply]) -> dict[str, Reply]:
    """Answers that lift the stops and checks of the case, as far as answers can."""
    answers, (track,) = case.answers, case.tracks
    lifted: dict[str, Reply] = {}
    for fact, reply in UNCHECKED:
        if answers.reply(fact) != reply:
            lifted[fact] = reply
    if "more_than_needed" in answers.yes:
        lifted["more_than_needed"] = "no"
    for rule in (rule for row in track.stops for rule in row if rule.fits(answers, case.consent)):
        if rule.when_yes and rule.outcome not in RELEASES:
            lifted[rule.when_yes[0]] = "no"
    return {fact: reply for fact, reply in lifted.items() if fact not in chosen}


def _trimmed(proposal: Proposal, case: Case) -> Proposal:
    """Without every part that it can do without."""
    for part in (*sorted(proposal.facts), *(("consent",) if proposal.consent else ())):
        smaller = proposal.without(part)
        if smaller.releases(case):
            proposal = smaller
    return proposal
