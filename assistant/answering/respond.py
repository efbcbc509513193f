"""Respond: the whole way from a question to its ending, in one place."""

import time
from typing import Any

from pydantic import TypeAdapter

from assistant.answering.calibration import UNCALIBRATED, Curve
from assistant.answering.composing import draft, gather
from assistant.answering.crisis import in_danger, signposts
from assistant.answering.governing import governing
from assistant.answering.grounding import ground
from assistant.answering.masking import mask
from assistant.answering.parts import Part, asks, parts
from assistant.answering.question import Question, has_words
from assistant.answering.response import (
    Answer,
    AskedPart,
    Clarification,
    Elapsed,
    Reason,
    Referral,
    Refusal,
    Response,
    Statement,
)
from assistant.answering.routing import REFUSED_FORMS, route
from assistant.record import Record
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.index import Index
from assistant.retrieval.lexical import words
from assistant.retrieval.search import RECIPE, Ranking, Recipe, ScoredSentence, search

REASONS: TypeAdapter[Reason] = TypeAdapter(Reason)
MOST_CHOICES = 4
# A question of no more words than this is asked back about, unless one section's own words are that near.
VAGUE_WORDS = 2
PLAIN = 0.85
# How far behind its best section the next one may lie, where the best has answered an earlier part.
NEXT_BEST = 0.3


# Alone, and with the part before it.
NEAR_WAYS = 2


class FoundPart(Record):
    """A ranking for each way of looking it up."""

    part: Part
    rankings: tuple[Ranking, ...]


class Found(Record):
    """A question with its ranking, those of its parts where it has several, and the milliseconds that took."""

    question: Question
    ranking: Ranking
    parts: tuple[FoundPart, ...] = ()
    encode: float
    search: float


class _Said(Record):
    """One part as answered, or the `reason` why not."""

    part: Part
    ranking: Ranking
    chance: float
    evidence: tuple[ScoredSentence, ...] = ()
    statements: tuple[Statement, ...] = ()
    reason: Reason | None = None

    @property
    def lead(self) -> str:
        return self.ranking.kept[0].label


def respond(
    question: Question, *, index: Index, encoder: Encoder, calibration: Curve | None, case_id: str | None = None
) -> Response:
    """Answer from the index's passages, ask back, or refuse. The index must be loaded, hence proven, by the caller."""
    return conclude(find(question, index=index, encoder=encoder), index=index, calibration=calibration, case_id=case_id)


def find(question: Question, *, index: Index, encoder: Encoder, recipe: Recipe = RECIPE) -> Found:
    encoding = searching = 0.0

    def look(text: str) -> Ranking:
        nonlocal encoding, searching
        began = time.perf_counter()
        vector = encoder.encode(text)
        encoded = time.perf_counter()
        found = search(
            text, index=index, vector=vector, audience=question.audience, language=question.language, recipe=recipe
        )
        encoding += encoded - began
        searching += time.perf_counter() - encoded
        return found

    def leaning(text: str) -> str:
        return f"{question.before} {text}".strip()

    whole = look(leaning(question.sought))
    asked = parts(question.sought, question.language) if whole.declined_as != "instruction_attack" else ()
    several = tuple(
        FoundPart(part=part, rankings=tuple(look(leaning(way)) for way in part.sought))
        for part in (asked if len(asked) > 1 else ())
    )
    return Found(question=question, ranking=whole, parts=several, encode=_ms(encoding), search=_ms(searching))


def conclude(found: Found, *, index: Index, calibration: Curve | None, case_id: str | None = None) -> Response:
    """The ending that a ranking leads to. From here on the question is masked."""
    began = time.perf_counter()
    question, curve = found.question, calibration or UNCALIBRATED
    said = _say(found, index=index, curve=curve)
    spoken = tuple(one for one in said if one.statements)
    first = spoken[0] if spoken else said[0]
    statements = tuple(statement for one in spoken for statement in one.statements)
    differ = {law: None for one in spoken for law in governing(one.ranking.kept[0], one.statements)}
    referrals = _referrals(said, question, index=index)
    danger = in_danger(question.text)
    ending: dict[str, Any] = {
        "id": case_id,
        "question": mask(question.text, known=index.vocabulary),
        "audience": question.audience,
        "language": question.language,
        "parts": _asked_parts(said, index=index),
        "signposting": danger,
        "signposts": ground(signposts(index, question.language), index=index) if danger else (),
        "confidence": round(first.chance, 4),
        "calibrated": calibration is not None,
        "elapsed_ms": _elapsed(found, began),
    }
    if not has_words(question):
        return Clarification(reason="unclear", **ending)
    if not danger and (choices := _vague(found, first, language=question.language)):
        return Clarification(reason="unclear", choices=choices, **ending)
    if not spoken:
        choices = _choices(first.ranking, question.language) if first.reason == "no_evidence" else ()
        return Refusal(reason=first.reason, referrals=referrals, choices=choices, **ending)
    if all(one.evidence[0].passage.silence for one in spoken):
        return Refusal(reason="documents_silent", statements=statements, referrals=referrals, **ending)
    return Answer(statements=statements, referrals=referrals, governing=tuple(differ), **ending)


