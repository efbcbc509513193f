"""The rule book: every rule as the files of `rules/` give it, checked against the vocabulary and the law's cards.

A rule is data and never code: which cases it is for, what it needs, and what comes out. `1-emergency-and-scope.toml`
explains the keys. All that is code is how an open or a refused need is read, and that follows from the kind of fact
alone. The book is read whole and once; a rule that names an unknown fact, clock or authority is refused at the door.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from assistant.corpus.authorities import Authority, load_authorities
from assistant.corpus.catalog import explain
from assistant.corpus.citation import Citation
from assistant.deadlines.limits import load_limits
from assistant.disclosure.facts import Answers, Consent, DutyKind, FactKind, vocabulary
from assistant.errors import WorkError
from assistant.record import Record

Read = TypeVar("Read", bound=Record)

RULES = Path(__file__).with_name("rules")

Outcome = Literal["permitted", "mandatory", "conditions", "consent", "ask_ra", "prohibited", "not_covered"]
Step = Literal["1", "2a", "2b", "3", "4", "5", "6", "7", "8", "9"]
Verdict = Literal["confirmed", "open", "ask", "refuted"]
Mark = Literal["V", "M", "U"]
Says = Literal["federal", "minnesota", "policy", "contract"]

STRICTNESS: dict[Outcome, int] = {
    "not_covered": 0,
    "permitted": 1,
    "mandatory": 1,
    "conditions": 2,
    "consent": 3,
    "ask_ra": 4,
    "prohibited": 5,
}
"""The order of `stricter` and `more permissive`, everywhere."""
RELEASES: frozenset[Outcome] = frozenset({"permitted", "mandatory"})
# Tracks kept: a bound on memory, far above what one district asks about in a day.
MOST_TRACKS = 4096
# Step 10 reads them whatever the rule.
CHECKED_LAST = ("identity_verified", "more_than_needed")
# Step 10 holds a release up as long as nobody has looked, where they concern the data or the recipient.
LOOKED_UP = ("safe_at_home", "custody_order_on_file")


def overall(outcomes: Iterable[Outcome]) -> Outcome:
    """The strictest. Where only releases meet, one that is required makes the whole required."""
    found = set(outcomes)
    if "mandatory" in found and STRICTNESS["mandatory"] == max(STRICTNESS[one] for one in found):
        return "mandatory"
    return max(found, key=lambda one: STRICTNESS[one])


class Picks(Record):
    """Which cases something is for. Left out = any; data in capitals is a group of the vocabulary."""

    recipient: tuple[str, ...] = ()
    not_recipient: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    when_yes: tuple[str, ...] = ()
    when_no: tuple[str, ...] = ()
    when_unknown: tuple[str, ...] = ()
    unless_yes: tuple[str, ...] = ()
    unless_no: tuple[str, ...] = ()
    consent: Consent | None = None

    @model_validator(mode="after")
    def _words_are_known(self) -> Self:
        words = vocabulary()
        strangers = sorted(
            ({*self.recipient, *self.not_recipient} - {*words.recipients})
            | ({*self.data} - {*words.data, *words.group})
            | ({*self.purpose} - {*words.purposes})
            | {name for name in self.facts if name not in words}
        )
        if strangers:
            raise ValueError(f"the vocabulary has no {', '.join(strangers)}; mend the word or add it there")
        return self

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact named, derived ones as they are named."""
        return (*self.when_yes, *self.when_no, *self.when_unknown, *self.unless_yes, *self.unless_no)

    @cached_property
    def items(self) -> frozenset[str]:
        groups = vocabulary().group
        return frozenset(item for name in self.data for item in groups.get(name, (name,)))

    def names(self, recipient: str, item: str, purpose: str) -> bool:
        return (
            (not self.recipient or recipient in self.recipient)
            and recipient not in self.not_recipient
            and (not self.data or item in self.items)
            and (not self.purpose or purpose in self.purpose)
        )

    def fits(self, answers: Answers, consent: Consent) -> bool:
        return (
            (self.consent is None or consent == self.consent)
            and self._yes <= answers.yes
            and self._no <= answers.no
            and self._not_yes.isdisjoint(answers.yes)
            and self._not_no.isdisjoint(answers.no)
        )

    @cached_property
    def _yes(self) -> frozenset[str]:
        return frozenset(self.when_yes)

    @cached_property
    def _no(self) -> frozenset[str]:
        return frozenset(self.when_no)

    @cached_property
    def _not_yes(self) -> frozenset[str]:
        return frozenset((*self.unless_yes, *self.when_unknown))

    @cached_property
    def _not_no(self) -> frozenset[str]:
        return frozenset((*self.unless_no, *self.when_unknown))


