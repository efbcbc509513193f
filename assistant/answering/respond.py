"""Respond: the whole way from a question to its ending, in one place."""

import time

from pydantic import TypeAdapter

from assistant.answering.calibration import UNCALIBRATED, Calibration
from assistant.answering.composing import draft, gather
from assistant.answering.grounding import ground
from assistant.answering.question import Question, has_words
from assistant.answering.response import Answer, Clarification, Elapsed, Reason, Referral, Refusal, Response
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.index import Index
from assistant.retrieval.search import RECIPE, Recipe, ScoredSentence, search

REASONS: TypeAdapter[Reason] = TypeAdapter(Reason)
# What a refusal still offers: a way to ask people, or the form for seeing one's own records.
REFUSED_FORMS: dict[Reason, tuple[str, ...]] = {"no_evidence": ("ask_office",), "personal_record": ("inspect_records",)}


def respond(
    question: Question,
    *,
    index: Index,
    encoder: Encoder,
    calibration: Calibration | None,
    case_id: str | None = None,
    recipe: Recipe = RECIPE,
) -> Response:
    """Answer from the index's passages, ask back, or refuse. The index must be loaded, hence proven, by the caller."""
    began = time.perf_counter()
    vector = encoder.encode(question.sought)
    encoded = time.perf_counter()
    ranking = search(question.sought, index=index, vector=vector, recipe=recipe)
    searched = time.perf_counter()
    threshold = calibration.threshold if calibration else UNCALIBRATED
    ours = has_words(question) and ranking.confidence >= threshold
    evidence = gather(ranking) if ours else ()
    statements = ground(draft(evidence), index=index)
    ended = time.perf_counter()
    ending = {
        "id": case_id,
        "question": question.text,
        "audience": question.audience,
        "language": question.language,
        "confidence": round(ranking.confidence, 4),
        "calibrated": calibration is not None,
        "elapsed_ms": Elapsed(
            encode=_ms(began, encoded),
            search=_ms(encoded, searched),
            compose=_ms(searched, ended),
            total=_ms(began, ended),
        ),
    }
    if not has_words(question):
        return Clarification(reason="unclear", **ending)
    if not statements:
        reason = REASONS.validate_python(ranking.declined_as) if not ours else "no_evidence"
        offered = REFUSED_FORMS.get(reason, ())
        referrals = tuple(Referral(form=form, part=question.text) for form in offered)
        return Refusal(reason=reason, referrals=referrals, **ending)
    referrals = _referrals(question, evidence)
    if evidence[0].passage.silence:
        return Refusal(reason="documents_silent", statements=statements, referrals=referrals, **ending)
    return Answer(statements=statements, referrals=referrals, **ending)


def _referrals(question: Question, evidence: tuple[ScoredSentence, ...]) -> tuple[Referral, ...]:
    """What the quoted sections offer, the best section's first."""
    forms = dict.fromkeys(form for e in evidence for form in e.passage.forms)
    return tuple(Referral(form=form, part=question.text) for form in forms)


def _ms(begin: float, end: float) -> float:
    return round((end - begin) * 1000, 2)
