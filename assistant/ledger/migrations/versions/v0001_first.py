"""The first tables, and the triggers that keep them honest."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

REFUSED = "the ledger is append-only"
UNSHREDDED = "only what an event records as purged may be deleted"
NOT_PURGED = "NOT EXISTS (SELECT 1 FROM events WHERE events.subject = OLD.subject AND events.kind = 'purged')"
# Table and act that are refused, and when; None for always.
TRIGGERS = (
    ("events", "UPDATE", None, REFUSED),
    ("events", "DELETE", None, REFUSED),
    ("payloads", "UPDATE", None, REFUSED),
    ("payloads", "DELETE", NOT_PURGED, UNSHREDDED),
    ("attachments", "UPDATE", None, REFUSED),
    ("attachments", "DELETE", NOT_PURGED, UNSHREDDED),
)


def upgrade() -> None:
    _subjects()
    _events()
    _sealed()
    _keys()
    _found_by()
    for table, act, when, why in TRIGGERS:
        _refuse(table, act, when, why)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("events", "payloads", "attachments"):
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_update()"
            )


def _subjects() -> None:
    op.create_table(
        "subjects",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
        sa.UniqueConstraint("reference", name="uq_subjects_reference"),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("payload_digest", sa.String(64)),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_events_subject"),
        sa.UniqueConstraint("subject", "seq", name="uq_events_subject"),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("vouched", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
    )


def _sealed() -> None:
    op.create_table(
        "payloads",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_payloads"),
        sa.ForeignKeyConstraint(["number"], ["events.number"], name="fk_payloads_number"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_payloads_subject"),
    )
    op.create_index("ix_payloads_subject", "payloads", ["subject"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_attachments_subject"),
    )
    op.create_index("ix_attachments_subject", "attachments", ["subject"])


def _keys() -> None:
    op.create_table(
        "subject_keys",
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("master", sa.String(32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_subject_keys"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_subject_keys_subject"),
    )
    op.create_table(
        "ledger_keys",
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("master", sa.String(32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_ledger_keys"),
    )


def _found_by() -> None:
    op.create_table(
        "blind",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("token", "subject", name="pk_blind"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_blind_subject"),
    )
    op.create_index("ix_blind_subject", "blind", ["subject"])
    op.create_table(
        "submissions",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_submissions"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_submissions_subject"),
    )
    op.create_index("ix_submissions_subject", "submissions", ["subject"])
    op.create_table(
        "codes",
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_codes"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_codes_subject"),
    )
    op.create_table(
        "attempts",
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("blocked_until", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("client", name="pk_attempts"),
    )


def _refuse(table: str, act: str, when: str | None, why: str) -> None:
    name = f"{table}_no_{act.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        condition = f"WHEN {when} " if when else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{why}'); END")
        return
    allowed = f"IF NOT ({when}) THEN RETURN OLD; END IF; " if when else ""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {allowed}RAISE EXCEPTION '{why}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