class AddedDuty(Record):
    """A duty that comes only with some data or some facts."""

    duty: DutyKind
    data: tuple[str, ...] = ()
    when_yes: tuple[str, ...] = ()

    def comes_with(self, item: str, answers: Answers) -> bool:
        return (not self.data or item in self.data) and answers.yes.issuperset(self.when_yes)


class Rule(Picks):
    row: str = Field(pattern=r"^[CG]\d+$")
    id: str
    step: Step
    check: str | None = Field(default=None, pattern=r"^G\d+$")
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    outcome: Outcome
    refuted: Literal["go_on", "ask_ra", "consent", "prohibited"] = "go_on"
    ends: bool = False
    duties: tuple[DutyKind, ...] = ()
    adds: tuple[AddedDuty, ...] = ()
    limits: dict[DutyKind, str] = Field(default_factory=dict)
    clocks: tuple[str, ...] = ()
    identity: bool = True
    governs: Says
    says: tuple[Says, ...]
    citations: tuple[str, ...]
    mark: Mark
    ask_mark: Mark | None = None
    # A refusal rests on the consent rule, which was read, unless the file says that it needs more.
    refuted_mark: Mark = "V"
    in_force: date | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        return (*super().facts, *self.all, *self.none)

    @property
    def words(self) -> str:
        """The key of its words: a check of its own stands under its own name."""
        return self.check or self.row

    @cached_property
    def told_facts(self) -> frozenset[str]:
        """Every fact that people answer and that it reads, be it behind a derived one."""
        return frozenset(told for name in self.facts for told in vocabulary().told(name))

    @cached_property
    def facts_among_several(self) -> frozenset[str]:
        """The told facts that it reads only together with others, behind a derived one."""
        return self.told_facts.difference(self.facts)

    def verdict(self, answers: Answers) -> Verdict:
        """How its needs stand: refused before asking, asking before open."""
        needs = self._needs
        if not needs["refuting"].isdisjoint(answers.no) or not needs["alarms"].isdisjoint(answers.yes):
            return "refuted"
        if not needs["shown"] <= answers.yes:
            return "refuted"
        if not needs["asked"] <= answers.yes:
            return "ask"
        if not (needs["opening"] <= answers.yes and needs["alarms"] <= answers.no):
            return "open"
        return "confirmed"

    def outcome_of(self, verdict: Verdict) -> Outcome | None:
        """None sends on to the next rule."""
        match verdict:
            case "confirmed":
                return self.outcome
            case "refuted":
                return None if self.refuted == "go_on" else self.refuted
            case "ask":
                return "ask_ra"
            case "open":
                return "ask_ra" if self.outcome in ("ask_ra", "not_covered") else "conditions"

    def mark_of(self, verdict: Verdict) -> Mark:
        if verdict == "refuted":
            return self.refuted_mark
        return (self.ask_mark or self.mark) if verdict == "ask" else self.mark

    def refused_for_good(self, answers: Answers) -> bool:
        """True if no further answer can confirm it: what is merely not shown yet can still be shown."""
        return not (self._needs["refuting"].isdisjoint(answers.no) and self._needs["alarms"].isdisjoint(answers.yes))

    def can_be_refuted(self, answers: Answers) -> bool:
        """True if an open need could still be refused."""
        return not (self._needs["refuting"] <= answers.yes and self._needs["alarms"] <= answers.no)

    @cached_property
    def _needs(self) -> dict[str, frozenset[str]]:
        """Its needs, by what an answer does to them: see `kind` in vocabulary.toml."""

        def of(*kinds: FactKind) -> frozenset[str]:
            return frozenset(name for name in self.all if vocabulary()[name].kind in kinds)

        return {
            "refuting": of("N", "P", "R"),
            "shown": of("P"),
            "asked": of("R"),
            "opening": of("N", "A"),
            "alarms": frozenset(self.none),
        }

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.governs not in self.says:
            raise ValueError(f"rule {self.id} lets {self.governs} govern, but says nothing of it; add it to says")
        if strangers := {*self.clocks, *self.limits.values()} - {one.id for one in load_limits().limit}:
            raise ValueError(f"rule {self.id} names the clocks {', '.join(sorted(strangers))}, which limits.toml lacks")
        if self.mark == "U" and self.outcome != "ask_ra":
            raise ValueError(f"rule {self.id} is in doubt; only ask_ra may come of it")
        if not self.citations and self.mark != "U":
            raise ValueError(f"rule {self.id} cites nothing; only a rule in doubt may")
        words = vocabulary()
        if misplaced := [one for one in self.all if words[one].kind in "SX"]:
            raise ValueError(f"rule {self.id} needs {', '.join(misplaced)}: kind S picks, kind X stands under none")
        return self


