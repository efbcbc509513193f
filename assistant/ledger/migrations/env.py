"""Alembic's entry. The connection comes with its transaction open: the steps are taken wholly or not at all."""

from alembic import context

from assistant.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
