"""All that a database holds, as one text: what an erasure left can be looked for in it."""

from __future__ import annotations

import sqlite3

import asyncpg


async def dump(url: str) -> str:
    """Every row of every table of a `sqlite:///` or `postgresql://` database."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = [repr(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
        connection.close()
        return "\n".join(found)
    server = await asyncpg.connect(url)
    names = [row[0] for row in await server.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    found = [repr(tuple(row)) for name in names for row in await server.fetch(f'SELECT * FROM "{name}"')]
    await server.close()
    return "\n".join(found)
