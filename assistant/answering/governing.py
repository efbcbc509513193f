"""Governing: where two laws set different clocks for one duty, each of them and the one that governs.

It comes from the table of limits, not from retrieval: an answer that names one of the numbers must name the other, and
say which counts. The shorter one governs, since keeping it keeps both.
"""

import re

from assistant.answering.response import Governing, LawsClock, Statement
from assistant.deadlines.limits import TimeLimit, Unit, load_limits
from assistant.retrieval.search import ScoredSection

# To compare clocks only: ten business days are two weeks, and longer over a holiday.
DAYS: dict[Unit, float] = {"hours": 1 / 24, "calendar days": 1, "business days": 7 / 5, "months": 30, "years": 365}


def governing(lead: ScoredSection, statements: tuple[Statement, ...]) -> tuple[Governing, ...]:
    """For the section that leads an answer: the duties on which laws differ, if a statement names one of the times."""
    spoken = " ".join(citation.quote for statement in statements for citation in statement.citations)
    about = [one for one in load_limits().limit if _bears_on(one, lead)]
    found = {}
    for form in dict.fromkeys(form for one in about for form in one.forms):
        clocks = tuple(sorted((_clock(one) for one in about if form in one.forms), key=_days))
        if len({clock.law for clock in clocks}) > 1 and any(_named(clock, spoken) for clock in clocks):
            found[clocks] = Governing(duty=clocks[0].limit, clocks=clocks)
    return tuple(found.values())


def _bears_on(limit: TimeLimit, lead: ScoredSection) -> bool:
    """A clock that the district must keep, in any case, on what the section speaks of."""
    always = limit.kind == "deadline" and limit.owed_by == "district" and limit.when is None
    return always and limit.amount is not None and bool(set(limit.topics) & set(lead.passage.covers))


def _clock(limit: TimeLimit) -> LawsClock:
    """`limit` has an amount."""
    return LawsClock.model_validate({"limit": limit.id} | limit.model_dump(include=set(LawsClock.model_fields)))


def _named(clock: LawsClock, text: str) -> bool:
    return re.search(rf"\b{clock.amount}\s+{clock.unit}\b", text) is not None


def _days(clock: LawsClock) -> float:
    return clock.amount * DAYS[clock.unit]
