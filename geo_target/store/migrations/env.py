"""Alembic's entry: runs on the connection that geo_target.store.migrate hands over."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
connection.execute(text("CREATE SCHEMA IF NOT EXISTS geo_target"))
context.configure(connection=connection, version_table_schema="geo_target", transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
