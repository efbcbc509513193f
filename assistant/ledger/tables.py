"""The tables. What is chained stays for ever and names nobody; what is sealed can be shredded.

Triggers, made by the first migration, hold what code might forget: no event is ever changed or deleted, and a payload
or an attachment can be deleted only after the event that records its purging. Moments are text in UTC, so that the
chain is over the same bytes in both databases.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID, DIGEST, CODE, MOMENT = String(32), String(64), String(40), String(40)


def _subject(*, primary_key: bool = False, index: bool = False) -> Column[str]:
    return Column("subject", ID, ForeignKey("subjects.id"), primary_key=primary_key, index=index, nullable=False)


# What a chain is about: one request, or one student's disclosure log. `reference` is what people say aloud.
subjects = Table(
    "subjects",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("reference", String(16), unique=True),
)

# `number` counts all events without a gap, `seq` those of the subject, so that a deleted one leaves a hole.
events = Table(
    "events",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _subject(),
    Column("seq", Integer, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("facts", Text, nullable=False),
    Column("payload_digest", DIGEST),
    Column("previous", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False),
    Unique("subject", "seq"),
)

# The last event, vouched for: without it, deleting the last event would leave a chain that looks whole.
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", DIGEST, nullable=False),
    Column("vouched", DIGEST, nullable=False),
)

payloads = Table(
    "payloads",
    metadata,
    Column("number", BigInteger, ForeignKey("events.number"), primary_key=True, autoincrement=False),
    _subject(index=True),
    Column("sealed", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", ID, primary_key=True),
    _subject(index=True),
    Column("sealed", LargeBinary, nullable=False),
)

# Keys, each wrapped by the master key whose name is `master`.
subject_keys = Table(
    "subject_keys",
    metadata,
    _subject(primary_key=True),
    Column("master", ID, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)
ledger_keys = Table(
    "ledger_keys",
    metadata,
    Column("purpose", CODE, primary_key=True),
    Column("master", ID, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)

blind = Table(
    "blind",
    metadata,
    Column("token", DIGEST, primary_key=True),
    _subject(primary_key=True, index=True),
)

# What makes a double click file once: the digest of the form's own token.
submissions = Table(
    "submissions",
    metadata,
    Column("token", DIGEST, primary_key=True),
    _subject(index=True),
)

# The secret code of a request, hashed, and the failures of those who tried one.
codes = Table(
    "codes",
    metadata,
    _subject(primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
attempts = Table(
    "attempts",
    metadata,
    Column("client", DIGEST, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("blocked_until", MOMENT, nullable=False),
)