def _say(found: Found, *, index: Index, curve: Curve) -> tuple[_Said, ...]:
    """Each part with its own statements; the whole where only it can be answered, or where all parts ask one thing."""
    question = found.question
    whole = Part(text=question.text, sought=(question.sought,))
    alone = _say_part(whole, found.ranking, 0, question=question, index=index, curve=curve)
    several: list[_Said] = []
    for one in found.parts:
        best = _best(one.rankings, curve=curve, least=curve.least(question.language))
        fresh = _fresh(best, {before.lead for before in several if before.statements})
        if fresh is not None:
            several.append(_say_part(one.part, fresh, len(several), question=question, index=index, curve=curve))
    answered = [one for one in several if one.statements]
    if len(several) > 1 and answered:
        return tuple(several)
    return (alone,) if alone.statements or not answered else tuple(answered)


def _say_part(part: Part, ranking: Ranking, place: int, *, question: Question, index: Index, curve: Curve) -> _Said:
    chance = curve.chance(ranking.signs)
    said = _Said(part=part, ranking=ranking, chance=chance)
    if question.foreign or not has_words(question) or chance < curve.least(question.language):
        reason: Reason = "no_evidence" if question.foreign else REASONS.validate_python(ranking.declined_as)
        return said.model_copy(update={"reason": reason})
    evidence = gather(ranking)
    statements = ground(draft(evidence, language=question.language, part=place), index=index)
    return said.model_copy(
        update={"evidence": evidence, "statements": statements, "reason": None if statements else "no_evidence"}
    )


def _best(rankings: tuple[Ranking, ...], *, curve: Curve, least: float) -> Ranking:
    """Of the ways to look a part up the likelier near one; the far one only where the near ones find nothing."""

    def chance(ranking: Ranking) -> float:
        return curve.chance(ranking.signs)

    near = max(rankings[:NEAR_WAYS], key=chance)
    return near if chance(near) >= least else max((near, *rankings[NEAR_WAYS:]), key=chance)


def _fresh(ranking: Ranking, led: set[str]) -> Ranking | None:
    """Without the sections that lead an earlier part; nothing if those were what it is about."""
    left = tuple(section for section in ranking.kept if section.label not in led)
    near = bool(left) and left[0].score >= ranking.kept[0].score - NEXT_BEST
    return ranking.model_copy(update={"kept": left}) if near else None


def _asked_parts(said: tuple[_Said, ...], *, index: Index) -> tuple[AskedPart, ...]:
    if len(said) < 2:
        return ()
    return tuple(AskedPart(text=mask(one.part.text, known=index.vocabulary), reason=one.reason) for one in said)


def _referrals(said: tuple[_Said, ...], question: Question, *, index: Index) -> tuple[Referral, ...]:
    """Every part's forms, each once, with the part it serves; the main offer of the first part stays first."""
    found: dict[str, Referral] = {}
    for one in said:
        forms = REFUSED_FORMS.get(one.reason, ()) if one.reason else route(one.ranking, audience=question.audience)
        for form in forms:
            found.setdefault(form, Referral(form=form, part=mask(one.part.text, known=index.vocabulary)))
    return tuple(found.values())


def _vague(found: Found, said: _Said, *, language: str) -> tuple[str, ...]:
    """What may be meant by a word or two that many sections speak of; nothing for a question that is one."""
    question = found.question
    few = len(words(question.sought, language)) <= VAGUE_WORDS and not asks(question.sought, language)
    plain = found.ranking.top_similarity >= PLAIN
    return _choices(found.ranking, language) if few and said.statements and not plain and not question.before else ()


def _choices(ranking: Ranking, language: str) -> tuple[str, ...]:
    """The questions that the nearest guidance answers, in its own words."""
    guides = [section.sentences[0].passage for section in ranking.kept if section.passage.kind == "guidance"]
    return tuple(guide.heading_in(language) for guide in guides[:MOST_CHOICES])


def _elapsed(found: Found, began: float) -> Elapsed:
    compose = _ms(time.perf_counter() - began)
    total = round(found.encode + found.search + compose, 2)
    return Elapsed(encode=found.encode, search=found.search, compose=compose, total=total)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
