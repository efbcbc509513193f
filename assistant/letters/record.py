"""What was decided on a disclosure, for the file: the answers as given, the outcome, its rules, and what is to be done.

Made from the decision alone, so that what is printed is what was decided. Unknown stays "I do not know". The gists
beside the authorities are ours, and the paper says so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from assistant.corpus.citation import Citation
from assistant.corpus.district import District
from assistant.deadlines.due import district_zone
from assistant.deadlines.limits import load_limits
from assistant.disclosure.decision import AppliedRule, DisclosureDecision, Duty
from assistant.disclosure.facts import DisclosureFacts
from assistant.i18n import Words, words
from assistant.letters.letter import Blank, Block, Items, Letter, Line, Table, heading, paragraph


def decision_record(
    decision: DisclosureDecision, facts: DisclosureFacts, *, at: datetime, by: str | None, district: District
) -> bytes:
    """As a tagged PDF (PDF/UA-1), deterministic.

    `at` is shown in the district's time zone; without a zone of its own it raises ValueError. `by` is None where nobody
    is named yet: then there is a line to sign.
    """
    if at.tzinfo is None:
        raise ValueError("at has no time zone; give the moment with its zone")
    say, check = words("en", "letters"), words("en", "disclosure")
    here = at.astimezone(district_zone(district))
    blocks = (
        *_outcome(decision, say, check),
        *_made(_moment(here, say), by, say),
        *_asked(facts, say, check),
        *_rules(decision, say, check),
        *_duties(decision, say, check),
        *_missing(decision, say, check),
        *_citations(decision.citations, say),
    )
    head = district.name.value if district.name else ""
    date = words("en").day(here.date())
    return Letter(title=say("record.title"), head=head, date=date, blocks=blocks).pdf()


def _moment(here: datetime, say: Words) -> str:
    return say("record.moment", day=words("en").day(here.date()), time=f"{here:%H:%M} {here.tzname()}")


def _outcome(decision: DisclosureDecision, say: Words, check: Words) -> Iterator[Block]:
    yield heading(say("record.outcome"))
    yield Line(kind="strong", text=check(f"outcome.{decision.outcome}.word"))
    yield paragraph(check(f"outcome.{decision.outcome}.sentence"))
    if len(decision.per_item) > 1:
        rows = tuple(
            (check(f"data.{item.data}"), check(f"outcome.{item.outcome}.word"), item.rule) for item in decision.per_item
        )
        yield Table(head=tuple(say(f"record.{key}") for key in ("item", "item_outcome", "item_rule")), rows=rows)
    yield Line(kind="quiet", text=say("record.decided_by_rules"))


def _made(moment: str, by: str | None, say: Words) -> Iterator[Block]:
    yield heading(say("record.made"))
    yield paragraph(say("record.when", moment=moment))
    yield paragraph(say("record.by", name=by)) if by else Blank(label=say("record.by_blank"))


def _asked(facts: DisclosureFacts, say: Words, check: Words) -> Iterator[Block]:
    yield heading(say("record.asked"))
    told = (
        (say("record.recipient"), check(f"recipient.{facts.recipient}")),
        (say("record.data"), "; ".join(check(f"data.{item}") for item in facts.data)),
        (say("record.purpose"), check(f"purpose.{facts.purpose}")),
        (say("record.consent"), check(f"consent.{facts.consent}")),
    )
    answers = tuple((check(f"fact.{fact}.ask"), check(f"reply.{reply}")) for fact, reply in facts.facts.items())
    yield Table(head=(say("record.question"), say("record.answer")), rows=(*told, *answers))


def _rules(decision: DisclosureDecision, say: Words, check: Words) -> Iterator[Block]:
    deciding = [rule for rule in decision.rules if rule.role == "decides"]
    yield heading(say("record.rules", n=len(deciding)))
    for rule in deciding:
        yield paragraph(say("record.rule_title", row=rule.id, title=check(f"row.{rule.words}.title")))
        yield _told_by(rule, say, check)
    others = [rule for rule in decision.rules if rule.role != "decides"]
    if others:
        yield heading(say("record.others"))
    for rule in others:
        role = check(f"role.{rule.role}")
        title = check(f"row.{rule.words}.title")
        yield paragraph(say("record.role_title", role=role, row=rule.id, title=title))
        yield _told_by(rule, say, check)


def _told_by(rule: AppliedRule, say: Words, check: Words) -> Items:
    """What each layer says, then the sections, then the mark where the text itself was not read."""
    lines = [_layer(rule, layer, say, check) for layer in rule.says] or [check(f"row.{rule.words}.note")]
    if rule.citations:
        lines.append("; ".join(cite for one in rule.citations for cite in one.authorities))
    if rule.mark == "M":
        lines.append(check("mark.uncertain" if rule.uncertain else "mark.M"))
    return Items(kind="items", items=tuple(lines))


def _layer(rule: AppliedRule, layer: str, say: Words, check: Words) -> str:
    key = "record.layer_governs" if layer == rule.governs else "record.layer"
    return say(key, layer=check(f"layer.{layer}"), text=check(f"row.{rule.words}.{layer}"))


def _duties(decision: DisclosureDecision, say: Words, check: Words) -> Iterator[Block]:
    yield heading(say("record.duties"))
    if decision.duties:
        yield Items(kind="items", items=tuple(_duty(duty, say, check) for duty in decision.duties))
    else:
        yield paragraph(say("record.no_duties"))
    if decision.clocks:
        yield heading(say("record.clocks"))
        yield Items(kind="items", items=tuple(_clocks(decision.clocks, say)))
    if any(duty.kind == "redisclosure_notice" for duty in decision.duties):
        yield heading(say("record.notice"))
        yield paragraph(say("record.notice_text"))


def _duty(duty: Duty, say: Words, check: Words) -> str:
    told = check(f"duty.{duty.kind}")
    if duty.limit and (amount := _amount(duty.limit)):
        told = say("record.within", duty=told, amount=amount)
    if duty.facts:
        questions = "” “".join(check(f"fact.{fact}.ask") for fact in duty.facts)
        told = say("record.brought_by", duty=told, questions=questions)
    return say("record.duty", when=check(f"when.{duty.when}"), duty=told)


def _clocks(clocks: Iterable[str], say: Words) -> Iterator[str]:
    for clock in clocks:
        limit, amount = words("en")(f"due.limit.{clock}"), _amount(clock)
        yield say("record.clock", limit=limit, amount=amount) if amount else say("record.no_amount", limit=limit)


def _amount(limit_id: str) -> str:
    limit = load_limits().by_id(limit_id)
    return words("en").amount(limit.amount, limit.unit)


def _missing(decision: DisclosureDecision, say: Words, check: Words) -> Iterator[Block]:
    yield heading(say("record.missing"))
    if not decision.missing_facts:
        yield paragraph(say("record.none_missing"))
        return
    yield paragraph(say("record.missing_told"))
    asked = (check("ask.consent") if one == "consent" else check(f"fact.{one}.ask") for one in decision.missing_facts)
    yield Items(kind="items", items=tuple(asked))


def _citations(citations: tuple[Citation, ...], say: Words) -> Iterator[Block]:
    if not citations:
        return
    yield heading(say("record.citations"))
    yield paragraph(say("record.gists"))
    rows = tuple((one.title, _gist(one, say)) for one in citations)
    yield Table(head=(say("record.authority"), say("record.gist")), rows=rows)


def _gist(citation: Citation, say: Words) -> str:
    return citation.quote if citation.checked == "source" else say("record.checked_memory", gist=citation.quote)
