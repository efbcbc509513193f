"""What is known of a proposed disclosure, in closed words: who, what, what for, and facts that are yes, no or unknown.

Unknown is not no: whoever has not looked has not answered. So answers are kept as two sets, what is yes and what is no,
and whatever is in neither is unknown; rules are read by asking whether their needs lie in one set or meet the other.

Derived facts are worked out here, once, whenever answers are made: nothing else may decide what an emergency or a
valid consent consists of. No library for three-valued logic is used: the two sets are all there is to it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from assistant.corpus.catalog import explain
from assistant.errors import UsageError, WorkError
from assistant.record import Record

VOCABULARY = Path(__file__).with_name("vocabulary.toml")

Reply = Literal["yes", "no", "unknown"]
Consent = Literal["none", "valid", "invalid", "revoked", "unknown"]
FactKind = Literal["S", "N", "P", "A", "R", "X"]
DutyKind = Literal["log", "notice_before", "notice_after", "redisclosure_notice", "verify_identity", "trim", "counsel"]


class Fact(Record):
    """One question of vocabulary.toml, which explains the keys."""

    kind: FactKind
    duty: DutyKind | None = None
    ask_of: tuple[str, ...] = ()
    ask_for: tuple[str, ...] = ()

    def worth_asking(self, recipient: str, purpose: str) -> bool:
        everywhere = not self.ask_of and not self.ask_for
        return everywhere or recipient in self.ask_of or purpose in self.ask_for


class DerivedFact(Record):
    """`all` is no if one member is no, yes if each is yes, else unknown; `any` the other way round."""

    kind: FactKind
    duty: DutyKind | None = None
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        return self.all or self.any

    @model_validator(mode="after")
    def _is_all_or_any(self) -> Self:
        if bool(self.all) == bool(self.any):
            raise ValueError("a derived fact has members under all or under any; give one of the two")
        return self


class Vocabulary(Record):
    recipients: tuple[str, ...]
    data: tuple[str, ...]
    purposes: tuple[str, ...]
    group: dict[str, tuple[str, ...]]
    fact: dict[str, Fact]
    derived: dict[str, DerivedFact]

    @model_validator(mode="after")
    def _members_are_known(self) -> Self:
        known = set(self.fact)
        for name, derived in self.derived.items():
            if strangers := sorted(set(derived.members) - known):
                raise ValueError(f"derived fact {name} names {', '.join(strangers)}; list a fact before what uses it")
            known.add(name)
        for name, fact in self.fact.items():
            if strangers := sorted({*fact.ask_of} - {*self.recipients} | {*fact.ask_for} - {*self.purposes}):
                raise ValueError(f"fact {name} is asked of or for {', '.join(strangers)}, which are not listed above")
        if strangers := sorted({one for group in self.group.values() for one in group} - set(self.data)):
            raise ValueError(f"groups name {', '.join(strangers)}, which data lacks")
        return self

    def __getitem__(self, name: str) -> Fact | DerivedFact:
        return self.fact.get(name) or self.derived[name]

    def __contains__(self, name: str) -> bool:
        return name in self.fact or name in self.derived

    def told(self, name: str) -> tuple[str, ...]:
        """The facts that people answer behind `name`, in order; itself, unless it is derived."""
        if name in self.fact:
            return (name,)
        return tuple(dict.fromkeys(one for member in self.derived[name].members for one in self.told(member)))


@cache
def vocabulary(path: Path = VOCABULARY) -> Vocabulary:
    """Raises WorkError that names the file, the key and the fix."""
    try:
        return Vocabulary(**tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise WorkError(f"{path}: {explain(error)}") from None


class DisclosureFacts(Record):
    """A request or a plan. A fact left out is unknown; `consent` is that of whoever holds the right.

    Reading it from outside: `read_facts`, which turns a wrong word into one clear error.
    """

    recipient: str
    data: tuple[str, ...] = Field(min_length=1)
    purpose: str = "not_stated"
    consent: Consent = "unknown"
    facts: Mapping[str, Reply] = Field(default_factory=dict)

    @field_validator("recipient")
    @classmethod
    def _is_a_recipient(cls, name: str) -> str:
        return _known("recipient", name, vocabulary().recipients)

    @field_validator("purpose")
    @classmethod
    def _is_a_purpose(cls, name: str) -> str:
        return _known("purpose", name, vocabulary().purposes)

    @field_validator("data")
    @classmethod
    def _are_data(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_known("data", name, vocabulary().data) for name in names))

    @field_validator("facts")
    @classmethod
    def _are_facts(cls, facts: Mapping[str, Reply]) -> Mapping[str, Reply]:
        words = vocabulary()
        for name in facts:
            if name in words.derived:
                raise ValueError(f"{name} is worked out, not told; answer {', '.join(words.told(name))}")
            _known("fact", name, words.fact)
        return facts

    @cached_property
    def answers(self) -> "Answers":
        return Answers.of(self.facts)

    @cached_property
    def effective_consent(self) -> Consent:
        return effective_consent(self.consent, self.answers)

    def with_changes(self, facts: Mapping[str, Reply], consent: Consent | None = None) -> "DisclosureFacts":
        return DisclosureFacts(
            recipient=self.recipient,
            data=self.data,
            purpose=self.purpose,
            consent=consent or self.consent,
            facts={**self.facts, **facts},
        )


def read_facts(given: object) -> DisclosureFacts:
    """From JSON or the like. Raises UsageError that names the key, what came and the nearest known word."""
    if not isinstance(given, Mapping):
        raise UsageError('Facts are one object such as {"recipient": "police", "data": ["schedule"]}. Give one.')
    try:
        return DisclosureFacts.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{where}: {first['msg'].removeprefix('Value error, ')}.") from None


class Answers:
    """What is yes and what is no, derived facts with them. Never changed: `told` makes another."""

    __slots__ = ("no", "yes")

    def __init__(self, yes: frozenset[str], no: frozenset[str]) -> None:
        """Of sets to which what follows from them has been added: `Answers.of` and `told` do that."""
        self.yes, self.no = yes, no

    @classmethod
    def of(cls, facts: Mapping[str, Reply]) -> "Answers":
        yes = frozenset(name for name, reply in facts.items() if reply == "yes")
        no = frozenset(name for name, reply in facts.items() if reply == "no")
        return cls(*_derive(yes, no))

    def reply(self, name: str) -> Reply:
        return "yes" if name in self.yes else "no" if name in self.no else "unknown"

    def told(self, *, yes: Iterable[str] = (), no: Iterable[str] = ()) -> "Answers":
        """With these facts (told, not derived) answered so instead."""
        newly_yes, newly_no = frozenset(yes), frozenset(no)
        changed = newly_yes | newly_no
        if changed.isdisjoint(_members()):
            return Answers((self.yes - changed) | newly_yes, (self.no - changed) | newly_no)
        stale = changed.union(vocabulary().derived)
        return Answers(*_derive((self.yes - stale) | newly_yes, (self.no - stale) | newly_no))


def effective_consent(value: Consent, answers: Answers) -> Consent:
    """The consent that counts: once the six facts about the form say so, they win over the value given for it.

    All six yes make it valid, one no makes it invalid. A form checked only in part neither adds to the value nor takes
    from it: else answering one question would make a consent worse than answering none. Withdrawn stays withdrawn.
    """
    complete = answers.reply("consent_complete")
    if value == "revoked" or complete == "unknown":
        return value
    if complete == "yes":
        return "valid"
    return value if value == "none" else "invalid"


def _derive(yes: frozenset[str], no: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    all_yes, all_no = set(yes), set(no)
    for name, members, is_any in _derivations():
        favoured, against = (all_no, all_yes) if is_any else (all_yes, all_no)
        if not members.isdisjoint(against):
            against.add(name)
        elif members <= favoured:
            favoured.add(name)
    return frozenset(all_yes), frozenset(all_no)


@cache
def _derivations() -> tuple[tuple[str, frozenset[str], bool], ...]:
    """Members stand before what uses them, so one pass is enough."""
    return tuple((name, frozenset(one.members), bool(one.any)) for name, one in vocabulary().derived.items())


@cache
def _members() -> frozenset[str]:
    """The told facts from which anything follows."""
    return frozenset(member for one in vocabulary().derived.values() for member in one.members)


def _known(kind: str, name: str, names: Iterable[str]) -> str:
    """`name`, or ValueError with the nearest known one."""
    listed = list(names)
    if name in listed:
        return name
    near = get_close_matches(name, listed, n=1, cutoff=0.0)
    listing = "" if kind == "fact" else f" (one of {', '.join(listed)})"
    raise ValueError(f"no {kind} {name[:60]!r}; the nearest known is {near[0]!r}{listing}")
