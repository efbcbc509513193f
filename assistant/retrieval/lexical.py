"""The word index: BM25 over stemmed words, for what vectors blur: vendor names, section numbers, exact terms."""

import re
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+(?:[.\-'’][^\W_]+)*")
# English, then Spanish: families mix them.
_STOP = frozenset(
    word
    for word in """
    a an and are as at be been but by can could did do does for from had has have he her him his how i if in is it
    its me my no not of on or our she should so that the their them there they this to was we what when where
    which who why will with would you your al como cómo con cual cuál cuando cuándo de del dónde el ella en era es
    esa ese eso esta este está fue hay la las le les lo los me mi mis muy más nos o para pero por porque pueden
    puede puedo que qué quien quién se ser si sí sin son su sus tengo tiene un una y ya yo
    """.split()
)


# Snowball's names of the languages that have a stemmer here; any other is read as English.
STEMMERS = {"en": "english", "es": "spanish"}


class LexicalIndex:
    """One language's words over all passages."""

    def __init__(self, bm25: bm25s.BM25, language: str) -> None:
        self._bm25 = bm25
        self._language = language

    @classmethod
    def build(cls, texts: list[str], language: str = "en") -> "LexicalIndex":
        spoken = [words(text, language) for text in texts]
        # Numbered here: the library numbers words in the order of a set, which is another in every process.
        numbers = {word: number for number, word in enumerate(sorted({word for text in spoken for word in text}))}
        bm25 = bm25s.BM25()
        bm25.index(([[numbers[word] for word in text] for text in spoken], numbers), show_progress=False)
        return cls(bm25, language)

    def save(self, folder: Path) -> None:
        self._bm25.save(folder)

    @classmethod
    def load(cls, folder: Path, language: str = "en") -> "LexicalIndex":
        return cls(bm25s.BM25.load(folder), language)

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, 0 where no word is shared."""
        known = [word for word in words(query, self._language) if word in self._bm25.vocab_dict]
        if not known:
            return np.zeros(int(self._bm25.scores["num_docs"]), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)


def words(text: str, language: str = "en") -> list[str]:
    stemmer = Stemmer.Stemmer(STEMMERS.get(language, STEMMERS["en"]))
    return [str(w) for w in stemmer.stemWords([w for w in _WORD.findall(text.lower()) if w not in _STOP])]
