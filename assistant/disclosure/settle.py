"""One kind of data, settled: the order in which rules are read, and the first outcome that ends the reading.

1  an emergency with all its needs goes before everything;
2  kinds of data with a rule of their own (a), then the stops (b), which are read together with
3  the bars and the recipients that one rule decides alone: the strictest that fits counts, and no consent gets past;
4  the student and the parent;  5  a valid consent;  6  what the law requires;  7  what it permits;
8  directory information;  9  the default, which is consent.

In steps 6 to 8 one lawful way is enough. So a rule that releases ends the search, and one that leaves conditions or
asks the responsible authority is only held while the rest is read; the least strict one held counts. There is no rule
"deny beats permit" above this order: what must stop a release stands in steps 2 and 3.

Last, step 10 holds a release up until identity, address protection, an order on file and excess are settled.
"""

from collections.abc import Iterator
from typing import NamedTuple

from assistant.disclosure.facts import Answers, Consent, vocabulary
from assistant.disclosure.rules import RELEASES, STRICTNESS, Outcome, Rule, Track, Verdict

# An order and an emergency are not shut out by a rule that names the data.
NEVER_SHUT_OUT = frozenset({"C18", "C20"})
# Of the exceptions of step 7, the two by which a Social Security number may go.
OPEN_TO_SSN = frozenset({"C02", "C18"})
FAMILY = frozenset({"student", "parent"})
NAMED_IN_ORDERS = frozenset({"parent", "relative_or_caregiver"})


class Settled(NamedTuple):
    """`refuted`: rules that fitted the case and not the facts; `holds`: the checks that hold the release up.

    `beside`: the consent rule where a consent opened the way to a rule that requires the release.
    """

    outcome: Outcome
    rule: Rule
    verdict: Verdict = "confirmed"
    refuted: tuple[Rule, ...] = ()
    holds: tuple[str, ...] = ()
    beside: Rule | None = None


def settle(track: Track, answers: Answers, consent: Consent) -> Settled:
    """The outcome of one kind of data, step 10 included."""
    found = _checked(_read(track, answers, consent), track, answers)
    if found.outcome == "conditions" and (found.rule.step == "5" or found.beside):
        # A consent that is held up must not be worse than none: another way may be open without it.
        without = _checked(_read(track, answers, "none"), track, answers)
        return without if without.outcome in RELEASES else found
    return found


def _checked(found: Settled, track: Track, answers: Answers) -> Settled:
    holds = _holds(found, track, answers)
    if not holds:
        return found
    outcome = "conditions" if found.outcome in RELEASES else found.outcome
    return found._replace(outcome=outcome, holds=(*found.holds, *holds))


def _read(track: Track, answers: Answers, consent: Consent) -> Settled:
    for rule in track.emergency:
        if rule.fits(answers, consent):
            return Settled(rule.outcome, rule)
    refuted: list[Rule] = []
    for settled in (_scope(track, answers, consent, refuted), _stopped(track, answers, consent)):
        if settled:
            return settled
    settled = _family(track, answers, consent, refuted)
    if not settled and consent == "valid":
        settled = _consented(track, answers)
    settled = settled or _searched(track, answers, consent, refuted)
    if not settled:
        rule = next(rule for rule in track.default if rule.fits(answers, consent))
        settled = Settled(rule.outcome, rule)
    return settled._replace(refuted=tuple(refuted))


def _scope(track: Track, answers: Answers, consent: Consent, refuted: list[Rule]) -> Settled | None:
    rule = next((rule for rule in track.scope if rule.fits(answers, consent)), None)
    if rule is None:
        return None
    verdict = rule.verdict(answers)
    if outcome := rule.outcome_of(verdict):
        return Settled(outcome, rule, verdict)
    refuted.append(rule)
    return None


def _stopped(track: Track, answers: Answers, consent: Consent) -> Settled | None:
    strictest: Settled | None = None
    for row in track.stops:
        rule = next((rule for rule in row if rule.fits(answers, consent)), None)
        if rule is None:
            continue
        verdict = rule.verdict(answers)
        outcome = rule.outcome_of(verdict)
        if outcome and (strictest is None or STRICTNESS[outcome] > STRICTNESS[strictest.outcome]):
            strictest = Settled(outcome, rule, verdict)
    return strictest


def _family(track: Track, answers: Answers, consent: Consent, refuted: list[Rule]) -> Settled | None:
    for rule in track.family:
        if rule.fits(answers, consent):
            verdict = rule.verdict(answers)
            if outcome := rule.outcome_of(verdict):
                return Settled(outcome, rule, verdict)
            refuted.append(rule)
    return None


def _consented(track: Track, answers: Answers) -> Settled:
    """A valid consent; where the law also requires the release, consent is the federal route that it may need."""
    rule = next(rule for rule in track.consent if rule.fits(answers, "valid"))
    if track.must:
        routed = answers.told(yes=["federal_route_named"])
        for must in track.must:
            if must.fits(routed, "valid") and must.verdict(routed) == "confirmed":
                return Settled(must.outcome, must, beside=rule)
    verdict = rule.verdict(answers)
    return Settled(rule.outcome_of(verdict) or "consent", rule, verdict)


def _searched(track: Track, answers: Answers, consent: Consent, refuted: list[Rule]) -> Settled | None:
    held: Settled | None = None
    for rule in _search_order(track, answers, consent):
        verdict = rule.verdict(answers)
        outcome = rule.outcome_of(verdict)
        if outcome is None:
            refuted.append(rule)
            continue
        settled = Settled(outcome, rule, verdict)
        if track.item == "ssn" and rule.step == "7" and rule.row not in OPEN_TO_SSN and STRICTNESS[outcome] < 3:
            settled = Settled("ask_ra", rule, verdict, holds=("G3",))
        if settled.outcome in RELEASES or (verdict == "refuted" and rule.ends):
            return settled
        if held is None or STRICTNESS[settled.outcome] < STRICTNESS[held.outcome]:
            held = settled
    return held


def _search_order(track: Track, answers: Answers, consent: Consent) -> Iterator[Rule]:
    yield from (rule for rule in track.must if rule.fits(answers, consent))
    may = [rule for rule in track.may if rule.fits(answers, consent)]
    data_named = any(rule.data for rule in may)
    yield from (rule for rule in may if not data_named or rule.data or rule.row in NEVER_SHUT_OUT)
    yield from (rule for rule in track.directory if rule.fits(answers, consent))


def _holds(found: Settled, track: Track, answers: Answers) -> tuple[str, ...]:
    """The checks of step 10 that speak, by their names."""
    if STRICTNESS[found.outcome] > STRICTNESS["conditions"] or found.outcome == "not_covered":
        return ()
    rule, holds = found.rule, []
    if rule.identity and "identity_verified" not in answers.yes:
        holds.append("G10")
    if rule.step not in ("1", "2a"):
        contact = track.item in vocabulary().group["CONTACT"] and track.recipient not in FAMILY
        if contact and answers.reply("safe_at_home") == "unknown":
            holds.append("G7")
        if track.recipient in NAMED_IN_ORDERS and answers.reply("custody_order_on_file") == "unknown":
            holds.append("G9")
    if "more_than_needed" in answers.yes:
        holds.append("G11")
    return tuple(holds)