class Note(Picks):
    """What else an outcome rests on: see 7-notes.toml. It never changes an outcome."""

    row: str = Field(pattern=r"^[CG]\d+$")
    outcome: tuple[Outcome, ...] = ()
    decided_by: tuple[str, ...] = ()
    citations: tuple[str, ...] = Field(min_length=1)
    mark: Literal["V", "M"]


class Check(Record):
    row: str = Field(pattern=r"^G\d+$")
    citations: tuple[str, ...] = Field(min_length=1)
    mark: Literal["V", "M"]


class Track(NamedTuple):
    """The rules that can speak of one kind of data, for one recipient and one purpose, by step.

    `facts` are the told facts that any of them reads, `stops_unknown` those that stop a release by being unknown, and
    `alarms` those that close an exception by being yes. Two kinds of data of one `likeness` always fare alike.
    """

    item: str
    recipient: str
    emergency: tuple[Rule, ...]
    scope: tuple[Rule, ...]
    stops: tuple[tuple[Rule, ...], ...]
    family: tuple[Rule, ...]
    consent: tuple[Rule, ...]
    must: tuple[Rule, ...]
    may: tuple[Rule, ...]
    directory: tuple[Rule, ...]
    default: tuple[Rule, ...]
    facts: frozenset[str]
    stops_unknown: frozenset[str]
    alarms: frozenset[str]
    likeness: tuple[str, ...]

    @property
    def ways(self) -> Iterator[Rule]:
        """Every rule that may let the item go, or that settles it by needs of its own, in the order they are read."""
        for rule in self.rules:
            if rule.outcome in ("permitted", "mandatory", "conditions") or rule.all:
                yield rule

    @property
    def rules(self) -> Iterator[Rule]:
        yield from (*self.emergency, *self.scope, *(rule for row in self.stops for rule in row))
        yield from (*self.family, *self.consent, *self.must, *self.may, *self.directory, *self.default)


