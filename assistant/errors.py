"""Every error that a person may see, drawn as a tree.

    PrivacyAssistantError
    ├── UsageError            the call was wrong                         exit 2
    │   └── QuestionError     empty, or longer than 2,000 characters
    └── WorkError             the call was right, the work failed        exit 1
        ├── CorpusError       the catalog or a document
        │   └── DocumentError one document cannot be read; the others go on
        ├── ModelError        the encoder's files are absent or are not the reviewed ones
        └── IndexUnusable     nothing may be answered from it
            ├── IndexMissing  nothing built yet
            ├── IndexStale    built from other documents, another encoder or another format
            └── IndexDamaged  a file of it is not what its manifest says

A message says what came, what was expected and what to do. It never holds what a person typed.
"""


class PrivacyAssistantError(Exception):
    exit_code = 1


class UsageError(PrivacyAssistantError):
    exit_code = 2


class QuestionError(UsageError):
    """`characters`: how many came; 0 for an empty question. The pages say it in the reader's language."""

    def __init__(self, message: str, *, characters: int) -> None:
        super().__init__(message)
        self.characters = characters


class WorkError(PrivacyAssistantError):
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
