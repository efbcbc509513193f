"""Filing: the answers go through the door and into the store, wholly or not at all; and a person is told which.

Whatever goes wrong, the answers stay where they are. The draft's token makes a form that is sent twice, by an impatient
press or after a lost connection, one request.
"""

import logging
from datetime import UTC, datetime

from assistant.errors import AttachmentRefused, LedgerUnusable, PrivacyAssistantError
from assistant.principal import Principal
from assistant.rights.answers import Filed, validate
from assistant.web.requesting.visit import Done, Visit, current, keep
from assistant.web.storing import store, zone

_log = logging.getLogger("assistant.web")


def now() -> datetime:
    """The moment at which a form reaches the district: this is the edge at which the clock is read."""
    return datetime.now(UTC)  # noqa: TID251


def file_draft(language: str) -> None:
    """The open draft, at the check of answers. Afterwards the visit is done, or says what went wrong."""
    visit = current()
    if visit.draft is None:
        return
    at = now()
    checked = visit.draft.checked(today=at.astimezone(zone()).date())
    filed = validate(checked.form, checked.typed, today=at.astimezone(zone()).date())
    keep(_sent(visit, filed, checked.token, at, language) if isinstance(filed, Filed) else visit.drafted(checked))


def _sent(visit: Visit, filed: Filed, token: str, at: datetime, language: str) -> Visit:
    try:
        receipt = store().submit(Principal(), filed, at=at, language=language, token=token)
    except AttachmentRefused:
        return visit.moved(failed="refused_file")
    except (LedgerUnusable, OSError) as error:
        return _failed(visit, "unconfigured", error)
    except PrivacyAssistantError as error:
        return _failed(visit, "broken", error)
    return visit.filed(Done(reference=receipt.reference, code=receipt.code, filed=filed, received=at))


def _failed(visit: Visit, key: str, error: Exception) -> Visit:
    # Its kind alone: an error of a database may quote what it was given.
    _log.error("A request could not be filed: %s", type(error).__name__)
    return visit.moved(failed=key)
