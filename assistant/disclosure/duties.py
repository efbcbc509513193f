"""What must be done before, with and after: the duties that go with an outcome.

A release brings the duties of the rule that decides and those of acts not yet done. Where nothing goes out, a request
from outside is still written into the student's disclosure record (34 CFR 99.32(a)(1)), unless 99.32(d) lets it be.
"""

from collections.abc import Iterable, Iterator

from assistant.disclosure.decision import Duty, When
from assistant.disclosure.facts import DisclosureFacts, DutyKind, vocabulary
from assistant.disclosure.rules import Rule
from assistant.disclosure.settle import Settled

WHEN: dict[DutyKind, When] = {
    "verify_identity": "before",
    "counsel": "before",
    "notice_before": "before",
    "trim": "before",
    "log": "with",
    "redisclosure_notice": "with",
    "notice_after": "after",
}
"""In the order in which they are met. The record of a disclosure is made with it."""

INSIDERS = frozenset({"staff", "health_staff", "volunteer", "employee", "device_monitor"})


def duties_of(settled: Settled, item: str, facts: DisclosureFacts) -> Iterator[Duty]:
    """The duties of one kind of data; one kind may come from several facts."""
    if settled.outcome in ("permitted", "mandatory", "conditions"):
        yield from _on_release(settled, item, facts)
    elif settled.outcome in ("consent", "prohibited", "ask_ra"):
        yield from _on_refusal(settled, facts)
    if "more_than_needed" in facts.answers.yes:
        yield _duty("trim", settled.rule, "more_than_needed")


def merged(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """Each kind once, with every fact that brings it; two clocks of one kind stay two duties."""
    found: dict[tuple[DutyKind, str | None], tuple[str, ...]] = {}
    for duty in duties:
        key = (duty.kind, duty.limit)
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *duty.facts)))
    order = list(WHEN)
    limited = {kind for kind, limit in found if limit}
    kept = [one for one in found if one[1] or one[0] not in limited]
    return tuple(
        Duty(kind=kind, when=WHEN[kind], limit=limit, facts=found[kind, limit])
        for kind, limit in sorted(kept, key=lambda one: order.index(one[0]))
    )


def _on_release(settled: Settled, item: str, facts: DisclosureFacts) -> Iterator[Duty]:
    rule = settled.rule
    yield from (_duty(kind, rule) for kind in rule.duties)
    yield from (_duty(one.duty, rule, *one.when_yes) for one in rule.adds if one.comes_with(item, facts.answers))
    yield from _acts_not_done(settled, facts)
    if "G10" in settled.holds:
        yield _duty("verify_identity", rule, "identity_verified")


def _on_refusal(settled: Settled, facts: DisclosureFacts) -> Iterator[Duty]:
    if _log_the_request(settled, facts):
        yield _duty("log", settled.rule)
    if settled.outcome == "ask_ra":
        yield from _acts_not_done(settled, facts)
    if "counsel" in settled.rule.duties:
        yield _duty("counsel", settled.rule)
    if facts.recipient == "unknown_caller":
        yield _duty("verify_identity", settled.rule, "identity_verified")


def _acts_not_done(settled: Settled, facts: DisclosureFacts) -> Iterator[Duty]:
    words, answers = vocabulary(), facts.answers
    if settled.verdict == "refuted":
        return
    for name in settled.rule.all:
        duty = words[name].duty
        # A need that is refused brings no duty: there is nothing left to do but an act.
        if duty and name not in answers.yes and (words[name].kind == "A" or name not in answers.no):
            yield _duty(duty, settled.rule, *_open_acts(name, facts))


def _open_acts(name: str, facts: DisclosureFacts) -> Iterator[str]:
    words = vocabulary()
    acts = [one for one in words.told(name) if words[one].duty]
    yield from (one for one in acts if one not in facts.answers.yes)


def _log_the_request(settled: Settled, facts: DisclosureFacts) -> bool:
    answers, rule = facts.answers, settled.rule
    exempt = (
        "outside_request" in answers.no
        or rule.step == "2a"
        or (facts.effective_consent == "valid" and rule.row != "C35")
        or (facts.recipient == "parent" and "eligible_student" in answers.no)
        or (facts.recipient == "student" and "eligible_student" in answers.yes)
        or facts.recipient in INSIDERS
        or (rule.row == "C24" and settled.outcome == "ask_ra")
    )
    return not exempt


def _duty(kind: DutyKind, rule: Rule, *facts: str) -> Duty:
    return Duty(kind=kind, when=WHEN[kind], limit=rule.limits.get(kind), facts=facts)
