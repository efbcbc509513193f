"""Every word that people read on the pages, by dotted key, one TOML file a language.

The packages below return reasons ("no_evidence"), never sentences; the sentences are here ("ending.no_evidence").
A second language is a second file with the same keys and the same placeholders, and no code.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


class Words:
    """The words of one language. Call it with a key: `say("ask.searched", n=31)`."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = dict(texts)

    def __call__(self, key: str, **values: str | int) -> str:
        """The text under `key`, its placeholders filled with `values`.

        Where the file has `key.one` and `key.other`, `n` chooses between them. Raises KeyError for a key the language
        lacks and for values that are not exactly the placeholders of the text: a half-filled sentence is never shown.
        """
        plural = key not in self._texts and "n" in values
        if plural:
            key = f"{key}.one" if values["n"] == 1 else f"{key}.other"
        if key not in self._texts:
            raise KeyError(f"No words for {key!r} in {self.language}.toml.")
        text = self._texts[key]
        wanted = placeholders(text)
        # "1 source" need not name the number that chose it.
        if wanted | ({"n"} if plural else set()) != set(values):
            raise KeyError(f"{self.language}.toml {key!r} takes {sorted(wanted)}, was given {sorted(values)}.")
        return text.format_map(values)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def day(self, day: date) -> str:
        """A day written out: March 9, 2024."""
        return self("date.long", day=day.day, month=self(f"date.month.{day.month}"), year=day.year)

    def amount(self, amount: int | None, unit: str | None) -> str:
        """The length of a clock: "10 business days"; empty where the law gives no number."""
        return self(f"due.amount.{unit.replace(' ', '_')}", n=amount) if amount is not None and unit else ""

    def text(self, key: str) -> str:
        """The text as written, placeholders unfilled."""
        return self._texts[key]

    def under(self, prefix: str) -> tuple[str, ...]:
        """The texts of a group, in the order of the file."""
        return tuple(text for key, text in self._texts.items() if key.startswith(f"{prefix}."))


def languages(part: str = "") -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (FOLDER / part).glob("*.toml")))


@cache
def words(language: str, part: str = "") -> Words:
    """The words of the pages, or of one part that has a folder of its own, such as the staff's "disclosure".

    Raises KeyError for a language that has no file.
    """
    offered = languages(part)
    if language not in offered:
        raise KeyError(f"No words in {language!r}; there are {', '.join(offered)}.")
    tree = tomllib.loads((FOLDER / part / f"{language}.toml").read_text("utf-8"))
    return Words(language, dict(_flat(tree)))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
