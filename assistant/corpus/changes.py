"""What changed between two versions of a document, section by section, sentence by sentence."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Literal

from assistant.corpus.passages import Passage
from assistant.record import Record


class Change(Record):
    """`removed` and `added` hold the sentences that differ, in reading order, and the heading where it does."""

    section_id: str
    pinpoint: str
    heading: str
    what: Literal["added", "removed", "changed"]
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


class _Section(Record):
    section_id: str
    pinpoint: str
    heading: str
    sentences: tuple[str, ...]


def changes(before: Iterable[Passage], after: Iterable[Passage]) -> tuple[Change, ...]:
    """Every section that differs, in the order of the new version; those that are gone stand last."""
    old, new = _sections(before), _sections(after)
    found = [_compare(old.get(section_id), section) for section_id, section in new.items()]
    gone = [section for section_id, section in old.items() if section_id not in new]
    return (*(one for one in found if one), *(_whole(one, "removed") for one in gone))


def _compare(old: _Section | None, new: _Section) -> Change | None:
    if old is None:
        return _whole(new, "added")
    was, now = (old.heading, *old.sentences), (new.heading, *new.sentences)
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    removed = tuple(s for step, a, b, _, _ in steps if step != "equal" for s in was[a:b])
    added = tuple(s for step, _, _, a, b in steps if step != "equal" for s in now[a:b])
    if not (removed or added):
        return None
    return Change(
        section_id=new.section_id,
        pinpoint=new.pinpoint,
        heading=new.heading,
        what="changed",
        removed=removed,
        added=added,
    )


def _whole(section: _Section, what: Literal["added", "removed"]) -> Change:
    return Change(
        section_id=section.section_id,
        pinpoint=section.pinpoint,
        heading=section.heading,
        what=what,
        removed=section.sentences if what == "removed" else (),
        added=section.sentences if what == "added" else (),
    )


def _sections(passages: Iterable[Passage]) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    for passage in passages:
        sentences = tuple(passage.quote(s) for s in passage.sentences)
        if (known := found.get(passage.section_id)) is not None:
            found[passage.section_id] = known.model_copy(update={"sentences": (*known.sentences, *sentences)})
        else:
            found[passage.section_id] = _Section(
                section_id=passage.section_id,
                pinpoint=passage.pinpoint,
                heading=passage.heading,
                sentences=sentences,
            )
    return found
