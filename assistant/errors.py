"""Every error that a person may see, drawn as a tree.

    PrivacyAssistantError
    ├── UsageError            the call was wrong                         exit 2
    │   ├── QuestionError     empty, or longer than 2,000 characters
    │   ├── ReceiptUnreadable not a receipt, or not as it was issued
    │   ├── NotAllowed        the role that asks may not do this
    │   ├── NotPossible       the step does not follow from where the request stands
    │   ├── AttachmentRefused empty, too large, too many, or of a kind that is not taken
    │   ├── NoSuchRequest     no request with this reference and this code; which of both is wrong is not told
    │   └── TryLater          too many wrong codes; wait
    └── WorkError             the call was right, the work failed        exit 1
        ├── CorpusError       the catalog or a document
        │   └── DocumentError one document cannot be read; the others go on
        ├── Conflict          somebody else acted first; what they did is told, and nothing is lost
        ├── LedgerUnusable    the database of requests cannot be opened or used
        │   └── KeyMissing    its key file is absent, or is another database's
        ├── ModelError        the encoder's files are absent or are not the reviewed ones
        └── IndexUnusable     nothing may be answered from it
            ├── IndexMissing  nothing built yet
            ├── IndexStale    built from other documents, another encoder or another format
            └── IndexDamaged  a file of it is not what its manifest says

A message says what came, what was expected and what to do. It never holds what a person typed.
"""

from collections.abc import Sequence
from datetime import datetime


class PrivacyAssistantError(Exception):
    exit_code = 1


class UsageError(PrivacyAssistantError):
    exit_code = 2


class QuestionError(UsageError):
    """`characters`: how many came; 0 for an empty question. The pages say it in the reader's language."""

    def __init__(self, message: str, *, characters: int) -> None:
        super().__init__(message)
        self.characters = characters


class ReceiptUnreadable(UsageError):
    """`reason`: no_file, not_json, unknown_format or altered."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotAllowed(UsageError):
    """`capability`: the name of what was asked for, as `principal` has it."""

    def __init__(self, message: str, *, capability: str) -> None:
        super().__init__(message)
        self.capability = capability


class NotPossible(UsageError):
    """`step`: what was tried; `state`: where the request stands. The pages say both in the reader's language."""

    def __init__(self, message: str, *, step: str, state: str) -> None:
        super().__init__(message)
        self.step, self.state = step, state


class AttachmentRefused(UsageError):
    """`reason`: empty, too_large, too_many or wrong_kind."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class NoSuchRequest(UsageError):
    pass


class TryLater(UsageError):
    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class WorkError(PrivacyAssistantError):
    pass


class Conflict(WorkError):
    """`meanwhile`: the kind and the moment of each event that the caller had not seen, oldest first."""

    def __init__(self, message: str, *, meanwhile: Sequence[tuple[str, datetime]] = ()) -> None:
        super().__init__(message)
        self.meanwhile = tuple(meanwhile)


class LedgerUnusable(WorkError):
    pass


class KeyMissing(LedgerUnusable):
    pass


class CorpusError(WorkError):
    pass


class DocumentError(CorpusError):
    pass


class ModelError(WorkError):
    pass


class IndexUnusable(WorkError):
    pass


class IndexMissing(IndexUnusable):
    pass


class IndexStale(IndexUnusable):
    pass


class IndexDamaged(IndexUnusable):
    pass
