"""Storing: the one store of requests of this process, opened at first use, and the zone and calendar it counts by.

It is opened late on purpose: questions are answered also where no request can be kept, and whoever needs the store says
what it means that there is none.
"""

from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from assistant.corpus.district import District, load_district
from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import district_zone
from assistant.errors import CorpusError
from assistant.ledger.database import Database, open_database
from assistant.rights.store import RequestStore
from assistant.settings import Settings
from assistant.web.runtime import runtime

_opened: dict[tuple[str, Path], Database] = {}
_opening = Lock()


def store() -> RequestStore:
    """Raises LedgerUnusable (KeyMissing) and OSError: then nothing can be filed or read."""
    settings = runtime().settings
    return RequestStore(_database(settings), zone=zone(), calendar=calendar())


def zone() -> ZoneInfo:
    return district_zone(_district())


def calendar() -> Calendar:
    return Calendar.of(_district())


def _district() -> District:
    """A file that cannot be read is `doctor`'s to tell; no family loses a request over it."""
    try:
        return load_district(runtime().settings.corpus_dir)
    except CorpusError:
        return District()


def _database(settings: Settings) -> Database:
    place = (settings.ledger_url, settings.master_key_file)
    with _opening:
        if place not in _opened:
            _opened[place] = open_database(settings)
        return _opened[place]
