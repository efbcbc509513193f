"""Going live: what a person must do before families use the assistant, where, and what changes when it is done."""

from collections.abc import Iterable

from assistant.corpus.district import DISTRICT, QUOTED
from assistant.corpus.passages import Passage
from assistant.doctor import ToDo
from assistant.i18n import Words
from assistant.web.authorities import section_item
from assistant.web.escaping import text
from assistant.web.framing import Page
from assistant.web.runtime import Holdings

BUILD = "privacy-assistant build"


def golive_page(to_do: Iterable[ToDo], held: Holdings, *, say: Words) -> Page:
    listed = list(to_do)
    district = [one.key for one in listed if one.kind == "district"]
    general = [say(f"golive.general.{one.key}", **one.values) for one in listed if one.kind == "general"]
    parts = [
        f'<h1 class="pa-h1">{text(say("golive.title"))}</h1>',
        f'<p class="pa-lede">{text(say("golive.lede"))}</p>',
        "" if listed else f"<p>{text(say('doctor.golive_nothing'))}</p>",
        _heading("golive.general_title", say) if general else "",
        f'<ul class="pa-list">{"".join(f"<li>{text(told)}</li>" for told in general)}</ul>' if general else "",
        _district(district, held, say) if district else "",
    ]
    return Page(title=say("golive.title"), body="".join(parts))


def _district(keys: list[str], held: Holdings, say: Words) -> str:
    how = f"<p>{text(say('golive.how', file=f'corpus/{DISTRICT}'))} <code>{text(BUILD)}</code></p>"
    items = "".join(_value(key, _waiting(key, held), say) for key in keys)
    return f'{_heading("golive.district_title", say)}{how}<ol class="pa-holds">{items}</ol>'


def _waiting(key: str, held: Holdings) -> list[Passage]:
    """The sections that are answered otherwise once `key` is filled in."""
    return [p for p in held.index.passages if key in p.awaits and p.passage_id.endswith("/1")]


def _value(key: str, waiting: list[Passage], say: Words) -> str:
    changes = say("golive.changes.quoted" if key in QUOTED else f"golive.changes.{key}")
    sections = "".join(section_item(passage, say=say) for passage in waiting)
    told = f'<p class="pa-note">{text(say("golive.waiting"))}</p><ul class="pa-list">{sections}</ul>' if waiting else ""
    return (
        f"<li><p><code>[{text(key)}]</code> {text(say(f'golive.district.{key}'))}</p>"
        f'<p class="pa-note">{text(changes)}</p>{told}</li>'
    )


def _heading(key: str, say: Words) -> str:
    return f'<h2 class="pa-h2">{text(say(key))}</h2>'
