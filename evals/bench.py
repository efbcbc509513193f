"""The bench: the parts under test, loaded once, and one run of a question, which every suite then judges."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.progress import track

from assistant.answering.calibration import UNCALIBRATED, Calibration, load_calibration
from assistant.answering.language import detect
from assistant.answering.question import ask_about
from assistant.answering.respond import conclude, find
from assistant.answering.response import Response
from assistant.corpus.catalog import CATALOG, load_catalog
from assistant.corpus.citation import covers
from assistant.corpus.passages import Passage
from assistant.errors import UsageError
from assistant.record import Record
from assistant.retrieval.encoder import Encoder, SentenceEncoder, Vector
from assistant.retrieval.index import Index, build
from assistant.retrieval.search import Ranking, Recipe
from assistant.settings import Settings
from evals.cases import Case

Label = tuple[str, str]


class Run(Record):
    """One question, asked once; all suites judge the same run. `chance`: that it can be answered, by its signs."""

    case: Case
    ranking: Ranking
    chance: float
    response: Response


class Bench:
    """`named` adds names to a document, by doc_id, under which a case may cite it."""

    def __init__(
        self,
        *,
        index: Index,
        encoder: Encoder,
        calibration: Calibration | None,
        recipe: Recipe,
        named: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.index = index
        self.encoder = encoder
        self.calibration = calibration
        self.recipe = recipe
        self._of_topic: defaultdict[str, set[Label]] = defaultdict(set)
        self._of_name: defaultdict[str, set[Label]] = defaultdict(set)
        for passage in index.passages:
            for topic in passage.covers:
                self._of_topic[topic].add(label(passage))
            for name in (*_names(passage), *(named or {}).get(passage.doc_id, ())):
                self._of_name[name].add(label(passage))

    def with_recipe(self, recipe: Recipe) -> "Bench":
        other = Bench.__new__(Bench)
        other.__dict__ = self.__dict__ | {"recipe": recipe}
        return other

    def run(self, case: Case) -> Run:
        language = detect(case.question, offered=("en", "es"), default="en")
        question = ask_about(case.question, audience=case.audience, language=language or "en", foreign=language is None)
        found = find(question, index=self.index, encoder=self.encoder, recipe=self.recipe)
        response = conclude(found, index=self.index, calibration=self.calibration, case_id=case.id)
        chance = (self.calibration or UNCALIBRATED).chance(found.ranking.signs)
        return Run(case=case, ranking=found.ranking, chance=chance, response=response)

    def right_sections(self, case: Case) -> set[Label]:
        """Qrels: the sections that cover a topic of the case; where none does, those that are or lie in what it cites.

        So a case of anyone's can be judged, who knows nothing of our topics.
        """
        by_topic = {one for topic in case.covers for one in self._of_topic.get(topic, ())}
        return by_topic or {one for want in case.cites for one in self.within(want)}

    def within(self, want: str) -> set[Label]:
        """The sections whose place or one of whose authorities is `want` or lies inside it."""
        return {one for name, sections in self._of_name.items() if covers(want, name) for one in sections}


class Remembering:
    """An encoder that encodes a text once: runs that differ in the search alone share their vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vector] = {}
        self.name, self.digest, self.limit = encoder.name, encoder.digest, encoder.limit

    def count(self, text: str) -> int:
        return self._encoder.count(text)

    def encode(self, text: str) -> Vector:
        if text not in self._known:
            self._known[text] = self._encoder.encode(text)
        return self._known[text]

    def encode_all(self, texts: list[str]) -> Iterator[Vector]:
        return (self.encode(text) for text in texts)


def label(passage: Passage) -> Label:
    return passage.doc_id, passage.section_id


def _names(passage: Passage) -> tuple[str, ...]:
    return passage.cite(passage.sentences[0]).names


def recipe_of(retriever: str, without: Sequence[str]) -> Recipe:
    """Raises UsageError for an ingredient that there is not."""
    if unknown := sorted(set(without) - set(ingredients())):
        raise UsageError(f"--without {unknown[0]}: no such ingredient. Known: {', '.join(ingredients())}.")
    try:
        return Recipe.model_validate({"retriever": retriever} | dict.fromkeys(without, False))
    except ValidationError:
        raise UsageError(f"--retriever {retriever}: no such retriever.") from None


def ingredients() -> tuple[str, ...]:
    """What a search can be made without."""
    return tuple(name for name, field in Recipe.model_fields.items() if field.annotation is bool)


def load_index(settings: Settings) -> tuple[Index, SentenceEncoder]:
    encoder = SentenceEncoder(settings.embedding_model_path)
    return Index.load(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder), encoder


def load_bench(settings: Settings, recipe: Recipe) -> Bench:
    index, encoder = load_index(settings)
    return Bench(
        index=index,
        encoder=Remembering(encoder),
        calibration=load_calibration(settings.calibration_file, index),
        recipe=recipe,
        named={} if catalogued(settings.corpus_dir) else _file_names(settings.corpus_dir),
    )


def catalogued(corpus_dir: Path) -> bool:
    return (corpus_dir / CATALOG).is_file()


def build_beside(settings: Settings) -> None:
    """Bring the index of somebody's own documents up to date."""
    build(
        settings.index_dir,
        corpus_dir=settings.corpus_dir,
        encoder=SentenceEncoder(settings.embedding_model_path),
        progress=lambda texts: iter(progressing(texts, "Encoding")),
    )


def progressing(of: Sequence[Any], what: str) -> Iterator[Any]:
    """On standard error, so that standard output holds results only."""
    yield from track(of, description=what, console=Console(stderr=True)) if of else ()


def _file_names(corpus_dir: Path) -> dict[str, tuple[str, ...]]:
    """Documents without a catalog go by their files' names: "notes.md", "notes"."""
    return {d.doc_id: (d.file, d.title) for d in load_catalog(corpus_dir)}
