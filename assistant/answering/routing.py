"""Routing: which forms a question leads to, from what the sections near it offer.

A right is offered whenever its situation is described. So every section that ranks near speaks for its forms, the
nearer the louder. The form with the most weight is the main offer where it clearly outweighs the rest; where it does
not, the office is, and the person chooses; and nothing is offered when sections without a form weigh more. Staff are
offered the staff's own forms first.
"""

import math
from collections import defaultdict

from assistant.answering.response import Audience, Reason
from assistant.retrieval.search import Ranking

STAFF_FORMS = frozenset({"disclosure_check", "incident_report", "contract_review"})
# What a refusal still offers: a way to ask people, or the form for seeing one's own records.
REFUSED_FORMS: dict[Reason, tuple[str, ...]] = {"no_evidence": ("ask_office",), "personal_record": ("inspect_records",)}
# How fast a section's voice fades with its distance in score, and how loud a form is that a section names second.
SOFTNESS = 0.25
SECOND = 0.5
# How much louder a section speaks for a form of the staff's own, to staff.
OWN = 3.0
# How often the main offer must outweigh the next form that sections name first, or sections without a form.
CLEAR = 3.0
OFFICE = "ask_office"
# A form with a smaller share of the weight is not offered, and no more than this many are beside the office.
LEAST_SHARE = 0.08
MOST_FORMS = 4


def route(ranking: Ranking, *, audience: Audience) -> tuple[str, ...]:
    """Form ids, the main offer first. Staff's own forms are never offered to families."""
    share, first = _shares(ranking, audience)
    ranked = sorted((form for form in share if share[form] >= LEAST_SHARE), key=lambda form: -share[form])
    forms = tuple(form for form in ranked if form)[:MOST_FORMS]
    if not forms or not ranked[0]:
        return ()
    main, *rivals = sorted(first, key=lambda form: -first[form])
    clear = main == ranked[0] and all(first[main] >= CLEAR * first[rival] for rival in rivals[:1])
    return forms if clear else (OFFICE, *(form for form in forms if form != OFFICE))


def _shares(ranking: Ranking, audience: Audience) -> tuple[dict[str, float], dict[str, float]]:
    """Of all the weight, each form's share, and its share of what sections name first; "" stands for no form."""
    best = max((s.score for s in ranking.kept), default=0.0)
    weights = [math.exp((s.score - best) / SOFTNESS) for s in ranking.kept]
    share: defaultdict[str, float] = defaultdict(float)
    first: defaultdict[str, float] = defaultdict(float)
    for section, weight in zip(ranking.kept, weights, strict=True):
        for place, form in enumerate(_for_audience(section.passage.forms, audience) or ("",)):
            loud = OWN if form in STAFF_FORMS else SECOND if place else 1.0
            share[form] += loud * weight / sum(weights)
            if not place:
                first[form] += loud * weight / sum(weights)
    return share, first


def _for_audience(forms: tuple[str, ...], audience: Audience) -> tuple[str, ...]:
    if audience == "family":
        return tuple(form for form in forms if form not in STAFF_FORMS)
    return tuple(sorted(forms, key=lambda form: form not in STAFF_FORMS))
