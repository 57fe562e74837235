"""Alembic's folder: one file in `versions` for each change of `tables.py`, written by hand.

A migration is statements only: for PostgreSQL Alembic writes them down and asyncpg runs them. A test compares what all
migrations make with `tables.py`, on both databases.
"""

HEAD = "0001"
"""The newest revision: a database that stands at it needs no Alembic to open. A test holds it to `versions/`."""
