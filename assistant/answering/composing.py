"""Composing: from a ranking to at most four statements, each one sentence of a document, word for word.

Guidance sections are written so that their first sentence answers their heading. So the best section speaks first,
with that sentence unless another of its sentences is clearly closer to the question; then its next-closest sentences,
in the order they stand; then what the district's own policy or another section adds.

A section may await facts of the district's own. Where the district has entered the one that a silence is about, it
speaks in place of "The policy does not say"; any other comes after the section's opening.
"""

from itertools import takewhile

from assistant.answering.response import Statement
from assistant.corpus.parsing.district import SOURCE
from assistant.retrieval.search import Ranking, ScoredSection, ScoredSentence

MOST_STATEMENTS = 4
# Sentences of the best section at most, so that a second voice is heard.
FROM_BEST = 3
# How far behind the best section another one may lie and still be quoted.
NEAR_BEST = 0.08
# How far behind a section's best sentence another may lie.
NEAR_SENTENCE = 0.35
# How much closer than the first sentence another must be to lead instead.
LEAD_MARGIN = 0.2
# Two sentences that share this much of their words say the same.
SAME = 0.6


def gather(ranking: Ranking) -> tuple[ScoredSentence, ...]:
    """The evidence for an answer, in the order it is to be said."""
    if not ranking.kept:
        return ()
    best, *others = ranking.kept
    chosen = _from_section(best, most=FROM_BEST)
    for other in others:
        if len(chosen) < MOST_STATEMENTS and other.score >= best.score - NEAR_BEST:
            chosen.extend(_unlike(chosen, _from_section(other, most=1)))
    return tuple(chosen[:MOST_STATEMENTS])


def draft(evidence: tuple[ScoredSentence, ...], *, language: str, part: int = 0) -> tuple[Statement, ...]:
    return tuple(Statement.of(e.passage, e.sentence, language, part=part) for e in evidence)


def _from_section(section: ScoredSection, *, most: int) -> list[ScoredSentence]:
    """The section's opening, then its closest other sentences in reading order."""
    first = section.sentences[0]
    closest = max(section.sentences, key=lambda s: s.similarity)
    guided = first.passage.kind == "guidance"
    leads = first.passage.silence or (guided and closest.similarity - first.similarity < LEAD_MARGIN)
    opening = first if leads else closest
    others = [s for s in section.sentences if s is not opening and s.similarity >= closest.similarity - NEAR_SENTENCE]
    others = sorted(others, key=lambda s: -s.similarity)[: most - 1]
    return _with_facts(section, [opening, *(s for s in section.sentences if s in others)])[:most]


def _with_facts(section: ScoredSection, own: list[ScoredSentence]) -> list[ScoredSentence]:
    facts = [s for fact in section.facts for s in takewhile(lambda s: not s.text.startswith(SOURCE), fact.sentences)]
    if section.gap_filled:
        return [*facts, *(s for s in own if s is not section.sentences[0])]
    return [own[0], *facts, *own[1:]]


def _unlike(chosen: list[ScoredSentence], more: list[ScoredSentence]) -> list[ScoredSentence]:
    """Leave out a sentence that shares most of its words with one already chosen."""
    return [e for e in more if all(_shared(e.text, c.text) < SAME for c in chosen)]


def _shared(a: str, b: str) -> float:
    x, y = set(a.lower().split()), set(b.lower().split())
    return len(x & y) / max(1, min(len(x), len(y)))
