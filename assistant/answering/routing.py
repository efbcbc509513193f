"""Routing: which forms a question leads to, from what the sections near it offer.

A right is offered whenever its situation is described. So every section that ranks near speaks for its forms, the
nearer the louder; the form with the most weight is the main offer, and none is when sections without a form weigh more.
"""

import math
from collections import defaultdict

from assistant.answering.response import Audience, Reason
from assistant.retrieval.search import Ranking

STAFF_FORMS = frozenset({"disclosure_check", "incident_report", "contract_review"})
# What a refusal still offers: a way to ask people, or the form for seeing one's own records.
REFUSED_FORMS: dict[Reason, tuple[str, ...]] = {"no_evidence": ("ask_office",), "personal_record": ("inspect_records",)}
# How fast a section's voice fades with its distance in score, and how loud a form is that a section names second.
SOFTNESS = 0.2
SECOND = 0.5
# A form with a smaller share of the weight is not offered, and no more than this many are.
LEAST_SHARE = 0.1
MOST_FORMS = 4


def route(ranking: Ranking, *, audience: Audience) -> tuple[str, ...]:
    """Form ids, the main offer first. Staff's own forms are never offered to families."""
    best = max((s.score for s in ranking.kept), default=0.0)
    weights = [math.exp((s.score - best) / SOFTNESS) for s in ranking.kept]
    share: defaultdict[str, float] = defaultdict(float)
    for section, weight in zip(ranking.kept, weights, strict=True):
        forms = [f for f in section.passage.forms if audience == "staff" or f not in STAFF_FORMS]
        for place, form in enumerate(forms or [""]):
            share[form] += weight / sum(weights) * (SECOND if place else 1.0)
    ranked = sorted((form for form in share if share[form] >= LEAST_SHARE), key=lambda form: -share[form])
    return tuple(form for form in ranked if form)[:MOST_FORMS] if ranked and ranked[0] else ()