class Rulebook(Record):
    rules: tuple[Rule, ...]
    notes: tuple[Note, ...]
    checks: tuple[Check, ...]
    cards: dict[str, Citation]

    def rule(self, rule_id: str) -> Rule:
        """Raises KeyError for an id that no rule has."""
        return {rule.id: rule for rule in self.rules}[rule_id]

    def check(self, row: str) -> Check:
        return {check.row: check for check in self.checks}[row]

    def track(self, recipient: str, item: str, purpose: str) -> Track:
        key = (recipient, item, purpose)
        if key not in self._tracks:
            if len(self._tracks) >= MOST_TRACKS:
                self._tracks.clear()
            self._tracks[key] = self._lay(recipient, item, purpose)
        return self._tracks[key]

    @cached_property
    def _tracks(self) -> dict[tuple[str, str, str], Track]:
        return {}

    def _lay(self, recipient: str, item: str, purpose: str) -> Track:
        named = [rule for rule in self.rules if rule.names(recipient, item, purpose)]

        def at(*steps: Step) -> tuple[Rule, ...]:
            return tuple(rule for rule in named if rule.step in steps)

        stops = at("2b", "3")
        rows = dict.fromkeys(rule.check or rule.row for rule in stops)
        by_row = tuple(tuple(rule for rule in stops if (rule.check or rule.row) == row) for row in rows)
        # What a record says of other students is never the family's by right of its own.
        family = () if item == "other_student" else at("4")
        words = vocabulary()
        return Track(
            item,
            recipient,
            emergency=at("1"),
            scope=at("2a"),
            stops=by_row,
            family=family,
            consent=at("5"),
            must=at("6"),
            may=at("7"),
            directory=at("8"),
            default=at("9"),
            facts=frozenset(CHECKED_LAST).union(*(rule.told_facts for rule in named)),
            stops_unknown=frozenset(name for rule in named for name in rule.when_unknown),
            alarms=frozenset(told for rule in at("6", "7", "8") for name in rule.none for told in words.told(name)),
            likeness=(item if item == "ssn" else "", *(rule.id for rule in named)),
        )

    @model_validator(mode="after")
    def _ids_stand_once(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"rule {', '.join(twice)} stands twice; each needs its own id")
        return self


@cache
def load_rulebook(corpus_dir: Path, folder: Path = RULES) -> Rulebook:
    """The rules of `folder`, cited from the cards of `corpus_dir`.

    Raises WorkError that names the file, the rule and the fix; CorpusError when the cards cannot be read.
    """
    authorities = load_authorities(corpus_dir)
    rules: list[Rule] = []
    notes: list[Note] = []
    checks: list[Check] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
        if strangers := sorted(set(found) - {"rule", "note", "check"}):
            raise WorkError(f"{path}: {', '.join(strangers)}: no such table. Expected [[rule]], [[note]] or [[check]].")
        rules += [_read(Rule, path, table) for table in found.get("rule", [])]
        notes += [_read(Note, path, table) for table in found.get("note", [])]
        checks += [_read(Check, path, table) for table in found.get("check", [])]
    cited = {cite for listed in (rules, notes, checks) for one in listed for cite in one.citations}
    cards = {card.cite: _citation(card) for card in authorities}
    if strangers := sorted(cited - set(cards)):
        raise WorkError(f"{folder}: {', '.join(strangers)} has no card in authorities.toml. Add it there.")
    try:
        return Rulebook(rules=rules, notes=notes, checks=checks, cards={cite: cards[cite] for cite in sorted(cited)})
    except ValidationError as error:
        raise WorkError(f"{folder}: {explain(error)}") from None


def _read(model: type[Read], path: Path, table: dict[str, Any]) -> Read:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        name = table.get("id") or table.get("row") or "without a name"
        raise WorkError(f"{path}, {name}: {explain(error)}") from None


def _citation(card: Authority) -> Citation:
    """A rule rests on the law itself, of which only the card is held: so the card's gist is what is quoted."""
    kind: Literal["policy", "regulation", "other"] = "other"
    if card.layer == "district":
        kind = "policy"
    elif " CFR " in card.cite or card.cite.startswith("Minn. R."):
        kind = "regulation"
    return Citation(
        doc_id="authorities",
        kind=kind,
        layer=card.layer,
        title=card.cite,
        pinpoint=card.cite,
        authorities=(card.cite,),
        checked="source" if card.mark == "V" else "memory",
        sample=False,
        page=None,
        passage_id=f"authorities#{card.cite}",
        quote=card.gist,
        start=0,
        end=len(card.gist),
    )
