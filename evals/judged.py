"""Judged: what a suite says of one case."""

from collections.abc import Mapping, Sequence

from assistant.record import Record


class Judged(Record):
    """`measures` lie between 0 and 1; `wrong` says, each in a few words, why the case does not pass."""

    measures: dict[str, float]
    wrong: tuple[str, ...]

    @classmethod
    def of(cls, measures: Mapping[str, float], wrong: Sequence[str]) -> "Judged":
        return cls(measures=dict(measures), wrong=tuple(wrong))

    @property
    def passed(self) -> bool:
        return not self.wrong
