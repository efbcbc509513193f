"""Search: rank sections by meaning, words and what people ask; keep apart what decides a refusal.

Fusing ranks says which section is best and nothing about whether any is good enough (area under the curve 0.60,
measured on other school texts). So scores are fused, not ranks, and a ranking carries, beside the scores that order it,
the signs that a refusal is decided on.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.district import FACTS, fact_section
from assistant.corpus.passages import Passage, Sentence
from assistant.corpus.sections import Audience
from assistant.record import Record
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.index import Index, section_label
from assistant.retrieval.lexical import words

# Nearest keys and best word matches looked at; on the dev cases no right section lay beyond.
NEAREST_KEYS = 400
NEAREST_BY_WORDS = 30
# How the parts of a score weigh beside a cosine of 1, chosen on the dev cases; `--without` shows what each gives.
LEXICAL_WEIGHT = 0.25
# In another language than the encoder's, words tell more.
LEXICAL_WEIGHT_ELSEWHERE = 0.45
INTENT_WEIGHT = 0.12
# Contracts speak of one vendor: they come after guidance, unless the question names the document.
CONTRACT_PENALTY = 0.08
NAMED_BONUS = 1.0
# An audience is a preference, never a filter: what speaks to the other one comes a little later.
OTHER_AUDIENCE_PENALTY = 0.08
# How far the odds that a question is ours may go.
OURS_BOUND = 8.0
KEPT = 10


OTHER = {"family": "staff", "staff": "family"}


class Recipe(Record):
    """Which ingredients a search uses; evaluations take them away one by one to see what each gives."""

    retriever: Literal["fusion", "dense", "bm25"] = "fusion"
    asked: bool = True
    intents: bool = True


RECIPE = Recipe()


class ScoredSentence(Record):
    passage: Passage
    sentence: Sentence
    similarity: float

    @property
    def text(self) -> str:
        return self.passage.quote(self.sentence)


class ScoredSection(Record):
    """`similarity`: a blend of cosines. `lexical`: 0 to 1 within this query. `score`: what sections are ranked by."""

    doc_id: str
    section_id: str
    score: float
    similarity: float
    lexical: float
    # In reading order, over all passages of the section.
    sentences: tuple[ScoredSentence, ...]
    # What the district has entered of the facts that this section awaits.
    facts: tuple["ScoredSection", ...] = ()

    @property
    def label(self) -> str:
        return section_label(self.sentences[0].passage)

    @property
    def gap_filled(self) -> bool:
        """True if the district has entered the fact that the section's silence is about: the first one it awaits."""
        first = self.sentences[0].passage
        return first.silence and bool(self.facts) and self.facts[0].section_id == fact_section(first.awaits[0])

    @property
    def passage(self) -> Passage:
        """The passage of the section that lies closest."""
        return max(self.sentences, key=lambda s: s.similarity).passage


class Signs(Record):
    """What a refusal is decided on. Calibration weighs them; on the dev cases each tells something the others do not.

    `score`: the best section's. `ours`: log-odds that the documents speak of it at all. `words`: BM25 of the best
    passage, unscaled. `leaning`: whether the questions around it are answered here or declined.
    """

    score: float
    ours: float
    words: float
    leaning: float


class Ranking(Record):
    """Sections, best first; `rejected` are those looked at and not kept.

    `declined_as` is the reason that fits best if the question is not ours.
    """

    kept: tuple[ScoredSection, ...]
    rejected: tuple[ScoredSection, ...]
    top_similarity: float
    signs: Signs
    declined_as: str


def search(
    query: str,
    *,
    index: Index,
    vector: NDArray[np.float32],
    audience: Audience = "both",
    language: str = "en",
    kept: int = KEPT,
    recipe: Recipe = RECIPE,
) -> Ranking:
    """Rank the sections for `query`, whose vector the caller made with the index's own encoder."""
    by_words = np.maximum.reduceat(
        index.lexical.get(language, index.lexical["en"]).scores(query), index.section_passages[:-1]
    )
    most_words = float(by_words.max())
    by_words = by_words / (most_words or 1.0)
    near = index.section_of_passage[index.nearest(vector, NEAREST_KEYS)]
    worded = np.argsort(-by_words, kind="stable")[:NEAREST_BY_WORDS]
    at = np.union1d(near, worded[by_words[worded] > 0])
    whole, heading, asked, best, translated = index.likeness(at, vector)
    if language != "en":
        asked, best = np.maximum(asked, translated), np.maximum(best, translated)
    question = np.maximum(heading, asked) if recipe.asked else heading
    similarity = np.maximum(whole + best, whole + question) / 2
    lexical_weight = LEXICAL_WEIGHT if language == "en" else LEXICAL_WEIGHT_ELSEWHERE
    score = {
        "fusion": (whole + best + question) / 3 + lexical_weight * by_words[at],
        "dense": (whole + best + question) / 3,
        "bm25": by_words[at],
    }[recipe.retriever]
    recognised = index.intents.recognise(vector)
    score = score - CONTRACT_PENALTY * index.is_contract[at]
    if audience != "both":
        score = score - OTHER_AUDIENCE_PENALTY * (index.audiences[at] == OTHER[audience])
    if recipe.intents:
        score = score + INTENT_WEIGHT * np.array([recognised.of_section(index.section_labels[s]) for s in at])
    if named := {index.named_documents[w] for w in words(query) if w in index.named_documents}:
        score = score + NAMED_BONUS * np.array([index.passages[index.section_passages[s]].doc_id in named for s in at])
    order = sorted(range(len(at)), key=lambda n: (-score[n], index.section_labels[at[n]]))[: 2 * kept]
    ranked = tuple(
        _scored(index, int(at[n]), vector, float(score[n]), float(similarity[n]), float(by_words[at[n]])) for n in order
    )
    judged = recipe.intents and not named
    return Ranking(
        kept=ranked[:kept],
        rejected=ranked[kept:],
        top_similarity=float(similarity.max(initial=0.0)),
        signs=Signs(
            score=float(score.max(initial=-1.0)),
            ours=min(OURS_BOUND, max(-OURS_BOUND, recognised.ours)) if judged else 0.0,
            words=most_words,
            leaning=index.leaning(vector) if judged else 0.0,
        ),
        declined_as=recognised.reason,
    )


def encode_and_search(query: str, *, index: Index, encoder: Encoder, kept: int = KEPT) -> Ranking:
    return search(query, index=index, vector=encoder.encode(query), kept=kept)


def _scored(
    index: Index, section: int, vector: NDArray[np.float32], score: float, similarity: float, lexical: float
) -> ScoredSection:
    passages = index.passages[index.section_passages[section] : index.section_passages[section + 1]]
    awaited = (index.section_at.get(f"{FACTS}#{fact_section(key)}") for key in passages[0].awaits)
    cosines = iter((index.sentence_vectors(section) @ vector).tolist())
    return ScoredSection(
        doc_id=passages[0].doc_id,
        section_id=passages[0].section_id,
        score=score,
        similarity=similarity,
        lexical=lexical,
        sentences=tuple(
            ScoredSentence(passage=p, sentence=s, similarity=next(cosines)) for p in passages for s in p.sentences
        ),
        facts=tuple(_scored(index, at, vector, score, similarity, lexical) for at in awaited if at is not None),
    )
