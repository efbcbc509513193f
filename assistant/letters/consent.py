"""A consent to be filled in, with every part that the law wants.

34 CFR 99.30(a) and (b): in writing, signed and dated; which records, for what purpose, to whom or to what class of
parties. Minn. R. 1205.1400 adds that it is given freely, by a person able to give it, who was told why the data are
needed and what follows. What the check does not know (names, the exact records, what follows) stays a line with its
label: a consent that was filled in by a program would be nobody's consent.
"""

from collections.abc import Iterator

from assistant.corpus.district import District
from assistant.disclosure.decision import DisclosureDecision
from assistant.disclosure.facts import DisclosureFacts
from assistant.disclosure.rules import RELEASES
from assistant.errors import UsageError
from assistant.i18n import Words, words
from assistant.letters.letter import Blank, Block, Items, Letter, Line, heading, paragraph

# Words of the vocabulary that name nothing: a consent must, so the signer writes it.
VAGUE_DATA = frozenset({"other_record", "other_student", "personnel"})
VAGUE_PURPOSES = frozenset({"other", "not_stated", "curiosity"})
VAGUE_RECIPIENTS = frozenset({"public", "unknown_caller", "private_party"})
RESTS_ON = {
    "student": ("34 CFR 99.30", "34 CFR 99.33", "Minn. R. 1205.1400"),
    "employee": ("Minn. R. 1205.1400",),
}


def for_consent(decision: DisclosureDecision) -> tuple[str, ...]:
    """The kinds of data for which a signed consent is the way, or one of the ways; empty where it is none."""
    wanting = tuple(item.data for item in decision.per_item if item.outcome == "consent")
    if wanting or decision.outcome in RELEASES:
        return wanting
    if any(change.consent == "valid" for change in decision.would_change):
        return tuple(item.data for item in decision.per_item if item.outcome not in RELEASES)
    return ()


def consent_draft(facts: DisclosureFacts, decision: DisclosureDecision, district: District) -> bytes:
    """As a tagged PDF (PDF/UA-1), deterministic. Raises UsageError where no consent would open a way."""
    data = for_consent(decision)
    if not data:
        raise UsageError(
            f"The outcome is {decision.outcome}, and no signed consent would change it, so none is drafted. "
            "Ask for a draft where `for_consent` names some data."
        )
    say, check = words("en", "letters"), words("en", "disclosure")
    subject = "employee" if set(data) == {"personnel"} else "student"
    blocks = (
        Line(kind="strong", text=say("consent.draft")),
        paragraph(say("consent.voluntary")),
        *_about(subject, data, say, check),
        *_purpose_and_recipient(facts, say, check),
        *_what_follows(subject, say),
        *_signature(_signers(subject, facts), say),
        _for_the_office(subject, say),
    )
    head = district.name.value if district.name else ""
    return Letter(title=say(f"consent.title.{subject}"), head=head, blocks=blocks).pdf()


def _about(subject: str, data: tuple[str, ...], say: Words, check: Words) -> Iterator[Block]:
    yield heading(say("consent.about"))
    yield Blank(label=say(f"consent.full_name.{subject}"))
    yield heading(say("consent.records"))
    yield paragraph(say("consent.only_these"))
    yield Items(kind="items", items=tuple(check(f"data.{item}") for item in data))
    if VAGUE_DATA & set(data):
        yield Blank(label=say("consent.describe"), lines=2)
    if "other_student" in data:
        yield Line(kind="quiet", text=say("consent.each_family"))


def _purpose_and_recipient(facts: DisclosureFacts, say: Words, check: Words) -> Iterator[Block]:
    yield heading(say("consent.purpose"))
    if facts.purpose in VAGUE_PURPOSES:
        yield Blank(label=say("consent.purpose_blank"))
    else:
        yield paragraph(say("consent.purpose_known", purpose=check(f"purpose.{facts.purpose}")))
    yield Blank(label=say("consent.needed"), lines=2)
    yield heading(say("consent.recipient"))
    if facts.recipient not in VAGUE_RECIPIENTS:
        yield paragraph(say("consent.recipient_known", recipient=check(f"recipient.{facts.recipient}")))
    yield Blank(label=say("consent.recipient_blank"))


def _what_follows(subject: str, say: Words) -> Iterator[Block]:
    """The limits of 34 CFR 99.33 and the copy of 99.30(c) belong to education records alone."""
    yield heading(say("consent.follows"))
    told = ("follows_use", "follows_copy", "follows_withdraw") if subject == "student" else ("follows_withdraw",)
    yield Items(kind="items", items=tuple(say(f"consent.{key}") for key in told))
    yield Blank(label=say("consent.follows_known"), lines=2)
    yield Blank(label=say("consent.ends"))


def _signers(subject: str, facts: DisclosureFacts) -> tuple[str, ...]:
    """Who may hold the right; both where the student's age is not known."""
    if subject == "employee":
        return ("employee",)
    holders = {"yes": ("student",), "no": ("parent",), "unknown": ("parent", "student")}
    return holders[facts.answers.reply("eligible_student")]


def _signature(signers: tuple[str, ...], say: Words) -> Iterator[Block]:
    yield heading(say("consent.signature"))
    yield paragraph(say("consent.stated"))
    yield paragraph(say("consent.signer"))
    yield Items(kind="choice", items=tuple(say(f"consent.signs.{one}") for one in signers))
    yield Blank(label=say("consent.name"))
    yield Blank(label=say("consent.sign_here"), beside=say("consent.sign_date"))


def _for_the_office(subject: str, say: Words) -> Line:
    rests_on = say("consent.rests_on", citations="; ".join(RESTS_ON[subject]))
    from_memory = say("consent.from_memory")
    return Line(kind="quiet", text=f"{rests_on} {from_memory}")
