"""Respond: the whole way from a question to its ending, in one place."""

import time
from typing import Any

from pydantic import TypeAdapter

from assistant.answering.calibration import UNCALIBRATED, Calibration
from assistant.answering.composing import draft, gather
from assistant.answering.grounding import ground
from assistant.answering.masking import mask
from assistant.answering.question import Question, has_words
from assistant.answering.response import Answer, Clarification, Elapsed, Reason, Referral, Refusal, Response
from assistant.answering.routing import REFUSED_FORMS, route
from assistant.record import Record
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.index import Index
from assistant.retrieval.search import RECIPE, Ranking, Recipe, search

REASONS: TypeAdapter[Reason] = TypeAdapter(Reason)


class Found(Record):
    """A question with its ranking, and the milliseconds that took."""

    question: Question
    ranking: Ranking
    encode: float
    search: float


def respond(
    question: Question, *, index: Index, encoder: Encoder, calibration: Calibration | None, case_id: str | None = None
) -> Response:
    """Answer from the index's passages, ask back, or refuse. The index must be loaded, hence proven, by the caller."""
    return conclude(find(question, index=index, encoder=encoder), index=index, calibration=calibration, case_id=case_id)


def find(question: Question, *, index: Index, encoder: Encoder, recipe: Recipe = RECIPE) -> Found:
    began = time.perf_counter()
    vector = encoder.encode(question.sought)
    encoded = time.perf_counter()
    ranking = search(
        question.sought,
        index=index,
        vector=vector,
        audience=question.audience,
        language=question.language,
        recipe=recipe,
    )
    return Found(
        question=question, ranking=ranking, encode=_ms(began, encoded), search=_ms(encoded, time.perf_counter())
    )


def conclude(found: Found, *, index: Index, calibration: Calibration | None, case_id: str | None = None) -> Response:
    """The ending that a ranking leads to. From here on the question is masked."""
    began = time.perf_counter()
    question, ranking = found.question, found.ranking
    curve = calibration or UNCALIBRATED
    chance = curve.chance(ranking.signs)
    ours = has_words(question) and chance >= curve.least(question.language)
    evidence = gather(ranking) if ours else ()
    statements = ground(draft(evidence, language=question.language), index=index)
    masked = mask(question.text, known=index.vocabulary)
    compose = _ms(began, time.perf_counter())
    ending: dict[str, Any] = {
        "id": case_id,
        "question": masked,
        "audience": question.audience,
        "language": question.language,
        "confidence": round(chance, 4),
        "calibrated": calibration is not None,
        "elapsed_ms": Elapsed(
            encode=found.encode,
            search=found.search,
            compose=compose,
            total=round(found.encode + found.search + compose, 2),
        ),
    }
    if not has_words(question):
        return Clarification(reason="unclear", **ending)
    if not statements:
        reason = "no_evidence" if ours else REASONS.validate_python(ranking.declined_as)
        return Refusal(reason=reason, referrals=_referrals(masked, REFUSED_FORMS.get(reason, ())), **ending)
    referrals = _referrals(masked, route(ranking, audience=question.audience))
    if evidence[0].passage.silence:
        return Refusal(reason="documents_silent", statements=statements, referrals=referrals, **ending)
    return Answer(statements=statements, referrals=referrals, **ending)


def _referrals(masked: str, forms: tuple[str, ...]) -> tuple[Referral, ...]:
    return tuple(Referral(form=form, part=masked) for form in forms)


def _ms(begin: float, end: float) -> float:
    return round((end - begin) * 1000, 2)
