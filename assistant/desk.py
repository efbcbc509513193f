"""The desk on a terminal: what families filed, soonest due first, and one request whole.

Whoever runs it at the district's machine has the database and its key already, so it reads as the records office does.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from assistant.corpus.district import load_district
from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import district_zone
from assistant.errors import NoSuchRequest
from assistant.i18n import words
from assistant.ledger.database import open_database
from assistant.principal import Principal
from assistant.rights.reading import Listed, RightsRequest
from assistant.rights.references import read_reference
from assistant.rights.status import clock
from assistant.rights.store import RequestStore
from assistant.settings import Settings

OFFICE = Principal(role="records_officer")


class Desk:
    """Raises LedgerUnusable or KeyMissing where no request can be read."""

    def __init__(self, settings: Settings, *, now: datetime) -> None:
        district = load_district(settings.corpus_dir)
        zone, self._calendar = district_zone(district), Calendar.of(district)
        self._store = RequestStore(open_database(settings), zone=zone, calendar=self._calendar)
        self._today = now.astimezone(zone).date()

    def queue(self) -> list[dict[str, Any]]:
        """One entry a request, what is due first standing first, what has no date last."""
        listed = [self._entry(one) for one in self._store.queue(OFFICE)]
        return sorted(listed, key=lambda one: (one["due_on"] is None, one["due_on"] or "", one["received_on"]))

    def request(self, typed: str) -> dict[str, Any]:
        """Raises NoSuchRequest for a reference that the store does not hold."""
        reference = read_reference(typed)
        found = next((one for one in self._store.queue(OFFICE) if one.reference == reference), None)
        if found is None:
            raise NoSuchRequest(f"No request {typed[:40]!r}. Run: privacy-assistant requests list")
        whole = self._store.read(OFFICE, found.request)
        return self._entry(whole) | {"answers": whole.answers, "events": list(_events(whole))}

    def _entry(self, one: Listed) -> dict[str, Any]:
        ticking = clock(one.status, today=self._today, calendar=self._calendar)
        return {
            "reference": one.reference,
            "form": one.status.form,
            "received_on": one.status.received_on.isoformat(),
            "state": one.status.state,
            "due_on": ticking.due_on.isoformat() if ticking.due_on else None,
            "pressing": ticking.pressing,
        }


def _events(request: RightsRequest) -> Iterator[dict[str, Any]]:
    for event in request.events:
        yield {"at": event.at.isoformat(), "kind": event.act.kind, "by": event.by, "void": event.void}


def queue_text(queue: list[dict[str, Any]]) -> str:
    say = words("en", "requests")
    titles = [say(f"form.{one['form']}.title") for one in queue]
    lines = [
        f"{one['reference']}  {one['due_on'] or 'no date':10}  {one['state']}  {title}"
        for one, title in zip(queue, titles, strict=True)
    ]
    return "\n".join(lines) or "No request has been filed."


def request_text(request: dict[str, Any]) -> str:
    lines = [queue_text([request]), f"Received {request['received_on']}", ""]
    lines += [f"{name}: {answer}" for name, answer in request["answers"].items()]
    return "\n".join([*lines, "", *(f"{event['at']}  {event['kind']}" for event in request["events"])])
