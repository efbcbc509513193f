"""Language: in which of the offered languages a question is asked, or that it is in none of them.

Questions are short, misspelled and full of product names, where a statistical identifier guesses wildly. So two
witnesses are heard: the small words that carry a sentence, which are data, and py3langid over all the languages that it
knows. A wrong guess would answer a family in a language they did not choose; where the witnesses are not sure, the
interface's language is taken.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.response import Language
from assistant.record import Record

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Of the documents, hence of every quote.
ORIGINAL: Language = "en"
# Characters; more tells nothing more of the language, and costs time.
READ = 600
# With fewer words the identifier is a coin, and only small words speak.
FEWEST_WORDS = 4
# Another language must be this much likelier than the best of the offered ones is supported.
ELSEWHERE = 1.6
# How far the best must lead the next.
MARGIN = 0.15


class _Marks(Record):
    kin: tuple[str, ...] = ()
    letters: str = ""
    words: frozenset[str] = frozenset()


def detect(text: str, *, offered: Sequence[Language], default: Language) -> Language | None:
    """The language to answer `text` in: one of `offered`, `default` where that cannot be told, None for any other."""
    text = text[:READ].replace("’", "'")
    words = _plain_words(text)
    if not words:
        return default
    votes = {language: _votes(text, words, language) for language in offered}
    if len(words) < FEWEST_WORDS and all(_is_latin(word) for word in words):
        spoken = [language for language in offered if votes[language]]
        return spoken[0] if len(spoken) == 1 else default
    chances = dict(_identifier().rank(text.lower()))
    support = {
        language: votes[language] / len(words) + sum(chances.get(code, 0.0) for code in _codes((language,)))
        for language in offered
    }
    best, *others = sorted(offered, key=lambda language: -support[language])
    if max(chances[code] for code in chances.keys() - _codes(offered)) > ELSEWHERE * support[best]:
        return None
    return best if all(support[best] - support[other] >= MARGIN for other in others) else default


def _plain_words(text: str) -> list[str]:
    """Without names of people and products, which tell nothing of the language around them."""
    found = _WORD.findall(text)
    return [w for n, w in enumerate(found) if n == 0 or w.islower() or text.isupper() or not w.isascii()]


def _votes(text: str, words: list[str], language: str) -> int:
    marks = _marks(language)
    return sum(word.lower() in marks.words for word in words) + sum(letter in marks.letters for letter in text.lower())


def _codes(languages: Sequence[str]) -> frozenset[str]:
    """Under which py3langid may know `languages`."""
    return frozenset(code for language in languages for code in (language, *_marks(language).kin))


def _is_latin(word: str) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in word if letter.isalpha())


@cache
def _marks(language: str) -> _Marks:
    tables = tomllib.loads(Path(__file__).with_name("language.toml").read_text("utf-8"))
    table = tables.get(language, {})
    return _Marks.model_validate(table | {"words": frozenset(table.get("words", "").split())})


@cache
def _identifier() -> "LanguageIdentifier":
    """Half a second to load, so it is loaded by the first question that needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
